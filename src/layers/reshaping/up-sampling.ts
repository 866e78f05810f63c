import { callable } from '../../objects/callable.js';
import { configured, dataFormat, defaulted, lengths, oneOf, positiveInteger } from '../../objects/options/index.js';
import type { DataFormat, Leading, Lengths, OptionsIn } from '../../objects/options/index.js';
import type { Interpolation } from '../../ops/image/interpolation.js';
import { pixelsOf, toEven } from '../../ops/image/pixels.js';
import { resample } from '../../ops/image/resampling.js';
import type { Operand } from '../../ops/operation.js';
import { repeat } from '../../ops/repetition.js';
import type { Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { Layer } from '../layer.js';
import { withSpatialRank } from '../spatial-rank.js';

/** The base of layers that lengthen the spatial axes: each element becomes as many elements as `size` says for its axis. */
abstract class UpSampling extends Layer {
  declare readonly size: number | readonly number[];
  declare readonly dataFormat: DataFormat | undefined;

  override call(x: Tensor): Tensor {
    return this.factors.reduce((y, [axis, factor]) => repeat(y, factor, { axis }), x);
  }

  /** Each spatial axis with the factor by which it is lengthened. */
  protected get factors(): readonly (readonly [axis: number, factor: number])[] {
    const first = this.dataFormat === 'channels_first' ? 2 : 1;
    return [this.size].flat().map((factor, index) => [first + index, factor]);
  }
}

/** For images, values can also be interpolated. */
abstract class UpSamplingOfImages extends UpSampling {
  declare readonly interpolation: Interpolation;

  override call(x: Tensor): Tensor {
    const { interpolation } = this;
    if (interpolation === 'nearest') return super.call(x);
    const longer = this.factors.reduce<Operand>(
      (y, [axis, times]) => resample(y, { axis, length: { times }, interpolation, antialias: false }),
      x,
    );
    return pixelsOf(longer as Tensor, x.dtype, toEven);
  }
}

const sequenceOptions = () => ({
  /** How often each step is repeated. */
  size: defaulted(positiveInteger(), 2),
});

/** The options of `UpSampling1D`. */
export interface UpSampling1DOptions extends OptionsIn<typeof sequenceOptions>, LayerOptions {}

export class UpSampling1DLayer
  extends /* @__PURE__ */ configured(/* @__PURE__ */ withSpatialRank(UpSampling, 1), sequenceOptions, [
    'size',
  ] as Leading<[size?: number], UpSampling1DOptions>)
{
  static readonly path = 'keras.layers.UpSampling1D';
}

const imageOptions = () => ({
  /** How many times as high and as wide the result is. */
  size: defaulted(lengths(2), 2),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
  /** How values between the old elements are computed: as the nearest of these, or as a mixture. */
  interpolation: oneOf(['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'], 'nearest'),
});

/** The options of `UpSampling2D`. */
export interface UpSampling2DOptions extends OptionsIn<typeof imageOptions>, LayerOptions {}

export class UpSampling2DLayer
  extends /* @__PURE__ */ configured(/* @__PURE__ */ withSpatialRank(UpSamplingOfImages, 2), imageOptions, [
    'size',
  ] as Leading<[size?: number | Lengths[2]], UpSampling2DOptions>)
{
  static readonly path = 'keras.layers.UpSampling2D';
}

const volumeOptions = () => ({
  /** How many times as deep, high and wide the result is. */
  size: defaulted(lengths(3), 2),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
});

/** The options of `UpSampling3D`. */
export interface UpSampling3DOptions extends OptionsIn<typeof volumeOptions>, LayerOptions {}

export class UpSampling3DLayer
  extends /* @__PURE__ */ configured(/* @__PURE__ */ withSpatialRank(UpSampling, 3), volumeOptions, ['size'] as Leading<
    [size?: number | Lengths[3]],
    UpSampling3DOptions
  >)
{
  static readonly path = 'keras.layers.UpSampling3D';
}

/**
 * Sequences `[batch, steps, channels]` with each step repeated `size` times in a row.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2], { shape: [1, 2, 1] });
 * layers.UpSampling1D(2)(x).toArray() // → [ [ [ 1 ], [ 1 ], [ 2 ], [ 2 ] ] ]
 */
export const UpSampling1D = /* @__PURE__ */ callable<typeof UpSampling1DLayer, UpSampling1D>(UpSampling1DLayer);
export interface UpSampling1D extends UpSampling1DLayer {}

/**
 * Images `[batch, height, width, channels]` enlarged by `size`, with pixels repeated or interpolated.
 *
 * @example
 * import { layers, ops, tensor } from 'hillock';
 * const x = tensor([0, 4], { shape: [1, 1, 2, 1] });
 * const wider = layers.UpSampling2D([1, 2], { interpolation: 'bilinear' });
 * ops.ravel(wider(x)) // → array([0., 1., 3., 4.], dtype=float32)
 */
export const UpSampling2D = /* @__PURE__ */ callable<typeof UpSampling2DLayer, UpSampling2D>(UpSampling2DLayer);
export interface UpSampling2D extends UpSampling2DLayer {}

/**
 * Volumes `[batch, depth, height, width, channels]` with elements repeated along all three spatial axes.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.UpSampling3D([1, 2, 3])(ops.ones([1, 2, 2, 2, 1])).shape // → [ 1, 2, 4, 6, 1 ]
 */
export const UpSampling3D = /* @__PURE__ */ callable<typeof UpSampling3DLayer, UpSampling3D>(UpSampling3DLayer);
export interface UpSampling3D extends UpSampling3DLayer {}
