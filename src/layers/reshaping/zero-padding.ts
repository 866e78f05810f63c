import { callable } from '../../objects/callable.js';
import { configured, dataFormat, defaulted, margins } from '../../objects/options/index.js';
import type { DataFormat, Leading, Margin, MarginsGiven, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { pad } from '../../ops/slicing.js';
import type { Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { Layer } from '../layer.js';
import { withSpatialRank } from '../spatial-rank.js';
import { marginsOfAllAxes } from './spatial-margins.js';

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** How many zeros are added at both ends of each axis. */
  padding: defaulted(margins(rank), 1),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
});

abstract class ZeroPadding extends Layer {
  declare readonly padding: Margin | readonly Margin[];
  declare readonly dataFormat: DataFormat;

  override call(x: Tensor): Tensor {
    return pad(x, marginsOfAllAxes(this.padding, this.dataFormat));
  }
}

const zeroPadding = <Rank extends SpatialRank, Options>(rank: Rank) =>
  configured(withSpatialRank(ZeroPadding, rank), () => options(rank), ['padding'] as Leading<
    [padding?: MarginsGiven[Rank]],
    Options
  >);

/** The options of `ZeroPadding1D`. */
export interface ZeroPadding1DOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class ZeroPadding1DLayer extends /* @__PURE__ */ zeroPadding<1, ZeroPadding1DOptions>(1) {
  static readonly path = 'keras.layers.ZeroPadding1D';
}

/** The options of `ZeroPadding2D`. */
export interface ZeroPadding2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class ZeroPadding2DLayer extends /* @__PURE__ */ zeroPadding<2, ZeroPadding2DOptions>(2) {
  static readonly path = 'keras.layers.ZeroPadding2D';
}

/** The options of `ZeroPadding3D`. */
export interface ZeroPadding3DOptions extends OptionsIn<typeof options<3>>, LayerOptions {}

export class ZeroPadding3DLayer extends /* @__PURE__ */ zeroPadding<3, ZeroPadding3DOptions>(3) {
  static readonly path = 'keras.layers.ZeroPadding3D';
}

/**
 * Sequences `[batch, steps, channels]` with zeros before and after them.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.ZeroPadding1D([2, 0])(ops.ones([1, 1, 1])).toArray() // → [ [ [ 0 ], [ 0 ], [ 1 ] ] ]
 */
export const ZeroPadding1D = /* @__PURE__ */ callable<typeof ZeroPadding1DLayer, ZeroPadding1D>(ZeroPadding1DLayer);
export interface ZeroPadding1D extends ZeroPadding1DLayer {}

/**
 * Images `[batch, height, width, channels]` with zeros around them: their number is given as one number for all ends, as a number for the
 * height and one for the width, or for each end as `[[top, bottom], [left, right]]`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.ZeroPadding2D([[1, 0], [2, 2]])(ops.ones([1, 3, 3, 1])).shape // → [ 1, 4, 7, 1 ]
 */
export const ZeroPadding2D = /* @__PURE__ */ callable<typeof ZeroPadding2DLayer, ZeroPadding2D>(ZeroPadding2DLayer);
export interface ZeroPadding2D extends ZeroPadding2DLayer {}

/**
 * Volumes `[batch, depth, height, width, channels]` with zeros around them.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.ZeroPadding3D([0, 1, 2])(ops.ones([1, 3, 3, 3, 1])).shape // → [ 1, 3, 5, 7, 1 ]
 */
export const ZeroPadding3D = /* @__PURE__ */ callable<typeof ZeroPadding3DLayer, ZeroPadding3D>(ZeroPadding3DLayer);
export interface ZeroPadding3D extends ZeroPadding3DLayer {}
