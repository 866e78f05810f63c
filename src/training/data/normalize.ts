import { ValueError } from '../../errors/index.js';
import { abs, divide } from '../../ops/arithmetic.js';
import { plainPower } from '../../ops/plain-functions.js';
import { where as choose } from '../../ops/comparison.js';
import { equal } from '../../ops/comparison.js';
import { sum } from '../../ops/summation.js';
import { asTensor, castTensor, isFloating, type Tensor, type TensorLike } from '../../tensor/index.js';
import { readArguments } from '../../ops/arguments.js';

/** The options of `normalize`. */
export interface NormalizeOptions {
  /** The axis along which lengths are measured; the last by default. */
  readonly axis?: number | undefined;
  /** The order of the norm; 2 by default. */
  readonly order?: number | undefined;
}

/**
 * The values divided by their norm along an axis, `x / (Σ|x|^order)^(1/order)`. Where the norm is 0, they stay 0.
 *
 * @example
 * import { utils } from 'hillock';
 * utils.normalize([[3, 4], [0, 0]])
 * // → array([[0.6, 0.8],
 * //          [0. , 0. ]], dtype=float32)
 */
export function normalize(x: TensorLike, axis?: number, order?: number): Tensor;
export function normalize(x: TensorLike, axis: number, options: Pick<NormalizeOptions, 'order'>): Tensor;
export function normalize(x: TensorLike, options: NormalizeOptions): Tensor;
export function normalize(x: TensorLike, ...rest: readonly unknown[]): Tensor {
  const where = 'utils.normalize';
  const { axis, order } = readArguments<{ readonly axis: number; readonly order: number }>(where, ['axis', 'order'], rest, {
    axis: -1,
    order: 2,
  });
  if (!Number.isSafeInteger(order) || order < 1)
    throw new ValueError({ where, expected: 'order to be an integer of at least 1', received: { order } });
  const given = asTensor(x, undefined, where);
  const values = isFloating(given.dtype) ? given : castTensor(where, given, 'float32');
  const norms = plainPower(sum(plainPower(abs(values), order), { axis, keepdims: true }), 1 / order);
  return divide(values, choose(equal(norms, 0), 1, norms));
}
