import { StateError, ValueError } from '../../errors/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { asTensor, isFloating, Tensor, type DType, type SymbolicShape, type TensorLike } from '../../tensor/index.js';
import { Layer } from '../layer.js';
import { adaptTo, type AdaptOptions, type AdaptSource } from './adaptation.js';
import { encodeCategories, encodedShape, type OutputMode } from './category-encoding-of.js';
import { lookUp } from './element-table.js';
import type { Salt } from './hashing/buckets.js';
import { tokenList } from './lookup-options.js';
import { Vocabulary, type Token } from './vocabulary.js';

/** What the table of a layer with a vocabulary holds. */
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

/** Refuses options that do not go together. */
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

/** The base of the layers that number tokens by a vocabulary, whose options a table lists. */
export abstract class LookupBase extends Layer {
  #vocabulary: Vocabulary | undefined;

  /** Whether tokens are texts; else they are integers. */
  protected abstract get hasTexts(): boolean;

  get #values(): LookupValues {
    return this as unknown as LookupValues;
  }

  /** The tokens and their numbers. */
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

  /** Takes the tokens of data, the most frequent first; of a `Dataset` or other batches a promise says when it is done. */
  adapt(data: TensorLike, options?: AdaptOptions): void;
  adapt(data: AdaptSource, options?: AdaptOptions): Promise<void>;
  adapt(data: TensorLike | AdaptSource, options: AdaptOptions = {}): void | Promise<void> {
    const where = `${this.label}.adapt`;
    if (this.#values.vocabulary !== null)
      throw new StateError({ where, expected: 'a layer that was not given a vocabulary' });
    return adaptTo(where, data, options, {
      begin: () => this.tokens.beginCounting(),
      learn: (batch, isWhole) => this.tokens.count(this.samplesIn(batch, isWhole)),
      end: () => this.tokens.endCounting(),
    });
  }

  /** The samples of a batch, each as its tokens. */
  protected samplesIn(batch: Tensor, isWhole: boolean): Iterable<ArrayLike<Token>> {
    return samplesOf(batch, isWhole);
  }

  /** Takes a vocabulary, in the order of the numbers; in the output mode `'tf_idf'` with a weight for each token. */
  setVocabulary(vocabulary: TensorLike, idfWeights: TensorLike | null = null): void {
    const weights = idfWeights === null ? null : Array.from(asTensor(idfWeights, 'float32').data as Float32Array);
    this.tokens.set(tokenList(`${this.label}.setVocabulary`, vocabulary, this.hasTexts), weights);
  }

  /** The token at each number; without special tokens those that were given or found. */
  getVocabulary(includeSpecialTokens = true): Token[] {
    return this.tokens.list(includeSpecialTokens);
  }

  /** How many numbers there are, special tokens included. */
  vocabularySize(): number {
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

  override getConfig(): Record<string, unknown> {
    return {
      ...super.getConfig(),
      vocabulary_size: this.tokens.isKnown || this.#values.outputMode === 'int' ? this.tokens.size : null,
    };
  }

  /** What a file keeps besides weights: a vocabulary that was found, a line for each token. */
  saveAssets(): ReadonlyMap<string, string> {
    if (this.#values.vocabulary !== null || !this.tokens.isKnown) return new Map();
    return new Map([['vocabulary.txt', this.getVocabulary().join('\n')]]);
  }

  /** Takes what `saveAssets` wrote. */
  loadAssets(assets: ReadonlyMap<string, string>): void {
    const text = assets.get('vocabulary.txt');
    if (text === undefined || this.#values.vocabulary !== null) return;
    const lines = text.split(/\r?\n/);
    while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
    const tokens = this.hasTexts ? lines : lines.map(Number);
    // Weights for places that are kept free stand behind those of the tokens.
    const { padToMaxTokens } = this.#values;
    const weights = padToMaxTokens ? this.#loadedWeights?.slice(0, tokens.length) : this.#loadedWeights;
    this.tokens.set(tokens, weights ?? null);
  }

  #loadedWeights: readonly number[] | undefined;

  /** How much each token counts in the output mode `'tf_idf'`. */
  override saveOwnVariables(store: Record<string, TensorLike>): void {
    const { idfWeights } = this.tokens;
    if (idfWeights !== undefined) store['idf_weights'] = Float32Array.from(idfWeights);
  }

  /** Takes what `saveOwnVariables` wrote; a vocabulary that goes with it comes after it. */
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

/** The values that a vocabulary asks for. */
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

/** The samples of a batch: its rows; of an array of tokens alone each token, of such an element of a dataset all of it. */
function* samplesOf({ data, shape, rank }: Tensor, isWhole: boolean): Generator<ArrayLike<Token>> {
  const list = data as ArrayLike<Token> & { slice(start: number, end: number): ArrayLike<Token> };
  const rows = rank >= 2 ? shape[0]! : rank === 1 && isWhole ? shape[0]! : 1;
  const length = list.length / Math.max(rows, 1);
  for (let row = 0; row < rows; row++) yield list.slice(row * length, (row + 1) * length);
}
