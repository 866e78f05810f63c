/** Metrics of how well numbers are predicted. */
import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { defaulted, forgotten, integer, integerOfAtLeast, type DefaultedOption } from '../../objects/options/index.js';
import { add, divide, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { greater, isinf, where as choose } from '../../ops/comparison.js';
import { mean } from '../../ops/reductions.js';
import { expandDims } from '../../ops/reshape.js';
import { broadcastTo, sum } from '../../ops/summation.js';
import { sizeOf, type Tensor, type TensorLike, type Variable } from '../../tensor/index.js';
import { alignShapes } from '../losses/alignment.js';
import { cosine } from '../losses/similarity.js';
import { asPredictions, asValue, valueIn } from '../values.js';
import { MeanOfFunction, sampleWeightOf } from './mean.js';
import { Metric, metricWith, type Direction, type MetricCallOptions } from './metric.js';

export class RootMeanSquaredErrorMetric extends MeanOfFunction {
  static readonly path: string = 'keras.metrics.RootMeanSquaredError';
  override readonly direction: Direction = 'down';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const where = `metric "${this.name}"`;
    const [labels, predictions] = alignShapes(
      where,
      valueIn(where, yTrue, this.dtype),
      valueIn(where, yPred, this.dtype),
    );
    return square(subtract(predictions, labels));
  }

  /** As in Keras, every element counts separately, and masks are ignored. */
  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const where = `metric "${this.name}"`;
    this.add(this.values(asValue(where, yTrue), asValue(where, yPred)), sampleWeightOf(where, given));
  }

  override result(): Tensor {
    return sqrt(super.result());
  }
}

const cosineOptions = () => ({
  /** The axis of the vectors. */
  axis: forgotten(defaulted(integer(), -1)),
});

export class CosineSimilarityMetric extends /* @__PURE__ */ metricWith(MeanOfFunction, cosineOptions) {
  static readonly path: string = 'keras.metrics.CosineSimilarity';
  override readonly direction: Direction = 'up';

  override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const predictions = asPredictions(this.name, yPred);
    return cosine(...alignShapes(this.name, valueIn(this.name, yTrue, predictions.dtype), predictions), this.axis);
  }
}

type Aggregation = 'uniform_average' | 'variance_weighted_average' | null;

function aggregation(): DefaultedOption<Aggregation> {
  const known: readonly unknown[] = ['uniform_average', 'variance_weighted_average', null];
  return {
    default: 'uniform_average',
    check: (given, where, name) => {
      if (known.includes(given)) return given;
      const expected = `${name} to be "uniform_average", "variance_weighted_average" or null`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
  };
}

const r2Options = () => ({
  /** How the scores of several outputs are averaged; `null` keeps them separate. */
  classAggregation: aggregation(),
  /** The number of features that the model uses for a prediction; if it is above 0, the score is the adjusted one. */
  numRegressors: defaulted(integerOfAtLeast(0), 0),
});

interface Sums {
  readonly squaredSum: Variable;
  readonly sum: Variable;
  readonly residual: Variable;
  readonly count: Variable;
}

export class R2ScoreMetric extends /* @__PURE__ */ metricWith<Metric, ReturnType<typeof r2Options>>(Metric, r2Options) {
  static readonly path: string = 'keras.metrics.R2Score';
  static readonly usualName: string | null = 'r2_score';
  override readonly direction: Direction = 'up';
  readonly #samples: Variable = this.addVariable({ name: 'num_samples' });
  #sums: Sums | undefined;

  #sumsFor(yTrue: Tensor, yPred: Tensor): Sums {
    if (yTrue.rank !== 2) {
      const expected = 'labels and predictions of shape [batch, outputs]';
      throw new ShapeError({ where: `metric "${this.name}"`, expected, received: { yTrue, yPred } });
    }
    const shape = [yPred.shape[1]!];
    return (this.#sums ??= {
      squaredSum: this.addVariable({ name: 'squared_sum', shape }),
      sum: this.addVariable({ name: 'sum', shape }),
      residual: this.addVariable({ name: 'residual', shape }),
      count: this.addVariable({ name: 'count', shape }),
    });
  }

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const where = `metric "${this.name}"`;
    const [labels, predictions] = alignShapes(
      where,
      valueIn(where, yTrue, this.dtype),
      valueIn(where, yPred, this.dtype),
    );
    const sums = this.#sumsFor(labels, predictions);
    const weighing = valueIn(where, sampleWeightOf(where, given) ?? 1, this.dtype);
    const weight = broadcastTo(weighing.rank === 1 ? expandDims(weighing, 1) : weighing, labels.shape);
    const weighted = multiply(labels, weight);
    const grow = (variable: Variable, values: Tensor): void => variable.adopt(add(variable, sum(values, { axis: 0 })));
    grow(sums.sum, weighted);
    grow(sums.squaredSum, multiply(labels, weighted));
    grow(sums.residual, multiply(square(subtract(labels, predictions)), weight));
    grow(sums.count, weight);
    this.#samples.adopt(add(this.#samples, sizeOf(labels.shape)));
  }

  override result(): Tensor {
    if (this.#sums === undefined) return multiply(this.#samples, 1);
    const { squaredSum, sum: total, residual, count } = this.#sums;
    const spread: Tensor = subtract(squaredSum, multiply(total, divide(total, count)));
    const raw = subtract(1, divide(residual, spread));
    const scores: Tensor = choose(isinf(raw), 0, raw);
    return this.#adjusted(this.#aggregated(scores, spread));
  }

  #aggregated(scores: Tensor, spread: Tensor): Tensor {
    if (this.classAggregation === null) return scores;
    if (this.classAggregation === 'uniform_average') return mean(scores);
    return divide(sum(multiply(spread, scores)), sum(spread));
  }

  /** The adjusted score; the plain score if there are too few samples. */
  #adjusted(score: Tensor): Tensor {
    const { numRegressors } = this;
    if (numRegressors === 0) return score;
    const free = subtract(subtract(this.#samples, numRegressors), 1);
    const adjusted = subtract(1, divide(multiply(subtract(1, score), subtract(this.#samples, 1)), free));
    return choose(greater(free, 0), adjusted, score);
  }
}

/**
 * The square root of the mean of `(yTrue - yPred)²`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.RootMeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[2, 1], [0, 0]]);
 * metric.result() // → array(1., dtype=float32)
 */
export const RootMeanSquaredError = /* @__PURE__ */ callable<typeof RootMeanSquaredErrorMetric, RootMeanSquaredError>(
  RootMeanSquaredErrorMetric,
);
export interface RootMeanSquaredError extends RootMeanSquaredErrorMetric {}

/**
 * The mean of the cosine of the angle between labels and predictions, from -1 to 1.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.CosineSimilarity();
 * metric.updateState([[3, 0], [0, 1]], [[1, 0], [1, 0]]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const CosineSimilarity = /* @__PURE__ */ callable<typeof CosineSimilarityMetric, CosineSimilarity>(
  CosineSimilarityMetric,
);
export interface CosineSimilarity extends CosineSimilarityMetric {}

/**
 * The coefficient of determination, `1 - Σ (y - p)² / Σ (y - mean)²`: 1 for perfect predictions, 0 if the mean is always predicted.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.R2Score();
 * metric.updateState([[1], [2], [3]], [[1], [2], [2]]);
 * metric.result() // → array(0.5, dtype=float32)
 */
export const R2Score = /* @__PURE__ */ callable<typeof R2ScoreMetric, R2Score>(R2ScoreMetric);
export interface R2Score extends R2ScoreMetric {}
