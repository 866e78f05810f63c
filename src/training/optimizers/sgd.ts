import { defaulted, flag, rate } from '../../objects/options/index.js';
import { add, multiply, subtract } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Variable } from '../../tensor/index.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith } from './optimizer.js';
import type { Update, UpdateTerms } from './update.js';

const options = () => ({
  /** How far each step goes: a number, a schedule or a function of nothing. */
  learningRate: learningRateOption(0.01),
  /** The share of the previous change that is added. */
  momentum: defaulted(rate(), 0),
  /** Whether Nesterov's momentum is used. */
  nesterov: flag(false),
});

export class SGDOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.SGD';

  protected override createSlots(variables: readonly Variable[]): void {
    if (this.momentum !== 0) this.addSlots(variables, ['momentum']);
  }

  protected override update({ variable, gradient, slots, learningRate }: UpdateTerms): Update {
    const step = multiply(gradient, learningRate);
    if (slots['momentum'] === undefined) return { variable: subtract(variable, step) };
    const momentum = subtract(multiply(slots['momentum'], this.momentum), step);
    const change = this.nesterov ? subtract(multiply(momentum, this.momentum), step) : momentum;
    return { variable: add(variable, change), slots: { momentum } };
  }
}

/**
 * Gradient descent, `w ← w - learningRate·g`; with momentum `m ← momentum·m - learningRate·g`, `w ← w + m`, and with Nesterov's
 * `w ← w + momentum·m - learningRate·g`.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.SGD(0.5).apply([tensor([1, -1])], [w]);
 * w.value // → array([0.5, 2.5], dtype=float32)
 */
export const SGD = /* @__PURE__ */ callable<typeof SGDOptimizer, SGD>(SGDOptimizer);
export interface SGD extends SGDOptimizer {}
