import { ShapeError, ValueError } from '../../errors/index.js';
import type { DefaultedOption } from '../../objects/options/option.js';
import { divide, multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';
import { sumOf } from '../sums.js';
import { alignRanks } from './alignment.js';

/** How the values of single samples become one number. `null` is Keras's other spelling of `'none'`. */
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

/** What makes a loss of the values of single samples besides themselves. */
export interface Weighting {
  readonly reduction: Reduction;
  readonly sampleWeight?: Tensor | undefined;
  /** Which values count at all. */
  readonly mask?: Tensor | undefined;
}

/** The weighted values, reduced. */
export function reduceWeighted(where: string, values: Tensor, { reduction, sampleWeight, mask }: Weighting): Tensor {
  const weight = mergedWeight(where, values, { reduction, sampleWeight, mask });
  const [aligned, alignedWeight] = weight === undefined ? [values, undefined] : alignRanks(values, weight);
  if (alignedWeight !== undefined) checkWeight(where, aligned, alignedWeight);
  const weighted = alignedWeight === undefined ? aligned : multiply(aligned, alignedWeight);
  if (reduction === null || reduction === 'none' || weighted.rank === 0) return weighted;
  const total = sum(weighted);
  if (reduction === 'sum') return total;
  const divisor =
    reduction === 'mean_with_sample_weight' && alignedWeight !== undefined ? sumOf(alignedWeight) : weighted.size;
  return divisor === 0 ? multiply(total, 0) : divide(total, divisor);
}

function mergedWeight(where: string, values: Tensor, { reduction, sampleWeight, mask }: Weighting): Tensor | undefined {
  const weight = sampleWeight && cast(sampleWeight, values.dtype);
  if (mask === undefined) return weight;
  const counting = cast(mask, values.dtype);
  // A mean is over what counts only, although it is taken over everything further on.
  const isMean = reduction === 'mean' || reduction === 'sum_over_batch_size';
  const valid = sumOf(counting);
  const share = isMean && valid > 0 ? multiply(counting, mask.size / valid) : counting;
  if (weight === undefined) return share;
  const [alignedShare, alignedWeight] = alignRanks(share, weight);
  checkWeight(where, alignedShare, alignedWeight);
  return multiply(alignedShare, alignedWeight);
}

/** Weights stand for whole values: nothing is repeated along an axis that they do not have. */
function checkWeight(where: string, values: Tensor, weight: Tensor): void {
  const isFitting =
    weight.rank === values.rank && weight.shape.every((length, axis) => length === values.shape[axis] || length === 1);
  if (isFitting || weight.rank === 0) return;
  throw new ShapeError({
    where,
    expected: `sampleWeight of the shape of the values, [${values.shape.join(', ')}]`,
    received: { sampleWeight: weight },
  });
}
