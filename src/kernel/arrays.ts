/** The typed arrays that hold the values of tensors, and how they get into the wasm kernels. */
import { currentEngine } from './engine.js';
import { kernelMemory } from './wasm/memory.js';

export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Whether the wasm form of a kernel computes on these arrays: all of float32, and the engine is wasm. */
export const isForWasm = (...arrays: readonly (NumericArray | undefined)[]): boolean =>
  arrays.every((array) => array === undefined || array instanceof Float32Array) && currentEngine() === 'wasm';

/** Windows of the kernel memory by name, for these numbers of 4-byte elements; the values are byte addresses. */
export function placeWindows<Name extends string>(lengths: Readonly<Record<Name, number>>): Record<Name, number> {
  const names = Object.keys(lengths) as Name[];
  const addresses = kernelMemory().windows(...names.map((name) => 4 * lengths[name]));
  // A copy keeps the hidden class that `Object.fromEntries` would have to find anew, for half of the time of a small product.
  const at: Record<Name, number> = { ...lengths };
  names.forEach((name, index) => (at[name] = addresses[index]!));
  return at;
}

export const copyFloatsIn = (address: number, values: Float32Array): void =>
  kernelMemory().float32.set(values, address / 4);

/** Copies a table of offsets, filled up with its first entry to a multiple of `multiple` entries. */
export function copyOffsetsIn(address: number, offsets: Int32Array, multiple = 1): void {
  const { int32 } = kernelMemory();
  const end = address / 4 + offsets.length;
  int32.set(offsets, address / 4);
  int32.fill(offsets[0]!, end, end + roundUp(offsets.length, multiple) - offsets.length);
}

export const copyFloatsOut = (address: number, target: Float32Array): void =>
  target.set(kernelMemory().float32.subarray(address / 4, address / 4 + target.length));

export const roundUp = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple;
