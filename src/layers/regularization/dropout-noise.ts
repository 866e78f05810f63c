/** Parts that the dropout layers share: their options, and the noise that decides which elements are dropped. */
import { ShapeError, ValueError } from '../../errors/index.js';
import { uniformLike } from '../../ops/random-draws.js';
import type { SeedGenerator, Tensor } from '../../tensor/index.js';
import { layerWith } from '../layer-with.js';
import { openShape, optional, rate, seed, type Leading } from '../../objects/options/index.js';

const options = () => ({
  /** The share of the inputs that is dropped, from 0 to 1. */
  rate: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
  /** The shape of the noise: 1 where all positions along an axis share a decision, `null` for the length of the input. */
  noiseShape: optional(openShape()),
});

/** The base of the dropout layers, which have the same options. */
export const DropoutBase = /* @__PURE__ */ layerWith(options, ['rate'] as Leading<[rate: number]>);

/** A random number from [0, 1) for every decision, in a shape that broadcasts to the shape of x. */
export function drawNoise(
  label: string,
  x: Tensor,
  noiseShape: readonly (number | null)[] | null,
  generator: SeedGenerator,
): Tensor {
  if (noiseShape === null) return uniformLike(x, generator);
  const fits =
    noiseShape.length === x.rank &&
    noiseShape.every((length, axis) => length === null || length === 1 || length === x.shape[axis]);
  if (fits) return uniformLike(x, generator, noiseShape);
  throw new ShapeError({
    where: label,
    expected: 'a noiseShape that broadcasts to the inputs',
    received: { noiseShape, inputs: x },
  });
}

/** Refuses a rate of 1, with which nothing would be left, because the layer divides by the share that is left. */
export function checkIsBelowOne(label: string, rate: number): void {
  if (rate < 1) return;
  throw new ValueError({ where: label, expected: 'a rate below 1 in training', received: { rate } });
}
