/** The learning rate of an optimizer: a number that can be changed, or a schedule or function that determines it anew at each step. */
import { HillockError, StateError, ValueError } from '../../errors/index.js';
import type { DefaultedOption } from '../../objects/options/index.js';
import { apply } from '../../ops/apply.js';
import { defineOperation } from '../../ops/operation.js';
import { asTensor, isTracing, SymbolicTensor, Tensor } from '../../tensor/index.js';
import { LearningRateSchedule } from './schedules/learning-rate-schedule.js';
import { scheduleObjects } from './schedules/registry.js';

/** A function that is called for the learning rate at each step. */
export type LearningRateFunction = () => number | Tensor;

/** The forms in which a learning rate can be given. */
export type LearningRate = number | LearningRateSchedule | LearningRateFunction;

const isConfig = (given: unknown): given is { class_name: string; config: object } =>
  typeof given === 'object' && given !== null && 'class_name' in given && 'config' in given;

/** A learning rate as given, checked; a config is replaced by the schedule it describes. */
export function readLearningRate(where: string, given: unknown): LearningRate {
  if (typeof given === 'function') return given as LearningRateSchedule | LearningRateFunction;
  if (Number.isFinite(given)) return given as number;
  if (isConfig(given)) return scheduleObjects.get(given);
  const expected = 'learningRate to be a finite number, a schedule, or a function that gives a number';
  throw new ValueError({ where, expected, received: { learningRate: given } });
}

/** The option `learningRate` of every optimizer. The optimizer keeps the value in a property of its own, which also writes it into configs. */
export function learningRateOption(otherwise: number): DefaultedOption<LearningRate, never> {
  return {
    default: otherwise,
    isAbsentFromConfig: true,
    check: (given, where) => readLearningRate(where, given) as never,
    fromConfig: (entry, context) => (isConfig(entry) ? scheduleObjects.read(entry, context) : entry),
  };
}

/** Refuses a learning rate of NaN, with which all trained variables would be lost; other numbers are returned unchanged. */
const scheduledNumber = /* @__PURE__ */ defineOperation<{ readonly where: string }>({
  name: 'scheduled_number',
  where: 'learningRate',
  inferShape: ([x]) => ({ shape: [], dtype: x.dtype }),
  compute: ([x], { where }) => {
    const { data } = x;
    if (data.length === 1 && !Number.isNaN(data[0])) return data;
    throw new ValueError({ where, expected: 'a learning rate that is a number', received: { learningRate: x } });
  },
});

/** What a schedule or a function gives for a step. */
function rateAt(
  where: string,
  learningRate: LearningRateSchedule | LearningRateFunction,
  iterations: number | Tensor,
): number | Tensor {
  const value: unknown = learningRate instanceof LearningRateSchedule ? learningRate(iterations) : learningRate();
  if (typeof value === 'number' || value instanceof Tensor || value instanceof SymbolicTensor) return value as Tensor;
  throw new HillockError({ where, expected: 'a learning rate that is a number', received: { learningRate: value } });
}

/** The learning rate of a schedule or a function at a step, as a scalar tensor. */
export function scheduledLearningRate(
  where: string,
  learningRate: LearningRateSchedule | LearningRateFunction,
  iterations: Tensor,
): Tensor {
  if (isTracing() && !(learningRate instanceof LearningRateSchedule)) {
    const expected = 'a number or a schedule: a function is asked anew at each step, which a traced step does not do';
    throw new StateError({ where: `${where}, learningRate`, expected });
  }
  const value = rateAt(where, learningRate, iterations);
  const given = typeof value === 'number' ? asTensor(value, 'float32', where) : value;
  return apply<Tensor, { readonly where: string }>(scheduledNumber, [given], { where });
}

/** The same as a number, for users who read it. */
export function currentLearningRate(
  learningRate: LearningRateSchedule | LearningRateFunction,
  iterations: number,
): number {
  const value = rateAt('learningRate', learningRate, iterations);
  return typeof value === 'number' ? value : (value.data[0] as number);
}
