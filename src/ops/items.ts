/** Parts of arrays by keys, as Python writes them. */
import { ShapeError, ValueError } from '../errors/index.js';
import type { Tensor } from '../tensor/index.js';
import { readArguments, required, type Scalar } from './arguments.js';
import { take } from './gathering.js';
import { asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { expandDims } from './reshape.js';
import { within } from './naming.js';

/** A place along an axis, a range of them, all (`null`), or a new axis. */
export type ItemKey =
  Scalar | null | '...' | 'newaxis' | readonly [start?: Scalar | null, stop?: Scalar | null, step?: Scalar | null];

/**
 * A part of an array by a key for each axis: a number for one slice, a list `[start, stop, step]` for a range as in Python, `null` for the whole axis,
 * `'...'` for all axes that no key is left for, `'newaxis'` for a new one, a tensor of indices for those slices.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.getItem([[1, 2, 3], [4, 5, 6]], [1, [0, 2]]) // → array([4., 5.], dtype=float32)
 * ops.getItem([1, 2, 3], [[null, null, -1]]) // → array([3., 2., 1.], dtype=float32)
 */
export function getItem<X extends Operand>(
  x: X,
  ...given:
    | [key: Scalar | readonly ItemKey[], options?: Readonly<Record<never, never>> | undefined]
    | [options: { readonly key: Scalar | readonly ItemKey[] }]
): ResultOf<X> {
  const where = 'ops.getItem';
  return within(where, () => {
    const { key } = readArguments<{ readonly key: number | readonly ItemKey[] | Tensor }>(where, ['key'], given, {
      key: required,
    });
    const keys: readonly ItemKey[] = Array.isArray(key) ? (key as readonly ItemKey[]) : [key as ItemKey];
    const operand = asOperand(where, x);
    const isNew = (each: ItemKey): boolean => each === 'newaxis';
    const taken = keys.filter((each) => !isNew(each) && each !== '...').length;
    if (taken > operand.shape.length || keys.filter((each) => each === '...').length > 1) {
      throw new ValueError({
        where,
        expected: `at most ${operand.shape.length} keys and one "..."`,
        received: { key, x: operand },
      });
    }
    const rest = Array<ItemKey>(operand.shape.length - taken).fill(null);
    const place = keys.indexOf('...');
    const all = place < 0 ? [...keys, ...rest] : [...keys.slice(0, place), ...rest, ...keys.slice(place + 1)];
    let axis = 0;
    return all.reduce<Tensor>((part, each) => {
      if (isNew(each)) return expandDims(part, axis++);
      if (each === null) return (axis++, part);
      if (typeof each === 'number') return take(part, each, { axis });
      if (Array.isArray(each)) return take(part, rangeOf(where, each, part, axis), { axis: axis++ });
      const indices = asOperand(where, each as Tensor);
      const chosen = take(part, indices, { axis });
      axis += indices.shape.length;
      return chosen;
    }, operand) as unknown as ResultOf<X>;
  });
}

/** The places of a range of Python's. */
function rangeOf(where: string, range: readonly (number | null | undefined)[], x: Tensor, axis: number): number[] {
  const length = x.shape[axis] as number | null;
  const step = range[2] ?? 1;
  if (length === null || !Number.isInteger(step) || step === 0) {
    throw new ShapeError({
      where,
      expected: 'an axis of a known length and a step that is not 0',
      received: { x, range },
    });
  }
  const held = (value: number): number =>
    Math.min(step > 0 ? length : length - 1, Math.max(step > 0 ? 0 : -1, value < 0 ? value + length : value));
  const start = range[0] === null || range[0] === undefined ? (step > 0 ? 0 : length - 1) : held(range[0]);
  const stop = range[1] === null || range[1] === undefined ? (step > 0 ? length : -1) : held(range[1]);
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, i) => start + i * step);
}
