import { ShapeError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  flag,
  lengths,
  oneOf,
  positiveInteger,
} from '../../objects/options/index.js';
import type { Leading, Lengths, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { convolutionWithBias } from '../../ops/convolution.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import { activationOption } from '../activation-option.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { regularizerOption } from '../regularizers/registry.js';
import type { LayerOptions } from '../layer-options.js';
import { withSpatialRank } from '../spatial-rank.js';
import { checkStrides, ConvolutionalLayer } from './convolutional-layer.js';

const options = <Rank extends SpatialRank, Padding extends string>(rank: Rank, paddings: readonly Padding[]) => ({
  /** The number of output channels. */
  filters: positiveInteger(),
  /** The size of the window. */
  kernelSize: lengths(rank),
  /** The distance between the beginnings of neighbouring windows. */
  strides: defaulted(lengths(rank), 1),
  /** What happens at the edges: windows only inside, or zeros around so that the output is as long as the input divided by the strides, before it alone if `causal`. */
  padding: oneOf<Padding | 'valid' | 'same'>([...paddings, 'valid', 'same'], 'valid'),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
  /** The distance between the elements of a window. */
  dilationRate: defaulted(lengths(rank), 1),
  /** The number of groups: the filters of a group see only the channels of that group. */
  groups: defaulted(positiveInteger(), 1),
  /** Applied to the result; none by default. */
  activation: activationOption(),
  /** Whether a bias is added. */
  useBias: flag(true),
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
});

interface CheckedOptions {
  readonly filters: number;
  readonly groups: number;
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
}

function check({ filters, groups, ...values }: CheckedOptions, where: string): void {
  if (filters % groups !== 0) {
    throw new ValueError({
      where,
      expected: 'a number of filters that the number of groups divides',
      received: { filters, groups },
    });
  }
  checkStrides(values, where);
}

abstract class Convolution extends ConvolutionalLayer {
  declare readonly filters: number;
  declare readonly groups: number;
  kernel!: Variable;

  override build(inputShape: SymbolicShape): void {
    const channels = this.expectChannelsOf(inputShape);
    const channelsOfGroup = channels === null ? null : channels / this.groups;
    if (channelsOfGroup !== null && !Number.isInteger(channelsOfGroup)) {
      throw new ShapeError({
        where: this.label,
        expected: 'a number of input channels that the number of groups divides',
        received: { channels, groups: this.groups, inputShape },
      });
    }
    this.kernel = this.addWeightOf('kernel', [...this.kernelSize, channelsOfGroup, this.filters]);
    this.addBias(this.filters);
  }

  protected override outputChannels(): number {
    return this.filters;
  }

  protected override convolve(x: Tensor): Tensor {
    return convolutionWithBias(x, this.kernel, this.bias, this.windows, this.dataFormat);
  }
}

const convolution = <Rank extends SpatialRank, Padding extends string, Options>(
  rank: Rank,
  ...paddings: readonly Padding[]
) =>
  configured(
    withSpatialRank(Convolution, rank),
    () => options(rank, paddings),
    ['filters', 'kernelSize'] as Leading<[filters: number, kernelSize: number | Lengths[Rank]], Options>,
    // `check` accepts lists of any length, so it serves every number of axes.
    check as never,
  );

/** The options of `Conv1D`. */
export interface Conv1DOptions extends OptionsIn<typeof options<1, 'causal'>>, LayerOptions {}

export class Conv1DLayer extends /* @__PURE__ */ convolution<1, 'causal', Conv1DOptions>(1, 'causal') {
  static readonly path = 'keras.layers.Conv1D';
}

/** The options of `Conv2D`. */
export interface Conv2DOptions extends OptionsIn<typeof options<2, never>>, LayerOptions {}

export class Conv2DLayer extends /* @__PURE__ */ convolution<2, never, Conv2DOptions>(2) {
  static readonly path = 'keras.layers.Conv2D';
}

/** The options of `Conv3D`. */
export interface Conv3DOptions extends OptionsIn<typeof options<3, never>>, LayerOptions {}

export class Conv3DLayer extends /* @__PURE__ */ convolution<3, never, Conv3DOptions>(3) {
  static readonly path = 'keras.layers.Conv3D';
}

/**
 * Convolution along sequences `[batch, steps, channels]`: `activation(x ∗ kernel + bias)`, which, as everywhere in deep learning, is a
 * cross-correlation. With padding `'causal'` no step of the result depends on later ones. With `groups`, each group of channels has
 * filters of its own.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.Conv1D(8, 3, { padding: 'causal', dilationRate: 2 });
 * convolve(ops.ones([1, 10, 4])).shape // → [ 1, 10, 8 ]
 * convolve.kernel.shape // → [ 3, 4, 8 ]
 */
export const Conv1D = /* @__PURE__ */ callable<typeof Conv1DLayer, Conv1D>(Conv1DLayer);
export interface Conv1D extends Conv1DLayer {}

/**
 * Convolution over the height and width of images `[batch, height, width, channels]`: `activation(x ∗ kernel + bias)`, which, as
 * everywhere in deep learning, is a cross-correlation. With `groups`, each group of channels has filters of its own.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.Conv2D(8, 3, { strides: 2, padding: 'same', activation: 'relu' });
 * convolve(ops.ones([1, 28, 28, 1])).shape // → [ 1, 14, 14, 8 ]
 * convolve.kernel.shape // → [ 3, 3, 1, 8 ]
 */
export const Conv2D = /* @__PURE__ */ callable<typeof Conv2DLayer, Conv2D>(Conv2DLayer);
export interface Conv2D extends Conv2DLayer {}

/**
 * Convolution over volumes `[batch, depth, height, width, channels]`: `activation(x ∗ kernel + bias)`, which, as everywhere in deep
 * learning, is a cross-correlation. With `groups`, each group of channels has filters of its own.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const convolve = layers.Conv3D(8, [1, 3, 3], { dataFormat: 'channels_first' });
 * convolve(ops.ones([1, 2, 4, 10, 10])).shape // → [ 1, 8, 4, 8, 8 ]
 * convolve.kernel.shape // → [ 1, 3, 3, 2, 8 ]
 */
export const Conv3D = /* @__PURE__ */ callable<typeof Conv3DLayer, Conv3D>(Conv3DLayer);
export interface Conv3D extends Conv3DLayer {}
