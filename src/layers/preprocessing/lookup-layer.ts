import { StateError, ValueError } from '../../errors/index.js';
import { readArguments, required } from '../../ops/arguments.js';
import { multiply } from '../../ops/arithmetic.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { asTensor, isFloating, Tensor, type DType, type SymbolicShape, type TensorLike } from '../../tensor/index.js';
import { Layer } from '../layer.js';
import { adaptTo, type AdaptOptions, type AdaptSource } from './adaptation.js';
import { encodeCategories, encodedShape, type OutputMode } from './category-encoding-of.js';
import { lookUp } from './element-table.js';
import type { Salt } from './hashing/buckets.js';
import { tokenList } from './lookup-options.js';
import { Vocabulary, type Token } from './vocabulary.js';

/** The options of a layer with a vocabulary that this base uses. */
interface LookupValues {
  readonly invert: boolean;
  readonly maxTokens: number | null;
  readonly numOovIndices: number;
  readonly oovToken: Token | null;
  readonly maskToken: Token | null;
  readonly outputMode: OutputMode;
  readonly padToMaxTokens: boolean;
  readonly idfWeights: readonly number[] | null;
  readonly vocabulary: readonly Token[] | null;
  readonly sizeInConfig: number | null;
  readonly oovMethod: 'floormod' | 'farmhash';
  readonly salt: Salt | null;
}

/** Refuses options that contradict each other. */
export function checkLookup(
  { maxTokens, padToMaxTokens, invert, outputMode, idfWeights, vocabulary }: LookupValues,
  where: string,
): void {
  if (padToMaxTokens && maxTokens === null)
    throw new ValueError({ where, expected: 'maxTokens beside padToMaxTokens', received: { maxTokens } });
  if (invert && outputMode !== 'int')
    throw new ValueError({ where, expected: 'outputMode "int" beside invert', received: { outputMode } });
  if (idfWeights !== null && outputMode !== 'tf_idf')
    throw new ValueError({ where, expected: 'idfWeights for outputMode "tf_idf" only', received: { outputMode } });
  if (outputMode === 'tf_idf' && vocabulary !== null && idfWeights === null)
    throw new ValueError({
      where,
      expected: 'idfWeights beside the vocabulary, for outputMode "tf_idf"',
      received: { idfWeights },
    });
}

/** The base of layers that number tokens by a vocabulary. Subclasses list their options in a table. */
export abstract class LookupBase extends Layer {
  #vocabulary: Vocabulary | undefined;

  /** Whether tokens are texts; otherwise they are integers. */
  protected abstract get hasTexts(): boolean;

  get #values(): LookupValues {
    return this as unknown as LookupValues;
  }

  /** The tokens with their numbers. */
  protected get tokens(): Vocabulary {
    if (this.#vocabulary !== undefined) return this.#vocabulary;
    const values = this.#values;
    const made = new Vocabulary({
      ...pick(values),
      where: () => this.label,
      tokenDType: this.hasTexts ? 'string' : 'int32',
    });
    this.#vocabulary = made;
    if (values.vocabulary !== null) made.set(values.vocabulary, values.idfWeights);
    return made;
  }

  /**
   * Takes the tokens that occur in data as the vocabulary, the most frequent first. For a `Dataset` or other batches, the returned promise
   * is fulfilled when it is done.
   */
  adapt(data: TensorLike, options?: AdaptOptions): void;
  adapt(data: AdaptSource, options?: AdaptOptions): Promise<void>;
  adapt(data: TensorLike | AdaptSource, options: AdaptOptions = {}): void | Promise<void> {
    const where = `${this.label}.adapt`;
    checkArgumentCount(where, arguments, 2);
    if (this.#values.vocabulary !== null)
      throw new StateError({ where, expected: 'a layer that was not given a vocabulary' });
    return adaptTo(where, data, options, {
      begin: () => this.tokens.beginCounting(),
      learn: (batch, isWhole) => this.tokens.count(this.samplesIn(batch, isWhole)),
      end: () => this.tokens.endCounting(),
    });
  }

  /** The samples of a batch, each as a list of tokens. */
  protected samplesIn(batch: Tensor, isWhole: boolean): Iterable<ArrayLike<Token>> {
    return samplesOf(batch, isWhole);
  }

  /** Sets the vocabulary, ordered by the tokens' numbers; in the output mode `'tf_idf'` with a weight for each token. */
  setVocabulary(
    ...given:
      | [vocabulary: TensorLike, idfWeights?: TensorLike | null]
      | [vocabulary: TensorLike, options: { readonly idfWeights?: TensorLike | null }]
  ): void {
    const where = `${this.label}.setVocabulary`;
    type Arguments = { readonly vocabulary: TensorLike; readonly idfWeights: TensorLike | null };
    const { vocabulary, idfWeights } = readArguments<Arguments>(where, ['vocabulary', 'idfWeights'], given, {
      vocabulary: required,
      idfWeights: null,
    });
    const weights = idfWeights === null ? null : Array.from(asTensor(idfWeights, 'float32').data as Float32Array);
    this.tokens.set(tokenList(where, vocabulary, this.hasTexts), weights);
  }

  /** The token of each number; without special tokens, only those that were given or found. */
  getVocabulary(
    ...given: [includeSpecialTokens?: boolean] | [options: { readonly includeSpecialTokens?: boolean }]
  ): Token[] {
    const where = `${this.label}.getVocabulary`;
    const { includeSpecialTokens } = readArguments(where, ['includeSpecialTokens'], given, {
      includeSpecialTokens: true,
    });
    if (typeof includeSpecialTokens !== 'boolean')
      throw new ValueError({ where, expected: 'true or false', received: { includeSpecialTokens } });
    return this.tokens.list(includeSpecialTokens);
  }

  /** How many numbers there are, including those of special tokens. */
  vocabularySize(): number {
    checkArgumentCount(`${this.label}.vocabularySize`, arguments, 0);
    return this.tokens.size;
  }

  override call(x: Tensor): Tensor {
    const { outputMode } = this.#values;
    return this.encoded(lookUp(x, this.tokens.table), outputMode);
  }

  /** Numbers of tokens in the output mode. */
  protected encoded(indices: Tensor, mode: OutputMode): Tensor {
    if (mode === 'int') return indices;
    const { depth, idfWeights } = this.tokens;
    if (mode !== 'tf_idf') return encodeCategories(indices, mode, depth, this.encodedDType);
    const weights = new Tensor(Float32Array.from(idfWeights!), [idfWeights!.length], 'float32');
    return multiply(encodeCategories(indices, 'count', depth, this.encodedDType), weights);
  }

  protected get encodedDType(): DType {
    return isFloating(this.computeDtype) ? this.computeDtype : 'float32';
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    const { outputMode } = this.#values;
    return outputMode === 'int' ? inputShape : encodedShape(inputShape, outputMode, this.tokens.depth);
  }

  protected override outputDType(): DType {
    const { outputMode, invert } = this.#values;
    if (outputMode !== 'int') return this.encodedDType;
    return invert && this.hasTexts ? 'string' : 'int32';
  }

  /** What configs say of the size of a vocabulary before there is one. */
  protected get sizeBefore(): number | null {
    return this.#values.sizeInConfig;
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), vocabulary_size: this.tokens.isKnown ? this.tokens.size : this.sizeBefore };
  }

  /** What a file contains besides weights: the vocabulary that `adapt` found, one token a line. */
  saveAssets(): ReadonlyMap<string, string> {
    if (this.#values.vocabulary !== null || !this.tokens.isKnown) return new Map();
    return new Map([['vocabulary.txt', this.getVocabulary().join('\n')]]);
  }

  /** Restores what `saveAssets` wrote. */
  loadAssets(assets: ReadonlyMap<string, string>): void {
    const text = assets.get('vocabulary.txt');
    if (text === undefined || this.#values.vocabulary !== null) return;
    const lines = text.split(/\r?\n/);
    while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
    const tokens = this.hasTexts ? lines : lines.map(Number);
    // The weights also cover the places that are kept free for further tokens; those are dropped.
    const { padToMaxTokens } = this.#values;
    const weights = padToMaxTokens ? this.#loadedWeights?.slice(0, tokens.length) : this.#loadedWeights;
    this.tokens.set(tokens, weights ?? null);
  }

  #loadedWeights: readonly number[] | undefined;

  /** The weight of each token in the output mode `'tf_idf'`. */
  override saveOwnVariables(store: Record<string, TensorLike>): void {
    const { idfWeights } = this.tokens;
    if (idfWeights !== undefined) store['idf_weights'] = Float32Array.from(idfWeights);
  }

  /** Restores what `saveOwnVariables` wrote; the vocabulary that belongs to it is restored afterwards. */
  override loadOwnVariables({ idf_weights: weights }: Readonly<Record<string, Tensor>>): void {
    if (weights === undefined) return;
    const { isKnown, depth } = this.tokens;
    if (weights.dtype !== 'float32' || (isKnown && weights.size !== depth))
      throw new ValueError({
        where: `${this.label}.loadOwnVariables`,
        expected: isKnown ? `an idf weight for each of ${depth} places` : 'idf weights in float32',
        received: { idf_weights: weights },
      });
    this.#loadedWeights = Array.from(weights.data as Float32Array);
    if (isKnown) this.tokens.idfWeights = this.#loadedWeights;
  }
}

/** The options that a vocabulary needs. */
function pick(values: LookupValues) {
  const {
    maxTokens,
    numOovIndices,
    maskToken,
    oovToken,
    outputMode,
    invert,
    padToMaxTokens,
    oovMethod,
    salt,
    sizeInConfig,
  } = values;
  return {
    sizeInConfig,
    maxTokens,
    numOovIndices,
    maskToken,
    oovToken,
    outputMode,
    invert,
    padToMaxTokens,
    oovMethod,
    salt,
  };
}

/** The samples of a batch: its rows. In a batch with a single axis each token is a sample; an element of an unbatched dataset is one sample. */
function* samplesOf({ data, shape, rank }: Tensor, isWhole: boolean): Generator<ArrayLike<Token>> {
  const list = data as ArrayLike<Token> & { slice(start: number, end: number): ArrayLike<Token> };
  const rows = rank >= 2 ? shape[0]! : rank === 1 && isWhole ? shape[0]! : 1;
  const length = list.length / Math.max(rows, 1);
  for (let row = 0; row < rows; row++) yield list.slice(row * length, (row + 1) * length);
}
