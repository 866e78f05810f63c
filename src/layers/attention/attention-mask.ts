/**
 * Combines everything that limits which queries may attend to which keys: the masks of the inputs, causality, a sliding window, and a given
 * mask.
 */
import { abs, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greaterEqual, less, logicalAnd } from '../../ops/comparison.js';
import { arange } from '../../ops/creation.js';
import { expandDims, reshape } from '../../ops/reshape.js';
import type { Tensor } from '../../tensor/index.js';
import { checkMask } from '../check-mask.js';

/** Refuses masks of the inputs that do not fit the numbers of queries and keys; what they have before these, batches, is not looked at. */
export function checkStepMasks(
  where: string,
  [queries, keys]: readonly [queries: number, keys: number],
  { queryMask, valueMask, keyMask, attentionMask }: Partial<AttentionMasks>,
): void {
  const check = (name: string, mask: Tensor | undefined, ...lengths: number[]): void => {
    if (mask === undefined) return;
    const before = Array<null>(Math.max(0, mask.rank - lengths.length)).fill(null);
    checkMask(where, name, mask, [...before, ...lengths]);
  };
  check('queryMask', queryMask, queries);
  check('valueMask', valueMask, keys);
  check('keyMask', keyMask, keys);
  check('attentionMask', attentionMask, queries, keys);
}

/** The limits on attention. */
export interface AttentionMasks {
  readonly queryMask?: Tensor | undefined;
  readonly valueMask?: Tensor | undefined;
  readonly keyMask?: Tensor | undefined;
  readonly attentionMask?: Tensor | undefined;
  readonly useCausalMask: boolean;
  readonly slidingWindow: number | null;
}

/** The positions of the queries as a column, and those of the keys as a row. */
function places(queries: number, keys: number): [column: Tensor, row: Tensor] {
  const [column, row] = [arange(0, queries, 1, { dtype: 'int32' }), arange(0, keys, 1, { dtype: 'int32' })];
  return [reshape(column, [1, queries, 1]), reshape(row, [1, 1, keys])];
}

/** True where a key is not later than the query. */
export function causalMask(queries: number, keys: number): Tensor {
  return greaterEqual(...places(queries, keys));
}

/**
 * True where query t may attend to key s, in the shape `[batch, queries, keys]` or one that broadcasts to it; undefined if there is no
 * limit.
 */
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
