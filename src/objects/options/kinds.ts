/** Kinds of options that several classes use, each with its check and its error. */
import { unknownNameError, ValueError } from '../../errors/index.js';
import { checkDType, type DType } from '../../tensor/index.js';
import type { DefaultedOption, Option, RequiredOption } from './option.js';

/** Tests a value at run time, whatever its type says. */
type Accepts = (given: unknown) => boolean;

const isInteger: Accepts = Number.isSafeInteger;
const isFiniteNumber: Accepts = Number.isFinite;
const isAtLeast =
  (least: number): Accepts =>
  (given) =>
    isInteger(given) && (given as number) >= least;

/** An option whose value is kept as it was given, if it passes the test. */
function checked<Value>(expected: string, accepts: Accepts): RequiredOption<Value> {
  return {
    check: (given, where, name) => {
      if (accepts(given)) return given;
      throw new ValueError({ where, expected: `${name} to be ${expected}`, received: { [name]: given } });
    },
  };
}

/** The same option with a default. */
export function defaulted<Given, Value>(
  option: Option<Given, Value>,
  preset: NoInfer<Given>,
): DefaultedOption<Given, Value> {
  return { ...option, default: preset };
}

/** The same option, which may be `null` and is so by default. */
export function optional<Given, Value>(
  option: RequiredOption<Given, Value>,
): DefaultedOption<Given | null, Value | null> {
  const { check, toConfig, fromConfig } = option;
  return {
    ...option,
    default: null,
    check: (given, where, name) => (given === null ? null : check(given, where, name)),
    ...(toConfig && { toConfig: (value) => (value === null ? null : toConfig(value)) }),
    ...(fromConfig && { fromConfig: (entry, context) => (entry === null ? null : fromConfig(entry, context)) }),
  };
}

export const flag = (preset: boolean): DefaultedOption<boolean> =>
  defaulted(
    checked<boolean>('true or false', (given) => typeof given === 'boolean'),
    preset,
  );

export const positiveInteger = (): RequiredOption<number> => checked('a positive integer', isAtLeast(1));

export const integer = (): RequiredOption<number> => checked('an integer', isInteger);

export const finiteNumber = (): RequiredOption<number> => checked('a finite number', isFiniteNumber);

export const numberOfAtLeastZero = (): RequiredOption<number> =>
  checked('a finite number that is not negative', (given) => isFiniteNumber(given) && (given as number) >= 0);

export const positiveNumber = (): RequiredOption<number> =>
  checked('a positive finite number', (given) => isFiniteNumber(given) && (given as number) > 0);

/** An upper bound of at least 0; infinity means no bound. */
export const boundOfAtLeastZero = (): RequiredOption<number> =>
  checked('a number that is not negative', (given) => typeof given === 'number' && given >= 0);

/** The share of the inputs that a dropout sets to zero. */
export const rate = (): RequiredOption<number> =>
  checked('a number from 0 to 1', (given) => isFiniteNumber(given) && (given as number) >= 0 && (given as number) <= 1);

/** A seed of random numbers; for `null` one is drawn from the global generator. */
export const seed = (): DefaultedOption<number | null> => ({
  ...optional(checked<number>('an integer that is not negative', isAtLeast(0))),
  fromConfig(entry) {
    const generator = generatorIn(entry);
    return generator === undefined ? entry : (generator.seed ?? null);
  },
});

/** What an entry says of a generator: Keras writes a `SeedGenerator` that was given as a seed as an object. Undefined for any other entry. */
export function generatorIn(entry: unknown): { seed?: number | null; name?: string } | undefined {
  const { class_name: name, config = {} } = Object(entry) as { class_name?: unknown; config?: object };
  return name === 'SeedGenerator' ? config : undefined;
}

/** One of several names. */
export function oneOf<const Name extends string>(names: readonly Name[], preset: Name): DefaultedOption<Name> {
  const check = (given: Name, where: string, name: string): Name => {
    if (names.includes(given)) return given;
    if (typeof given === 'string') throw unknownNameError(where, name, given, names);
    throw new ValueError({
      where,
      expected: `${name} to be ${names.map((each) => `"${each}"`).join(' or ')}`,
      received: { [name]: given },
    });
  };
  return { check, default: preset };
}

/** A list of integers. */
export const integers = (least = -Infinity): RequiredOption<readonly number[]> =>
  checked(
    `a list of integers${least === -Infinity ? '' : ` of at least ${least}`}`,
    (given) => Array.isArray(given) && given.every(isAtLeast(least)),
  );

/** One integer, or several different ones, kept as a list. */
export function integerList(): RequiredOption<number | readonly number[], readonly number[]> {
  const list = checked<readonly number[]>(
    'an integer or a list of different integers',
    (given) => Array.isArray(given) && given.every(isInteger) && new Set(given).size === given.length,
  );
  return {
    check: (given, where, name) =>
      isInteger(given) ? [given as number] : list.check(given as readonly number[], where, name),
  };
}

/** A shape in which `null` stands for a length that is not fixed. */
export const openShape = (): RequiredOption<readonly (number | null)[]> =>
  checked(
    'a shape, a list of positive integers and null',
    (given) => Array.isArray(given) && given.every((length) => length === null || isAtLeast(1)(length)),
  );

/** An option of Keras that Hillock does not support: its entry in configs is null, and it accepts nothing else. */
export function unsupported(): DefaultedOption<never, null> {
  return {
    default: null as never,
    check: (given: unknown, where, name) => {
      if (given === null) return null;
      throw new ValueError({
        where,
        expected: `no ${name}, which Hillock does not support`,
        received: { [name]: given },
      });
    },
  };
}

/** The same option, for a class whose Keras config has no entry for it. */
export function unlisted<Given, Value>(option: DefaultedOption<Given, Value>): DefaultedOption<Given, Value> {
  return { ...option, isAbsentFromConfig: true };
}

/** An alias of an option: its name in an older Keras. */
export const aliasOf = <Given>(name: string): DefaultedOption<Given, never> => ({
  aliasOf: name,
  default: undefined as Given,
  check: () => undefined as never,
});

/** Whether Keras stores a result as a sparse tensor, which has the same elements. There are none here: either way they are all stored. */
export const storedSparsely = (): DefaultedOption<boolean> => flag(false);

/** A feature of Keras that Hillock does not support: its entry in configs is false, and it accepts nothing else. */
export function onlyFalse(): DefaultedOption<false> {
  return {
    default: false,
    check: (given: unknown, where, name) => {
      if (given === false) return false;
      throw new ValueError({
        where,
        expected: `no ${name} inputs, which Hillock does not support`,
        received: { [name]: given },
      });
    },
  };
}

/** The dtype of a tensor. */
export function tensorDType(): DefaultedOption<DType> {
  return {
    default: 'float32',
    check: (given, where) => {
      checkDType(where, given);
      return given;
    },
  };
}

/** An axis, several axes, or `null` for all of them; kept as given. */
export function axes(preset: number): DefaultedOption<number | readonly number[] | null> {
  const isList = (given: unknown): boolean => Array.isArray(given) && given.length > 0 && given.every(isInteger);
  return defaulted(
    checked<number | readonly number[] | null>(
      'an axis, a list of axes or null',
      (given) => given === null || isInteger(given) || isList(given),
    ),
    preset,
  );
}

/** A text, such as the name of an instance. */
export function text(): RequiredOption<string> {
  return {
    check: (given, where, name) => {
      if (typeof given === 'string' && given !== '') return given;
      throw new ValueError({ where, expected: `${name} to be a text that is not empty`, received: { [name]: given } });
    },
  };
}

/** The share of its old value that a moving average keeps in each step. */
export function keptShare(): RequiredOption<number> {
  return {
    check: (given, where, name) => {
      if (typeof given === 'number' && given >= 0 && given < 1) return given;
      throw new ValueError({
        where,
        expected: `${name} to be a number from 0 to below 1`,
        received: { [name]: given },
      });
    },
  };
}

/** An option of Keras that Hillock does not support: its entry in configs is Keras's default, and it accepts nothing else. */
export function fixed<Value>(value: Value): DefaultedOption<never, Value> {
  return {
    default: value as never,
    check: (given: unknown, where, name) => {
      if (given === value) return value;
      throw new ValueError({
        where,
        expected: `no ${name}, which Hillock does not support`,
        received: { [name]: given },
      });
    },
  };
}

/** An integer of at least a number. */
export const integerOfAtLeast = (least: number): RequiredOption<number> =>
  checked(`an integer of at least ${least}`, isAtLeast(least));

/** A list of finite numbers. */
export const numberList = (): RequiredOption<readonly number[]> =>
  checked('a list of numbers', (given) => Array.isArray(given) && given.every(isFiniteNumber));

/** The same option, for a class for which Keras's `get_config` forgets it: it is written into a config only if it is not the default. */
export function forgotten<Given, Value>(option: DefaultedOption<Given, Value>): DefaultedOption<Given, Value> {
  return { ...option, isAbsentFromConfig: 'by default' };
}

/** An entry that configs of an older Keras contain but that has no meaning. It is read and dropped; as an option it is refused. */
export function meaningless(): DefaultedOption<never, never> {
  return {
    default: undefined as never,
    check: (given: unknown, where, name) => {
      if (given === undefined) return undefined as never;
      throw new ValueError({ where, expected: `no ${name}, which is no option`, received: { [name]: given } });
    },
    fromConfig: () => undefined,
    isAbsentFromConfig: true,
  };
}
