/** The messages in an object's header, which describe the object. Source: HDF5 file format specification, version 3.0, section IV.A.2. */
import { FileError } from '../../errors/index.js';
import type { StoredDType } from '../arrays/stored-dtypes.js';

/** The address that means "none". */
export const noAddress = 0xffffffffffffffffn;

/** Builds a message from little-endian numbers of given widths. */
export class MessageBytes {
  readonly #bytes: number[] = [];

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  add(width: 1 | 2 | 4, ...values: readonly number[]): this {
    for (const value of values) for (let i = 0; i < width; i++) this.#bytes.push((value >>> (8 * i)) & 0xff);
    return this;
  }

  /** Adds numbers of eight bytes: sizes and addresses. */
  wide(...values: readonly (number | bigint)[]): this {
    for (const value of values) {
      const bits = BigInt.asUintN(64, BigInt(value));
      this.add(4, Number(bits & 0xffffffffn), Number(bits >> 32n));
    }
    return this;
  }

  append(bytes: ArrayLike<number>): this {
    for (let i = 0; i < bytes.length; i++) this.#bytes.push(bytes[i]!);
    return this;
  }
}

export const messageType = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  fillValue: 0x05,
  link: 0x06,
  layout: 0x08,
  groupInfo: 0x0a,
  attribute: 0x0c,
} as const;

export interface Message {
  readonly type: number;
  readonly content: Uint8Array;
}

/** The shape of a dataset or an attribute. */
export function dataspace(shape: readonly number[]): Uint8Array {
  const [version, isSimple] = [2, shape.length === 0 ? 0 : 1];
  return new MessageBytes().add(1, version, shape.length, 0, isSimple).wide(...shape).bytes;
}

const typeVersion = 1 << 4;
const impliedLeadingBit = 0x20;

interface FloatLayout {
  readonly size: number;
  readonly exponentBits: number;
  readonly fractionBits: number;
}

function floatType({ size, exponentBits, fractionBits }: FloatLayout): Uint8Array {
  const signAt = 8 * size - 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  return new MessageBytes()
    .add(1, typeVersion | 1, impliedLeadingBit, signAt, 0)
    .add(4, size)
    .add(2, 0, 8 * size)
    .add(1, fractionBits, exponentBits, 0, fractionBits)
    .add(4, bias).bytes;
}

function integerType(size: number, isSigned: boolean): Uint8Array {
  return new MessageBytes()
    .add(1, typeVersion, isSigned ? 8 : 0, 0, 0)
    .add(4, size)
    .add(2, 0, 8 * size).bytes;
}

/** Elements of two bytes without a meaning, with an empty tag: Keras and h5py store types like that which NumPy does not know. */
function opaqueType(size: number): Uint8Array {
  return new MessageBytes().add(1, typeVersion | 5, 0, 0, 0).add(4, size).bytes;
}

/** The type of h5py's booleans: an enumeration of FALSE and TRUE over int8. */
function booleanType(): Uint8Array {
  const name = (text: string): number[] => [...new TextEncoder().encode(text.padEnd(8, '\0'))];
  return new MessageBytes()
    .add(1, typeVersion | 8, 2, 0, 0)
    .add(4, 1)
    .append(integerType(1, true))
    .append(name('FALSE'))
    .append(name('TRUE'))
    .add(1, 0, 1).bytes;
}

const elementTypes: Readonly<Record<StoredDType, () => Uint8Array>> = {
  float16: () => floatType({ size: 2, exponentBits: 5, fractionBits: 10 }),
  float32: () => floatType({ size: 4, exponentBits: 8, fractionBits: 23 }),
  float64: () => floatType({ size: 8, exponentBits: 11, fractionBits: 52 }),
  bfloat16: () => opaqueType(2),
  bool: booleanType,
  int8: () => integerType(1, true),
  int16: () => integerType(2, true),
  int32: () => integerType(4, true),
  int64: () => integerType(8, true),
  uint8: () => integerType(1, false),
  uint16: () => integerType(2, false),
  uint32: () => integerType(4, false),
  uint64: () => integerType(8, false),
};

export const datatype = (dtype: StoredDType): Uint8Array => elementTypes[dtype]();

/** The type of UTF-8 texts of any length. They lie in a heap; an element is the length and the place of its text. */
export function textType(): Uint8Array {
  const [utf8, text] = [1, 1];
  const character = new MessageBytes().add(1, typeVersion | 3, utf8 << 4, 0, 0).add(4, 1).bytes;
  return new MessageBytes()
    .add(1, typeVersion | 9, text, utf8, 0)
    .add(4, textElementBytes)
    .append(character).bytes;
}

export const textElementBytes = 16;

/** The size of a message is stored in 16 bits. */
const mostMessageBytes = 0xffff;

export function attribute(where: string, name: string, type: Uint8Array, space: Uint8Array, data: Uint8Array): Message {
  const text = [...new TextEncoder().encode(name), 0];
  const [version, utf8] = [3, 1];
  const content = new MessageBytes()
    .add(1, version, 0)
    .add(2, text.length, type.length, space.length)
    .add(1, utf8)
    .append(text)
    .append(type)
    .append(space)
    .append(data).bytes;
  if (content.length > mostMessageBytes) {
    const expected = `attributes of at most ${mostMessageBytes} bytes`;
    throw new FileError({ kind: 'limit', where, expected, received: { attribute: name, bytes: content.length } });
  }
  return { type: messageType.attribute, content };
}

/** A link: a name in a group, and the address of the object with that name. */
export function link(name: string, address: number): Message {
  const text = new TextEncoder().encode(name);
  const [version, utf8] = [1, 1];
  const hasCharset = 0x10;
  const lengthWidth = text.length < 256 ? 1 : 2;
  const content = new MessageBytes()
    .add(1, version, hasCharset | (lengthWidth - 1), utf8)
    .add(lengthWidth, text.length)
    .append(text)
    .wide(address).bytes;
  return { type: messageType.link, content };
}

/** The messages that make an object a group, with its links in its header. */
export function groupMessages(): Message[] {
  const info = new MessageBytes().add(1, 0, 0).wide(noAddress, noAddress).bytes;
  return [
    { type: messageType.linkInfo, content: info },
    { type: messageType.groupInfo, content: Uint8Array.from([0, 0]) },
  ];
}

/** The messages that make an object a dataset whose data are in one piece at an address. */
export function datasetMessages(
  shape: readonly number[],
  dtype: StoredDType,
  address: bigint | number,
  size: number,
): Message[] {
  const [version, contiguous] = [3, 1];
  // Space is allocated late (2, in two bits), and filled only if a fill value is set (2, in two bits), which it is not.
  const fill = Uint8Array.from([3, 0b1010]);
  return [
    { type: messageType.dataspace, content: dataspace(shape) },
    { type: messageType.datatype, content: datatype(dtype) },
    { type: messageType.fillValue, content: fill },
    { type: messageType.layout, content: new MessageBytes().add(1, version, contiguous).wide(address, size).bytes },
  ];
}
