import { DTypeError, ShapeError, ValueError } from '../errors/index.js';
import {
  allocate,
  castData,
  checkDType,
  checkFits,
  fittingData,
  isFloating,
  isHalf,
  promoteDTypes,
  leastDType,
  weakDType,
  type DataByDType,
  type DType,
  type TensorData,
  type TypedArray,
} from './dtype.js';
import {
  isImageData,
  isPostedTensor,
  tensorOfImage,
  tensorOfPosted,
  type ImageDataLike,
  type PostedTensor,
} from './foreign-tensors.js';
import { roundToHalf } from './half-precision.js';
import type { Scalar } from './nesting.js';
import { readOptions } from './options.js';
import { checkShape, checkSize, shapesEqual, sizeOf, type Shape } from './shape.js';
import { admitTypedArray, isTypedArray, type AnyTypedArray } from './storage.js';
import { SymbolicTensor } from './symbolic-tensor.js';
import { Tensor } from './tensor.js';
import { checkArgumentCount } from './argument-count.js';

/** An object, such as a `Variable`, that can stand for the tensor it holds. */
export interface TensorHolder {
  readonly value: Tensor;
}

/** What nested arrays may be made of: scalars, and tensors or typed arrays as rows. */
export type NestedTensorLike =
  | Scalar
  | Tensor<TensorData>
  | TensorHolder
  | AnyTypedArray
  | PostedTensor
  | ImageDataLike
  | readonly NestedTensorLike[];

/** What a tensor of numbers, or of booleans, can be made of. */
type NumbersLike =
  | number
  | boolean
  | Tensor
  | TensorHolder
  | AnyTypedArray
  | (PostedTensor & { readonly data: TypedArray })
  | ImageDataLike
  | readonly NumbersLike[];

/** The array of a given dtype, or of any dtype where the dtype is not known to the compiler. */
type DataOf<D extends DType> = DType extends D ? TypedArray : DataByDType[D];

/** What a tensor of strings can be made of. */
type StringsLike = string | Tensor<string[]> | readonly StringsLike[];

/** Everything that is accepted where a tensor is wanted. */
export type TensorLike = NestedTensorLike;

/** How `tensor` is to read its data. */
export interface TensorOptions {
  /** The shape of the result; by default that of the data. */
  readonly shape?: Shape | undefined;
  /** The dtype of the result; by default numbers are float32 and a typed array keeps its type. */
  readonly dtype?: DType | undefined;
}

/**
 * The tensor for a value that has a shape and a dtype of its own: a typed array, a holder of a tensor, an image, a tensor that was posted;
 * undefined for plain JavaScript values. Integers beyond int32 are an error, unless `dtype` is a floating-point one: then they become
 * float64.
 */
function typedTensor(where: string, value: unknown, dtype?: DType): Tensor | undefined {
  // A symbolic tensor may stand where a tensor does; code that asks for its elements gets an error that explains why there are none.
  if (value instanceof Tensor || value instanceof SymbolicTensor) return value as Tensor;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (isTypedArray(value)) {
    const wideIntegers = dtype !== undefined && isFloating(dtype) ? 'float64' : 'int32';
    const { data, dtype: own } = admitTypedArray(where, value, wideIntegers);
    return new Tensor(data, [data.length], own);
  }
  if ('value' in value && (value.value instanceof Tensor || value.value instanceof SymbolicTensor)) {
    return value.value as Tensor;
  }
  if (isPostedTensor(value)) return tensorOfPosted(where, value);
  return isImageData(value) ? tensorOfImage(where, value) : undefined;
}

/** The most axes, as in NumPy. Deeper nesting is a mistake, or an array that contains itself. */
const mostAxes = 64;

/** The shape that nested arrays seem to have, judging by the first element of each. */
function claimedShape(where: string, data: NestedTensorLike, dtype: DType | undefined): number[] {
  const shape: number[] = [];
  let row: NestedTensorLike | undefined = data;
  while (Array.isArray(row)) {
    if (shape.push(row.length) > mostAxes) {
      throw new ShapeError({ where, expected: `arrays nested at most ${mostAxes} deep`, received: { data } });
    }
    row = (row as readonly NestedTensorLike[])[0];
  }
  return [...shape, ...(typedTensor(where, row, dtype)?.shape ?? [])];
}

type Visitor = (leaf: Scalar | Tensor) => void;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';

/** Calls `visit` with every scalar and every typed row, in row-major order; refuses nested arrays that do not have the given shape. */
function visitLeaves(where: string, data: NestedTensorLike, shape: Shape, visit: Visitor, dtype?: DType): void {
  const path: number[] = [];
  const place = (axis: number): string => ['data', ...path.slice(0, axis).map((index) => `[${index}]`)].join('');
  const raggedError = (axis: number, row: unknown): ShapeError =>
    new ShapeError({
      where,
      expected: `nested arrays of equal lengths, shape [${shape.join(', ')}] by their first elements`,
      received: { [place(axis)]: row },
    });
  const descend = (value: NestedTensorLike, axis: number): void => {
    if (isScalar(value)) {
      if (axis !== shape.length) throw raggedError(axis, value);
      visit(value);
    } else if (Array.isArray(value)) {
      const rows = value as readonly NestedTensorLike[];
      if (rows.length !== shape[axis]) throw raggedError(axis, rows);
      for (let i = 0; i < rows.length; i++) {
        path[axis] = i;
        descend(rows[i]!, axis + 1);
      }
    } else {
      const row = typedTensor(where, value, dtype);
      if (row === undefined) {
        const expected = 'numbers, booleans, typed arrays or tensors';
        throw new ValueError({ where, expected, received: { [place(axis)]: value } });
      }
      if (!shapesEqual(row.shape, shape.slice(axis))) throw raggedError(axis, value);
      visit(row);
    }
  };
  descend(data, 0);
}

/** The dtype that holds all leaves. Plain numbers are weak: they take the dtype of the typed rows beside them, or else the dtype `beside`. */
function commonDType(where: string, data: NestedTensorLike, shape: Shape, beside: DType | undefined): DType {
  let typed: DType | undefined;
  let numbers: DType | undefined;
  let others: DType | undefined;
  const both = (a: DType | undefined, b: DType): DType => promoteDTypes(where, a ?? b, b);
  visitLeaves(where, data, shape, (leaf) => {
    if (typeof leaf === 'number') numbers = both(numbers, leastDType(leaf));
    else if (leaf instanceof Tensor) typed = both(typed, leaf.dtype);
    else others = both(others, typeof leaf === 'boolean' ? 'bool' : 'string');
  });
  const neighbour = typed ?? beside ?? 'float32';
  const dtypes = [typed, numbers && weakDType(where, numbers, neighbour), others].filter(
    (dtype) => dtype !== undefined,
  );
  return dtypes.length === 0 ? 'float32' : dtypes.reduce(both);
}

/** The value of a JavaScript number in a dtype: for integer dtypes it is cut towards zero, as NumPy does, and must be in range. */
function checkedNumber(where: string, value: number, dtype: DType): number {
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  if (isHalf(dtype)) return roundToHalf(value, dtype);
  if (dtype !== 'int32' && dtype !== 'uint8') return value;
  checkFits(where, value, dtype);
  return Math.trunc(value);
}

/** How the elements of a typed array get another dtype: by `castData`, or by `fittingData`. */
type Convert = (where: string, data: TypedArray, from: DType, to: DType) => TypedArray;

function fill(
  where: string,
  target: TensorData,
  data: NestedTensorLike,
  shape: Shape,
  dtype: DType,
  convert: Convert,
): void {
  let next = 0;
  visitLeaves(
    where,
    data,
    shape,
    (leaf) => {
      if (leaf instanceof Tensor) {
        const row = convert(where, leaf.data, leaf.dtype, dtype);
        for (let i = 0; i < row.length; i++) target[next++] = row[i]!;
        return;
      }
      const isText = typeof leaf === 'string';
      if (isText !== (dtype === 'string')) {
        throw new DTypeError({ where, expected: `values that can be ${dtype}`, received: { value: leaf } });
      }
      target[next++] = isText ? leaf : checkedNumber(where, Number(leaf), dtype);
    },
    dtype,
  );
}

function fromPlainValues(
  where: string,
  data: NestedTensorLike,
  dtype?: DType,
  beside?: DType,
  convert: Convert = castData,
): Tensor {
  const shape = claimedShape(where, data, dtype);
  const chosen = dtype ?? commonDType(where, data, shape, beside);
  const target = allocate(chosen, sizeOf(shape));
  fill(where, target, data, shape, chosen, convert);
  return new Tensor(target as TypedArray, shape, chosen);
}

function reshaped(where: string, { data, dtype }: Tensor, shape: Shape): Tensor {
  checkShape(where, shape);
  checkSize(where, data.length, shape);
  return new Tensor(data, [...shape], dtype);
}

/** The tensor in another dtype; the tensor itself if it has that dtype already. The rules are those of `ops.cast`. */
export function castTensor(where: string, x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : new Tensor(castData(where, x.data, x.dtype, dtype), x.shape, dtype);
}

/** The typed array of a tensor of numbers. */
export function numericData(where: string, x: Tensor<TensorData>): TypedArray {
  if (!Array.isArray(x.data)) return x.data;
  throw new DTypeError({ where, expected: 'a tensor of numbers', received: { x } });
}

/** A value as a tensor of a given dtype: plain numbers must fit in the dtype, tensors and typed arrays are cast. */
export function asTensorOf(where: string, value: TensorLike, dtype: DType): Tensor {
  const typed = typedTensor(where, value, dtype);
  return typed === undefined ? fromPlainValues(where, value, dtype) : castTensor(where, typed, dtype);
}

/** The same, but tensors and typed arrays must fit as well. */
export function fittingTensor(where: string, value: TensorLike, dtype: DType): Tensor {
  const typed = typedTensor(where, value, dtype);
  if (typed === undefined) return fromPlainValues(where, value, dtype, undefined, fittingData);
  return typed.dtype === dtype
    ? typed
    : new Tensor(fittingData(where, typed.data, typed.dtype, dtype), typed.shape, dtype);
}

/**
 * Makes a tensor of a number, nested arrays, a typed array or another tensor. Numbers become float32, booleans bool,
 * strings string; a typed array keeps its type where tensors compute in it (Int8Array, Int16Array, Uint16Array become
 * int32, and Uint32Array and the BigInt arrays int32 if every value fits, or floats of any size if the `dtype` is one of
 * floats). An `ImageData` becomes its pixels, uint8 of shape [height, width, 4], and a tensor that `postMessage` or
 * `structuredClone` has made a plain object, `{ data, shape, dtype }`, a tensor again. A typed array is not copied, unless
 * it is a Float16Array: the tensor is a view of it, so later changes of the array show in the tensor.
 *
 * @example
 * import { tensor } from 'hillock';
 * tensor([[1, 2], [3, 4]])
 * // → array([[1., 2.],
 * //          [3., 4.]], dtype=float32)
 * tensor(new Int32Array([1, 2, 3, 4]), { shape: [2, 2] }).shape // → [ 2, 2 ]
 * tensor([1, 0, 2], { dtype: 'bool' }) // → array([ True, False,  True])
 * tensor(structuredClone(tensor([5]))) // → array([5.], dtype=float32)
 */
export function tensor<D extends DType>(
  data: TensorLike,
  options: TensorOptions & { readonly dtype: D },
): Tensor<DataOf<D>>;
export function tensor(data: NumbersLike, options?: TensorOptions): Tensor;
export function tensor(data: StringsLike, options?: TensorOptions): Tensor<string[]>;
export function tensor(data: TensorLike, options?: TensorOptions): Tensor;
export function tensor(data: TensorLike, options: TensorOptions = {}): Tensor<TensorData> {
  checkArgumentCount('tensor', arguments, 2);
  const { shape, dtype } = readOptions<TensorOptions>('tensor', options, { shape: undefined, dtype: undefined });
  if (dtype !== undefined) checkDType('tensor', dtype);
  const typed = typedTensor('tensor', data, dtype);
  const made =
    typed === undefined ? fromPlainValues('tensor', data, dtype) : castTensor('tensor', typed, dtype ?? typed.dtype);
  return shape === undefined ? made : reshaped('tensor', made, shape);
}

/**
 * A value as a tensor. Tensors, variables and typed arrays keep their dtype. Plain numbers are weak: they take the dtype `beside` where it
 * can hold them, or float32 if none is given.
 */
export function asTensor(value: TensorLike, beside?: DType, where = 'asTensor'): Tensor {
  return typedTensor(where, value) ?? fromPlainValues(where, value, undefined, beside);
}
