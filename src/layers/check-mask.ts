import { describeValue, ShapeError } from '../errors/index.js';
import type { AnyTensor } from './input-spec.js';

/**
 * Refuses a mask whose axes do not have the lengths of what it is a mask of; `null` allows any. An axis of length 1 counts for the whole
 * axis. Otherwise operations within the layer would refuse it, in words that do not mention masks, or take part of it.
 */
export function checkMask(where: string, name: string, mask: AnyTensor, lengths: readonly (number | null)[]): void {
  // A list of masks, where one was expected, has no shape.
  const { shape } = mask as Partial<AnyTensor>;
  const isFitting =
    shape?.length === lengths.length &&
    shape.every((length, i) => length === null || lengths[i] === null || length === lengths[i] || length === 1);
  if (isFitting) return;
  const expected = `a mask of shape ${describeValue(lengths)}, or one that broadcasts to it`;
  throw new ShapeError({ where, expected, received: { [name]: mask } });
}
