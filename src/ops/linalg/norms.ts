/** Norms of vectors and matrices. */
import { ValueError } from '../../errors/index.js';
import { epsilon } from '../../objects/settings.js';
import type { Tensor } from '../../tensor/index.js';
import { abs, divide, maximum, sqrt, square } from '../arithmetic.js';
import { readArguments, type Scalar, type AxesLike } from '../arguments.js';
import { resolveAxes, type Axes } from '../axes.js';
import { cast, inFloat32 } from '../casting.js';
import { notEqual } from '../comparison.js';
import { power } from '../exponentials.js';
import { max, min } from '../extremes.js';
import { asFloating } from '../operand.js';
import type { Operand, ResultOf } from '../operation.js';
import { reshapeTo } from '../reshape.js';
import { sum } from '../summation.js';
import { within } from '../naming.js';

/** The kind of norm: a number p, or `'fro'` for the root of the sum of squares of a matrix. */
export type NormOrder = number | 'fro';

/** Options of `norm`. */
export interface NormOptions {
  /** By default the root of the sum of squares. */
  readonly ord?: NormOrder | null | undefined;
  /**
   * The axis of vectors, or the two axes of matrices. By default all elements form one vector; if `ord` is given, x has to be a vector or a
   * matrix.
   */
  readonly axis?: AxesLike | undefined;
  readonly keepdims?: boolean | undefined;
}

interface ReadNorm {
  readonly ord: NormOrder | null;
  readonly axis: Axes;
  readonly keepdims: boolean;
}

const where = 'ops.norm';

/**
 * The norm of vectors, `(Σ |x|ᵖ)^(1/p)` with `p = ord`: the largest size for ∞, the smallest for -∞, how many are not 0 for 0. That of matrices:
 * `'fro'` the root of the sum of squares, 1 and ∞ the largest sum of sizes of a column and of a row, -1 and -∞ the smallest. Norms that need singular
 * values (2, -2 and `'nuc'` of a matrix) are not there yet.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.norm([3, -4]) // → array(5., dtype=float32)
 * ops.norm([[1, -2], [3, 4]], { ord: 1, axis: 1 }) // → array([3., 7.], dtype=float32)
 */
export function norm<X extends Operand>(
  x: X,
  ...given: [ord?: NormOrder | null, options?: Omit<NormOptions, 'ord'>] | [options: NormOptions]
): ResultOf<X> {
  return within('ops.norm', () => {
    const { ord, axis, keepdims } = readArguments<ReadNorm>(where, ['ord'], given, {
      ord: null,
      axis: null,
      keepdims: false,
    });
    const values = asFloating(where, x);
    const rank = values.shape.length;
    const axes = resolveAxes(where, axis, rank);
    if (ord === null) return rootOfSquares(values, axes, keepdims) as ResultOf<X>;
    if (typeof ord !== 'number' && (ord as string) !== 'fro' && (ord as string) !== 'nuc') {
      throw new ValueError({ where, expected: '`ord` to be a number, "fro" or "nuc"', received: { ord } });
    }
    if (axes.length === 1) return vectorNorm(values, ord, axes, keepdims) as ResultOf<X>;
    if (axes.length === 2) {
      const order: number[] = Array.isArray(axis) ? axis.map((each: number) => (each < 0 ? each + rank : each)) : axes;
      return matrixNorm(values, ord, order as [number, number], keepdims) as ResultOf<X>;
    }
    throw new ValueError({
      where,
      expected: 'one axis or two where `ord` is given',
      received: { axis, x: values },
    });
  });
}

/** The root of the sum of squares. Squares are summed in float32, because the range of float16 is small. */
const rootOfSquares = (x: Tensor, axis: readonly number[], keepdims: boolean): Tensor =>
  inFloat32(x, (each) => sqrt(sum(square(each as Tensor), { axis, keepdims })));

function vectorNorm(x: Tensor, ord: NormOrder, axis: readonly number[], keepdims: boolean): Tensor {
  if (typeof ord !== 'number') {
    throw new ValueError({ where, expected: 'a number as `ord` of vectors', received: { ord } });
  }
  const options = { axis, keepdims };
  if (ord === Infinity) return max(abs(x), options);
  if (ord === -Infinity) return min(abs(x), options);
  if (ord === 0) return sum(cast(notEqual(x, 0), x.dtype), options);
  if (ord === 1) return sum(abs(x), options);
  if (ord === 2) return rootOfSquares(x, axis, keepdims);
  return inFloat32(x, (each) => power(sum(power(abs(each as Tensor), ord), options), 1 / ord));
}

function matrixNorm(x: Tensor, ord: NormOrder, axes: readonly [number, number], keepdims: boolean): Tensor {
  if (ord === 'fro') return rootOfSquares(x, axes, keepdims);
  const isSum = [1, -1, Infinity, -Infinity].includes(ord);
  if (!isSum) {
    const expected = [2, -2, 'nuc'].includes(ord)
      ? 'an `ord` of matrices that needs no singular values: "fro", 1, -1, ∞ or -∞'
      : '`ord` of matrices to be "fro", 1, -1, ∞ or -∞';
    throw new ValueError({ where, expected, received: { ord } });
  }
  const [rows, columns] = axes;
  const [summed, searched] = Math.abs(ord) === 1 ? [rows, columns] : [columns, rows];
  const sums = sum(abs(x), { axis: summed, keepdims: true });
  const found = (ord > 0 ? max : min)(sums, { axis: searched, keepdims: true });
  if (keepdims) return found;
  return reshapeTo(
    found,
    x.shape.filter((_, each) => !axes.includes(each)).map((length: number | null) => length ?? -1),
  );
}

/** Options of `normalize`. */
export interface NormalizeOptions {
  /** The axis along which vectors lie, several axes, or `null` for all; the last by default. */
  readonly axis?: AxesLike | undefined;
  /** The order of their norm, an integer of at least 1; 2 by default. */
  readonly order?: Scalar | undefined;
  /** The least divisor; `config.epsilon()` by default. */
  readonly epsilon?: Scalar | null | undefined;
}

/**
 * `x / max(‖x‖, epsilon)`: vectors of length 1 along an axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.normalize([[3, 4]]) // → array([[0.6, 0.8]], dtype=float32)
 */
export function normalize<X extends Operand>(x: X, ...given: [options?: NormalizeOptions | undefined]): ResultOf<X> {
  return within('ops.normalize', () => {
    const name = 'ops.normalize';
    const read = readArguments<{ readonly axis: Axes; readonly order: number; readonly epsilon: number | null }>(
      name,
      [],
      given,
      { axis: -1, order: 2, epsilon: null },
    );
    const { axis, order } = read;
    if (!Number.isInteger(order) || order < 1) {
      throw new ValueError({ where: name, expected: '`order` to be an integer of at least 1', received: { order } });
    }
    const least = read.epsilon ?? epsilon();
    const whole = asFloating(name, x);
    const values = whole.shape.length === 0 ? reshapeTo(whole, [1]) : whole;
    const lengths = norm(values, { ord: Array.isArray(axis) && order === 2 ? null : order, axis, keepdims: true });
    return divide(values, maximum(lengths, least)) as ResultOf<X>;
  });
}
