import { ShapeError, ValueError } from '../../errors/index.js';
import type { DefaultedOption } from '../../objects/options/index.js';
import { divide, multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { sum } from '../../ops/summation.js';
import { sizeOf, type Tensor } from '../../tensor/index.js';
import { divideOrZero } from '../division.js';
import { alignRanks } from './alignment.js';

/** How the values of single samples are combined. `null` is Keras's other spelling of `'none'`. */
export type Reduction = 'sum_over_batch_size' | 'mean' | 'mean_with_sample_weight' | 'sum' | 'none' | null;

const reductions: readonly unknown[] = ['sum_over_batch_size', 'mean', 'mean_with_sample_weight', 'sum', 'none', null];

export function reductionOption(): DefaultedOption<Reduction> {
  return {
    default: 'sum_over_batch_size',
    check: (given, where, name) => {
      if (reductions.includes(given)) return given;
      const names = reductions.map((each) => JSON.stringify(each)).join(', ');
      throw new ValueError({ where, expected: `${name} to be one of ${names}`, received: { [name]: given } });
    },
  };
}

/** What decides the loss besides the values of single samples. */
export interface Weighting {
  readonly reduction: Reduction;
  readonly sampleWeight?: Tensor | undefined;
  /** Which values count. */
  readonly mask?: Tensor | undefined;
}

/** The weighted values, reduced. */
export function reduceWeighted(where: string, values: Tensor, { reduction, sampleWeight, mask }: Weighting): Tensor {
  const weight = maskedWeight(where, {
    reduction,
    sampleWeight: sampleWeight && cast(sampleWeight, values.dtype),
    mask,
  });
  if (weight === undefined) return reduce(values, undefined, reduction);
  const [aligned, alignedWeight] = alignRanks(values, cast(weight, values.dtype));
  checkWeight(where, aligned, alignedWeight);
  return reduce(multiply(aligned, alignedWeight), alignedWeight, reduction);
}

function reduce(values: Tensor, weight: Tensor | undefined, reduction: Reduction): Tensor {
  if (reduction === null || reduction === 'none' || values.rank === 0) return values;
  const total: Tensor = sum(values);
  if (reduction === 'sum') return total;
  if (reduction === 'mean_with_sample_weight' && weight !== undefined) return divideOrZero(total, sum(weight));
  const count = sizeOf(values.shape);
  return count === 0 ? multiply(total, 0) : divide(total, count);
}

/** The weight of each value, from given weights and the mask; undefined if there is neither. */
export function maskedWeight(where: string, { reduction, sampleWeight, mask }: Weighting): Tensor | undefined {
  if (mask === undefined) return sampleWeight;
  const counting: Tensor = cast(mask, sampleWeight?.dtype ?? 'float32');
  // A mean is later divided by the number of all values, so the weights are scaled up to make it a mean of the values that count.
  const isMean = reduction === 'mean' || reduction === 'sum_over_batch_size';
  const share = isMean ? multiply(counting, divideOrZero(sizeOf(mask.shape), sum(counting))) : counting;
  if (sampleWeight === undefined) return share;
  const [alignedShare, alignedWeight] = alignRanks(share, sampleWeight);
  checkWeight(where, alignedShare, alignedWeight);
  return multiply(alignedShare, alignedWeight);
}

/** Refuses weights with axes that the values do not have; weights apply to whole values, so values are never repeated. */
function checkWeight(where: string, values: Tensor, weight: Tensor): void {
  const isFitting =
    weight.rank === values.rank && weight.shape.every((length, axis) => length === values.shape[axis] || length === 1);
  // A single value for the whole batch is multiplied by each of the weights.
  if (isFitting || weight.rank === 0 || values.rank === 0) return;
  throw new ShapeError({
    where,
    expected: `sampleWeight of the shape of the values, [${values.shape.join(', ')}]`,
    received: { sampleWeight: weight },
  });
}
