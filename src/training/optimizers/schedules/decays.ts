/** Learning rates that fall along a curve. */
import {
  defaulted,
  finiteNumber,
  flag,
  type Leading,
  positiveInteger,
  positiveNumber,
  text,
} from '../../../objects/options/index.js';
import { add, ceil, divide, floor, minimum, multiply, subtract } from '../../../ops/arithmetic.js';
import { callable } from '../../../objects/callable.js';
import { equal, where } from '../../../ops/comparison.js';
import { plainPower } from '../../../ops/plain-functions.js';
import type { Tensor } from '../../../tensor/index.js';
import { scheduleWith } from './learning-rate-schedule.js';

type RateLabels = [initialLearningRate: number, decaySteps: number, decayRate: number];
type PolynomialLabels = [initialLearningRate: number, decaySteps: number];

const rateOptions = (name: string) => () => ({
  /** The learning rate of the first step. */
  initialLearningRate: finiteNumber(),
  /** The number of steps in which the learning rate falls once by the decay rate. */
  decaySteps: positiveNumber(),
  /** What the learning rate is multiplied by in such a period. */
  decayRate: finiteNumber(),
  /** Whether it falls only at the end of each such period, instead of at each step. */
  staircase: flag(false),
  /** The name; by default that of the class. */
  name: defaulted(text(), name),
});

const rateLeading: Leading<RateLabels> = ['initialLearningRate', 'decaySteps', 'decayRate'];

/** The number of periods that have passed. */
function periods(step: Tensor, decaySteps: number, staircase: boolean): Tensor {
  const passed = divide(step, decaySteps);
  return staircase ? floor(passed) : passed;
}

export class ExponentialDecaySchedule
  extends /* @__PURE__ */ scheduleWith(rateOptions('ExponentialDecay'), rateLeading)
{
  static readonly path: string = 'keras.optimizers.schedules.ExponentialDecay';

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, decayRate, staircase } = this;
    return multiply(initialLearningRate, plainPower(decayRate, periods(step, decaySteps, staircase)));
  }
}

export class InverseTimeDecaySchedule
  extends /* @__PURE__ */ scheduleWith(rateOptions('InverseTimeDecay'), rateLeading)
{
  static readonly path: string = 'keras.optimizers.schedules.InverseTimeDecay';

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, decayRate, staircase } = this;
    return divide(initialLearningRate, add(1, multiply(decayRate, periods(step, decaySteps, staircase))));
  }
}

const polynomialOptions = () => ({
  /** The learning rate of the first step. */
  initialLearningRate: finiteNumber(),
  /** The number of steps until the end. */
  decaySteps: positiveInteger(),
  /** The rate after the last step of the decay. */
  endLearningRate: defaulted(finiteNumber(), 0.0001),
  /** The exponent; 1 gives a straight line. */
  power: defaulted(finiteNumber(), 1),
  /** Whether the curve starts again, stretched, when its end is reached. */
  cycle: flag(false),
  /** The name; by default it follows from that of the class. */
  name: defaulted(text(), 'PolynomialDecay'),
});

const polynomialLeading: Leading<PolynomialLabels> = ['initialLearningRate', 'decaySteps'];

export class PolynomialDecaySchedule extends /* @__PURE__ */ scheduleWith(polynomialOptions, polynomialLeading) {
  static readonly path: string = 'keras.optimizers.schedules.PolynomialDecay';

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, endLearningRate, cycle } = this;
    const passed = cycle
      ? divide(step, multiply(decaySteps, where(equal(step, 0), 1, ceil(divide(step, decaySteps)))))
      : divide(minimum(step, decaySteps), decaySteps);
    const [start, end] = [Math.fround(initialLearningRate), Math.fround(endLearningRate)];
    return add(multiply(start - end, plainPower(subtract(1, passed), this.power)), end);
  }
}

/**
 * `initialLearningRate · decayRate^(step / decaySteps)`.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const schedule = optimizers.schedules.ExponentialDecay(1, 10, 0.25);
 * [0, 5, 10].map(schedule) // → [ 1, 0.5, 0.25 ]
 */
export const ExponentialDecay = /* @__PURE__ */ callable<typeof ExponentialDecaySchedule, ExponentialDecay>(
  ExponentialDecaySchedule,
);
export interface ExponentialDecay extends ExponentialDecaySchedule {}

/**
 * `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const schedule = optimizers.schedules.InverseTimeDecay(1, 1, 0.5);
 * [0, 2, 6].map(schedule) // → [ 1, 0.5, 0.25 ]
 */
export const InverseTimeDecay = /* @__PURE__ */ callable<typeof InverseTimeDecaySchedule, InverseTimeDecay>(
  InverseTimeDecaySchedule,
);
export interface InverseTimeDecay extends InverseTimeDecaySchedule {}

/**
 * `(initialLearningRate - endLearningRate) · (1 - step / decaySteps)^power + endLearningRate`, up to `decaySteps`.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const schedule = optimizers.schedules.PolynomialDecay(1, 4, { endLearningRate: 0.5 });
 * [0, 2, 4, 100].map(schedule) // → [ 1, 0.75, 0.5, 0.5 ]
 */
export const PolynomialDecay = /* @__PURE__ */ callable<typeof PolynomialDecaySchedule, PolynomialDecay>(
  PolynomialDecaySchedule,
);
export interface PolynomialDecay extends PolynomialDecaySchedule {}
