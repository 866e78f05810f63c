import { ValueError } from '../../../errors/index.js';
import { configured, defaulted, type Leading, numberList, text } from '../../../objects/options/index.js';
import { callable } from '../../../objects/callable.js';
import { lessEqual, where } from '../../../ops/comparison.js';
import { fullLike } from '../../../ops/creation.js';
import type { Tensor } from '../../../tensor/index.js';
import { LearningRateSchedule } from './learning-rate-schedule.js';

type Labels = [boundaries: readonly number[], values: readonly number[]];

const options = () => ({
  /** The last step of each period but the last, in ascending order. */
  boundaries: numberList(),
  /** The learning rate of each period; there is one more than boundaries. */
  values: numberList(),
  /** The name; by default it follows from that of the class. */
  name: defaulted(text(), 'PiecewiseConstant'),
});

const leading: Leading<Labels> = ['boundaries', 'values'];

export class PiecewiseConstantDecaySchedule
  extends /* @__PURE__ */ configured<LearningRateSchedule, object, ReturnType<typeof options>, Labels>(
    LearningRateSchedule,
    options,
    leading,
    ({ boundaries, values }, where) => {
      if (boundaries.length === values.length - 1) return;
      const expected = 'one value more than boundaries';
      throw new ValueError({ where, expected, received: { boundaries, values } });
    },
  )
{
  static readonly path: string = 'keras.optimizers.schedules.PiecewiseConstantDecay';

  override call(step: Tensor): Tensor {
    const { boundaries, values } = this;
    const last: Tensor = fullLike(step, values[values.length - 1]!);
    return boundaries.reduceRight<Tensor>(
      (later, boundary, i) => where(lessEqual(step, boundary), values[i]!, later),
      last,
    );
  }
}

/**
 * The first value up to and including the first boundary, the second up to and including the second, and so on.
 *
 * @example
 * import { optimizers } from 'hillock';
 * const schedule = optimizers.schedules.PiecewiseConstantDecay([100, 200], [1, 0.5, 0.25]);
 * [0, 100, 101, 201].map(schedule) // → [ 1, 1, 0.5, 0.25 ]
 */
export const PiecewiseConstantDecay = /* @__PURE__ */ callable<
  typeof PiecewiseConstantDecaySchedule,
  PiecewiseConstantDecay
>(PiecewiseConstantDecaySchedule);
export interface PiecewiseConstantDecay extends PiecewiseConstantDecaySchedule {}
