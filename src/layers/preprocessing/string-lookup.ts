import { callable } from '../../objects/callable.js';
import { configured, oneOf, type Leading, type OptionsIn } from '../../objects/options/index.js';
import type { LayerOptions } from '../layer-options.js';
import { outputModeOption } from './category-encoding-of.js';
import { checkLookup, LookupBase } from './lookup-layer.js';
import {
  encodingOption,
  idfWeightsOption,
  lookupOptions,
  lookupTail,
  sizeInConfig,
  vocabularyOption,
} from './lookup-options.js';
import { saltOption } from './salt-option.js';

const options = () => ({
  ...lookupOptions<string>(true, '[UNK]'),
  /** What is returned for the categories: their numbers, or vectors of zeros and ones or of counts. */
  outputMode: outputModeOption(['int', 'one_hot', 'multi_hot', 'count', 'tf_idf'], 'int'),
  ...lookupTail(),
  /** The weight of each token, in the output mode `'tf_idf'`. */
  idfWeights: idfWeightsOption(),
  /** The tokens, ordered by their numbers; without it, `adapt` finds a vocabulary. */
  vocabulary: vocabularyOption<string>(true),
  // Shapes may depend on the size of the vocabulary, which configs state in `vocabulary_size`.
  sizeInConfig: sizeInConfig(),
  /** How tokens that are not in the vocabulary are spread over the `numOovIndices`. */
  oovMethod: oneOf(['floormod', 'farmhash'], 'floormod'),
  /** Selects another hash function for tokens that are not in the vocabulary. */
  salt: saltOption(),
  /** How Keras reads the bytes of texts, which are strings here. */
  encoding: encodingOption(),
});

/** The options of `StringLookup`. */
export interface StringLookupOptions
  extends
    OptionsIn<typeof lookupOptions<string>>,
    OptionsIn<typeof lookupTail>,
    OptionsIn<typeof options>,
    LayerOptions {}

export class StringLookupLayer
  extends /* @__PURE__ */ configured<LookupBase, LayerOptions, ReturnType<typeof options>, [], StringLookupOptions>(
    LookupBase,
    options,
    [] as Leading<[], StringLookupOptions>,
    checkLookup,
  )
{
  static readonly path = 'keras.layers.StringLookup';

  /** The vocabulary; reading it here checks it when the layer is made. */
  protected readonly known = this.tokens;

  protected override get hasTexts(): boolean {
    return true;
  }
}

/**
 * Numbers texts by a vocabulary that is given or that `adapt` finds in data; with `invert` it converts numbers back to texts.
 *
 * @example
 * import { layers } from 'hillock';
 * const lookup = layers.StringLookup({ vocabulary: ['a', 'b'] });
 * lookup([['b', 'a', 'z']]) // → array([[2, 1, 0]], dtype=int32)
 * lookup.getVocabulary() // → [ '[UNK]', 'a', 'b' ]
 */
export const StringLookup = /* @__PURE__ */ callable<typeof StringLookupLayer, StringLookup>(StringLookupLayer);
export interface StringLookup extends StringLookupLayer {}
