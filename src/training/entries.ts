/** Classes and functions of a namespace by the names that strings and configs have for them. */
import type { ConfigurableClass } from '../objects/deserialization.js';
import { snakeCase } from '../objects/spelling.js';

const isClass = (value: unknown): boolean => typeof value === 'function' && 'optionTable' in value;

/** The classes among the exports of a module. */
export const classesIn = <Instance>(entries: object): Readonly<Record<string, ConfigurableClass<Instance>>> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => isClass(value)));

/** The functions among the exports of a module, by their names in snake_case, and by their abbreviations. */
export function functionsIn<Compute>(
  entries: object,
  abbreviations: Readonly<Record<string, string>>,
): Readonly<Record<string, Compute>> {
  const named = Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (isClass(value) ? [] : [[snakeCase(name), value]])),
  ) as Record<string, Compute>;
  const short = Object.entries(abbreviations).map(([name, full]): [string, Compute] => [name, named[full]!]);
  return { ...named, ...Object.fromEntries(short) };
}
