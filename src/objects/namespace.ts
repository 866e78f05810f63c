/**
 * The one mechanism by which objects of a kind (losses, optimizers …) are found by name and converted from and to configs: `get`,
 * `serialize`, `deserialize`.
 */
import { describeValue, nearestName, unknownNameError, ValueError, type Place } from '../errors/index.js';
import { isPlainObject } from '../tensor/options.js';
import { classNameOf, isClass } from './class-name.js';
import {
  contextOf,
  placeIn,
  type ConfigContext,
  type DeserializeOptions,
  type ObjectReader,
} from './config-context.js';
import { findCustomObject, type CustomObject } from './custom-objects.js';
import type { Entries } from './options/option-table.js';
import {
  describeConfig,
  instanceOf,
  type ConfigForm,
  type ConfigurableClass,
  type Description,
} from './deserialization.js';
import {
  serializeFunction,
  serializeInstance,
  type SerializedFunction,
  type SerializedObject,
} from './serialization.js';

/** The config of an object with the entries that we read; Keras writes more. */
export interface ObjectConfig {
  readonly class_name: string;
  /** The config of an instance, or the name of a function. */
  readonly config: unknown;
  /** Keras's module of the class. */
  readonly module?: string | null | undefined;
  /** The name under which an own class is registered. */
  readonly registered_name?: string | null | undefined;
}

// TypeScript accepts nothing but `any` for the parameters of arbitrary constructors.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type BaseClass<Instance> = abstract new (...parameters: any[]) => Instance;

type Configurable = object & { getConfig(): Record<string, unknown> };

/** A table of functions by name. */
export interface FunctionTable<Compute> {
  get(name: string): Compute | undefined;
  keys(): Iterable<string>;
}

/** Describes a kind of objects: its classes and functions, and how they may be named. */
export interface NamespaceOptions<Instance extends Configurable, Compute> {
  /** The name of the namespace: `losses`. */
  readonly name: string;
  /** The word for one object of the kind: `loss`. */
  readonly kind: string;
  /** The base class of all classes of the kind, including users' classes. Absent for a kind that consists of functions alone. */
  readonly base?: BaseClass<Instance>;
  readonly classes?: Readonly<Record<string, ConfigurableClass<Instance>>>;
  /** The names of further classes of the kind, which are not in `classes` because no name alone can make an instance. */
  readonly needingArguments?: readonly string[];
  /** Further names of classes: `zeros` for `Zeros`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** A spelling in which names of classes are found, too; the names in errors are spelled so. */
  readonly spell?: (name: string) => string;
  /** The functions that can be used in place of an instance. Where this is given, users' functions can, too. */
  readonly functions?: Readonly<Record<string, Compute>> | FunctionTable<Compute>;
  /** The object that `null` means. */
  readonly none?: Instance | Compute | null;
  /** Understands further forms of identifiers, in code and in configs; returns undefined for those it does not know. */
  readonly interpret?: (identifier: unknown, place: Place) => Instance | Compute | undefined;
  /** What `get` accepts, in words, for errors; by default an instance, a name or a config. */
  readonly accepts?: string;
  /** What configs of the kind look like, in words, for errors. */
  readonly configForm?: ConfigForm;
  /** The last part of the names of the Keras modules that contain the kind; by default the name of the namespace. */
  readonly modules?: readonly string[];
  /** Adapts a function to its config's arguments and generation of Keras, or to the meaning of its name in code. */
  readonly configure?: (compute: Compute, entries: Entries, place: Place, keras: 2 | 3 | undefined) => Compute;
  /** Readers for objects of other kinds that occur in these objects' configs. */
  readonly readers?: Readonly<Record<string, ObjectReader>>;
  /** Finishes a new instance with what its config contains besides options. */
  readonly complete?: (instance: Instance, config: ObjectConfig, context: ConfigContext) => void;
}

/** The objects of one kind, by name and by config. */
export interface ObjectNamespace<Instance extends Configurable, Compute> {
  /** The object that an identifier means; `place` is where errors say it was given. */
  get(identifier: unknown, place?: Place): Instance | Compute;
  /** The config of an instance with its class; the name of a function. */
  serialize(object: unknown): SerializedObject | SerializedFunction | string;
  /** The object that a config describes. */
  deserialize(config: unknown, options?: DeserializeOptions): Instance | Compute;
  /** The object that a config inside another config describes. */
  read(config: unknown, context: ConfigContext): Instance | Compute;
  /** All names that `get` knows. */
  names(): string[];
}

/** The functions of a kind that has none. */
const noFunctions: FunctionTable<never> = { get: () => undefined, keys: () => [] };

const ownEntry = <Entry>(entries: Readonly<Record<string, Entry>>, name: string): Entry | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined;

function tableOf<Compute>(
  functions: Readonly<Record<string, Compute>> | FunctionTable<Compute>,
): FunctionTable<Compute> {
  if (typeof (functions as FunctionTable<Compute>).keys === 'function') return functions as FunctionTable<Compute>;
  const entries = functions as Readonly<Record<string, Compute>>;
  return { get: (name) => ownEntry(entries, name), keys: () => Object.keys(entries) };
}

/**
 * The namespace of a kind. A new class needs its file and a line in `classes`. Names and configs of all kinds are resolved here; users'
 * objects take precedence over those of the namespace.
 */
export function objectNamespace<Instance extends Configurable, Compute = never>(
  options: NamespaceOptions<Instance, Compute>,
): ObjectNamespace<Instance, Compute> {
  return new Namespace(options);
}

const withArticle = (kind: string): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;

/** The base class of a kind of functions alone; it has no instances. */
abstract class NoInstance {}

class Namespace<Instance extends Configurable, Compute> implements ObjectNamespace<Instance, Compute> {
  readonly #options: NamespaceOptions<Instance, Compute>;
  readonly #base: BaseClass<Instance>;
  readonly #classes: Readonly<Record<string, ConfigurableClass<Instance>>>;
  #functions: FunctionTable<Compute> | undefined;

  constructor(options: NamespaceOptions<Instance, Compute>) {
    this.#options = options;
    this.#base = options.base ?? (NoInstance as never);
    this.#classes = options.classes ?? {};
  }

  get(identifier: unknown, place: Place = this.#placeOf('get', 'identifier')): Instance | Compute {
    const { functions, interpret } = this.#options;
    if (identifier instanceof this.#base) return identifier;
    if (this.#isOfKind(identifier)) return new identifier({} as never);
    if (typeof identifier === 'function' && functions !== undefined && !isClass(identifier))
      return identifier as Compute;
    if (identifier === null && this.#options.none !== undefined) return this.#options.none as Instance | Compute;
    const interpreted = interpret?.(identifier, place);
    if (interpreted !== undefined) return interpreted;
    if (typeof identifier === 'string') return this.#ofName(identifier, place);
    if (isPlainObject(identifier)) return this.#ofConfig(identifier, place, this.#withReader(contextOf(place.where)));
    throw this.#refusal(identifier, place);
  }

  serialize(object: unknown): SerializedObject | SerializedFunction | string {
    const { name: namespace, kind, functions } = this.#options;
    const where = `${namespace}.serialize`;
    if (object instanceof this.#base) return serializeInstance(object);
    if (typeof object === 'function' && functions !== undefined && !isClass(object)) {
      const table = this.#table;
      const name = [...table.keys()].find((each) => table.get(each) === object);
      return name ?? serializeFunction(where, object as CustomObject);
    }
    throw new ValueError({ where, expected: withArticle(kind), received: { [kind]: object } });
  }

  deserialize(config: unknown, options: DeserializeOptions = {}): Instance | Compute {
    const place = this.#placeOf('deserialize', 'config');
    return this.#read(config, place, contextOf(place.where, options));
  }

  read(config: unknown, context: ConfigContext): Instance | Compute {
    return this.#read(config, { where: placeIn(context), argument: 'config', kind: this.#options.kind }, context);
  }

  names(): string[] {
    return [...Object.keys(this.#options.aliases ?? {}), ...this.#names()];
  }

  /** The names of classes and functions, without aliases. */
  #names(): string[] {
    const names = [...this.#table.keys(), ...Object.keys(this.#classes)];
    const { spell } = this.#options;
    return spell === undefined ? names : [...new Set(names.map(spell))];
  }

  #read(config: unknown, place: Place, given: ConfigContext): Instance | Compute {
    const context = this.#withReader(given);
    if (config === null && this.#options.none !== undefined) return this.#options.none as Instance | Compute;
    if (config instanceof this.#base) return config;
    const interpreted = this.#options.interpret?.(config, place);
    if (interpreted !== undefined) return interpreted;
    if (typeof config === 'string') return this.#ofName(config, place, context);
    return this.#ofConfig(config, place, context);
  }

  /** Adds this namespace's reader to the context, because objects may contain others of their kind. */
  #withReader(context: ConfigContext): ConfigContext {
    const { name } = this.#options;
    if (Object.hasOwn(context.readers, name)) return context;
    const read: ObjectReader = (config, inner) => this.read(config, inner);
    return { ...context, readers: { ...context.readers, ...this.#options.readers, [name]: read } };
  }

  /** The functions by name; made when they are first needed, so that importing a module does no work. */
  get #table(): FunctionTable<Compute> {
    return (this.#functions ??= tableOf(this.#options.functions ?? (noFunctions as FunctionTable<Compute>)));
  }

  #placeOf(method: string, argument: string): Place {
    return { where: `${this.#options.name}.${method}`, argument, kind: this.#options.kind };
  }

  #isOfKind(value: unknown): value is ConfigurableClass<Instance> {
    return isClass(value) && (value as unknown as { prototype: object }).prototype instanceof this.#base;
  }

  #refusal(identifier: unknown, { where, argument }: Place, expected = this.#accepted): ValueError {
    return new ValueError({ where, expected, received: { [argument]: identifier } });
  }

  get #accepted(): string {
    return this.#options.accepts ?? `one of ${this.#options.name}, its name or its config`;
  }

  #classOf(name: string): ConfigurableClass<Instance> | undefined {
    const { aliases = {}, spell } = this.#options;
    const classes = this.#classes;
    const found = ownEntry(classes, ownEntry(aliases, name) ?? name);
    if (found !== undefined || spell === undefined) return found;
    const spelled = Object.keys(classes).find((each) => spell(each) === spell(name));
    return spelled === undefined ? undefined : classes[spelled];
  }

  /** The object that a name means, in code or in a config. */
  #ofName(name: string, place: Place, context?: ConfigContext): Instance | Compute {
    const custom = findCustomObject([name], context?.customObjects);
    const own = custom === undefined ? undefined : this.#ofKind(custom, name, place);
    const constructor = this.#isOfKind(own) ? own : own === undefined ? this.#classOf(name) : undefined;
    const compute = own ?? this.#table.get(name);
    // In another spelling, a name may fit both a class and a function. The class is taken unless a user's function has exactly this name.
    if (constructor !== undefined) return new constructor({} as never);
    if (compute !== undefined) return this.#configured(compute as Compute, {}, place, context);
    throw this.#unknown(name, place, this.names());
  }

  #ofConfig(config: unknown, place: Place, context: ConfigContext): Instance | Compute {
    const { configForm } = this.#options;
    if (configForm !== undefined && !isPlainObject(config)) throw this.#refusal(config, place, configForm.entry);
    const description = describeConfig(config, place, configForm);
    const sharedId = (config as { readonly shared_object_id?: unknown }).shared_object_id;
    const shared = sharedId === undefined ? undefined : context.shared.get(sharedId);
    if (shared !== undefined && shared instanceof this.#base) return shared;
    const made = this.#described(description, place, context);
    if (made instanceof this.#base) {
      this.#options.complete?.(made, config as ObjectConfig, context);
      if (sharedId !== undefined) context.shared.set(sharedId, made);
    }
    return made;
  }

  #described(description: Description, place: Place, context: ConfigContext): Instance | Compute {
    const { name, registeredName, isFunction, entries } = description;
    const names = isFunction ? [name] : [...(registeredName === undefined ? [] : [registeredName]), name];
    const custom = findCustomObject(names, context.customObjects);
    if (custom !== undefined) {
      const own = this.#ofKind(custom, name, place);
      return this.#isOfKind(own) ? instanceOf(own, entries, context) : own;
    }
    this.#checkModule(description, place);
    const compute = this.#table.get(name);
    const constructor = isFunction && compute !== undefined ? undefined : this.#classOf(name);
    if (constructor !== undefined) return instanceOf(constructor, entries, context);
    if (compute !== undefined) return this.#configured(compute, entries, place, context);
    if (registeredName !== undefined && !isFunction) throw this.#missing(description, place);
    throw this.#unknown(name, place, this.#names());
  }

  #unknown(name: string, { where, argument, kind }: Place, names: readonly string[]): ValueError {
    const { name: namespace, needingArguments = [] } = this.#options;
    const known = nearestName(name, [...needingArguments, ...names]);
    if (known === undefined || !needingArguments.includes(known)) return unknownNameError(where, kind, name, names);
    const expected = `an instance of ${known}, which needs arguments`;
    const hint = `${namespace}.${known}(…) makes one, and ${namespace}.deserialize(…) from a config`;
    return new ValueError({ where, expected, received: { [argument]: name }, hint });
  }

  #configured(compute: Compute, entries: Entries, place: Place, context: ConfigContext | undefined): Compute {
    return this.#options.configure?.(compute, entries, place, context?.keras) ?? compute;
  }

  /** Checks that a user's class or function is of this kind. */
  #ofKind(own: CustomObject, name: string, place: Place): ConfigurableClass<Instance> | Compute {
    const { kind, functions } = this.#options;
    if (this.#isOfKind(own)) return own;
    if (functions !== undefined && !isClass(own)) return own as Compute;
    const what = functions === undefined ? 'a class' : 'a function or a class';
    throw new ValueError({
      where: place.where,
      expected: `the custom object ${describeValue(name)} to be ${what} that can be ${withArticle(kind)}`,
      received: { [name]: own },
      ...(isClass(own) && this.#base !== NoInstance && { hint: `such a class extends ${classNameOf(this.#base)}` }),
    });
  }

  /** Refuses a config whose module is not Keras's, or is one of Keras's that contains another kind of objects. */
  #checkModule(description: Description, place: Place): void {
    const { name, module, registeredName, isFunction } = description;
    const { name: namespace, kind, modules = [namespace] } = this.#options;
    const folders = module?.split('.') ?? [];
    const isOfKeras = module === undefined || ['keras', 'tf_keras', 'tensorflow', 'builtins'].includes(folders[0]!);
    const isRegistered = registeredName !== undefined && ![name, 'function'].includes(registeredName);
    if (!isOfKeras || isRegistered) throw this.#missing(description, place);
    if (isFunction || !folders.some((folder) => kerasFolders.includes(folder))) return;
    if (folders.some((folder) => modules.includes(folder))) return;
    throw new ValueError({ where: place.where, expected: withArticle(kind), received: { module, class_name: name } });
  }

  #missing({ name, module, registeredName = name, isFunction }: Description, { where }: Place): ValueError {
    const missing = isFunction ? name : registeredName;
    return new ValueError({
      where,
      expected: `the ${this.#options.kind} ${describeValue(missing)} among the custom objects, since it is not one of Keras`,
      received: { module: module ?? null, class_name: isFunction ? 'function' : name },
      hint: `give customObjects: { ${describeValue(missing)}: … }, or call registerKerasSerializable beforehand`,
    });
  }
}

/** The modules of Keras that contain objects of one kind. */
const kerasFolders = [
  ...['activations', 'constraints', 'dtype_policies', 'initializers', 'layers', 'losses', 'metrics', 'models'],
  ...['mixed_precision', 'optimizers', 'quantizers', 'regularizers', 'schedules'],
];
