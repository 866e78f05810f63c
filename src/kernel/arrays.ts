/** The typed arrays that hold the values of tensors, and which of them the wasm kernels compute. */
import { currentEngine } from './engine.js';

export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The arrays that wasm kernels compute with. */
export type FloatArray = Float32Array | Float64Array;

/** The type of a kernel's inputs and outputs. */
export type ElementType = 'float32' | 'float64';

export const elementBytes: Record<ElementType, number> = { float32: 4, float64: 8 };

/**
 * The common element type of the arrays, if they are all float32 or all float64 and the engine is wasm; then a kernel's wasm form for that
 * type computes them.
 */
export function wasmElements(...arrays: readonly (NumericArray | undefined)[]): ElementType | undefined {
  if (currentEngine() !== 'wasm') return undefined;
  const areAll = (kind: typeof Float32Array | typeof Float64Array): boolean =>
    arrays.every((array) => array === undefined || array instanceof kind);
  return areAll(Float32Array) ? 'float32' : areAll(Float64Array) ? 'float64' : undefined;
}

/** Whether wasm computes on these arrays with a kernel that has a wasm form for float32 alone. */
export const isForWasm = (...arrays: readonly (NumericArray | undefined)[]): boolean =>
  wasmElements(...arrays) === 'float32';
