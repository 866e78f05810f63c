/** Learning rates that fall along half a cosine wave. */
import {
  defaulted,
  finiteNumber,
  type Leading,
  numberOfAtLeastZero,
  optional,
  positiveNumber,
  text,
} from '../../../objects/options/index.js';
import { add, divide, floor, minimum, multiply, subtract } from '../../../ops/arithmetic.js';
import { callable } from '../../../objects/callable.js';
import { less, where } from '../../../ops/comparison.js';
import { log } from '../../../ops/exponentials.js';
import { plainCos, plainPower } from '../../../ops/plain-functions.js';
import type { Tensor } from '../../../tensor/index.js';
import { scheduleWith } from './learning-rate-schedule.js';

type Labels = [initialLearningRate: number, decaySteps: number];
type RestartLabels = [initialLearningRate: number, firstDecaySteps: number];

const cosineOptions = () => ({
  /** The learning rate of the first step. */
  initialLearningRate: finiteNumber(),
  /** The number of steps until the end, without those of the warmup. */
  decaySteps: positiveNumber(),
  /** The share of the learning rate that remains at the end. */
  alpha: defaulted(finiteNumber(), 0),
  /** The name; by default it follows from that of the class. */
  name: defaulted(text(), 'CosineDecay'),
  /** The learning rate to which it rises linearly first; without one, it falls from the beginning. */
  warmupTarget: optional(finiteNumber()),
  /** The number of steps in which the rate rises from its first value to `warmupTarget`. */
  warmupSteps: defaulted(numberOfAtLeastZero(), 0),
});

const leading: Leading<Labels> = ['initialLearningRate', 'decaySteps'];

/** `(1 + cos(π · x)) / 2` */
const halfWave = (passed: Tensor): Tensor => multiply(0.5, add(1, plainCos(multiply(Math.PI, passed))));

export class CosineDecaySchedule extends /* @__PURE__ */ scheduleWith(cosineOptions, leading) {
  static readonly path: string = 'keras.optimizers.schedules.CosineDecay';

  override call(step: Tensor): Tensor {
    const { initialLearningRate, decaySteps, warmupTarget, warmupSteps } = this;
    if (warmupTarget === null) return this.#decayed(minimum(step, decaySteps), initialLearningRate);
    const passed = minimum(step, decaySteps + warmupSteps);
    const risen = add(
      multiply(warmupTarget - initialLearningRate, divide(passed, Math.max(warmupSteps, Number.MIN_VALUE))),
      initialLearningRate,
    );
    return where(less(passed, warmupSteps), risen, this.#decayed(subtract(passed, warmupSteps), warmupTarget));
  }

  #decayed(passed: Tensor, from: number): Tensor {
    const { alpha, decaySteps } = this;
    return multiply(from, add(multiply(1 - alpha, halfWave(divide(passed, decaySteps))), alpha));
  }
}

const restartOptions = () => ({
  /** The learning rate of the first step. */
  initialLearningRate: finiteNumber(),
  /** The number of steps until the first restart. */
  firstDecaySteps: positiveNumber(),
  /** The factor by which each period is longer than the one before it. */
  tMul: defaulted(positiveNumber(), 2),
  /** The factor by which the learning rate at the beginning of each period changes. */
  mMul: defaulted(finiteNumber(), 1),
  /** The share of the learning rate that remains at the end of a period. */
  alpha: defaulted(finiteNumber(), 0),
  /** The name; by default it follows from that of the class. */
  name: defaulted(text(), 'SGDRDecay'),
});

const restartLeading: Leading<RestartLabels> = ['initialLearningRate', 'firstDecaySteps'];

export class CosineDecayRestartsSchedule extends /* @__PURE__ */ scheduleWith(restartOptions, restartLeading) {
  static readonly path: string = 'keras.optimizers.schedules.CosineDecayRestarts';

  override call(step: Tensor): Tensor {
    const { initialLearningRate, firstDecaySteps, mMul, alpha } = this;
    const [restarts, passed] = this.#period(divide(step, firstDecaySteps));
    const height = multiply(plainPower(mMul, restarts), halfWave(passed));
    return multiply(initialLearningRate, add(multiply(1 - alpha, height), alpha));
  }

  /** The number of restarts so far, and the share of the current period that is over. */
  #period(passed: Tensor): [restarts: Tensor, passed: Tensor] {
    const { tMul } = this;
    if (tMul === 1) {
      const restarts = floor(passed);
      return [restarts, subtract(passed, restarts)];
    }
    // The lengths of the earlier periods form a geometric series.
    const restarts = floor(divide(log(subtract(1, multiply(passed, 1 - tMul))), log(tMul)));
    const length = plainPower(tMul, restarts);
    return [restarts, divide(subtract(passed, divide(subtract(1, length), 1 - tMul)), length)];
  }
}

/**
 * Half a wave down from `initialLearningRate`: `initialLearningRate · ((1 - alpha) · (1 + cos(π · step / decaySteps)) / 2 + alpha)`,
 * up to `decaySteps`; after a linear rise to `warmupTarget` if there is one. Source: Loshchilov and Hutter, 2016.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const schedule = optimizers.schedules.CosineDecay(1, 4);
 * [0, 4, 100].map(schedule) // → [ 1, 0, 0 ]
 */
export const CosineDecay = /* @__PURE__ */ callable<typeof CosineDecaySchedule, CosineDecay>(CosineDecaySchedule);
export interface CosineDecay extends CosineDecaySchedule {}

/**
 * Half waves down from `initialLearningRate`, one after the other: each is `tMul` times longer and `mMul` times higher than the one
 * before it. Source: Loshchilov and Hutter, 2016.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const schedule = optimizers.schedules.CosineDecayRestarts(1, 4);
 * [0, 4, 12].map(schedule) // → [ 1, 1, 1 ]
 */
export const CosineDecayRestarts = /* @__PURE__ */ callable<typeof CosineDecayRestartsSchedule, CosineDecayRestarts>(
  CosineDecayRestartsSchedule,
);
export interface CosineDecayRestarts extends CosineDecayRestartsSchedule {}
