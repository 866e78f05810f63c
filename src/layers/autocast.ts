import { cast } from '../ops/casting.js';
import type { Autocast, DType } from '../tensor/index.js';

const autocasts = /* @__PURE__ */ new Map<DType, Autocast>();

/** Reads variables in another dtype. An operation converts them, so that gradients reach the variables. */
export function autocastTo(dtype: DType): Autocast {
  let autocast = autocasts.get(dtype);
  if (autocast === undefined) autocasts.set(dtype, (autocast = { dtype, cast: (value, to) => cast(value, to) }));
  return autocast;
}
