/** The base of attention layers that first project queries, keys and values. */
/* eslint-disable @typescript-eslint/explicit-module-boundary-types -- the types are those of the options */
import { ValueError } from '../../errors/index.js';
import { defaulted, flag, optional, positiveInteger, rate, seed, unlisted } from '../../objects/options/index.js';
import type { DefaultedOption, RequiredOption } from '../../objects/options/index.js';
import { multiply } from '../../ops/arithmetic.js';
import { einsum } from '../../ops/einsum.js';
import { asTensor, lengthAt, type SymbolicShape, type SymbolicTensor } from '../../tensor/index.js';
import type { Tensor, TensorLike } from '../../tensor/index.js';
import { constraintOption } from '../constraints/registry.js';
import { EinsumDense, type EinsumDenseOptions } from '../core/einsum-dense.js';
import { Initializer } from '../initializers/initializer.js';
import { initializerOption } from '../initializers/initializer-option.js';
import {
  deserialize as initializerFrom,
  serialize as serializeInitializer,
  type InitializerIdentifier,
} from '../initializers/registry.js';
import { outsideOfModels } from '../call-context.js';
import { Layer, type CallContext } from '../layer.js';
import { Dropout } from '../regularization/dropout.js';
import { regularizerOption } from '../regularizers/registry.js';
import { isShape, type BuildConfig, type InputShapes } from '../shape-trees.js';
import { attentionMaskOf, checkStepMasks } from './attention-mask.js';
import type { AttentionResult } from './call-types.js';
import { attentionEquations } from './equations.js';
import { maskedSoftmax } from './masked-softmax.js';

/** The option for an algorithm that needs a GPU. Without a GPU, Keras refuses it, too. */
function flashAttention(): DefaultedOption<boolean | null> {
  const option: RequiredOption<boolean> = {
    check: (given, where, name) => {
      if (given === false) return given;
      throw new ValueError({
        where,
        expected: `${name} to be false or null, since it is an algorithm for GPUs`,
        received: { [name]: given },
      });
    },
  };
  return unlisted(optional(option));
}

/** The options that these layers share. */
export const attentionOptions = () => ({
  /** The share of the attention weights that is dropped in training. */
  dropout: defaulted(rate(), 0),
  /** Whether a bias is added. */
  useBias: flag(true),
  /** Whether the result is multiplied by a gate that is computed from the queries. */
  useGate: flag(false),
  /** The number of keys around a query that it may attend to, on either side, including its own position. */
  slidingWindow: optional(positiveInteger()),
  /** `null` or `false`: the algorithm it would select needs a GPU. */
  flashAttention: flashAttention(),
  /** Makes the first values of the kernel. */
  kernelInitializer: initializerOption('glorot_uniform'),
  /** Makes the first values of the bias. */
  biasInitializer: initializerOption('zeros'),
  /** Computes what the kernel adds to the loss. */
  kernelRegularizer: regularizerOption(),
  /** Computes what the bias adds to the loss. */
  biasRegularizer: regularizerOption(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  /** What the kernel has to be after each step. */
  kernelConstraint: constraintOption(),
  /** What the bias has to be after each step. */
  biasConstraint: constraintOption(),
  /** Makes the random numbers the same in each run; by default they differ. */
  seed: seed(),
});

type GivenMask = TensorLike | SymbolicTensor;

/** The options of an attention layer's call. */
export interface AttentionCallOptions {
  /** Which queries count, `[batch, queries]`; by default the mask attached to the query. */
  readonly queryMask?: GivenMask | null | undefined;
  /** Which values count, `[batch, keys]`; by default the mask attached to the value. */
  readonly valueMask?: GivenMask | null | undefined;
  /** Which keys count, `[batch, keys]`; by default the mask attached to the key. */
  readonly keyMask?: GivenMask | null | undefined;
  /** Which query may attend to which key, `[batch, queries, keys]`. */
  readonly attentionMask?: GivenMask | null | undefined;
  /** Whether queries cannot attend to later keys. */
  readonly useCausalMask?: boolean | undefined;
  /** Whether the scores are returned after the output. */
  readonly returnAttentionScores?: boolean | undefined;
}

/** The names of the options of a call. */
export const attentionCallOptions: readonly (keyof AttentionCallOptions)[] = [
  ...(['queryMask', 'valueMask', 'keyMask', 'attentionMask', 'useCausalMask', 'returnAttentionScores'] as const),
];

/** One projection. */
export interface Projection {
  readonly equation: string;
  readonly biasAxes: string;
  readonly outputShape: SymbolicShape;
  readonly activation?: 'sigmoid';
}

/** The shapes of the tensors that are projected. */
export type ProjectedShapes = Readonly<Record<'query' | 'value' | 'key' | 'combined', SymbolicShape>>;

/** All projections of a layer. */
export type Projections = Readonly<Record<'query' | 'key' | 'gate' | 'value' | 'output', Projection>>;

/** The inputs of a call. */
type Inputs = [query: Tensor, value: Tensor, key?: Tensor];

type GivenInputs = readonly [query: Tensor, value: Tensor, key: Tensor | undefined];

/** The base class of attention layers: it projects queries, keys and values, combines them, and projects the result. */
export abstract class ProjectedAttention extends Layer<Inputs, AttentionCallOptions, AttentionResult> {
  declare readonly dropout: number;
  declare readonly useBias: boolean;
  declare readonly useGate: boolean;
  declare readonly slidingWindow: number | null;
  declare readonly seed: number | null;
  override supportsMasking = true;
  queryDense!: EinsumDense;
  keyDense!: EinsumDense;
  gateDense: EinsumDense | null = null;
  valueDense!: EinsumDense;
  outputDense!: EinsumDense;
  dropoutLayer!: Dropout;

  protected override get argumentNames(): readonly string[] {
    return ['query', 'value', 'key'];
  }

  protected override get callOptions(): readonly string[] {
    return attentionCallOptions;
  }

  /** The axes that attention goes over, in queries `[batch…, attended…, heads, features]`. */
  protected abstract get axes(): readonly number[];

  /** The keys or values, repeated so that they have as many heads as the queries. */
  protected shared(heads: Tensor): Tensor {
    return heads;
  }

  /** Makes the layers that project: for the queries and the gate in the same way, for keys, values and the result as given. */
  protected buildProjections(shapes: ProjectedShapes, projections: Projections): void {
    const { query, value, key } = shapes;
    const make = (name: string, projection: Projection, shape: SymbolicShape): EinsumDense => {
      const dense = this.#projection(name, projection);
      dense.build(shape);
      return dense;
    };
    this.queryDense = make('query', projections.query, query);
    this.keyDense = make('key', projections.key, key);
    if (this.useGate) this.gateDense = make('gate', { ...projections.gate, activation: 'sigmoid' }, query);
    this.valueDense = make('value', projections.value, value);
    this.outputDense = make('attention_output', projections.output, shapes.combined);
    this.dropoutLayer = Dropout(this.dropout, { seed: this.seed, dtype: this.dtypePolicy, name: 'dropout' });
  }

  /** The layer for one projection, with this layer's initializers, regularizers, constraints and dtypes. */
  #projection(name: string, { equation, biasAxes, outputShape, ...settings }: Projection): EinsumDense {
    const own = this as unknown as EinsumDenseOptions;
    return new EinsumDense(equation, outputShape, {
      ...settings,
      biasAxes: this.useBias ? biasAxes : null,
      kernelInitializer: fresh(own.kernelInitializer),
      biasInitializer: fresh(own.biasInitializer),
      kernelRegularizer: own.kernelRegularizer,
      biasRegularizer: own.biasRegularizer,
      activityRegularizer: this.activityRegularizer,
      kernelConstraint: own.kernelConstraint,
      biasConstraint: own.biasConstraint,
      dtype: this.dtypePolicy,
      name,
    });
  }

  override getBuildConfig(): BuildConfig | undefined {
    const shapes = super.getBuildConfig()?.input_shape;
    if (shapes === undefined || shapes === null) return undefined;
    const { query, value, key } = attendedShapes(shapes);
    const hasKey = !isShape(shapes) && (shapes as readonly InputShapes[]).length > 2;
    return { shapes_dict: { query_shape: query, value_shape: value, ...(hasKey && { key_shape: key }) } };
  }

  override call(
    query: Tensor,
    value: Tensor,
    given?: Tensor,
    context: AttentionCallOptions & CallContext = outsideOfModels,
  ): AttentionResult {
    const returnsScores = context.returnAttentionScores === true;
    const [keys, values] = [this.shared(this.keyDense(given ?? value)), this.shared(this.valueDense(value))];
    const mask = this.#maskOf([query, value, given], context);
    const [combined, weights] = this.#attend([this.queryDense(query), keys, values], mask, returnsScores);
    const output = this.outputDense(this.gateDense === null ? combined : multiply(combined, this.gateDense(query)));
    return returnsScores ? [output, weights] : output;
  }

  /** The values combined by the softmax of `query · key / √features`, and the weights of this combination. */
  #attend(
    [query, key, value]: readonly [query: Tensor, key: Tensor, value: Tensor],
    mask: Tensor | undefined,
    returnsScores: boolean,
  ): [combined: Tensor, weights: Tensor] {
    const { axes } = this;
    const { scores: equation, combination, scoresRank } = attentionEquations(query.rank, axes);
    const scores = einsum(equation, key, multiply(query, 1 / Math.sqrt(lengthAt(query.shape, -1)!)));
    const normalized = axes.map((_, i) => scoresRank - axes.length + i);
    // Keras has two ways to compute this, with different results for queries that may attend to no key.
    const isShown = this.dropout > 0 || returnsScores || query.rank !== 4;
    const weights = maskedSoftmax(this.label, scores, mask, normalized, isShown);
    return [einsum(combination, this.dropout > 0 ? this.dropoutLayer(weights) : weights, value), weights];
  }

  /** Which query may attend to which key, by the masks given in the call and those attached to its inputs. */
  #maskOf(
    [query, value, key]: GivenInputs,
    context: AttentionCallOptions & CallContext = outsideOfModels,
  ): Tensor | undefined {
    const { masks = [], queryMask, valueMask, keyMask, attentionMask, useCausalMask = false } = context;
    const read = (own: GivenMask | null | undefined, implicit?: Tensor): Tensor | undefined =>
      own === undefined || own === null ? implicit : asTensor(own as TensorLike, undefined, this.label);
    const limits = {
      queryMask: read(queryMask, masks[0]),
      valueMask: read(valueMask, masks[1]),
      keyMask: key === undefined ? undefined : read(keyMask, masks[2]),
      attentionMask: read(attentionMask),
      useCausalMask,
      slidingWindow: this.slidingWindow,
    };
    const [queries, keys] = [query.shape[1]!, value.shape[1]!];
    if (query.rank === 3) checkStepMasks(this.label, [queries, keys], limits);
    return attentionMaskOf(queries, keys, limits);
  }

  /** The shape of the scores, for the shapes of the inputs. */
  protected abstract scoresShape(shapes: ReturnType<typeof attendedShapes>): SymbolicShape;

  protected override outputShapesOf(inputShape: InputShapes, options: AttentionCallOptions): InputShapes {
    const output = this.computeOutputShape(inputShape);
    return options.returnAttentionScores === true ? [output, this.scoresShape(attendedShapes(inputShape))] : output;
  }

  /** The output has the mask of the query; scores have none. */
  override computeMask(_query: never, mask: never): unknown {
    return [mask];
  }
}

/** An initializer with the same options that draws other numbers. */
const fresh = (initializer: InitializerIdentifier | undefined): InitializerIdentifier | undefined =>
  initializer instanceof Initializer ? initializerFrom(serializeInitializer(initializer) as never) : initializer;

/** The shapes of query, value and key. A missing key has the shape of the value; a single shape is that of both query and value. */
export function attendedShapes(inputShape: InputShapes): Readonly<Record<'query' | 'value' | 'key', SymbolicShape>> {
  const given = (isShape(inputShape) ? [inputShape, inputShape] : inputShape) as readonly SymbolicShape[];
  const [query = [], value = [], key = value] = given;
  return { query, value, key };
}
