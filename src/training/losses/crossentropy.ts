/** The values of the crossentropies for single samples, from options that were checked. */
import {
  checkOptionNames,
  defaulted,
  flag,
  integer,
  optional,
  rate,
  readOptions,
  unlisted,
} from '../../objects/options/index.js';
import type { DefaultedOption, OptionsOf, OptionTable, ValuesOf } from '../../objects/options/index.js';
import { add, multiply } from '../../ops/arithmetic.js';
import * as crossentropy from '../../ops/crossentropy.js';
import { mean } from '../../ops/reductions.js';
import { asTensor, Tensor, type TensorLike } from '../../tensor/index.js';
import { alignShapes } from './alignment.js';
import { asPredictions } from './loss.js';

// The tables are types, not interfaces, so that they can stand where any table can.
type CrossentropyTable = {
  /** Whether the predictions are logits, before the last softmax or sigmoid, rather than probabilities. */
  readonly fromLogits: DefaultedOption<boolean>;
  /** How much of each label is spread over all classes, from 0 to 1. */
  readonly labelSmoothing: DefaultedOption<number>;
  /** The axis along which the classes lie. */
  readonly axis: DefaultedOption<number>;
};

type SparseCrossentropyTable = Pick<CrossentropyTable, 'fromLogits' | 'axis'> & {
  /** A label, such as -1, of samples that do not count. */
  readonly ignoreClass: DefaultedOption<number | null>;
};

/** Options for labels that are numbers from 0 to 1. */
export type CrossentropyOptions = OptionsOf<CrossentropyTable>;

/** Options for labels that are integers. */
export type SparseCrossentropyOptions = OptionsOf<SparseCrossentropyTable>;

export function crossentropyOptions(): CrossentropyTable {
  return { fromLogits: flag(false), labelSmoothing: defaulted(rate(), 0), axis: defaulted(integer(), -1) };
}

/** Keras does not write the axis into configs. */
export function sparseCrossentropyOptions(): SparseCrossentropyTable {
  return { fromLogits: flag(false), ignoreClass: optional(integer()), axis: unlisted(defaulted(integer(), -1)) };
}

type Values = ValuesOf<CrossentropyTable>;
type SparseValues = ValuesOf<SparseCrossentropyTable>;

/** Labels on their way to `share`, the value of a label that says nothing. */
function smoothed(labels: Tensor, labelSmoothing: number, share: number): Tensor {
  return labelSmoothing === 0 ? labels : add(multiply(labels, 1 - labelSmoothing), labelSmoothing * share);
}

export function binaryValues(
  where: string,
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits, labelSmoothing, axis }: Values,
): Tensor {
  const predictions = asPredictions(where, yPred);
  const [labels, aligned] = alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions);
  return mean(crossentropy.binaryCrossentropy(smoothed(labels, labelSmoothing, 1 / 2), aligned, { fromLogits }), {
    axis,
  });
}

export function categoricalValues(
  where: string,
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits, labelSmoothing, axis }: Values,
): Tensor {
  const predictions = asPredictions(where, yPred);
  const [labels] = alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions);
  const share = 1 / (predictions.shape.at(axis) ?? 1);
  return crossentropy.categoricalCrossentropy(smoothed(labels, labelSmoothing, share), predictions, {
    fromLogits,
    axis,
  });
}

export function sparseValues(
  where: string,
  yTrue: TensorLike,
  yPred: TensorLike,
  { fromLogits, ignoreClass, axis }: SparseValues,
): Tensor {
  const predictions = asPredictions(where, yPred);
  const labels = asTensor(yTrue, 'int32', where);
  const options = { fromLogits, axis };
  if (ignoreClass === null) return crossentropy.sparseCategoricalCrossentropy(labels, predictions, options);
  const mask = maskOf(labels, ignoreClass);
  const values = crossentropy.sparseCategoricalCrossentropy(multiply(labels, mask), predictions, options);
  return multiply(values, new Tensor(mask.data, values.shape, mask.dtype));
}

/** 1 for labels that count, 0 for those that are to be ignored. */
export function maskOf({ data, shape }: Tensor, ignoreClass: number): Tensor {
  return new Tensor(
    Int32Array.from(data, (label) => (label === ignoreClass ? 0 : 1)),
    shape,
    'int32',
  );
}

/** A function for users: it takes options as they are given, and checks them. */
function checking<Table extends OptionTable>(
  where: string,
  options: () => Table,
  values: (where: string, yTrue: TensorLike, yPred: TensorLike, options: ValuesOf<Table>) => Tensor,
): (yTrue: TensorLike, yPred: TensorLike, options?: OptionsOf<Table>) => Tensor {
  return (yTrue, yPred, given = {} as OptionsOf<Table>) => {
    checkOptionNames(where, given, Object.keys(options()));
    return values(where, yTrue, yPred, readOptions(where, options(), given as Record<string, unknown>));
  };
}

/**
 * The mean over the last axis of `-y·log(p) - (1 - y)·log(1 - p)`, for labels that are 0 or 1, each for itself.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.binaryCrossentropy([[0, 1]], [[0.5, 0.5]]) // → array([0.6931472], dtype=float32)
 * losses.binaryCrossentropy([[1]], [[0]], { fromLogits: true }) // → array([0.6931472], dtype=float32)
 */
export const binaryCrossentropy = /* @__PURE__ */ checking(
  'losses.binaryCrossentropy',
  crossentropyOptions,
  binaryValues,
);

/**
 * The sum over the classes of `-y·log(p)`, for labels that are a probability for each class, such as one-hot rows. Probabilities are
 * divided by their sum.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.categoricalCrossentropy([[0, 1, 0]], [[0.25, 0.5, 0.25]]) // → array([0.6931472], dtype=float32)
 */
export const categoricalCrossentropy = /* @__PURE__ */ checking(
  'losses.categoricalCrossentropy',
  crossentropyOptions,
  categoricalValues,
);

/**
 * `-log(p)` of the class that the label names, for labels that are integers from 0. Probabilities are divided by their sum.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.sparseCategoricalCrossentropy([1, 2], [[0.25, 0.5, 0.25], [0.125, 0.125, 0.75]])
 * // → array([0.6931472, 0.2876821], dtype=float32)
 * losses.sparseCategoricalCrossentropy([0, -1], [[4, 4], [0, 9]], { fromLogits: true, ignoreClass: -1 })
 * // → array([0.6931472, 0.       ], dtype=float32)
 */
export const sparseCategoricalCrossentropy = /* @__PURE__ */ checking(
  'losses.sparseCategoricalCrossentropy',
  sparseCrossentropyOptions,
  sparseValues,
);
