/** Reduces values and weights to one of each per sample. */
import { ShapeError } from '../../errors/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import type { mean } from '../../ops/reductions.js';
import type { sum } from '../../ops/summation.js';
import { broadcastTo } from '../../ops/summation.js';
import { maskOf, shapesEqual, type DType, type Tensor, type TensorLike } from '../../tensor/index.js';
import { alignRanks } from '../losses/alignment.js';
import { maskedWeight } from '../losses/reduction.js';
import { valueIn } from '../values.js';

/** The values of whole samples, already multiplied by weights if there are any. */
export interface SampleValues {
  readonly values: Tensor;
  readonly weight: Tensor | undefined;
}

type Reduce = typeof mean | typeof sum;

const axesFrom = (first: number, rank: number): number[] => Array.from({ length: rank - first }, (_, i) => first + i);

/** Reduces values and weights along all axes but that of the samples. */
export function reduceToSamples(
  where: string,
  given: Tensor,
  sampleWeight: TensorLike | null | undefined,
  { reduce, dtype }: { readonly reduce: Reduce; readonly dtype: DType },
): SampleValues {
  const values: Tensor = cast(given, dtype);
  if (sampleWeight === null || sampleWeight === undefined)
    return { values: toSamples(values, reduce), weight: undefined };
  const own = valueIn(where, sampleWeight, dtype);
  // As in Keras, masks attached to values only have an effect if there are weights.
  const masked = maskedWeight(where, { reduction: 'sum', sampleWeight: own, mask: maskOf(given) })!;
  const [aligned, weight] = alignRanks(values, masked);
  const reduced: Tensor =
    aligned.rank > weight.rank ? reduce(aligned, { axis: axesFrom(weight.rank, aligned.rank) }) : aligned;
  checkWeight(where, reduced, weight);
  // A weight counts once for every element that it is broadcast to.
  const spread = shapesEqual(weight.shape, reduced.shape) ? weight : broadcastTo(weight, reduced.shape);
  return { values: toSamples(multiply(reduced, spread), reduce), weight: toSamples(spread, reduce) };
}

const toSamples = (x: Tensor, reduce: Reduce): Tensor => (x.rank > 1 ? reduce(x, { axis: axesFrom(1, x.rank) }) : x);

function checkWeight(where: string, values: Tensor, weight: Tensor): void {
  const isFitting = weight.shape.every((length, axis) => length === values.shape[axis] || length === 1);
  if (isFitting && weight.rank === values.rank) return;
  const expected = `sampleWeight of the shape of the values, [${values.shape.join(', ')}], or of its first axes`;
  throw new ShapeError({ where, expected, received: { sampleWeight: weight } });
}
