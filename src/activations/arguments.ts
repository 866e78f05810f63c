/** Converts the arguments of activations to and from plain data that JSON can hold without changing it. */
import { ValueError } from '../errors/index.js';

/** Numbers that JSON cannot express, by the words that Python writes for them; for -0, JavaScript's JSON loses the sign. */
const words = { Infinity, '-Infinity': -Infinity, '-0': -0 } as const;

/** The entry in a config for an argument. */
export function writeArgument(value: unknown): unknown {
  return Object.entries(words).find(([, number]) => Object.is(number, value))?.[0] ?? value;
}

const isPlain = (value: unknown): boolean =>
  value === null ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  (Array.isArray(value) && value.every((each) => typeof each === 'number'));

/** The argument for an entry in a config. */
export function readArgument(where: string, key: string, value: unknown): unknown {
  if (typeof value === 'string' && Object.hasOwn(words, value)) return words[value as keyof typeof words];
  if (isPlain(value)) return value;
  throw new ValueError({
    where,
    expected: `\`${key}\` to be a number, true, false or null`,
    received: { [key]: value },
  });
}
