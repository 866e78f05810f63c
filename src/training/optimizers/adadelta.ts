import { defaulted, numberOfAtLeastZero, rate } from '../../objects/options/index.js';
import { add, divide, multiply, negative, sqrt, square } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith } from './optimizer.js';
import type { Update, UpdateTerms } from './update.js';

const options = () => ({
  /** How far each step goes: a number, a schedule or a function of nothing. */
  learningRate: learningRateOption(0.001),
  /** The share of the mean squares that is kept in each update. */
  rho: defaulted(rate(), 0.95),
  /** A small number that keeps the divisor from being 0. */
  epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
});

export class AdadeltaOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Adadelta';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, ['accumulated_grad', 'accumulated_delta_var']);
  }

  protected override update({ variable, gradient, slots, learningRate }: UpdateTerms): Update {
    const { accumulated_grad: oldGradients, accumulated_delta_var: oldChanges } = slots;
    const gradients = this.#runningMean(oldGradients!, square(gradient));
    const change = negative(divide(multiply(this.#root(oldChanges!), gradient), this.#root(gradients)));
    const changes = this.#runningMean(oldChanges!, square(change));
    return {
      variable: add(variable, multiply(learningRate, change)),
      slots: { accumulated_grad: gradients, accumulated_delta_var: changes },
    };
  }

  #root(x: Tensor): Tensor {
    return sqrt(add(x, this.epsilon));
  }

  #runningMean(old: Tensor, value: Tensor): Tensor {
    return add(multiply(this.rho, old), multiply(1 - this.rho, value));
  }
}

/**
 * Adadelta: `a ← rho·a + (1 - rho)·g²`, `Δ = -√(d + epsilon)/√(a + epsilon)·g`, `d ← rho·d + (1 - rho)·Δ²`,
 * `w ← w + learningRate·Δ`. Source: Zeiler, 2012.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.Adadelta().rho // → 0.95
 */
export const Adadelta = /* @__PURE__ */ callable<typeof AdadeltaOptimizer, Adadelta>(AdadeltaOptimizer);
export interface Adadelta extends AdadeltaOptimizer {}
