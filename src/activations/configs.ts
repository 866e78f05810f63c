/** Converts what means an activation, in code and in configs, to the function and back: `get`, `serialize`, `deserialize`. */
import { unknownNameError, ValueError, type Place } from '../errors/index.js';
import type { Operand } from '../ops/operation.js';
import type { Tensor } from '../tensor/index.js';
import { checkIsOptions } from '../tensor/options.js';
import type { DeserializeOptions } from '../objects/config-context.js';
import { getRegisteredName, type CustomObject } from '../objects/custom-objects.js';
import { objectNamespace } from '../objects/namespace.js';
import { serializeFunction, type SerializedFunction } from '../objects/serialization.js';
import { snakeCase } from '../objects/spelling.js';
import { readArgument, writeArgument } from './arguments.js';
import { linear } from './functions.js';
import { builtIn, named, names, type ActivationFunction, type ActivationName, type Named } from './registry.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** The config of an activation with arguments, such as `hard_sigmoid` with slope 0.2. */
export interface ActivationConfig {
  readonly class_name: string;
  /** The arguments; if `class_name` is "function", as Keras writes functions, the name of the function. */
  readonly config: Readonly<Record<string, unknown>> | string;
  /** Keras's module of the class. */
  readonly module?: string | null;
  /** The name under which an own class is registered. */
  readonly registered_name?: string | null;
}

/** The activations by name. Keras writes a registered one as `package>name`. */
export const activationObjects = /* @__PURE__ */ objectNamespace<never, ActivationFunction>({
  name: 'activations',
  kind: 'activation',
  functions: { get: (name: string) => named(name) ?? ofPackage(name), keys: names },
  none: linear as unknown as ActivationFunction,
  accepts: 'the name of an activation, a function, a config or null',
  configForm: {
    entry: 'a name, a config object or null',
    object: 'a config of the form { class_name, config }, with the name and the arguments',
    hint: 'Keras writes a function without arguments as { class_name: "function", config: "relu" }',
  },
  configure: configured,
});

/** An activation made by `defineActivation`, by a name with a package; undefined if the name after the package is one of Keras's own. */
function ofPackage(name: string): Named | undefined {
  const own = name.slice(name.lastIndexOf('>') + 1);
  return own === name || builtIn().has(own) ? undefined : named(own);
}

/**
 * The activation that an identifier stands for: a name, `null` (linear), a config, or a function, which is returned. A string whose value
 * the compiler does not know is accepted; for a literal string, a typo does not compile.
 *
 * `threshold` is found, too, though it has required arguments; a layer, which would call it without arguments, refuses it. A string means
 * what it means in code, so that `'hard_sigmoid'` is `0.2x + 0.5`; in a config it means what it means to Keras 3.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.get('swish') === activations.silu; // → true
 * activations.get(null) === activations.linear; // → true
 */
export function get<Name extends string>(identifier: string extends Name ? Name : never): ActivationFunction;
export function get(identifier: ActivationName | ActivationConfig | ((x: Tensor) => Tensor) | null): ActivationFunction;
export function get(identifier: string | ActivationConfig | ((x: Tensor) => Tensor) | null): ActivationFunction {
  checkArgumentCount('activations.get', arguments, 1);
  return (typeof identifier === 'string' ? named(identifier) : undefined) ?? activationObjects.get(identifier);
}

/** Refuses an activation that has required arguments. */
function checkCallable(activation: Named, where: string): Named {
  const missing = Object.entries(activation.configDefaults ?? {}).filter(([, value]) => Number.isNaN(value));
  if (missing.length === 0 || activation.config !== undefined) return activation;
  throw new ValueError({
    where,
    expected: `the arguments of "${activation.identifier}", which have no default: ${missing.map(([name]) => name).join(', ')}`,
    received: { identifier: activation.identifier },
    hint: `pass a function, (x) => activations.${activation.identifier}(x, …)`,
  });
}

/**
 * The config of an activation: its name, or an object with its arguments if the name alone would lose them. Names have the meaning of Keras
 * 3, so `activations.hardSigmoid`, whose slope is 0.2, becomes an object. Numbers that JSON cannot express become text: `"Infinity"`,
 * `"-Infinity"`, `"-0"`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.serialize(activations.selu); // → selu
 * activations.serialize(activations.hardSigmoid); // → { class_name: 'hard_sigmoid', config: { slope: 0.2, offset: 0.5 } }
 */
export function serialize(activation: unknown): string | ActivationConfig | SerializedFunction {
  checkArgumentCount('activations.serialize', arguments, 1);
  const where = 'activations.serialize';
  const { identifier, configDefaults, config } = (typeof activation === 'function' ? activation : {}) as Partial<Named>;
  if (typeof identifier !== 'string') {
    if (typeof activation === 'function' && getRegisteredName(activation as CustomObject) !== '') {
      return serializeFunction(where, activation as CustomObject);
    }
    throw new ValueError({
      where,
      expected: 'an activation with a name',
      received: { activation },
      hint: 'define it with defineActivation(name, parameters, formula), so that a config can name it',
    });
  }
  const values = { ...configDefaults, ...config };
  // A function of `ops` may have other defaults than those that the name means.
  const { keras3Defaults, configDefaults: defaults } = named(identifier) ?? { configDefaults };
  const byName = keras3Defaults ?? defaults ?? {};
  if (Object.keys(values).every((name) => Object.is(values[name], byName[name]))) return identifier;
  const written = Object.entries(values).map(([name, value]) => [snakeCase(name), writeArgument(value)]);
  return { class_name: identifier, config: Object.fromEntries(written) as Record<string, unknown> };
}

/**
 * The activation that a config stands for: a name, or an object as `serialize` gives it.
 *
 * A name means what it means to the Keras that wrote the config, which is 3 unless `{ keras: 2 }` says otherwise.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.deserialize('hard_sigmoid')([1.5]); // → array([0.75], dtype=float32)
 * activations.deserialize('hard_sigmoid', { keras: 2 })([1.5]); // → array([0.8], dtype=float32)
 */
export function deserialize(
  config: string | ActivationConfig | null,
  options: DeserializeOptions = {},
): ActivationFunction {
  checkArgumentCount('activations.deserialize', arguments, 2);
  return activationObjects.deserialize(config, options);
}

/** The function with the meaning that a config or a name in code gives it. */
function configured(
  activation: ActivationFunction,
  given: Entries,
  place: Place,
  keras: 2 | 3 | undefined,
): ActivationFunction {
  const own = activation as Named;
  if (keras === undefined || own.identifier === undefined) return checkCallable(own, place.where);
  const defaults = own.configDefaults ?? {};
  const bare = (keras === 3 ? own.keras3Defaults : undefined) ?? defaults;
  const optional = Object.entries(bare).filter(([, value]) => !Number.isNaN(value));
  const values = { ...Object.fromEntries(optional), ...readArguments(place.where, own, given) };
  const isDefault = Object.keys(values).every((key) => Object.is(values[key], defaults[key]));
  return checkCallable(isDefault ? own : withArguments(own, values, place.where), place.where);
}

type Entries = Readonly<Record<string, unknown>>;

/** The arguments in a config, by their names in TypeScript. */
function readArguments(where: string, { identifier, configDefaults = {} }: Named, given: Entries): Entries {
  const ofActivation = `${where}("${identifier}")`;
  const nameOf = new Map(Object.keys(configDefaults).map((name) => [snakeCase(name), name]));
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => {
      const name = nameOf.get(key);
      if (name === undefined) throw unknownNameError(ofActivation, 'option', key, nameOf.keys());
      return [name, readArgument(ofActivation, key, value)];
    }),
  );
}

/** The activation with other arguments than its defaults. The new function carries them, so that it can be serialized. */
function withArguments(activation: Named, values: Entries, where: string): Named {
  activation.resolve?.(values);
  activation.checkOptions?.(`${where}("${activation.identifier}")`, values);
  const call = activation as unknown as (x: Operand, options: object) => never;
  const configured = (x: Operand, options?: object): never => {
    if (options !== undefined) checkIsOptions(where, options, Object.keys(values));
    return call(x, { ...values, ...options });
  };
  return Object.assign(configured as ActivationFunction, activation, { config: values });
}
