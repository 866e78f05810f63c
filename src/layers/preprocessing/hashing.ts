import { ValueError } from '../../errors/index.js';
import type { DTypePolicy } from '../../objects/dtype-policy.js';
import { callable } from '../../objects/callable.js';
import {
  storedSparsely,
  positiveInteger,
  type DefaultedOption,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { isFloating, type DType, type SymbolicShape, type Tensor, type TensorData } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { encodeCategories, encodedShape, outputModeOption } from './category-encoding-of.js';
import { lookUp, type ElementTable } from './element-table.js';
import { bucketOf, type Salt } from './hashing/buckets.js';
import { integersUnlessEncoded } from './integer-policy.js';
import { saltOption } from './salt-option.js';

const maskOption = (): DefaultedOption<string | number | null> => ({
  default: null,
  check: (given, where, name) => {
    if (given === null || typeof given === 'string' || typeof given === 'number') return given;
    throw new ValueError({ where, expected: `${name} to be a text or a number`, received: { [name]: given } });
  },
});

const options = () => ({
  /** The number of bins. */
  numBins: positiveInteger(),
  /** Selects another hash function: two integers, or one for both. */
  salt: saltOption(),
  /** The value that alone falls into bin 0. */
  maskValue: maskOption(),
  /** What is returned for the categories: their numbers, or vectors of zeros and ones or of counts. */
  outputMode: outputModeOption(['int', 'one_hot', 'multi_hot', 'count'], 'int'),
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  sparse: storedSparsely(),
});

/** The options of `Hashing`. */
export interface HashingOptions extends OptionsIn<typeof options>, LayerOptions {}

export class HashingLayer
  extends /* @__PURE__ */ layerWith(options, ['numBins'] as Leading<[numBins: number], HashingOptions>)
{
  static readonly path = 'keras.layers.Hashing';
  static readonly takesIntegerPolicies = true;
  override readonly dtypePolicy: DTypePolicy = integersUnlessEncoded(this);

  override call(x: Tensor): Tensor {
    const { numBins, salt, maskValue } = this;
    const bins = lookUp(x, hashTable(numBins, salt, maskValue));
    return encodeCategories(bins, this.outputMode, numBins, this.#encodedDType);
  }

  get #encodedDType(): DType {
    return isFloating(this.computeDtype) ? this.computeDtype : 'float32';
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return encodedShape(inputShape, this.outputMode, this.numBins);
  }

  protected override outputDType(): DType {
    return this.outputMode === 'int' ? 'int32' : this.#encodedDType;
  }
}

/** Finds the bin of a text; a number counts as the text of its digits. */
export function hashTable(count: number, salt: Salt | null, mask: string | number | null): ElementTable {
  const isMasking = mask !== null && count > 1;
  const known = new Map<string, number>();
  const binOf = (value: string | number): number => {
    if (isMasking && value === mask) return 0;
    const text = typeof value === 'string' ? value : String(Math.trunc(value));
    let bin = known.get(text);
    if (bin === undefined) {
      bin = isMasking ? bucketOf(text, count - 1, salt) + 1 : bucketOf(text, count, salt);
      if (known.size < 100_000) known.set(text, bin);
    }
    return bin;
  };
  return { dtype: 'int32', find: (data: TensorData) => Int32Array.from(data as Iterable<never>, binOf) };
}

/**
 * Texts or integers as numbers below `numBins`, by a hash. This needs no vocabulary, but different categories may get the same number. The
 * results are the same as in Keras: by FarmHash, or by SipHash with a salt.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Hashing(3)([['a'], ['b'], ['zebra']]).toArray() // → [ [ 0 ], [ 1 ], [ 2 ] ]
 */
export const Hashing = /* @__PURE__ */ callable<typeof HashingLayer, Hashing>(HashingLayer);
export interface Hashing extends HashingLayer {}
