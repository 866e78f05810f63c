import { DTypeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  flag,
  meaningless,
  positiveInteger,
  unsupported,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import { notEqual } from '../../ops/comparison.js';
import { take } from '../../ops/gathering.js';
import { isFloating, type SymbolicShape, type Tensor, type Variable } from '../../tensor/index.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { regularizerOption } from '../regularizers/registry.js';

const options = () => ({
  /** The number of different indices: one more than the largest. */
  inputDim: positiveInteger(),
  /** The number of features that each index stands for. */
  outputDim: positiveInteger(),
  embeddingsInitializer: initializerOption('uniform'),
  embeddingsRegularizer: regularizerOption(),
  activityRegularizer: regularizerOption(),
  embeddingsConstraint: constraintOption(),
  /** Whether index 0 stands for nothing, so that layers behind skip it. */
  maskZero: flag(false),
  quantizationConfig: unsupported(),
  // What older versions asked for.
  inputLength: meaningless(),
});

/** The options of `Embedding`. */
export interface EmbeddingOptions extends OptionsIn<typeof options>, Omit<LayerOptions, 'inputDim'> {}

export class EmbeddingLayer
  extends /* @__PURE__ */ layerWith(options, ['inputDim', 'outputDim'] as Leading<
    [inputDim: number, outputDim: number],
    EmbeddingOptions
  >)
{
  static readonly path = 'keras.layers.Embedding';
  override supportsMasking: boolean = this.maskZero;
  embeddings!: Variable;

  override build(_inputShape: SymbolicShape): void {
    this.embeddings = this.addWeightOf('embeddings', [this.inputDim, this.outputDim]);
  }

  override call(indices: Tensor): Tensor {
    if (indices.dtype === 'string') {
      throw new DTypeError({
        where: this.label,
        expected: 'integers, the indices of what is embedded',
        received: { inputs: indices },
        hint: 'Put a StringLookup or TextVectorization before it',
      });
    }
    const places = isFloating(indices.dtype) ? cast(indices, 'int32') : indices;
    return cast(take(this.embeddings, places, { axis: 0 }), this.computeDtype);
  }

  override computeMask(indices: never): unknown {
    return this.maskZero ? notEqual(indices as Tensor, 0) : undefined;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    return [...inputShape, this.outputDim];
  }
}

/**
 * A row of a table for each index, `embeddings[index]`: words, categories or positions as points that training places. With `maskZero`,
 * index 0 is padding, and layers behind skip it.
 *
 * @example
 * import { layers } from 'hillock';
 * const embedding = layers.Embedding(3, 2, { embeddingsInitializer: 'ones' });
 * embedding([0, 2])
 * // → array([[1., 1.],
 * //          [1., 1.]], dtype=float32)
 */
export const Embedding = /* @__PURE__ */ callable<typeof EmbeddingLayer, Embedding>(EmbeddingLayer);
export interface Embedding extends EmbeddingLayer {}
