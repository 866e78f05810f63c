/** Initializers that draw each element from the same distribution, independent of the shape. */
import { callable } from '../../objects/callable.js';
import { checkBounds, drawFloats, normalDraw, truncatedNormalDraw, uniformDraw } from '../../ops/random-draws.js';
import type { Shape, Tensor } from '../../tensor/index.js';
import { defaulted, finiteNumber, type Leading } from '../../objects/options/index.js';
import { initializerWith, type InitializerCallOptions } from './initializer.js';
import { initializerSeed, SeedOf } from './seed-of.js';

const normalOptions = () => ({
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: initializerSeed(),
  /** The mean of the distribution. */
  mean: defaulted(finiteNumber(), 0),
  /** The standard deviation of the distribution. */
  stddev: defaulted(finiteNumber(), 0.05),
});
const uniformOptions = () => ({
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: initializerSeed(),
  /** The lower bound of the distribution. */
  minval: defaulted(finiteNumber(), -0.05),
  /** The upper bound of the distribution. */
  maxval: defaulted(finiteNumber(), 0.05),
});

type NormalLeading = Leading<[mean?: number, stddev?: number]>;
type UniformLeading = Leading<[minval?: number, maxval?: number]>;

export class RandomNormalInitializer
  extends /* @__PURE__ */ initializerWith(normalOptions, ['mean', 'stddev'] as NormalLeading)
{
  static readonly path = 'keras.initializers.RandomNormal';
  readonly #seed = new SeedOf(this.seed);

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    return drawFloats(normalDraw, this.#seed.value, { shape, dtype, mean: this.mean, stddev: this.stddev });
  }
}

export class TruncatedNormalInitializer
  extends /* @__PURE__ */ initializerWith(normalOptions, ['mean', 'stddev'] as NormalLeading)
{
  static readonly path = 'keras.initializers.TruncatedNormal';
  readonly #seed = new SeedOf(this.seed);

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    return drawFloats(truncatedNormalDraw, this.#seed.value, { shape, dtype, mean: this.mean, stddev: this.stddev });
  }
}

export class RandomUniformInitializer
  extends /* @__PURE__ */ initializerWith(uniformOptions, ['minval', 'maxval'] as UniformLeading)
{
  static readonly path = 'keras.initializers.RandomUniform';
  readonly #seed = new SeedOf(this.seed);

  invoke(shape: Shape, ...given: [options?: InitializerCallOptions | undefined]): Tensor {
    const dtype = this.dtypeIn(shape, given);
    checkBounds('RandomUniform', this.minval, this.maxval);
    return drawFloats(uniformDraw, this.#seed.value, { shape, dtype, minval: this.minval, maxval: this.maxval });
  }
}

/**
 * Draws from the normal distribution, of mean 0 and standard deviation 0.05 by default.
 *
 * @example
 * import { initializers } from 'hillock';
 * initializers.RandomNormal({ stddev: 0.1, seed: 1 })([2, 3]).shape // → [ 2, 3 ]
 */
export const RandomNormal = /* @__PURE__ */ callable<typeof RandomNormalInitializer, RandomNormal>(
  RandomNormalInitializer,
);
export interface RandomNormal extends RandomNormalInitializer {}

/**
 * Draws from the normal distribution; a number farther than two standard deviations from the mean is drawn again.
 *
 * @example
 * import { initializers, ops } from 'hillock';
 * const x = initializers.TruncatedNormal({ stddev: 0.5, seed: 1 })([100]);
 * Number(ops.max(x).item()) <= 1 // → true
 */
export const TruncatedNormal = /* @__PURE__ */ callable<typeof TruncatedNormalInitializer, TruncatedNormal>(
  TruncatedNormalInitializer,
);
export interface TruncatedNormal extends TruncatedNormalInitializer {}

/**
 * Draws numbers between `minval` and `maxval`, all equally likely.
 *
 * @example
 * import { initializers, ops } from 'hillock';
 * const x = initializers.RandomUniform({ minval: 0, maxval: 2, seed: 1 })([100]);
 * Number(ops.min(x).item()) >= 0 // → true
 */
export const RandomUniform = /* @__PURE__ */ callable<typeof RandomUniformInitializer, RandomUniform>(
  RandomUniformInitializer,
);
export interface RandomUniform extends RandomUniformInitializer {}
