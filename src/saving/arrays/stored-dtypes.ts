/** The dtypes that occur in files: those that tensors compute in, and those that are converted when they are read. */
import type { StorageDType } from '../../tensor/index.js';

export type StoredDType = 'float32' | 'float64' | 'int32' | 'uint8' | 'bool' | StorageDType;

/** Bytes per element. */
export const storedSize: Readonly<Record<StoredDType, number>> = {
  ...{ float32: 4, float64: 8, float16: 2, bfloat16: 2, bool: 1 },
  ...{ int8: 1, int16: 2, int32: 4, int64: 8, uint8: 1, uint16: 2, uint32: 4, uint64: 8 },
};

export const isStoredDType = (name: unknown): name is StoredDType =>
  typeof name === 'string' && Object.hasOwn(storedSize, name);
