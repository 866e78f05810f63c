import { DTypeError, ValueError } from '../errors/index.js';
import { integerRange, isHalf, type DType, type TypedArray } from './dtype.js';
import { decodeHalves, encodeHalves, type HalfDType } from './half-precision.js';

/** A Float16Array, described by what we use of it: the type libraries of older TypeScript versions do not have it. */
export interface Float16ArrayLike extends ArrayBufferView {
  readonly [Symbol.toStringTag]: 'Float16Array';
  readonly length: number;
  readonly [index: number]: number;
}

/** Every array that a tensor can be made of. */
export type AnyTypedArray =
  | TypedArray
  | Uint8ClampedArray
  | Int8Array
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float16ArrayLike;

/** The dtypes that occur in files, but in which tensors do not hold their data as it is. */
export type StorageDType = HalfDType | StoredIntegerDType;

/** The integer dtypes that occur in files, but in which tensors do not compute. */
export type StoredIntegerDType = 'int8' | 'int16' | 'uint16' | 'uint32' | 'int64' | 'uint64';

/** Elements on their way into a tensor: their array, and its computing dtype. */
export interface Elements {
  readonly data: TypedArray;
  readonly dtype: DType;
}

const [leastInteger, mostInteger] = integerRange.int32;

type WideIntegers = Uint32Array | BigInt64Array | BigUint64Array;

const fewerDigits =
  "pass { dtype: 'float64' } to tensor, or convert to Float64Array first, if numbers this large are meant";

function checkedInt32(where: string, array: WideIntegers, hint = fewerDigits): Elements {
  const data = new Int32Array(array.length);
  for (let i = 0; i < array.length; i++) {
    const value = Number(array[i]!);
    if (value < leastInteger || value > mostInteger) {
      throw new ValueError({
        where,
        expected: `integers that int32 can hold, from ${leastInteger} to ${mostInteger}`,
        received: { [`element ${i}`]: array[i] },
        hint,
      });
    }
    data[i] = value;
  }
  return { data, dtype: 'int32' };
}

const asFloat64 = (array: WideIntegers): Elements => ({
  data: Float64Array.from<number | bigint>(array, Number),
  dtype: 'float64',
});

const admitWide = (array: WideIntegers, where: string, wide: 'int32' | 'float64'): Elements =>
  wide === 'int32' ? checkedInt32(where, array) : asFloat64(array);

const asInt32 = (array: ArrayLike<number>): Elements => ({ data: Int32Array.from(array), dtype: 'int32' });

/** How each kind of typed array becomes elements of a computing dtype. Arrays of a computing dtype are taken as they are, without a copy. */
const admissions: Readonly<Record<string, (array: never, where: string, wide: 'int32' | 'float64') => Elements>> = {
  Float32Array: (data: Float32Array) => ({ data, dtype: 'float32' }),
  Float64Array: (data: Float64Array) => ({ data, dtype: 'float64' }),
  Int32Array: (data: Int32Array) => ({ data, dtype: 'int32' }),
  Uint8Array: (data: Uint8Array) => ({ data, dtype: 'uint8' }),
  Uint8ClampedArray: (array: Uint8ClampedArray) => ({
    data: new Uint8Array(array.buffer, array.byteOffset, array.length),
    dtype: 'uint8',
  }),
  Float16Array: (array: Float16ArrayLike) => ({ data: Float32Array.from(array), dtype: 'float16' }),
  Int8Array: asInt32,
  Int16Array: asInt32,
  Uint16Array: asInt32,
  Uint32Array: admitWide,
  BigInt64Array: admitWide,
  BigUint64Array: admitWide,
};

/** Whether a value is a typed array of a kind that a tensor can be made of. */
export function isTypedArray(value: unknown): value is AnyTypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/**
 * A typed array of any kind as elements of a computing dtype; the array itself if its type is one. With `wideIntegers`, integers that may
 * exceed int32 become float64.
 */
export function admitTypedArray(
  where: string,
  array: AnyTypedArray,
  wideIntegers: 'int32' | 'float64' = 'int32',
): Elements {
  // `Symbol.toStringTag`, unlike the constructor, is the same for arrays of another frame or context and for Node's Buffer.
  const admit = admissions[array[Symbol.toStringTag]];
  if (admit !== undefined) return admit(array as never, where, wideIntegers);
  throw new DTypeError({ where, expected: 'a typed array of numbers', received: { data: array } });
}

const decodedHalves = ({ buffer }: Uint8Array<ArrayBuffer>, dtype: HalfDType): Elements => ({
  data: decodeHalves(new Uint16Array(buffer), dtype),
  dtype,
});

/** The storage dtypes whose integers may exceed int32. */
const wideArrays = { uint32: Uint32Array, int64: BigInt64Array, uint64: BigUint64Array } as const;

type WideDType = keyof typeof wideArrays;

const isWide = (dtype: StorageDType): dtype is WideDType => Object.hasOwn(wideArrays, dtype);

type Decoder = (bytes: Uint8Array<ArrayBuffer>) => Elements;

const decoders: { readonly [S in Exclude<StorageDType, WideDType>]: Decoder } = {
  float16: (bytes) => decodedHalves(bytes, 'float16'),
  bfloat16: (bytes) => decodedHalves(bytes, 'bfloat16'),
  int8: ({ buffer }) => asInt32(new Int8Array(buffer)),
  int16: ({ buffer }) => asInt32(new Int16Array(buffer)),
  uint16: ({ buffer }) => asInt32(new Uint16Array(buffer)),
};

/**
 * The little-endian bytes of a storage dtype as elements of the computing dtype that holds them, checked. Integers that may exceed int32
 * can become float64.
 */
export function decodeStorage(
  where: string,
  bytes: Uint8Array,
  dtype: StorageDType,
  { wideIntegers = 'int32', hint }: { readonly wideIntegers?: 'int32' | 'float64'; readonly hint?: string } = {},
): Elements {
  // The bytes may start at any address; a copy starts at one that every element size divides.
  const copy = Uint8Array.from(bytes);
  if (!isWide(dtype)) return decoders[dtype](copy);
  const integers = new wideArrays[dtype](copy.buffer);
  return wideIntegers === 'int32' ? checkedInt32(where, integers, hint) : asFloat64(integers);
}

/** The little-endian bytes of elements in a file: the bytes of their array, or two bytes for each number of 16 bits. */
export function encodeStorage({ data, dtype }: Elements): Uint8Array {
  const stored = isHalf(dtype) ? encodeHalves(data as Float32Array, dtype) : data;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/** The least and the greatest integer of each storage dtype, and its array. */
const integerArrays = {
  int8: { make: (size: number) => new Int8Array(size), range: [-(2 ** 7), 2 ** 7 - 1] },
  int16: { make: (size: number) => new Int16Array(size), range: [-(2 ** 15), 2 ** 15 - 1] },
  uint16: { make: (size: number) => new Uint16Array(size), range: [0, 2 ** 16 - 1] },
  uint32: { make: (size: number) => new Uint32Array(size), range: [0, 2 ** 32 - 1] },
  int64: { make: (size: number) => new BigInt64Array(size), range: [-(2 ** 63), 2 ** 63 - 1024] },
  uint64: { make: (size: number) => new BigUint64Array(size), range: [0, 2 ** 64 - 2048] },
} as const;

/** The little-endian bytes of elements in an integer dtype that only files have; the elements must be integers in its range. */
export function encodeIntegers(where: string, data: TypedArray, dtype: StoredIntegerDType): Uint8Array {
  const { make, range } = integerArrays[dtype];
  const target = make(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Number.isInteger(value) || value < range[0] || value > range[1]) {
      throw new ValueError({
        where,
        expected: `integers that ${dtype} can hold, from ${range[0]} to ${range[1]}`,
        received: { [`element ${i}`]: value },
      });
    }
    target[i] = target instanceof BigInt64Array || target instanceof BigUint64Array ? BigInt(value) : value;
  }
  return new Uint8Array(target.buffer);
}
