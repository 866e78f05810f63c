import { parameter, type Expression } from '../../formula/expression.js';
import { add, divide, multiply, sqrt, square, subtract } from '../../formula/primitives.js';
import { defaulted, finiteNumber, flag, numberOfAtLeastZero, rate } from '../../objects/options/index.js';
import { callable } from '../../objects/callable.js';
import { learningRate, optimizerWith, type Update, type UpdateTerms } from './optimizer.js';

const options = () => ({
  learningRate: defaulted(finiteNumber(), 0.001),
  /** The share of the mean square that an update keeps. */
  rho: defaulted(rate(), 0.9),
  momentum: defaulted(rate(), 0),
  epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
  /** Whether the variance of the gradient takes the place of its mean square. */
  centered: flag(false),
});

const keptShare = /* @__PURE__ */ parameter('keptShare');
const newShare = /* @__PURE__ */ parameter('newShare');
const momentumFactor = /* @__PURE__ */ parameter('momentum');
const epsilonTerm = /* @__PURE__ */ parameter('epsilon');

const runningMean = (old: Expression, value: Expression): Expression =>
  add(multiply(keptShare, old), multiply(newShare, value));

class RootMeanSquarePropagation extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.RMSprop';

  protected override readonly slotGroups = [
    ['velocity'],
    ...(this.momentum > 0 ? [['momentum']] : []),
    ...(this.centered ? [['average_gradient']] : []),
  ];

  protected override update({ variable, gradient, slots }: UpdateTerms): Update {
    const next: Record<string, Expression> = { velocity: runningMean(slots['velocity']!, square(gradient)) };
    let spread = next['velocity']!;
    if (slots['average_gradient'] !== undefined) {
      next['average_gradient'] = runningMean(slots['average_gradient'], gradient);
      spread = subtract(spread, square(next['average_gradient']));
    }
    let change = divide(multiply(learningRate, gradient), sqrt(add(spread, epsilonTerm)));
    if (slots['momentum'] !== undefined) {
      change = add(multiply(momentumFactor, slots['momentum']), change);
      next['momentum'] = change;
    }
    return { variable: subtract(variable, change), slots: next };
  }

  protected override parameters(): Record<string, number> {
    const { rho, momentum, epsilon } = this;
    return { keptShare: rho, newShare: 1 - rho, momentum, epsilon };
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
export const RMSprop = /* @__PURE__ */ callable(RootMeanSquarePropagation);
export type RMSprop = RootMeanSquarePropagation;
