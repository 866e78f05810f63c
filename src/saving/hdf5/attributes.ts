/** Reads the attributes of a group or dataset: texts, lists of texts, numbers. */
import { FileError } from '../../errors/index.js';
import { storedDType, typeClass } from './element-types.js';
import type { StoredType } from './library.js';
import type { Hdf5Session } from './session.js';

/** The value of an attribute; `undefined` for types that Keras does not write. */
export type AttributeValue = string | readonly string[] | number | readonly number[] | undefined;

/** The largest attribute in bytes: enough for the configs of the largest models, and for lists of names. */
const mostBytes = 2 ** 26;
const mostAttributes = 4096;

export function readAttributes(session: Hdf5Session, path: string): Map<string, AttributeValue> {
  const { module, file, where } = session;
  const names = module.get_attribute_names(file, path);
  if (names.length > mostAttributes) {
    const expected = `at most ${mostAttributes} attributes of an object`;
    throw new FileError({ kind: 'limit', where, expected, received: { path, attributes: names.length } });
  }
  return new Map(names.map((name) => [name, readAttribute(session, path, name)]));
}

function readAttribute(session: Hdf5Session, path: string, name: string): AttributeValue {
  const { module, file, where } = session;
  session.allow();
  const type = module.get_attribute_metadata(file, path, name);
  if (type.shape === null) return undefined;
  const bytes = type.total_size * type.size;
  if (!(bytes <= mostBytes)) {
    const expected = `attributes of at most ${mostBytes} bytes`;
    throw new FileError({ kind: 'limit', where, expected, received: { path, attribute: name, bytes } });
  }
  if (bytes === 0) return [];
  const address = module._malloc(bytes);
  if (address === 0) throw new Error('no memory for an attribute');
  try {
    if (module.get_attribute_data(file, path, name, BigInt(address)) < 0) throw new Error(`attribute ${name}`);
    const values = valuesAt(session, type, address);
    return type.shape.length === 0 ? values?.[0] : values;
  } finally {
    if (type.vlen) module.reclaim_vlen_memory(file, path, name, BigInt(address));
    module._free(address);
  }
}

function valuesAt(session: Hdf5Session, type: StoredType, address: number): string[] | number[] | undefined {
  const { HEAPU8: heap } = session.module;
  const view = new DataView(heap.buffer, address, type.total_size * type.size);
  const each = <T>(read: (at: number) => T): T[] =>
    Array.from({ length: type.total_size }, (_, i) => read(i * type.size));
  if (type.type === typeClass.string && type.vlen) return each((at) => textAt(session, heap, view.getUint32(at, true)));
  if (type.type === typeClass.string) {
    return each((at) => fixedText(new Uint8Array(heap.buffer, address + at, type.size)));
  }
  switch (storedDType(type)) {
    case 'float32':
      return each((at) => view.getFloat32(at, true));
    case 'float64':
      return each((at) => view.getFloat64(at, true));
    case 'int32':
      return each((at) => view.getInt32(at, true));
    case 'int64':
      return each((at) => Number(view.getBigInt64(at, true)));
    default:
      return undefined;
  }
}

/** A text of variable length, which is stored elsewhere in the library's memory and ends with a zero byte. */
function textAt(session: Hdf5Session, heap: Uint8Array, address: number): string {
  if (address === 0) return '';
  session.allow();
  const end = heap.indexOf(0, address);
  return decode(heap.subarray(address, end < 0 ? heap.length : end));
}

function fixedText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Bytes that are not UTF-8 were written by Python 2 in the code page of its machine. */
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
