/** The element types of HDF5 that tensors can have. */
import type { StoredDType } from '../arrays/stored-dtypes.js';
import type { StoredType } from './library.js';

/** The numbers of HDF5's classes of types. */
export const typeClass = { integer: 0, float: 1, string: 3, opaque: 5, enumeration: 8 } as const;

const classNames: Readonly<Record<number, string>> = {
  2: 'time',
  3: 'string',
  4: 'bit field',
  5: 'opaque',
  6: 'compound',
  7: 'reference',
  8: 'enumeration',
  9: 'variable-length list',
  10: 'array',
};

const floats: Readonly<Record<number, StoredDType>> = { 2: 'float16', 4: 'float32', 8: 'float64' };
const signedIntegers: Readonly<Record<number, StoredDType>> = { 1: 'int8', 2: 'int16', 4: 'int32', 8: 'int64' };
const unsignedIntegers: Readonly<Record<number, StoredDType>> = { 1: 'uint8', 2: 'uint16', 4: 'uint32', 8: 'uint64' };

/** Keras stores bfloat16 as two opaque bytes; h5py stores booleans as an enumeration of FALSE and TRUE. */
export function storedDType(type: StoredType): StoredDType | { readonly unsupported: string } {
  const { type: kind, size, signed, enum_type: enumeration } = type;
  const known =
    kind === typeClass.integer
      ? (signed ? signedIntegers : unsignedIntegers)[size]
      : kind === typeClass.float
        ? floats[size]
        : kind === typeClass.opaque && size === 2
          ? 'bfloat16'
          : kind === typeClass.enumeration && size === 1 && isBoolean(enumeration?.members)
            ? 'bool'
            : undefined;
  return known ?? { unsupported: `${classNames[kind] ?? 'unknown type'} of ${size} bytes` };
}

function isBoolean(members: Readonly<Record<string, number>> = {}): boolean {
  return Object.keys(members).length === 2 && members['FALSE'] === 0 && members['TRUE'] === 1;
}
