import { ValueError } from '../../errors/index.js';
import type { Entries } from './option-table.js';

const isOptionsObject = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * The arguments of a constructor as one options object: leading arguments may stand before the options or in them.
 */
export function gatherOptions(where: string, leading: readonly string[], parameters: readonly unknown[]): Entries {
  const last = parameters.at(-1);
  const options = isOptionsObject(last) ? last : {};
  const placed = isOptionsObject(last) ? parameters.slice(0, -1) : parameters;
  if (placed.length > leading.length && placed.slice(leading.length).some((value) => value !== undefined)) {
    throw new ValueError({
      where,
      expected: `${leading.length === 0 ? '' : `${leading.join(', ')} and then `}an options object`,
      received: Object.fromEntries(placed.map((value, index) => [leading[index] ?? `argument ${index + 1}`, value])),
    });
  }
  const gathered: Record<string, unknown> = { ...options };
  leading.forEach((name, index) => {
    if (placed[index] === undefined) return;
    if (options[name] !== undefined) {
      throw new ValueError({
        where,
        expected: `${name} once`,
        received: { argument: placed[index], option: options[name] },
      });
    }
    gathered[name] = placed[index];
  });
  return gathered;
}
