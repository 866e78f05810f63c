import { stemOfName } from './spelling.js';

/** The statics by which a class is named. `path` says where Keras has the class; it does not change when a minifier renames the class. */
export interface NamedClass {
  readonly name: string;
  /** `keras.layers.Dense`. It is not inherited: a class that extends another has its own path or none. */
  readonly path?: string;
  /** The name of a user's class in configs; needed where a minifier renames classes. */
  readonly className?: string;
  /** What the automatic names of instances begin with, if it is not the class's name in snake_case. */
  readonly stem?: string;
}

const own = (constructor: NamedClass, property: 'path' | 'className' | 'stem'): string | undefined =>
  Object.hasOwn(constructor, property) ? constructor[property] : undefined;

/** Where Keras has the class; undefined for a user's class. */
export const pathOf = (constructor: NamedClass): string | undefined => own(constructor, 'path');

/** The name of a class in messages, configs and automatic names. */
export function classNameOf(constructor: NamedClass): string {
  const path = pathOf(constructor);
  return path === undefined
    ? (own(constructor, 'className') ?? constructor.name)
    : path.slice(path.lastIndexOf('.') + 1);
}

/** What the automatic names of instances begin with, and what paths of weights call them. */
export const stemOf = (constructor: NamedClass): string =>
  own(constructor, 'stem') ?? stemOfName(classNameOf(constructor));

/** Whether a function is a class that `new` can instantiate. The prototype of a class, unlike that of a function, is read-only. */
export function isClass(value: unknown): value is NamedClass & (new (...parameters: never[]) => object) {
  if (typeof value !== 'function') return false;
  const prototype = Object.getOwnPropertyDescriptor(value, 'prototype');
  return prototype !== undefined && (prototype.writable === false || hasMembers(prototype.value));
}

/**
 * Recognises classes that a compiler turned into functions: they have methods, or extend a class. Generators have an empty prototype of
 * their own.
 */
function hasMembers(prototype: unknown): boolean {
  if (typeof prototype !== 'object' || prototype === null || !Object.hasOwn(prototype, 'constructor')) return false;
  return Object.getOwnPropertyNames(prototype).length > 1 || Object.getPrototypeOf(prototype) !== Object.prototype;
}
