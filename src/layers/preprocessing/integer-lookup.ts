import { callable } from '../../objects/callable.js';
import { configured, oneOf, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import type { Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { outputModeOption } from './category-encoding-of.js';
import { checkLookup, LookupBase } from './lookup-layer.js';
import { idfWeightsOption, lookupOptions, lookupTail, sizeInConfig, vocabularyOption } from './lookup-options.js';
import { saltOption } from './salt-option.js';
import type { Token } from './vocabulary.js';

const options = () => ({
  ...lookupOptions<number>(false, -1),
  /** What is returned for the categories: their numbers, or vectors of zeros and ones or of counts. */
  outputMode: outputModeOption(['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'], 'int'),
  ...lookupTail(),
  /** The integers in which Keras keeps the vocabulary; here they are exact in any case. */
  vocabularyDtype: oneOf(['int64', 'int32'], 'int64'),
  /** The weight of each token, in the output mode `'tf_idf'`. */
  idfWeights: idfWeightsOption(),
  /** The integers, ordered by their numbers; without it, `adapt` finds a vocabulary. */
  vocabulary: vocabularyOption<number>(false),
  // Shapes may depend on the size of the vocabulary, which configs state in `vocabulary_size`.
  sizeInConfig: sizeInConfig(),
  /** Whether integers that are not in the vocabulary are distributed by their remainder or by a hash. */
  oovMethod: oneOf(['floormod', 'farmhash'], 'floormod'),
  /** Selects another hash function. */
  salt: saltOption(),
});

/** The options of `IntegerLookup`. */
export interface IntegerLookupOptions
  extends
    OptionsIn<typeof lookupOptions<number>>,
    OptionsIn<typeof lookupTail>,
    OptionsIn<typeof options>,
    LayerOptions {}

export class IntegerLookupLayer
  extends /* @__PURE__ */ configured<LookupBase, LayerOptions, ReturnType<typeof options>, [], IntegerLookupOptions>(
    LookupBase,
    options,
    [] as Leading<[], IntegerLookupOptions>,
    checkLookup,
  )
{
  static readonly path = 'keras.layers.IntegerLookup';

  /** The vocabulary; reading it here checks it when the layer is made. */
  protected readonly known = this.tokens;

  protected override get hasTexts(): boolean {
    return false;
  }

  override call(x: Tensor): Tensor {
    return super.call(cast(x, 'int32'));
  }

  protected override samplesIn(batch: Tensor, isWhole: boolean): Iterable<ArrayLike<Token>> {
    return super.samplesIn(cast(batch, 'int32'), isWhole);
  }
}

/**
 * Numbers integers without gaps, by a vocabulary that is given or that `adapt` finds in data; with `invert` it converts numbers back to
 * integers.
 *
 * @example
 * import { layers } from 'hillock';
 * const lookup = layers.IntegerLookup({ vocabulary: [12, 36] });
 * lookup([[36, 12, 5]]) // → array([[2, 1, 0]], dtype=int32)
 */
export const IntegerLookup = /* @__PURE__ */ callable<typeof IntegerLookupLayer, IntegerLookup>(IntegerLookupLayer);
export interface IntegerLookup extends IntegerLookupLayer {}
