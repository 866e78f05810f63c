import { add, multiply, sign, subtract } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Variable } from '../../tensor/index.js';
import { betaOptions, newShare } from './betas.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith } from './optimizer.js';
import type { Update, UpdateTerms } from './update.js';

const options = () =>
  Object.assign(
    {
      /** How far each step goes: a number, a schedule or a function of nothing. */
      learningRate: learningRateOption(0.001),
    },
    betaOptions(0.9, 0.99),
  );

export class LionOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Lion';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, ['momentum']);
  }

  protected override update({ variable, gradient, slots, learningRate }: UpdateTerms): Update {
    const old = slots['momentum']!;
    const direction = sign(add(multiply(old, this.beta1), multiply(gradient, newShare(this.beta1))));
    return {
      variable: subtract(variable, multiply(learningRate, direction)),
      slots: { momentum: add(multiply(old, this.beta2), multiply(gradient, newShare(this.beta2))) },
    };
  }
}

/**
 * Lion: `w ← w - learningRate·sign(beta1·m + (newShare(beta1))·g)`, `m ← beta2·m + (1 - beta2)·g`. Source: Chen et al., 2023.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.Lion({ learningRate: 0.5 }).apply([tensor([3, -4])], [w]);
 * w.value // → array([0.5, 2.5], dtype=float32)
 */
export const Lion = /* @__PURE__ */ callable<typeof LionOptimizer, Lion>(LionOptimizer);
export interface Lion extends LionOptimizer {}
