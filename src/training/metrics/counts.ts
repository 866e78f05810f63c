/** Metrics that count right or wrong predictions, for each threshold. */
import { callable } from '../../objects/callable.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { reshape } from '../../ops/reshape.js';
import type { Tensor, TensorLike, Variable } from '../../tensor/index.js';
import { confusionCounts, type ConfusionCounts, type Thresholds } from './confusion.js';
import { sampleWeightOf } from './mean.js';
import { Metric, metricWith, type MetricCallOptions } from './metric.js';
import { thresholdsOf, thresholdsOption } from './thresholds.js';

const countOptions = () => ({
  /** The threshold above which a prediction is positive: a number or several, 0.5 by default. */
  thresholds: thresholdsOption(),
});

/** The base of these metrics; each subclass says what it counts. */
abstract class CountBase
  extends /* @__PURE__ */ metricWith<Metric, ReturnType<typeof countOptions>>(Metric, countOptions)
{
  protected abstract readonly counted: keyof ConfusionCounts;
  readonly #thresholds: Thresholds = thresholdsOf(this.thresholds, 0.5);
  readonly accumulator: Variable = this.addVariable({ name: 'accumulator', shape: [this.#thresholds.values.length] });

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const where = `metric "${this.name}"`;
    const counts = confusionCounts(yTrue, yPred, {
      where,
      dtype: this.dtype,
      thresholds: this.#thresholds,
      sampleWeight: sampleWeightOf(where, given),
    });
    this.accumulator.adopt(add(this.accumulator, counts[this.counted]));
  }

  override result(): Tensor {
    // A copy, into which may be written.
    return firstOfOne(multiply(this.accumulator, 1));
  }
}

/** A scalar if there is only one threshold, else the values. */
export const firstOfOne = (values: Tensor): Tensor => (values.shape[0] === 1 ? reshape(values, []) : values);

export class TruePositivesMetric extends CountBase {
  static readonly path: string = 'keras.metrics.TruePositives';
  protected override readonly counted = 'truePositives';
}

export class TrueNegativesMetric extends CountBase {
  static readonly path: string = 'keras.metrics.TrueNegatives';
  protected override readonly counted = 'trueNegatives';
}

export class FalsePositivesMetric extends CountBase {
  static readonly path: string = 'keras.metrics.FalsePositives';
  protected override readonly counted = 'falsePositives';
}

export class FalseNegativesMetric extends CountBase {
  static readonly path: string = 'keras.metrics.FalseNegatives';
  protected override readonly counted = 'falseNegatives';
}

/**
 * How many labels that are 1 were predicted.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.TruePositives();
 * metric.updateState([0, 1, 1], [0.9, 0.8, 0.3]);
 * metric.result() // → array(1., dtype=float32)
 */
export const TruePositives = /* @__PURE__ */ callable<typeof TruePositivesMetric, TruePositives>(TruePositivesMetric);
export interface TruePositives extends TruePositivesMetric {}

/**
 * How many labels that are 0 were predicted.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.TrueNegatives({ thresholds: [0.2, 0.5] });
 * metric.updateState([0, 0, 1], [0.1, 0.3, 0.3]);
 * metric.result() // → array([1., 2.], dtype=float32)
 */
export const TrueNegatives = /* @__PURE__ */ callable<typeof TrueNegativesMetric, TrueNegatives>(TrueNegativesMetric);
export interface TrueNegatives extends TrueNegativesMetric {}

/**
 * How many labels that are 0 were predicted to be 1.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.FalsePositives();
 * metric.updateState([0, 1, 1], [0.9, 0.8, 0.3]);
 * metric.result() // → array(1., dtype=float32)
 */
export const FalsePositives = /* @__PURE__ */ callable<typeof FalsePositivesMetric, FalsePositives>(
  FalsePositivesMetric,
);
export interface FalsePositives extends FalsePositivesMetric {}

/**
 * How many labels that are 1 were predicted to be 0.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.FalseNegatives();
 * metric.updateState([0, 1, 1], [0.9, 0.8, 0.3]);
 * metric.result() // → array(1., dtype=float32)
 */
export const FalseNegatives = /* @__PURE__ */ callable<typeof FalseNegativesMetric, FalseNegatives>(
  FalseNegativesMetric,
);
export interface FalseNegatives extends FalseNegativesMetric {}
