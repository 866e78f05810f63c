/**
 * Writes HDF5 files that Keras can read: groups with their links in their headers, data in one piece, texts in heaps. The same tree gives
 * the same bytes, because no times are stored. Every libhdf5 since 1.8 reads them. Source: HDF5 file format specification, version 3.0.
 */
import type { StoredDType } from '../arrays/stored-dtypes.js';
import { lookup3 } from './checksum.js';
import {
  attribute,
  datasetMessages,
  dataspace,
  datatype,
  groupMessages,
  link,
  MessageBytes,
  noAddress,
  textElementBytes,
  textType,
  type Message,
} from './messages.js';

/** A text, or a list of texts. An empty list is stored as h5py does it, as an array without numbers. */
export type WrittenAttribute = string | readonly string[];

export interface WrittenDataset {
  readonly shape: readonly number[];
  readonly dtype: StoredDType;
  /** The elements as little-endian bytes. */
  readonly data: Uint8Array;
  readonly attributes?: ReadonlyMap<string, WrittenAttribute>;
}

export class WrittenGroup {
  readonly attributes = new Map<string, WrittenAttribute>();
  readonly groups = new Map<string, WrittenGroup>();
  readonly datasets = new Map<string, WrittenDataset>();

  /** The group at a path; missing groups are made. */
  group(path: string): WrittenGroup {
    const [name, ...rest] = path.split('/').filter((step) => step !== '');
    if (name === undefined) return this;
    const next = this.groups.get(name) ?? new WrittenGroup();
    this.groups.set(name, next);
    return next.group(rest.join('/'));
  }
}

export function writeHdf5(where: string, root: WrittenGroup): Uint8Array {
  const file = new FilePieces(where);
  const address = file.addGroup(root);
  return file.join(address);
}

const superblockBytes = 48;
const alignment = 8;
const leastHeapBytes = 4096;
const mostHeapObjects = 0xfffe;
const heapHeaderBytes = 16;

/** The parts of a file in order, each at an address that is a multiple of eight. */
class FilePieces {
  readonly #where: string;
  readonly #pieces: Uint8Array[] = [];
  #end = superblockBytes;

  constructor(where: string) {
    this.#where = where;
  }

  addGroup(group: WrittenGroup): number {
    const links: Message[] = [];
    for (const [name, dataset] of group.datasets) links.push(link(name, this.#addDataset(dataset)));
    for (const [name, child] of group.groups) links.push(link(name, this.addGroup(child)));
    return this.#addObject([...groupMessages(), ...links, ...this.#attributeMessages(group.attributes)]);
  }

  join(root: number): Uint8Array {
    const file = new Uint8Array(this.#end);
    file.set(superblock(root, this.#end));
    let at = superblockBytes;
    for (const piece of this.#pieces) {
      file.set(piece, at);
      at += padded(piece.length);
    }
    return file;
  }

  #add(piece: Uint8Array): number {
    const address = this.#end;
    this.#pieces.push(piece);
    this.#end += padded(piece.length);
    return address;
  }

  #addDataset({ shape, dtype, data, attributes = new Map() }: WrittenDataset): number {
    const address = data.length === 0 ? noAddress : this.#add(data);
    return this.#addObject([
      ...datasetMessages(shape, dtype, address, data.length),
      ...this.#attributeMessages(attributes),
    ]);
  }

  #addObject(messages: readonly Message[]): number {
    return this.#add(objectHeader(messages));
  }

  #attributeMessages(attributes: ReadonlyMap<string, WrittenAttribute>): Message[] {
    return [...attributes].map(([name, value]) => {
      if (value.length === 0 && typeof value !== 'string') {
        return attribute(this.#where, name, datatype('float64'), dataspace([0]), new Uint8Array());
      }
      const texts = typeof value === 'string' ? [value] : value;
      const shape = typeof value === 'string' ? [] : [texts.length];
      return attribute(this.#where, name, textType(), dataspace(shape), this.#addTexts(texts));
    });
  }

  /** Puts texts into heaps, and returns the elements that refer to them. */
  #addTexts(texts: readonly string[]): Uint8Array {
    const elements = new MessageBytes();
    for (let first = 0; first < texts.length; first += mostHeapObjects) {
      const encoded = texts.slice(first, first + mostHeapObjects).map((text) => new TextEncoder().encode(text));
      const address = this.#add(heap(encoded));
      encoded.forEach(({ length }, i) => {
        if (length === 0) elements.append(new Uint8Array(textElementBytes));
        else
          elements
            .add(4, length)
            .wide(address)
            .add(4, i + 1);
      });
    }
    return elements.bytes;
  }
}

const padded = (length: number): number => Math.ceil(length / alignment) * alignment;

/** The superblock, by section II.A of the specification. */
function superblock(root: number, end: number): Uint8Array {
  const [version, widthOfAddresses, widthOfLengths] = [2, 8, 8];
  const content = new MessageBytes()
    .append([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])
    .add(1, version, widthOfAddresses, widthOfLengths, 0)
    .wide(0, noAddress, end, root).bytes;
  return withChecksum(content);
}

/** The header of an object, by section IV.A.1.b. */
function objectHeader(messages: readonly Message[]): Uint8Array {
  const size = messages.reduce((sum, { content }) => sum + 4 + content.length, 0);
  const [version, sizeInFourBytes] = [2, 0x02];
  const header = new MessageBytes()
    .append(new TextEncoder().encode('OHDR'))
    .add(1, version, sizeInFourBytes)
    .add(4, size);
  for (const { type, content } of messages) header.add(1, type).add(2, content.length).add(1, 0).append(content);
  return withChecksum(header.bytes);
}

function withChecksum(content: Uint8Array): Uint8Array {
  return new MessageBytes().append(content).add(4, lookup3(content)).bytes;
}

/** A heap, by section III.E: objects numbered from 1, and object 0 for the free space. */
function heap(objects: readonly Uint8Array[]): Uint8Array {
  const used = objects.reduce((sum, { length }) => sum + heapHeaderBytes + padded(length), heapHeaderBytes);
  const size = Math.max(leastHeapBytes, used + heapHeaderBytes);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode('GCOL'));
  bytes[4] = 1;
  view.setBigUint64(8, BigInt(size), true);
  let at = heapHeaderBytes;
  const header = (index: number, references: number, length: number): void => {
    view.setUint16(at, index, true);
    view.setUint16(at + 2, references, true);
    view.setBigUint64(at + 8, BigInt(length), true);
  };
  objects.forEach((object, i) => {
    header(i + 1, 0, object.length);
    bytes.set(object, at + heapHeaderBytes);
    at += heapHeaderBytes + padded(object.length);
  });
  header(0, 0, size - at);
  return bytes;
}
