/** Reads elements by their indices, and adds up elements at indices, which is the gradient of reading. */
import { DTypeError, ShapeError, ValueError } from '../errors/index.js';
import {
  allocate,
  asTensor,
  asTensorOf,
  checkDType,
  isFloating,
  sizeOf,
  type DType,
  type Shape,
  type Tensor,
  type TensorData,
  type TypedArray,
} from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { numberOf, readArguments, required, type Scalar } from './arguments.js';
import { resolveAxis, viewAlong } from './axes.js';
import { broadcastStrides, spreadElements } from './broadcasting.js';
import { castTo } from './casting.js';
import { defineOperation, type Operand, type Operation, type ResultOf, type TensorSpec } from './operation.js';
import { ravel } from './reshape.js';
import { within } from './naming.js';

interface AxisAttributes {
  readonly axis: number;
}

interface OptionalAxis {
  readonly axis: number | null;
}

function checkIndices(where: string, indices: TensorSpec): void {
  if (indices.dtype === 'int32' || indices.dtype === 'uint8') return;
  throw new DTypeError({ where, expected: 'indices of an integer dtype', received: { indices } });
}

/** The position that an index means on an axis of this length; negative indices count from the end. */
function positionOf(where: string, index: number, length: number): number {
  if (index >= -length && index < length) return index < 0 ? index + length : index;
  throw new ValueError({ where, expected: `indices from ${-length} to ${length - 1}`, received: { index } });
}

/** Indices that are given as plain numbers become integers, not float32; an empty list has no numbers that could tell. */
function asIndices(where: string, indices: Operand): Operand {
  if (typeof indices !== 'number' && !Array.isArray(indices)) return indices;
  const given = asTensor(indices, 'int32', where);
  return given.size === 0 ? asTensorOf(where, given, 'int32') : given;
}

const takeOperation: Operation<AxisAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<AxisAttributes, 'one', 2>({
  name: 'take',
  takesStrings: true,
  inferShape([x, indices], { axis }) {
    checkIndices('ops.take', indices);
    const along = resolveAxis('ops.take', axis, x.shape.length);
    return { shape: [...x.shape.slice(0, along), ...indices.shape, ...x.shape.slice(along + 1)], dtype: x.dtype };
  },
  compute([x, indices], { axis }, { shape, dtype }) {
    const { outer, length, inner } = viewAlong(x.shape, resolveAxis('ops.take', axis, x.rank));
    const target: TensorData = allocate<DType>(dtype, sizeOf(shape));
    let write = 0;
    for (let block = 0; block < outer; block++) {
      for (const index of indices.data) {
        const read = (block * length + positionOf('ops.take', index, length)) * inner;
        for (let i = 0; i < inner; i++) target[write++] = x.data[read + i]!;
      }
    }
    return target;
  },
  gradient({ inputs: [x, indices], attributes }, [dy]) {
    return [
      apply(addAtOperation, [dy, indices], {
        axis: resolveAxis('ops.take', attributes.axis, x.rank),
        shape: x.shape,
      }),
      null,
    ];
  },
});

interface AddAtAttributes extends AxisAttributes {
  readonly shape: Shape;
}

/** Adds slices to zeros of a given shape, at indices along an axis. */
const addAtOperation: Operation<AddAtAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<AddAtAttributes, 'one', 2>(
  {
    name: 'take gradient',
    where: 'ops.take',
    inferShape: ([x], { shape }) => ({ shape, dtype: x.dtype }),
    compute([x, indices], { axis }, { shape, dtype }) {
      const { outer, length, inner } = viewAlong(shape, axis);
      const target = allocate(dtype as 'float32', sizeOf(shape));
      const slices = x.data;
      let read = 0;
      for (let block = 0; block < outer; block++) {
        for (const index of indices.data) {
          const write = (block * length + positionOf('ops.take', index, length)) * inner;
          for (let i = 0; i < inner; i++) target[write + i]! += slices[read++]!;
        }
      }
      return target;
    },
    gradient: ({ inputs: [, indices], attributes: { axis } }, [dy]) => [
      apply(takeOperation, [dy, indices], { axis }),
      null,
    ],
  },
);

/** Zeros of a shape, to which the slices of x are added at `indices` along an axis, which is counted from the first. */
export function sumAt<X extends Operand>(x: X, indices: Operand, attributes: AddAtAttributes): ResultOf<X> {
  if (specOf(x, 'ops.take').dtype !== 'bool') return apply(addAtOperation, [x, indices], attributes);
  // Truth values are counted, so that a sum of them is true where one of them is.
  const counts = apply<Tensor, AddAtAttributes>(addAtOperation, [castTo<Operand>(x, 'int32'), indices], attributes);
  return castTo(counts, 'bool') as unknown as ResultOf<X>;
}

/**
 * The slices of x at `indices` along an axis; without an axis, its elements in row-major order. In the result, the axes of `indices` take
 * the place of the axis. Negative indices count from the end.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.take([10, 20, 30], [2, 0, -1]) // → array([30., 10., 30.], dtype=float32)
 * ops.take([[1, 2], [3, 4]], 1, { axis: 0 }) // → array([3., 4.], dtype=float32)
 */
export function take<X extends Operand, I extends Operand>(x: X, indices: I, options?: TakeOptions): ResultOf<X, I>;
export function take<X extends Operand, I extends Operand>(
  x: X,
  options: TakeOptions & { readonly indices: I },
): ResultOf<X, I>;
export function take<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  return within('ops.take', () => {
    const { indices, axis } = takeArguments('ops.take', given);
    const from: Operand = axis === null ? ravel<Operand>(x) : x;
    return apply(takeOperation, [from, asIndices('ops.take', indices)], { axis: axis ?? 0 });
  });
}

/** Options of `take` and `takeAlongAxis`: the axis along which indices count; `null`, the default, means the elements in row-major order. */
export interface TakeOptions {
  /** The axis along which elements are taken. */
  readonly axis?: Scalar | null | undefined;
}

const takeArguments = (where: string, given: readonly unknown[]): OptionalAxis & { readonly indices: Operand } =>
  readArguments<OptionalAxis & { readonly indices: Operand }>(where, ['indices'], given, {
    indices: required,
    axis: null,
  });

const takeAlongAxisOperation: Operation<AxisAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  AxisAttributes,
  'one',
  2
>({
  name: 'take_along_axis',
  where: 'ops.takeAlongAxis',
  inferShape([x, indices], { axis }) {
    const where = 'ops.takeAlongAxis';
    checkIndices(where, indices);
    const along = resolveAxis(where, axis, x.shape.length);
    if (!broadcastBeside(along, x, indices)) {
      throw new ShapeError({
        where,
        expected: `shapes that agree or broadcast but along axis ${along}`,
        received: { x, indices },
      });
    }
    const shape = x.shape.map((length, each) => {
      const other = indices.shape[each]!;
      return each === along || length === 1 || (length === null && other !== 1) ? other : length;
    });
    return { shape, dtype: x.dtype };
  },
  compute([x, indices], { axis }, { shape, dtype }) {
    const target = allocate(dtype as 'float32', sizeOf(shape)) as TypedArray;
    const source = x.data;
    forEachPair(indices, x.shape, shape, axis, (there, here) => (target[here] = source[there]!));
    return target;
  },
  gradient({ inputs: [x, indices], attributes: { axis } }, [dy]) {
    return [apply(addAlongAxisOperation, [dy, indices], { axis, shape: x.shape }), null];
  },
});

const broadcastBeside = (along: number, x: TensorSpec, indices: TensorSpec): boolean =>
  indices.shape.length === x.shape.length &&
  x.shape.every((length, axis) => {
    const other = indices.shape[axis]!;
    return axis === along || length === other || [length, other].some((each) => each === 1 || each === null);
  });

/**
 * Calls `visit` for each element of `shape`, to which all arrays are broadcast, with the place in an array of shape `from` that its index
 * means.
 */
function forEachPair(
  indices: Tensor,
  from: Shape,
  shape: Shape,
  axis: number,
  visit: (there: number, here: number) => void,
): void {
  const along = resolveAxis('ops.takeAlongAxis', axis, shape.length);
  const length = from[along]!;
  const positions = spreadElements(indices, shape) as TypedArray;
  const strides = broadcastStrides(
    from,
    from.map((_, each) => (each === along ? length : shape[each]!)),
  );
  const ownStride = strides[along]!;
  const index = new Array<number>(shape.length).fill(0);
  let start = 0;
  for (let here = 0; here < positions.length; here++) {
    visit(start + positionOf('ops.takeAlongAxis', positions[here]!, length) * ownStride, here);
    for (let each = shape.length - 1; each >= 0; each--) {
      const stride = each === along ? 0 : strides[each]!;
      start += stride;
      if (++index[each]! < shape[each]!) break;
      start -= stride * shape[each]!;
      index[each] = 0;
    }
  }
}

const addAlongAxisOperation: Operation<AddAtAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  AddAtAttributes,
  'one',
  2
>({
  name: 'take_along_axis gradient',
  where: 'ops.takeAlongAxis',
  inferShape: ([x], { shape }) => ({ shape, dtype: x.dtype }),
  compute([x, indices], { axis }, { shape, dtype }) {
    const target = allocate(dtype as 'float32', sizeOf(shape)) as TypedArray;
    const source = x.data;
    forEachPair(indices, shape, x.shape, axis, (there, here) => (target[there]! += source[here]!));
    return target;
  },
  gradient: ({ inputs: [, indices], attributes: { axis } }, [dy]) => [
    apply(takeAlongAxisOperation, [dy, indices], { axis }),
    null,
  ],
});

/**
 * The elements of x at the positions `indices` along an axis, for each row separately: the results of `ops.argsort` and `ops.argmax` can be
 * used as indices. The other axes broadcast. Without an axis, the elements are taken in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.takeAlongAxis([[1, 2, 3], [4, 5, 6]], [[2], [0]], { axis: 1 })
 * // → array([[3.],
 * //          [4.]], dtype=float32)
 */
export function takeAlongAxis<X extends Operand, I extends Operand>(
  x: X,
  indices: I,
  options?: TakeOptions,
): ResultOf<X, I>;
export function takeAlongAxis<X extends Operand, I extends Operand>(
  x: X,
  options: TakeOptions & { readonly indices: I },
): ResultOf<X, I>;
export function takeAlongAxis<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.takeAlongAxis';
  return within(where, () => {
    const { indices, axis } = takeArguments(where, given);
    const [from, at] = [x, asIndices(where, indices)].map((each): Operand => (axis === null ? ravel(each) : each));
    return apply(takeAlongAxisOperation, [from!, at!], { axis: axis ?? 0 });
  });
}

interface OneHotAttributes extends AxisAttributes {
  readonly numClasses: number;
  readonly dtype: 'float32' | 'float64' | 'int32' | 'uint8' | 'bool';
}

const oneHotOperation: Operation<OneHotAttributes, 'one'> = /* @__PURE__ */ defineOperation<OneHotAttributes>({
  name: 'one_hot',
  where: 'ops.oneHot',
  inferShape([x], { numClasses, axis, dtype }) {
    const where = 'ops.oneHot';
    if (isFloating(x.dtype)) throw new DTypeError({ where, expected: 'classes of an integer dtype', received: { x } });
    if (!Number.isInteger(numClasses) || numClasses < 0) {
      throw new ValueError({ where, expected: 'a number of classes, an integer ≥ 0', received: { numClasses } });
    }
    const place = resolveAxis(where, axis, x.shape.length + 1);
    return { shape: [...x.shape.slice(0, place), numClasses, ...x.shape.slice(place)], dtype };
  },
  compute([x], { numClasses, axis }, { shape, dtype }) {
    const { inner } = viewAlong(shape, resolveAxis('ops.oneHot', axis, shape.length));
    const target = allocate(dtype as 'float32', sizeOf(shape));
    x.data.forEach((label: number, index: number) => {
      if (label < 0 || label >= numClasses) return;
      target[(Math.floor(index / inner) * numClasses + label) * inner + (index % inner)] = 1;
    });
    return target;
  },
});

/**
 * For each class number a vector, along a new axis, with 1 at the class and 0 elsewhere. For a number out of range, all elements are 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.oneHot([0, 2], 3)
 * // → array([[1., 0., 0.],
 * //          [0., 0., 1.]], dtype=float32)
 */
export function oneHot<X extends Operand>(x: X, numClasses: Scalar, options?: OneHotOptions): ResultOf<X>;
export function oneHot<X extends Operand>(x: X, options: OneHotOptions & { readonly numClasses: Scalar }): ResultOf<X>;
export function oneHot<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.oneHot';
  type Read = OneHotAttributes & { readonly sparse: boolean };
  const { numClasses, axis, dtype } = readArguments<Read>(where, ['numClasses'], given, {
    numClasses: required,
    axis: -1,
    dtype: 'float32',
    sparse: false,
  });
  checkDType(where, dtype);
  return apply(oneHotOperation, [asIndices(where, x)], {
    numClasses: numberOf(where, 'numClasses', numClasses),
    axis,
    dtype,
  });
}

/** Options of `oneHot`. */
export interface OneHotOptions {
  /** The place of the new axis; the last by default. */
  readonly axis?: Scalar | undefined;
  /** The dtype of the result; float32 by default. */
  readonly dtype?: OneHotAttributes['dtype'] | undefined;
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  readonly sparse?: boolean | undefined;
}
