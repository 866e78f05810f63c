import { type SerializedObject } from '../../../objects/serialization.js';
import type { DeserializeOptions } from '../../../objects/config-context.js';
import { objectNamespace, type ObjectConfig } from '../../../objects/namespace.js';
import { CosineDecay, CosineDecayRestarts } from './cosine-decays.js';
import { ExponentialDecay, InverseTimeDecay, PolynomialDecay } from './decays.js';
import { LearningRateSchedule } from './learning-rate-schedule.js';
import { PiecewiseConstantDecay } from './piecewise-constant-decay.js';
import { checkArgumentCount } from '../../../tensor/argument-count.js';

/** The namespace of the schedules. */
export const scheduleObjects = /* @__PURE__ */ objectNamespace<LearningRateSchedule>({
  name: 'optimizers.schedules',
  kind: 'schedule',
  base: LearningRateSchedule,
  modules: ['schedules'],
  classes: {
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
  },
});

/**
 * The config of a schedule, with its class.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const { serialize, ExponentialDecay } = optimizers.schedules;
 * serialize(ExponentialDecay(1, 10, 0.5)).class_name // → ExponentialDecay
 */
export function serialize(schedule: LearningRateSchedule): SerializedObject {
  checkArgumentCount('optimizers.schedules.serialize', arguments, 1);
  return scheduleObjects.serialize(schedule) as SerializedObject;
}

/**
 * The schedule that `serialize` described. Schedules of your own are found by registration, in a scope, or in `customObjects`.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const { deserialize } = optimizers.schedules;
 * const config = { initial_learning_rate: 1, decay_steps: 10, decay_rate: 0.5 };
 * deserialize({ class_name: 'ExponentialDecay', config })(10) // → 0.5
 */
export function deserialize(config: ObjectConfig, options?: DeserializeOptions): LearningRateSchedule {
  checkArgumentCount('optimizers.schedules.deserialize', arguments, 2);
  return scheduleObjects.deserialize(config, options);
}
