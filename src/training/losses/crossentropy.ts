/** The values of the crossentropies for single samples, from options that were checked. */
import { checkOptionNames, defaulted, flag, integer, optional, rate, readOptions } from '../../layers/options/index.js';
import type { OptionsOf, OptionTable, ValuesOf } from '../../layers/options/index.js';
import { multiply, negative } from '../../ops/arithmetic.js';
import { resolveAxis } from '../../ops/axes.js';
import { applyElementwise } from '../../ops/elementwise-operation.js';
import { takeAlongAxis } from '../../ops/gathering.js';
import { mean } from '../../ops/reductions.js';
import { reshape } from '../../ops/reshape.js';
import { logSoftmax } from '../../ops/softmax.js';
import { sum } from '../../ops/summation.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/index.js';
import { alignShapes } from './alignment.js';
import * as formulas from './crossentropy-formulas.js';
import { classIndices } from './labels.js';
import { asPredictions } from './loss.js';

/** Options for labels that are numbers from 0 to 1. */
export const crossentropyOptions = () => ({
  /** Whether the predictions are logits, before the last softmax or sigmoid, rather than probabilities. */
  fromLogits: flag(false),
  /** How much of each label is spread over all classes, from 0 to 1. */
  labelSmoothing: defaulted(rate(), 0),
  /** The axis along which the classes lie. */
  axis: defaulted(integer(), -1),
});

/** Options for labels that are integers. Keras does not write the axis into configs. */
export const sparseCrossentropyOptions = () => ({
  fromLogits: flag(false),
  /** A label, such as -1, of samples that do not count. */
  ignoreClass: optional(integer()),
  axis: { ...defaulted(integer(), -1), isAbsentFromConfig: true },
});

type Values = ValuesOf<ReturnType<typeof crossentropyOptions>>;
type SparseValues = ValuesOf<ReturnType<typeof sparseCrossentropyOptions>>;

export type CrossentropyOptions = OptionsOf<ReturnType<typeof crossentropyOptions>>;
export type SparseCrossentropyOptions = OptionsOf<ReturnType<typeof sparseCrossentropyOptions>>;

export function binaryValues(where: string, yTrue: TensorLike, yPred: TensorLike, { fromLogits, labelSmoothing, axis }: Values): Tensor {
  const predictions = asPredictions(where, yPred);
  const pair = alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions);
  const expression = fromLogits ? formulas.ofBinaryLogit() : formulas.ofBinaryProbability();
  const parameters = { smoothing: labelSmoothing, share: 0.5 };
  return mean(applyElementwise<Tensor>({ name: 'binaryCrossentropy', where, expression, parameters }, pair), { axis });
}

export function categoricalValues(where: string, yTrue: TensorLike, yPred: TensorLike, { fromLogits, labelSmoothing, axis }: Values): Tensor {
  const predictions = asPredictions(where, yPred);
  const [labels] = alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions);
  const classes = predictions.shape[resolveAxis(where, axis, predictions.rank)]!;
  const definition = { name: 'categoricalCrossentropy', where, parameters: { smoothing: labelSmoothing, share: 1 / classes } };
  if (fromLogits) {
    const inputs = [labels, logSoftmax(predictions, { axis })];
    return sum(applyElementwise<Tensor>({ ...definition, expression: formulas.ofLogProbability() }, inputs), { axis });
  }
  const inputs = [labels, predictions, sum(predictions, { axis, keepdims: true })];
  return sum(applyElementwise<Tensor>({ ...definition, expression: formulas.ofProbability() }, inputs), { axis });
}

export function sparseValues(where: string, yTrue: TensorLike, yPred: TensorLike, { fromLogits, ignoreClass, axis }: SparseValues): Tensor {
  const predictions = asPredictions(where, yPred);
  const along = resolveAxis(where, axis, predictions.rank);
  const { indices, mask, shape } = classIndices(where, asTensor(yTrue, 'int32', where), predictions, { axis: along, ignoreClass });
  const values = fromLogits
    ? negative(takeAlongAxis(logSoftmax(predictions, { axis }), indices, { axis }))
    : applyElementwise<Tensor>(
        { name: 'sparseCategoricalCrossentropy', where, expression: formulas.ofChosenProbability() },
        [takeAlongAxis(predictions, indices, { axis }), sum(predictions, { axis, keepdims: true })],
      );
  const perSample = reshape(values, shape);
  return mask === undefined ? perSample : multiply(perSample, mask);
}

/** A function for users: it takes options as they are given, and checks them. */
function checking<Table extends OptionTable>(
  where: string,
  options: () => Table,
  values: (where: string, yTrue: TensorLike, yPred: TensorLike, options: ValuesOf<Table>) => Tensor,
): (yTrue: TensorLike, yPred: TensorLike, options?: OptionsOf<Table>) => Tensor {
  return (yTrue, yPred, given = {} as OptionsOf<Table>) => {
    checkOptionNames(where, given as Record<string, unknown>, Object.keys(options()));
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
export const binaryCrossentropy = /* @__PURE__ */ checking('losses.binaryCrossentropy', crossentropyOptions, binaryValues);

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
 * // → array([0.6931472 , 0.28768206], dtype=float32)
 * losses.sparseCategoricalCrossentropy([0, -1], [[4, 4], [0, 9]], { fromLogits: true, ignoreClass: -1 })
 * // → array([0.6931472, 0.       ], dtype=float32)
 */
export const sparseCategoricalCrossentropy = /* @__PURE__ */ checking(
  'losses.sparseCategoricalCrossentropy',
  sparseCrossentropyOptions,
  sparseValues,
);
