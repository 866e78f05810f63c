import { FunctionObject } from '../../objects/callable.js';
import { cast } from '../../ops/casting.js';
import {
  checkOptionsObject,
  configured,
  optional,
  type OptionsOf,
  type OptionTable,
  readOptions,
  text,
} from '../../objects/options/index.js';
import { classNameOf } from '../../objects/class-name.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import { fromConfig } from '../../objects/deserialization.js';
import { asTensor, isFloating, type SymbolicShape, type Tensor, type TensorLike } from '../../tensor/index.js';
import { snakeCase } from '../../objects/spelling.js';
import { checkValues } from '../values.js';
import { alignRanks } from './alignment.js';
import { reduceWeighted, reductionOption, type Reduction } from './reduction.js';

const lossOptions = () => ({ name: optional(text()), reduction: reductionOption() });

/** What every loss takes. */
export type LossOptions = OptionsOf<ReturnType<typeof lossOptions>>;

/** What a loss is told besides labels and predictions. */
export interface LossCallOptions {
  /** How much each sample counts. */
  readonly sampleWeight?: TensorLike | null | undefined;
}

/** How a loss is called: with the labels first. */
export type LossSignature = (yTrue: TensorLike, yPred: TensorLike, options?: LossCallOptions) => Tensor;

/** A loss as a plain function: the values of single samples. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** Predictions in floating point. */
export function asPredictions(where: string, yPred: TensorLike): Tensor {
  const predictions = asTensor(yPred, undefined, where);
  return isFloating(predictions.dtype) ? predictions : cast(predictions, 'float32');
}

/**
 * Base of all losses. An instance is a function of labels and predictions. A subclass says in `call` what the loss of each sample is;
 * weights and reduction are added here.
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

  /** Makes an instance of what its `getConfig` wrote. */
  static fromConfig(config: Record<string, unknown>, options?: DeserializeOptions): Loss {
    return fromConfig(this as never, config, options);
  }

  override readonly name: string;
  readonly reduction: Reduction;

  constructor(options: LossOptions = {}) {
    super();
    const className = classNameOf(new.target);
    const { name, reduction } = readOptions(className, lossOptions(), options);
    this.name = name ?? snakeCase(className);
    this.reduction = reduction;
  }

  /** The value of each sample. */
  abstract override call(yTrue: Tensor, yPred: Tensor): Tensor;

  /** Which of the values count; all by default. */
  mask(_yTrue: Tensor, _yPred: Tensor): Tensor | undefined {
    return undefined;
  }

  /** Refuses labels of which the loss cannot be computed for predictions of a shape. */
  checkLabels(_yTrue: Tensor, _shape: SymbolicShape): void {}

  invoke(yTrue: TensorLike, yPred: TensorLike, options: LossCallOptions = {}): Tensor {
    checkOptionsObject(this.name, options, ['sampleWeight']);
    const { sampleWeight = null } = options;
    const predictions = asPredictions(this.name, yPred);
    const labels = asTensor(yTrue, predictions.dtype, this.name);
    const values = this.call(labels, predictions);
    checkValues(`loss "${this.name}"`, values);
    return reduceWeighted(this.name, values, {
      reduction: this.reduction,
      sampleWeight: sampleWeight === null ? undefined : asTensor(sampleWeight, predictions.dtype, this.name),
      mask: this.mask(labels, predictions),
    });
  }

  getConfig(): Record<string, unknown> {
    return { name: this.name, reduction: this.reduction };
  }
}

/** The base of losses whose own options a table lists. */
export function lossWith<Table extends OptionTable>(
  options: () => Table,
): ReturnType<typeof configured<Loss, LossOptions, Table, []>> {
  return configured<Loss, LossOptions, Table, []>(Loss, options, []);
}

/** A loss around a function of labels and predictions. */
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
