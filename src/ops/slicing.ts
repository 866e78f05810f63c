/** Cuts parts out of arrays, and puts arrays into larger ones. */
import { ShapeError, ValueError } from '../errors/index.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import {
  allocate,
  fittingTensor,
  sizeOf,
  SymbolicTensor,
  Tensor,
  type Shape,
  type TypedArray,
} from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply, specOf } from './apply.js';
import { subtract } from './arithmetic.js';
import { integersOf, readArguments, required, type Integers, type Scalar } from './arguments.js';
import { oneCopy } from './lowering.js';
import { defineOperation, type Operand, type ResultOf, type TensorSpec } from './operation.js';
import { reshape } from './reshape.js';
import { contiguous, copyStrided, gatherStrided, type Layout } from './strided-copy.js';
import { sum } from './summation.js';
import { within } from './naming.js';

/** The layout of a part that begins at `startIndices` in an array of this shape. */
function layoutAt(shape: Shape, startIndices: readonly number[]): Layout {
  const strides = rowMajorStrides(shape);
  return { strides, start: strides.reduce((start, stride, axis) => start + stride * startIndices[axis]!, 0) };
}

interface SliceAttributes {
  readonly startIndices: readonly number[];
  readonly shape: Shape;
}

const sliceOperation = /* @__PURE__ */ defineOperation<SliceAttributes>({
  name: 'slice',
  takesStrings: true,
  inferShape: ([x], attributes) => ({ shape: checkedSlice(x, attributes), dtype: x.dtype }),
  compute: ([x], { startIndices }, { shape }) => gatherStrided(x.data, x.dtype, layoutAt(x.shape, startIndices), shape),
  lower: ([x], { startIndices }, [output]) =>
    oneCopy(layoutAt(x.shape, startIndices), contiguous(output.shape), output.shape),
  gradient({ inputs, attributes: { startIndices, shape } }, [dy]) {
    const whole = inputs[0].shape;
    return [
      pad(
        dy,
        whole.map((length, axis) => [startIndices[axis]!, length - startIndices[axis]! - shape[axis]!]),
      ),
    ];
  },
});

function checkedSlice(x: TensorSpec, { startIndices, shape }: SliceAttributes): Shape {
  const isInside =
    startIndices.length === x.shape.length &&
    shape.length === x.shape.length &&
    x.shape.every((length, axis) => {
      const [start, count] = [startIndices[axis]!, shape[axis]!];
      return (
        Number.isInteger(start) &&
        Number.isInteger(count) &&
        start >= 0 &&
        count >= 0 &&
        start + count <= (length ?? Infinity)
      );
    });
  if (isInside) return shape;
  throw new ShapeError({
    where: 'ops.slice',
    expected: 'a start and a length for each axis that lie within x',
    received: { startIndices, shape, x },
  });
}

/**
 * The part of a tensor that begins at `startIndices` and has the given shape.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.slice([[1, 2, 3], [4, 5, 6]], [0, 1], [2, 2])
 * // → array([[2., 3.],
 * //          [5., 6.]], dtype=float32)
 */
export function slice<X extends Operand>(x: X, startIndices: Integers, shape: Integers): ResultOf<X>;
export function slice<X extends Operand>(
  x: X,
  options: { readonly startIndices: Integers; readonly shape: Integers },
): ResultOf<X>;
export function slice<X extends Operand>(
  x: X,
  startIndices: Integers,
  options: { readonly shape: Integers },
): ResultOf<X>;
export function slice<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  if (arguments.length > 3) checkArgumentCount('ops.slice', arguments, 3);
  const where = 'ops.slice';
  const read = readArguments<{ readonly startIndices: Integers; readonly shape: Integers }>(
    where,
    ['startIndices', 'shape'],
    given,
    { startIndices: required, shape: required },
  );
  return apply(sliceOperation, [x], {
    startIndices: integersOf(where, 'startIndices', read.startIndices),
    shape: integersOf(where, 'shape', read.shape),
  });
}

/**
 * How many elements to add before and after each axis: a pair for each axis, one pair for all, or one number for both ends of all axes. A
 * tensor of integers may take the place of either.
 */
export type PadWidth = Integers | readonly (readonly Scalar[])[];

/** How many elements there are before and after, at the two ends of an axis. */
export type Pair = readonly [before: number, after: number];

interface PadAttributes {
  readonly padWidth: readonly Pair[];
}

/** Surrounds the first input with the second, a number. */
const padOperation = /* @__PURE__ */ defineOperation<PadAttributes, 'one', 2>({
  name: 'pad',
  inferShape: ([x], { padWidth }) => ({
    // An empty axis can be padded, too.
    shape: x.shape.map((length, axis) => (length === null ? null : length + padWidth[axis]![0] + padWidth[axis]![1])),
    dtype: x.dtype,
  }),
  compute([x, value], { padWidth }, { shape, dtype }) {
    const target: TypedArray = allocate(dtype as 'float32', sizeOf(shape), 'ops.pad');
    const [constant] = value.data;
    if (constant !== 0) target.fill(constant!);
    copyStrided(
      x.data,
      contiguous(x.shape),
      target,
      layoutAt(
        shape,
        padWidth.map(([before]) => before),
      ),
      x.shape,
    );
    return target;
  },
  gradient({ inputs: [x, value], attributes, wanted }, [dy]) {
    const ofWhole = slice(
      dy,
      attributes.padWidth.map(([before]) => before),
      x.shape,
    );
    return [ofWhole, wanted[1] ? reshape(subtract(sum(dy), sum(ofWhole)), value.shape) : null];
  },
});

/** A pair for each of the axes of x. */
export function pairsOf(x: TensorSpec, padWidth: PadWidth): Pair[] {
  const rank = x.shape.length;
  const lists = widthsOf(padWidth, rank);
  const isCount = (count: unknown): boolean => Number.isInteger(count) && (count as number) >= 0;
  const isOfPairs = lists?.every((pair) => pair.length === 2 && pair.every(isCount)) === true;
  if (lists !== undefined && isOfPairs && (lists.length === rank || lists.length === 1)) {
    return Array.from({ length: rank }, (_, axis) => (lists.length === 1 ? lists[0] : lists[axis]) as Pair);
  }
  throw new ValueError({
    where: 'ops.pad',
    expected: 'for each axis a pair of integers ≥ 0, [before, after]',
    received: { padWidth, x },
  });
}

function widthsOf(padWidth: PadWidth, rank: number): (readonly number[])[] | undefined {
  if (Array.isArray(padWidth) && padWidth.every(Array.isArray)) return padWidth as (readonly number[])[];
  const numbers = integersOf('ops.pad', 'padWidth', padWidth as Integers);
  if (padWidth instanceof Tensor && padWidth.rank === 2) {
    return Array.from({ length: numbers.length / 2 }, (_, axis) => numbers.slice(2 * axis, 2 * axis + 2));
  }
  if (numbers.length === 1) return Array.from({ length: rank }, () => [numbers[0]!, numbers[0]!]);
  return numbers.length === 2 ? [numbers] : undefined;
}

interface PadArguments {
  readonly padWidth: PadWidth;
  readonly constantValues: Operand;
}

/**
 * The tensor surrounded by `constantValues` (0): so many elements before and after each axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.pad([[1, 2]], [[1, 0], [0, 1]], { constantValues: 7 })
 * // → array([[7., 7., 7.],
 * //          [1., 2., 7.]], dtype=float32)
 * ops.pad([1, 2], 1) // → array([0., 1., 2., 0.], dtype=float32)
 */
export function pad<X extends Operand>(
  x: X,
  padWidth: PadWidth,
  options?: { readonly constantValues?: Operand | undefined },
): ResultOf<X>;
export function pad<X extends Operand>(
  x: X,
  options: { readonly padWidth: PadWidth; readonly constantValues?: Operand | undefined },
): ResultOf<X>;
export function pad<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.pad';
  return within(where, () => {
    const read = readArguments<PadArguments>(where, ['padWidth'], given, { padWidth: required, constantValues: 0 });
    const spec = specOf(x, where);
    const isSymbolic = read.constantValues instanceof SymbolicTensor;
    const value = isSymbolic ? read.constantValues : fittingTensor(where, read.constantValues, spec.dtype);
    if (value.dtype !== spec.dtype || !value.shape.every((length) => length === 1)) {
      throw new ValueError({
        where,
        expected: '`constantValues` to be one number',
        received: { constantValues: value },
      });
    }
    return apply(padOperation, [x, value], { padWidth: pairsOf(spec, read.padWidth) });
  });
}
