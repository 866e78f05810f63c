import { ValueError } from '../../../errors/index.js';
import { configured, gatherKnown, type Leading, type OptionTable } from '../../../objects/options/index.js';
import { classNameOf } from '../../../objects/class-name.js';
import { FunctionObject } from '../../../objects/callable.js';
import { checkArgumentCount } from '../../../tensor/argument-count.js';
import { cast } from '../../../ops/casting.js';
import { asTensor, SymbolicTensor, Variable, type Tensor, type TensorLike } from '../../../tensor/index.js';

/** The call of a schedule, with the number of steps done: a number for a number, a tensor for a tensor. */
export type ScheduleSignature = <Step extends number | Tensor | Variable>(
  step: Step,
) => Step extends number ? number : Tensor;

/**
 * The base of learning rate schedules. An instance is a function of the number of steps done. A subclass computes the learning rate in
 * `call`, with operations.
 *
 * @example
 * import { ops, optimizers, type Tensor } from 'hillock';
 * class Halving extends optimizers.schedules.LearningRateSchedule {
 *   override call(step: Tensor) { return ops.power(0.5, step); }
 * }
 * const schedule = new Halving();
 * schedule(3) // → 0.125
 * optimizers.SGD(schedule).learningRate // → 1
 */
export abstract class LearningRateSchedule extends FunctionObject<ScheduleSignature> {
  static optionTable(): OptionTable {
    return {};
  }

  constructor(...given: [options?: object | undefined]) {
    super();
    gatherKnown(classNameOf(new.target), [], given, []);
  }

  // The name of a function is read-only, so instances have a field of their own.
  override readonly name: string = '';

  /** The learning rate after a number of steps, a float32 scalar. */
  abstract override call(step: Tensor): Tensor;

  invoke(step: number | TensorLike | SymbolicTensor): number | Tensor {
    checkArgumentCount(this.constructor.name, arguments, 1);
    const value = this.call(asFloat(step));
    return typeof step === 'number' ? numberOf(this.constructor.name, value) : value;
  }

  /** The config, as Keras writes it. */
  getConfig(): Record<string, unknown> {
    return {};
  }
}

function asFloat(step: number | TensorLike | SymbolicTensor): Tensor {
  const value = step instanceof Variable ? step.value : step;
  return cast(value instanceof SymbolicTensor ? value : asTensor(value, undefined, 'schedules'), 'float32') as Tensor;
}

/** The result of a schedule as a number. */
function numberOf(where: string, value: unknown): number {
  if (typeof value === 'number') return value;
  const number = asTensor(value as TensorLike, undefined, where);
  if (number.size === 1) return number.data[0] as number;
  throw new ValueError({ where, expected: 'a schedule that gives one number', received: { returned: value } });
}

/** The base class for schedules whose options are listed in a table; the first of them may be given by position. */
export function scheduleWith<Table extends OptionTable, Labels extends readonly unknown[]>(
  options: () => Table,
  leading: Leading<Labels>,
): ReturnType<typeof configured<LearningRateSchedule, object, Table, Labels>> {
  return configured<LearningRateSchedule, object, Table, Labels>(LearningRateSchedule, options, leading);
}
