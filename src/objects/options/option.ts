import type { ConfigContext } from '../config-context.js';

/** One option of a class: what may be given, what the instance then holds, how a config says it. */
export interface Option<Given, Value = Given> {
  /** Refuses what does not fit and brings the rest into its one form; `where` and `name` are for the error. */
  check(given: Given, where: string, name: string): Value;
  /** What is taken when nothing is given; an option without it is required. */
  readonly default?: Given;
  /** The entry in the config; without this function the value itself. */
  toConfig?(value: Value): unknown;
  /** What an entry of a config means as an option; without this function the entry itself. The context is that of the entry. */
  fromConfig?(entry: unknown, context: ConfigContext): unknown;
  /** Another name of this option, for which this one only stands in. Such an option has no value and no entry. */
  readonly aliasOf?: string;
  /** The name of the entry in configs, where it is not that of the option in snake_case: `beta_1`. */
  readonly key?: string;
  /** Options that configs of Keras do not have an entry for; those that Keras forgets are written where they are not the default. */
  readonly isAbsentFromConfig?: boolean | 'by default';
}

/** An option that has to be given. */
export type RequiredOption<Given, Value = Given> = Option<Given, Value> & { readonly default?: never };

/** An option that has a default. */
export type DefaultedOption<Given, Value = Given> = Option<Given, Value> & { readonly default: Given };

/** What an option of any type is: its functions take what its own type says, which a table of options of all types cannot name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyOption = Option<any, any>;

/** The options of one class by their names, in the order of Keras's config. */
export type OptionTable = Readonly<Record<string, AnyOption>>;

type GivenOf<O> = O extends { check(given: infer Given, where: string, name: string): unknown } ? Given : never;
type ValueOf<O> = O extends { check(given: never, where: string, name: string): infer Value } ? Value : never;
type IsGivable<O> = [GivenOf<O>] extends [never] ? false : true;

/** The type of the options object that a table describes. What comes later is not in it. */
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

/** The properties that an instance gets from a table. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table as [ValueOf<Table[Name]>] extends [never] ? never : Name]: ValueOf<Table[Name]>;
};

/** The common options that a table does not redefine. Not `Omit`, which declarations would spell with the name of the table's parameter. */
export type Without<Common, Table> = {
  [Name in keyof Common as Name extends keyof Table ? never : Name]: Common[Name];
};
