import { callable } from '../../objects/callable.js';
import { configured, dataFormat, defaulted, lengths, oneOf, optional } from '../../objects/options/index.js';
import type { DataFormat, Leading, Lengths, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { averagePool, maxPool } from '../../ops/pooling.js';
import type { Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { Layer } from '../layer.js';
import { withSpatialRank } from '../spatial-rank.js';

const options = <Rank extends SpatialRank>(rank: Rank) => ({
  /** The size of the window. */
  poolSize: lengths(rank),
  /** Whether windows lie inside the input, or zeros around it make the output as long as the input divided by the strides. */
  padding: oneOf(['valid', 'same'], 'valid'),
  /** The distance between the beginnings of neighbouring windows; `null` means the size of the window. */
  strides: optional(lengths(rank)),
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
});

/** Max pooling is the only kind whose window has a default size, as in Keras. */
const maxPoolingOptions = <Rank extends SpatialRank>(rank: Rank) => ({
  ...options(rank),
  /** The size of the window. */
  poolSize: defaulted(lengths(rank), 2),
});

/** The base of pooling layers; subclasses say what is computed from a window. */
abstract class Pooling extends Layer {
  declare readonly poolSize: readonly number[];
  declare readonly strides: readonly number[] | null;
  declare readonly padding: 'valid' | 'same';
  declare readonly dataFormat: DataFormat;
}

abstract class MaxPooling extends Pooling {
  override call(x: Tensor): Tensor {
    const { strides, padding, dataFormat } = this;
    return maxPool(x, this.poolSize, { strides, padding, dataFormat });
  }
}

abstract class AveragePooling extends Pooling {
  override call(x: Tensor): Tensor {
    const { strides, padding, dataFormat } = this;
    return averagePool(x, this.poolSize, { strides, padding, dataFormat });
  }
}

/** A class whose configs state the strides, even if they were not given. */
function expanded<Base extends abstract new (...parameters: never) => Pooling>(base: Base): Base {
  abstract class Expanded extends (base as unknown as abstract new () => Pooling) {
    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), strides: this.strides ?? this.poolSize };
    }
  }
  return Expanded as unknown as Base;
}

const maxPooling = <Rank extends SpatialRank, Options>(rank: Rank) =>
  expanded(
    configured(withSpatialRank(MaxPooling, rank), () => maxPoolingOptions(rank), ['poolSize'] as Leading<
      [poolSize?: number | Lengths[Rank]],
      Options
    >),
  );

const averagePooling = <Rank extends SpatialRank, Options>(rank: Rank) =>
  expanded(
    configured(withSpatialRank(AveragePooling, rank), () => options(rank), ['poolSize'] as Leading<
      [poolSize: number | Lengths[Rank]],
      Options
    >),
  );

/** The options of `MaxPooling1D`. */
export interface MaxPooling1DOptions extends OptionsIn<typeof maxPoolingOptions<1>>, LayerOptions {}

export class MaxPooling1DLayer extends /* @__PURE__ */ maxPooling<1, MaxPooling1DOptions>(1) {
  static readonly path = 'keras.layers.MaxPooling1D';
}

/** The options of `MaxPooling2D`. */
export interface MaxPooling2DOptions extends OptionsIn<typeof maxPoolingOptions<2>>, LayerOptions {}

export class MaxPooling2DLayer extends /* @__PURE__ */ maxPooling<2, MaxPooling2DOptions>(2) {
  static readonly path = 'keras.layers.MaxPooling2D';
}

/** The options of `MaxPooling3D`. */
export interface MaxPooling3DOptions extends OptionsIn<typeof maxPoolingOptions<3>>, LayerOptions {}

export class MaxPooling3DLayer extends /* @__PURE__ */ maxPooling<3, MaxPooling3DOptions>(3) {
  static readonly path = 'keras.layers.MaxPooling3D';
}

/** The options of `AveragePooling1D`. */
export interface AveragePooling1DOptions extends OptionsIn<typeof options<1>>, LayerOptions {}

export class AveragePooling1DLayer extends /* @__PURE__ */ averagePooling<1, AveragePooling1DOptions>(1) {
  static readonly path = 'keras.layers.AveragePooling1D';
}

/** The options of `AveragePooling2D`. */
export interface AveragePooling2DOptions extends OptionsIn<typeof options<2>>, LayerOptions {}

export class AveragePooling2DLayer extends /* @__PURE__ */ averagePooling<2, AveragePooling2DOptions>(2) {
  static readonly path = 'keras.layers.AveragePooling2D';
}

/** The options of `AveragePooling3D`. */
export interface AveragePooling3DOptions extends OptionsIn<typeof options<3>>, LayerOptions {}

export class AveragePooling3DLayer extends /* @__PURE__ */ averagePooling<3, AveragePooling3DOptions>(3) {
  static readonly path = 'keras.layers.AveragePooling3D';
}

/**
 * The largest number of each window of sequences `[batch, steps, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 4, 3], { shape: [1, 4, 1] });
 * layers.MaxPooling1D(2)(x).toArray() // → [ [ [ 2 ], [ 4 ] ] ]
 */
export const MaxPooling1D = /* @__PURE__ */ callable<typeof MaxPooling1DLayer, MaxPooling1D>(MaxPooling1DLayer);
export interface MaxPooling1D extends MaxPooling1DLayer {}

/**
 * The largest number of each window of images `[batch, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.MaxPooling2D(2)(x).item() // → 4
 */
export const MaxPooling2D = /* @__PURE__ */ callable<typeof MaxPooling2DLayer, MaxPooling2D>(MaxPooling2DLayer);
export interface MaxPooling2D extends MaxPooling2DLayer {}

/**
 * The largest number of each window of volumes `[batch, depth, height, width, channels]`.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.MaxPooling3D([1, 2, 2])(ops.ones([1, 3, 4, 4, 2])).shape // → [ 1, 3, 2, 2, 2 ]
 */
export const MaxPooling3D = /* @__PURE__ */ callable<typeof MaxPooling3DLayer, MaxPooling3D>(MaxPooling3DLayer);
export interface MaxPooling3D extends MaxPooling3DLayer {}

/**
 * The mean of each window of sequences `[batch, steps, channels]`; positions added by padding do not count.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 4, 3], { shape: [1, 4, 1] });
 * layers.AveragePooling1D(2)(x).toArray() // → [ [ [ 1.5 ], [ 3.5 ] ] ]
 */
export const AveragePooling1D = /* @__PURE__ */ callable<typeof AveragePooling1DLayer, AveragePooling1D>(
  AveragePooling1DLayer,
);
export interface AveragePooling1D extends AveragePooling1DLayer {}

/**
 * The mean of each window of images `[batch, height, width, channels]`; positions added by padding do not count.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.AveragePooling2D(2)(x).item() // → 2.5
 */
export const AveragePooling2D = /* @__PURE__ */ callable<typeof AveragePooling2DLayer, AveragePooling2D>(
  AveragePooling2DLayer,
);
export interface AveragePooling2D extends AveragePooling2DLayer {}

/**
 * The mean of each window of volumes `[batch, depth, height, width, channels]`; positions added by padding do not count.
 *
 * @example
 * import { layers, ops } from 'hillock';
 * layers.AveragePooling3D(2, { padding: 'same' })(ops.ones([1, 3, 4, 4, 2])).shape // → [ 1, 2, 2, 2, 2 ]
 */
export const AveragePooling3D = /* @__PURE__ */ callable<typeof AveragePooling3DLayer, AveragePooling3D>(
  AveragePooling3DLayer,
);
export interface AveragePooling3D extends AveragePooling3DLayer {}
