/** Sorts along an axis, and sums up along an axis. */
import { allocate, isFloating, sizeOf } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { resolveAxis, viewAlong } from './axes.js';
import { takeAlongAxis } from './gathering.js';
import { flip } from './transpose.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from './operation.js';
import { readArguments, type Scalar } from './arguments.js';
import { ravel } from './reshape.js';
import { within } from './naming.js';

interface AxisAttributes {
  readonly axis: number;
}

const argsortOperation = /* @__PURE__ */ defineOperation<AxisAttributes>({
  name: 'argsort',
  inferShape([x], { axis }) {
    resolveAxis('ops.argsort', axis, x.shape.length);
    return { shape: x.shape, dtype: 'int32' };
  },
  compute([x], { axis }, { shape }) {
    const { outer, length, inner } = viewAlong(shape, resolveAxis('ops.argsort', axis, shape.length));
    const values = x.data;
    const result = allocate('int32', values.length);
    const order = new Int32Array(length);
    for (let block = 0; block < outer; block++) {
      for (let i = 0; i < inner; i++) {
        const start = block * length * inner + i;
        for (let at = 0; at < length; at++) order[at] = at;
        order.sort((a, b) => compare(values[start + a * inner]!, values[start + b * inner]!) || a - b);
        for (let at = 0; at < length; at++) result[start + at * inner] = order[at]!;
      }
    }
    return result;
  },
});

/** Compares for ascending order, with NaN at the end. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

interface SortAxis {
  /** The axis to go along; `null` means all elements in row-major order. */
  readonly axis: number | null;
}

/** The axis to go along, for sorting by default the last; `null` means all elements in row-major order. */
export interface SortOptions {
  readonly axis?: Scalar | null | undefined;
}

/**
 * The positions that sort the elements along an axis in ascending order. Equal elements keep their order; NaN comes last.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.argsort([3, 1, 2]) // → array([1, 2, 0], dtype=int32)
 */
export function argsort<X extends Operand>(x: X, ...given: [options?: SortOptions | undefined]): ResultOf<X> {
  const { axis } = readArguments<SortAxis>('ops.argsort', [], given, { axis: -1 });
  // A scalar is treated as a list of one element, as in NumPy.
  const isFlat = axis === null || (axis === -1 && specOf(x, 'ops.argsort').shape.length === 0);
  return apply(argsortOperation, [isFlat ? ravel<Operand>(x) : x], { axis: isFlat ? 0 : axis });
}

/**
 * The elements along an axis in ascending order; NaN comes last.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sort([3, 1, 2]) // → array([1., 2., 3.], dtype=float32)
 */
export function sort<X extends Operand>(x: X, ...given: [options?: SortOptions | undefined]): ResultOf<X> {
  return within('ops.sort', () => {
    const { axis } = readArguments<SortAxis>('ops.sort', [], given, { axis: -1 });
    const from: Operand = axis === null ? ravel<Operand>(x) : x;
    const along = resolveAxis('ops.sort', axis ?? 0, specOf(from, 'ops.sort').shape.length);
    return takeAlongAxis(from, argsort(from, { axis: along }), { axis: along }) as ResultOf<X>;
  });
}

const cumsumOperation: Operation<AxisAttributes, 'one'> = /* @__PURE__ */ defineOperation<AxisAttributes>({
  name: 'cumsum',
  inferShape([x], { axis }) {
    resolveAxis('ops.cumsum', axis, x.shape.length);
    return { shape: x.shape, dtype: x.dtype === 'bool' ? 'int32' : x.dtype };
  },
  compute([x], { axis }, { shape, dtype }) {
    const { outer, length, inner } = viewAlong(shape, resolveAxis('ops.cumsum', axis, shape.length));
    const values = x.data;
    const isFloat = isFloating(dtype);
    const sums = allocate(dtype as 'float32', sizeOf(shape));
    for (let block = 0; block < outer; block++) {
      for (let i = 0; i < inner; i++) {
        const start = block * length * inner + i;
        let sum = 0;
        for (let at = start; at < start + length * inner; at += inner) {
          sum = isFloat ? sum + values[at]! : (sum + values[at]!) | 0;
          sums[at] = sum;
        }
      }
    }
    return sums;
  },
  // Each element is part of all sums from its own position on, so its gradient is a running sum from the other end.
  gradient: ({ attributes: { axis } }, [dy]) => [flip(cumsum(flip(dy, { axis }), { axis }), { axis })],
});

/**
 * The sums of the elements up to each one, along an axis; without an axis, in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cumsum([1, 2, 3]) // → array([1., 3., 6.], dtype=float32)
 */
export function cumsum<X extends Operand>(x: X, ...given: [options?: SortOptions | undefined]): ResultOf<X> {
  return within('ops.cumsum', () => {
    const { axis } = readArguments<SortAxis>('ops.cumsum', [], given, { axis: null });
    return apply(cumsumOperation, [axis === null ? ravel<Operand>(x) : x], { axis: axis ?? 0 });
  });
}
