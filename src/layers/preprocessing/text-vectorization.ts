import { DTypeError, ShapeError, StateError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { findCustomObject } from '../../objects/custom-objects.js';
import { serializeFunction } from '../../objects/serialization.js';
import {
  configured,
  flag,
  onlyFalse,
  storedSparsely,
  optional,
  positiveInteger,
  type DefaultedOption,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { oneHot } from '../../ops/gathering.js';
import { cast } from '../../ops/casting.js';
import { Tensor, type SymbolicShape } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { outputModeOption } from './category-encoding-of.js';
import { checkLookup, LookupBase } from './lookup-layer.js';
import { encodingOption, idfWeightsOption, maxTokensOption, sizeInConfig, vocabularyOption } from './lookup-options.js';
import type { Token } from './vocabulary.js';

/** An option that is one of a few names, a user's function, or `null`. */
function functionOption<Name extends string, Own extends (text: string) => unknown>(
  names: readonly Name[],
  preset: Name,
): DefaultedOption<Name | Own | null> {
  return {
    default: preset,
    check: (given, where, name) => {
      if (given === null || typeof given === 'function' || names.includes(given)) return given;
      const expected = `${name} to be ${names.map((each) => `"${each}"`).join(', ')}, a function of a text, or null`;
      throw new ValueError({ where, expected, received: { [name]: given } });
    },
    toConfig: (value) =>
      typeof value === 'function' ? serializeFunction('layers.TextVectorization', value as never) : value,
    fromConfig: (entry, context) => {
      const { config } = Object(entry) as { config?: unknown };
      return typeof config === 'string' ? (findCustomObject([config], context.customObjects) ?? entry) : entry;
    },
  };
}

const ngrams = (): DefaultedOption<number | readonly number[] | null> => ({
  default: null,
  check: (given, where, name) => {
    const widths: readonly unknown[] = given === null ? [] : Array.isArray(given) ? given : [given];
    if (widths.every((width) => Number.isSafeInteger(width) && (width as number) > 0)) return given;
    throw new ValueError({
      where,
      expected: `${name} to be a positive integer or a list of them`,
      received: { [name]: given },
    });
  },
});

const options = () => ({
  /** The largest number of tokens, including special ones. */
  maxTokens: maxTokensOption(),
  /** How texts are standardized before they are split. */
  standardize: functionOption<'lower_and_strip_punctuation' | 'lower' | 'strip_punctuation', (text: string) => string>(
    ['lower_and_strip_punctuation', 'lower', 'strip_punctuation'],
    'lower_and_strip_punctuation',
  ),
  /** How texts are split into tokens. */
  split: functionOption<'whitespace' | 'character', (text: string) => readonly string[]>(
    ['whitespace', 'character'],
    'whitespace',
  ),
  /** The lengths of sequences of tokens that count as tokens, too: 2 for tokens and pairs, a list for exactly these lengths. */
  ngrams: ngrams(),
  /** What is returned for the categories: their numbers, or vectors of zeros and ones or of counts. */
  outputMode: outputModeOption(['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'], 'int'),
  /** The length of all outputs in the output mode `'int'`: longer ones are cut, shorter ones are padded with 0. */
  outputSequenceLength: optional(positiveInteger()),
  /** Whether rows of categories always have the length `maxTokens`, even if the vocabulary is smaller. */
  padToMaxTokens: flag(false),
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  sparse: storedSparsely(),
  /** `false`: there are no ragged tensors. */
  ragged: onlyFalse(),
  /** The tokens, ordered by their numbers; without it, `adapt` finds a vocabulary. */
  vocabulary: vocabularyOption<string>(true),
  /** The weight of each token, in the output mode `'tf_idf'`. */
  idfWeights: idfWeightsOption(),
  /** How Keras reads the bytes of texts, which are strings here. */
  encoding: encodingOption(),
  // Shapes may depend on the size of the vocabulary, which configs state in `vocabulary_size`.
  sizeInConfig: sizeInConfig(),
});

/** The options of `TextVectorization`. */
export interface TextVectorizationOptions extends OptionsIn<typeof options>, LayerOptions {}

const fixedValues = {
  invert: false,
  numOovIndices: 1,
  oovToken: '[UNK]',
  maskToken: '',
  oovMethod: 'floormod',
  salt: null,
} as const;

export class TextVectorizationLayer
  extends /* @__PURE__ */ configured<
    LookupBase,
    LayerOptions,
    ReturnType<typeof options>,
    [],
    TextVectorizationOptions
  >(LookupBase, options, [] as Leading<[], TextVectorizationOptions>, (values, where) => {
    const { outputMode, outputSequenceLength } = values;
    checkLookup({ ...values, ...fixedValues }, where);
    if (outputMode !== 'int' && outputSequenceLength !== null)
      throw new ValueError({
        where,
        expected: 'outputSequenceLength for outputMode "int" only',
        received: { outputMode },
      });
  })
{
  static readonly path = 'keras.layers.TextVectorization';
  readonly invert = fixedValues.invert;
  readonly numOovIndices = fixedValues.numOovIndices;
  readonly oovToken = fixedValues.oovToken;
  readonly maskToken = fixedValues.maskToken;
  readonly oovMethod = fixedValues.oovMethod;
  readonly salt = fixedValues.salt;
  /** Keras keeps the vocabulary in an inner layer, so that files contain it twice. */
  readonly otherPlaces = ['_lookup_layer'];
  /** The vocabulary; reading it here checks it when the layer is made. */
  protected readonly known = this.tokens;

  protected override get hasTexts(): boolean {
    return true;
  }

  /** Keras's inner layer begins with a vocabulary of no tokens. */
  protected override get sizeBefore(): number | null {
    return super.sizeBefore ?? this.tokens.size;
  }

  /** The tokens of a text. */
  #tokensOf(text: string): readonly string[] {
    const { split } = this;
    const standard = this.#standardized(text);
    const tokens = splitBy(split, standard);
    return this.ngrams === null ? tokens : ngramsOf(tokens, this.ngrams);
  }

  #standardized(text: string): string {
    const { standardize } = this;
    if (typeof standardize === 'function') return standardize(text);
    let standard = text;
    // As in TensorFlow, only ASCII letters are converted to lower case.
    if (standardize?.startsWith('lower')) standard = standard.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    return standardize?.endsWith('strip_punctuation')
      ? standard.replace(/[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g, '')
      : standard;
  }

  /** The tokens of each text in a tensor. */
  #rowsOf({ data, dtype, shape }: Tensor): (readonly string[])[] {
    const where = this.label;
    if (data === undefined)
      throw new StateError({
        where,
        expected: 'texts: what becomes of them cannot be traced',
        hint: 'Call the layer outside of what is traced',
      });
    if (dtype !== 'string') throw new DTypeError({ where, expected: 'texts', received: { inputs: dtype } });
    const texts = data as unknown as readonly string[];
    if (this.split === null && shape.length > 1) {
      const length = texts.length / Math.max(shape[0]!, 1);
      return Array.from({ length: shape[0]! }, (_, row) => {
        const tokens = texts.slice(row * length, (row + 1) * length).map((text) => this.#standardized(text));
        return this.ngrams === null ? tokens : ngramsOf(tokens, this.ngrams);
      });
    }
    const isColumn = shape.length < 2 || (shape.length === 2 && shape[1] === 1);
    if (!isColumn)
      throw new ShapeError({ where, expected: 'texts of shape [batch] or [batch, 1]', received: { inputs: shape } });
    return texts.map((text) => this.#tokensOf(text));
  }

  protected override samplesIn(batch: Tensor): Iterable<ArrayLike<Token>> {
    return this.#rowsOf(batch);
  }

  override call(x: Tensor): Tensor {
    const rows = this.#rowsOf(x).map((tokens) => tokens.map((token) => this.tokens.indexOf(token)));
    const { outputMode } = this;
    if (outputMode === 'int') return padded(rows, this.outputSequenceLength, 0);
    const { depth, idfWeights } = this.tokens;
    if (outputMode === 'one_hot') return cast(oneHot(padded(rows, null, -1), depth), this.encodedDType);
    const data = new Float32Array(rows.length * depth);
    rows.forEach((indices, row) => {
      for (const index of indices) {
        if (index < 0 || index >= depth) continue;
        if (outputMode === 'multi_hot') data[row * depth + index] = 1;
        else data[row * depth + index]!++;
      }
    });
    const counts = cast(new Tensor(data, [rows.length, depth], 'float32'), this.encodedDType);
    if (outputMode !== 'tf_idf') return counts;
    return multiply(counts, new Tensor(Float32Array.from(idfWeights!), [depth], 'float32'));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const batch = inputShape[0] ?? null;
    if (this.outputMode === 'int') return [batch, this.outputSequenceLength];
    return this.outputMode === 'one_hot' ? [batch, null, this.tokens.depth] : [batch, this.tokens.depth];
  }
}

function splitBy(
  split: 'whitespace' | 'character' | ((text: string) => readonly string[]) | null,
  text: string,
): readonly string[] {
  if (split === null) return [text];
  if (split === 'character') return [...text];
  return split === 'whitespace' ? text.split(/[ \t\n\v\f\r]+/).filter((token) => token !== '') : split(text);
}

/** Sequences of neighbouring tokens, joined by spaces: first all of the first length, then those of the next. */
function ngramsOf(tokens: readonly string[], ngrams: number | readonly number[]): string[] {
  const widths = typeof ngrams === 'number' ? Array.from({ length: ngrams }, (_, i) => i + 1) : ngrams;
  return widths.flatMap((width) =>
    Array.from({ length: Math.max(0, tokens.length - width + 1) }, (_, i) => tokens.slice(i, i + width).join(' ')),
  );
}

/** Rows of numbers as one tensor, padded to the length of the longest row or to a given length. */
function padded(rows: readonly (readonly number[])[], given: number | null, filler: number): Tensor {
  const length = given ?? Math.max(0, ...rows.map((row) => row.length));
  const data = new Int32Array(rows.length * length).fill(filler);
  rows.forEach((row, i) => data.set(row.slice(0, length), i * length));
  return new Tensor(data, [rows.length, length], 'int32');
}

/**
 * Texts as rows of numbers: each is put into a standard form, split into tokens, and the tokens are numbered by a vocabulary that is given or that `adapt`
 * takes of data. The number 0 is padding, 1 is any token that is not in the vocabulary.
 *
 * @example
 * import { layers } from 'hillock';
 * const vectorization = layers.TextVectorization({ outputSequenceLength: 4 });
 * vectorization.adapt(['the cat sat', 'the dog']);
 * vectorization(['The cat!', 'a dog sat'])
 * // → array([[2, 5, 0, 0],
 * //          [1, 4, 3, 0]], dtype=int32)
 */
export const TextVectorization = /* @__PURE__ */ callable<typeof TextVectorizationLayer, TextVectorization>(
  TextVectorizationLayer,
);
export interface TextVectorization extends TextVectorizationLayer {}
