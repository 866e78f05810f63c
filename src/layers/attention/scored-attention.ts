/** The base of attention layers without projections: checks their inputs, and combines the values by the scores. */
import { ShapeError } from '../../errors/index.js';
import { logicalAnd, where as choose } from '../../ops/comparison.js';
import { cast } from '../../ops/casting.js';
import { dropElements } from '../../ops/dropping.js';
import { matmul } from '../../ops/matmul.js';
import { expandDims } from '../../ops/reshape.js';
import type { SeedGenerator, SymbolicShape, Tensor } from '../../tensor/index.js';
import { outsideOfModels } from '../call-context.js';
import { Layer, type CallContext } from '../layer.js';
import { noiseLike } from '../../ops/random-draws.js';
import { isShape, type InputShapes } from '../shape-trees.js';
import type { AttentionResult } from './call-types.js';
import { causalMask, checkStepMasks } from './attention-mask.js';
import { maskedSoftmax } from './masked-softmax.js';

/** The options of these layers' call. */
export interface ScoredAttentionCallOptions {
  /** Whether queries cannot attend to later keys. */
  readonly useCausalMask?: boolean | undefined;
  /** Whether the scores, after the softmax, are returned after the output. */
  readonly returnAttentionScores?: boolean | undefined;
}

type Masks = readonly (Tensor | undefined)[];

/** Attention with a single head and without projections, over a list `[query, value]` or `[query, value, key]`. */
export abstract class ScoredAttention extends Layer<
  [inputs: readonly Tensor[]],
  ScoredAttentionCallOptions,
  AttentionResult
> {
  declare readonly dropout: number;
  abstract readonly seedGenerator: SeedGenerator | null;
  override supportsMasking = true;

  /** The scores of queries `[batch, queries, features]` and keys `[batch, keys, features]`: `[batch, queries, keys]`. */
  protected abstract score(query: Tensor, key: Tensor): Tensor;

  protected override get takesList(): boolean {
    return true;
  }

  protected override get callOptions(): readonly (keyof ScoredAttentionCallOptions)[] {
    return ['useCausalMask', 'returnAttentionScores'];
  }

  /** Refuses anything but a list of the shapes of a query, a value and maybe a key that fit together. */
  protected shapesIn(inputShape: InputShapes): readonly [query: SymbolicShape, value: SymbolicShape] {
    const given: readonly SymbolicShape[] =
      Array.isArray(inputShape) && !isShape(inputShape) ? (inputShape as readonly SymbolicShape[]) : [];
    const [query, value, key = value] = given;
    const areEqual = (a: number | null | undefined, b: number | null | undefined): boolean =>
      a === b || a === null || b === null;
    const areFitting =
      [2, 3].includes(given.length) &&
      [query, value, key].every((shape) => shape?.length === 3) &&
      areEqual(query![2], key![2]) &&
      areEqual(value![1], key![1]);
    if (areFitting) return [query!, value!];
    throw new ShapeError({
      where: this.label,
      expected:
        'a list [query, value] or [query, value, key] of tensors [batch, steps, features], query and key of as many features, value and key of as many steps',
      received: { inputShape },
    });
  }

  override call(
    inputs: readonly Tensor[],
    {
      mask,
      training,
      useCausalMask = false,
      returnAttentionScores = false,
    }: ScoredAttentionCallOptions & CallContext = outsideOfModels,
  ): AttentionResult {
    this.shapesIn(inputs.map(({ shape }) => shape));
    const [query, value, key = value] = inputs as [Tensor, Tensor, Tensor?];
    const [queryMask, valueMask] = this.#masksIn(mask);
    checkStepMasks(this.label, [query.shape[1]!, key.shape[1]!], { queryMask, valueMask });
    const parts: Tensor[] = [];
    if (valueMask !== undefined) parts.push(expandDims(cast(valueMask, 'bool'), -2));
    if (useCausalMask) parts.push(causalMask(query.shape[1]!, key.shape[1]!));
    const whole = parts.length === 0 ? undefined : parts.reduce((a, b) => logicalAnd(a, b));
    const weights = maskedSoftmax(this.label, this.score(query, key), whole, [2], false);
    const combined = matmul(this.#dropped(weights, training), value);
    const isQuery = queryMask === undefined ? undefined : expandDims(cast(queryMask, 'bool'), -1);
    const output = isQuery === undefined ? combined : choose(isQuery, combined, 0);
    return returnAttentionScores ? [output, weights] : output;
  }

  #dropped(weights: Tensor, training: boolean): Tensor {
    const { dropout: rate, seedGenerator } = this;
    if (!training || seedGenerator === null) return weights;
    return dropElements(weights, noiseLike(this.label, weights, null, seedGenerator), rate);
  }

  #masksIn(mask: unknown): Masks {
    if (mask === undefined) return [];
    if (Array.isArray(mask) && (mask.length === 2 || mask.length === 3)) return mask as Masks;
    throw new ShapeError({
      where: this.label,
      expected: 'a list of masks [queryMask, valueMask]',
      received: { mask },
    });
  }

  protected override outputShapesOf(inputShape: InputShapes, options: ScoredAttentionCallOptions): InputShapes {
    const output = this.computeOutputShape(inputShape);
    const [query, value] = this.shapesIn(inputShape);
    return options.returnAttentionScores === true ? [output, [...query.slice(0, -1), value[1]!]] : output;
  }

  /** The output has the mask of the query; scores have none. */
  override computeMask(_inputs: never, masks: never): unknown {
    return [(masks as Masks | undefined)?.[0]];
  }

  override computeOutputShape(inputShape: InputShapes): SymbolicShape {
    const [query, value] = this.shapesIn(inputShape);
    return [...query.slice(0, -1), value[2]!];
  }
}
