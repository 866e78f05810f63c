/** Every function that users can reach, by the name under which they do. */
import * as hillock from '../../src/index.js';

export type AnyFunction = (...given: readonly unknown[]) => unknown;

const isNamespace = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Module]';

/** Classes are called like functions; their names begin with a capital letter. */
export const isClass = (name: string): boolean => /(^|\.)[A-Z]\w*$/.test(name);

function* within(namespace: object, path: string): Generator<[name: string, value: AnyFunction]> {
  for (const [name, value] of Object.entries(namespace) as [string, unknown][]) {
    if (isNamespace(value)) yield* within(value, `${path}${name}.`);
    else if (typeof value === 'function') yield [`${path}${name}`, value as AnyFunction];
  }
}

const everything = [...within(hillock, '')];

export const publicFunctions = everything.filter(([name]) => !isClass(name));
export const publicClasses = everything.filter(([name]) => isClass(name));

/** The methods of public classes, of their instances and their own, but for what callbacks are told. */
export function publicMethods(): Set<string> {
  const names = new Set<string>();
  const collect = (from: object): void => {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(from)))
      if (typeof value === 'function' && name !== 'constructor' && !/^on[A-Z]/.test(name)) names.add(name);
  };
  for (const [name, Class] of publicClasses) {
    if (!isClass(name) || name.endsWith('Error')) continue;
    for (let at = Class.prototype as object; at !== Object.prototype; at = Object.getPrototypeOf(at) as object)
      if (at !== Function.prototype) collect(at);
    collect(Class);
  }
  return names;
}
