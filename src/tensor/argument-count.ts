/** Refuses arguments that a function does not have: if they were ignored, `ops.add(a, b, c)` would silently be a wrong result. */
import { ValueError } from '../errors/index.js';

/**
 * Refuses arguments beyond the first `count`. The index and the array that `map` and `reduce` pass by themselves are let through, as in
 * `[a, b].map(ops.square)` and `[a, b].reduce(ops.add)`: the user did not write them.
 */
export function checkArgumentCount(where: string, given: ArrayLike<unknown>, count: number, hint?: string): void {
  if (given.length <= count) return;
  const surplus = Array.from(given).slice(count);
  if (surplus.every((value) => value === undefined)) return;
  const [place, list] = surplus;
  const isCallback =
    surplus.length === 2 &&
    typeof place === 'number' &&
    Array.isArray(list) &&
    Object.is(list[place], given[count - 1]);
  if (isCallback) return;
  throw new ValueError({
    where,
    expected: count === 1 ? 'one argument' : `${count} arguments`,
    received: Object.fromEntries(surplus.map((value, i) => [`argument ${count + i + 1}`, value])),
    ...(hint !== undefined && { hint }),
  });
}
