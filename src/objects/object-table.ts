import { unknownNameError, ValueError } from '../errors/index.js';
import { fromConfig, serializeInstance, type OptionTable, type SerializedObject } from './options/index.js';

/** What describes an object in configs: of Keras's entries for it, those that matter. */
export type ObjectConfig = Pick<SerializedObject, 'class_name'> & { readonly config: unknown };

/** A class whose instances can be made of their configs. */
export interface ConfigurableClass<Instance> {
  optionTable(): OptionTable;
  new (options: never): Instance;
}

/** All that one kind of object can be named by. */
export interface ObjectTable<Instance extends object, Compute> {
  /** Where they are found: `losses`. */
  readonly namespace: string;
  /** What one of them is called: `loss`. */
  readonly kind: string;
  readonly classes: Readonly<Record<string, ConfigurableClass<Instance>>>;
  readonly functions: Readonly<Record<string, Compute>>;
  readonly isInstance: (value: unknown) => value is Instance;
}

const isSerialized = (value: unknown): value is ObjectConfig =>
  typeof value === 'object' && value !== null && 'class_name' in value && 'config' in value;

const entryOf = <Entry>(entries: Readonly<Record<string, Entry>>, name: string): Entry | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined;

/** What an identifier names: a new instance for the name of a class, a function for the name of a function, a config's object. */
export function getObject<Instance extends object, Compute>(
  table: ObjectTable<Instance, Compute>,
  identifier: unknown,
): Instance | Compute {
  const { namespace, kind, classes, functions, isInstance } = table;
  const where = `${namespace}.get`;
  if (isInstance(identifier)) return identifier;
  if (typeof identifier === 'function') return identifier as Compute;
  if (isSerialized(identifier)) return deserializeObject(table, identifier);
  if (typeof identifier !== 'string') {
    throw new ValueError({ where, expected: `one of ${namespace}, its name or its config`, received: { identifier } });
  }
  const constructor = entryOf(classes, identifier);
  if (constructor !== undefined) return new constructor({} as never);
  const compute = entryOf(functions, identifier);
  if (compute !== undefined) return compute;
  throw unknownNameError(where, kind, identifier, [...Object.keys(functions), ...Object.keys(classes)]);
}

/** The config of an object with what is needed to find its class again; the name of a function. */
export function serializeObject<Instance extends object & { getConfig(): Record<string, unknown> }, Compute>(
  { namespace, kind, functions, isInstance }: ObjectTable<Instance, Compute>,
  object: unknown,
): SerializedObject | string {
  if (isInstance(object)) return serializeInstance(object);
  const name = Object.keys(functions).find((each) => functions[each] === object);
  if (name !== undefined) return name;
  throw new ValueError({ where: `${namespace}.serialize`, expected: `a ${kind}`, received: { [kind]: object } });
}

/** What a config describes. */
export function deserializeObject<Instance extends object, Compute>(
  table: ObjectTable<Instance, Compute>,
  config: ObjectConfig | string,
): Instance | Compute {
  if (typeof config === 'string') return getObject(table, config);
  const { namespace, kind, classes, functions } = table;
  const where = `${namespace}.deserialize`;
  const name = config.class_name === 'function' ? String(config.config) : config.class_name;
  const constructor = entryOf(classes, name);
  if (constructor !== undefined) return fromConfig(constructor, config.config as Record<string, unknown>, {});
  const compute = entryOf(functions, name);
  if (compute !== undefined) return compute;
  throw unknownNameError(where, kind, name, [...Object.keys(classes), ...Object.keys(functions)]);
}
