import { ShapeError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  defaulted,
  flag,
  integerList,
  openShape,
  optional,
  positiveInteger,
  rate,
  seed,
  type Leading,
  type OptionsIn,
} from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { where as choose } from '../../ops/comparison.js';
import { einsum } from '../../ops/einsum.js';
import { expandDims } from '../../ops/reshape.js';
import { softmaxAlong } from '../../ops/softmax.js';
import { asTensor, lengthAt, type SymbolicShape, type Tensor, type TensorLike } from '../../tensor/index.js';
import { constraintOption } from '../constraints/registry.js';
import { EinsumDense } from '../core/einsum-dense.js';
import { Dropout } from '../dropout.js';
import { deserialize as initializerFrom, serialize as serializeInitializer } from '../initializers/registry.js';
import { Initializer } from '../initializers/initializer.js';
import { initializerOption } from '../initializers/initializer-option.js';
import type { CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import { regularizerOption } from '../regularizers/registry.js';
import { isShape, type InputShapes } from '../shape-trees.js';
import { attentionMaskOf } from './attention-mask.js';
import { attentionEquations, projectionEquation } from './equations.js';

const options = () => ({
  /** The number of heads, each with a projection of its own. */
  numHeads: positiveInteger(),
  /** The number of features of queries and keys in each head. */
  keyDim: positiveInteger(),
  /** The number of features of values in each head; `keyDim` by default. */
  valueDim: optional(positiveInteger()),
  /** The part of the attention that is dropped in training. */
  dropout: defaulted(rate(), 0),
  useBias: flag(true),
  /** Whether the result is multiplied by a gate that the queries open. */
  useGate: flag(false),
  /** The last axes of the output; those of the query by default. */
  outputShape: optional(outputShape()),
  /** The axes over which is attended, counted with the batch's; by default all but the batch's and the last. */
  attentionAxes: optional(integerList()),
  /** How far from a query a key may lie, less one. */
  slidingWindow: optional(positiveInteger()),
  kernelInitializer: initializerOption('glorot_uniform'),
  biasInitializer: initializerOption('zeros'),
  kernelRegularizer: regularizerOption(),
  biasRegularizer: regularizerOption(),
  activityRegularizer: regularizerOption(),
  kernelConstraint: constraintOption(),
  biasConstraint: constraintOption(),
  seed: seed(),
});

function outputShape(): ReturnType<typeof integerList> {
  const shape = openShape();
  return {
    check: (given, where, name) => shape.check(typeof given === 'number' ? [given] : given, where, name) as number[],
  };
}

/** The options of `MultiHeadAttention`. */
export interface MultiHeadAttentionOptions extends OptionsIn<typeof options>, LayerOptions {}

/** What a call of attention may be told. */
export interface AttentionCallOptions {
  /** Which queries count, `[batch, queries]`; by default the mask that came with the query. */
  readonly queryMask?: TensorLike | null | undefined;
  readonly valueMask?: TensorLike | null | undefined;
  readonly keyMask?: TensorLike | null | undefined;
  /** Which query may attend to which key, `[batch, queries, keys]`. */
  readonly attentionMask?: TensorLike | null | undefined;
  /** Whether a query attends to no later key. */
  readonly useCausalMask?: boolean | undefined;
  /** Whether the scores are returned behind the output. */
  readonly returnAttentionScores?: boolean | undefined;
}

export class MultiHeadAttentionLayer
  extends /* @__PURE__ */ layerOf<
    [query: Tensor, value: Tensor, key?: Tensor],
    AttentionCallOptions,
    // With `returnAttentionScores` a list, which only those who said so know.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    any
  >()(options, ['numHeads', 'keyDim'] as Leading<[numHeads: number, keyDim: number], MultiHeadAttentionOptions>)
{
  static readonly path: string = 'keras.layers.MultiHeadAttention';
  override supportsMasking = true;
  queryDense!: EinsumDense;
  keyDense!: EinsumDense;
  gateDense: EinsumDense | null = null;
  valueDense!: EinsumDense;
  outputDense!: EinsumDense;
  readonly dropoutLayer = Dropout(this.dropout, { seed: this.seed, dtype: this.dtypePolicy, name: 'dropout' });
  #axes: readonly number[] = [];

  protected override get argumentNames(): readonly string[] {
    return ['query', 'value', 'key'];
  }

  protected override get callOptions(): readonly string[] {
    return ['queryMask', 'valueMask', 'keyMask', 'attentionMask', 'useCausalMask', 'returnAttentionScores'];
  }

  get #valueDim(): number {
    return this.valueDim ?? this.keyDim;
  }

  #shapesIn(inputShape: InputShapes): [query: SymbolicShape, value: SymbolicShape, key: SymbolicShape] {
    const given = (isShape(inputShape) ? [inputShape, inputShape] : inputShape) as readonly SymbolicShape[];
    const [query, value, key = value] = given;
    const isFitting =
      query !== undefined &&
      value !== undefined &&
      query.length === value.length &&
      value.slice(1, -1).every((length, i) => length === key![i + 1]);
    if (isFitting) return [query, value, key!];
    throw new ShapeError({
      where: this.label,
      expected: 'query, value and key of equal ranks, value and key of equal shapes but for the last axis',
      received: { query, value, key },
    });
  }

  #projection(name: string, rank: number, features: readonly number[], settings: object = {}): EinsumDense {
    const { equation, biasAxes, rank: outputRank } = projectionEquation(rank - 1, 1, features.length);
    return this.#dense(name, equation, biasAxes, outputRank, features, settings);
  }

  #dense(
    name: string,
    equation: string,
    biasAxes: string,
    rank: number,
    features: readonly number[],
    settings: object = {},
  ): EinsumDense {
    const shape = [...Array<null>(rank - 1 - features.length).fill(null), ...features];
    return new EinsumDense(equation, shape, {
      biasAxes: this.useBias ? biasAxes : null,
      kernelInitializer: fresh(this.kernelInitializer) as never,
      biasInitializer: fresh(this.biasInitializer) as never,
      kernelRegularizer: this.kernelRegularizer,
      biasRegularizer: this.biasRegularizer,
      activityRegularizer: this.activityRegularizer,
      kernelConstraint: this.kernelConstraint,
      biasConstraint: this.biasConstraint,
      dtype: this.dtypePolicy,
      name,
      ...settings,
    });
  }

  override build(inputShape: InputShapes): void {
    const [query, value, key] = this.#shapesIn(inputShape);
    const heads = [this.numHeads, this.keyDim];
    const rank = query.length;
    this.queryDense = this.#projection('query', rank, heads);
    this.queryDense.build(query);
    this.keyDense = this.#projection('key', rank, heads);
    this.keyDense.build(key);
    if (this.useGate) {
      this.gateDense = this.#projection('gate', rank, [this.numHeads, this.#valueDim], { activation: 'sigmoid' });
      this.gateDense.build(query);
    }
    this.valueDense = this.#projection('value', rank, [this.numHeads, this.#valueDim]);
    this.valueDense.build(value);
    const features = this.outputShape ?? [lengthAt(query, -1)!];
    const { equation, biasAxes, rank: outputRank } = projectionEquation(rank - 1, 2, features.length);
    this.outputDense = this.#dense('attention_output', equation, biasAxes, outputRank, features);
    this.outputDense.build([...query.slice(0, -1), this.numHeads, this.#valueDim]);
    this.#axes = (this.attentionAxes ?? [...Array(rank - 2).keys()].map((axis) => axis + 1)).map((axis) =>
      axis < 0 ? axis + rank : axis,
    );
  }

  override call(
    query: Tensor,
    value: Tensor,
    given: Tensor | undefined,
    context: AttentionCallOptions & CallContext,
  ): Tensor | Tensor[] {
    const key = given ?? value;
    const [q, k, v] = [this.queryDense(query), this.keyDense(key), this.valueDense(value)];
    const mask = this.#maskOf(query, value, given, context);
    const { scores: scoresEquation, combination, scoresRank } = attentionEquations(q.rank, this.#axes);
    const scores = einsum(scoresEquation, k, multiply(q, 1 / Math.sqrt(this.keyDim)));
    const count = this.#axes.length;
    const normalized = Array.from({ length: count }, (_, i) => scoresRank - count + i);
    // Keras computes in two ways, which differ in what a query gets that may attend to nothing.
    const isShown = this.dropout > 0 || context.returnAttentionScores === true || q.rank !== 4;
    const weights = maskedSoftmax(this.label, scores, mask, normalized, isShown);
    const combined = einsum(combination, this.dropout > 0 ? this.dropoutLayer(weights) : weights, v);
    const output = this.outputDense(this.gateDense === null ? combined : multiply(combined, this.gateDense(query)));
    return context.returnAttentionScores === true ? [output, weights] : output;
  }

  #maskOf(
    query: Tensor,
    value: Tensor,
    key: Tensor | undefined,
    {
      masks = [],
      queryMask,
      valueMask,
      keyMask,
      attentionMask,
      useCausalMask = false,
    }: AttentionCallOptions & CallContext,
  ): Tensor | undefined {
    const read = (own: TensorLike | null | undefined, implicit?: Tensor): Tensor | undefined =>
      own === undefined || own === null ? implicit : asTensor(own, undefined, this.label);
    return attentionMaskOf(query.shape[1]!, value.shape[1]!, {
      queryMask: read(queryMask, masks[0]),
      valueMask: read(valueMask, masks[1]),
      keyMask: key === undefined ? undefined : read(keyMask, masks[2]),
      attentionMask: read(attentionMask),
      useCausalMask,
      slidingWindow: this.slidingWindow,
    });
  }

  /** That of the query; scores have none. */
  override computeMask(_query: never, mask: never): unknown {
    return [mask];
  }

  override computeOutputShape(inputShape: InputShapes): SymbolicShape {
    const [query] = this.#shapesIn(inputShape);
    return this.outputShape === null ? query : [...query.slice(0, -1), ...this.outputShape];
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), value_dim: this.#valueDim };
  }
}

/** An initializer like another, which draws other numbers. */
const fresh = (initializer: unknown): unknown =>
  initializer instanceof Initializer ? initializerFrom(serializeInitializer(initializer) as never) : initializer;

/** Softmax of scores over the keys that may be attended to; where there is none, 0, or else the same for all. */
function maskedSoftmax(
  where: string,
  scores: Tensor,
  mask: Tensor | undefined,
  axes: readonly number[],
  isZeroWithout: boolean,
): Tensor {
  if (mask === undefined) return softmaxAlong(where, scores, axes);
  let wide = mask;
  while (wide.rank < scores.rank) wide = expandDims(wide, -axes.length * 2 - 1);
  if (isZeroWithout) return choose(wide, softmaxAlong(where, choose(wide, scores, -Infinity), axes), 0);
  const least = scores.dtype === 'float16' ? -3e4 : -1e9;
  return softmaxAlong(where, choose(wide, scores, least), axes);
}

/**
 * Attention with several heads, called as `layer(query, value, key?, options)`: each query is answered by a mean of values, weighted by the
 * softmax of `query · key / √keyDim`, in every head with projections of its own. Source: Vaswani et al., 2017.
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
export interface MultiHeadAttention extends MultiHeadAttentionLayer {}
