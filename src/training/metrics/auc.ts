import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  defaulted,
  flag,
  integerOfAtLeast,
  numberList,
  oneOf,
  optional,
  positiveInteger,
  unlisted,
} from '../../objects/options/index.js';
import { sigmoid } from '../../ops/activations.js';
import { add, divide, maximum, minimum, multiply, subtract } from '../../ops/arithmetic.js';
import { equal, greater, logicalAnd, where } from '../../ops/comparison.js';
import { log } from '../../ops/exponentials.js';
import { mean } from '../../ops/reductions.js';
import { slice } from '../../ops/slicing.js';
import { sum } from '../../ops/summation.js';
import { tensor, type Tensor, type TensorLike, type Variable } from '../../tensor/index.js';
import { divideOrZero } from '../division.js';
import { valueIn } from '../values.js';
import { areEven, confusionCounts, type ConfusionCounts, type Thresholds } from './confusion.js';
import { sampleWeightOf } from './mean.js';
import { Metric, type Direction, type MetricCallOptions, type MetricOptions } from './metric.js';

const options = () => ({
  /** The number of thresholds, and so of points on the curve. */
  numThresholds: defaulted(integerOfAtLeast(2), 200),
  /** The curve: recall against false positive rate, precision against recall, or the gains of both. */
  curve: oneOf(['ROC', 'PR', 'PRGAIN'], 'ROC'),
  /** How the height of the curve between two points is chosen. */
  summationMethod: oneOf(['interpolation', 'majoring', 'minoring'], 'interpolation'),
  /** Whether each label has its own curve; the result is the mean of their areas. */
  multiLabel: flag(false),
  /** The number of labels, with which the metric is ready before it has seen any. */
  numLabels: optional(positiveInteger()),
  /** The weight of each label. */
  labelWeights: optional(numberList()),
  /** Whether predictions are logits. */
  fromLogits: flag(false),
  /** The thresholds between 0 and 1; by default they are at equal distances. */
  thresholds: unlisted(optional(numberList())),
});

type Counts = Readonly<Record<keyof ConfusionCounts, Variable>>;

/** The first and the last threshold lie this far outside of 0 and 1, so that rounding excludes no prediction. */
const epsilon = 1e-7;

function thresholdsOf(given: readonly number[] | null, count: number): Thresholds {
  const inner =
    given === null
      ? Array.from({ length: count - 2 }, (_, i) => (i + 1) / (count - 1))
      : [...given].sort((a, b) => a - b);
  return {
    values: [-epsilon, ...inner, 1 + epsilon],
    areEven: given === null || areEven([0, ...inner, 1]),
  };
}

export class AUCMetric
  extends /* @__PURE__ */ configured<Metric, MetricOptions, ReturnType<typeof options>, []>(
    Metric,
    options,
    [],
    ({ multiLabel, numLabels }, place) => {
      if (multiLabel || numLabels === null) return;
      const expected = 'numLabels only together with multiLabel';
      throw new ValueError({ where: place, expected, received: { numLabels, multiLabel } });
    },
  )
{
  static readonly path: string = 'keras.metrics.AUC';
  override readonly direction: Direction = 'up';
  readonly #thresholds: Thresholds = thresholdsOf(this.thresholds, this.numThresholds);
  #counts: Counts | undefined = this.multiLabel && this.numLabels === null ? undefined : this.#made(this.numLabels);

  #made(labels: number | null): Counts {
    const length = this.#thresholds.values.length;
    const shape = labels === null ? [length] : [length, labels];
    return {
      truePositives: this.addVariable({ name: 'true_positives', shape }),
      falsePositives: this.addVariable({ name: 'false_positives', shape }),
      trueNegatives: this.addVariable({ name: 'true_negatives', shape }),
      falseNegatives: this.addVariable({ name: 'false_negatives', shape }),
    };
  }

  #countsFor(yPred: Tensor): Counts {
    if (this.#counts !== undefined) return this.#counts;
    if (yPred.rank !== 2) {
      const expected = 'predictions of shape [batch, labels], because of multiLabel';
      throw new ShapeError({ where: `metric "${this.name}"`, expected, received: { yPred } });
    }
    return (this.#counts = this.#made(yPred.shape[1]!));
  }

  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    ...given: [options?: MetricCallOptions | undefined]
  ): void {
    const place = `metric "${this.name}"`;
    const predictions = valueIn(place, yPred, this.dtype);
    const counts = this.#countsFor(predictions);
    const probabilities: Tensor = this.fromLogits ? sigmoid(predictions) : predictions;
    const added = confusionCounts(yTrue, probabilities, {
      where: place,
      dtype: this.dtype,
      thresholds: this.#thresholds,
      sampleWeight: sampleWeightOf(place, given),
      isMultiLabel: this.multiLabel,
      labelWeights: this.multiLabel ? null : this.labelWeights,
    });
    for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name].adopt(add(counts[name], added[name]));
  }

  override result(): Tensor {
    // With several labels, nothing is known before the first update, not even their number.
    if (this.#counts === undefined) return tensor(0, { dtype: this.dtype });
    if (this.curve === 'PR' && this.summationMethod === 'interpolation') return this.#area(interpolated(this.#counts));
    const [x, y] = this.#curve(this.#counts);
    const widths = subtract(withoutLast(x), withoutFirst(x));
    return this.#area(multiply(widths, this.#heights(withoutLast(y), withoutFirst(y))));
  }

  #heights(left: Tensor, right: Tensor): Tensor {
    if (this.summationMethod === 'interpolation') return divide(add(left, right), 2);
    return this.summationMethod === 'minoring' ? minimum(left, right) : maximum(left, right);
  }

  #curve(counts: Counts): [x: Tensor, y: Tensor] {
    const { truePositives, falsePositives, trueNegatives, falseNegatives } = counts;
    const recall = divideOrZero(truePositives, add(truePositives, falseNegatives));
    if (this.curve === 'ROC') return [divideOrZero(falsePositives, add(falsePositives, trueNegatives)), recall];
    if (this.curve === 'PR') return [recall, divideOrZero(truePositives, add(truePositives, falsePositives))];
    return gains(counts);
  }

  /** The sum of all pieces; with several labels, the mean of their sums. */
  #area(pieces: Tensor): Tensor {
    if (!this.multiLabel) return sum(pieces);
    const areas = sum(pieces, { axis: 0 });
    if (this.labelWeights === null) return mean(areas);
    const weights = tensor([...this.labelWeights], { dtype: this.dtype });
    return divideOrZero(sum(multiply(areas, weights)), sum(weights));
  }

  override getConfig(): Record<string, unknown> {
    const { thresholds } = this;
    if (thresholds === null) return super.getConfig();
    const inner = this.#thresholds.values.slice(1, -1);
    return { ...super.getConfig(), num_thresholds: this.#thresholds.values.length, thresholds: inner };
  }
}

const rowsOf = (x: Tensor, start: number): Tensor =>
  slice(x, [start, ...x.shape.slice(1).map(() => 0)], [x.shape[0]! - 1, ...x.shape.slice(1)]);
const withoutLast = (x: Tensor): Tensor => rowsOf(x, 0);
const withoutFirst = (x: Tensor): Tensor => rowsOf(x, 1);

/** The pieces of the area under precision against recall. Between two points, precision is not linear. Source: Davis and Goadrich, 2006. */
function interpolated({ truePositives, falsePositives, falseNegatives }: Counts): Tensor {
  const right: Tensor = withoutFirst(truePositives.value);
  const found: Tensor = add(truePositives, falsePositives);
  const [foundLeft, foundRight] = [withoutLast(found), withoutFirst(found)];
  const added: Tensor = subtract(withoutLast(truePositives.value), right);
  const slope = divideOrZero(added, maximum(subtract(foundLeft, foundRight), 0));
  const intercept = subtract(right, multiply(slope, foundRight));
  const areBoth = logicalAnd(greater(foundLeft, 0), greater(foundRight, 0));
  const ratio: Tensor = where(areBoth, divideOrZero(foundLeft, maximum(foundRight, 0)), 1);
  const labels = maximum(add(right, withoutFirst(falseNegatives.value)), 0);
  return divideOrZero(multiply(slope, add(added, multiply(intercept, log(ratio)))), labels);
}

/** Recall gain and precision gain. Source: Flach and Kull, 2015. */
function gains({ truePositives, falsePositives, trueNegatives, falseNegatives }: Counts): [x: Tensor, y: Tensor] {
  const scale = divideOrZero(add(truePositives, falseNegatives), add(trueNegatives, falsePositives));
  const isNothingFound = equal(truePositives, 0);
  const gainOf = (errors: Variable): Tensor => subtract(1, multiply(scale, divideOrZero(errors, truePositives)));
  return [
    maximum(where(isNothingFound, 0, gainOf(falseNegatives)), 0),
    where(isNothingFound, 1, gainOf(falsePositives)),
  ];
}

/**
 * The area under a curve that thresholds draw: by default the ROC, recall against the rate of false positives, whose area is the
 * probability that of two samples with different labels the positive one has the larger prediction. The area is approximated with
 * `numThresholds` thresholds, 200 by default.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.AUC({ numThresholds: 3 });
 * metric.updateState([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]);
 * metric.result() // → array(0.75, dtype=float32)
 */
export const AUC = /* @__PURE__ */ callable<typeof AUCMetric, AUC>(AUCMetric);
export interface AUC extends AUCMetric {}
