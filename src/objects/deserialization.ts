/** Makes objects from their configs. */
import { HillockError, inTermsOf, ValueError, type Place } from '../errors/index.js';
import { isPlainObject } from '../tensor/options.js';
import { classNameOf, pathOf, type NamedClass } from './class-name.js';
import { atPlaceIn, contextOf, within, type ConfigContext, type DeserializeOptions } from './config-context.js';
import { withCustomObjects } from './custom-objects.js';
import { optionsFromConfig, type Entries } from './options/option-table.js';
import type { OptionTable } from './options/option.js';

/** A class whose instances can be made from configs. */
export interface ConfigurableClass<Instance = object> extends NamedClass {
  /** Every option that the constructor takes. */
  optionTable(): OptionTable;
  /** Makes an instance from a config that `getConfig` wrote. */
  fromConfig?(config: Entries, options?: DeserializeOptions | ConfigContext): Instance;
  new (options: never): Instance;
}

/** The parts of a config that describes an object. */
export interface Description {
  /** The name of the class or of the function. */
  readonly name: string;
  readonly isFunction: boolean;
  readonly module: string | undefined;
  readonly registeredName: string | undefined;
  /** The config of the instance. */
  readonly entries: Entries;
}

/** Words that errors use for the configs of a kind, if these have a form of their own. */
export interface ConfigForm {
  /** What is expected where the config is not even an object. */
  readonly entry: string;
  /** What is expected where the config is an object of the wrong form. */
  readonly object: string;
  readonly hint: string;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const isTextOrNothing = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';

/** Takes a config apart: for an object its class name and config; for a function, whose config is its name, that name. */
export function describeConfig(config: unknown, { where, argument }: Place, form?: ConfigForm): Description {
  const { class_name: className, config: content, module, registered_name: registeredName } = Object(config) as Entries;
  if (typeof className === 'string' && isTextOrNothing(module) && isTextOrNothing(registeredName)) {
    const about = { module: text(module), registeredName: text(registeredName) };
    if (className === 'function' && typeof content === 'string') {
      return { ...about, name: content, isFunction: true, entries: {} };
    }
    if (isPlainObject(content)) return { ...about, name: className, isFunction: false, entries: content };
  }
  throw new ValueError({
    where,
    expected: form?.object ?? 'a config of the form { class_name, config }',
    received: { [argument]: config },
    ...(form !== undefined && { hint: form.hint }),
  });
}

/** Makes the instance that a config describes, by the class's own `fromConfig` or else from the options in the config. */
export function instanceOf<Instance>(
  constructor: ConfigurableClass<Instance>,
  config: Entries,
  context: ConfigContext,
): Instance {
  const at = within(context, 'config');
  const make = (): Instance =>
    constructor.fromConfig === undefined
      ? instanceOfOptions(constructor, config, at)
      : constructor.fromConfig(config, at);
  // If a user's `fromConfig` reads other configs itself, it finds the same custom objects.
  return Object.keys(context.customObjects).length === 0 ? make() : withCustomObjects(context.customObjects, make);
}

function instanceOfOptions<Instance>(
  constructor: ConfigurableClass<Instance>,
  config: Entries,
  context: ConfigContext,
): Instance {
  const options = optionsFromConfig(constructor.optionTable(), config, context);
  const make = (): Instance => new constructor(options as never);
  return atPlaceIn(context, mayTakePositions(constructor) ? () => ownInstance(constructor, options, make) : make);
}

/** Whether a class is a user's with a constructor that has parameters; one that it inherits has none that count. */
const mayTakePositions = (constructor: NamedClass): boolean =>
  pathOf(constructor) === undefined && (constructor as unknown as { readonly length: number }).length > 0;

/**
 * An instance of a user's class. Its constructor may have positional parameters as in Python, the first of which then gets all options:
 * nobody would understand the error that follows from that.
 */
function ownInstance<Instance>(constructor: NamedClass, options: object, make: () => Instance): Instance {
  const where = `${classNameOf(constructor)}.fromConfig`;
  const names = Object.keys(options).filter((name) => !['name', 'trainable', 'dtype'].includes(name));
  const hint = `its constructor gets the entries of its config in one object: write constructor({ ${[...names, '...options'].join(', ')} }), or a static fromConfig(config)`;
  try {
    const made = make();
    if (!writtenBy(made).includes(options)) return made;
  } catch (error) {
    throw error instanceof HillockError && error.hint === undefined ? inTermsOf(where, error, hint) : error;
  }
  throw new ValueError({ where, expected: 'a constructor that takes one object', received: { options }, hint });
}

/** The entries of an instance's config; none if it cannot be written yet. */
function writtenBy(made: unknown): readonly unknown[] {
  try {
    return Object.values((made as { getConfig(): object }).getConfig());
  } catch {
    return [];
  }
}

/** The static method `fromConfig` of all classes: makes an instance from a config that `getConfig` wrote. */
export function fromConfig<Instance>(
  constructor: ConfigurableClass<Instance>,
  config: Entries,
  options: DeserializeOptions | ConfigContext = {},
): Instance {
  return instanceOfOptions(constructor, config, contextOf(`${classNameOf(constructor)}.fromConfig`, options));
}
