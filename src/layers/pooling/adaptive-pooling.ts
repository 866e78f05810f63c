import { callable } from '../../objects/callable.js';
import { configured, dataFormat, lengths } from '../../objects/options/index.js';
import type { DataFormat, Leading, Lengths, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { adaptiveAveragePool, adaptiveMaxPool } from '../../ops/pooling.js';
import type { Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { Layer } from '../layer.js';
import { withSpatialRank } from '../spatial-rank.js';

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** The number of windows that each spatial axis is divided into. */
  outputSize: lengths(rank),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
});

abstract class AdaptiveMaxPooling extends Layer {
  declare readonly outputSize: readonly number[];
  declare readonly dataFormat: DataFormat;

  override call(x: Tensor): Tensor {
    return adaptiveMaxPool(x, this.outputSize, { dataFormat: this.dataFormat });
  }
}

abstract class AdaptiveAveragePooling extends Layer {
  declare readonly outputSize: readonly number[];
  declare readonly dataFormat: DataFormat;

  override call(x: Tensor): Tensor {
    return adaptiveAveragePool(x, this.outputSize, { dataFormat: this.dataFormat });
  }
}

const adaptiveMaxPooling = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(withSpatialRank(AdaptiveMaxPooling, rank), () => options(rank), ['outputSize'] as Leading<
    [outputSize: number | Lengths[Rank]],
    Options
  >);

const adaptiveAveragePooling = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(withSpatialRank(AdaptiveAveragePooling, rank), () => options(rank), ['outputSize'] as Leading<
    [outputSize: number | Lengths[Rank]],
    Options
  >);

/** The options of `AdaptiveMaxPooling1D`. */
export interface AdaptiveMaxPooling1DOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class AdaptiveMaxPooling1DLayer extends /* @__PURE__ */ adaptiveMaxPooling<1, AdaptiveMaxPooling1DOptions>(1) {
  static readonly path = 'keras.layers.AdaptiveMaxPooling1D';
}

/** The options of `AdaptiveMaxPooling2D`. */
export interface AdaptiveMaxPooling2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class AdaptiveMaxPooling2DLayer extends /* @__PURE__ */ adaptiveMaxPooling<2, AdaptiveMaxPooling2DOptions>(2) {
  static readonly path = 'keras.layers.AdaptiveMaxPooling2D';
}

/** The options of `AdaptiveMaxPooling3D`. */
export interface AdaptiveMaxPooling3DOptions extends OptionsIn<typeof options<3>>, LayerOptions {}

export class AdaptiveMaxPooling3DLayer extends /* @__PURE__ */ adaptiveMaxPooling<3, AdaptiveMaxPooling3DOptions>(3) {
  static readonly path = 'keras.layers.AdaptiveMaxPooling3D';
}

/** The options of `AdaptiveAveragePooling1D`. */
export interface AdaptiveAveragePooling1DOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class AdaptiveAveragePooling1DLayer
  extends /* @__PURE__ */ adaptiveAveragePooling<1, AdaptiveAveragePooling1DOptions>(1)
{
  static readonly path = 'keras.layers.AdaptiveAveragePooling1D';
}

/** The options of `AdaptiveAveragePooling2D`. */
export interface AdaptiveAveragePooling2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class AdaptiveAveragePooling2DLayer
  extends /* @__PURE__ */ adaptiveAveragePooling<2, AdaptiveAveragePooling2DOptions>(2)
{
  static readonly path = 'keras.layers.AdaptiveAveragePooling2D';
}

/** The options of `AdaptiveAveragePooling3D`. */
export interface AdaptiveAveragePooling3DOptions extends OptionsIn<typeof options<3>>, LayerOptions {}

export class AdaptiveAveragePooling3DLayer
  extends /* @__PURE__ */ adaptiveAveragePooling<3, AdaptiveAveragePooling3DOptions>(3)
{
  static readonly path = 'keras.layers.AdaptiveAveragePooling3D';
}

/**
 * The largest numbers of `outputSize` parts of sequences `[batch, steps, channels]`, whatever their length.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 4, 3], { shape: [1, 4, 1] });
 * layers.AdaptiveMaxPooling1D(2)(x).toArray() // → [ [ [ 2 ], [ 4 ] ] ]
 */
export const AdaptiveMaxPooling1D = /* @__PURE__ */ callable<typeof AdaptiveMaxPooling1DLayer, AdaptiveMaxPooling1D>(
  AdaptiveMaxPooling1DLayer,
);
export interface AdaptiveMaxPooling1D extends AdaptiveMaxPooling1DLayer {}

/**
 * The largest numbers of `outputSize` parts of images `[batch, height, width, channels]`, whatever their size.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.AdaptiveMaxPooling2D(2)(ops.ones([1, 7, 5, 3])).shape // → [ 1, 2, 2, 3 ]
 */
export const AdaptiveMaxPooling2D = /* @__PURE__ */ callable<typeof AdaptiveMaxPooling2DLayer, AdaptiveMaxPooling2D>(
  AdaptiveMaxPooling2DLayer,
);
export interface AdaptiveMaxPooling2D extends AdaptiveMaxPooling2DLayer {}

/**
 * The largest numbers of `outputSize` parts of volumes `[batch, depth, height, width, channels]`, whatever their size.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.AdaptiveMaxPooling3D([1, 2, 2])(ops.ones([1, 4, 7, 5, 3])).shape // → [ 1, 1, 2, 2, 3 ]
 */
export const AdaptiveMaxPooling3D = /* @__PURE__ */ callable<typeof AdaptiveMaxPooling3DLayer, AdaptiveMaxPooling3D>(
  AdaptiveMaxPooling3DLayer,
);
export interface AdaptiveMaxPooling3D extends AdaptiveMaxPooling3DLayer {}

/**
 * The means of `outputSize` parts of sequences `[batch, steps, channels]`, whatever their length.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 4, 3], { shape: [1, 4, 1] });
 * layers.AdaptiveAveragePooling1D(2)(x).toArray() // → [ [ [ 1.5 ], [ 3.5 ] ] ]
 */
export const AdaptiveAveragePooling1D = /* @__PURE__ */ callable<
  typeof AdaptiveAveragePooling1DLayer,
  AdaptiveAveragePooling1D
>(AdaptiveAveragePooling1DLayer);
export interface AdaptiveAveragePooling1D extends AdaptiveAveragePooling1DLayer {}

/**
 * The means of `outputSize` parts of images `[batch, height, width, channels]`, whatever their size.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.AdaptiveAveragePooling2D(2)(ops.ones([1, 7, 5, 3])).shape // → [ 1, 2, 2, 3 ]
 */
export const AdaptiveAveragePooling2D = /* @__PURE__ */ callable<
  typeof AdaptiveAveragePooling2DLayer,
  AdaptiveAveragePooling2D
>(AdaptiveAveragePooling2DLayer);
export interface AdaptiveAveragePooling2D extends AdaptiveAveragePooling2DLayer {}

/**
 * The means of `outputSize` parts of volumes `[batch, depth, height, width, channels]`, whatever their size.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.AdaptiveAveragePooling3D([1, 2, 2])(ops.ones([1, 4, 7, 5, 3])).shape // → [ 1, 1, 2, 2, 3 ]
 */
export const AdaptiveAveragePooling3D = /* @__PURE__ */ callable<
  typeof AdaptiveAveragePooling3DLayer,
  AdaptiveAveragePooling3D
>(AdaptiveAveragePooling3DLayer);
export interface AdaptiveAveragePooling3D extends AdaptiveAveragePooling3DLayer {}
