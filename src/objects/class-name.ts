import { stemOfName } from './spelling.js';

/** A class, which says where Keras has it if Keras does. The path stays what it is when a minifier renames the class. */
export interface NamedClass {
  readonly name: string;
  /** `keras.layers.Dense`; a class that extends another has a path of its own or none. */
  readonly path?: string;
  /** The name of an own class in configs, where a minifier renames classes. */
  readonly className?: string;
  /** What names of instances begin with, where that is not the name of the class in snake_case. */
  readonly stem?: string;
}

const own = (constructor: NamedClass, property: 'path' | 'className' | 'stem'): string | undefined =>
  Object.hasOwn(constructor, property) ? constructor[property] : undefined;

/** Where Keras has a class; nothing for an own class. */
export const pathOf = (constructor: NamedClass): string | undefined => own(constructor, 'path');

/** The name of a class in messages, configs and automatic names. */
export function classNameOf(constructor: NamedClass): string {
  const path = pathOf(constructor);
  return path === undefined
    ? (own(constructor, 'className') ?? constructor.name)
    : path.slice(path.lastIndexOf('.') + 1);
}

/** What automatic names of instances begin with, and paths call them. */
export const stemOf = (constructor: NamedClass): string =>
  own(constructor, 'stem') ?? stemOfName(classNameOf(constructor));

/** Whether a function is a class, of which `new` makes instances: classes, unlike functions, cannot replace their prototype. */
export function isClass(value: unknown): value is NamedClass & (new (...parameters: never[]) => object) {
  if (typeof value !== 'function') return false;
  const prototype = Object.getOwnPropertyDescriptor(value, 'prototype');
  return prototype !== undefined && (prototype.writable === false || hasMembers(prototype.value));
}

/** Classes that a compiler wrote as functions have methods, or extend a class. Generators have an empty prototype of their own. */
function hasMembers(prototype: unknown): boolean {
  if (typeof prototype !== 'object' || prototype === null || !Object.hasOwn(prototype, 'constructor')) return false;
  return Object.getOwnPropertyNames(prototype).length > 1 || Object.getPrototypeOf(prototype) !== Object.prototype;
}
