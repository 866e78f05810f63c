/** The lengths of arrays, where they have to be known, and lists of numbers. */
import { ShapeError } from '../errors/index.js';
import { allocate, Tensor } from '../tensor/index.js';

/** An option of nothing: what may stand where an object of options may. */
export type NoOptions = Readonly<Record<never, never>> | undefined;

/** The length of an axis, which must be known. */
export function knownLength(where: string, x: Tensor, axis: number): number {
  const length = x.shape[axis] as number | null;
  if (length !== null) return length;
  throw new ShapeError({ where, expected: 'an axis of a known length', received: { x, axis } });
}

/** So many values, each from its place; few enough for a list. */
export const numbersFrom = <T = number>(count: number, at: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => at(i));

/** So many places, each from its own, as indices for `take`. */
export function placesFrom(where: string, count: number, at: (i: number) => number): Tensor {
  const places = allocate('int32', count, where);
  for (let i = 0; i < count; i++) places[i] = at(i);
  return new Tensor(places, [count], 'int32');
}
