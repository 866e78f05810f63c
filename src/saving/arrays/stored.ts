/** Reads elements of files as tensors: dtypes that tensors compute in are used as they are, others are converted, with checks. */
import { FileError } from '../../errors/index.js';
import {
  allocate,
  decodeStorage,
  type DType,
  encodeStorage,
  isDType,
  isHalf,
  type Shape,
  type StorageDType,
  Tensor,
} from '../../tensor/index.js';
import { storedSize, type StoredDType } from './stored-dtypes.js';

const isHeldAsStored = (dtype: StoredDType): dtype is Exclude<StoredDType, StorageDType> =>
  isDType(dtype) && !isHalf(dtype);

/** The tensor whose elements are in `bytes`, in little-endian order. */
export function tensorOfStored(where: string, bytes: Uint8Array, shape: Shape, dtype: StoredDType): Tensor {
  const expected = shape.reduce((product, axis) => product * axis, storedSize[dtype]);
  if (bytes.length !== expected) {
    const received = { shape, dtype, bytes: bytes.length };
    throw new FileError({ kind: 'mismatch', where, expected: `${expected} bytes of data`, received });
  }
  if (isHeldAsStored(dtype)) {
    const data = allocate(dtype, bytes.length / storedSize[dtype]);
    new Uint8Array(data.buffer).set(bytes);
    if (dtype === 'bool') data.forEach((value, i) => (data[i] = value === 0 ? 0 : 1));
    return new Tensor(data, shape, dtype);
  }
  const elements = decodeStorage(where, bytes, dtype, { wideIntegers: fitsInt32(bytes, dtype) ? 'int32' : 'float64' });
  return new Tensor(elements.data, shape, elements.dtype);
}

const wideReaders: Partial<Record<StorageDType, (view: DataView, at: number) => number>> = {
  uint32: (view, at) => view.getUint32(at, true),
  int64: (view, at) => Number(view.getBigInt64(at, true)),
  uint64: (view, at) => Number(view.getBigUint64(at, true)),
};

/** Whether all integers fit into int32. Counters and states of seeds may not; they become float64, which holds integers up to 2^53 exactly. */
function fitsInt32(bytes: Uint8Array, dtype: StorageDType): boolean {
  const read = wideReaders[dtype];
  if (read === undefined) return true;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += storedSize[dtype]) {
    const value = read(view, at);
    if (value !== (value | 0)) return false;
  }
  return true;
}

/** The elements of a tensor as little-endian bytes in its own dtype, or as int64 if asked for: Keras stores counters in 64 bits. */
export function storedBytes(tensor: Tensor, dtype: DType | 'int64' = tensor.dtype): Uint8Array {
  if (dtype !== 'int64') return encodeStorage(tensor);
  const wide = new BigInt64Array(tensor.size);
  for (let i = 0; i < wide.length; i++) wide[i] = BigInt(tensor.data[i]!);
  return new Uint8Array(wide.buffer);
}
