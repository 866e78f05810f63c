/** The typed arrays that hold the values of tensors, and which of them the wasm kernels compute. */
import { currentEngine } from './engine.js';

export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** What wasm kernels compute with. */
export type FloatArray = Float32Array | Float64Array;

/** Whether the wasm form of a kernel computes on these arrays: all of float32, and the engine is wasm. */
export const isForWasm = (...arrays: readonly (NumericArray | undefined)[]): boolean =>
  arrays.every((array) => array === undefined || array instanceof Float32Array) && currentEngine() === 'wasm';

/** The same for kernels that have a float64 form. */
export const isFloat64ForWasm = (...arrays: readonly NumericArray[]): boolean =>
  arrays.every((array) => array instanceof Float64Array) && currentEngine() === 'wasm';
