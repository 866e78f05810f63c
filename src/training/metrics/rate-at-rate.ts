/** Metrics that are the best value of one rate while another rate is at least a given number. */
import { callable } from '../../objects/callable.js';
import {
  configured,
  defaulted,
  integerOfAtLeast,
  optional,
  positiveInteger,
  rate,
  type Leading,
  type OptionTable,
  type OptionsOf,
} from '../../objects/options/index.js';
import { add } from '../../ops/arithmetic.js';
import { greaterEqual, where } from '../../ops/comparison.js';
import { max } from '../../ops/extremes.js';
import type { Tensor, TensorLike, Variable } from '../../tensor/index.js';
import { divideOrZero } from '../division.js';
import { confusionCounts, type Thresholds } from './confusion.js';
import { sampleWeightOf } from './mean.js';
import { Metric, metricWith, type Direction, type MetricCallOptions, type MetricOptions } from './metric.js';
import { evenThresholds } from './thresholds.js';

const baseOptions = () => ({
  /** If given, only this class counts. */
  classId: optional(integerOfAtLeast(0)),
  /** The number of thresholds to try. */
  numThresholds: defaulted(positiveInteger(), 200),
});

type Rates = Readonly<Record<'sensitivity' | 'specificity' | 'precision', Tensor>>;

abstract class RateAtRate
  extends /* @__PURE__ */ metricWith<Metric, ReturnType<typeof baseOptions>>(Metric, baseOptions)
{
  override readonly direction: Direction = 'up';
  readonly #thresholds: Thresholds = evenThresholds(this.numThresholds);
  readonly #counts = {
    truePositives: this.#countVariable('true_positives'),
    falsePositives: this.#countVariable('false_positives'),
    trueNegatives: this.#countVariable('true_negatives'),
    falseNegatives: this.#countVariable('false_negatives'),
  };

  #countVariable(name: string): Variable {
    return this.addVariable({ name, shape: [this.#thresholds.values.length] });
  }

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const place = `metric "${this.name}"`;
    const counts = confusionCounts(yTrue, yPred, {
      where: place,
      dtype: this.dtype,
      thresholds: this.#thresholds,
      classId: this.classId,
      sampleWeight: sampleWeightOf(place, given),
    });
    for (const name of Object.keys(this.#counts) as (keyof typeof counts)[]) {
      this.#counts[name].adopt(add(this.#counts[name], counts[name]));
    }
  }

  protected get rates(): Rates {
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = this.#counts;
    return {
      sensitivity: divideOrZero(truePositives, add(truePositives, falseNegatives)),
      specificity: divideOrZero(trueNegatives, add(trueNegatives, falsePositives)),
      precision: divideOrZero(truePositives, add(truePositives, falsePositives)),
    };
  }
}

/** The largest of the `rates` at places where the `others` are at least `wanted`; 0 if there is no such place. */
const largestWhere = (others: Tensor, wanted: number, rates: Tensor): Tensor =>
  max(where(greaterEqual(others, wanted), rates, 0));

/** A base class with one more option, which may be given before the others. */
const rateWith = <Table extends OptionTable, Labels extends readonly unknown[]>(
  options: () => Table,
  leading: Leading<Labels>,
): ReturnType<typeof configured<RateAtRate, RateOptions, Table, Labels>> =>
  configured<RateAtRate, RateOptions, Table, Labels>(RateAtRate, options, leading);

type RateOptions = MetricOptions & OptionsOf<ReturnType<typeof baseOptions>>;

const specificityOptions = () => ({
  /** The least specificity, from 0 to 1. */
  specificity: rate(),
});

export class SensitivityAtSpecificityMetric
  extends /* @__PURE__ */ rateWith<ReturnType<typeof specificityOptions>, [specificity: number]>(specificityOptions, [
    'specificity',
  ])
{
  static readonly path: string = 'keras.metrics.SensitivityAtSpecificity';

  override result(): Tensor {
    return largestWhere(this.rates.specificity, this.specificity, this.rates.sensitivity);
  }
}

const sensitivityOptions = () => ({
  /** The least sensitivity, from 0 to 1. */
  sensitivity: rate(),
});

export class SpecificityAtSensitivityMetric
  extends /* @__PURE__ */ rateWith<ReturnType<typeof sensitivityOptions>, [sensitivity: number]>(sensitivityOptions, [
    'sensitivity',
  ])
{
  static readonly path: string = 'keras.metrics.SpecificityAtSensitivity';

  override result(): Tensor {
    return largestWhere(this.rates.sensitivity, this.sensitivity, this.rates.specificity);
  }
}

const recallOptions = () => ({
  /** The least recall, from 0 to 1. */
  recall: rate(),
});

export class PrecisionAtRecallMetric
  extends /* @__PURE__ */ rateWith<ReturnType<typeof recallOptions>, [recall: number]>(recallOptions, ['recall'])
{
  static readonly path: string = 'keras.metrics.PrecisionAtRecall';

  override result(): Tensor {
    return largestWhere(this.rates.sensitivity, this.recall, this.rates.precision);
  }
}

const precisionOptions = () => ({
  /** The least precision, from 0 to 1. */
  precision: rate(),
});

export class RecallAtPrecisionMetric
  extends /* @__PURE__ */ rateWith<ReturnType<typeof precisionOptions>, [precision: number]>(precisionOptions, [
    'precision',
  ])
{
  static readonly path: string = 'keras.metrics.RecallAtPrecision';

  override result(): Tensor {
    return largestWhere(this.rates.precision, this.precision, this.rates.sensitivity);
  }
}

/**
 * The largest sensitivity (which is the recall) where the specificity is at least the given number.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SensitivityAtSpecificity(0.5);
 * metric.updateState([0, 0, 0, 1, 1], [0, 0.3, 0.8, 0.3, 0.8]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const SensitivityAtSpecificity = /* @__PURE__ */ callable<
  typeof SensitivityAtSpecificityMetric,
  SensitivityAtSpecificity
>(SensitivityAtSpecificityMetric);
export interface SensitivityAtSpecificity extends SensitivityAtSpecificityMetric {}

/**
 * The largest specificity (the share of labels 0 that are predicted) where the sensitivity is at least the given number.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SpecificityAtSensitivity(0.5);
 * metric.updateState([0, 0, 1, 1], [0, 0.3, 0.2, 0.8]);
 * metric.result() // → array(1., dtype=float32)
 */
export const SpecificityAtSensitivity = /* @__PURE__ */ callable<
  typeof SpecificityAtSensitivityMetric,
  SpecificityAtSensitivity
>(SpecificityAtSensitivityMetric);
export interface SpecificityAtSensitivity extends SpecificityAtSensitivityMetric {}

/**
 * The largest precision where the recall is at least the given number.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.PrecisionAtRecall(0.5);
 * metric.updateState([0, 0, 1, 1], [0, 0.3, 0.2, 0.8]);
 * metric.result() // → array(1., dtype=float32)
 */
export const PrecisionAtRecall = /* @__PURE__ */ callable<typeof PrecisionAtRecallMetric, PrecisionAtRecall>(
  PrecisionAtRecallMetric,
);
export interface PrecisionAtRecall extends PrecisionAtRecallMetric {}

/**
 * The largest recall where the precision is at least the given number.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.RecallAtPrecision(0.8);
 * metric.updateState([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const RecallAtPrecision = /* @__PURE__ */ callable<typeof RecallAtPrecisionMetric, RecallAtPrecision>(
  RecallAtPrecisionMetric,
);
export interface RecallAtPrecision extends RecallAtPrecisionMetric {}
