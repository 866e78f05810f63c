/** Metrics that combine precision and recall in one number. */
import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  defaulted,
  optional,
  positiveNumber,
  type DefaultedOption,
  type OptionTable,
} from '../../objects/options/index.js';
import { abs, add, divide, multiply, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greater, greaterEqual, logicalAnd } from '../../ops/comparison.js';
import { max } from '../../ops/extremes.js';
import { mean } from '../../ops/reductions.js';
import { expandDims } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import type { Tensor, TensorLike, Variable } from '../../tensor/index.js';
import { epsilon } from '../../objects/settings.js';
import { valueIn } from '../values.js';
import { sampleWeightOf } from './mean.js';
import { Metric, type Direction, type MetricCallOptions, type MetricOptions } from './metric.js';

type Average = 'micro' | 'macro' | 'weighted' | null;

function averageOption(): DefaultedOption<Average> {
  const known: readonly unknown[] = ['micro', 'macro', 'weighted', null];
  return {
    default: null,
    check: (given, where, name) => {
      if (known.includes(given)) return given;
      const expected = `${name} to be "micro", "macro", "weighted" or null`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
  };
}

function thresholdOption(): DefaultedOption<number | null> {
  return optional({
    check: (given: number, where: string, name: string) => {
      if (typeof given === 'number' && given > 0 && given <= 1) return given;
      throw new ValueError({ where, expected: `${name} to be above 0 and at most 1`, received: { [name]: given } });
    },
  });
}

const f1Options = () => ({
  /** How the scores of the classes are averaged; `null` keeps them separate. */
  average: averageOption(),
  /** The threshold above which a prediction is positive; without one, the largest prediction of a sample is. */
  threshold: thresholdOption(),
});

const betaOptions = () => {
  const { average, threshold } = f1Options();
  return {
    /** How the scores of the classes are averaged; `null` keeps them separate. */
    average,
    /** How many times as much recall counts as precision. */
    beta: defaulted(positiveNumber(), 1),
    /** The threshold above which a prediction is positive; without one, the largest prediction of a sample is. */
    threshold,
  };
};

interface Counts {
  readonly truePositives: Variable;
  readonly falsePositives: Variable;
  readonly falseNegatives: Variable;
  readonly weights: Variable;
}

abstract class ScoreBase extends Metric {
  override readonly direction: Direction = 'up';
  declare readonly average: Average;
  declare readonly threshold: number | null;
  #counts: Counts | undefined;

  /** How many times as much recall counts as precision. */
  protected abstract readonly recallFactor: number;

  #countsFor(yTrue: Tensor, yPred: Tensor): Counts {
    if (yTrue.rank !== 2 || yPred.rank !== 2) {
      const expected = 'labels and predictions of shape [batch, classes]';
      throw new ShapeError({ where: `metric "${this.name}"`, expected, received: { yTrue, yPred } });
    }
    const { dtype } = this;
    const shape = this.average === 'micro' ? [] : [yPred.shape[1]!];
    return (this.#counts ??= {
      truePositives: this.addVariable({ name: 'true_positives', shape, dtype }),
      falsePositives: this.addVariable({ name: 'false_positives', shape, dtype }),
      falseNegatives: this.addVariable({ name: 'false_negatives', shape, dtype }),
      weights: this.addVariable({ name: 'intermediate_weights', shape, dtype }),
    });
  }

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const where = `metric "${this.name}"`;
    const [labels, predictions] = [valueIn(where, yTrue, this.dtype), valueIn(where, yPred, this.dtype)];
    const counts = this.#countsFor(labels, predictions);
    const sampleWeight = sampleWeightOf(where, given) ?? null;
    const weight = sampleWeight === null ? undefined : expandDims(valueIn(where, sampleWeight, this.dtype), 1);
    const found: Tensor = cast(this.#isFound(predictions), this.dtype);
    const grow = (variable: Variable, values: Tensor): void => {
      const weighted: Tensor = weight === undefined ? values : multiply(values, weight);
      variable.adopt(add(variable, sum(weighted, { axis: this.average === 'micro' ? null : 0 })));
    };
    grow(counts.truePositives, multiply(found, labels));
    grow(counts.falsePositives, multiply(found, subtract(1, labels)));
    grow(counts.falseNegatives, multiply(subtract(1, found), labels));
    grow(counts.weights, labels);
  }

  #isFound(predictions: Tensor): Tensor {
    if (this.threshold !== null) return greater(predictions, this.threshold);
    const isLargest = greaterEqual(predictions, max(predictions, { axis: -1, keepdims: true }));
    // If all predictions are 0, all equal the largest; they must not all count as positive.
    return logicalAnd(isLargest, greater(abs(predictions), 1e-9));
  }

  override result(): Tensor {
    if (this.#counts === undefined) return valueIn(this.name, 0, this.dtype);
    const { truePositives, falsePositives, falseNegatives, weights } = this.#counts;
    const precision = divide(truePositives, add(add(truePositives, falsePositives), epsilon()));
    const recall = divide(truePositives, add(add(truePositives, falseNegatives), epsilon()));
    const squared = this.recallFactor ** 2;
    const whole = add(add(multiply(squared, precision), recall), epsilon());
    const scores: Tensor = multiply(divide(multiply(precision, recall), whole), 1 + squared);
    if (this.average === null) return scores;
    if (this.average !== 'weighted') return mean(scores);
    return sum(multiply(scores, divide(weights, add(sum(weights.value), epsilon()))));
  }
}

const scoreWith = <Table extends OptionTable>(
  options: () => Table,
): ReturnType<typeof configured<ScoreBase, MetricOptions, Table, []>> =>
  configured<ScoreBase, MetricOptions, Table, []>(ScoreBase, options, []);

export class FBetaScoreMetric extends /* @__PURE__ */ scoreWith(betaOptions) {
  static readonly path: string = 'keras.metrics.FBetaScore';
  static readonly usualName: string | null = 'fbeta_score';
  protected override readonly recallFactor: number = this.beta;
}

export class F1ScoreMetric extends /* @__PURE__ */ scoreWith(f1Options) {
  static readonly path: string = 'keras.metrics.F1Score';
  static readonly usualName: string | null = 'f1_score';
  protected override readonly recallFactor: number = 1;
}

/**
 * `(1 + beta²)·precision·recall / (beta²·precision + recall)` of each class, or with `average` one number of all, for one-hot labels.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.FBetaScore({ beta: 2, threshold: 0.5 });
 * metric.updateState([[1, 1], [1, 0]], [[0.2, 0.6], [0.8, 0.1]]);
 * metric.result() // → array([0.5555556, 0.9999999], dtype=float32)
 */
export const FBetaScore = /* @__PURE__ */ callable<typeof FBetaScoreMetric, FBetaScore>(FBetaScoreMetric);
export interface FBetaScore extends FBetaScoreMetric {}

/**
 * `2·precision·recall / (precision + recall)` of each class, or with `average` one number of all, for one-hot labels.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.F1Score({ threshold: 0.5 });
 * metric.updateState([[1, 1], [1, 0]], [[0.2, 0.6], [0.8, 0.1]]);
 * metric.result() // → array([0.66666657, 0.9999998 ], dtype=float32)
 */
export const F1Score = /* @__PURE__ */ callable<typeof F1ScoreMetric, F1Score>(F1ScoreMetric);
export interface F1Score extends F1ScoreMetric {}
