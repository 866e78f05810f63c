/** What the dropouts share: their options, and the noise that decides what is dropped. */
import { ShapeError, ValueError } from '../../errors/index.js';
import { uniformLike } from '../../ops/random-draws.js';
import type { SeedGenerator, Tensor } from '../../tensor/index.js';
import { layerWith } from '../layer-with.js';
import { openShape, optional, rate, seed, type Leading } from '../../objects/options/index.js';

const options = () => ({
  /** The part of the inputs that is dropped, from 0 to 1. */
  rate: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
  /** The shape in which is decided what is dropped; 1 where an axis shares the decision, `null` for the input's length. */
  noiseShape: optional(openShape()),
});

/** The base of the dropouts, which have the same options. */
export const DropoutBase = /* @__PURE__ */ layerWith(options, ['rate'] as Leading<[rate: number]>);

/** A random number from [0, 1) for every decision, in a shape that broadcasts to that of x. */
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

/** Refuses the rate that would leave nothing, where something is divided by what is left. */
export function checkIsBelowOne(label: string, rate: number): void {
  if (rate < 1) return;
  throw new ValueError({ where: label, expected: 'a rate below 1 in training', received: { rate } });
}
