import { ValueError } from '../../errors/index.js';
import { defaulted, numberOfAtLeastZero, type RequiredOption } from '../../objects/options/index.js';
import { add, clip, divide, multiply, square, subtract } from '../../ops/arithmetic.js';
import { plainPower } from '../../ops/plain-functions.js';
import { callable } from '../../objects/callable.js';
import type { Variable } from '../../tensor/index.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith, type StepTerms } from './optimizer.js';
import type { Scalars, Update, UpdateTerms } from './update.js';

const numberOfAtMostZero = (): RequiredOption<number> => ({
  check: (given, where, name) => {
    if (Number.isFinite(given) && given <= 0) return given;
    const expected = `${name} to be a finite number that is not positive`;
    throw new ValueError({ where, expected, received: { [name]: given } });
  },
});

const options = () => ({
  /** How far each step goes: a number, a schedule or a function of nothing. */
  learningRate: learningRateOption(0.001),
  /** The exponent by which the learning rate falls; 0 keeps it fixed. */
  learningRatePower: defaulted(numberOfAtMostZero(), -0.5),
  /** The initial value of the sums of squares. */
  initialAccumulatorValue: defaulted(numberOfAtLeastZero(), 0.1),
  /** The weight of the absolute values of variables in the loss. */
  l1RegularizationStrength: { ...defaulted(numberOfAtLeastZero(), 0), key: 'l1_regularization_strength' },
  /** The weight of the squares of variables in the loss. */
  l2RegularizationStrength: { ...defaulted(numberOfAtLeastZero(), 0), key: 'l2_regularization_strength' },
  /** The weight of the squares of variables in the gradient alone. */
  l2ShrinkageRegularizationStrength: {
    ...defaulted(numberOfAtLeastZero(), 0),
    key: 'l2_shrinkage_regularization_strength',
  },
  /** The number beta of the paper. */
  beta: defaulted(numberOfAtLeastZero(), 0),
});

export class FtrlOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Ftrl';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, { accumulator: this.initialAccumulatorValue, linear: 0 });
  }

  protected override scalars({ learningRate }: StepTerms): Scalars {
    return { l2: add(this.l2RegularizationStrength, divide(this.beta, multiply(2, learningRate))) };
  }

  protected override update({ variable, gradient, slots, learningRate, scalars }: UpdateTerms): Update {
    const { l1RegularizationStrength: l1, l2ShrinkageRegularizationStrength: shrinkage, learningRatePower } = this;
    const accumulator = add(slots['accumulator']!, square(gradient));
    const [root, oldRoot] = [
      plainPower(accumulator, -learningRatePower),
      plainPower(slots['accumulator']!, -learningRatePower),
    ];
    const shrunk = add(gradient, multiply(2 * shrinkage, variable));
    const change = subtract(shrunk, multiply(divide(subtract(root, oldRoot), learningRate), variable));
    const linear = add(slots['linear']!, change);
    const quadratic = add(divide(root, learningRate), multiply(2, scalars['l2']!));
    return { variable: divide(subtract(clip(linear, -l1, l1), linear), quadratic), slots: { accumulator, linear } };
  }
}

/**
 * "Follow the regularized leader": with the sum of squares `a` and `p = -learningRatePower`,
 * `l ← l + g + 2·l2Shrinkage·w - (a'ᵖ - aᵖ)/learningRate · w`, `w ← (clip(l, -l1, l1) - l) / (a'ᵖ/learningRate + 2·l2 + beta/learningRate)`.
 * The first update overwrites the initial values of the weights. Source: McMahan et al., 2013.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.Ftrl().initialAccumulatorValue // → 0.1
 */
export const Ftrl = /* @__PURE__ */ callable<typeof FtrlOptimizer, Ftrl>(FtrlOptimizer);
export interface Ftrl extends FtrlOptimizer {}
