import { ShapeError } from '../../errors/index.js';
import { defaulted, finiteNumber } from '../../objects/options/index.js';
import { callable } from '../../objects/callable.js';
import { asTensor, Tensor, type TensorLike } from '../../tensor/index.js';
import { alignRanks, alignShapes } from '../losses/alignment.js';
import { MeanOfFunction } from './mean.js';
import { metricWith } from './metric.js';

/** 1 for each pair that matches and 0 for each other, in the shape of the first. */
function matches(a: Tensor, b: Tensor, match: (a: number, b: number) => boolean): Tensor {
  const [left, right] = [a.data, b.data];
  const data = new Float32Array(left.length);
  for (let i = 0; i < data.length; i++) data[i] = match(left[i]!, right[i]!) ? 1 : 0;
  return new Tensor(data, a.shape, 'float32');
}

const areEqual = (a: number, b: number): boolean => a === b;

/** A NaN is larger than everything else. */
const isLarger = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));

/** The place of the largest element of each row, the first of equals. */
function largestPlaces({ data, shape }: Tensor): Tensor {
  const length = shape.at(-1) ?? 1;
  const rows = data.length / length;
  const values = data;
  const places = new Int32Array(rows);
  for (let row = 0, start = 0; row < rows; row++, start += length) {
    let best = 0;
    for (let i = 1; i < length; i++) if (isLarger(values[start + i]!, values[start + best]!)) best = i;
    places[row] = best;
  }
  return new Tensor(places, shape.slice(0, -1), 'int32');
}

/**
 * 1 where the prediction is equal to the label, 0 elsewhere.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.accuracy([1, 2, 3], [1, 0, 3]) // → array([1., 0., 1.], dtype=float32)
 */
export function accuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const where = 'metrics.accuracy';
  const predictions = asTensor(yPred, undefined, where);
  return matches(...alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions), areEqual);
}

/**
 * 1 where the prediction lies above the threshold and the label is 1, or neither; 0 elsewhere.
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
  { threshold = 0.5 }: { readonly threshold?: number } = {},
): Tensor {
  const where = 'metrics.binaryAccuracy';
  const predictions = asTensor(yPred, undefined, where);
  const limit = predictions.dtype === 'float32' ? Math.fround(threshold) : threshold;
  const pair = alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions);
  return matches(...pair, (label, prediction) => label === (prediction > limit ? 1 : 0));
}

/**
 * 1 where the largest prediction belongs to the class of the largest label, 0 elsewhere, for labels that are one-hot rows.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.categoricalAccuracy([[0, 0, 1], [0, 1, 0]], [[0.1, 0.1, 0.8], [0.5, 0.3, 0.2]]) // → array([1., 0.], dtype=float32)
 */
export function categoricalAccuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const where = 'metrics.categoricalAccuracy';
  const predictions = asTensor(yPred, undefined, where);
  const [labels] = alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions);
  return matches(largestPlaces(labels), largestPlaces(predictions), areEqual);
}

/**
 * 1 where the largest prediction belongs to the class that the label names, 0 elsewhere, for labels that are integers.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.sparseCategoricalAccuracy([2, 1], [[0.1, 0.1, 0.8], [0.5, 0.3, 0.2]]) // → array([1., 0.], dtype=float32)
 */
export function sparseCategoricalAccuracy(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const where = 'metrics.sparseCategoricalAccuracy';
  const predictions = asTensor(yPred, undefined, where);
  const labels = asTensor(yTrue, 'int32', where);
  const places = largestPlaces(predictions);
  if (labels.size !== places.size) {
    const expected = `one label for each row of classes, shape [${places.shape.join(', ')}]`;
    throw new ShapeError({ where, expected, received: { yTrue: labels, yPred: predictions } });
  }
  return matches(places, labels, areEqual);
}

class AccuracyMetric extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.Accuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return accuracy(...alignRanks(yTrue, yPred));
  }
}

const thresholdOption = () => ({ threshold: defaulted(finiteNumber(), 0.5) });

class BinaryAccuracyMetric extends /* @__PURE__ */ metricWith(MeanOfFunction, thresholdOption) {
  static readonly path: string = 'keras.metrics.BinaryAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryAccuracy(yTrue, yPred, this);
  }
}

class CategoricalAccuracyMetric extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.CategoricalAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalAccuracy(yTrue, yPred);
  }
}

class SparseCategoricalAccuracyMetric extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.SparseCategoricalAccuracy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseCategoricalAccuracy(yTrue, yPred);
  }
}

/**
 * How often predictions are equal to labels.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.Accuracy();
 * metric.updateState([1, 2, 3, 4], [0, 2, 3, 4]);
 * metric.result() // → 0.75
 */
export const Accuracy = /* @__PURE__ */ callable(AccuracyMetric);
export type Accuracy = AccuracyMetric;

/**
 * How often predictions lie on their label's side of a threshold, 0.5 by default. A prediction equal to it counts as 0.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.BinaryAccuracy({ threshold: 0.25 });
 * metric.updateState([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]]);
 * metric.result() // → 0.75
 */
export const BinaryAccuracy = /* @__PURE__ */ callable(BinaryAccuracyMetric);
export type BinaryAccuracy = BinaryAccuracyMetric;

/**
 * How often the class of the largest prediction is that of a one-hot label.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.CategoricalAccuracy();
 * metric.updateState([[0, 1], [1, 0]], [[0.3, 0.7], [0.4, 0.6]]);
 * metric.result() // → 0.5
 */
export const CategoricalAccuracy = /* @__PURE__ */ callable(CategoricalAccuracyMetric);
export type CategoricalAccuracy = CategoricalAccuracyMetric;

/**
 * How often the class of the largest prediction is the integer label.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SparseCategoricalAccuracy();
 * metric.updateState([1, 0], [[0.3, 0.7], [0.4, 0.6]]);
 * metric.result() // → 0.5
 */
export const SparseCategoricalAccuracy = /* @__PURE__ */ callable(SparseCategoricalAccuracyMetric);
export type SparseCategoricalAccuracy = SparseCategoricalAccuracyMetric;
