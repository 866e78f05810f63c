import { callable } from '../../objects/callable.js';
import { configured, dataFormat, rate, seed } from '../../objects/options/index.js';
import type { DataFormat, Leading, OptionsIn } from '../../objects/options/index.js';
import { dropElements } from '../../ops/dropping.js';
import type { Tensor } from '../../tensor/index.js';
import { SeedGenerator } from '../../tensor/seed-generator.js';
import type { LayerOptions } from '../layer-options.js';
import { withSpatialRank } from '../spatial-rank.js';
import { noiseLike } from '../../ops/random-draws.js';
import { NoiseLayer } from './noise-layer.js';

const sequenceOptions = () => ({
  /** The share of the channels that is dropped, from 0 to 1. */
  rate: rate(),
  /** A seed of its own, which makes the layer reproducible whatever else draws random numbers. */
  seed: seed(),
});

const imageOptions = () => ({
  ...sequenceOptions(),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
});

/** The base of these layers: one decision for each sample and channel, for any number of spatial axes. */
abstract class SpatialDropout extends NoiseLayer {
  declare readonly rate: number;
  declare readonly seed: number | null;
  declare readonly dataFormat: DataFormat | undefined;

  protected override get strength(): number {
    return this.rate;
  }

  protected override disturb(x: Tensor): Tensor {
    const channels = this.dataFormat === 'channels_first' ? 1 : x.rank - 1;
    const shape = x.shape.map((_, axis) => (axis === 0 || axis === channels ? null : 1));
    return dropElements(x, noiseLike(this.label, x, shape, this.seedGenerator), this.rate);
  }

  /** As in Keras, the config contains only the constructor's arguments, and the dtype as a plain name if that is enough. */
  override getConfig(): Record<string, unknown> {
    const { trainable: _, dtype, ...config } = super.getConfig();
    const { name } = this.dtypePolicy;
    return { ...config, dtype: name === this.variableDtype ? name : dtype };
  }
}

/** The options of `SpatialDropout1D`. */
export interface SpatialDropout1DOptions extends OptionsIn<typeof sequenceOptions>, LayerOptions {}

export class SpatialDropout1DLayer
  extends /* @__PURE__ */ configured(/* @__PURE__ */ withSpatialRank(SpatialDropout, 1), sequenceOptions, [
    'rate',
  ] as Leading<[rate: number], SpatialDropout1DOptions>)
{
  static readonly path = 'keras.layers.SpatialDropout1D';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);
}

/** The options of `SpatialDropout2D`. */
export interface SpatialDropout2DOptions extends OptionsIn<typeof imageOptions>, LayerOptions {}

export class SpatialDropout2DLayer
  extends /* @__PURE__ */ configured(/* @__PURE__ */ withSpatialRank(SpatialDropout, 2), imageOptions, [
    'rate',
  ] as Leading<[rate: number], SpatialDropout2DOptions>)
{
  static readonly path = 'keras.layers.SpatialDropout2D';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);
}

/** The options of `SpatialDropout3D`. */
export interface SpatialDropout3DOptions extends OptionsIn<typeof imageOptions>, LayerOptions {}

export class SpatialDropout3DLayer
  extends /* @__PURE__ */ configured(/* @__PURE__ */ withSpatialRank(SpatialDropout, 3), imageOptions, [
    'rate',
  ] as Leading<[rate: number], SpatialDropout3DOptions>)
{
  static readonly path = 'keras.layers.SpatialDropout3D';
  readonly seedGenerator = new SeedGenerator(this.seed ?? undefined);
}

/**
 * Dropout of whole channels of sequences `[batch, steps, channels]`: in training, sets a random share `rate` of the channels of each sample
 * to 0 and divides the others by `1 - rate`. Source: Tompson et al., 2015.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const y = layers.SpatialDropout1D(0.5, { seed: 1 })(ops.ones([1, 10, 100]), { training: true });
 * [...new Set<unknown>(ops.sum(y, { axis: 1 }).data)].sort() // → [ 0, 20 ]
 */
export const SpatialDropout1D = /* @__PURE__ */ callable<typeof SpatialDropout1DLayer, SpatialDropout1D>(
  SpatialDropout1DLayer,
);
export interface SpatialDropout1D extends SpatialDropout1DLayer {}

/**
 * Dropout of whole channels of images `[batch, height, width, channels]`: in training, sets a random share `rate` of the channels of each
 * sample to 0 and divides the others by `1 - rate`. Source: Tompson et al., 2015.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const y = layers.SpatialDropout2D(0.5, { seed: 1 })(ops.ones([1, 2, 2, 100]), { training: true });
 * [...new Set<unknown>(ops.sum(y, { axis: [1, 2] }).data)].sort() // → [ 0, 8 ]
 */
export const SpatialDropout2D = /* @__PURE__ */ callable<typeof SpatialDropout2DLayer, SpatialDropout2D>(
  SpatialDropout2DLayer,
);
export interface SpatialDropout2D extends SpatialDropout2DLayer {}

/**
 * Dropout of whole channels of volumes `[batch, depth, height, width, channels]`: in training, sets a random share `rate` of the channels
 * of each sample to 0 and divides the others by `1 - rate`. Source: Tompson et al., 2015.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * const y = layers.SpatialDropout3D(0.5, { seed: 1 })(ops.ones([1, 1, 2, 2, 100]), { training: true });
 * [...new Set<unknown>(ops.sum(y, { axis: [1, 2, 3] }).data)].sort() // → [ 0, 8 ]
 */
export const SpatialDropout3D = /* @__PURE__ */ callable<typeof SpatialDropout3DLayer, SpatialDropout3D>(
  SpatialDropout3DLayer,
);
export interface SpatialDropout3D extends SpatialDropout3DLayer {}
