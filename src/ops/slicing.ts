/** Parts of an array and, the other way round, an array as part of a larger one. */
import { ShapeError, ValueError } from '../errors/index.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import { allocate, sizeOf, type Shape, type TypedArray } from '../tensor/index.js';
import { checkArgumentCount } from './argument-count.js';
import { apply } from './apply.js';
import { defineOperation, type Operand, type ResultOf, type TensorSpec } from './operation.js';
import { readOptions } from '../tensor/options.js';
import { contiguous, copyStrided, gatherStrided, type Layout } from './strided-copy.js';

/** The place of a part that begins at `startIndices` of an array of this shape. */
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
  inferShape: ([x], attributes) => ({ shape: checkedSlice(x!, attributes), dtype: x!.dtype }),
  compute: ([x], { startIndices }, { shape }) =>
    gatherStrided(x!.data, x!.dtype, layoutAt(x!.shape, startIndices), shape),
  gradient({ inputs, attributes: { startIndices, shape } }, [dy]) {
    const whole = inputs[0]!.shape;
    return [
      pad(
        dy!,
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
export function slice<X extends Operand>(x: X, startIndices: readonly number[], shape: Shape): ResultOf<X> {
  if (arguments.length > 3) checkArgumentCount('ops.slice', arguments, 3);
  return apply(sliceOperation, [x], { startIndices, shape });
}

/** How many elements to add before and after, for each axis. */
export type PadWidth = readonly (readonly [before: number, after: number])[];

interface PadAttributes {
  readonly padWidth: PadWidth;
  readonly constantValues: number;
}

const padOperation = /* @__PURE__ */ defineOperation<PadAttributes>({
  name: 'pad',
  inferShape([x], { padWidth }) {
    const isCount = (count: number): boolean => Number.isInteger(count) && count >= 0;
    if (padWidth.length !== x!.shape.length || !padWidth.every((pair) => pair.length === 2 && pair.every(isCount))) {
      throw new ValueError({
        where: 'ops.pad',
        expected: 'for each axis a pair of integers ≥ 0, [before, after]',
        received: { padWidth, x: x! },
      });
    }
    const shape = x!.shape.map((length, axis) => length && length + padWidth[axis]![0] + padWidth[axis]![1]);
    return { shape, dtype: x!.dtype };
  },
  compute([x], { padWidth, constantValues }, { shape, dtype }) {
    const target: TypedArray = allocate(dtype as 'float32', sizeOf(shape));
    if (constantValues !== 0) target.fill(constantValues);
    copyStrided(
      x!.data,
      contiguous(x!.shape),
      target,
      layoutAt(
        shape,
        padWidth.map(([before]) => before),
      ),
      x!.shape,
    );
    return target;
  },
  gradient({ inputs, attributes }, [dy]) {
    return [
      slice(
        dy!,
        attributes.padWidth.map(([before]) => before),
        inputs[0]!.shape,
      ),
    ];
  },
});

/**
 * The tensor with `constantValues` (0) around it: for each axis so many before and after.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.pad([[1, 2]], [[1, 0], [0, 1]], { constantValues: 7 })
 * // → array([[7., 7., 7.],
 * //          [1., 2., 7.]], dtype=float32)
 */
export function pad<X extends Operand>(
  x: X,
  padWidth: PadWidth,
  options: { readonly constantValues?: number | undefined } = {},
): ResultOf<X> {
  const { constantValues } = readOptions('ops.pad', options, { constantValues: 0 });
  return apply(padOperation, [x], { padWidth, constantValues });
}
