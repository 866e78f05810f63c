/** The lengths of arrays, where they have to be known, and lists of numbers. */
import { ShapeError } from '../errors/index.js';
import type { Tensor } from '../tensor/index.js';

/** An option of nothing: what may stand where an object of options may. */
export type NoOptions = Readonly<Record<never, never>> | undefined;

/** The length of an axis, which must be known. */
export function knownLength(where: string, x: Tensor, axis: number): number {
  const length = x.shape[axis] as number | null;
  if (length !== null) return length;
  throw new ShapeError({ where, expected: 'an axis of a known length', received: { x, axis } });
}

/** So many values, each from its place. */
export const numbersFrom = <T = number>(count: number, at: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => at(i));
