import { gatherOptions } from '../../tensor/options.js';
import { classNameOf } from '../class-name.js';
import type { DeserializeOptions } from '../config-context.js';
import { fromConfig } from '../deserialization.js';
import type { OptionsOf, OptionTable, ValuesOf } from './option.js';
import { checkAreOptions, readOptions, writeConfig, type Entries } from './option-table.js';

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

/** What a class with options can do besides. */
export interface ConfiguredStatics<Instance> extends ConfigurableStatics {
  /** Makes an instance of what its `getConfig` wrote. A class whose config holds more than options has its own. */
  fromConfig(config: Entries, options?: DeserializeOptions): Instance;
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
): ConfiguredStatics<Instance & ValuesOf<Table>> &
  (abstract new (...parameters: ParametersOf<Table, Labels, Common>) => Instance & ValuesOf<Table>) {
  let made: { readonly own: Table; readonly all: OptionTable } | undefined;

  abstract class Configured extends (base as MixinBase) {
    static readonly tables = () => {
      if (made !== undefined) return made;
      const own = options();
      return (made = { own, all: { ...super.optionTable(), ...own } });
    };

    static fromConfig(config: Entries, context?: DeserializeOptions): unknown {
      return fromConfig(this as never, config, context);
    }

    static override optionTable(): OptionTable {
      return Configured.tables().all;
    }

    constructor(...parameters: unknown[]) {
      const where = classNameOf(new.target);
      const given = gatherOptions(where, leading, parameters);
      const { own, all } = Configured.tables();
      checkAreOptions(where, given, all);
      super(withoutKeys(given, own));
      const values = readOptions(where, own, given);
      check(values, where);
      Object.assign(this, values);
    }

    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), ...writeConfig(Configured.tables().own, this) };
    }
  }
  return Configured as never;
}

function withoutKeys(given: Entries, removed: object): Entries {
  const left: Record<string, unknown> = {};
  for (const name of Object.keys(given)) if (!Object.hasOwn(removed, name)) left[name] = given[name];
  return left;
}
