/** Kinds of options that optimizers, losses and metrics have besides those of layers. */
import { ValueError } from '../errors/index.js';
import { checkOptionNames } from '../layers/options/option-table.js';
import type { DefaultedOption, RequiredOption } from '../layers/options/option.js';

/** A text, such as the name of an instance. */
export function text(): RequiredOption<string> {
  return {
    read: (given, where, name) => {
      if (typeof given === 'string' && given !== '') return given;
      throw new ValueError({ where, expected: `${name} to be a text that is not empty`, received: { [name]: given } });
    },
  };
}

/** The share of an old value that a running mean keeps. */
export function keptShare(): RequiredOption<number> {
  return {
    read: (given, where, name) => {
      if (typeof given === 'number' && given >= 0 && given < 1) return given;
      throw new ValueError({
        where,
        expected: `${name} to be a number from 0 to below 1`,
        received: { [name]: given },
      });
    },
  };
}

/** An option of Keras that Hillock does not have: configs hold Keras's default for it, and nothing else is taken. */
export function fixed<Value>(value: Value): DefaultedOption<never, Value> {
  return {
    otherwise: value as never,
    read: (given: unknown, where, name) => {
      if (given === value) return value;
      throw new ValueError({
        where,
        expected: `no ${name}, which Hillock does not support`,
        received: { [name]: given },
      });
    },
  };
}

/** Refuses what is no object of known options: a value in its place would be ignored. */
export function checkOptionsObject(where: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Object.getPrototypeOf(given) !== Object.prototype) {
    const expected = `an object of options, of ${known.join(', ')}`;
    throw new ValueError({ where, expected, received: { options: given } });
  }
  checkOptionNames(where, given as Readonly<Record<string, unknown>>, known);
}
