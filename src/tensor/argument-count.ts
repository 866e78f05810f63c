/** Arguments that a function does not have: ignored, `ops.add(a, b, c)` would be a wrong result without a word. */
import { ValueError } from '../errors/index.js';

/**
 * Refuses arguments beyond the first `count`. What `map` and `reduce` add by themselves is none of the user's: in `[a, b].map(ops.square)`
 * and `[a, b].reduce(ops.add)` the place and the list follow the operand.
 */
export function checkArgumentCount(where: string, given: ArrayLike<unknown>, count: number): void {
  if (given.length <= count) return;
  const [operand, place, list] = [given[count - 1], given[count], given[count + 1]];
  const isCallback =
    given.length === count + 2 && typeof place === 'number' && Array.isArray(list) && Object.is(list[place], operand);
  const surplus = Array.from(given, (value, i): [string, unknown] => [`argument ${i + 1}`, value]).slice(count);
  if (isCallback || surplus.every(([, value]) => value === undefined)) return;
  throw new ValueError({
    where,
    expected: count === 0 ? 'no argument' : count === 1 ? 'one argument' : `${count} arguments`,
    received: Object.fromEntries(surplus),
    ...(count === 2 &&
      /^ops\./.test(where) && { hint: 'for more than two operands, call it on the result of the first two' }),
  });
}
