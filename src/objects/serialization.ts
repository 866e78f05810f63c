import { ValueError } from '../errors/index.js';
import { classNameOf, pathOf } from './class-name.js';
import { getRegisteredName, type CustomObject } from './custom-objects.js';

/** An object as Keras writes it into a file or into another's config. */
export interface SerializedObject {
  readonly module: string | null;
  readonly class_name: string;
  readonly config: Record<string, unknown>;
  readonly registered_name: string | null;
}

/** How Keras writes a function that it does not have: by the name under which `customObjects` have to have it. */
export interface SerializedFunction {
  readonly module: 'builtins';
  readonly class_name: 'function';
  readonly config: string;
  readonly registered_name: 'function';
}

/** The class and the config of an instance; a class of the user's own goes by its registered name. */
export function serializeInstance(instance: { getConfig(): Record<string, unknown> }): SerializedObject {
  const path = pathOf(instance.constructor);
  return {
    module: path?.slice(0, path.lastIndexOf('.')) ?? null,
    class_name: classNameOf(instance.constructor),
    config: instance.getConfig(),
    registered_name: path === undefined ? getRegisteredName(instance.constructor as CustomObject) : null,
  };
}

/** An own function by its registered name. */
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
