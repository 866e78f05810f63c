/** Parts that the normalizations share: mean and variance, and `gamma` and `beta`. */
/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- the types are those of the options */
import { flag } from '../../objects/options/index.js';
import { add, multiply, negative, rsqrt, square, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { mean } from '../../ops/reductions.js';
import type { Tensor } from '../../tensor/index.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { regularizerOption } from '../regularizers/registry.js';

/** Whether there are `beta` and `gamma`, and how they are initialized. */
export const affineOptions = () => ({
  /** Whether `beta` is added. */
  center: flag(true),
  /** Whether the result is multiplied by `gamma`. */
  scale: flag(true),
  /** Makes the first values of the offset. */
  betaInitializer: initializerOption('zeros'),
  /** Makes the first values of the factor. */
  gammaInitializer: initializerOption('ones'),
});

/** The regularizers and constraints of `beta` and `gamma`. */
export const affinePenalties = () => ({
  /** Computes what the offset adds to the loss. */
  betaRegularizer: regularizerOption(),
  /** Computes what the factor adds to the loss. */
  gammaRegularizer: regularizerOption(),
  /** What the offset has to be after each step. */
  betaConstraint: constraintOption(),
  /** What the factor has to be after each step. */
  gammaConstraint: constraintOption(),
});

/** x in the dtype in which statistics are computed: float64, or else float32. */
export const inWholePrecision = (x: Tensor): Tensor => (x.dtype === 'float64' ? x : cast(x, 'float32'));

/** The mean and variance along axes, which are kept with length 1. */
export function momentsAlong(x: Tensor, axis: readonly number[]): [mean: Tensor, variance: Tensor] {
  const average = mean(x, { axis, keepdims: true });
  return [average, mean(square(subtract(x, average)), { axis, keepdims: true })];
}

/** The arguments of `standardize`. */
interface Standardization {
  readonly average: Tensor;
  readonly variance: Tensor;
  readonly epsilon: number;
  readonly gamma: Tensor | null;
  readonly beta: Tensor | null;
}

/**
 * `gamma·(x - mean) / √(variance + epsilon) + beta`, computed as a factor and a summand for x, because Keras rounds it like that. All
 * arguments broadcast to x.
 */
export function standardize(x: Tensor, { average, variance, epsilon, gamma, beta }: Standardization): Tensor {
  const inverse = rsqrt(add(variance, epsilon));
  const factor = gamma === null ? inverse : multiply(inverse, gamma);
  const shift = multiply(negative(average), factor);
  return add(multiply(x, factor), beta === null ? shift : add(shift, beta));
}
