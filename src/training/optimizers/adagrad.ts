import { defaulted, numberOfAtLeastZero } from '../../objects/options/index.js';
import { add, divide, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Variable } from '../../tensor/index.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith } from './optimizer.js';
import type { Update, UpdateTerms } from './update.js';

const options = () => ({
  /** How far each step goes: a number, a schedule or a function of nothing. */
  learningRate: learningRateOption(0.001),
  /** The initial value of the sums of squares. */
  initialAccumulatorValue: defaulted(numberOfAtLeastZero(), 0.1),
  /** A small number that keeps the divisor from being 0. */
  epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
});

export class AdagradOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Adagrad';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, { accumulator: this.initialAccumulatorValue });
  }

  protected override update({ variable, gradient, slots, learningRate }: UpdateTerms): Update {
    const accumulator = add(slots['accumulator']!, square(gradient));
    const change = divide(multiply(learningRate, gradient), sqrt(add(accumulator, this.epsilon)));
    return { variable: subtract(variable, change), slots: { accumulator } };
  }
}

/**
 * Adagrad: `a ← a + g²`, `w ← w - learningRate·g/√(a + epsilon)`. Source: Duchi, Hazan and Singer, 2011.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.Adagrad({ learningRate: 0.5, initialAccumulatorValue: 0 }).apply([tensor([3, -4])], [w]);
 * w.value // → array([0.5, 2.5], dtype=float32)
 */
export const Adagrad = /* @__PURE__ */ callable<typeof AdagradOptimizer, Adagrad>(AdagradOptimizer);
export interface Adagrad extends AdagradOptimizer {}
