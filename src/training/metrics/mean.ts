import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { mean } from '../../ops/reductions.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/index.js';
import { alignRanks } from '../losses/alignment.js';
import { checkOptionsObject } from '../../objects/options/index.js';
import { sumOf } from '../sums.js';
import { checkValues } from '../values.js';
import { Metric, type LabelsAndPredictions, type MetricCallOptions, type MetricOptions } from './metric.js';

/** The number of elements that belong to one sample. */
const sizePerSample = ({ shape }: Tensor): number => shape.slice(1).reduce((size, length) => size * length, 1);

/** A metric that is a weighted mean over samples: the sum of their values divided by the sum of their weights. */
abstract class WeightedMean<Inputs extends readonly unknown[]> extends Metric<Inputs> {
  /** The sum of values times weights so far. */
  total = 0;
  /** The sum of weights so far. */
  count = 0;

  protected add(values: Tensor, options: MetricCallOptions = {}): void {
    const where = `metric "${this.name}"`;
    checkValues(where, values);
    checkOptionsObject(where, options, ['sampleWeight']);
    const { sampleWeight = null } = options;
    if (sampleWeight === null) {
      this.total += sumOf(values) / sizePerSample(values);
      this.count += values.shape[0] ?? 1;
      return;
    }
    const [aligned, weight] = alignRanks(values, asTensor(sampleWeight, values.dtype, where));
    const reduced = meanBeyond(aligned, weight.rank);
    checkWeight(where, reduced, weight);
    const weighted = multiply(reduced, cast(weight, reduced.dtype));
    this.total += sumOf(weighted) / sizePerSample(weighted);
    // A weight that is repeated along an axis counts each time.
    this.count += (sumOf(weight) * (reduced.size / weight.size)) / sizePerSample(reduced);
  }

  override result(): number {
    return this.count === 0 ? 0 : this.total / this.count;
  }

  override resetState(): void {
    this.total = 0;
    this.count = 0;
  }
}

/** The mean over the axes that a weight does not have. */
function meanBeyond(values: Tensor, rank: number): Tensor {
  if (values.rank <= rank) return values;
  return mean(values, { axis: values.shape.map((_, axis) => axis).slice(rank) });
}

function checkWeight(where: string, values: Tensor, weight: Tensor): void {
  const isFitting = weight.shape.every((length, axis) => length === values.shape[axis] || length === 1);
  if (isFitting && weight.rank === values.rank) return;
  const expected = `sampleWeight of the shape of the values, [${values.shape.join(', ')}], or of its first axes`;
  throw new ShapeError({ where, expected, received: { sampleWeight: weight } });
}

class MeanMetric extends WeightedMean<readonly [values: TensorLike]> {
  static readonly path: string = 'keras.metrics.Mean';

  override updateState(values: TensorLike, options?: MetricCallOptions): void {
    this.add(asTensor(values, 'float32', `metric "${this.name}"`), options);
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
 * mean.result() // → 3.5
 */
export const Mean = /* @__PURE__ */ callable(MeanMetric);
export type Mean = MeanMetric;

/** A metric as a plain function: a value for each sample. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The base of metrics that are means of a function of labels and predictions. */
export abstract class MeanOfFunction extends WeightedMean<LabelsAndPredictions> {
  /** The value of each sample. */
  abstract values(yTrue: Tensor, yPred: Tensor): Tensor;

  override updateState(yTrue: TensorLike, yPred: TensorLike, options?: MetricCallOptions): void {
    const where = `metric "${this.name}"`;
    const predictions = asTensor(yPred, undefined, where);
    this.add(this.values(asTensor(yTrue, predictions.dtype, where), predictions), options);
  }
}

class WrappedFunction extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.MeanMetricWrapper';
  readonly #compute: MetricFunction;

  constructor(compute: MetricFunction, options: MetricOptions = {}) {
    super({ ...options, name: options.name ?? (compute.name === '' ? null : compute.name) });
    this.#compute = compute;
  }

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.#compute(...alignRanks(yTrue, yPred));
  }
}

/**
 * The mean of a function of labels and predictions that gives a value for each sample.
 *
 * @example
 * import { metrics, ops } from 'hillock';
 * const bias = metrics.MeanMetricWrapper((yTrue, yPred) => ops.subtract(yPred, yTrue), { name: 'bias' });
 * bias.updateState([1, 2], [2, 5]);
 * bias.result() // → 2
 */
export const MeanMetricWrapper = /* @__PURE__ */ callable(WrappedFunction);
export type MeanMetricWrapper = WrappedFunction;
