import { ValueError } from '../../errors/index.js';
import { callable, type StaticSide } from '../../objects/callable.js';
import {
  aliasOf,
  optional,
  unlisted,
  type DefaultedOption,
  type Leading,
  type OptionsIn,
  type RequiredOption,
} from '../../objects/options/index.js';
import { add, multiply } from '../../ops/arithmetic.js';
import { concatenate } from '../../ops/joining.js';
import { flip } from '../../ops/transpose.js';
import { lengthAt, type SymbolicShape, type Tensor, type TensorLike, type Tree } from '../../tensor/index.js';
import { layerOption, copyLayer } from '../layer-option.js';
import { outsideOfModels } from '../call-context.js';
import { type AnyLayer, type CallContext } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import type { InputShapes } from '../shape-trees.js';
import type { LayerSignature } from '../signature.js';
import type { RecurrentLayer } from './rnn.js';
import { type RecurrentCallOptions } from './rnn.js';

const mergeModes = ['sum', 'mul', 'ave', 'concat', null] as const;

type MergeMode = (typeof mergeModes)[number];

const mergeModeOption = (): DefaultedOption<MergeMode> => ({
  default: 'concat',
  check: (given, where, name) => {
    if (mergeModes.includes(given)) return given;
    const names = mergeModes.map((mode) => JSON.stringify(mode)).join(', ');
    throw new ValueError({ where, expected: `${name} to be one of ${names}`, received: { [name]: given } });
  },
});

type InitialWeights = readonly TensorLike[];

const initialWeights = (): RequiredOption<InitialWeights> => ({
  check: (given, where, name) => {
    if (Array.isArray(given)) return given as InitialWeights;
    throw new ValueError({ where, expected: `${name} to be a list of arrays`, received: { [name]: given } });
  },
});

const options = () => ({
  /** How both directions are joined: added, multiplied, averaged or concatenated; `null` gives a list of them. */
  mergeMode: mergeModeOption(),
  /** The layer that goes forwards. The one that goes backwards gets the same options, unless `backwardLayer` is given. */
  layer: layerOption(),
  /** The layer that goes backwards; by default made with the options of the other one. */
  backwardLayer: optional(layerOption()),
  /** The initial weights of both layers, in the order of `weights`. */
  initialWeights: unlisted(optional(initialWeights())),
  /** As `initialWeights`. */
  weights: aliasOf<InitialWeights | null>('initialWeights'),
});

/** The options of `Bidirectional`. */
export interface BidirectionalOptions extends OptionsIn<typeof options>, LayerOptions {}

const merges: Readonly<Record<'sum' | 'mul' | 'ave' | 'concat', (a: Tensor, b: Tensor) => Tensor>> = {
  sum: (a, b) => add(a, b),
  mul: (a, b) => multiply(a, b),
  ave: (a, b) => multiply(add(a, b), 0.5),
  concat: (a, b) => concatenate([a, b], { axis: -1 }),
};

/** A recurrent layer, or a layer of the user's with the same options. */
type Directed = AnyLayer &
  Pick<RecurrentLayer, 'returnSequences' | 'returnState' | 'goBackwards' | 'stateful' | 'stateSize'>;

const BidirectionalBase = /* @__PURE__ */ layerOf<[sequences: Tensor], RecurrentCallOptions, Tensor | Tensor[]>()(
  options,
  ['layer'] as Leading<[layer: AnyLayer], BidirectionalOptions>,
);

class BidirectionalLayer extends BidirectionalBase {
  static readonly path = 'keras.layers.Bidirectional';
  override supportsMasking = true;
  declare forwardLayer: AnyLayer;
  declare backwardLayer: AnyLayer;

  constructor(...parameters: ConstructorParameters<typeof BidirectionalBase>) {
    super(...parameters);
    const { layer, backwardLayer: given } = this as unknown as { layer: AnyLayer; backwardLayer: AnyLayer | null };
    checkDirected(this.label, layer);
    if (given !== null) checkDirected(this.label, given);
    const stem = layer.name.replace(/^(forward|backward)_/, '');
    this.forwardLayer = copyLayer(layer, { name: `forward_${stem}`, ...forceZeros(layer) });
    const other = { name: `backward_${stem}`, goBackwards: !layer.goBackwards, ...forceZeros(layer) };
    this.backwardLayer = given ?? copyLayer(layer, other);
    checkPair(this.label, this.#forward, this.#backward);
  }

  get #forward(): Directed {
    return this.forwardLayer as Directed;
  }

  get #backward(): Directed {
    return this.backwardLayer as Directed;
  }

  /** The given layer is not one of the sublayers: only the two copies made from it are used. */
  override sublayers(): readonly AnyLayer[] {
    return [this.forwardLayer, this.backwardLayer];
  }

  protected override get callOptions(): readonly string[] {
    return ['initialState'];
  }

  override build(inputShape: SymbolicShape): void {
    for (const layer of [this.forwardLayer, this.backwardLayer]) if (!layer.built) layer.build(inputShape);
    if (this.initialWeights !== null) this.setWeights(this.initialWeights);
  }

  override call(
    sequences: Tensor,
    { initialState, mask }: RecurrentCallOptions & CallContext = outsideOfModels,
  ): Tensor | Tensor[] {
    const states = (initialState ?? undefined) as Tensor[] | undefined;
    const half = states === undefined ? 0 : states.length / 2;
    const run = (layer: AnyLayer, own: Tensor[] | undefined): Tensor[] =>
      listOf(layer(sequences, { ...(mask && { mask }), ...(own && { initialState: own }) }) as Tree<Tensor>);
    const [forward, ...forwardStates] = run(this.forwardLayer, states?.slice(0, half));
    const [backward, ...backwardStates] = run(this.backwardLayer, states?.slice(half));
    // Reversed, so that its steps are in the order of time again.
    const last = this.#forward.returnSequences ? flip<Tensor>(backward!, { axis: 1 }) : backward!;
    const outputs = this.mergeMode === null ? [forward!, last] : [merges[this.mergeMode](forward!, last)];
    const all = [...outputs, ...forwardStates, ...backwardStates];
    return all.length === 1 ? all[0]! : all;
  }

  override computeMask(_inputs: never, mask: never): unknown {
    const { returnSequences, returnState, stateSize } = this.#forward;
    const own = returnSequences ? mask : undefined;
    const states = returnState ? [...stateSize, ...stateSize].map(() => undefined) : [];
    const outputs = this.mergeMode === null ? [own, own] : [own];
    return outputs.length + states.length === 1 ? own : [...outputs, ...states];
  }

  override computeOutputShape(inputShape: InputShapes): InputShapes {
    const shapes = [this.forwardLayer, this.backwardLayer].map((layer) => layer.computeOutputShape(inputShape));
    const lists = shapes.map((shape) => (this.#forward.returnState ? shape : [shape]) as SymbolicShape[]);
    const [[forward, ...forwardStates], [backward, ...backwardStates]] = lists as [SymbolicShape[], SymbolicShape[]];
    const merged =
      this.mergeMode === 'concat'
        ? [...forward!.slice(0, -1), lengthAt(forward!, -1)! + lengthAt(backward!, -1)!]
        : forward!;
    const outputs = this.mergeMode === null ? [forward!, backward!] : [merged];
    const all = [...outputs, ...forwardStates, ...backwardStates];
    return all.length === 1 ? all[0]! : all;
  }

  override getConfig(): Record<string, unknown> {
    const { layer, backward_layer: _, ...config } = super.getConfig();
    const written = (part: AnyLayer): unknown => layerOption().toConfig!(part);
    return {
      ...config,
      layer: written(this.forwardLayer),
      backward_layer: written(this.backwardLayer),
      ...(layer === undefined && {}),
    };
  }
}

const listOf = (outputs: Tree<Tensor>): Tensor[] =>
  Array.isArray(outputs) ? [...(outputs as Tensor[])] : [outputs as Tensor];

/** Layers that return sequences give 0 for masked steps, so that both directions agree at these steps. */
const forceZeros = (layer: AnyLayer): object =>
  'zeroOutputForMask' in layer ? { zeroOutputForMask: (layer as unknown as Directed).returnSequences } : {};

function checkDirected(where: string, layer: AnyLayer): asserts layer is Directed {
  if ('goBackwards' in layer && 'returnSequences' in layer) return;
  throw new ValueError({
    where,
    expected:
      'a recurrent layer, such as layers.LSTM, or one with goBackwards, returnSequences, returnState and stateful',
    received: { layer: layer.label },
  });
}

function checkPair(where: string, forward: Directed, backward: Directed): void {
  const alike = ['returnSequences', 'returnState', 'stateful'] as const;
  const odd = alike.find((option) => forward[option] !== backward[option]);
  if (odd === undefined && forward.goBackwards !== backward.goBackwards) return;
  throw new ValueError({
    where,
    expected: odd === undefined ? 'layers of which one goes backwards' : `layers with the same ${odd}`,
    received:
      odd === undefined
        ? { forward: forward.goBackwards, backward: backward.goBackwards }
        : { forward: forward[odd], backward: backward[odd] },
  });
}

/**
 * A recurrent layer in both directions of time. The results of the forward and the backward layer are joined, added, multiplied or
 * averaged, or with `mergeMode: null` returned as a list. Source: Schuster and Paliwal, 1997.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.Bidirectional(layers.LSTM(4))(ops.ones([2, 5, 3])).shape // → [ 2, 8 ]
 */
export const Bidirectional: BidirectionalClass = /* @__PURE__ */ callable(BidirectionalLayer) as never;
export interface Bidirectional<Inner extends AnyLayer = AnyLayer, Mode extends MergeMode = MergeMode>
  extends
    LayerSignature<[sequences: Tensor], RecurrentCallOptions, BidirectionalResult<Inner, Mode>>,
    BidirectionalLayer {
  call(sequences: Tensor, context?: RecurrentCallOptions & CallContext): BidirectionalResult<Inner, Mode>;
}

/** What a call gives: the merged outputs or a list of both, and after them the states of both layers, if they return states. */
export type BidirectionalResult<Inner extends AnyLayer, Mode extends MergeMode> = BothWays<
  ReturnType<Inner['call']>,
  Mode
>;

type BothWays<Result, Mode> = Result extends readonly [Tensor, ...infer States extends Tensor[]]
  ? [...Outputs<Mode>, ...States, ...States]
  : Mode extends null
    ? Outputs<Mode>
    : Tensor;

type Outputs<Mode> = Mode extends null ? [forward: Tensor, backward: Tensor] : [output: Tensor];

/** The class `Bidirectional`: what the calls of its instances give depends on the layer and on `mergeMode`. */
export interface BidirectionalClass extends StaticSide<typeof BidirectionalLayer, Bidirectional> {
  new <Inner extends AnyLayer = AnyLayer, Mode extends MergeMode = 'concat'>(
    ...given: BidirectionalArguments<Inner, Mode>
  ): Bidirectional<Inner, Mode>;
  <Inner extends AnyLayer = AnyLayer, Mode extends MergeMode = 'concat'>(
    ...given: BidirectionalArguments<Inner, Mode>
  ): Bidirectional<Inner, Mode>;
}

/** The arguments of `Bidirectional`: the layer and options, or options alone. */
export type BidirectionalArguments<Inner extends AnyLayer, Mode extends MergeMode> = [
  layer: Inner | (BidirectionalOptions & MergeModeOption<Mode> & { readonly layer: Inner }),
  options?: BidirectionalOptions & MergeModeOption<Mode>,
];

interface MergeModeOption<Mode extends MergeMode> {
  readonly mergeMode?: Mode | undefined;
}
