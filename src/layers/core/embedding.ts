import { DTypeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  aliasOf,
  flag,
  meaningless,
  optional,
  positiveInteger,
  unlisted,
  unsupported,
  type Leading,
  type OptionsIn,
  type RequiredOption,
} from '../../objects/options/index.js';
import { cast } from '../../ops/casting.js';
import { notEqual } from '../../ops/comparison.js';
import { take } from '../../ops/gathering.js';
import {
  asTensor,
  isFloating,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
  type Variable,
} from '../../tensor/index.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import { regularizerOption } from '../regularizers/registry.js';

type InitialTable = TensorLike | readonly [TensorLike];

const initialTable = (): RequiredOption<InitialTable, TensorLike> => ({
  check: (given, where, name) => {
    const table = Array.isArray(given) && given.length === 1 ? (given[0] as TensorLike) : given;
    if (typeof table === 'object') return asTensor(table, undefined, where);
    throw new ValueError({ where, expected: `${name} to be the table of embeddings`, received: { [name]: given } });
  },
});

const options = () => ({
  /** The number of different indices: the largest index plus 1. */
  inputDim: positiveInteger(),
  /** The number of features of each index. */
  outputDim: positiveInteger(),
  /** Makes the first values of the table. */
  embeddingsInitializer: initializerOption('uniform'),
  /** Computes what the table adds to the loss. */
  embeddingsRegularizer: regularizerOption(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  /** What the table has to be after each step. */
  embeddingsConstraint: constraintOption(),
  /** Whether index 0 is padding, which the next layers skip. */
  maskZero: flag(false),
  quantizationConfig: unsupported(),
  /** The initial table, instead of the initializer's: an array with two axes, or a list that contains one. */
  initialWeights: unlisted(optional(initialTable())),
  /** As `initialWeights`. */
  weights: aliasOf<InitialTable | null>('initialWeights'),
  // An argument of older versions, which has no effect.
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
    if (this.initialWeights !== null) this.embeddings.assign(this.initialWeights);
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
 * Looks up a row of a table for each index, `embeddings[index]`, so that words, categories or positions become points whose coordinates are
 * trained. With `maskZero`, index 0 is padding, which the next layers skip.
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
