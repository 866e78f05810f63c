import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { configured, defaulted, flag, rate, seed, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { expandDims } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import { tanh } from '../../ops/activations.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import type { InputShapes } from '../shape-trees.js';
import type { ListAttentionCalls } from './call-types.js';
import { ScoredAttention, type ScoredAttentionCallOptions } from './scored-attention.js';

const options = () => ({
  /** Whether each feature is multiplied by a trained weight. */
  useScale: flag(true),
  /** The share of the attention weights that is dropped in training. */
  dropout: defaulted(rate(), 0),
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: seed(),
});

/** The options of `AdditiveAttention`. */
export interface AdditiveAttentionOptions extends OptionsIn<typeof options>, LayerOptions {}

export class AdditiveAttentionLayer
  extends /* @__PURE__ */ configured(ScoredAttention, options, [] as Leading<[], AdditiveAttentionOptions>)
{
  static readonly path = 'keras.layers.AdditiveAttention';
  readonly seedGenerator = this.dropout > 0 ? new SeedGenerator(this.seed ?? undefined) : null;
  scale: Variable | null = null;

  override build(inputShape: InputShapes): void {
    const [query] = this.shapesIn(inputShape);
    if (!this.useScale) return;
    if (query[2] === null) {
      throw new ShapeError({ where: `${this.label}.build`, expected: 'known features', received: { inputShape } });
    }
    this.scale = this.addWeight({ name: 'scale', shape: [query[2]!], initializer: 'glorot_uniform' });
  }

  protected override score(query: Tensor, key: Tensor): Tensor {
    const terms = tanh(add(expandDims(query, -2), expandDims(key, -3)));
    return sum(this.scale === null ? terms : multiply(terms, this.scale), { axis: -1 });
  }
}

/**
 * Attention by sums, called with a list `[query, value]` or `[query, value, key]` of `[batch, steps, features]`: the result for each query
 * is the mean of the values, weighted by `softmax(Σ scale·tanh(query + key))`. Masks are given as a list, too: masked queries give 0,
 * masked values have no weight. Source: Bahdanau et al., 2015.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const value = tensor([[[1, 0], [1, 0]]]);
 * layers.AdditiveAttention({ useScale: false })([[[[1, 0]]], value]).toArray() // → [ [ [ 1, 0 ] ] ]
 */
export const AdditiveAttention = /* @__PURE__ */ callable<typeof AdditiveAttentionLayer, AdditiveAttention>(
  AdditiveAttentionLayer,
);
export interface AdditiveAttention extends ListAttentionCalls<ScoredAttentionCallOptions>, AdditiveAttentionLayer {}
