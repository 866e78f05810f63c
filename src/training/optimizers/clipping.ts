import { ValueError } from '../../errors/index.js';
import { add, divide, maximum, minimum, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';

/** Limits for gradients; at most one of them is given. */
export interface Clipping {
  /** The largest Euclidean norm of each gradient. */
  readonly clipnorm: number | null;
  /** The largest absolute value of each element. */
  readonly clipvalue: number | null;
  /** The largest Euclidean norm of all gradients together. */
  readonly globalClipnorm: number | null;
}

export function checkClipping(where: string, { clipnorm, clipvalue, globalClipnorm }: Clipping): void {
  const given = Object.entries({ clipnorm, clipvalue, globalClipnorm }).filter(([, value]) => value !== null);
  if (given.length < 2) return;
  const expected = 'at most one of clipnorm, clipvalue and globalClipnorm';
  throw new ValueError({ where, expected, received: Object.fromEntries(given) });
}

const squaredNorm = (x: Tensor): Tensor => sum(square(x));

/** The factor that scales a vector of this norm down to the longest permitted one: 1 if it is short enough, NaN if the norm is infinite. */
const shortening = (norm: Tensor, longest: number): Tensor =>
  add(divide(longest, maximum(norm, longest)), subtract(norm, norm));

/** The factor for each gradient, a scalar; undefined if no norm is limited. */
export function gradientScales(
  gradients: readonly Tensor[],
  { clipnorm, globalClipnorm }: Clipping,
): Tensor[] | undefined {
  if (clipnorm !== null) return gradients.map((gradient) => shortening(sqrt(squaredNorm(gradient)), clipnorm));
  if (globalClipnorm === null) return undefined;
  const norm = sqrt(gradients.map(squaredNorm).reduce((total, part) => add(total, part)));
  const scale = shortening(norm, globalClipnorm);
  return gradients.map(() => scale);
}

/** A gradient within its limits, as a tensor or in a formula. */
export function clipped(gradient: Tensor, { clipvalue }: Clipping, scale: Tensor | undefined): Tensor {
  if (scale !== undefined) return multiply(gradient, scale);
  if (clipvalue === null) return gradient;
  return minimum(maximum(gradient, -clipvalue), clipvalue);
}
