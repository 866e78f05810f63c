import { defaulted, numberOfAtLeastZero } from '../../objects/options/index.js';
import { abs, add, divide, maximum, multiply, subtract } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Variable } from '../../tensor/index.js';
import { betaOptions } from './betas.js';
import { biasCorrection } from './bias-correction.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith, type StepTerms } from './optimizer.js';
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
    },
  );

export class AdamaxOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Adamax';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, ['momentum', 'norm']);
  }

  protected override scalars({ step }: StepTerms): Scalars {
    return { correction: biasCorrection(this.beta1, step) };
  }

  protected override update({ variable, gradient, slots, learningRate, scalars }: UpdateTerms): Update {
    const momentum = add(slots['momentum']!, multiply(subtract(gradient, slots['momentum']!), 1 - this.beta1));
    const norm = maximum(multiply(this.beta2, slots['norm']!), abs(gradient));
    const change = divide(multiply(learningRate, momentum), multiply(scalars['correction']!, add(norm, this.epsilon)));
    return { variable: subtract(variable, change), slots: { momentum, norm } };
  }
}

/**
 * Adam with the largest gradient in place of the mean square: `m ← m + (1 - beta1)·(g - m)`, `u ← max(beta2·u, |g|)`,
 * `w ← w - learningRate/(1 - beta1ᵗ) · m/(u + epsilon)`. Source: Kingma and Ba, 2014.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.Adamax({ learningRate: 0.5 }).apply([tensor([3, -4])], [w]);
 * w.value // → array([0.5000001, 2.5      ], dtype=float32)
 */
export const Adamax = /* @__PURE__ */ callable<typeof AdamaxOptimizer, Adamax>(AdamaxOptimizer);
export interface Adamax extends AdamaxOptimizer {}
