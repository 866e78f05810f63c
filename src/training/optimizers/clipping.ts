import { ValueError } from '../../errors/index.js';
import type { Tensor } from '../../tensor/index.js';
import { sumOfSquares } from '../sums.js';

/** How gradients are kept from growing too large; at most one of them. */
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

/** The factor that shortens a vector of this norm to the longest that is allowed: 1 if it is short enough. */
const shortening = (norm: number, longest: number): number => longest / Math.max(norm, longest);

/** What each gradient is to be multiplied with; undefined where no norm is clipped. */
export function gradientScales(
  gradients: readonly Tensor[],
  { clipnorm, globalClipnorm }: Clipping,
): number[] | undefined {
  if (clipnorm !== null) return gradients.map((gradient) => shortening(Math.sqrt(sumOfSquares(gradient)), clipnorm));
  if (globalClipnorm === null) return undefined;
  const norm = Math.sqrt(gradients.reduce((sum, gradient) => sum + sumOfSquares(gradient), 0));
  return gradients.map(() => shortening(norm, globalClipnorm));
}
