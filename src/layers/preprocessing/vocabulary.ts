/** Tokens and their numbers. */
import { StateError, ValueError } from '../../errors/index.js';
import { log } from '../../ops/exponentials.js';
import { asTensor, type TensorData } from '../../tensor/index.js';
import type { OutputMode } from './category-encoding-of.js';
import type { ElementTable } from './element-table.js';
import { bucketOf, type Salt } from './hashing/buckets.js';

/** A text or an integer. */
export type Token = string | number;

/** How a vocabulary numbers its tokens. */
export interface VocabularyOptions {
  /** The owner of the vocabulary, for messages. */
  readonly where: () => string;
  readonly tokenDType: 'string' | 'int32';
  readonly maxTokens: number | null;
  readonly numOovIndices: number;
  readonly maskToken: Token | null;
  readonly oovToken: Token | null;
  readonly outputMode: OutputMode;
  readonly invert: boolean;
  readonly padToMaxTokens: boolean;
  readonly oovMethod: 'floormod' | 'farmhash';
  readonly salt: Salt | null;
  readonly sizeInConfig: number | null;
}

/** Compares by Unicode code points, as Python does, for descending order. */
const descending = (a: Token, b: Token): number => {
  if (typeof a === 'number' || typeof b === 'number') return Number(b) - Number(a);
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = right[i]!.codePointAt(0)! - left[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return right.length - left.length;
};

export class Vocabulary {
  readonly #options: VocabularyOptions;
  #tokens: readonly Token[] | undefined;
  #indices: ReadonlyMap<Token, number> = new Map();
  /** The weight of each number in the output mode `'tf_idf'`. */
  idfWeights: readonly number[] | undefined;
  /** How often each token occurred, and in how many samples; filled while data are counted. */
  #counts = new Map<Token, number>();
  #documents = new Map<Token, number>();
  #documentCount = 0;

  constructor(options: VocabularyOptions) {
    this.#options = options;
  }

  /** Whether there are any tokens. */
  get isKnown(): boolean {
    return this.#tokens !== undefined;
  }

  get #oovStart(): number {
    return this.#options.maskToken !== null && this.#options.outputMode === 'int' ? 1 : 0;
  }

  get #tokenStart(): number {
    return this.#oovStart + this.#options.numOovIndices;
  }

  /** How many numbers there are, including those for missing tokens and for the mask. */
  get size(): number {
    return this.#tokenStart + (this.#tokens?.length ?? 0);
  }

  /** The length of rows of categories. */
  get depth(): number {
    const { padToMaxTokens, maxTokens, where, outputMode, sizeInConfig } = this.#options;
    if (padToMaxTokens) return maxTokens!;
    if (this.#tokens !== undefined) return this.size;
    if (sizeInConfig !== null) return sizeInConfig;
    const hint = 'Give a vocabulary, or call layer.adapt(data)';
    throw new StateError({ where: where(), expected: `a vocabulary for outputMode "${outputMode}"`, hint });
  }

  /** The token of each number; without special tokens, only those that were given or found. */
  list(includeSpecialTokens: boolean): Token[] {
    const tokens = [...(this.#tokens ?? [])];
    if (!includeSpecialTokens) return tokens;
    const { numOovIndices, oovToken } = this.#options;
    return [...this.#masks(), ...Array<Token>(numOovIndices).fill(oovToken as Token), ...tokens];
  }

  #masks(): Token[] {
    return this.#oovStart === 1 ? [this.#options.maskToken!] : [];
  }

  /** Sets the tokens, ordered by their numbers; special tokens may come first. */
  set(given: readonly Token[], idfWeights: readonly number[] | null = null): void {
    const { where, outputMode, maxTokens, maskToken, oovToken, invert, padToMaxTokens } = this.#options;
    const place = where();
    const refuse = (expected: string, received: Readonly<Record<string, unknown>>, hint?: string): never => {
      throw new ValueError({ where: place, expected, received, ...(hint !== undefined && { hint }) });
    };
    if (outputMode === 'tf_idf' ? idfWeights === null : idfWeights !== null)
      refuse('idfWeights for outputMode "tf_idf", and for no other', { outputMode, idfWeights });
    if (given.length === 0) refuse('a vocabulary of at least one token', { vocabulary: given });
    const special = this.list(true).slice(0, this.#tokenStart);
    const hasSpecial = special.length > 0 && special.every((token, i) => given[i] === token);
    const tokens = hasSpecial ? given.slice(special.length) : given;
    const indices = new Map(tokens.map((token, i) => [token, i + this.#tokenStart]));
    if (indices.size < tokens.length) {
      const repeated = [...new Set(tokens.filter((token, i) => tokens.indexOf(token) !== i))];
      refuse('a vocabulary in which each token stands once', { repeated });
    }
    const hint = `Leave special tokens out, or put them first: ${JSON.stringify(special)}`;
    if (maskToken !== null && indices.has(maskToken))
      refuse('no mask token within the vocabulary', { maskToken }, hint);
    if (invert && oovToken !== null && indices.has(oovToken))
      refuse('no oov token within the vocabulary', { oovToken }, hint);
    const size = this.#tokenStart + tokens.length;
    if (maxTokens !== null && size > maxTokens)
      refuse(`at most ${maxTokens} tokens, special ones included`, { tokens: size });
    if (idfWeights !== null) {
      if (idfWeights.length !== given.length)
        refuse('an idf weight for each token', { idfWeights: idfWeights.length, tokens: given.length });
      const mean = idfWeights.reduce((sum, weight) => sum + weight, 0) / idfWeights.length;
      const front = hasSpecial ? [] : Array<number>(this.#tokenStart).fill(mean);
      this.#weigh([...front, ...idfWeights], padToMaxTokens ? maxTokens! : size);
    }
    this.#tokens = tokens;
    this.#indices = indices;
  }

  #weigh(weights: readonly number[], length: number): void {
    this.idfWeights = Array.from({ length }, (_, i) => Math.fround(weights[i] ?? 0));
  }

  /** Begins counting tokens from zero. */
  beginCounting(): void {
    this.#counts = new Map();
    this.#documents = new Map();
    this.#documentCount = 0;
  }

  /** Counts the tokens of samples. */
  count(samples: Iterable<ArrayLike<Token>>): void {
    const isWeighing = this.#options.outputMode === 'tf_idf';
    for (const sample of samples) {
      const tokens = Array.from(sample);
      for (const token of tokens) this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
      if (!isWeighing) continue;
      this.#documentCount++;
      for (const token of new Set(tokens)) this.#documents.set(token, (this.#documents.get(token) ?? 0) + 1);
    }
  }

  /** Takes the counted tokens as the vocabulary, the most frequent first. */
  endCounting(): void {
    const { maskToken, oovToken, maxTokens, outputMode, padToMaxTokens } = this.#options;
    for (const special of [maskToken, oovToken]) if (special !== null) this.#counts.delete(special);
    if (this.#counts.size === 0) return;
    const order = [...this.#counts].sort(([a, m], [b, n]) => n - m || descending(a, b)).map(([token]) => token);
    const tokens = maxTokens === null ? order : order.slice(0, maxTokens - this.#tokenStart);
    this.#tokens = tokens;
    this.#indices = new Map(tokens.map((token, i) => [token, i + this.#tokenStart]));
    if (outputMode === 'tf_idf') {
      const ratios = tokens.map((token) => 1 + this.#documentCount / (1 + (this.#documents.get(token) ?? 0)));
      const weights = Array.from(log(asTensor(Float64Array.from(ratios))).data as Float64Array);
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
      this.#weigh([...Array<number>(this.#tokenStart).fill(mean), ...weights], padToMaxTokens ? maxTokens! : this.size);
    }
    this.beginCounting();
  }

  #checkKnown(): void {
    if (this.#tokens !== undefined) return;
    const hint = 'Give a vocabulary, or call layer.adapt(data). Of files, .keras keeps what was found, .h5 does not';
    throw new StateError({ where: this.#options.where(), expected: 'a vocabulary', hint });
  }

  /** The number of a token, or the number for missing tokens. */
  indexOf(token: Token): number {
    this.#checkKnown();
    const { maskToken, numOovIndices, where, salt, oovMethod } = this.#options;
    // Rows of categories have no place for the mask token, so it is dropped.
    if (maskToken !== null && token === maskToken) return this.#oovStart === 1 ? 0 : -1;
    const index = this.#indices.get(token);
    if (index !== undefined) return index;
    if (numOovIndices === 1) return this.#oovStart;
    if (numOovIndices === 0) {
      const hint = 'Make the layer with numOovIndices 1 to give unknown tokens a number';
      throw new ValueError({ where: where(), expected: 'tokens of the vocabulary', received: { token }, hint });
    }
    if (typeof token === 'number' && oovMethod === 'floormod')
      return this.#oovStart + (((token % numOovIndices) + numOovIndices) % numOovIndices);
    return this.#oovStart + bucketOf(String(token), numOovIndices, salt);
  }

  /** The table for looking up elements: numbers for tokens, or tokens for numbers. */
  get table(): ElementTable {
    const { invert, tokenDType, oovToken, maskToken, where } = this.#options;
    const check = (data: TensorData, isText: boolean): void => {
      if (Array.isArray(data) === isText) return;
      throw new ValueError({ where: where(), expected: isText ? 'texts' : 'integers', received: { inputs: data } });
    };
    if (!invert) {
      const find = (data: TensorData): TensorData => {
        check(data, tokenDType === 'string');
        return Int32Array.from(data as Iterable<never>, (token: Token) => this.indexOf(token));
      };
      return { dtype: 'int32', find };
    }
    const tokenOf = (index: number): Token => {
      this.#checkKnown();
      if (maskToken !== null && index === 0) return maskToken;
      return this.#tokens?.[index - this.#tokenStart] ?? (oovToken as Token);
    };
    const find = (data: TensorData): TensorData => {
      check(data, false);
      const tokens = Array.from(data as Iterable<number>, tokenOf);
      return tokenDType === 'string' ? (tokens as string[]) : Int32Array.from(tokens as number[]);
    };
    return { dtype: tokenDType, find };
  }
}
