/** Counts right and wrong predictions on either side of thresholds. */
import { ShapeError } from '../../errors/index.js';
import { add, clip, multiply, subtract } from '../../ops/arithmetic.js';
import { argsort } from '../../ops/ordering.js';
import { cast } from '../../ops/casting.js';
import { greater, logicalNot, notEqual } from '../../ops/comparison.js';
import { oneHot } from '../../ops/gathering.js';
import { stack } from '../../ops/joining.js';
import { matmul } from '../../ops/matmul.js';
import { expandDims, reshape, squeeze } from '../../ops/reshape.js';
import { slice } from '../../ops/slicing.js';
import { broadcastTo, sum } from '../../ops/summation.js';
import { sizeOf, tensor, type DType, type Tensor, type TensorLike } from '../../tensor/index.js';
import { alignRanks } from '../losses/alignment.js';
import { valueIn } from '../values.js';

/** Weighted counts for each threshold, or for each threshold and label. */
export interface ConfusionCounts {
  readonly truePositives: Tensor;
  readonly falsePositives: Tensor;
  readonly trueNegatives: Tensor;
  readonly falseNegatives: Tensor;
}

/** Thresholds, and whether they are even. */
export interface Thresholds {
  readonly values: readonly number[];
  /** Whether they divide the interval from 0 to 1 evenly; the ends may lie a little outside. */
  readonly areEven: boolean;
}

/** The options of counting. */
export interface ConfusionOptions {
  readonly where: string;
  readonly dtype: DType;
  readonly thresholds: Thresholds;
  readonly sampleWeight?: TensorLike | null | undefined;
  /** If given, only the k largest predictions of each sample count as positive. */
  readonly topK?: number | null | undefined;
  /** If given, only this class counts. */
  readonly classId?: number | null | undefined;
  /** Whether each label is counted separately. */
  readonly isMultiLabel?: boolean | undefined;
  /** The weight of each label. */
  readonly labelWeights?: readonly number[] | null | undefined;
}

/** The value that replaces predictions that are not among the k largest. */
export const belowEverything = -1e10;

/** Whether thresholds divide the interval from 0 to 1 evenly. */
export const areEven = (thresholds: readonly number[]): boolean =>
  thresholds.length >= 3 &&
  thresholds.every((threshold, i) => {
    const even = i / (thresholds.length - 1);
    return Math.abs(threshold - even) <= 1e-7 + 1e-5 * even;
  });

/** Counts a batch. */
export function confusionCounts(yTrue: TensorLike, yPred: TensorLike, options: ConfusionOptions): ConfusionCounts {
  const { where, dtype, topK = null, classId = null, isMultiLabel = false, thresholds } = options;
  const given = valueIn(where, yPred, dtype);
  const [predictions, labels] = alignRanks(given, valueIn(where, yTrue, dtype));
  checkShapes(where, labels, predictions);
  const weight = weightOf(options, labels);
  const chosen = topK === null ? predictions : largestOf(predictions, topK);
  const p = classId === null ? chosen : columnOf(where, chosen, classId);
  const y = classId === null ? labels : columnOf(where, labels, classId);
  const isTrue: Tensor = cast(notEqual(y, 0), dtype);
  const weights = weightsFor(options, weight, p);
  const isFalse: Tensor = subtract(1, isTrue);
  const [positive, negative] = [isTrue, isFalse].map((each): Tensor =>
    weights === undefined ? each : multiply(each, weights),
  ) as [Tensor, Tensor];
  const [scores, limits] = scoresAndLimits(p, thresholds);
  const count = isMultiLabel ? countByLabel : countAll;
  const [truePositives, falsePositives] = count(
    cast(greaterAt(scores, limits, isMultiLabel), dtype),
    positive,
    negative,
  );
  // As in Keras, with even thresholds the negatives are computed as the rest.
  if (thresholds.areEven) {
    const axis = isMultiLabel ? 0 : null;
    const falseNegatives: Tensor = subtract(sum(positive, { axis }), truePositives);
    const trueNegatives: Tensor = subtract(sum(negative, { axis }), falsePositives);
    return { truePositives, falsePositives, trueNegatives, falseNegatives };
  }
  const isBelow: Tensor = cast(logicalNot(greaterAt(scores, limits, isMultiLabel)), dtype);
  const [falseNegatives, trueNegatives] = count(isBelow, positive, negative);
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

function checkShapes(where: string, labels: Tensor, predictions: Tensor): void {
  const isAlike =
    labels.rank === predictions.rank && labels.shape.every((length, i) => length === predictions.shape[i]);
  if (isAlike) return;
  throw new ShapeError({
    where,
    expected: 'labels of the shape of the predictions',
    received: { yTrue: labels, yPred: predictions },
  });
}

/** Weights with the axes of the labels, or with one axis more than they were given with. */
function weightOf({ where, dtype, sampleWeight = null }: ConfusionOptions, labels: Tensor): Tensor | undefined {
  if (sampleWeight === null) return undefined;
  const weight: Tensor = expandDims(valueIn(where, sampleWeight, dtype), -1);
  return weight.rank === labels.rank + 1 ? squeeze(weight, { axis: -1 }) : weight;
}

function weightsFor(
  { dtype, labelWeights = null }: ConfusionOptions,
  weight: Tensor | undefined,
  { shape }: Tensor,
): Tensor | undefined {
  const own = weight && broadcastTo(weight, shape);
  if (labelWeights === null) return own;
  const ofLabels = broadcastTo(tensor([...labelWeights], { dtype }), shape);
  return own === undefined ? ofLabels : multiply(own, ofLabels);
}

/** Predictions in which all but the k largest of each sample are replaced by a very low value. */
function largestOf(predictions: Tensor, k: number): Tensor {
  const classes = predictions.shape[predictions.shape.length - 1]!;
  const order: Tensor = argsort(multiply(predictions, -1), { axis: -1 });
  const shape = [...order.shape.slice(0, -1), k];
  const places: Tensor = slice(order, shape.map(() => 0), shape); // prettier-ignore
  const isLargest: Tensor = cast(sum(oneHot(places, classes), { axis: -2 }), predictions.dtype);
  return add(multiply(predictions, isLargest), multiply(belowEverything, subtract(1, isLargest)));
}

/** The column of one class, as an axis of length 1. */
function columnOf(where: string, x: Tensor, classId: number): Tensor {
  if (x.rank < 2 || classId >= x.shape[x.shape.length - 1]!) {
    const expected = `values of shape [batch, classes] with a class ${classId}`;
    throw new ShapeError({ where, expected, received: { x } });
  }
  const start = [...x.shape.slice(0, -1).map(() => 0), classId];
  return slice(x, start, [...x.shape.slice(0, -1), 1]);
}

/**
 * The numbers to compare. With even thresholds, predictions are converted to whole numbers first, as in Keras, because rounding affects the
 * result.
 */
function scoresAndLimits(p: Tensor, { values, areEven }: Thresholds): [scores: Tensor, limits: Tensor] {
  if (!areEven) return [p, tensor([...values], { dtype: p.dtype })];
  const last = values.length - 1;
  const limits = values.map((threshold, i) => (i === 0 && (threshold < 0 || values[last]! > 1) ? -1 : i));
  return [multiply(clip(p, 0, 1), last), tensor(limits, { dtype: p.dtype })];
}

/** Which scores are above which limits; the axis of the limits comes first. */
function greaterAt(scores: Tensor, limits: Tensor, isMultiLabel: boolean): Tensor {
  const count = limits.shape[0]!;
  return isMultiLabel
    ? greater(expandDims(scores, 0), reshape(limits, [count, 1, 1]))
    : greater(reshape(scores, [1, sizeOf(scores.shape)]), reshape(limits, [count, 1]));
}

type Pair = [ofPositive: Tensor, ofNegative: Tensor];

/** The sum of the weights of marked predictions, for each limit. */
function countAll(isMarked: Tensor, positive: Tensor, negative: Tensor): Pair {
  const [count, size] = isMarked.shape as [number, number];
  const weights: Tensor = stack([reshape(positive, [size]), reshape(negative, [size])], { axis: 1 });
  const sums: Tensor = matmul(isMarked, weights);
  return [0, 1].map((column): Tensor => reshape(slice(sums, [0, column], [count, 1]), [count])) as Pair;
}

/** The sum of the weights of marked predictions, for each limit and label. */
function countByLabel(isMarked: Tensor, positive: Tensor, negative: Tensor): Pair {
  return [positive, negative].map((weights): Tensor =>
    sum(multiply(isMarked, expandDims(weights, 0)), { axis: 1 }),
  ) as Pair;
}
