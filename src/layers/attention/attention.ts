import { callable } from '../../objects/callable.js';
import {
  configured,
  defaulted,
  flag,
  oneOf,
  rate,
  seed,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { matmul } from '../../ops/matmul.js';
import { expandDims } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import { swapaxes } from '../../ops/transpose.js';
import { tanh } from '../../ops/activations.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import type { InputShapes } from '../shape-trees.js';
import type { ListAttentionCalls } from './call-types.js';
import { ScoredAttention, type ScoredAttentionCallOptions } from './scored-attention.js';

const options = () => ({
  /** Whether the scores are multiplied by a trained number. */
  useScale: flag(false),
  /** How queries and keys are compared: by their product, or by the tanh of their sum. */
  scoreMode: oneOf(['dot', 'concat'], 'dot'),
  /** The share of the attention weights that is dropped in training. */
  dropout: defaulted(rate(), 0),
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: seed(),
});

/** The options of `Attention`. */
export interface AttentionOptions extends OptionsIn<typeof options>, LayerOptions {}

export class AttentionLayer
  extends /* @__PURE__ */ configured(ScoredAttention, options, [] as Leading<[], AttentionOptions>)
{
  static readonly path = 'keras.layers.Attention';
  readonly seedGenerator = this.dropout > 0 ? new SeedGenerator(this.seed ?? undefined) : null;
  scale: Variable | null = null;
  concatScoreWeight: Variable | null = null;

  override build(inputShape: InputShapes): void {
    this.shapesIn(inputShape);
    if (this.useScale) this.scale = this.addWeight({ name: 'scale', initializer: 'ones' });
    if (this.scoreMode === 'concat') {
      this.concatScoreWeight = this.addWeight({ name: 'concat_score_weight', initializer: 'ones' });
    }
  }

  protected override score(query: Tensor, key: Tensor): Tensor {
    const scaled = (x: Tensor): Tensor => (this.scale === null ? x : multiply(x, this.scale));
    if (this.concatScoreWeight === null) return scaled(matmul(query, swapaxes(key, -2, -1)));
    const sums = add(expandDims(query, -2), expandDims(key, -3));
    return multiply(sum(tanh(scaled(sums)), { axis: -1 }), this.concatScoreWeight);
  }
}

/**
 * Attention, called with a list `[query, value]` or `[query, value, key]` of `[batch, steps, features]`: the result for each query is the
 * mean of the values, weighted by `softmax(query · keyᵀ)`, or with `scoreMode: 'concat'` by `softmax(w·Σ tanh(query + key))`. Masks are
 * given as a list, too: masked queries give 0, masked values have no weight. Source: Luong et al., 2015.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const query = tensor([[[1, 0]]]);
 * const value = tensor([[[1, 0], [0, 1]]]);
 * layers.Attention()([query, value]).toArray() // → [ [ [ 0.7310585975646973, 0.2689414322376251 ] ] ]
 */
export const Attention = /* @__PURE__ */ callable<typeof AttentionLayer, Attention>(AttentionLayer);
export interface Attention extends ListAttentionCalls<ScoredAttentionCallOptions>, AttentionLayer {}
