import { ValueError } from '../errors/index.js';
import { classNameOf, pathOf } from './class-name.js';
import { getRegisteredName, type CustomObject } from './custom-objects.js';

/** The config of an object with its class, as Keras writes it into files and other configs. */
export interface SerializedObject {
  readonly module: string | null;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly registered_name: string | null;
}

/** How Keras writes a function that is not its own: by the name that `customObjects` must contain when the config is read. */
export interface SerializedFunction {
  readonly module: 'builtins';
  readonly class_name: 'function';
  readonly config: string;
  readonly registered_name: 'function';
}

/** The class and the config of an instance; a user's class is written with its registered name. */
export function serializeInstance(instance: { getConfig(): Record<string, unknown> }): SerializedObject {
  const path = pathOf(instance.constructor);
  return {
    module: path?.slice(0, path.lastIndexOf('.')) ?? null,
    class_name: classNameOf(instance.constructor),
    config: instance.getConfig(),
    registered_name: path === undefined ? getRegisteredName(instance.constructor as CustomObject) : null,
  };
}

/** A user's function, written with its registered name. */
export function serializeFunction(where: string, object: CustomObject): SerializedFunction {
  const name = getRegisteredName(object);
  if (name !== '') return { module: 'builtins', class_name: 'function', config: name, registered_name: 'function' };
  throw new ValueError({
    where,
    expected: 'a function with a name',
    received: { function: object },
    hint: 'a config names functions: registerKerasSerializable(f, { name }), or write function f(…) {…}',
  });
}
