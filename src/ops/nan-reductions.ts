/** Reductions that leave out what is no number. */
import { isFloating, type Tensor } from '../tensor/index.js';
import { readArguments } from './arguments.js';
import { divide, sqrt, square, subtract } from './arithmetic.js';
import { castTo } from './casting.js';
import { equal, isnan, where as choose } from './comparison.js';
import { argmax, argmin, max, min, type PositionOptions } from './extremes.js';
import { asFloating, asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { reductionAttributes, type ReductionOptions } from './reduction.js';
import { all, prod } from './reductions.js';
import { cumprod, cumsum, type CumulativeOptions } from './running.js';
import { sum } from './summation.js';
import { within } from './naming.js';

type Options = [options?: ReductionOptions | undefined];

/** x with a number in the place of each NaN. */
function filled(where: string, x: Operand, value: number): Tensor {
  const given = asOperand(where, x);
  return isFloating(given.dtype) ? choose(isnan(given), value, given) : given;
}

/**
 * The sum of the elements that are numbers, along the given axes or of all.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nansum([1, NaN, 3]) // → array(4., dtype=float32)
 */
export function nansum<X extends Operand>(x: X, ...given: Options): ResultOf<X> {
  return within(
    'ops.nansum',
    () => sum(filled('ops.nansum', x, 0), reductionAttributes('ops.nansum', given)) as unknown as ResultOf<X>,
  );
}

/**
 * The product of the elements that are numbers.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanprod([2, NaN, 3]) // → array(6., dtype=float32)
 */
export function nanprod<X extends Operand>(x: X, ...given: Options): ResultOf<X> {
  return within(
    'ops.nanprod',
    () => prod(filled('ops.nanprod', x, 1), reductionAttributes('ops.nanprod', given)) as unknown as ResultOf<X>,
  );
}

/** An extreme of the numbers; NaN where there are none. */
function extreme(where: string, x: Operand, given: readonly unknown[], find: typeof max, worst: number): Tensor {
  const options = reductionAttributes(where, given);
  const values = asOperand(where, x);
  if (!isFloating(values.dtype)) return find(values, options);
  const found = find(filled(where, values, worst), options);
  return choose(all(isnan(values), options), NaN, found);
}

/**
 * The largest element that is a number; NaN where there is none.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanmax([1, NaN, 3]) // → array(3., dtype=float32)
 */
export function nanmax<X extends Operand>(x: X, ...given: Options): ResultOf<X> {
  return within('ops.nanmax', () => extreme('ops.nanmax', x, given, max, -Infinity) as unknown as ResultOf<X>);
}

/**
 * The smallest element that is a number; NaN where there is none.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanmin([1, NaN, 3]) // → array(1., dtype=float32)
 */
export function nanmin<X extends Operand>(x: X, ...given: Options): ResultOf<X> {
  return within('ops.nanmin', () => extreme('ops.nanmin', x, given, min, Infinity) as unknown as ResultOf<X>);
}

/** How many elements are numbers, with the reduced axes kept. */
const counts = (x: Tensor, axis: ReductionOptions['axis'], keepdims: boolean): Tensor =>
  sum(castTo(equal(x, x), x.dtype), { axis, keepdims });

/**
 * The mean of the elements that are numbers.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanmean([1, NaN, 3]) // → array(2., dtype=float32)
 */
export function nanmean<X extends Operand>(x: X, ...given: Options): ResultOf<X> {
  return within('ops.nanmean', () => {
    const { axis, keepdims } = reductionAttributes('ops.nanmean', given);
    const values = asFloating('ops.nanmean', x);
    const total = sum(filled('ops.nanmean', values, 0), { axis, keepdims });
    return divide(total, counts(values, axis, keepdims)) as unknown as ResultOf<X>;
  });
}

/**
 * The variance of the elements that are numbers.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanvar([1, NaN, 3]) // → array(1., dtype=float32)
 */
export function nanvar<X extends Operand>(x: X, ...given: Options): ResultOf<X> {
  return within('ops.nanvar', () => {
    const { axis, keepdims } = reductionAttributes('ops.nanvar', given);
    const values = asFloating('ops.nanvar', x);
    const distances = choose(isnan(values), 0, subtract(values, nanmean(values, { axis, keepdims: true })));
    return divide(sum(square(distances), { axis, keepdims }), counts(values, axis, keepdims)) as unknown as ResultOf<X>;
  });
}

/**
 * The standard deviation of the elements that are numbers.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanstd([1, NaN, 3]) // → array(1., dtype=float32)
 */
export function nanstd<X extends Operand>(x: X, ...given: Options): ResultOf<X> {
  return within(
    'ops.nanstd',
    () => sqrt(nanvar(asFloating('ops.nanstd', x), reductionAttributes('ops.nanstd', given))) as unknown as ResultOf<X>,
  );
}

type Search = [options?: PositionOptions | undefined];

/** The position of an extreme among the numbers; -1 where there are none, as JAX has it. */
function position(where: string, x: Operand, given: readonly unknown[], find: typeof argmax, worst: number): Tensor {
  type Read = { readonly axis: number | null; readonly keepdims: boolean };
  const options = readArguments<Read>(where, [], given, { axis: null, keepdims: false });
  const values = asOperand(where, x);
  const found = find(filled(where, values, worst), options);
  return isFloating(values.dtype) ? choose(all(isnan(values), options), -1, found) : found;
}

/**
 * The position of the largest element that is a number, along an axis or of all; -1 where there is none.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanargmax([NaN, 3, 1]) // → array(1, dtype=int32)
 */
export function nanargmax<X extends Operand>(x: X, ...given: Search): ResultOf<X> {
  return within(
    'ops.nanargmax',
    () => position('ops.nanargmax', x, given, argmax, -Infinity) as unknown as ResultOf<X>,
  );
}

/**
 * The position of the smallest element that is a number, along an axis or of all; -1 where there is none.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanargmin([NaN, 3, 1]) // → array(2, dtype=int32)
 */
export function nanargmin<X extends Operand>(x: X, ...given: Search): ResultOf<X> {
  return within('ops.nanargmin', () => position('ops.nanargmin', x, given, argmin, Infinity) as unknown as ResultOf<X>);
}

/**
 * The sums of the elements up to each one, in which those that are no numbers count as 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nancumsum([1, NaN, 3]) // → array([1., 1., 4.], dtype=float32)
 */
export function nancumsum<X extends Operand>(x: X, ...given: [options?: CumulativeOptions | undefined]): ResultOf<X> {
  return within('ops.nancumsum', () => {
    readArguments<CumulativeOptions>('ops.nancumsum', [], given, { axis: null, dtype: null });
    return cumsum(filled('ops.nancumsum', x, 0), ...given) as unknown as ResultOf<X>;
  });
}

/**
 * The products of the elements up to each one, in which those that are no numbers count as 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nancumprod([2, NaN, 3]) // → array([2., 2., 6.], dtype=float32)
 */
export function nancumprod<X extends Operand>(x: X, ...given: [options?: CumulativeOptions | undefined]): ResultOf<X> {
  return within('ops.nancumprod', () => {
    readArguments<CumulativeOptions>('ops.nancumprod', [], given, { axis: null, dtype: null });
    return cumprod(filled('ops.nancumprod', x, 1), ...given) as unknown as ResultOf<X>;
  });
}
