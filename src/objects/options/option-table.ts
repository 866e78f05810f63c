import { unknownNameError, ValueError } from '../../errors/index.js';
import { camelCase, snakeCase } from '../spelling.js';
import type { ConfigContext, OptionTable, ValuesOf } from './option.js';

/** An options object or a config, of which nothing is known yet. */
export type Entries = Readonly<Record<string, unknown>>;

/** Refuses what no table knows: a mistyped option must not be ignored. */
export function checkOptionNames(where: string, given: Entries, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownNameError(where, 'option', unknown, known);
}

/** What was given for an option, under its own name or another; `undefined` is nothing. */
function givenFor(where: string, table: OptionTable, name: string, given: Entries): unknown {
  const names = [name, ...Object.keys(table).filter((other) => table[other]!.aliasOf === name)];
  const used = names.filter((each) => given[each] !== undefined);
  if (used.length > 1) {
    throw new ValueError({
      where,
      expected: `one of ${used.join(' and ')}, which are two names of one option`,
      received: Object.fromEntries(used.map((each) => [each, given[each]])),
    });
  }
  return used[0] === undefined ? undefined : given[used[0]];
}

/** The values of all options of a table, checked, with the defaults for what was not given; `null` is a value. */
export function readOptions<Table extends OptionTable>(where: string, table: Table, given: Entries): ValuesOf<Table> {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(table)) {
    if (option.aliasOf !== undefined) continue;
    const chosen = givenFor(where, table, name, given);
    values[name] = option.check(chosen === undefined ? option.default : chosen, where, name);
  }
  return values as ValuesOf<Table>;
}

/** The entries of a config for the values that `readOptions` gave. */
export function writeConfig(table: OptionTable, values: object): Record<string, unknown> {
  const written = Object.entries(table).filter(
    ([, option]) => option.aliasOf === undefined && option.isAbsentFromConfig !== true,
  );
  return Object.fromEntries(
    written.map(([name, option]) => {
      const value = (values as Entries)[name];
      return [snakeCase(name), option.toConfig === undefined ? value : option.toConfig(value)];
    }),
  );
}

/** The options that a config means. Entries that the table does not know are left as they are. */
export function optionsFromConfig(
  where: string,
  table: OptionTable,
  config: Entries,
  context: ConfigContext,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([key, entry]) => {
      const name = camelCase(key);
      const option = Object.hasOwn(table, name) ? table[name] : undefined;
      return [name, option?.fromConfig === undefined ? entry : option.fromConfig(entry, context, where, name)];
    }),
  );
}

/** Refuses what is no object of known options: a value in its place would be ignored. */
export function checkOptionsObject(where: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Object.getPrototypeOf(given) !== Object.prototype) {
    const expected = `an object of options, of ${known.join(', ')}`;
    throw new ValueError({ where, expected, received: { options: given } });
  }
  checkOptionNames(where, given as Entries, known);
}
