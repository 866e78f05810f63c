/** Which queries may attend to which keys: the masks of the inputs, of causes, of windows, and a given one, all together. */
import { abs, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greaterEqual, less, logicalAnd } from '../../ops/comparison.js';
import { arange } from '../../ops/creation.js';
import { expandDims, reshape } from '../../ops/reshape.js';
import type { Tensor } from '../../tensor/index.js';

/** What decides who attends to whom. */
export interface AttentionMasks {
  readonly queryMask?: Tensor | undefined;
  readonly valueMask?: Tensor | undefined;
  readonly keyMask?: Tensor | undefined;
  readonly attentionMask?: Tensor | undefined;
  readonly useCausalMask: boolean;
  readonly slidingWindow: number | null;
}

/** The places of queries as a column, and those of keys as a row. */
function places(queries: number, keys: number): [column: Tensor, row: Tensor] {
  const [column, row] = [arange(0, queries, 1, { dtype: 'int32' }), arange(0, keys, 1, { dtype: 'int32' })];
  return [reshape(column, [1, queries, 1]), reshape(row, [1, 1, keys])];
}

/** True where the place of a key is none behind that of a query. */
export function causalMask(queries: number, keys: number): Tensor {
  return greaterEqual(...places(queries, keys));
}

/** True where query t may attend to key s: `[batch, queries, keys]` or one that broadcasts to it; undefined where everything may. */
export function attentionMaskOf(queries: number, keys: number, masks: AttentionMasks): Tensor | undefined {
  const { queryMask, valueMask, keyMask, attentionMask, useCausalMask, slidingWindow } = masks;
  const parts: Tensor[] = [];
  if (queryMask !== undefined) parts.push(expandDims(cast(queryMask, 'bool'), -1));
  if (valueMask !== undefined) parts.push(expandDims(cast(valueMask, 'bool'), -2));
  if (keyMask !== undefined) parts.push(expandDims(cast(keyMask, 'bool'), -2));
  if (useCausalMask) parts.push(causalMask(queries, keys));
  if (slidingWindow !== null) parts.push(less(abs(subtract(...places(queries, keys))), slidingWindow));
  if (attentionMask !== undefined) parts.push(cast(attentionMask, 'bool'));
  return parts.length === 0 ? undefined : parts.reduce((a, b) => logicalAnd(a, b));
}
