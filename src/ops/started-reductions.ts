/** Extremes that a value of one's own takes part in, and products in another dtype. */
import { checkDType, fittingTensor, type DType } from '../tensor/index.js';
import { maximum, minimum } from './arithmetic.js';
import { readArguments, type Scalar } from './arguments.js';
import { resolveAxes, type Axes } from './axes.js';
import { castTo } from './casting.js';
import { fullLike } from './creation.js';
import { max as largest, min as smallest } from './extremes.js';
import { asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import type { ReductionOptions } from './reduction.js';
import { prod as product } from './reductions.js';
import { sum } from './summation.js';

/** What `max` and `min` may be told. */
export interface ExtremeOptions extends ReductionOptions {
  /** A value that takes part, so that there is one where there are no elements. */
  readonly initial?: Scalar | null | undefined;
}

interface ReadExtreme {
  readonly axis: Axes;
  readonly keepdims: boolean;
  readonly initial: number | null;
}

function extreme<X extends Operand>(
  where: string,
  x: X,
  given: readonly unknown[],
  [find, compare]: readonly [typeof largest, typeof maximum],
): ResultOf<X> {
  const { initial, ...options } = readArguments<ReadExtreme>(where, [], given, {
    axis: null,
    keepdims: false,
    initial: null,
  });
  if (initial === null) return find(x, options);
  const values = asOperand(where, x);
  const isEmpty = resolveAxes(where, options.axis, values.shape.length).some((axis) => values.shape[axis] === 0);
  const start = fittingTensor(where, initial, values.dtype);
  const found = isEmpty
    ? fullLike(sum(values, options), start, { dtype: values.dtype as 'float32' })
    : find(values, options);
  return castTo(compare(found, start), values.dtype) as unknown as ResultOf<X>;
}

/**
 * The largest element along the given axes, or of all; NaN if there is one. Elements that are equally large share the gradient.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.max([[1, 4], [3, 2]], { axis: 0 }) // → array([3., 4.], dtype=float32)
 * ops.max([1, 2], { initial: 5 }) // → array(5., dtype=float32)
 */
export function max<X extends Operand>(x: X, ...given: [options?: ExtremeOptions | undefined]): ResultOf<X> {
  return extreme('ops.max', x, given, [largest, maximum]);
}

/**
 * The smallest element along the given axes, or of all; NaN if there is one. Elements that are equally small share the gradient.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.min([[1, 4], [3, 2]], { axis: 0 }) // → array([1., 2.], dtype=float32)
 */
export function min<X extends Operand>(x: X, ...given: [options?: ExtremeOptions | undefined]): ResultOf<X> {
  return extreme('ops.min', x, given, [smallest, minimum]);
}

/** What `prod` may be told. */
export interface ProductOptions extends ReductionOptions {
  /** The dtype to compute in. */
  readonly dtype?: Exclude<DType, 'string'> | null | undefined;
}

/**
 * The product of the elements along the given axes, or of all. That of bytes and truth values is int32.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.prod([[1, 2], [3, 4]], { axis: 0 }) // → array([3., 8.], dtype=float32)
 */
export function prod<X extends Operand>(x: X, ...given: [options?: ProductOptions | undefined]): ResultOf<X> {
  const where = 'ops.prod';
  type Read = { readonly axis: Axes; readonly keepdims: boolean; readonly dtype: ProductOptions['dtype'] };
  const { dtype, ...options } = readArguments<Read>(where, [], given, { axis: null, keepdims: false, dtype: null });
  if (dtype === null || dtype === undefined) return product(x, options);
  checkDType(where, dtype);
  return castTo(product(castTo(asOperand(where, x), dtype), options), dtype) as unknown as ResultOf<X>;
}
