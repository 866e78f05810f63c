/** Metrics of how often predictions are right. */
import { callable } from '../../objects/callable.js';
import { defaulted, finiteNumber, flag, forgotten, positiveInteger } from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import { equal, greater, isfinite, less, logicalAnd } from '../../ops/comparison.js';
import { argmax } from '../../ops/extremes.js';
import { takeAlongAxis } from '../../ops/gathering.js';
import { any } from '../../ops/reductions.js';
import { expandDims, reshape } from '../../ops/reshape.js';
import { slice } from '../../ops/slicing.js';
import { sum } from '../../ops/summation.js';
import type { Tensor, TensorLike } from '../../tensor/index.js';
import { readOptions } from '../../tensor/options.js';
import { alignRanks, alignShapes } from '../losses/alignment.js';
import { classLabels, hintForNumbers } from '../losses/labels.js';
import { asValue, valueIn } from '../values.js';
import { MeanOfFunction } from './mean.js';
import { metricWith, type Direction } from './metric.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** The type of options for functions that have none. */
type NoOptions = Readonly<Record<string, never>>;

const asNumbers = (matches: Tensor): Tensor => cast(matches, 'float32');

/** Labels and predictions in one dtype. */
function pairOf(where: string, yTrue: TensorLike, yPred: TensorLike): [labels: Tensor, predictions: Tensor] {
  const predictions = asValue(where, yPred);
  return [valueIn(where, yTrue, predictions.dtype), predictions];
}

/**
 * 1 where the prediction equals the label, 0 elsewhere.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.accuracy([1, 2, 3], [1, 0, 3]) // → array([1., 0., 1.], dtype=float32)
 */
export function accuracy(yTrue: TensorLike, yPred: TensorLike, options: NoOptions = {}): Tensor {
  checkArgumentCount('metrics.accuracy', arguments, 3);
  const where = 'metrics.accuracy';
  readOptions(where, options, {});
  return asNumbers(equal(...alignShapes(where, ...pairOf(where, yTrue, yPred))));
}

/**
 * 1 where the prediction and the label are on the same side of the threshold, 0 elsewhere: the label is 1 and the prediction above it, or
 * neither.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.binaryAccuracy([[1], [0], [1]], [[0.9], [0.8], [0.5]])
 * // → array([[1.],
 * //          [0.],
 * //          [0.]], dtype=float32)
 */
export function binaryAccuracy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: { readonly threshold?: number | undefined } = {},
): Tensor {
  checkArgumentCount('metrics.binaryAccuracy', arguments, 3);
  const where = 'metrics.binaryAccuracy';
  const { threshold } = readOptions(where, options, { threshold: 0.5 });
  const [labels, predictions] = alignShapes(where, ...pairOf(where, yTrue, yPred));
  return asNumbers(equal(labels, cast(greater(predictions, threshold), labels.dtype)));
}

/**
 * 1 where the largest prediction belongs to the class of the largest label, 0 elsewhere, for labels that are one-hot rows.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.categoricalAccuracy([[0, 0, 1], [0, 1, 0]], [[0.1, 0.1, 0.8], [0.5, 0.3, 0.2]]) // → array([1., 0.], dtype=float32)
 */
export function categoricalAccuracy(yTrue: TensorLike, yPred: TensorLike, options: NoOptions = {}): Tensor {
  checkArgumentCount('metrics.categoricalAccuracy', arguments, 3);
  const where = 'metrics.categoricalAccuracy';
  readOptions(where, options, {});
  const [labels, predictions] = alignShapes(where, ...pairOf(where, yTrue, yPred), hintForNumbers);
  return asNumbers(equal(argmax(labels, { axis: -1 }), argmax(predictions, { axis: -1 })));
}

/** Values without a last axis of length 1, as Keras computes them. */
const withoutLastOne = (values: Tensor): Tensor =>
  values.rank > 1 && values.shape[values.shape.length - 1] === 1 ? reshape(values, values.shape.slice(0, -1)) : values;

/**
 * 1 where the largest prediction is that of the labelled class, 0 elsewhere, for labels that are integers.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.sparseCategoricalAccuracy([2, 1], [[0.1, 0.1, 0.8], [0.5, 0.3, 0.2]]) // → array([1., 0.], dtype=float32)
 */
export function sparseCategoricalAccuracy(yTrue: TensorLike, yPred: TensorLike, options: NoOptions = {}): Tensor {
  checkArgumentCount('metrics.sparseCategoricalAccuracy', arguments, 3);
  const where = 'metrics.sparseCategoricalAccuracy';
  readOptions(where, options, {});
  const predictions = asValue(where, yPred);
  const labels = classLabels(where, asValue(where, yTrue, 'int32'), predictions);
  const places: Tensor = argmax(predictions, { axis: -1 });
  return withoutLastOne(asNumbers(equal(labels, cast(places, labels.dtype))));
}

/** Whether fewer than k predictions are larger than that of the labelled class. */
function isAmongLargest(labels: Tensor, predictions: Tensor, k: number): Tensor {
  const ofLabel: Tensor = takeAlongAxis(predictions, cast(expandDims(labels, -1), 'int32'), { axis: -1 });
  const larger = sum(cast(greater(predictions, ofLabel), 'int32'), { axis: -1 });
  return logicalAnd(less(larger, k), isfinite(reshape(ofLabel, labels.shape)));
}

/**
 * 1 where the class of the largest label is among the k largest predictions (5 by default), 0 elsewhere, for labels that are one-hot rows.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.topKCategoricalAccuracy([[1, 0, 0], [0, 1, 0]], [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]], { k: 2 })
 * // → array([0., 1.], dtype=float32)
 */
export function topKCategoricalAccuracy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: { readonly k?: number | undefined } = {},
): Tensor {
  checkArgumentCount('metrics.topKCategoricalAccuracy', arguments, 3);
  const where = 'metrics.topKCategoricalAccuracy';
  const { k } = readOptions(where, options, { k: 5 });
  const [labels, predictions] = alignShapes(where, ...pairOf(where, yTrue, yPred), hintForNumbers);
  return asNumbers(isAmongLargest(argmax(labels, { axis: -1 }), predictions, k));
}

/** The options of the sparse top-k accuracy. */
interface SparseTopKOptions {
  readonly k?: number | undefined;
  /** Whether predictions are class numbers, the best first, instead of a value for each class. */
  readonly fromSortedIds?: boolean | undefined;
}

/**
 * 1 where the labelled class is among the k largest predictions (5 by default), 0 elsewhere.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.sparseTopKCategoricalAccuracy([0, 1], [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]], { k: 2 })
 * // → array([0., 1.], dtype=float32)
 */
export function sparseTopKCategoricalAccuracy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: SparseTopKOptions = {},
): Tensor {
  checkArgumentCount('metrics.sparseTopKCategoricalAccuracy', arguments, 3);
  const where = 'metrics.sparseTopKCategoricalAccuracy';
  const { k, fromSortedIds } = readOptions(where, options, { k: 5, fromSortedIds: false });
  const predictions = asValue(where, yPred);
  const labels = classLabels(where, asValue(where, yTrue, 'int32'), predictions);
  if (!fromSortedIds) return asNumbers(isAmongLargest(labels, predictions, k));
  const shape = [...labels.shape, Math.min(k, predictions.shape[predictions.shape.length - 1]!)];
  const best: Tensor = slice(predictions, shape.map(() => 0), shape); // prettier-ignore
  return asNumbers(any(equal(expandDims(cast(labels, best.dtype), -1), best), { axis: -1 }));
}

/** The base of accuracies, which are better the larger they are. */
abstract class AccuracyBase extends MeanOfFunction {
  override readonly direction: Direction = 'up';
}

export class AccuracyMetric extends AccuracyBase {
  static readonly path: string = 'keras.metrics.Accuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return accuracy(...alignRanks(yTrue, yPred));
  }
}

const thresholdOption = () => ({
  /** The threshold above which a prediction counts as 1. */
  threshold: defaulted(finiteNumber(), 0.5),
});

export class BinaryAccuracyMetric extends /* @__PURE__ */ metricWith(AccuracyBase, thresholdOption) {
  static readonly path: string = 'keras.metrics.BinaryAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryAccuracy(yTrue, yPred, { threshold: this.threshold });
  }
}

export class CategoricalAccuracyMetric extends AccuracyBase {
  static readonly path: string = 'keras.metrics.CategoricalAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalAccuracy(yTrue, yPred);
  }
}

export class SparseCategoricalAccuracyMetric extends AccuracyBase {
  static readonly path: string = 'keras.metrics.SparseCategoricalAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseCategoricalAccuracy(yTrue, yPred);
  }
}

const topKOptions = () => ({
  /** How many of the largest predictions count. */
  k: defaulted(positiveInteger(), 5),
});

export class TopKCategoricalAccuracyMetric extends /* @__PURE__ */ metricWith(AccuracyBase, topKOptions) {
  static readonly path: string = 'keras.metrics.TopKCategoricalAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return topKCategoricalAccuracy(yTrue, yPred, { k: this.k });
  }
}

const sparseTopKOptions = () => ({
  ...topKOptions(),
  /** Whether predictions are class numbers, the best first, instead of a value for each class. */
  fromSortedIds: forgotten(flag(false)),
});

export class SparseTopKCategoricalAccuracyMetric extends /* @__PURE__ */ metricWith(AccuracyBase, sparseTopKOptions) {
  static readonly path: string = 'keras.metrics.SparseTopKCategoricalAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseTopKCategoricalAccuracy(yTrue, yPred, { k: this.k, fromSortedIds: this.fromSortedIds });
  }
}

/**
 * How often predictions are equal to labels.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.Accuracy();
 * metric.updateState([1, 2, 3, 4], [0, 2, 3, 4]);
 * metric.result() // → array(0.75, dtype=float32)
 */
export const Accuracy = /* @__PURE__ */ callable<typeof AccuracyMetric, Accuracy>(AccuracyMetric);
export interface Accuracy extends AccuracyMetric {}

/**
 * How often predictions are on the same side of a threshold, 0.5 by default, as their labels. A prediction equal to the threshold counts as
 * 0.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.BinaryAccuracy({ threshold: 0.25 });
 * metric.updateState([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]]);
 * metric.result() // → array(0.75, dtype=float32)
 */
export const BinaryAccuracy = /* @__PURE__ */ callable<typeof BinaryAccuracyMetric, BinaryAccuracy>(
  BinaryAccuracyMetric,
);
export interface BinaryAccuracy extends BinaryAccuracyMetric {}

/**
 * How often the class with the largest prediction is the class of a one-hot label.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.CategoricalAccuracy();
 * metric.updateState([[0, 1], [1, 0]], [[0.3, 0.7], [0.4, 0.6]]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const CategoricalAccuracy = /* @__PURE__ */ callable<typeof CategoricalAccuracyMetric, CategoricalAccuracy>(
  CategoricalAccuracyMetric,
);
export interface CategoricalAccuracy extends CategoricalAccuracyMetric {}

/**
 * How often the class with the largest prediction is the one given by an integer label.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SparseCategoricalAccuracy();
 * metric.updateState([1, 0], [[0.3, 0.7], [0.4, 0.6]]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const SparseCategoricalAccuracy = /* @__PURE__ */ callable<
  typeof SparseCategoricalAccuracyMetric,
  SparseCategoricalAccuracy
>(SparseCategoricalAccuracyMetric);
export interface SparseCategoricalAccuracy extends SparseCategoricalAccuracyMetric {}

/**
 * How often the class of a one-hot label is among the k largest predictions.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.TopKCategoricalAccuracy({ k: 2 });
 * metric.updateState([[1, 0, 0], [0, 1, 0]], [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const TopKCategoricalAccuracy = /* @__PURE__ */ callable<
  typeof TopKCategoricalAccuracyMetric,
  TopKCategoricalAccuracy
>(TopKCategoricalAccuracyMetric);
export interface TopKCategoricalAccuracy extends TopKCategoricalAccuracyMetric {}

/**
 * How often the class given by an integer label is among the k largest predictions.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SparseTopKCategoricalAccuracy({ k: 2 });
 * metric.updateState([0, 1], [[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const SparseTopKCategoricalAccuracy = /* @__PURE__ */ callable<
  typeof SparseTopKCategoricalAccuracyMetric,
  SparseTopKCategoricalAccuracy
>(SparseTopKCategoricalAccuracyMetric);
export interface SparseTopKCategoricalAccuracy extends SparseTopKCategoricalAccuracyMetric {}
