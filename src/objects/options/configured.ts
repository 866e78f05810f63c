import { gatherOptions } from '../../tensor/options.js';
import { classNameOf } from '../class-name.js';
import type { DeserializeOptions } from '../config-context.js';
import { fromConfig } from '../deserialization.js';
import type { OptionsOf, OptionTable, ValuesOf, Without } from './option.js';
import { checkAreOptions, readOptions, writeConfig, type Entries } from './option-table.js';

/**
 * The names of the arguments that may stand before the options, with their types as a labelled tuple, and the name that the type of the
 * options has in hints of editors and in messages of the compiler.
 */
export type Leading<Labels extends readonly unknown[], Options = unknown> = readonly string[] & {
  readonly labels?: Labels;
  readonly options?: Options;
};

/** The options of a table as a type with no more in it than the editor shows: none of them is required, because it may stand first. */
export type OptionsIn<Options extends (...parameters: never) => OptionTable> = Partial<OptionsOf<ReturnType<Options>>>;

/** The options of a table, and the common ones that it does not redefine. */
type AllOptions<Table extends OptionTable, Common> = Partial<OptionsOf<Table>> & Without<Common, Table>;

/** The options type that was named, or else that of the table. */
type NamedOptions<Named, Table extends OptionTable, Common> = unknown extends Named ? AllOptions<Table, Common> : Named;

/** The names of the options that have to be given in some way. */
type RequiredNames<Options> = {
  [Name in keyof Options]-?: object extends Pick<Options, Name> ? never : Name;
}[keyof Options];

/** Options alone: those without a default are among them. */
type OptionsAlone<Table extends OptionTable, Options> =
  object extends OptionsOf<Table>
    ? Options
    : Options & { readonly [Name in RequiredNames<OptionsOf<Table>>]: OptionsOf<Table>[Name] };

/**
 * The forms of a constructor: leading arguments and then options, or options alone. It is one form wherever that says all, so that the
 * compiler speaks of the wrong argument and not of forms.
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
