import { unknownNameError, ValueError } from '../../errors/index.js';
import { gatherOptions, isPlainObject, lastArgument } from '../../tensor/options.js';
import { within, type ConfigContext } from '../config-context.js';
import { camelCase, snakeCase } from '../spelling.js';
import { plainEntry } from './plain-entries.js';
import type { AnyOption, OptionTable, ValuesOf } from './option.js';

/** An object of options, or a config, that has not been checked yet. */
export type Entries = Readonly<Record<string, unknown>>;

/** One option of a table, with derived facts that are needed again and again. */
interface Row {
  readonly name: string;
  readonly option: AnyOption;
  /** The name of the entry in configs. */
  readonly key: string;
  /** The option's other names, from older generations of Keras. */
  readonly aliases: readonly string[];
}

/** A table prepared for reading: its rows that have values, and all names under which options may be given. */
interface Rows {
  readonly rows: readonly Row[];
  readonly names: ReadonlySet<string>;
  /** For options whose entry in configs is not just their name in snake_case: the name of the option, by the name of the entry. */
  readonly optionNames: ReadonlyMap<string, string>;
}

const rowsOfTable = /* @__PURE__ */ new WeakMap<OptionTable, Rows>();

/** The rows of a table. They are computed once for each table. */
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

/** Refuses options that are not in the table, because ignoring a mistyped option would hide the mistake. */
export function checkAreOptions(where: string, given: Entries, table: OptionTable): void {
  const { names } = rowsOf(table);
  for (const name of Object.keys(given)) if (!names.has(name)) throw unknownNameError(where, 'option', name, names);
}

/** Refuses names that are not among the known ones. */
export function checkOptionNames(where: string, given: Entries, known: readonly string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownNameError(where, 'option', unknown, known);
}

/** The value that was given for an option, under its name or an alias; `undefined` counts as not given. */
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

/** The values of all options of a table, checked; those that were not given have their defaults. `null` counts as given. */
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

/** The entries of a config, for values that `readOptions` returned. */
export function writeConfig(table: OptionTable, values: object): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const { name, key, option } of rowsOf(table).rows) {
    const value = (values as Entries)[name];
    if (!isWritten(name, option, value)) continue;
    config[key] = option.toConfig === undefined ? value : option.toConfig(value);
  }
  return config;
}

/** The options that a config contains; `context` is the context of that config. Entries that are not in the table are copied unchanged. */
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
    // Defined rather than assigned, so that an entry named `__proto__` is an entry like any other.
    Object.defineProperty(options, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return options;
}

/**
 * The arguments of a constructor as one object. Those named in `leading` may be given by position before the options; unknown options, and
 * arguments after the options, are refused.
 */
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

/** Refuses a value that is no object of known options, because any other value would be ignored. */
export function checkOptionsObject(where: string, given: unknown, known: readonly string[]): void {
  if (!isPlainObject(given)) throw noOptionsError(where, given, known);
  checkOptionNames(where, given, known);
}
