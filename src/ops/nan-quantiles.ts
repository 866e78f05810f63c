/** Quantiles of the elements that are numbers. */
import type { Operand, ResultOf } from './operation.js';
import { reductionAttributes, type ReductionOptions } from './reduction.js';
import { quantileOf, readQuantile, type QuantileArguments } from './statistics.js';

/**
 * The value below which a share q of the elements lies that are numbers, as `quantile` of these alone; NaN where there are none.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanquantile([1, NaN, 2, 4], 0.5) // → array(2., dtype=float32)
 */
export function nanquantile<X extends Operand>(x: X, ...given: QuantileArguments): ResultOf<X> {
  const where = 'ops.nanquantile';
  return quantileOf(where, x, readQuantile(where, given), { skipsNaN: true }) as unknown as ResultOf<X>;
}

/**
 * The value below which q percent of the elements lie that are numbers: `nanquantile` of `q / 100`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanpercentile([1, NaN, 2, 4], 75) // → array(3., dtype=float32)
 */
export function nanpercentile<X extends Operand>(x: X, ...given: QuantileArguments): ResultOf<X> {
  const where = 'ops.nanpercentile';
  return quantileOf(where, x, readQuantile(where, given), { divisor: 100, skipsNaN: true }) as unknown as ResultOf<X>;
}

/**
 * The element in the middle of those that are numbers, along the given axes or of all; of an even number the mean of the two there.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanmedian([[3, NaN], [2, 8]], { axis: 1 }) // → array([3., 5.], dtype=float32)
 */
export function nanmedian<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  const where = 'ops.nanmedian';
  const options = reductionAttributes(where, given);
  return quantileOf(where, x, { q: 0.5, method: 'midpoint', ...options }, { skipsNaN: true }) as unknown as ResultOf<X>;
}
