/** Arrays made longer by repeating what they hold. */
import { checkArgumentCount } from './argument-count.js';
import { ValueError } from '../errors/index.js';
import { specOf } from './apply.js';
import { resolveAxis } from './axes.js';
import type { Operand, ResultOf } from './operation.js';
import { readOptions } from '../tensor/options.js';
import { expandDims, ravel, reshape } from './reshape.js';
import { broadcastTo } from './summation.js';

const knownShape = (where: string, x: Operand): readonly number[] => {
  const { shape } = specOf(x, where);
  if (!shape.includes(null)) return shape as readonly number[];
  throw new ValueError({ where, expected: 'a tensor of which every length is known', received: { x } });
};

function checkCounts(where: string, name: string, counts: readonly number[]): void {
  if (counts.every((count) => Number.isInteger(count) && count >= 0)) return;
  throw new ValueError({ where, expected: 'numbers of repetitions, integers ≥ 0', received: { [name]: counts } });
}

/**
 * The tensor side by side with itself, `repeats[i]` times along axis i.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.tile([1, 2], 2) // → array([1., 2., 1., 2.], dtype=float32)
 * ops.tile([[1, 2]], [2, 1])
 * // → array([[1., 2.],
 * //          [1., 2.]], dtype=float32)
 */
export function tile<X extends Operand>(x: X, repeats: number | readonly number[]): ResultOf<X> {
  if (arguments.length > 2) checkArgumentCount('ops.tile', arguments, 2);
  const where = 'ops.tile';
  const given = knownShape(where, x);
  const counts = typeof repeats === 'number' ? [repeats] : repeats;
  checkCounts(where, 'repeats', counts);
  const rank = Math.max(given.length, counts.length);
  const shape = [...Array<number>(rank - given.length).fill(1), ...given];
  const times = [...Array<number>(rank - counts.length).fill(1), ...counts];
  // Each axis becomes two, of which the first repeats.
  const apart = shape.flatMap((length) => [1, length]);
  const repeated = shape.flatMap((length, axis) => [times[axis]!, length]);
  const joined = shape.map((length, axis) => times[axis]! * length);
  return reshape(broadcastTo(reshape(x, apart), repeated), joined) as never;
}

/**
 * The tensor with each slice along an axis `repeats` times in a row; without an axis, each element.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.repeat([1, 2], 2) // → array([1., 1., 2., 2.], dtype=float32)
 * ops.repeat([[1, 2]], 2, { axis: 0 })
 * // → array([[1., 2.],
 * //          [1., 2.]], dtype=float32)
 */
export function repeat<X extends Operand>(
  x: X,
  repeats: number,
  options: { readonly axis?: number | null | undefined } = {},
): ResultOf<X> {
  const where = 'ops.repeat';
  const { axis } = readOptions<{ axis: number | null }>(where, options, { axis: null });
  checkCounts(where, 'repeats', [repeats]);
  if (axis === null) return repeat(ravel<Operand>(x), repeats, { axis: 0 }) as ResultOf<X>;
  const shape = knownShape(where, x);
  const along = resolveAxis(where, axis, shape.length);
  const repeated = [...shape.slice(0, along + 1), repeats, ...shape.slice(along + 1)];
  const joined = shape.map((length, each) => (each === along ? length * repeats : length));
  return reshape(broadcastTo(expandDims<Operand>(x, along + 1), repeated), joined) as ResultOf<X>;
}
