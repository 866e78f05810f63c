import { defaulted, flag, numberOfAtLeastZero, rate } from '../../objects/options/index.js';
import { add, divide, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith } from './optimizer.js';
import type { Update, UpdateTerms } from './update.js';

const options = () => ({
  /** How far each step goes: a number, a schedule or a function of nothing. */
  learningRate: learningRateOption(0.001),
  /** The share of the mean square that is kept in each update. */
  rho: defaulted(rate(), 0.9),
  /** The share of the previous change that is added. */
  momentum: defaulted(rate(), 0),
  /** A small number that keeps the divisor from being 0. */
  epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
  /** Whether the variance of the gradient is used in place of its mean square. */
  centered: flag(false),
});

export class RMSpropOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.RMSprop';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, ['velocity']);
    if (this.momentum > 0) this.addSlots(variables, ['momentum']);
    if (this.centered) this.addSlots(variables, ['average_gradient']);
  }

  protected override update({ variable, gradient, slots, learningRate }: UpdateTerms): Update {
    const velocity = this.#runningMean(slots['velocity']!, square(gradient));
    const next: Record<string, Tensor> = { velocity };
    let spread = velocity;
    if (slots['average_gradient'] !== undefined) {
      next['average_gradient'] = this.#runningMean(slots['average_gradient'], gradient);
      spread = subtract(spread, square(next['average_gradient']));
    }
    let change: Tensor = divide(multiply(learningRate, gradient), sqrt(add(spread, this.epsilon)));
    if (slots['momentum'] !== undefined) {
      change = add(multiply(this.momentum, slots['momentum']), change);
      next['momentum'] = change;
    }
    return { variable: subtract(variable, change), slots: next };
  }

  #runningMean(old: Tensor, value: Tensor): Tensor {
    return add(multiply(this.rho, old), multiply(1 - this.rho, value));
  }
}

/**
 * RMSprop: `v ← rho·v + (1 - rho)·g²`, `w ← w - learningRate·g/√(v + epsilon)`. Source: Hinton, 2012.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.RMSprop({ rho: 0.75, learningRate: 0.5 }).apply([tensor([3, -4])], [w]);
 * w.value // → array([0., 3.], dtype=float32)
 */
export const RMSprop = /* @__PURE__ */ callable<typeof RMSpropOptimizer, RMSprop>(RMSpropOptimizer);
export interface RMSprop extends RMSpropOptimizer {}
