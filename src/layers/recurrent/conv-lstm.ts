import { callable, type StaticSide } from '../../objects/callable.js';
import { configured, dataFormat, defaulted, lengths, oneOf, positiveInteger } from '../../objects/options/index.js';
import type { DataFormat, Leading, Lengths, OptionsIn, SpatialRank } from '../../objects/options/index.js';
import { flattenTree, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import type { CallContext } from '../call-context.js';
import { checkStrides } from '../convolutional/convolutional-layer.js';
import type { InputSpec } from '../input-spec.js';
import type { LayerOptions } from '../layer-options.js';
import { regularizerOption } from '../regularizers/registry.js';
import type { InputShapes } from '../shape-trees.js';
import type { States } from './cell.js';
import { lstmGateOptions } from './cell-options.js';
import { ConvLSTMCell } from './conv-lstm-cell.js';
import { optionsForCell, RecurrentLayer, type recurrentOptions } from './rnn.js';
import type { RecurrentCall, RecurrentCallOptions, RecurrentResult, StateOption } from './rnn.js';

const cellOptions = <Rank extends SpatialRank>(rank: Rank) => ({
  /** The number of output channels. */
  filters: positiveInteger(),
  /** The size of the window, for inputs and for states. */
  kernelSize: lengths(rank),
  /** The distance between the beginnings of neighbouring windows over inputs. */
  strides: defaulted(lengths(rank), 1),
  /** Whether windows lie inside the input, or zeros around it make the output as long as the input divided by the strides. */
  padding: oneOf(['valid', 'same'], 'valid'),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
  /** The distance between the elements of a window over inputs. */
  dilationRate: defaulted(lengths(rank), 1),
  ...lstmGateOptions(),
});

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  ...cellOptions(rank),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
});

/** The base of these layers for all numbers of spatial axes: their states have the shape of a step's output. */
abstract class ConvLSTM extends RecurrentLayer {
  abstract override cell: ConvLSTMCell;
  declare readonly dataFormat: DataFormat;

  protected override zeroStates(stepShape: SymbolicShape): States {
    return this.cell.zeroStates(stepShape);
  }

  override computeOutputShape(inputShape: InputShapes): InputShapes {
    const [batch, steps, ...step] = inputShape as SymbolicShape;
    const [, ...one] = this.cell.stepOutputShape([batch!, ...step]);
    const output = this.returnSequences ? [batch!, steps!, ...one] : [batch!, ...one];
    const state = [batch!, ...one];
    return this.returnState ? [output, ...flattenTree(this.stateSize).map(() => state)] : output;
  }
}

const convLSTM = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(
    ConvLSTM,
    () => options(rank),
    ['filters', 'kernelSize'] as Leading<[filters: number, kernelSize: number | Lengths[Rank]], Options>,
    // `check` accepts lists of any length, so it serves every number of axes.
    checkStrides as never,
  );

type Options<Rank extends SpatialRank> = OptionsIn<typeof options<Rank>> &
  OptionsIn<typeof recurrentOptions> &
  LayerOptions;

type CellStates = [h: Tensor, c: Tensor];

/** The arguments of such a layer: the required ones and options, or options alone. */
export type ConvLSTMArguments<Rank extends SpatialRank, Options, ReturnsState extends boolean> =
  | [filters: number, kernelSize: number | Lengths[Rank], options?: Options & StateOption<ReturnsState>]
  | [
      options: Options &
        StateOption<ReturnsState> & { readonly filters: number; readonly kernelSize: number | Lengths[Rank] },
    ];

/** The cell of a layer, with those of the layer's options that concern it. */
const cellOf = (layer: ConvLSTM, rank: SpatialRank): ConvLSTMCell =>
  new ConvLSTMCell(optionsForCell(layer, () => cellOptions(rank), 'conv_lstm_cell'));

/** The options of `ConvLSTM1D`. */
export interface ConvLSTM1DOptions extends Options<1> {}

export class ConvLSTM1DLayer extends /* @__PURE__ */ convLSTM<1, ConvLSTM1DOptions>(1) {
  static readonly path = 'keras.layers.ConvLSTM1D';
  override inputSpec: InputSpec = { rank: 4 };
  override cell = cellOf(this, 1);
}

/** The options of `ConvLSTM2D`. */
export interface ConvLSTM2DOptions extends Options<2> {}

export class ConvLSTM2DLayer extends /* @__PURE__ */ convLSTM<2, ConvLSTM2DOptions>(2) {
  static readonly path = 'keras.layers.ConvLSTM2D';
  override inputSpec: InputSpec = { rank: 5 };
  override cell = cellOf(this, 2);
}

/** The options of `ConvLSTM3D`. */
export interface ConvLSTM3DOptions extends Options<3> {}

export class ConvLSTM3DLayer extends /* @__PURE__ */ convLSTM<3, ConvLSTM3DOptions>(3) {
  static readonly path = 'keras.layers.ConvLSTM3D';
  override inputSpec: InputSpec = { rank: 6 };
  override cell = cellOf(this, 3);
}

/**
 * An LSTM over sequences of sequences `[batch, time, steps, channels]` whose products are convolutions: `c' = f·c + i·tanh(g)` and
 * `h' = o·tanh(c')`, where gates and candidate are `x ∗ kernel + h ∗ recurrent_kernel + bias`. Source: Shi et al., 2015.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.ConvLSTM1D(4, 3)(ops.ones([2, 5, 8, 1])).shape // → [ 2, 6, 4 ]
 */
export const ConvLSTM1D: ConvLSTM1DClass = /* @__PURE__ */ callable(ConvLSTM1DLayer) as never;
export interface ConvLSTM1D<ReturnsState extends boolean = boolean>
  extends RecurrentCall<ReturnsState, CellStates>, ConvLSTM1DLayer {
  call(sequences: Tensor, context?: RecurrentCallOptions & CallContext): RecurrentResult<ReturnsState, CellStates>;
}

/** The class `ConvLSTM1D`: with `returnState: true`, the calls of its instances give a list. */
export interface ConvLSTM1DClass extends StaticSide<typeof ConvLSTM1DLayer, ConvLSTM1D> {
  new <ReturnsState extends boolean = false>(
    ...given: ConvLSTMArguments<1, ConvLSTM1DOptions, ReturnsState>
  ): ConvLSTM1D<ReturnsState>;
  <ReturnsState extends boolean = false>(
    ...given: ConvLSTMArguments<1, ConvLSTM1DOptions, ReturnsState>
  ): ConvLSTM1D<ReturnsState>;
}

/**
 * An LSTM over sequences of images `[batch, time, height, width, channels]` whose products are convolutions: `c' = f·c + i·tanh(g)` and
 * `h' = o·tanh(c')`, where gates and candidate are `x ∗ kernel + h ∗ recurrent_kernel + bias`. Source: Shi et al., 2015.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const layer = layers.ConvLSTM2D(4, 3, { padding: 'same', returnSequences: true });
 * layer(ops.ones([2, 5, 8, 6, 1])).shape // → [ 2, 5, 8, 6, 4 ]
 */
export const ConvLSTM2D: ConvLSTM2DClass = /* @__PURE__ */ callable(ConvLSTM2DLayer) as never;
export interface ConvLSTM2D<ReturnsState extends boolean = boolean>
  extends RecurrentCall<ReturnsState, CellStates>, ConvLSTM2DLayer {
  call(sequences: Tensor, context?: RecurrentCallOptions & CallContext): RecurrentResult<ReturnsState, CellStates>;
}

/** The class `ConvLSTM2D`: with `returnState: true`, the calls of its instances give a list. */
export interface ConvLSTM2DClass extends StaticSide<typeof ConvLSTM2DLayer, ConvLSTM2D> {
  new <ReturnsState extends boolean = false>(
    ...given: ConvLSTMArguments<2, ConvLSTM2DOptions, ReturnsState>
  ): ConvLSTM2D<ReturnsState>;
  <ReturnsState extends boolean = false>(
    ...given: ConvLSTMArguments<2, ConvLSTM2DOptions, ReturnsState>
  ): ConvLSTM2D<ReturnsState>;
}

/**
 * An LSTM over sequences of volumes `[batch, time, depth, height, width, channels]` whose products are convolutions: `c' = f·c + i·tanh(g)`
 * and `h' = o·tanh(c')`, where gates and candidate are `x ∗ kernel + h ∗ recurrent_kernel + bias`. Source: Shi et al., 2015.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.ConvLSTM3D(4, 2)(ops.ones([1, 2, 3, 3, 3, 1])).shape // → [ 1, 2, 2, 2, 4 ]
 */
export const ConvLSTM3D: ConvLSTM3DClass = /* @__PURE__ */ callable(ConvLSTM3DLayer) as never;
export interface ConvLSTM3D<ReturnsState extends boolean = boolean>
  extends RecurrentCall<ReturnsState, CellStates>, ConvLSTM3DLayer {
  call(sequences: Tensor, context?: RecurrentCallOptions & CallContext): RecurrentResult<ReturnsState, CellStates>;
}

/** The class `ConvLSTM3D`: with `returnState: true`, the calls of its instances give a list. */
export interface ConvLSTM3DClass extends StaticSide<typeof ConvLSTM3DLayer, ConvLSTM3D> {
  new <ReturnsState extends boolean = false>(
    ...given: ConvLSTMArguments<3, ConvLSTM3DOptions, ReturnsState>
  ): ConvLSTM3D<ReturnsState>;
  <ReturnsState extends boolean = false>(
    ...given: ConvLSTMArguments<3, ConvLSTM3DOptions, ReturnsState>
  ): ConvLSTM3D<ReturnsState>;
}
