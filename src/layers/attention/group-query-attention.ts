import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { configured, positiveInteger, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { repeat } from '../../ops/repetition.js';
import { lengthAt, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import type { InputShapes } from '../shape-trees.js';
import type { AttentionCalls } from './call-types.js';
import { attendedShapes, attentionOptions, ProjectedAttention } from './projected-attention.js';
import type { AttentionCallOptions, Projection } from './projected-attention.js';

const options = () => ({
  /** The number of features of queries, keys and values in each head. */
  headDim: positiveInteger(),
  /** The number of heads of queries. */
  numQueryHeads: positiveInteger(),
  /** The number of heads of keys and values; it has to divide the number of heads of queries. */
  numKeyValueHeads: positiveInteger(),
  ...attentionOptions(),
});

/** The options of `GroupQueryAttention`. */
export interface GroupQueryAttentionOptions
  extends OptionsIn<typeof attentionOptions>, OptionsIn<typeof options>, LayerOptions {}

export class GroupQueryAttentionLayer
  extends /* @__PURE__ */ configured(
    ProjectedAttention,
    options,
    ['headDim', 'numQueryHeads', 'numKeyValueHeads'] as Leading<
      [headDim: number, numQueryHeads: number, numKeyValueHeads: number],
      GroupQueryAttentionOptions
    >,
    ({ numQueryHeads, numKeyValueHeads }, where) => {
      if (numQueryHeads % numKeyValueHeads === 0) return;
      throw new ValueError({
        where,
        expected: 'a number of heads of queries that the number of heads of keys and values divides',
        received: { numQueryHeads, numKeyValueHeads },
      });
    },
  )
{
  static readonly path = 'keras.layers.GroupQueryAttention';
  /** Keras's internal name of the class, which names of layers are made of. */
  static readonly stem = 'grouped_query_attention';

  protected override get axes(): readonly number[] {
    return [1];
  }

  protected override shared(heads: Tensor): Tensor {
    return repeat(heads, this.numQueryHeads / this.numKeyValueHeads, { axis: 2 });
  }

  #shapesIn(inputShape: InputShapes): ReturnType<typeof attendedShapes> {
    const shapes = attendedShapes(inputShape);
    const { query, value, key } = shapes;
    if ([query, value, key].every(({ length }) => length === 3) && value[1] === key[1]) return shapes;
    throw new ShapeError({
      where: this.label,
      expected: 'query, value and key of three axes, value and key of as many steps',
      received: { query, value, key },
    });
  }

  override build(inputShape: InputShapes): void {
    const { query, value, key } = this.#shapesIn(inputShape);
    const { numQueryHeads, numKeyValueHeads, headDim } = this;
    const toHeads = (heads: number): Projection => ({
      equation: 'bqm,muh->bquh',
      biasAxes: 'uh',
      outputShape: [null, heads, headDim],
    });
    const [queries, keys] = [toHeads(numQueryHeads), toHeads(numKeyValueHeads)];
    const output = { equation: 'bquh,uhm->bqm', biasAxes: 'm', outputShape: [null, lengthAt(query, -1)!] };
    this.buildProjections(
      { query, value, key, combined: [null, null, numQueryHeads, headDim] },
      { query: queries, key: keys, value: keys, gate: queries, output },
    );
  }

  /** The inner layers have names with underscores in Keras. */
  override savedNameOf(attribute: string): string {
    return `_${super.savedNameOf(attribute)}`;
  }

  protected override scoresShape({ query, value }: ReturnType<typeof attendedShapes>): SymbolicShape {
    return [query[0]!, this.numQueryHeads, query[1]!, value[1]!];
  }

  override computeOutputShape(inputShape: InputShapes): SymbolicShape {
    const { query, value } = this.#shapesIn(inputShape);
    if (query[2] === value[2]) return query;
    throw new ShapeError({
      where: this.label,
      expected: 'query and value of as many features',
      received: { query, value },
    });
  }
}

/**
 * Attention with several heads of which some share keys and values, called as `layer(query, value, key?, options)`: the result for each
 * query is a mean of the values, weighted by the softmax of `query · key / √headDim`. With as many heads of keys as of queries it is
 * multi-head attention; with a single head of keys it is multi-query attention. Source: Ainslie et al., 2023.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const attention = layers.GroupQueryAttention(3, 4, 2);
 * attention(ops.ones([1, 4, 5]), ops.ones([1, 6, 5])).shape // → [ 1, 4, 5 ]
 * attention.weights.map(({ shape }) => shape.join('×')).slice(0, 4) // → [ '5×4×3', '4×3', '5×2×3', '2×3' ]
 */
export const GroupQueryAttention = /* @__PURE__ */ callable<typeof GroupQueryAttentionLayer, GroupQueryAttention>(
  GroupQueryAttentionLayer,
);
export interface GroupQueryAttention extends AttentionCalls<AttentionCallOptions>, GroupQueryAttentionLayer {}
