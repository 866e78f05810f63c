/** Masks that travel with values: which steps of a sequence count. Layers attach them, operations drop them, as in Keras. */
import type { SymbolicTensor } from './symbolic-tensor.js';
import type { Tensor } from './tensor.js';

type AnyTensor = Tensor | SymbolicTensor;

const masks = /* @__PURE__ */ new WeakMap<object, AnyTensor>();

/** The mask that came with a value, a bool tensor over its first axes; undefined without one. */
export function maskOf(value: unknown): Tensor | undefined {
  return typeof value === 'object' && value !== null ? (masks.get(value) as Tensor | undefined) : undefined;
}

/** Attaches a mask to a value and returns the value. */
export function withMask<Value extends object>(value: Value, mask: AnyTensor | null | undefined): Value {
  if (mask !== null && mask !== undefined) masks.set(value, mask);
  return value;
}

/** Takes the mask away that came with a value. */
export function dropMask(value: unknown): void {
  if (typeof value === 'object' && value !== null) masks.delete(value);
}
