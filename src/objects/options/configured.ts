import { gatherOptions } from '../../tensor/options.js';
import { classNameOf } from '../class-name.js';
import type { DeserializeOptions } from '../config-context.js';
import { fromConfig } from '../deserialization.js';
import type { OptionsOf, OptionTable, ValuesOf, Without } from './option.js';
import { checkAreOptions, readOptions, writeConfig, type Entries } from './option-table.js';

/**
 * The names of the arguments that may be given before the options. The type also carries their types, as a labelled tuple, and a name for
 * the type of the options, which editors and compiler messages then show.
 */
export type Leading<Labels extends readonly unknown[], Options = unknown> = readonly string[] & {
  readonly labels?: Labels;
  readonly options?: Options;
};

/** The options of a table as the editor shows them. None is required, because those that are may be given by position instead. */
export type OptionsIn<Options extends (...parameters: never) => OptionTable> = Partial<OptionsOf<ReturnType<Options>>>;

/** The options of a table, and the common options except those that the table redefines. */
type AllOptions<Table extends OptionTable, Common> = Partial<OptionsOf<Table>> & Without<Common, Table>;

/** The type of the options: the named one if there is one, else the one that follows from the table. */
type NamedOptions<Named, Table extends OptionTable, Common> = unknown extends Named ? AllOptions<Table, Common> : Named;

/** The names of the options that have to be given, by position or as options. */
type RequiredNames<Options> = {
  [Name in keyof Options]-?: object extends Pick<Options, Name> ? never : Name;
}[keyof Options];

/** Options as the only argument: those without a default are required in them. */
type OptionsAlone<Table extends OptionTable, Options> =
  object extends OptionsOf<Table>
    ? Options
    : Options & { readonly [Name in RequiredNames<OptionsOf<Table>>]: OptionsOf<Table>[Name] };

/**
 * The forms of a constructor: leading arguments followed by options, or options alone. Where a single form covers both, there is only that
 * one, so that compiler errors point at the wrong argument and not at overloads.
 */
type Constructors<Instance, Labels extends readonly unknown[], Options, Alone> = Labels extends readonly []
  ? abstract new (...parameters: OptionalIfEmpty<Alone>) => Instance
  : IsOneForm<Labels> extends true
    ? abstract new (...parameters: [...OrOptions<Labels, Alone>, options?: Options]) => Instance
    : (abstract new (...parameters: [...Labels, options?: Options]) => Instance) &
        (abstract new (...parameters: OptionalIfEmpty<Alone>) => Instance);

type IsOneForm<Labels extends readonly unknown[]> = Labels extends readonly [unknown?]
  ? true
  : readonly [] extends Readonly<Labels>
    ? true
    : false;

type OptionalIfEmpty<Options> = object extends Options ? [options?: Options] : [options: Options];

type OrOptions<Labels extends readonly unknown[], Options> = { [Index in keyof Labels]: Labels[Index] | Options };

/** Checks options that have to fit each other. */
export type OptionCheck<Table extends OptionTable> = (values: ValuesOf<Table>, where: string) => void;

/** The static members that every class with options has. */
export interface ConfigurableStatics {
  /** Every option that the constructor takes. */
  optionTable(): OptionTable;
}

/** The static members of a class with options that can be made from a config. */
export interface ConfiguredStatics<Instance> extends ConfigurableStatics {
  /** Makes an instance from a config that `getConfig` wrote. Classes whose configs contain more than options override it. */
  fromConfig(config: Entries, options?: DeserializeOptions): Instance;
}

/** The base class that `configured` extends: its constructor takes the common options, and its config contains them. */
export type ConfigurableBase<Instance extends { getConfig(): Record<string, unknown> }, Common> = ConfigurableStatics &
  (abstract new (options: Common) => Instance);

// TypeScript requires that a mixin's constructor takes parameters of type `any[]`.
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
  Options = unknown,
>(
  base: ConfigurableBase<Instance, Common>,
  options: () => Table,
  leading: Leading<Labels, Options>,
  check: OptionCheck<Table> = () => {},
): ConfiguredStatics<Instance & ValuesOf<Table>> &
  Constructors<
    Instance & ValuesOf<Table>,
    Labels,
    NamedOptions<Options, Table, Common>,
    OptionsAlone<Table, NamedOptions<Options, Table, Common>>
  > {
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
