import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  integerList,
  openShape,
  optional,
  positiveInteger,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { lengthAt, type SymbolicShape } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import type { InputShapes } from '../shape-trees.js';
import { projectionEquation } from './equations.js';
import type { AttentionCalls } from './call-types.js';
import { attendedShapes, attentionOptions, ProjectedAttention } from './projected-attention.js';
import type { AttentionCallOptions, Projection } from './projected-attention.js';

const options = () => ({
  /** The number of heads, each with a projection of its own. */
  numHeads: positiveInteger(),
  /** The number of features of queries and keys in each head. */
  keyDim: positiveInteger(),
  /** The number of features of values in each head; `keyDim` by default. */
  valueDim: optional(positiveInteger()),
  /** The shape of the output's last axes; by default that of the query. */
  outputShape: optional(outputShape()),
  /** The axes that attention goes over, counted with the batch; by default all but the batch and the last. */
  attentionAxes: optional(integerList()),
  ...attentionOptions(),
});

function outputShape(): ReturnType<typeof integerList> {
  const shape = openShape();
  return {
    check: (given, where, name) => shape.check(typeof given === 'number' ? [given] : given, where, name) as number[],
  };
}

/** The options of `MultiHeadAttention`. */
export interface MultiHeadAttentionOptions
  extends OptionsIn<typeof attentionOptions>, OptionsIn<typeof options>, LayerOptions {}

export class MultiHeadAttentionLayer
  extends /* @__PURE__ */ configured(ProjectedAttention, options, ['numHeads', 'keyDim'] as Leading<
    [numHeads: number, keyDim: number],
    MultiHeadAttentionOptions
  >)
{
  static readonly path: string = 'keras.layers.MultiHeadAttention';
  #axes: readonly number[] = [];

  protected override get axes(): readonly number[] {
    return this.#axes;
  }

  /** As in Keras, the activity regularizer applies to the projections only. */
  protected override get regularizesOutputs(): boolean {
    return false;
  }

  get #valueDim(): number {
    return this.valueDim ?? this.keyDim;
  }

  #shapesIn(inputShape: InputShapes): ReturnType<typeof attendedShapes> {
    const shapes = attendedShapes(inputShape);
    const { query, value, key } = shapes;
    const isFitting =
      query.length >= 2 &&
      query.length === value.length &&
      value.slice(1, -1).every((length, i) => length === key[i + 1]);
    if (isFitting) return shapes;
    throw new ShapeError({
      where: this.label,
      expected: 'query, value and key of equal ranks, value and key of equal shapes but for the last axis',
      received: { query, value, key },
    });
  }

  override build(inputShape: InputShapes): void {
    const { query, value, key } = this.#shapesIn(inputShape);
    const rank = query.length;
    /** A projection of the last `bound` axes to axes of these lengths. */
    const projection = (bound: number, to: readonly number[]): Projection => {
      const { equation, biasAxes, rank: outputRank } = projectionEquation(rank - 1, bound, to.length);
      return { equation, biasAxes, outputShape: [...Array<null>(outputRank - 1 - to.length).fill(null), ...to] };
    };
    const keys = projection(1, [this.numHeads, this.keyDim]);
    const values = projection(1, [this.numHeads, this.#valueDim]);
    this.buildProjections(
      { query, value, key, combined: [...query.slice(0, -1), this.numHeads, this.#valueDim] },
      {
        query: keys,
        key: keys,
        value: values,
        gate: values,
        output: projection(2, this.outputShape ?? [lengthAt(query, -1)!]),
      },
    );
    this.#axes = this.#attendedAxes(rank);
  }

  #attendedAxes(rank: number): number[] {
    const axes = this.attentionAxes ?? [...Array(rank - 2).keys()].map((axis) => axis + 1);
    return axes.map((axis) => (axis < 0 ? axis + rank : axis));
  }

  /** As in Keras, the inputs of this layer have no masks after the call. */
  protected override get endsMasks(): boolean {
    return true;
  }

  protected override scoresShape({ query, value }: ReturnType<typeof attendedShapes>): SymbolicShape {
    const axes = [...query.keys()].slice(0, -1);
    const batch = axes.filter((axis) => !this.#axes.includes(axis)).map((axis) => query[axis]!);
    const [queries, keys] = [query, value].map((shape) => this.#axes.map((axis) => shape[axis]!));
    return [...batch, this.numHeads, ...queries!, ...keys!];
  }

  override computeOutputShape(inputShape: InputShapes): SymbolicShape {
    const { query } = this.#shapesIn(inputShape);
    return this.outputShape === null ? query : [...query.slice(0, -1), ...this.outputShape];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), value_dim: this.#valueDim };
  }
}

/**
 * Attention with several heads, called as `layer(query, value, key?, options)`: the result for each query is a mean of the values, weighted
 * by the softmax of `query · key / √keyDim`. Every head has its own projections. Source: Vaswani et al., 2017.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const attention = layers.MultiHeadAttention(2, 3);
 * attention(ops.ones([1, 4, 5]), ops.ones([1, 6, 5])).shape // → [ 1, 4, 5 ]
 * const x = ops.ones([1, 4, 5]);
 * attention(x, x, x, { returnAttentionScores: true })[1].shape // → [ 1, 2, 4, 4 ]
 */
export const MultiHeadAttention = /* @__PURE__ */ callable<typeof MultiHeadAttentionLayer, MultiHeadAttention>(
  MultiHeadAttentionLayer,
);
export interface MultiHeadAttention extends AttentionCalls<AttentionCallOptions>, MultiHeadAttentionLayer {}
