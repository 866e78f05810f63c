import { gatherOptions } from '../../tensor/options.js';
import type { ConfigContext, OptionsOf, OptionTable, ValuesOf } from './option.js';
import { checkOptionNames, optionsFromConfig, readOptions, writeConfig, type Entries } from './option-table.js';

/** The names of the arguments that may stand before the options, with their types as a labelled tuple. */
export type Leading<Labels extends readonly unknown[]> = readonly string[] & { readonly labels?: Labels };

/** The options of a table, and the common ones that it does not redefine. */
export type AllOptions<Table extends OptionTable, Common> = OptionsOf<Table> & Omit<Common, keyof Table>;

/** Leading arguments and then options, or options alone. */
export type ParametersOf<Table extends OptionTable, Labels extends readonly unknown[], Common> =
  | [...Labels, options?: Partial<AllOptions<Table, Common>>]
  | (object extends OptionsOf<Table> ? [options?: AllOptions<Table, Common>] : [options: AllOptions<Table, Common>]);

/** Refuses options that do not go together. */
export type OptionCheck<Table extends OptionTable> = (values: ValuesOf<Table>, where: string) => void;

/** What a class with options says of itself. */
export interface ConfigurableStatics {
  /** Every option that the constructor knows. */
  optionTable(): OptionTable;
}

/** What a class needs to have options: a constructor for the common ones, and a config that they stand in. */
export type ConfigurableBase<Instance extends { getConfig(): Record<string, unknown> }, Common> = ConfigurableStatics &
  (abstract new (options: Common) => Instance);

// A mixin's constructor takes any parameters, says TypeScript.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type MixinConstructor = abstract new (...parameters: any[]) => { getConfig(): Record<string, unknown> };
type MixinBase = ConfigurableStatics & MixinConstructor;

/**
 * A base class whose constructor, properties and config follow from a table of options: each instance has the checked
 * value of every option as a property of its name. The table, in the order of Keras's config, is given as a function,
 * so that importing a module does no work.
 */
export function configured<
  Instance extends { getConfig(): Record<string, unknown> },
  Common,
  Table extends OptionTable,
  Labels extends readonly unknown[],
>(
  base: ConfigurableBase<Instance, Common>,
  options: () => Table,
  leading: Leading<Labels>,
  check: OptionCheck<Table> = () => {},
): ConfigurableStatics &
  (abstract new (...parameters: ParametersOf<Table, Labels, Common>) => Instance & ValuesOf<Table>) {
  let made: Table | undefined;
  const table = (): Table => (made ??= options());

  abstract class Configured extends (base as MixinBase) {
    static override optionTable(): OptionTable {
      return { ...super.optionTable(), ...table() };
    }

    constructor(...parameters: unknown[]) {
      const where = classNameOf(new.target);
      const given = gatherOptions(where, leading, parameters);
      checkOptionNames(where, given, Object.keys(Configured.optionTable()));
      super(withoutKeys(given, table()));
      const values = readOptions(where, table(), given);
      check(values, where);
      Object.assign(this, values);
    }

    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), ...writeConfig(table(), this) };
    }
  }
  return Configured as never;
}

const withoutKeys = (given: Entries, removed: object): Entries =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(removed, name)));

/** A class, which says where Keras has it if Keras does. The path stays what it is when a minifier renames the class. */
export interface NamedClass {
  readonly name: string;
  /** `keras.layers.Dense`; a class that extends another has a path of its own or none. */
  readonly path?: string;
}

const ownPath = (constructor: NamedClass): string | undefined =>
  Object.hasOwn(constructor, 'path') ? constructor.path : undefined;

/** The name of a class in messages, configs and automatic names. */
export function classNameOf(constructor: NamedClass): string {
  return ownPath(constructor)?.split('.').at(-1) ?? constructor.name;
}

/** An object as Keras writes it into a file or into another's config. */
export interface SerializedObject {
  readonly module: string | null;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly registered_name: string | null;
}

/** The class and the config of an instance; a class of the user's own goes by its name. */
export function serializeInstance(instance: { getConfig(): Record<string, unknown> }): SerializedObject {
  const path = ownPath(instance.constructor);
  const name = classNameOf(instance.constructor);
  return {
    module: path?.split('.').slice(0, -1).join('.') ?? null,
    class_name: name,
    config: instance.getConfig(),
    registered_name: path === undefined ? name : null,
  };
}

/** Makes an instance of the config that `getConfig` wrote. */
export function fromConfig<Instance>(
  constructor: ConfigurableStatics & NamedClass & (new (options: never) => Instance),
  config: Entries,
  context: ConfigContext,
): Instance {
  return new constructor(
    optionsFromConfig(classNameOf(constructor), constructor.optionTable(), config, context) as never,
  );
}
