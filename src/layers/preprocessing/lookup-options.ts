/** The options that the layers with a vocabulary have in common. */
import { ValueError } from '../../errors/index.js';
import {
  integerOfAtLeast,
  onlyFalse,
  optional,
  flag,
  numberList,
  type DefaultedOption,
} from '../../objects/options/index.js';
import { asTensor, isTypedArray, Tensor, type AnyTypedArray } from '../../tensor/index.js';
import type { Token } from './vocabulary.js';

/** Tokens, in an array or a tensor of strings or integers. */
export type Tokens<Kind extends Token> = readonly Kind[] | Tensor | Tensor<string[]> | AnyTypedArray;

/** Tokens as a list. */
export function tokenList(where: string, given: unknown, isText: boolean): Token[] {
  const list: readonly unknown[] =
    given instanceof Tensor || isTypedArray(given)
      ? Array.from(asTensor(given as Tensor).data as ArrayLike<unknown>)
      : (given as unknown[]);
  const isToken = (token: unknown): boolean => (isText ? typeof token === 'string' : Number.isSafeInteger(token));
  if (Array.isArray(list) && list.every(isToken)) return list as Token[];
  const hint = typeof given === 'string' ? { hint: 'Read the file, and give its lines as an array' } : {};
  throw new ValueError({
    where,
    expected: `a vocabulary, a list of ${isText ? 'texts' : 'integers'}`,
    received: { vocabulary: given },
    ...hint,
  });
}

export const vocabularyOption = <Kind extends Token>(
  isText: boolean,
): DefaultedOption<Tokens<Kind> | null, Kind[] | null> => ({
  default: null,
  check: (given, where) => (given === null ? null : (tokenList(where, given, isText) as Kind[])),
});

/** A token, `null` for none. */
export const tokenOption = <Kind extends Token>(
  isText: boolean,
  preset: Kind | null,
): DefaultedOption<Kind | null> => ({
  default: preset,
  check: (given, where, name) => {
    if (given === null || (isText ? typeof given === 'string' : Number.isSafeInteger(given))) return given;
    throw new ValueError({
      where,
      expected: `${name} to be ${isText ? 'a text' : 'an integer'}`,
      received: { [name]: given },
    });
  },
});

/** At least one token besides a special one. */
export const maxTokensOption = (): DefaultedOption<number | null> => optional(integerOfAtLeast(2));

export const idfWeightsOption = (): DefaultedOption<readonly number[] | null> => optional(numberList());

/** The options in the order of Keras's configs, which have the vocabulary and its size between them. */
/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- the tables say their types */
export const lookupOptions = <Kind extends Token>(isText: boolean, oovToken: Kind) => ({
  /** Whether numbers become tokens, instead of tokens numbers. */
  invert: flag(false),
  /** How many tokens there are at most, special ones included. */
  maxTokens: maxTokensOption(),
  /** How many places there are for tokens that are not in the vocabulary. */
  numOovIndices: { ...integerOfAtLeast(0), default: 1 } as DefaultedOption<number>,
  /** What stands for tokens that are not in the vocabulary. */
  oovToken: tokenOption<Kind>(isText, oovToken),
  /** What stands for nothing, so that it gets place 0; `null` for none. */
  maskToken: tokenOption<Kind>(isText, null),
});

export const lookupTail = () => ({
  sparse: onlyFalse(),
  /** Whether rows of categories have the length of `maxTokens`, whatever the vocabulary. */
  padToMaxTokens: flag(false),
});

/** How many numbers configs say that there are, which shapes depend on before the vocabulary is there. Nobody else gives it. */
export const sizeInConfig = (): DefaultedOption<never, number | null> => ({
  default: null as never,
  check: (given: unknown, where, name) => {
    if (given === null || (Number.isSafeInteger(given) && (given as number) >= 0)) return given as number | null;
    throw new ValueError({ where, expected: `${name} to be an integer of at least 0`, received: { [name]: given } });
  },
  key: 'vocabulary_size',
  isAbsentFromConfig: true,
});
