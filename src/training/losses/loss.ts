import { FunctionObject } from '../../objects/callable.js';
import {
  gatherKnown,
  configured,
  optional,
  readOptions,
  text,
  forgotten,
  writeConfig,
  type OptionsOf,
  type OptionTable,
} from '../../objects/options/index.js';
import { classNameOf } from '../../objects/class-name.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { fromConfig } from '../../objects/deserialization.js';
import { snakeCase } from '../../objects/spelling.js';
import { logicalAnd } from '../../ops/comparison.js';
import { maskOf, type DType, type SymbolicShape, type Tensor, type TensorLike } from '../../tensor/index.js';
import { floatingDType } from '../dtype-option.js';
import { checkValues, valueIn } from '../values.js';
import { alignRanks } from './alignment.js';
import { reduceWeighted, reductionOption, type Reduction } from './reduction.js';

const lossOptions = () => ({
  /** The loss's name; by default that of its class. */
  name: optional(text()),
  /** How the values of the samples become one number. */
  reduction: reductionOption(),
  /** The dtype in which the loss is computed. */
  dtype: forgotten(floatingDType()),
});

/** The options of every loss. */
export type LossOptions = OptionsOf<ReturnType<typeof lossOptions>>;

/** The options of a loss's call. */
export interface LossCallOptions {
  /** The weight of each sample. */
  readonly sampleWeight?: TensorLike | null | undefined;
}

/** The call of a loss; labels come first. */
export type LossSignature = (yTrue: TensorLike, yPred: TensorLike, options?: LossCallOptions) => Tensor;

/** A loss as a plain function that returns the values of single samples. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/**
 * The base of all losses. An instance is a function of labels and predictions. A subclass computes the loss of each sample in `call`; this
 * class applies weights, masks attached to the predictions, and the reduction.
 *
 * @example
 * import { losses, ops, type Tensor } from 'hillock';
 * class LargestError extends losses.Loss {
 *   override call(yTrue: Tensor, yPred: Tensor) {
 *     return ops.max(ops.abs(ops.subtract(yTrue, yPred)), { axis: -1 });
 *   }
 * }
 * const loss = new LargestError();
 * loss([[0, 0]], [[1, -3]]).item() // → 3
 */
export abstract class Loss extends FunctionObject<LossSignature> {
  static optionTable(): OptionTable {
    return lossOptions();
  }

  /** Makes an instance from a config that `getConfig` wrote. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): Loss {
    return fromConfig(this as never, config, options);
  }

  /** The default name of instances; null means that it is derived from the class's name. */
  static readonly usualName: string | null = null;

  override readonly name: string;
  readonly reduction: Reduction;
  readonly dtype: DType;

  constructor(...given: [options?: LossOptions | undefined]) {
    super();
    const className = classNameOf(new.target);
    const table = lossOptions();
    const options = gatherKnown(className, [], given, Object.keys(table));
    const { name, reduction, dtype } = readOptions(className, table, options);
    this.name = name ?? new.target.usualName ?? snakeCase(className);
    this.reduction = reduction;
    this.dtype = dtype;
  }

  /** The value of each sample. If a mask is attached to it, only the values that it marks count. */
  abstract override call(yTrue: Tensor, yPred: Tensor): Tensor;

  /** Refuses labels for which the loss cannot be computed, given the shape of the predictions. */
  checkLabels(_yTrue: Tensor, _shape: SymbolicShape): void {}

  invoke(yTrue: TensorLike, yPred: TensorLike, ...given: [options?: LossCallOptions | undefined]): Tensor {
    const { sampleWeight = null }: LossCallOptions = gatherKnown(this.name, [], given, ['sampleWeight']);
    const predictions = valueIn(this.name, yPred, this.dtype);
    const labels = valueIn(this.name, yTrue, this.dtype);
    const values = this.call(labels, predictions);
    checkValues(`loss "${this.name}"`, values);
    const masks = [maskOf(yPred), maskOf(values)].filter((mask) => mask !== undefined);
    return reduceWeighted(this.name, values, {
      reduction: this.reduction,
      sampleWeight: sampleWeight === null ? undefined : valueIn(this.name, sampleWeight, this.dtype),
      mask: masks.length === 0 ? undefined : masks.reduce((a, b) => logicalAnd(...alignRanks(a, b))),
    });
  }

  getConfig(): Record<string, unknown> {
    return writeConfig(lossOptions(), this);
  }
}

/** The base class for losses whose own options are listed in a table. */
export function lossWith<Table extends OptionTable>(
  options: () => Table,
): ReturnType<typeof configured<Loss, LossOptions, Table, []>> {
  return configured<Loss, LossOptions, Table, []>(Loss, options, []);
}

/** A loss that is computed by a function of labels and predictions. */
export class FunctionLoss extends Loss {
  readonly #compute: LossFunction;

  constructor(compute: LossFunction, options: LossOptions = {}) {
    super(options);
    this.#compute = compute;
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.#compute(...alignRanks(yTrue, yPred));
  }
}
