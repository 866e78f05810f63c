import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  flag,
  lengths,
  meaningless,
  oneOf,
  positiveInteger,
} from '../../objects/options/index.js';
import type { Leading, Lengths, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { depthwiseWithBias } from '../../ops/depthwise-convolution.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import { activationOption } from '../activation-option.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { regularizerOption } from '../regularizers/registry.js';
import type { LayerOptions } from '../layer-options.js';
import { withSpatialRank } from '../spatial-rank.js';
import { ConvolutionalLayer } from './convolutional-layer.js';

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** How many output channels each input channel has. */
  depthMultiplier: defaulted(positiveInteger(), 1),
  /** The size of the window. */
  kernelSize: lengths(rank),
  /** The distance between the beginnings of neighbouring windows. */
  strides: defaulted(lengths(rank), 1),
  /** Whether windows lie inside the input, or zeros around it make the output as long as the input divided by the strides. */
  padding: oneOf(['valid', 'same'], 'valid'),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
  /** The distance between the elements of a window. */
  dilationRate: defaulted(lengths(rank), 1),
  /** Applied to the result; none by default. */
  activation: activationOption(),
  /** Whether a bias is added. */
  useBias: flag(true),
  /** Makes the first values of the depthwise kernel. */
  depthwiseInitializer: initializerOption('glorot_uniform'),
  /** Makes the first values of the bias. */
  biasInitializer: initializerOption('zeros'),
  /** Computes what the depthwise kernel adds to the loss. */
  depthwiseRegularizer: regularizerOption(),
  /** Computes what the bias adds to the loss. */
  biasRegularizer: regularizerOption(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  /** What the depthwise kernel has to be after each step. */
  depthwiseConstraint: constraintOption(),
  /** What the bias has to be after each step. */
  biasConstraint: constraintOption(),
  // Configs of Keras 2 contain these entries, which have no effect.
  groups: meaningless(),
});

abstract class DepthwiseConvolution extends ConvolutionalLayer {
  declare readonly depthMultiplier: number;
  declare readonly padding: 'valid' | 'same';
  kernel!: Variable;

  override build(inputShape: SymbolicShape): void {
    const channels = this.expectChannelsOf(inputShape);
    const shape = [...this.kernelSize, channels, this.depthMultiplier];
    this.kernel = this.addWeightOf('depthwise', shape, { name: 'kernel' });
    this.addBias(this.outputChannels(channels));
  }

  protected override outputChannels(channels: number | null): number | null {
    return channels === null ? null : channels * this.depthMultiplier;
  }

  protected override convolve(x: Tensor): Tensor {
    return depthwiseWithBias(x, this.kernel, this.bias, this.windows, this.dataFormat);
  }
}

const depthwiseConvolution = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(withSpatialRank(DepthwiseConvolution, rank), () => options(rank), ['kernelSize'] as Leading<
    [kernelSize: number | Lengths[Rank]],
    Options
  >);

/** The options of `DepthwiseConv1D`. */
export interface DepthwiseConv1DOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class DepthwiseConv1DLayer extends /* @__PURE__ */ depthwiseConvolution<1, DepthwiseConv1DOptions>(1) {
  static readonly path = 'keras.layers.DepthwiseConv1D';
}

/** The options of `DepthwiseConv2D`. */
export interface DepthwiseConv2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class DepthwiseConv2DLayer extends /* @__PURE__ */ depthwiseConvolution<2, DepthwiseConv2DOptions>(2) {
  static readonly path = 'keras.layers.DepthwiseConv2D';
}

/**
 * Convolution of each channel of sequences `[batch, steps, channels]` with `depthMultiplier` kernels of its own, `kernel[…, channel, m]`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.DepthwiseConv1D(3, { depthMultiplier: 2 });
 * convolve(ops.ones([1, 10, 4])).shape // → [ 1, 8, 8 ]
 * convolve.kernel.shape // → [ 3, 4, 2 ]
 */
export const DepthwiseConv1D = /* @__PURE__ */ callable<typeof DepthwiseConv1DLayer, DepthwiseConv1D>(
  DepthwiseConv1DLayer,
);
export interface DepthwiseConv1D extends DepthwiseConv1DLayer {}

/**
 * Convolution of each channel of images `[batch, height, width, channels]` with `depthMultiplier` kernels of its own,
 * `kernel[…, channel, m]`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.DepthwiseConv2D(3, { strides: 2, padding: 'same' });
 * convolve(ops.ones([1, 28, 28, 16])).shape // → [ 1, 14, 14, 16 ]
 * convolve.kernel.shape // → [ 3, 3, 16, 1 ]
 */
export const DepthwiseConv2D = /* @__PURE__ */ callable<typeof DepthwiseConv2DLayer, DepthwiseConv2D>(
  DepthwiseConv2DLayer,
);
export interface DepthwiseConv2D extends DepthwiseConv2DLayer {}
