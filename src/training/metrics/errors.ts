/** Losses as metrics: their mean over everything seen. */
import { callable } from '../../objects/callable.js';
import type { Tensor } from '../../tensor/index.js';
import {
  binaryValues,
  categoricalValues,
  crossentropyOptions,
  sparseCrossentropyOptions,
  sparseValues,
} from '../losses/crossentropy.js';
import { meanAbsoluteError, meanSquaredError } from '../losses/regression.js';
import { MeanOfFunction } from './mean.js';
import { metricWith } from './metric.js';

class SquaredErrorMetric extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.MeanSquaredError';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}

class AbsoluteErrorMetric extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.MeanAbsoluteError';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}

class RootSquaredErrorMetric extends SquaredErrorMetric {
  static override readonly path: string = 'keras.metrics.RootMeanSquaredError';

  override result(): number {
    return Math.sqrt(super.result());
  }
}

/** Each output is asked for itself, so that there is no axis of classes to choose. */
const binaryOptions = () => {
  const { fromLogits, labelSmoothing } = crossentropyOptions();
  return { fromLogits, labelSmoothing };
};

/** Unlike the loss, the metric has its axis in configs. */
const sparseOptions = () => ({ ...sparseCrossentropyOptions(), axis: crossentropyOptions().axis });

class BinaryCrossentropyMetric extends /* @__PURE__ */ metricWith(MeanOfFunction, binaryOptions) {
  static readonly path: string = 'keras.metrics.BinaryCrossentropy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing } = this;
    return binaryValues(this.name, yTrue, yPred, { fromLogits, labelSmoothing, axis: -1 });
  }
}

class CategoricalCrossentropyMetric extends /* @__PURE__ */ metricWith(MeanOfFunction, crossentropyOptions) {
  static readonly path: string = 'keras.metrics.CategoricalCrossentropy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalValues(this.name, yTrue, yPred, this);
  }
}

class SparseCategoricalCrossentropyMetric extends /* @__PURE__ */ metricWith(MeanOfFunction, sparseOptions) {
  static readonly path: string = 'keras.metrics.SparseCategoricalCrossentropy';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return sparseValues(this.name, yTrue, yPred, this);
  }
}

/**
 * The mean of `(yTrue - yPred)²`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.MeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * metric.result() // → 0.25
 */
export const MeanSquaredError = /* @__PURE__ */ callable(SquaredErrorMetric);
export type MeanSquaredError = SquaredErrorMetric;

/**
 * The mean of `|yTrue - yPred|`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.MeanAbsoluteError();
 * metric.updateState([[0, 1], [0, 0]], [[3, 1], [0, 0]]);
 * metric.result() // → 0.75
 */
export const MeanAbsoluteError = /* @__PURE__ */ callable(AbsoluteErrorMetric);
export type MeanAbsoluteError = AbsoluteErrorMetric;

/**
 * The square root of the mean of `(yTrue - yPred)²`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.RootMeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[2, 1], [0, 0]]);
 * metric.result() // → 1
 */
export const RootMeanSquaredError = /* @__PURE__ */ callable(RootSquaredErrorMetric);
export type RootMeanSquaredError = RootSquaredErrorMetric;

/**
 * The mean of the crossentropy of labels that are 0 or 1.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.BinaryCrossentropy({ fromLogits: true });
 * metric.updateState([[1]], [[0]]);
 * metric.result().toFixed(6) // → 0.693147
 */
export const BinaryCrossentropy = /* @__PURE__ */ callable(BinaryCrossentropyMetric);
export type BinaryCrossentropy = BinaryCrossentropyMetric;

/**
 * The mean of the crossentropy of one-hot labels.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.CategoricalCrossentropy();
 * metric.updateState([[0, 1]], [[0.5, 0.5]]);
 * metric.result().toFixed(6) // → 0.693147
 */
export const CategoricalCrossentropy = /* @__PURE__ */ callable(CategoricalCrossentropyMetric);
export type CategoricalCrossentropy = CategoricalCrossentropyMetric;

/**
 * The mean of the crossentropy of labels that are integers.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SparseCategoricalCrossentropy();
 * metric.updateState([1], [[0.5, 0.5]]);
 * metric.result().toFixed(6) // → 0.693147
 */
export const SparseCategoricalCrossentropy = /* @__PURE__ */ callable(SparseCategoricalCrossentropyMetric);
export type SparseCategoricalCrossentropy = SparseCategoricalCrossentropyMetric;
