/** Masks that are attached to values and say which steps of a sequence count. Layers attach them, operations drop them, as in Keras. */
import type { SymbolicTensor } from './symbolic-tensor.js';
import type { Tensor } from './tensor.js';

type AnyTensor = Tensor | SymbolicTensor;

const masks = /* @__PURE__ */ new WeakMap<object, AnyTensor>();

/** The mask that is attached to a value, a bool tensor over its first axes; undefined if there is none. */
export function maskOf(value: unknown): Tensor | undefined {
  return typeof value === 'object' && value !== null ? (masks.get(value) as Tensor | undefined) : undefined;
}

/** Attaches a mask to a value and returns the value. */
export function withMask<Value extends object>(value: Value, mask: AnyTensor | null | undefined): Value {
  if (mask !== null && mask !== undefined) masks.set(value, mask);
  return value;
}

/** Removes the mask that is attached to a value. */
export function dropMask(value: unknown): void {
  if (typeof value === 'object' && value !== null) masks.delete(value);
}
