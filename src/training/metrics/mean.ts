/** Means and sums over all batches. */
import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown } from '../../objects/options/index.js';
import { classNameOf } from '../../objects/class-name.js';
import { snakeCase } from '../../objects/spelling.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { mean } from '../../ops/reductions.js';
import { sum } from '../../ops/summation.js';
import { maskOf, type Tensor, type TensorLike, type Variable } from '../../tensor/index.js';
import { gatherOptions } from '../../tensor/options.js';
import { divideOrZero } from '../division.js';
import { alignRanks } from '../losses/alignment.js';
import { maskedWeight } from '../losses/reduction.js';
import { asValue, checkValues, valueIn } from '../values.js';
import { Metric, type LabelsAndPredictions, type MetricCallOptions, type MetricOptions } from './metric.js';
import { reduceToSamples } from './samples.js';

/** A metric that is a weighted mean over samples: the sum of their values divided by the sum of their weights. */
abstract class WeightedMean<Inputs extends readonly unknown[]> extends Metric<Inputs> {
  /** The sum of values times weights so far. */
  readonly total: Variable = this.addVariable({ name: 'total', dtype: this.dtype });
  /** The sum of weights so far. */
  readonly count: Variable = this.addVariable({ name: 'count', dtype: this.dtype });

  protected add(given: Tensor, sampleWeight: TensorLike | null | undefined): void {
    const where = `metric "${this.name}"`;
    checkValues(where, given);
    const { values, weight } = reduceToSamples(where, given, sampleWeight, { reduce: mean, dtype: this.dtype });
    this.total.adopt(add(this.total, summed(values)));
    this.count.adopt(add(this.count, weight === undefined ? (values.shape[0] ?? 1) : summed(weight)));
  }

  override result(): Tensor {
    return divideOrZero(this.total, this.count);
  }
}

const summed = (x: Tensor): Tensor => (x.rank === 0 ? x : sum(x));

/** The sample weights among the arguments after an update's inputs, checked. */
export function sampleWeightOf(
  where: string,
  given: [options?: MetricCallOptions | undefined],
): TensorLike | null | undefined {
  const { sampleWeight }: MetricCallOptions = gatherKnown(where, [], given, ['sampleWeight']);
  return sampleWeight;
}

export class MeanMetric extends WeightedMean<readonly [values: TensorLike]> {
  static readonly path: string = 'keras.metrics.Mean';

  override updateState(values: TensorLike, ...given: [options?: MetricCallOptions | undefined]): void {
    const where = `metric "${this.name}"`;
    this.add(valueIn(where, values, this.dtype), sampleWeightOf(where, given));
  }
}

export class SumMetric extends Metric<readonly [values: TensorLike]> {
  static readonly path: string = 'keras.metrics.Sum';
  /** The sum so far. */
  readonly total: Variable = this.addVariable({ name: 'total', dtype: this.dtype });

  override updateState(added: TensorLike, ...given: [options?: MetricCallOptions | undefined]): void {
    const where = `metric "${this.name}"`;
    const { values } = reduceToSamples(where, asValue(where, added, this.dtype), sampleWeightOf(where, given), {
      reduce: sum,
      dtype: this.dtype,
    });
    this.total.adopt(add(this.total, sum(values)));
  }

  override result(): Tensor {
    // A copy, into which may be written.
    return multiply(this.total, 1);
  }
}

/**
 * The weighted mean of all values.
 *
 * @example
 * import { metrics } from 'hillock';
 * const mean = metrics.Mean();
 * mean.updateState([1, 3]);
 * mean.updateState([5], { sampleWeight: [2] });
 * mean.result() // → array(3.5, dtype=float32)
 */
export const Mean = /* @__PURE__ */ callable<typeof MeanMetric, Mean>(MeanMetric);
export interface Mean extends MeanMetric {}

/**
 * The weighted sum of all values.
 *
 * @example
 * import { metrics } from 'hillock';
 * const sum = metrics.Sum();
 * sum.updateState([1, 3]);
 * sum.updateState([5], { sampleWeight: [2] });
 * sum.result() // → array(14., dtype=float32)
 */
export const Sum = /* @__PURE__ */ callable<typeof SumMetric, Sum>(SumMetric);
export interface Sum extends SumMetric {}

/** A metric as a plain function that returns a value for each sample. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The base of metrics that are the mean of a function of labels and predictions. */
export abstract class MeanOfFunction extends WeightedMean<LabelsAndPredictions> {
  /** The value of each sample. */
  abstract values(yTrue: Tensor, yPred: Tensor): Tensor;

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const where = `metric "${this.name}"`;
    const sampleWeight = sampleWeightOf(where, given) ?? null;
    const predictions = asValue(where, yPred);
    const values = this.values(asValue(where, yTrue, predictions.dtype), predictions);
    const weight = maskedWeight(where, {
      reduction: 'sum',
      sampleWeight: sampleWeight === null ? undefined : valueIn(where, sampleWeight, this.dtype),
      mask: maskOf(yPred),
    });
    this.add(values, weight);
  }
}

export class MeanMetricWrapperMetric extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.MeanMetricWrapper';
  readonly #compute: MetricFunction;

  constructor(
    ...given: [fn: MetricFunction, options?: MetricOptions] | [options: MetricOptions & { readonly fn: MetricFunction }]
  ) {
    const { fn, ...options } = gatherOptions('MeanMetricWrapper', ['fn'], given) as unknown as MetricOptions & {
      readonly fn: unknown;
    };
    if (typeof fn !== 'function') {
      const expected = 'a function of labels and predictions';
      throw new ValueError({ where: 'MeanMetricWrapper', expected, received: { fn } });
    }
    super({ ...options, name: options.name ?? nameOf(fn as MetricFunction) });
    this.#compute = fn as MetricFunction;
  }

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.#compute(...alignRanks(yTrue, yPred));
  }
}

/** The name of a function; a loss function has the name from its definition. */
const nameOf = (compute: MetricFunction): string | null => {
  const name = compute.name === '' ? snakeCase(classNameOf(compute.constructor)) : compute.name;
  return name === 'function' ? null : name;
};

/**
 * The mean of a function of labels and predictions that gives a value for each sample.
 *
 * @example
 * import { metrics, ops } from 'hillock';
 * const bias = metrics.MeanMetricWrapper((yTrue, yPred) => ops.subtract(yPred, yTrue), { name: 'bias' });
 * bias.updateState([1, 2], [2, 5]);
 * bias.result() // → array(2., dtype=float32)
 */
export const MeanMetricWrapper = /* @__PURE__ */ callable<typeof MeanMetricWrapperMetric, MeanMetricWrapper>(
  MeanMetricWrapperMetric,
);
export interface MeanMetricWrapper extends MeanMetricWrapperMetric {}
