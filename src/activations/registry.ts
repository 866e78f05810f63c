/** Activations by name: `get`, `serialize`, `deserialize`, `list`. */
import { unknownNameError, ValueError } from '../errors/index.js';
import { camelCase, keras3HardSigmoidSlope, snakeCase } from '../ops/activation-names.js';
import type { ActivationIdentity } from '../ops/activation-function.js';
import type { Operand, ResultOf } from '../ops/operation.js';
import type { Tensor } from '../tensor/index.js';
import * as functions from './functions.js';

type Registered = {
  [K in keyof typeof functions]: (typeof functions)[K] extends ActivationIdentity ? K : never;
}[keyof typeof functions];

/** Keras's other names for some activations. */
const aliases = { swish: 'silu', hard_swish: 'hard_silu' } as const;

/** Names of own activations that a program declares, by merging this interface, so that they are known to the compiler. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface CustomActivations {}

/** The string identifiers of all activations that can be called with one argument. */
export type ActivationIdentifier =
  Exclude<(typeof functions)[Registered]['identifier'], 'threshold'> | keyof typeof aliases | keyof CustomActivations;

/** An activation as a function of one array. */
export type ActivationFunction = <X extends Operand>(x: X) => ResultOf<X>;

/** An activation with arguments, as it stands in a config; `hard_sigmoid` with slope 0.2 is one. */
export interface ActivationConfig {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>> | string;
  readonly module?: string | null;
  readonly registered_name?: string | null;
}

/** An activation that has a name, unless it is a plain function. */
export type Named = ActivationFunction &
  Partial<ActivationIdentity> & { readonly config?: Readonly<Record<string, unknown>> };

let table: ReadonlyMap<string, Named> | undefined;

/** Built-in activations by identifier; made at the first use, so that importing this module does nothing. */
function builtIn(): ReadonlyMap<string, Named> {
  table ??= new Map(Object.values(functions).map((each) => [each.identifier, each as unknown as Named]));
  return table;
}

const custom = /* @__PURE__ */ new Map<string, Named>();

/** Makes an own activation known by its name. */
export function register(activation: Named, where: string): void {
  const name = activation.identifier!;
  if (custom.has(name) || builtIn().has(name) || Object.hasOwn(aliases, name)) {
    throw new ValueError({
      where,
      expected: 'a name that is not taken',
      received: { name },
      hint: 'choose another name, or activations.remove(name) first if it is your own',
    });
  }
  custom.set(name, activation);
}

/**
 * Forgets an own activation, so that its name is free again; built-in ones stay.
 *
 * @example
 * import { activations, defineActivation, ops } from 'hillock';
 * defineActivation('cube', {}, (x) => ops.multiply(x, ops.square(x)));
 * activations.remove('cube');
 * activations.list().includes('cube'); // → false
 */
export function remove(name: string): void {
  if (custom.delete(name)) return;
  throw new ValueError({ where: 'activations.remove', expected: 'the name of an own activation', received: { name } });
}

/**
 * The identifiers of all activations: Keras's, and those defined by `defineActivation`.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.list().slice(0, 4); // → [ 'celu', 'elu', 'exponential', 'gelu' ]
 */
export function list(): string[] {
  return [...builtIn().keys(), ...custom.keys()].sort();
}

/** Keras's other names of an activation. */
export function aliasesOf(identifier: string): string[] {
  return Object.entries(aliases).flatMap(([alias, name]) => (name === identifier ? [alias] : []));
}

/** The activation of this name, whatever arguments it requires. */
export function find(where: string, name: string): Named {
  const canonical = Object.hasOwn(aliases, name) ? aliases[name as keyof typeof aliases] : name;
  const activation = builtIn().get(canonical) ?? custom.get(canonical);
  if (activation !== undefined) return activation;
  throw unknownNameError(where, 'activation', name, [...list(), ...Object.keys(aliases)]);
}

/**
 * The activation that an identifier stands for: a name, `null` (linear), a config, or a function, which is given back.
 *
 * `threshold` has required arguments and cannot be named by a string. A string means what it means in code, so that `'hard_sigmoid'` is
 * `0.2x + 0.5`; in a config it means what it means to Keras 3.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.get('swish') === activations.silu; // → true
 * activations.get(null) === activations.linear; // → true
 */
export function get(
  identifier: ActivationIdentifier | ActivationConfig | ((x: Tensor) => Tensor) | null,
): ActivationFunction {
  const where = 'activations.get';
  if (identifier === null) return functions.linear as unknown as ActivationFunction;
  if (typeof identifier === 'function') return identifier as ActivationFunction;
  if (typeof identifier === 'string') return checkCallable(find(where, identifier), where);
  if (isConfig(identifier)) return fromConfig(where, identifier, 3);
  throw new ValueError({
    where,
    expected: 'the name of an activation, a function, a config or null',
    received: { identifier },
  });
}

/** Refuses an activation that cannot be called without arguments. */
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

const isConfig = (value: unknown): value is ActivationConfig =>
  typeof value === 'object' && value !== null && 'class_name' in value && 'config' in value;

/**
 * What stands for an activation in a config: its name, or an object with its arguments where a name would lose them.
 *
 * Names are Keras 3's, so that `activations.hardSigmoid`, whose slope is 0.2, becomes an object.
 *
 * @example
 * import { activations } from 'hillock';
 * activations.serialize(activations.selu); // → selu
 * activations.serialize(activations.hardSigmoid); // → { class_name: 'hard_sigmoid', config: { slope: 0.2, offset: 0.5 } }
 */
export function serialize(activation: unknown): string | ActivationConfig {
  const where = 'activations.serialize';
  const { identifier, configDefaults, config } = (typeof activation === 'function' ? activation : {}) as Partial<Named>;
  if (typeof identifier !== 'string') {
    throw new ValueError({
      where,
      expected: 'an activation with a name',
      received: { activation },
      hint: 'define it with defineActivation(name, parameters, formula), so that a config can name it',
    });
  }
  const values = { ...configDefaults, ...config };
  // A function of `ops` may have other defaults than the one that the name stands for.
  const registered = (builtIn().get(identifier) ?? custom.get(identifier))?.configDefaults ?? configDefaults;
  const defaults = keras3Defaults(identifier, registered ?? {});
  const differs = Object.keys(values).filter((name) => !Object.is(values[name], defaults[name]));
  if (differs.length === 0) return identifier;
  return {
    class_name: identifier,
    config: Object.fromEntries(Object.entries(values).map(([name, value]) => [snakeCase(name), value])),
  };
}

/** The defaults that a bare name has in a config of Keras 3. */
function keras3Defaults(
  identifier: string,
  defaults: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return 'slope' in defaults && identifier === functions.hardSigmoid.identifier
    ? { ...defaults, slope: keras3HardSigmoidSlope }
    : defaults;
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
  { keras = 3 }: { readonly keras?: 2 | 3 } = {},
): ActivationFunction {
  const where = 'activations.deserialize';
  if (config === null) return functions.linear as unknown as ActivationFunction;
  if (typeof config === 'string') return fromConfig(where, { class_name: config, config: {} }, keras);
  if (isConfig(config)) return fromConfig(where, config, keras);
  throw new ValueError({ where, expected: 'a name, a config object or null', received: { config } });
}

/** In Keras's own form of a function, `class_name` is "function" and the name stands in `config`. */
function fromConfig(where: string, { class_name, config }: ActivationConfig, keras: 2 | 3): ActivationFunction {
  const name = typeof config === 'string' ? config : class_name;
  const activation = find(where, name);
  const given = typeof config === 'string' ? {} : config;
  const bare = keras === 3 ? keras3Defaults(name, activation.configDefaults ?? {}) : (activation.configDefaults ?? {});
  const values = {
    ...bare,
    ...Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value])),
  };
  const isDefault = Object.keys(values).every((key) => Object.is(values[key], activation.configDefaults?.[key]));
  return checkCallable(isDefault ? activation : withOptions(activation, values), where);
}

/** The activation with these options in place of its defaults; it knows them, so that it can be serialized. */
function withOptions(activation: Named, options: Readonly<Record<string, unknown>>): Named {
  activation.resolve?.(options);
  const call = activation as unknown as (x: Operand, options: object) => never;
  const configured = (x: Operand): never => call(x, options);
  return Object.assign(configured as ActivationFunction, {
    identifier: activation.identifier!,
    configDefaults: activation.configDefaults!,
    config: options,
  });
}
