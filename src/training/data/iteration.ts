/** Brings everything that can be iterated into one form. */
import { ValueError } from '../../errors/index.js';

/** Elements one after the other, available at once or awaited. */
export type Elements<Element> = Iterable<Element> | AsyncIterable<Element> | Iterator<Element> | AsyncIterator<Element>;

/** A function that returns the elements from the beginning each time it is called, such as a generator function. */
export type ElementsFunction<Element> = () => Elements<Element> | Promise<Elements<Element>>;

const hasMethod = <Name extends PropertyKey>(value: unknown, name: Name): value is Record<Name, () => unknown> =>
  typeof (Object(value) as Record<PropertyKey, unknown>)[name] === 'function';

/** An iterable or async iterable for anything that provides elements: iterables, iterators, and their async forms. */
export function iterationOf<Element>(where: string, value: unknown): AsyncIterable<Element> | Iterable<Element> {
  if (hasMethod(value, Symbol.asyncIterator) || hasMethod(value, Symbol.iterator)) return value as never;
  if (hasMethod(value, 'next')) return { [Symbol.asyncIterator]: () => value as unknown as AsyncIterator<Element> };
  throw new ValueError({ where, expected: 'arrays, an iterable, an async iterable, or a function that gives one', received: { source: value } });
}

