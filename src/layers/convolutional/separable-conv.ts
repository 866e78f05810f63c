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
import { separableWithBias } from '../../ops/depthwise-convolution.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import { activationOption } from '../activation-option.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { regularizerOption } from '../regularizers/registry.js';
import type { LayerOptions } from '../layer-options.js';
import { withSpatialRank } from '../spatial-rank.js';
import { ConvolutionalLayer } from './convolutional-layer.js';

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** How many channels the first kernel makes of each input channel, before the second kernel mixes them. */
  depthMultiplier: defaulted(positiveInteger(), 1),
  /** The number of output channels. */
  filters: positiveInteger(),
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
  /** Makes the first values of the pointwise kernel. */
  pointwiseInitializer: initializerOption('glorot_uniform'),
  /** Makes the first values of the bias. */
  biasInitializer: initializerOption('zeros'),
  /** Computes what the depthwise kernel adds to the loss. */
  depthwiseRegularizer: regularizerOption(),
  /** Computes what the pointwise kernel adds to the loss. */
  pointwiseRegularizer: regularizerOption(),
  /** Computes what the bias adds to the loss. */
  biasRegularizer: regularizerOption(),
  /** Computes what the outputs add to the loss. */
  activityRegularizer: regularizerOption(),
  /** What the depthwise kernel has to be after each step. */
  depthwiseConstraint: constraintOption(),
  /** What the pointwise kernel has to be after each step. */
  pointwiseConstraint: constraintOption(),
  /** What the bias has to be after each step. */
  biasConstraint: constraintOption(),
  // Configs of Keras 2 contain these entries, which have no effect.
  groups: meaningless(),
  kernelInitializer: meaningless(),
  kernelRegularizer: meaningless(),
  kernelConstraint: meaningless(),
});

abstract class SeparableConvolution extends ConvolutionalLayer {
  declare readonly depthMultiplier: number;
  declare readonly filters: number;
  declare readonly padding: 'valid' | 'same';
  depthwiseKernel!: Variable;
  pointwiseKernel!: Variable;

  override build(inputShape: SymbolicShape): void {
    const channels = this.expectChannelsOf(inputShape);
    const { kernelSize, depthMultiplier, filters } = this;
    const mixed = channels === null ? null : channels * depthMultiplier;
    const pointwise = [...kernelSize.map(() => 1), mixed, filters];
    this.depthwiseKernel = this.addWeightOf('depthwise', [...kernelSize, channels, depthMultiplier], {
      name: 'depthwise_kernel',
    });
    this.pointwiseKernel = this.addWeightOf('pointwise', pointwise, { name: 'pointwise_kernel' });
    this.addBias(filters);
  }

  protected override outputChannels(): number {
    return this.filters;
  }

  protected override convolve(x: Tensor): Tensor {
    const { depthwiseKernel, pointwiseKernel, bias, windows, dataFormat } = this;
    return separableWithBias(x, depthwiseKernel, pointwiseKernel, bias, windows, dataFormat);
  }
}

const separableConvolution = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(withSpatialRank(SeparableConvolution, rank), () => options(rank), ['filters', 'kernelSize'] as Leading<
    [filters: number, kernelSize: number | Lengths[Rank]],
    Options
  >);

/** The options of `SeparableConv1D`. */
export interface SeparableConv1DOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class SeparableConv1DLayer extends /* @__PURE__ */ separableConvolution<1, SeparableConv1DOptions>(1) {
  static readonly path = 'keras.layers.SeparableConv1D';
}

/** The options of `SeparableConv2D`. */
export interface SeparableConv2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class SeparableConv2DLayer extends /* @__PURE__ */ separableConvolution<2, SeparableConv2DOptions>(2) {
  static readonly path = 'keras.layers.SeparableConv2D';
}

/**
 * Convolution along sequences `[batch, steps, channels]` in two parts: each channel with kernels of its own, and then at each step a mix of
 * the channels.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.SeparableConv1D(8, 3);
 * convolve(ops.ones([1, 10, 4])).shape // → [ 1, 8, 8 ]
 * convolve.countParams() // → 52
 */
export const SeparableConv1D = /* @__PURE__ */ callable<typeof SeparableConv1DLayer, SeparableConv1D>(
  SeparableConv1DLayer,
);
export interface SeparableConv1D extends SeparableConv1DLayer {}

/**
 * Convolution over images `[batch, height, width, channels]` in two parts: each channel with kernels of its own, and then at each pixel a
 * mix of the channels.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.SeparableConv2D(8, 3, { padding: 'same' });
 * convolve(ops.ones([1, 28, 28, 16])).shape // → [ 1, 28, 28, 8 ]
 * convolve.countParams() // → 280
 */
export const SeparableConv2D = /* @__PURE__ */ callable<typeof SeparableConv2DLayer, SeparableConv2D>(
  SeparableConv2DLayer,
);
export interface SeparableConv2D extends SeparableConv2DLayer {}
