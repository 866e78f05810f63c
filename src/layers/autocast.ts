import { cast } from '../ops/casting.js';
import type { Autocast, DType } from '../tensor/index.js';

const autocasts = /* @__PURE__ */ new Map<DType, Autocast>();

/** Reads variables in a dtype, by an operation, so that gradients find their way back. */
export function autocastTo(dtype: DType): Autocast {
  let autocast = autocasts.get(dtype);
  if (autocast === undefined) autocasts.set(dtype, (autocast = { dtype, cast: (value, to) => cast(value, to) }));
  return autocast;
}
