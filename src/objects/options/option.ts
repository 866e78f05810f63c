import type { ConfigContext } from '../config-context.js';

/** One option of a class: which values may be given, what the instance then holds, and how a config states it. */
export interface Option<Given, Value = Given> {
  /** Refuses values that do not fit, and brings the others into one form; `where` and `name` are for the error. */
  check(given: Given, where: string, name: string): Value;
  /** The value if none is given; an option without a default is required. */
  readonly default?: Given;
  /** Makes the entry in the config; without this function the value itself is the entry. */
  toConfig?(value: Value): unknown;
  /**
   * Makes the option's value from an entry of a config; without this function the entry itself is the value. `context` is that of the
   * entry.
   */
  fromConfig?(entry: unknown, context: ConfigContext): unknown;
  /** For an alias, the name of the option it stands for. An alias has no value and no entry of its own. */
  readonly aliasOf?: string;
  /** The name of the entry in configs, if it is not the option's name in snake_case, as in `beta_1`. */
  readonly key?: string;
  /**
   * `true` if Keras's configs have no entry for this option; `'by default'` if Keras forgets the entry, which we then write unless the
   * value is the default.
   */
  readonly isAbsentFromConfig?: boolean | 'by default';
}

/** An option that has to be given. */
export type RequiredOption<Given, Value = Given> = Option<Given, Value> & { readonly default?: never };

/** An option that has a default. */
export type DefaultedOption<Given, Value = Given> = Option<Given, Value> & { readonly default: Given };

/** An option of any type. Its functions take values of their own type, for which a table of different options has no common type but `any`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOption = Option<any, any>;

/** The options of one class by their names, in the order of Keras's config. */
export type OptionTable = Readonly<Record<string, AnyOption>>;

type GivenOf<O> = O extends { check(given: infer Given, where: string, name: string): unknown } ? Given : never;
type ValueOf<O> = O extends { check(given: never, where: string, name: string): infer Value } ? Value : never;
type IsGivable<O> = [GivenOf<O>] extends [never] ? false : true;

/** The type of the options object that a table describes. Aliases are not in it. */
export type OptionsOf<Table> = {
  readonly [
    Name in keyof Table as IsGivable<Table[Name]> extends false
      ? never
      : Table[Name] extends { default: unknown }
        ? Name
        : never
  ]?: GivenOf<Table[Name]> | undefined;
} & {
  readonly [
    Name in keyof Table as IsGivable<Table[Name]> extends false
      ? never
      : Table[Name] extends { default: unknown }
        ? never
        : Name
  ]: GivenOf<Table[Name]>;
};

/** The properties that an instance gets from a table of options. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table as [ValueOf<Table[Name]>] extends [never] ? never : Name]: ValueOf<Table[Name]>;
};

/**
 * The common options except those that a table redefines. `Omit` would do the same, but declarations would then mention the table's type
 * parameter by name.
 */
export type Without<Common, Table> = {
  [Name in keyof Common as Name extends keyof Table ? never : Name]: Common[Name];
};
