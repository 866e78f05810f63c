import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  flag,
  lengths,
  meaningless,
  oneOf,
  optional,
  positiveInteger,
} from '../../objects/options/index.js';
import type { Leading, Lengths, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import {
  transposedLengths,
  transposedWindows,
  transposedWithBias,
  type TransposedWindows,
} from '../../ops/convolution.js';
import type { SymbolicShape, Tensor, Variable } from '../../tensor/index.js';
import { activationOption } from '../activation-option.js';
import { constraintOption } from '../constraints/registry.js';
import { initializerOption } from '../initializers/initializer-option.js';
import { regularizerOption } from '../regularizers/registry.js';
import type { LayerOptions } from '../layer-options.js';
import { withSpatialRank } from '../spatial-rank.js';
import { checkStrides, ConvolutionalLayer } from './convolutional-layer.js';

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** The number of output channels. */
  filters: positiveInteger(),
  /** The size of the window. */
  kernelSize: lengths(rank),
  /** The distance between the beginnings of neighbouring windows in the result. */
  strides: defaulted(lengths(rank), 1),
  /** Whether windows lie inside the input, or zeros around it make the output as long as the input divided by the strides. */
  padding: oneOf(['valid', 'same'], 'valid'),
  /** How much longer the result is than its least possible length, less than the strides; with `null` it follows from the padding. */
  outputPadding: optional(lengths(rank, 0)),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
  /** The distance between the elements of a window. */
  dilationRate: defaulted(lengths(rank), 1),
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
  // Configs of Keras 2 contain these entries, which have no effect.
  groups: meaningless(),
});

interface CheckedOptions {
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly outputPadding: readonly number[] | null;
}

function check(values: CheckedOptions, where: string): void {
  const { outputPadding, strides } = values;
  if (outputPadding?.some((length, axis) => length >= strides[axis]!)) {
    throw new ValueError({
      where,
      expected: 'an outputPadding that is less than the strides',
      received: { outputPadding, strides },
    });
  }
  checkStrides(values, where);
}

abstract class TransposedConvolution extends ConvolutionalLayer {
  declare readonly filters: number;
  declare readonly padding: 'valid' | 'same';
  declare readonly outputPadding: readonly number[] | null;
  kernel!: Variable;
  #made: TransposedWindows | undefined;

  override build(inputShape: SymbolicShape): void {
    const channels = this.expectChannelsOf(inputShape);
    this.kernel = this.addWeightOf('kernel', [...this.kernelSize, this.filters, channels]);
    this.addBias(this.filters);
  }

  protected override outputChannels(): number {
    return this.filters;
  }

  /** The convolution whose gradient this layer computes. */
  get #turned(): TransposedWindows {
    const { label, kernelSize, strides, padding, outputPadding, dilationRate: dilation } = this;
    return (this.#made ??= transposedWindows(label, kernelSize, { strides, padding, dilation }, outputPadding));
  }

  protected override convolve(x: Tensor): Tensor {
    return transposedWithBias(x, this.kernel, this.bias, this.#turned, this.dataFormat);
  }

  protected override outputLengths(inputShape: SymbolicShape): readonly (number | null)[] {
    return transposedLengths(inputShape, this.kernelSize, this.#turned);
  }
}

const transposedConvolution = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(
    withSpatialRank(TransposedConvolution, rank),
    () => options(rank),
    ['filters', 'kernelSize'] as Leading<[filters: number, kernelSize: number | Lengths[Rank]], Options>,
    // `check` accepts lists of any length, so it serves every number of axes.
    check as never,
  );

/** The options of `Conv1DTranspose`. */
export interface Conv1DTransposeOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class Conv1DTransposeLayer extends /* @__PURE__ */ transposedConvolution<1, Conv1DTransposeOptions>(1) {
  static readonly path = 'keras.layers.Conv1DTranspose';
}

/** The options of `Conv2DTranspose`. */
export interface Conv2DTransposeOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class Conv2DTransposeLayer extends /* @__PURE__ */ transposedConvolution<2, Conv2DTransposeOptions>(2) {
  static readonly path = 'keras.layers.Conv2DTranspose';
}

/** The options of `Conv3DTranspose`. */
export interface Conv3DTransposeOptions extends OptionsIn<typeof options<3>>, LayerOptions {}

export class Conv3DTransposeLayer extends /* @__PURE__ */ transposedConvolution<3, Conv3DTransposeOptions>(3) {
  static readonly path = 'keras.layers.Conv3DTranspose';
}

/**
 * Transposed convolution along sequences `[batch, steps, channels]`: each step is spread over a window of the result, weighted by the
 * kernel `[window, filters, channels]`; where windows overlap, they are added. With strides the result is longer than the input.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const spread = layers.Conv1DTranspose(8, 3, { strides: 2 });
 * spread(ops.ones([1, 10, 4])).shape // → [ 1, 21, 8 ]
 * spread.kernel.shape // → [ 3, 8, 4 ]
 */
export const Conv1DTranspose = /* @__PURE__ */ callable<typeof Conv1DTransposeLayer, Conv1DTranspose>(
  Conv1DTransposeLayer,
);
export interface Conv1DTranspose extends Conv1DTransposeLayer {}

/**
 * Transposed convolution over the height and width of images `[batch, height, width, channels]`: each pixel is spread over a window of the
 * result, weighted by the kernel `[…window, filters, channels]`, and where windows overlap, they are added. With strides the result is
 * larger than the input.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const enlarge = layers.Conv2DTranspose(8, 3, { strides: 2, padding: 'same' });
 * enlarge(ops.ones([1, 14, 14, 4])).shape // → [ 1, 28, 28, 8 ]
 * enlarge.kernel.shape // → [ 3, 3, 8, 4 ]
 */
export const Conv2DTranspose = /* @__PURE__ */ callable<typeof Conv2DTransposeLayer, Conv2DTranspose>(
  Conv2DTransposeLayer,
);
export interface Conv2DTranspose extends Conv2DTransposeLayer {}

/**
 * Transposed convolution over volumes `[batch, depth, height, width, channels]`: each element is spread over a window of the result, weighted
 * by the kernel `[…window, filters, channels]`, and where windows overlap, they are added. With strides the result is larger than the
 * input.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const enlarge = layers.Conv3DTranspose(8, 2, { strides: 2 });
 * enlarge(ops.ones([1, 3, 4, 5, 2])).shape // → [ 1, 6, 8, 10, 8 ]
 */
export const Conv3DTranspose = /* @__PURE__ */ callable<typeof Conv3DTransposeLayer, Conv3DTranspose>(
  Conv3DTransposeLayer,
);
export interface Conv3DTranspose extends Conv3DTransposeLayer {}
