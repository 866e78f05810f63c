/** Metrics of the correlation between labels and predictions. */
import { callable } from '../../objects/callable.js';
import { defaulted, integer } from '../../objects/options/index.js';
import { add, divide, multiply, square, subtract } from '../../ops/arithmetic.js';
import { mean, std, var as variance } from '../../ops/reductions.js';
import type { Tensor, TensorLike } from '../../tensor/index.js';
import { readOptions } from '../../tensor/options.js';
import { alignShapes } from '../losses/alignment.js';
import { epsilon } from '../../objects/settings.js';
import { asPredictions, valueIn } from '../values.js';
import { MeanOfFunction } from './mean.js';
import { metricWith, type Direction } from './metric.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** The options of the correlations. */
interface AxisOption {
  /** The axis along which values are correlated; the last by default. */
  readonly axis?: number | undefined;
}

function pairOf(where: string, yTrue: TensorLike, yPred: TensorLike): [labels: Tensor, predictions: Tensor] {
  const predictions = asPredictions(where, yPred);
  return alignShapes(where, valueIn(where, yTrue, predictions.dtype), predictions);
}

/** Values scaled and shifted to mean 0 and standard deviation 1. */
function standardized(x: Tensor, axis: number): Tensor {
  const centered = subtract(x, mean(x, { axis, keepdims: true }));
  return divide(centered, std(centered, { axis, keepdims: true }));
}

/**
 * Pearson's correlation of labels and predictions along an axis, the last by default.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.pearsonCorrelation([[1, 2, 3]], [[3, 2, 1]]) // → array([-0.9999998], dtype=float32)
 */
export function pearsonCorrelation(yTrue: TensorLike, yPred: TensorLike, given: AxisOption = {}): Tensor {
  checkArgumentCount('metrics.pearsonCorrelation', arguments, 3);
  const where = 'metrics.pearsonCorrelation';
  const { axis } = readOptions(where, given, { axis: -1 });
  const [labels, predictions] = pairOf(where, yTrue, yPred);
  return mean(multiply(standardized(labels, axis), standardized(predictions, axis)), { axis });
}

/**
 * The concordance of labels and predictions along an axis, the last by default: a correlation that is 1 only if they are equal. As in
 * Keras, the deviation of the labels is measured from the mean of the predictions.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.concordanceCorrelation([[1, 2, 3]], [[1, 2, 3]]).shape // → [ 1 ]
 */
export function concordanceCorrelation(yTrue: TensorLike, yPred: TensorLike, given: AxisOption = {}): Tensor {
  checkArgumentCount('metrics.concordanceCorrelation', arguments, 3);
  const where = 'metrics.concordanceCorrelation';
  const { axis } = readOptions(where, given, { axis: -1 });
  const [labels, predictions] = pairOf(where, yTrue, yPred);
  const options = { axis, keepdims: true };
  const [labelMean, predictionMean]: [Tensor, Tensor] = [mean(labels, options), mean(predictions, options)];
  const spread = add(
    variance(subtract(labels, labelMean), options),
    variance(subtract(predictions, predictionMean), options),
  );
  const distance = square(subtract(labelMean, predictionMean));
  const together = multiply(subtract(labels, predictionMean), subtract(predictions, predictionMean));
  return mean(divide(multiply(2, together), add(add(spread, distance), epsilon())), { axis });
}

const axisOptions = () => ({
  /** The axis along which values are correlated. */
  axis: defaulted(integer(), -1),
});

export class PearsonCorrelationMetric extends /* @__PURE__ */ metricWith(MeanOfFunction, axisOptions) {
  static readonly path: string = 'keras.metrics.PearsonCorrelation';
  override readonly direction: Direction = 'up';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return pearsonCorrelation(yTrue, yPred, { axis: this.axis });
  }
}

export class ConcordanceCorrelationMetric extends /* @__PURE__ */ metricWith(MeanOfFunction, axisOptions) {
  static readonly path: string = 'keras.metrics.ConcordanceCorrelation';
  override readonly direction: Direction = 'up';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return concordanceCorrelation(yTrue, yPred, { axis: this.axis });
  }
}

/**
 * The mean of Pearson's correlation of the labels and predictions of each sample.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.PearsonCorrelation();
 * metric.updateState([[1, 2, 3]], [[3, 2, 1]]);
 * metric.result() // → array(-0.9999998, dtype=float32)
 */
export const PearsonCorrelation = /* @__PURE__ */ callable<typeof PearsonCorrelationMetric, PearsonCorrelation>(
  PearsonCorrelationMetric,
);
export interface PearsonCorrelation extends PearsonCorrelationMetric {}

/**
 * The mean of the concordance of the labels and predictions of each sample.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.ConcordanceCorrelation().name // → concordance_correlation
 */
export const ConcordanceCorrelation = /* @__PURE__ */ callable<
  typeof ConcordanceCorrelationMetric,
  ConcordanceCorrelation
>(ConcordanceCorrelationMetric);
export interface ConcordanceCorrelation extends ConcordanceCorrelationMetric {}
