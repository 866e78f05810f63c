import { unknownNameError, ValueError } from '../../errors/index.js';
import { gatherOptions, isPlainObject, lastArgument } from '../../tensor/options.js';
import { within, type ConfigContext } from '../config-context.js';
import { camelCase, snakeCase } from '../spelling.js';
import { plainEntry } from './plain-entries.js';
import type { AnyOption, OptionTable, ValuesOf } from './option.js';

/** An options object or a config, of which nothing is known yet. */
export type Entries = Readonly<Record<string, unknown>>;

/** One option of a table, with all that is asked for again and again. */
interface Row {
  readonly name: string;
  readonly option: AnyOption;
  /** The name in configs. */
  readonly key: string;
  /** Names of older generations. */
  readonly aliases: readonly string[];
}

/** The rows that have values, and the names by which options may be given. */
interface Rows {
  readonly rows: readonly Row[];
  readonly names: ReadonlySet<string>;
  /** The options whose entries in configs are not called after them, by those. */
  readonly optionNames: ReadonlyMap<string, string>;
}

const rowsOfTable = /* @__PURE__ */ new WeakMap<OptionTable, Rows>();

/** A table is looked at once, so that it pays to keep one. */
function rowsOf(table: OptionTable): Rows {
  const known = rowsOfTable.get(table);
  if (known !== undefined) return known;
  const names = Object.keys(table);
  const rows = names
    .filter((name) => table[name]!.aliasOf === undefined)
    .map((name) => ({
      name,
      option: table[name]!,
      key: table[name]!.key ?? snakeCase(name),
      aliases: names.filter((other) => table[other]!.aliasOf === name),
    }));
  const renamed = rows.filter(({ option }) => option.key !== undefined);
  const optionNames = new Map(renamed.map(({ key, name }) => [key, name]));
  const made = { rows, names: new Set(names), optionNames };
  rowsOfTable.set(table, made);
  return made;
}

/** Refuses what a table does not know: a mistyped option must not be ignored. */
export function checkAreOptions(where: string, given: Entries, table: OptionTable): void {
  const { names } = rowsOf(table);
  for (const name of Object.keys(given)) if (!names.has(name)) throw unknownNameError(where, 'option', name, names);
}

/** Refuses what is none of some names. */
export function checkOptionNames(where: string, given: Entries, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownNameError(where, 'option', unknown, known);
}

/** What was given for an option, under its own name or another; `undefined` is nothing. */
function givenFor(where: string, { name, aliases }: Row, given: Entries): unknown {
  if (aliases.length === 0) return given[name];
  const used = [name, ...aliases].filter((each) => given[each] !== undefined);
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
  for (const row of rowsOf(table).rows) {
    const { name, option } = row;
    const chosen = givenFor(where, row, given);
    values[name] = option.check(chosen === undefined ? option.default : chosen, where, name);
  }
  return values as ValuesOf<Table>;
}

function isWritten(name: string, option: AnyOption, value: unknown): boolean {
  if (option.isAbsentFromConfig !== 'by default') return option.isAbsentFromConfig !== true;
  return JSON.stringify(value) !== JSON.stringify(option.check(option.default, name, name));
}

/** The entries of a config for the values that `readOptions` gave. */
export function writeConfig(table: OptionTable, values: object): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const { name, key, option } of rowsOf(table).rows) {
    const value = (values as Entries)[name];
    if (!isWritten(name, option, value)) continue;
    config[key] = option.toConfig === undefined ? value : option.toConfig(value);
  }
  return config;
}

/** The options that a config means; the context is that of the config. Entries that the table does not know are left as they are. */
export function optionsFromConfig(
  table: OptionTable,
  config: Entries,
  context: ConfigContext,
): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  const { optionNames } = rowsOf(table);
  for (const [key, entry] of Object.entries(config)) {
    const name = optionNames.get(key) ?? camelCase(key);
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    const at = within(context, key);
    const value = option?.fromConfig === undefined ? plainEntry(entry, at) : option.fromConfig(entry, at);
    // A key named `__proto__` is an entry like any other.
    Object.defineProperty(options, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return options;
}

/** The arguments of a constructor in one object: those of `leading` may stand before it, and there is nothing behind it or unknown. */
export function gatherKnown(
  where: string,
  leading: readonly string[],
  given: readonly unknown[],
  known: readonly string[],
): Entries {
  if (given.length === 0) return {};
  const last = lastArgument(where, given, leading.length);
  if (last !== undefined && !isPlainObject(last)) throw noOptionsError(where, last, known);
  const options = gatherOptions(where, leading, given);
  checkOptionNames(where, options, [...leading, ...known]);
  return options;
}

function noOptionsError(where: string, options: unknown, known: readonly string[]): ValueError {
  const expected = known.length === 0 ? 'no argument' : `an object of options, of ${known.join(', ')}`;
  return new ValueError({ where, expected, received: { options } });
}

/** Refuses what is no object of known options: a value in its place would be ignored. */
export function checkOptionsObject(where: string, given: unknown, known: readonly string[]): void {
  if (!isPlainObject(given)) throw noOptionsError(where, given, known);
  checkOptionNames(where, given, known);
}
