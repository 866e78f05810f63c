/** Reads and writes arrays as NumPy's files, as `numpy.save` and `numpy.load` do. */
import { DTypeError, ShapeError } from '../../errors/index.js';
import { rowMajorStrides } from '../../kernel/lattice.js';
import { gatherStrided } from '../../ops/strided-copy.js';
import {
  allocate,
  asTensor,
  castData,
  castTensor,
  checkDType,
  decodeStorage,
  encodeIntegers,
  encodeStorage,
  isDType,
  type DType,
  isFloating,
  numericData,
  type Shape,
  sizeOf,
  type StorageDType,
  type StoredIntegerDType,
  Tensor,
  type TensorLike,
  type TypedArray,
} from '../../tensor/index.js';
import { readOptions } from '../../tensor/options.js';
import { bytesOf } from './file-bytes.js';
import { npyHeader, readNpyHeader } from './npy-header.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** NumPy's codes (kind and bytes per element) for the dtypes that tensors compute in. */
const computingDTypes = {
  f4: 'float32',
  f8: 'float64',
  i4: 'int32',
  u1: 'uint8',
  b1: 'bool',
} as const satisfies Record<string, DType>;

/**
 * The codes of the dtypes that are converted when they are read. NumPy does not know bfloat16, whose arrays are saved as elements of two
 * bytes.
 */
const storageDTypes = {
  f2: 'float16',
  V2: 'bfloat16',
  i1: 'int8',
  i2: 'int16',
  i8: 'int64',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
} as const satisfies Record<string, StorageDType>;

type ComputingCode = keyof typeof computingDTypes;
type Code = ComputingCode | keyof typeof storageDTypes;

const isComputingCode = (code: string): code is ComputingCode => Object.hasOwn(computingDTypes, code);
const isCode = (code: string): code is Code => isComputingCode(code) || Object.hasOwn(storageDTypes, code);
const bytesPerElement = (code: Code): number => Number(code[1]);

/**
 * The array in the bytes of a NumPy file (`.npy`, format versions 1 to 3) as a tensor.
 *
 * Types that tensors do not compute in are converted: int8, int16, uint16, uint32, int64 and uint64 to int32, which
 * must hold every value unless a `dtype` of floats is asked for. Elements of two bytes without a type are bfloat16, as ml_dtypes saves it. Both byte orders are read, and Fortran order becomes row-major. The header is checked against the size of the
 * file before anything is allocated; pickled objects are refused.
 *
 * @param bytes - the file, as Node's `readFile` and the `arrayBuffer()` of a `Response` or `Blob` give it
 * @param options - `dtype`: the dtype of the result; by default that of the file
 *
 * @example
 * import { readNpy, tensor, writeNpy } from 'hillock';
 * readNpy(writeNpy(tensor([[1, 2], [3, 4]])));
 * // → array([[1., 2.],
 * //          [3., 4.]], dtype=float32)
 */
export function readNpy(
  bytes: Uint8Array | ArrayBufferLike,
  options: { readonly dtype?: DType | undefined } = {},
): Tensor {
  checkArgumentCount('readNpy', arguments, 2);
  const where = 'readNpy';
  const { dtype: wanted } = readOptions<{ dtype: DType | undefined }>(where, options, { dtype: undefined });
  if (wanted !== undefined) checkDType(where, wanted);
  const file = bytesOf(where, 'a NumPy file', bytes);
  const { descr, isFortranOrder, shape, length } = readNpyHeader(where, file);
  const { code, isBigEndian } = checkDescr(where, descr);
  const content = file.subarray(length);
  checkContent(where, content.length, code, shape);
  const littleEndian = isBigEndian ? swapped(content, bytesPerElement(code)) : content;
  const { data, dtype } = decode(where, littleEndian, code, wanted);
  const elements = isFortranOrder ? rowMajor(data, dtype, shape) : data;
  return castTensor(where, new Tensor(elements, shape, dtype), wanted ?? dtype);
}

const knownDTypes = (): string => [...Object.values(computingDTypes), ...Object.values(storageDTypes)].join(', ');

/** Checks a type code and splits it: `>f4` is f4, big-endian. */
function checkDescr(where: string, descr: string): { readonly code: Code; readonly isBigEndian: boolean } {
  const code = descr.slice(1);
  if ('<>|='.includes(descr.charAt(0)) && isCode(code)) return { code, isBigEndian: descr.startsWith('>') };
  throw new DTypeError({
    where,
    expected: `an array of one of the dtypes ${knownDTypes()}`,
    received: { descr },
    ...(code.startsWith('O') ? { hint: 'pickled Python objects can run code and are never loaded' } : {}),
  });
}

function checkContent(where: string, bytes: number, code: Code, shape: Shape): void {
  const expected = sizeOf(shape) * bytesPerElement(code);
  if (bytes === expected) return;
  throw new ShapeError({
    where,
    expected: `${expected} bytes after the header for shape [${shape.join(', ')}] of ${code}`,
    received: { bytes },
    ...(bytes < expected ? { hint: 'the file is truncated, or its header is wrong' } : {}),
  });
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const target = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) target[i] = bytes[i - (i % width) + width - 1 - (i % width)]!;
  return target;
}

function decode(
  where: string,
  bytes: Uint8Array,
  code: Code,
  wanted: DType | undefined,
): { readonly data: TypedArray; readonly dtype: DType } {
  if (!isComputingCode(code)) {
    const wideIntegers = wanted !== undefined && isFloating(wanted) ? 'float64' : 'int32';
    const hint = "pass { dtype: 'float64' } if numbers this large are meant";
    return decodeStorage(where, bytes, storageDTypes[code], { wideIntegers, hint });
  }
  const dtype = computingDTypes[code];
  const data = allocate(dtype, bytes.length / bytesPerElement(code));
  new Uint8Array(data.buffer).set(bytes);
  return { data: dtype === 'bool' ? castData(where, data, 'uint8', 'bool') : data, dtype };
}

/** The elements of an array in Fortran order, rearranged in row-major order. */
function rowMajor(data: TypedArray, dtype: DType, shape: Shape): TypedArray {
  const strides = rowMajorStrides([...shape].reverse()).reverse();
  return gatherStrided(data, dtype, { strides, start: 0 }, shape) as TypedArray;
}

/** The dtypes that NumPy's files are written in. */
export type NpyDType = Exclude<DType, 'string'> | StoredIntegerDType;

const codeOf = (dtype: string): Code | undefined =>
  Object.entries({ ...computingDTypes, ...storageDTypes }).find(([, name]) => name === dtype)?.[0] as Code | undefined;

/**
 * The bytes of a NumPy file (`.npy`) with the array, the same that `numpy.save` writes.
 *
 * @param x - the array
 * @param options - `dtype`: that of the file, by default the array's. Values are cast to it by the rules of `ops.cast`; an integer
 * dtype that only files have has to be able to hold every value.
 *
 * @example
 * import { readNpy, writeNpy } from 'hillock';
 * writeNpy([1, 2, 3]).length; // → 140
 * readNpy(writeNpy([1, 0.1], { dtype: 'float16' })); // → array([1. , 0.1], dtype=float16)
 */
export function writeNpy(x: TensorLike, options: { readonly dtype?: NpyDType | undefined } = {}): Uint8Array {
  checkArgumentCount('writeNpy', arguments, 2);
  const where = 'writeNpy';
  const array = asTensor(x, undefined, where);
  const { dtype } = readOptions<{ dtype: NpyDType }>(where, options, { dtype: array.dtype as NpyDType });
  const data = numericData(where, array);
  const code = codeOf(dtype);
  if (code === undefined) {
    throw new DTypeError({ where, expected: `one of the dtypes ${knownDTypes()}`, received: { dtype } });
  }
  const elements = encode(where, data, array.dtype, dtype);
  const header = npyHeader(`${code.endsWith('1') ? '|' : '<'}${code}`, array.shape);
  const bytes = new Uint8Array(header.length + elements.length);
  bytes.set(header);
  bytes.set(elements, header.length);
  return bytes;
}

/** The elements of an array as bytes of a file. */
function encode(where: string, data: TypedArray, from: DType, to: NpyDType): Uint8Array {
  if (!isDType(to)) return encodeIntegers(where, data, to);
  return encodeStorage({ data: castData(where, data, from, to), dtype: to });
}
