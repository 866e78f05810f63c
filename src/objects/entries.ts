/** Collects the classes and functions of a namespace, by the names that strings and configs use. */
import { pathOf } from './class-name.js';
import type { ConfigurableClass } from './deserialization.js';
import { snakeCase } from './spelling.js';

const isClass = (value: unknown): boolean => typeof value === 'function' && 'optionTable' in value;

/**
 * Keras's classes among the exports of a module, by name and in alphabetical order, because bundlers change the order of exports. Base
 * classes are left out, because no file names them.
 */
export const classesIn = <Instance>(entries: object): Readonly<Record<string, ConfigurableClass<Instance>>> =>
  Object.fromEntries(
    Object.entries(entries)
      .filter(([, value]) => isClass(value) && pathOf(value as never) !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The functions among the exports of a module, by their names in snake_case, and by abbreviations of these. */
export function functionsIn<Compute>(
  entries: object,
  abbreviations: Readonly<Record<string, string>> = {},
): Readonly<Record<string, Compute>> {
  const named = Object.fromEntries(
    Object.entries(entries).flatMap(([name, value]) => (isClass(value) ? [] : [[snakeCase(name), value]])),
  ) as Record<string, Compute>;
  const short = Object.entries(abbreviations).map(([name, full]): [string, Compute] => [name, named[full]!]);
  return { ...named, ...Object.fromEntries(short) };
}
