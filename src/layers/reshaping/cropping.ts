import { callable } from '../../objects/callable.js';
import { configured, dataFormat, defaulted, margins } from '../../objects/options/index.js';
import type { DataFormat, Leading, Margin, MarginsGiven, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { crop } from '../../ops/cropping.js';
import type { Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { Layer } from '../layer.js';
import { withSpatialRank } from '../spatial-rank.js';
import { marginsOfAllAxes } from './spatial-margins.js';

const croppingOption = <Rank extends SpatialRank>(rank: Rank) =>
  // By default, Keras crops images by 0, and sequences and volumes by 1.
  defaulted(margins(rank), (rank === 2 ? 0 : 1) as MarginsGiven[Rank]);

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** How many elements are removed at both ends of each axis. */
  cropping: croppingOption(rank),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
});

/** Sequences always have their channels last. */
const sequenceOptions = () => ({
  /** How many steps are removed at the beginning and at the end. */
  cropping: croppingOption(1),
});

abstract class Cropping extends Layer {
  declare readonly cropping: Margin | readonly Margin[];
  declare readonly dataFormat: DataFormat | undefined;

  override call(x: Tensor): Tensor {
    return crop(x, marginsOfAllAxes(this.cropping, this.dataFormat ?? 'channels_last'));
  }
}

const cropping = <Rank extends 2 | 3, Options>(rank: Rank) =>
  configured(withSpatialRank(Cropping, rank), () => options(rank), ['cropping'] as Leading<
    [cropping?: MarginsGiven[Rank]],
    Options
  >);

/** The options of `Cropping1D`. */
export interface Cropping1DOptions extends OptionsIn<typeof sequenceOptions>, LayerOptions {}

export class Cropping1DLayer
  extends /* @__PURE__ */ configured(/* @__PURE__ */ withSpatialRank(Cropping, 1), sequenceOptions, [
    'cropping',
  ] as Leading<[cropping?: MarginsGiven[1]], Cropping1DOptions>)
{
  static readonly path = 'keras.layers.Cropping1D';
}

/** The options of `Cropping2D`. */
export interface Cropping2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class Cropping2DLayer extends /* @__PURE__ */ cropping<2, Cropping2DOptions>(2) {
  static readonly path = 'keras.layers.Cropping2D';
}

/** The options of `Cropping3D`. */
export interface Cropping3DOptions extends OptionsIn<typeof options<3>>, LayerOptions {}

export class Cropping3DLayer extends /* @__PURE__ */ cropping<3, Cropping3DOptions>(3) {
  static readonly path = 'keras.layers.Cropping3D';
}

/**
 * Sequences `[batch, steps, channels]` without their first and last steps.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 4, 1] });
 * layers.Cropping1D([1, 0])(x).toArray() // → [ [ [ 2 ], [ 3 ], [ 4 ] ] ]
 */
export const Cropping1D = /* @__PURE__ */ callable<typeof Cropping1DLayer, Cropping1D>(Cropping1DLayer);
export interface Cropping1D extends Cropping1DLayer {}

/**
 * The middle of images `[batch, height, width, channels]`: the number of rows and columns to remove is given as one number for all ends, as
 * a number for the height and one for the width, or for each end as `[[top, bottom], [left, right]]`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.Cropping2D([[1, 0], [2, 2]])(ops.ones([1, 5, 7, 1])).shape // → [ 1, 4, 3, 1 ]
 */
export const Cropping2D = /* @__PURE__ */ callable<typeof Cropping2DLayer, Cropping2D>(Cropping2DLayer);
export interface Cropping2D extends Cropping2DLayer {}

/**
 * The middle of volumes `[batch, depth, height, width, channels]`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.Cropping3D([0, 1, 2])(ops.ones([1, 5, 5, 5, 1])).shape // → [ 1, 5, 3, 1, 1 ]
 */
export const Cropping3D = /* @__PURE__ */ callable<typeof Cropping3DLayer, Cropping3D>(Cropping3DLayer);
export interface Cropping3D extends Cropping3DLayer {}
