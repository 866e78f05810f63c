/** Whatever can be gone through, in one form. */
import { ValueError } from '../../errors/index.js';

/** Elements one after the other, at once or awaited. */
export type Elements<Element> = Iterable<Element> | AsyncIterable<Element> | Iterator<Element> | AsyncIterator<Element>;

/** What gives elements anew each time it is called; generator functions are such. */
export type ElementsFunction<Element> = () => Elements<Element> | Promise<Elements<Element>>;

const hasMethod = <Name extends PropertyKey>(value: unknown, name: Name): value is Record<Name, () => unknown> =>
  typeof (Object(value) as Record<PropertyKey, unknown>)[name] === 'function';

/** Whatever gives elements, as an async iterable: iterables, iterators, and those that are awaited. */
export function iterationOf<Element>(where: string, value: unknown): AsyncIterable<Element> | Iterable<Element> {
  if (hasMethod(value, Symbol.asyncIterator) || hasMethod(value, Symbol.iterator)) return value as never;
  if (hasMethod(value, 'next')) return { [Symbol.asyncIterator]: () => value as unknown as AsyncIterator<Element> };
  throw new ValueError({ where, expected: 'arrays, an iterable, an async iterable, or a function that gives one', received: { source: value } });
}

