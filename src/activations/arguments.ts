/** The arguments of an activation as plain data, which JSON can hold without changing them. */
import { ValueError } from '../errors/index.js';

/** Numbers that JSON has no word for, by the words of Python's writer; of -0, JavaScript's writer loses the sign. */
const words = { Infinity, '-Infinity': -Infinity, '-0': -0 } as const;

/** An argument for a config. */
export function writeArgument(value: unknown): unknown {
  return Object.entries(words).find(([, number]) => Object.is(number, value))?.[0] ?? value;
}

const isPlain = (value: unknown): boolean =>
  value === null ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((each) => typeof each === 'number'));

/** An argument of a config. */
export function readArgument(where: string, key: string, value: unknown): unknown {
  if (typeof value === 'string' && Object.hasOwn(words, value)) return words[value as keyof typeof words];
  if (isPlain(value)) return value;
  throw new ValueError({
    where,
    expected: `\`${key}\` to be a number, true, false or null`,
    received: { [key]: value },
  });
}
