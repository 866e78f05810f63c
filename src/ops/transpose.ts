/** Changes the order of axes, and of elements along them. */
import { ValueError } from '../errors/index.js';
import { range, rowMajorStrides } from '../kernel/lattice.js';
import { planTransposition, type MatrixShape } from '../kernel/product/transposition-plan.js';
import { isTransposedByKernel, transpose as transposeMatrix } from '../kernel/product/transposition.js';
import { allocate, type Shape } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply, specOf } from './apply.js';
import { readArguments, required, type Scalar, type Scalars, type AxesLike } from './arguments.js';
import { resolveAxes, resolveAxis, viewAlong, type Axes } from './axes.js';
import { oneCopy, oneRun } from './lowering.js';
import { defineOperation, type Operand, type ResultOf } from './operation.js';
import { contiguous, gatherStrided, type Layout } from './strided-copy.js';

type Permutation = readonly number[] | null;

const transposeOperation = /* @__PURE__ */ defineOperation<{ readonly axes: Permutation }>({
  name: 'transpose',
  takesStrings: true,
  inferShape: ([x], { axes }) => ({
    shape: resolvePermutation(axes, x.shape.length).map((axis) => x.shape[axis]!),
    dtype: x.dtype,
  }),
  compute([x], { axes }, { shape, dtype }) {
    const order = resolvePermutation(axes, x.rank);
    const sides = matrixOf(x.shape, order);
    if (sides !== undefined && dtype !== 'string') return transposeMatrix(x.data, allocate(dtype, x.size), sides);
    const strides = rowMajorStrides(x.shape);
    return gatherStrided(x.data, x.dtype, { strides: order.map((axis) => strides[axis]!), start: 0 }, shape);
  },
  lower([x], { axes }, [output]) {
    const order = resolvePermutation(axes, x.shape.length);
    const sides = matrixOf(x.shape, order);
    if (sides !== undefined && isTransposedByKernel(sides)) return oneRun(planTransposition(sides), 1);
    const strides = rowMajorStrides(x.shape);
    const source = { strides: order.map((axis) => strides[axis]!), start: 0 };
    return oneCopy(source, contiguous(output.shape), output.shape);
  },
  gradient({ inputs, attributes }, [dy]) {
    const order = resolvePermutation(attributes.axes, inputs[0].rank);
    return [transpose(dy, { axes: order.map((_, axis) => order.indexOf(axis)) })];
  },
});

/**
 * If an order of axes is a rotation, it is the transposition of a matrix: the axes before the one that comes first are its rows, the others
 * its columns.
 */
function matrixOf(shape: Shape, order: readonly number[]): MatrixShape | undefined {
  const [first = 0] = order;
  const isRotation = order.every((axis, place) => axis === (first + place) % order.length);
  if (!isRotation || first === 0) return undefined;
  const { outer: rows, length: columns } = viewAlong(shape, first, shape.length - 1);
  return { rows, columns };
}

function resolvePermutation(axes: Permutation, rank: number): number[] {
  if (axes === null) return range(rank).reverse();
  const where = 'ops.transpose';
  if (!Array.isArray(axes) && !ArrayBuffer.isView(axes)) {
    throw new ValueError({ where, expected: '`axes` to be a list of integers', received: { axes } });
  }
  const order = Array.from(axes as readonly number[], (axis) => resolveAxis(where, axis, rank, 'axes'));
  if (order.length === rank && new Set(order).size === rank) return order;
  throw new ValueError({ where, expected: `each of the ${rank} axes once`, received: { axes } });
}

/**
 * The tensor with its axes in another order: axis i of the result is axis `axes[i]` of x. Without `axes` the order is reversed.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.transpose([[1, 2], [3, 4]])
 * // → array([[1., 3.],
 * //          [2., 4.]], dtype=float32)
 * ops.transpose(ops.zeros([2, 3, 4]), [1, 2, 0]).shape // → [ 3, 4, 2 ]
 */
export function transpose<X extends Operand>(x: X, axes?: Scalars | null): ResultOf<X>;
export function transpose<X extends Operand>(x: X, options: { readonly axes?: Permutation | undefined }): ResultOf<X>;
export function transpose<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  if (arguments.length > 2) checkArgumentCount('ops.transpose', arguments, 2);
  const attributes = readArguments<{ readonly axes: Permutation }>('ops.transpose', ['axes'], given, { axes: null });
  return apply(transposeOperation, [x], attributes);
}

/**
 * The tensor with two of its axes exchanged.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.swapaxes(ops.zeros([2, 3, 4]), 0, -1).shape // → [ 4, 3, 2 ]
 */
export function swapaxes<X extends Operand>(x: X, axis1: Scalar, axis2: Scalar): ResultOf<X>;
export function swapaxes<X extends Operand>(
  x: X,
  options: { readonly axis1: Scalar; readonly axis2: Scalar },
): ResultOf<X>;
export function swapaxes<X extends Operand>(x: X, axis1: Scalar, options: { readonly axis2: Scalar }): ResultOf<X>;
export function swapaxes<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  if (arguments.length > 3) checkArgumentCount('ops.swapaxes', arguments, 3);
  const where = 'ops.swapaxes';
  const { axis1, axis2 } = readArguments<{ readonly axis1: number; readonly axis2: number }>(
    where,
    ['axis1', 'axis2'],
    given,
    { axis1: required, axis2: required },
  );
  const rank = specOf(x, where).shape.length;
  const [first, second] = [resolveAxis(where, axis1, rank, 'axis1'), resolveAxis(where, axis2, rank, 'axis2')];
  const axes = Array.from({ length: rank }, (_, axis) => (axis === first ? second : axis === second ? first : axis));
  return transpose(x, { axes });
}

function flippedLayout(shape: Shape, axis: Axes): Layout {
  const strides = rowMajorStrides(shape);
  let start = 0;
  for (const flipped of resolveAxes('ops.flip', axis, shape.length)) {
    start += (shape[flipped]! - 1) * strides[flipped]!;
    strides[flipped] = -strides[flipped]!;
  }
  return { strides, start };
}

const flipOperation = /* @__PURE__ */ defineOperation<{ readonly axis: Axes }>({
  name: 'flip',
  takesStrings: true,
  inferShape([x], { axis }) {
    resolveAxes('ops.flip', axis, x.shape.length);
    return x;
  },
  compute([x], { axis }, { shape }) {
    return gatherStrided(x.data, x.dtype, flippedLayout(shape, axis), shape);
  },
  lower([x], { axis }, [output]) {
    const { shape } = output;
    return oneCopy(flippedLayout(x.shape, axis), contiguous(shape), shape);
  },
  gradient: ({ attributes }, [dy]) => [flip(dy, attributes)],
});

/**
 * The elements in reverse order, along all axes or those given.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.flip([[1, 2], [3, 4]], { axis: 1 })
 * // → array([[2., 1.],
 * //          [4., 3.]], dtype=float32)
 */
export function flip<X extends Operand>(
  x: X,
  ...given: [options?: { readonly axis?: AxesLike | undefined } | undefined]
): ResultOf<X> {
  return apply(flipOperation, [x], readArguments<{ readonly axis: Axes }>('ops.flip', [], given, { axis: null }));
}
