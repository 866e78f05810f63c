/** Options that the layers with a vocabulary share. */
import { ValueError } from '../../errors/index.js';
import {
  integerOfAtLeast,
  oneOf,
  storedSparsely,
  optional,
  flag,
  numberList,
  type DefaultedOption,
} from '../../objects/options/index.js';
import { asTensor, isPostedTensor, isTypedArray, Tensor, type AnyTypedArray } from '../../tensor/index.js';
import type { Token } from './vocabulary.js';

/** Tokens, as an array or a tensor of strings or integers. */
export type Tokens<Kind extends Token> = readonly Kind[] | Tensor | Tensor<string[]> | AnyTypedArray;

/** Tokens as a list. */
export function tokenList(where: string, given: unknown, isText: boolean): Token[] {
  const list: readonly unknown[] =
    given instanceof Tensor || isTypedArray(given) || isPostedTensor(given)
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

/** A token, or `null` for none. */
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

/** The option `maxTokens`: at least one special token and another one. */
export const maxTokensOption = (): DefaultedOption<number | null> => optional(integerOfAtLeast(2));

/** How Keras reads the bytes of texts. Texts are strings here, and files of a vocabulary are in UTF-8. */
export const encodingOption = (): DefaultedOption<'utf-8'> => oneOf(['utf-8'], 'utf-8');

export const idfWeightsOption = (): DefaultedOption<readonly number[] | null> => optional(numberList());

/** These options in the order of Keras's configs, which have the vocabulary and its size between the two tables. */
/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- the tables say their types */
export const lookupOptions = <Kind extends Token>(isText: boolean, oovToken: Kind) => ({
  /** Whether numbers are converted to tokens, instead of tokens to numbers. */
  invert: flag(false),
  /** The largest number of tokens, including special ones. */
  maxTokens: maxTokensOption(),
  /** How many numbers are reserved for tokens that are not in the vocabulary. */
  numOovIndices: { ...integerOfAtLeast(0), default: 1 } as DefaultedOption<number>,
  /** The token that stands for all that are not in the vocabulary. */
  oovToken: tokenOption<Kind>(isText, oovToken),
  /** The token that stands for padding and has the number 0; `null` for none. */
  maskToken: tokenOption<Kind>(isText, null),
});

export const lookupTail = () => ({
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  sparse: storedSparsely(),
  /** Whether rows of categories always have the length `maxTokens`, even if the vocabulary is smaller. */
  padToMaxTokens: flag(false),
});

/** The size of the vocabulary that configs state, because shapes depend on it before the vocabulary is known. It is not an option for users. */
export const sizeInConfig = (): DefaultedOption<never, number | null> => ({
  default: null as never,
  check: (given: unknown, where, name) => {
    if (given === null || (Number.isSafeInteger(given) && (given as number) >= 0)) return given as number | null;
    throw new ValueError({ where, expected: `${name} to be an integer of at least 0`, received: { [name]: given } });
  },
  key: 'vocabulary_size',
  isAbsentFromConfig: true,
});
