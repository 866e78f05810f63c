import { parameter } from '../../formula/expression.js';
import { add, multiply, subtract } from '../../formula/primitives.js';
import { defaulted, finiteNumber, flag, rate } from '../../objects/options/index.js';
import { callable } from '../../objects/callable.js';
import { learningRate, optimizerWith, type Update, type UpdateTerms } from './optimizer.js';

const options = () => ({
  learningRate: defaulted(finiteNumber(), 0.01),
  momentum: defaulted(rate(), 0),
  nesterov: flag(false),
});

const momentumFactor = /* @__PURE__ */ parameter('momentum');

class StochasticGradientDescent extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.SGD';

  protected override readonly slotGroups = this.momentum === 0 ? [] : [['momentum']];

  protected override update({ variable, gradient, slots }: UpdateTerms): Update {
    const step = multiply(gradient, learningRate);
    if (slots['momentum'] === undefined) return { variable: subtract(variable, step), slots };
    const momentum = subtract(multiply(slots['momentum'], momentumFactor), step);
    const change = this.nesterov ? subtract(multiply(momentum, momentumFactor), step) : momentum;
    return { variable: add(variable, change), slots: { momentum } };
  }

  protected override parameters(): Record<string, number> {
    return { momentum: this.momentum };
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
export const SGD = /* @__PURE__ */ callable(StochasticGradientDescent);
export type SGD = StochasticGradientDescent;
