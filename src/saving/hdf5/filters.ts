/**
 * The filter LZF, which h5py writes and libhdf5 does not have. libhdf5 looks for filters that it lacks in files of a folder and loads them as
 * libraries; here the folder is in memory, its one file is empty, and the functions of the library that is loaded for it are these.
 */
import { unpackedLzfSize, unpackLzf } from './lzf.js';

/** The folder in memory in which the library looks for filters, and its one file; it may open them besides the model's. */
export const filterFolder = '/filters';
export const filterFile = `${filterFolder}/liblzf.so`;

/** The number of LZF among the registered filters of HDF5. */
export const lzfNumber = 32000;

/** The functions of a library with a filter: what it is, where it is described, and the filter. */
interface FilterFunctions {
  readonly H5PLget_plugin_type: () => number;
  readonly H5PLget_plugin_info: () => number;
  readonly filter: (...given: number[]) => number;
}

/** What the filter needs of the instance of libhdf5. */
export interface FilterHost {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  malloc(bytes: number): number;
  free(address: number): void;
  /** Counts so many bytes as work of the library. */
  chargeBytes(bytes: number): void;
}

/** Puts the filter's functions into the table of the instance, and gives the places of those that the library asks for by name. */
export function addLzf(host: FilterHost): ReadonlyMap<string, number> {
  const description = describe(host);
  const functions: FilterFunctions = {
    H5PLget_plugin_type: () => 0,
    H5PLget_plugin_info: () => description,
    filter: (flags, _count, _parameters, size, allocated, buffer) => filter(host, flags, size, allocated, buffer),
  };
  const compiled = new WebAssembly.Instance(new WebAssembly.Module(adapter()), { functions: { ...functions } });
  const first = host.table.grow(3);
  const places = new Map(Object.keys(functions).map((name, i) => [name, first + i]));
  for (const [name, place] of places) host.table.set(place, compiled.exports[name]);
  const words = new DataView(host.memory.buffer);
  words.setUint32(description + descriptionField.filter, places.get('filter')!, true);
  return places;
}

/** Where the parts of H5Z_class2_t lie that are not zero. */
const descriptionField = { version: 0, id: 4, canDecode: 12, name: 16, filter: 28, end: 32 } as const;

function describe(host: FilterHost): number {
  const name = new TextEncoder().encode('lzf\0');
  const address = host.malloc(descriptionField.end + name.length);
  new Uint8Array(host.memory.buffer, address, descriptionField.end).fill(0);
  new Uint8Array(host.memory.buffer).set(name, address + descriptionField.end);
  const words = new DataView(host.memory.buffer);
  words.setUint32(address + descriptionField.version, 1, true);
  words.setUint32(address + descriptionField.id, lzfNumber, true);
  words.setUint32(address + descriptionField.canDecode, 1, true);
  words.setUint32(address + descriptionField.name, address + descriptionField.end, true);
  return address;
}

const reverse = 0x0100;

/** Unpacks the buffer at an address into a new one, which takes its place; gives its size, or 0 for what is damaged. */
function filter(host: FilterHost, flags: number, size: number, allocated: number, buffer: number): number {
  const at = new DataView(host.memory.buffer).getUint32(buffer, true);
  const unpackedSize = unpackedLzfSize(new Uint8Array(host.memory.buffer, at, size));
  if ((flags & reverse) === 0 || unpackedSize === undefined) return 0;
  // Each byte is worth as much as 8 that are copied at once.
  host.chargeBytes(8 * (size + unpackedSize));
  const address = host.malloc(unpackedSize);
  if (address === 0) return 0;
  const packed = new Uint8Array(host.memory.buffer, at, size);
  if (!unpackLzf(packed, new Uint8Array(host.memory.buffer, address, unpackedSize))) {
    host.free(address);
    return 0;
  }
  host.free(at);
  const words = new DataView(host.memory.buffer);
  words.setUint32(allocated, unpackedSize, true);
  words.setUint32(buffer, address, true);
  return unpackedSize;
}

/** A WebAssembly module that exports the functions that it imports: a table takes no functions but such ones. */
function adapter(): Uint8Array<ArrayBuffer> {
  const text = (name: string): number[] => [name.length, ...new TextEncoder().encode(name)];
  const sized = (id: number, content: readonly number[]): number[] => [id, content.length, ...content];
  const names = ['H5PLget_plugin_type', 'H5PLget_plugin_info', 'filter'];
  const [i32, functionType] = [0x7f, 0x60];
  const types = [
    [functionType, 0, 1, i32],
    [functionType, 6, ...Array<number>(6).fill(i32), 1, i32],
  ];
  const typeOf = (name: string): number => (name === 'filter' ? 1 : 0);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...sized(1, [types.length, ...types.flat()]),
    ...sized(2, [names.length, ...names.flatMap((name) => [...text('functions'), ...text(name), 0, typeOf(name)])]),
    ...sized(7, [names.length, ...names.flatMap((name, i) => [...text(name), 0, i])]),
  ]);
}
