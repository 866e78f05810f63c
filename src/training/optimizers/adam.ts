import { configured, defaulted, flag, numberOfAtLeastZero, type OptionsOf } from '../../objects/options/index.js';
import { add, divide, maximum, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { betaOptions } from './betas.js';
import { biasCorrection } from './bias-correction.js';
import { learningRateOption, type LearningRate } from './learning-rate.js';
import { optimizerWith, type OptimizerOptions, type StepTerms } from './optimizer.js';
import type { Scalars, Update, UpdateTerms } from './update.js';

const options = () =>
  Object.assign(
    {
      /** How far each step goes: a number, a schedule or a function of nothing. */
      learningRate: learningRateOption(0.001),
    },
    betaOptions(0.9, 0.999),
    {
      /** A small number that keeps the divisor from being 0. */
      epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
      /** Whether the largest second moment so far is used in place of the current one. */
      amsgrad: flag(false),
    },
  );

/** `learningRate·√(1 - beta2ᵗ)/(1 - beta1ᵗ)`, which corrects the bias of both moments. */
export const adamStepSize = (learningRate: Tensor, step: Tensor, beta1: number, beta2: number): Tensor =>
  divide(multiply(learningRate, sqrt(biasCorrection(beta2, step))), biasCorrection(beta1, step));

export class AdamOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Adam';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, ['momentum', 'velocity']);
    if (this.amsgrad) this.addSlots(variables, ['velocity_hat']);
  }

  protected override scalars({ learningRate, step }: StepTerms): Scalars {
    return { stepSize: adamStepSize(learningRate, step, this.beta1, this.beta2) };
  }

  protected override update({ variable, gradient, slots, scalars }: UpdateTerms): Update {
    const { momentum: m, velocity: v, velocity_hat: largest } = slots;
    const momentum = add(m!, multiply(subtract(gradient, m!), 1 - this.beta1));
    const velocity = add(v!, multiply(subtract(square(gradient), v!), 1 - this.beta2));
    const velocityHat = largest === undefined ? velocity : maximum(largest, velocity);
    const change = divide(multiply(momentum, scalars['stepSize']!), add(sqrt(velocityHat), this.epsilon));
    return {
      variable: subtract(variable, change),
      slots: { momentum, velocity, ...(largest !== undefined && { velocity_hat: velocityHat }) },
    };
  }
}

/** AdamW has a weight decay by default, the other optimizers have none. */
const decayingOptions = () => ({
  /** The share of each weight that every step takes away, times the learning rate. */
  weightDecay: defaulted(numberOfAtLeastZero(), 0.004),
});

/** The options of `AdamW` that `Adam` has, too. */
export interface AdamOptions extends OptimizerOptions, OptionsOf<ReturnType<typeof options>> {}

export class AdamWOptimizer
  extends /* @__PURE__ */ configured<
    AdamOptimizer,
    AdamOptions,
    ReturnType<typeof decayingOptions>,
    [learningRate?: LearningRate]
  >(AdamOptimizer, decayingOptions, ['learningRate'])
{
  static readonly path: string = 'keras.optimizers.AdamW';
}

/**
 * Adam: `m ← m + (1 - beta1)·(g - m)`, `v ← v + (1 - beta2)·(g² - v)`,
 * `w ← w - learningRate·√(1 - beta2ᵗ)/(1 - beta1ᵗ) · m/(√v + epsilon)`. Epsilon is added before the bias of v is corrected, as in
 * Keras ("epsilon hat" of the paper). Source: Kingma and Ba, 2014.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.Adam({ learningRate: 0.5 }).apply([tensor([3, -4])], [w]);
 * w.value // → array([0.5000038, 2.4999962], dtype=float32)
 */
export const Adam = /* @__PURE__ */ callable<typeof AdamOptimizer, Adam>(AdamOptimizer);
export interface Adam extends AdamOptimizer {}

/**
 * Adam with weights that shrink by `weightDecay·learningRate` before each update. Source: Loshchilov and Hutter, 2017.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.AdamW().getConfig().weight_decay // → 0.004
 */
export const AdamW = /* @__PURE__ */ callable<typeof AdamWOptimizer, AdamW>(AdamWOptimizer);
export interface AdamW extends AdamWOptimizer {}
