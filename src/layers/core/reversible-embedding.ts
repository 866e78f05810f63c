import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  flag,
  optional,
  positiveNumber,
  type Leading,
  type OptionsIn,
  type RequiredOption,
} from '../../objects/options/index.js';
import { tanh } from '../../ops/activations.js';
import { divide, multiply } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { matmul } from '../../ops/matmul.js';
import { transpose } from '../../ops/transpose.js';
import {
  isDType,
  isFloating,
  type FloatingDType,
  type SymbolicShape,
  type Tensor,
  type Variable,
} from '../../tensor/index.js';
import type { InputShapes } from '../shape-trees.js';
import type { LayerSignature } from '../signature.js';
import { EmbeddingLayer, type EmbeddingOptions } from './embedding.js';

const floatingDType = (): RequiredOption<FloatingDType> => ({
  check: (given, where, name) => {
    if (isDType(given) && isFloating(given)) return given;
    throw new ValueError({ where, expected: `${name} to be a floating-point dtype`, received: { [name]: given } });
  },
});

const options = () => ({
  /** Whether the reverse direction uses the same table; otherwise it has its own. */
  tieWeights: flag(true),
  /** The dtype in which the reverse direction is computed; by default that of the layer. */
  reverseDtype: optional(floatingDType()),
  /** The limit of the scores, which they approach by tanh. */
  logitSoftCap: optional(positiveNumber()),
});

/** The options of `ReversibleEmbedding`. */
export interface ReversibleEmbeddingOptions extends OptionsIn<typeof options>, EmbeddingOptions {}

/** The options of a call. */
export interface ReversibleEmbeddingCallOptions {
  /** Whether features are converted to a score for each index. */
  readonly reverse?: boolean | undefined;
}

export class ReversibleEmbeddingLayer
  extends /* @__PURE__ */ configured(EmbeddingLayer, options, ['inputDim', 'outputDim'] as Leading<
    [inputDim: number, outputDim: number],
    ReversibleEmbeddingOptions
  >)
{
  static readonly path = 'keras.layers.ReversibleEmbedding';
  reverseEmbeddings: Variable | null = null;

  protected override get callOptions(): readonly string[] {
    return ['reverse'];
  }

  override build(inputShape: SymbolicShape): void {
    super.build(inputShape);
    if (this.tieWeights) return;
    const { embeddingsInitializer: initializer } = this;
    const shape = [this.outputDim, this.inputDim];
    this.reverseEmbeddings = this.addWeight({ name: 'reverse_embeddings', shape, initializer });
  }

  override call(x: Tensor, { reverse = false }: ReversibleEmbeddingCallOptions = {}): Tensor {
    if (!reverse) return super.call(x);
    const dtype = this.reverseDtype ?? (this.computeDtype as FloatingDType);
    const table = this.reverseEmbeddings?.value ?? transpose<Tensor>(this.embeddings.value);
    const scores = matmul(cast(x, dtype), cast(table, dtype));
    const cap = this.logitSoftCap;
    return cap === null ? scores : multiply(tanh(divide(scores, cap)), cap);
  }

  override computeMask(x: never, _mask?: never, { reverse = false }: ReversibleEmbeddingCallOptions = {}): unknown {
    return reverse ? undefined : super.computeMask(x);
  }

  protected override outputShapesOf(inputShape: InputShapes, options: ReversibleEmbeddingCallOptions): InputShapes {
    const shape = inputShape as SymbolicShape;
    return options.reverse === true ? [...shape.slice(0, -1), this.inputDim] : this.computeOutputShape(shape);
  }
}

/**
 * An embedding that can also be reversed: `embeddings[index]`, and with `{ reverse: true }` a score for each index, `x · embeddingsᵀ`, as
 * at the end of a language model. With `logitSoftCap` scores are limited to it, as `cap·tanh(score / cap)`. Source: Press and Wolf, 2017.
 *
 * @example
 * import { layers } from 'hillock';
 * const embedding = layers.ReversibleEmbedding(3, 2, { weights: [[1, 0], [0, 1], [2, 2]] });
 * const x = embedding([2]);
 * x // → array([[2., 2.]], dtype=float32)
 * embedding(x, { reverse: true }) // → array([[2., 2., 8.]], dtype=float32)
 */
export const ReversibleEmbedding = /* @__PURE__ */ callable<typeof ReversibleEmbeddingLayer, ReversibleEmbedding>(
  ReversibleEmbeddingLayer,
);
export interface ReversibleEmbedding
  extends ReversibleEmbeddingLayer, LayerSignature<[x: Tensor], ReversibleEmbeddingCallOptions> {}
