/** Arguments that a function does not have: ignored, `ops.add(a, b, c)` would be a wrong result without a word. */
import { ValueError } from '../errors/index.js';

/**
 * Refuses arguments beyond the first `count`. What `map` and `reduce` add by themselves is none of the user's: in `[a, b].map(ops.square)`
 * and `[a, b].reduce(ops.add)` the place and the list follow the operand.
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
