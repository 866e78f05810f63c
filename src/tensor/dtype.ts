import { DTypeError, ValueError } from '../errors/index.js';
import { roundedToHalf, roundToHalf, type HalfDType } from './half-precision.js';

/** `reduce` with a signature that fits all typed arrays, so that it can be called on a union of them. */
interface Reducible {
  reduce(combine: (total: number, element: number, index: number) => number, initial?: number): number;
}

/** The arrays that numbers are computed in. */
export type TypedArray = (Float32Array | Float64Array | Int32Array | Uint8Array) & Reducible;

/** The array that holds a tensor's elements; an element of a `bool` tensor is a byte, 0 or 1. */
export type TensorData = TypedArray | string[];

/**
 * The array of each computing dtype. Not every engine has a Float16Array, so numbers of 16 bits lie in a Float32Array, each rounded to its
 * dtype.
 */
export interface DataByDType {
  float16: Float32Array;
  bfloat16: Float32Array;
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  uint8: Uint8Array;
  bool: Uint8Array;
  string: string[];
}

/** The types that tensors compute in. */
export type DType = keyof DataByDType;

/** The floating-point dtypes. */
export type FloatingDType = 'float16' | 'bfloat16' | 'float32' | 'float64';

const allocators: { readonly [D in DType]: (size: number) => DataByDType[D] } = {
  float16: (size) => new Float32Array(size),
  bfloat16: (size) => new Float32Array(size),
  float32: (size) => new Float32Array(size),
  float64: (size) => new Float64Array(size),
  int32: (size) => new Int32Array(size),
  uint8: (size) => new Uint8Array(size),
  bool: (size) => new Uint8Array(size),
  string: (size) => new Array<string>(size).fill(''),
};

/** What is being computed, for errors about memory whose callers do not say their own place. */
let computing = 'tensor';

/** Runs `body`, which computes `where`. */
export function inPlace<Result>(where: string, body: () => Result): Result {
  const outer = computing;
  computing = where;
  try {
    return body();
  } finally {
    computing = outer;
  }
}

/**
 * An array of zeros (of empty strings) for `size` elements of a dtype. A size that JavaScript cannot allocate is reported as an error of
 * `where`.
 */
export function allocate<D extends DType>(dtype: D, size: number, where = computing): DataByDType[D] {
  try {
    return allocators[dtype](size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw roomError(where, size);
  }
}

const roomError = (where: string, elements: number): ValueError =>
  new ValueError({ where, expected: 'no more elements than memory can hold', received: { elements } });

/** The most values that a list of JavaScript's may have here: far more of them end the program, since each is an object. */
const longestList = 2 ** 24;

/** That a list of so many values, such as the parts of an array, can be made. */
export function checkListLength(where: string, elements: number): void {
  if (elements > longestList) throw roomError(where, elements);
}

export function isDType(name: unknown): name is DType {
  return typeof name === 'string' && Object.hasOwn(allocators, name);
}

export function checkDType(where: string, dtype: unknown): asserts dtype is DType {
  if (isDType(dtype)) return;
  throw new DTypeError({
    where,
    expected: `one of the dtypes ${Object.keys(allocators).join(', ')}`,
    received: { dtype },
  });
}

export function isFloating(dtype: DType): dtype is FloatingDType {
  return dtype === 'float32' || dtype === 'float64' || isHalf(dtype);
}

/** Whether numbers of a dtype have 16 bits; these are computed in float32 and rounded after every operation. */
export function isHalf(dtype: DType): dtype is HalfDType {
  return dtype === 'float16' || dtype === 'bfloat16';
}

/** The value that a plain number takes beside a tensor of a dtype: the nearest one of that dtype; the nearest float32 beside integers. */
export function roundTo(x: number, dtype: DType): number {
  if (isHalf(dtype)) return roundToHalf(x, dtype);
  return dtype === 'float64' ? x : Math.fround(x);
}

/** The largest and smallest value of the integer dtypes. */
export const integerRange = { int32: [-(2 ** 31), 2 ** 31 - 1], uint8: [0, 255] } as const;

/** The result of an operation on two dtypes has the one that stands later here, as in JAX and Keras. */
const promotionOrder: readonly DType[] = ['bool', 'uint8', 'int32', 'float16', 'bfloat16', 'float32', 'float64'];

/**
 * The dtype of an operation on two tensors: the later one of bool, uint8, int32, float16, bfloat16, float32, float64. float16 with bfloat16
 * gives float32, because neither of them can hold all values of the other.
 */
export function promoteDTypes(where: string, a: DType, b: DType): DType {
  if (a === b) return a;
  if (a === 'string' || b === 'string') {
    throw new DTypeError({ where, expected: 'numbers only, or strings only', received: { dtypes: [a, b] } });
  }
  if (isHalf(a) && isHalf(b)) return 'float32';
  return promotionOrder[Math.max(promotionOrder.indexOf(a), promotionOrder.indexOf(b))]!;
}

/** The first of uint8, int32 and float32 that can hold a plain JavaScript number. */
export function leastDType(value: number): DType {
  if (!Number.isInteger(value)) return 'float32';
  return value >= integerRange.uint8[0] && value <= integerRange.uint8[1] ? 'uint8' : 'int32';
}

/**
 * The dtype that plain JavaScript numbers take beside a tensor of `dtype`; `least` is the smallest dtype that holds them. Numbers are weak,
 * as in JAX and Keras: they take the tensor's dtype where it can hold them, so that `ops.multiply(x, 2)` keeps integers, float16 and
 * float64.
 */
export function weakDType(where: string, least: DType, dtype: DType): DType {
  return isFloating(dtype) ? dtype : promoteDTypes(where, least, dtype === 'bool' ? 'int32' : dtype);
}

/** Cuts towards zero, clips to the range, and turns NaN into 0. XLA does so; C and NumPy leave it undefined. */
function truncateInto(
  target: Int32Array | Uint8Array,
  data: TypedArray,
  [least, most]: readonly [number, number],
): TypedArray {
  for (let i = 0; i < data.length; i++) target[i] = Math.min(most, Math.max(least, Math.trunc(data[i]!)));
  return target;
}

function toBool(data: TypedArray): Uint8Array {
  const bits = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) bits[i] = data[i] === 0 ? 0 : 1;
  return bits;
}

/**
 * The same values as an array of another dtype, or the given array if no value changes, as from float16 to float32. Floating-point numbers
 * are cut towards zero and clipped to the range of an integer dtype; integers wrap around; as bool, all but 0 is true; for float16 and
 * bfloat16, values are rounded to the nearest, ties to even, and overflow to infinity.
 */
export function castData(where: string, data: TypedArray, from: DType, to: DType): TypedArray;
export function castData(where: string, data: TensorData, from: DType, to: DType): TensorData;
export function castData(where: string, data: TensorData, from: DType, to: DType): TensorData {
  if (from === to) return data;
  if (Array.isArray(data) || to === 'string') {
    throw new DTypeError({ where, expected: 'a conversion between numbers', received: { from, to } });
  }
  switch (to) {
    case 'bool':
      return toBool(data);
    case 'float16':
    case 'bfloat16':
      return roundedToHalf(data, to);
    case 'float32':
      // Values of a 16-bit dtype lie in a Float32Array already, which can be shared because nothing changes a tensor's data.
      return isHalf(from) ? data : new Float32Array(data);
    case 'float64':
      return new Float64Array(data);
    case 'int32':
      return isFloating(from)
        ? truncateInto(new Int32Array(data.length), data, integerRange.int32)
        : new Int32Array(data);
    case 'uint8':
      return isFloating(from)
        ? truncateInto(new Uint8Array(data.length), data, integerRange.uint8)
        : new Uint8Array(data);
  }
}

/** The same, but a value that lies outside the range of an integer dtype is an error. */
export function fittingData(where: string, data: TypedArray, from: DType, to: DType): TypedArray {
  if (from !== to && (to === 'int32' || to === 'uint8')) {
    for (let i = 0; i < data.length; i++) checkFits(where, data[i]!, to);
  }
  return castData(where, data, from, to);
}

/** That an integer dtype can hold a number, which is cut towards zero. */
export function checkFits(where: string, value: number, dtype: 'int32' | 'uint8'): void {
  const [least, most] = integerRange[dtype];
  const integer = Math.trunc(value);
  if (integer >= least && integer <= most) return;
  throw new ValueError({
    where,
    expected: `numbers that ${dtype} can hold, from ${least} to ${most}`,
    received: { value },
  });
}
