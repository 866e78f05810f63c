/**
 * Classes and functions of the user that configs can name. They are registered, open in a scope, or given to the function that reads the
 * config.
 */
import { describeValue, ValueError } from '../errors/index.js';
import { isPlainObject, readOptions } from '../tensor/options.js';
import { classNameOf, isClass } from './class-name.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** A class with a config, or a function such as a loss. */
// TypeScript accepts nothing but `any` for the parameters of arbitrary functions and constructors.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type CustomObject = ((...parameters: any[]) => unknown) | (abstract new (...parameters: any[]) => object);

/** Own classes and functions, by the names that configs have for them. */
export type CustomObjects = Readonly<Record<string, CustomObject>>;

/** The name under which a class or a function is registered. */
export interface RegistrationOptions {
  /** The package that the object belongs to, so that equal names of two packages do not collide; `Custom` by default. */
  readonly package?: string | undefined;
  /** By default the name of the class or the function. */
  readonly name?: string | undefined;
}

const registered = /* @__PURE__ */ new Map<string, CustomObject>();
const nameOf = /* @__PURE__ */ new WeakMap<object, string>();

/** The objects of all open scopes, the innermost last. */
let scopes: readonly CustomObjects[] = [];

/**
 * The class or function itself. A class that is callable without `new` is a proxy; its instances have the class behind it as their
 * constructor.
 */
const identityOf = (object: CustomObject): object =>
  isClass(object) ? (object as unknown as { prototype: object }).prototype.constructor : object;

/**
 * Makes an own class or function known under `package>name`, so that configs and files that name it can be read. Returns the class or
 * function, so that a class expression can be wrapped in the call. If the name is registered already, it stands for the new object from now
 * on. As `keras.saving.register_keras_serializable`.
 *
 * @example
 * import { layers, registerKerasSerializable } from 'hillock';
 * class Wide extends layers.Dense {}
 * registerKerasSerializable(Wide, { package: 'zoo' });
 * const config = layers.serialize(new Wide(3));
 * config.registered_name // → zoo>Wide
 * layers.deserialize(config) instanceof Wide // → true
 */
export function registerKerasSerializable<Registered extends CustomObject>(
  object: Registered,
  options: RegistrationOptions = {},
): Registered {
  checkArgumentCount('registerKerasSerializable', arguments, 2);
  const where = 'registerKerasSerializable';
  if (typeof object !== 'function') {
    throw new ValueError({ where, expected: 'a class or a function', received: { object } });
  }
  if (isClass(object) && !('getConfig' in (object as { prototype: object }).prototype)) {
    const hint = 'extend a class of Hillock, such as Layer, or write getConfig()';
    throw new ValueError({ where, expected: 'a class with a method getConfig', received: { class: object }, hint });
  }
  const { package: packageName, name } = readOptions<Required<RegistrationOptions>>(where, options, {
    package: 'Custom',
    name: classNameOf(object),
  });
  checkPart(where, 'package', packageName);
  checkPart(where, 'name', name);
  const registeredName = `${packageName}>${name}`;
  registered.set(registeredName, object);
  nameOf.set(identityOf(object), registeredName);
  return object;
}

function checkPart(where: string, part: string, given: unknown): void {
  if (typeof given === 'string' && given !== '' && !given.includes('>')) return;
  const expected = `${part} to be a text that is not empty, without ">"`;
  throw new ValueError({ where, expected, received: { [part]: given } });
}

/**
 * The name under which a user's class or function is registered, or its own name if it is not registered. As
 * `keras.saving.get_registered_name`.
 *
 * @example
 * import { getRegisteredName, layers } from 'hillock';
 * getRegisteredName(class Wide extends layers.Dense {}) // → Wide
 */
export function getRegisteredName(object: CustomObject): string {
  checkArgumentCount('getRegisteredName', arguments, 1);
  return nameOf.get(identityOf(object)) ?? classNameOf(object);
}

/**
 * The user's class or function with a given name: from the scopes of `withCustomObjects`, the registered ones, or `customObjects`, in this
 * order; undefined if there is none. As `keras.saving.get_registered_object`.
 *
 * @example
 * import { getRegisteredObject, layers } from 'hillock';
 * class Wide extends layers.Dense {}
 * getRegisteredObject('Wide', { Wide }) === Wide // → true
 * getRegisteredObject('Narrow') // → undefined
 */
export function getRegisteredObject(name: string, customObjects: CustomObjects = {}): CustomObject | undefined {
  checkArgumentCount('getRegisteredObject', arguments, 2);
  checkCustomObjects('getRegisteredObject', customObjects);
  const scope = [...scopes].reverse().find((objects) => Object.hasOwn(objects, name));
  return (
    scope?.[name] ?? registered.get(name) ?? (Object.hasOwn(customObjects, name) ? customObjects[name] : undefined)
  );
}

/** The user's object for the first of `names` that has one. `customObjects` take precedence over scopes, and scopes over registered objects. */
export function findCustomObject(
  names: readonly string[],
  customObjects: CustomObjects = {},
): CustomObject | undefined {
  for (const objects of [customObjects, ...[...scopes].reverse()]) {
    const name = names.find((each) => Object.hasOwn(objects, each));
    if (name !== undefined) return objects[name];
  }
  const name = names.find((each) => registered.has(each));
  return name === undefined ? undefined : registered.get(name);
}

/** Refuses a value that is not an object of classes and functions. */
export function checkCustomObjects(where: string, objects: unknown): asserts objects is CustomObjects {
  const expected = 'customObjects to be an object of classes and functions by their names';
  if (!isPlainObject(objects)) throw new ValueError({ where, expected, received: { customObjects: objects } });
  for (const [name, object] of Object.entries(objects)) {
    if (typeof object === 'function') continue;
    throw new ValueError({ where, expected, received: { [`customObjects[${describeValue(name)}]`]: object } });
  }
}

/**
 * Runs `f`, during which the given classes and functions are found by everything that reads a config; returns what `f` returns. If that is
 * a promise, they can be found until it settles, by whatever runs meanwhile. As `keras.saving.custom_object_scope`.
 *
 * @example
 * import { layers, withCustomObjects } from 'hillock';
 * class Wide extends layers.Dense {}
 * const config = layers.serialize(new Wide(3));
 * withCustomObjects({ Wide }, () => layers.deserialize(config)) instanceof Wide // → true
 */
export function withCustomObjects<Result>(objects: CustomObjects, f: () => Result): Result {
  checkArgumentCount('withCustomObjects', arguments, 2);
  checkCustomObjects('withCustomObjects', objects);
  // A copy, so that two scopes opened with the same object can be told apart when one of them closes.
  const scope = { ...objects };
  scopes = [...scopes, scope];
  const close = (): void => {
    scopes = scopes.filter((each) => each !== scope);
  };
  let isPending = false;
  try {
    const result = f();
    if (!isThenable(result)) return result;
    isPending = true;
    return result.then(
      (value) => {
        close();
        return value;
      },
      (error: unknown) => {
        close();
        throw error;
      },
    ) as Result;
  } finally {
    if (!isPending) close();
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
