/** Precision, the share of positive predictions that are right, and recall, the share of positive labels that are predicted. */
import { callable } from '../../objects/callable.js';
import { integerOfAtLeast, optional, positiveInteger } from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import type { Tensor, TensorLike, Variable } from '../../tensor/index.js';
import { divideOrZero } from '../division.js';
import { belowEverything, confusionCounts, type ConfusionCounts, type Thresholds } from './confusion.js';
import { firstOfOne } from './counts.js';
import { sampleWeightOf } from './mean.js';
import { Metric, metricWith, type Direction, type MetricCallOptions } from './metric.js';
import { thresholdsOf, thresholdsOption } from './thresholds.js';

const shareOptions = () => ({
  /** The threshold above which a prediction is positive: a number or several; 0.5 by default, or none with `topK`. */
  thresholds: thresholdsOption(),
  /** If given, only the k largest predictions of each sample count as positive. */
  topK: optional(positiveInteger()),
  /** If given, only this class counts. */
  classId: optional(integerOfAtLeast(0)),
});

/** The base of both; they differ in the number that true positives are divided by. */
abstract class ShareBase
  extends /* @__PURE__ */ metricWith<Metric, ReturnType<typeof shareOptions>>(Metric, shareOptions)
{
  override readonly direction: Direction = 'up';
  protected readonly limits: Thresholds = thresholdsOf(this.thresholds, this.topK === null ? 0.5 : belowEverything);
  readonly truePositives: Variable = this.countVariable('true_positives');

  protected countVariable(name: string): Variable {
    return this.addVariable({ name, shape: [this.limits.values.length] });
  }

  protected count(
    yTrue: TensorLike,
    yPred: TensorLike,
    given: [options?: MetricCallOptions | undefined],
  ): ConfusionCounts {
    const where = `metric "${this.name}"`;
    const { dtype, limits, topK, classId } = this;
    const sampleWeight = sampleWeightOf(where, given);
    return confusionCounts(yTrue, yPred, { where, dtype, thresholds: limits, topK, classId, sampleWeight });
  }
}

export class PrecisionMetric extends ShareBase {
  static readonly path: string = 'keras.metrics.Precision';
  readonly falsePositives: Variable = this.countVariable('false_positives');

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const { truePositives, falsePositives } = this.count(yTrue, yPred, given);
    this.truePositives.adopt(add(this.truePositives, truePositives));
    this.falsePositives.adopt(add(this.falsePositives, falsePositives));
  }

  override result(): Tensor {
    return firstOfOne(divideOrZero(this.truePositives, add(this.truePositives, this.falsePositives)));
  }
}

export class RecallMetric extends ShareBase {
  static readonly path: string = 'keras.metrics.Recall';
  readonly falseNegatives: Variable = this.countVariable('false_negatives');

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const { truePositives, falseNegatives } = this.count(yTrue, yPred, given);
    this.truePositives.adopt(add(this.truePositives, truePositives));
    this.falseNegatives.adopt(add(this.falseNegatives, falseNegatives));
  }

  override result(): Tensor {
    return firstOfOne(divideOrZero(this.truePositives, add(this.truePositives, this.falseNegatives)));
  }
}

/**
 * The share of the predictions above a threshold that are right.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.Precision();
 * metric.updateState([0, 1, 1, 1], [1, 0, 1, 0]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const Precision = /* @__PURE__ */ callable<typeof PrecisionMetric, Precision>(PrecisionMetric);
export interface Precision extends PrecisionMetric {}

/**
 * The share of the labels 1 that are predicted.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.Recall();
 * metric.updateState([0, 1, 1], [1, 0, 1]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const Recall = /* @__PURE__ */ callable<typeof RecallMetric, Recall>(RecallMetric);
export interface Recall extends RecallMetric {}
