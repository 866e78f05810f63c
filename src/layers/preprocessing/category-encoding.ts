import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  positiveInteger,
  storedSparsely,
  unlisted,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import { asTensor, type SymbolicShape, type Tensor, type TensorLike } from '../../tensor/index.js';
import { outsideOfModels } from '../call-context.js';
import { type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import { encodeCategories, encodedShape, outputModeOption } from './category-encoding-of.js';

const options = () => ({
  /** The number of categories, which are numbered from 0. */
  numTokens: positiveInteger(),
  /** What is returned for the categories: their numbers, or vectors of zeros and ones or of counts. */
  outputMode: outputModeOption(['multi_hot', 'one_hot', 'count'], 'multi_hot'),
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  sparse: unlisted(storedSparsely()),
});

/** The options of `CategoryEncoding`. */
export interface CategoryEncodingOptions extends OptionsIn<typeof options>, LayerOptions {}

/** The options of a `CategoryEncoding`'s call. */
interface CountOptions {
  /** The weight of each category value, in the output mode `'count'`. */
  readonly countWeights?: TensorLike | undefined;
}

export class CategoryEncodingLayer
  extends /* @__PURE__ */ layerOf<[x: Tensor], CountOptions>()(options, ['numTokens', 'outputMode'] as Leading<
    [numTokens: number, outputMode?: 'multi_hot' | 'one_hot' | 'count'],
    CategoryEncodingOptions
  >)
{
  static readonly path = 'keras.layers.CategoryEncoding';

  protected override get callOptions(): readonly string[] {
    return ['countWeights'];
  }

  override call(x: Tensor, { countWeights }: CountOptions & CallContext = outsideOfModels): Tensor {
    if (countWeights !== undefined && this.outputMode !== 'count') {
      const expected = 'outputMode "count" for countWeights';
      throw new ValueError({ where: this.label, expected, received: { outputMode: this.outputMode } });
    }
    const weights =
      countWeights === undefined ? undefined : cast(asTensor(countWeights, this.computeDtype), this.computeDtype);
    return encodeCategories(cast(x, 'int32'), this.outputMode, this.numTokens, this.computeDtype, weights);
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return encodedShape(inputShape, this.outputMode, this.numTokens);
  }
}

/**
 * Encodes numbers of categories as rows with a place for each category: whether a sample has it, or how often.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.CategoryEncoding(4, 'count')([[0, 1, 1]]) // → array([[1., 2., 0., 0.]], dtype=float32)
 */
export const CategoryEncoding = /* @__PURE__ */ callable<typeof CategoryEncodingLayer, CategoryEncoding>(
  CategoryEncodingLayer,
);
export interface CategoryEncoding extends CategoryEncodingLayer {}
