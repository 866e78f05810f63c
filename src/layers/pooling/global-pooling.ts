import { callable } from '../../objects/callable.js';
import { configured, dataFormat, flag } from '../../objects/options/index.js';
import type { DataFormat, Leading, SpatialRank, OptionsIn } from '../../objects/options/index.js';
import { divide } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { where } from '../../ops/comparison.js';
import { max } from '../../ops/extremes.js';
import { mean } from '../../ops/reductions.js';
import { expandDims } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { outsideOfModels } from '../call-context.js';
import { checkMask } from '../check-mask.js';
import { Layer, type CallContext } from '../layer.js';
import { withSpatialRank } from '../spatial-rank.js';

const options = () => ({
  /** The place of the channels axis. */
  dataFormat: dataFormat(),
  /** Whether the spatial axes are kept with length 1. */
  keepdims: flag(false),
});

/** The base of global pooling layers; subclasses reduce the spatial axes. */
abstract class GlobalPooling extends Layer {
  declare readonly dataFormat: DataFormat;
  declare readonly keepdims: boolean;

  /** The spatial axes of an input, and whether they are kept. */
  protected along({ shape }: Tensor): { readonly axis: readonly number[]; readonly keepdims: boolean } {
    const first = this.dataFormat === 'channels_last' ? 1 : 2;
    return { axis: shape.slice(2).map((_, axis) => first + axis), keepdims: this.keepdims };
  }
}

abstract class GlobalMaxPooling extends GlobalPooling {
  override call(x: Tensor): Tensor {
    return max(x, this.along(x));
  }
}

abstract class GlobalAveragePooling extends GlobalPooling {
  override call(x: Tensor, _context: CallContext = outsideOfModels): Tensor {
    return mean(x, this.along(x));
  }
}

/** Global average pooling of sequences; masked steps do not count. */
abstract class GlobalAveragePoolingOfSteps extends GlobalAveragePooling {
  override supportsMasking = true;

  override computeMask(): undefined {
    return undefined;
  }

  override call(x: Tensor, context: CallContext = outsideOfModels): Tensor {
    const { mask } = context;
    if (mask === undefined) return super.call(x, context);
    const [batch, steps] = this.dataFormat === 'channels_last' ? x.shape : [x.shape[0]!, x.shape[2]!];
    checkMask(this.label, 'mask', mask, [batch!, steps!]);
    const isUsed = cast(expandDims(mask, this.dataFormat === 'channels_last' ? 2 : 1), 'bool');
    return divide(sum(where(isUsed, x, 0), this.along(x)), sum(cast(isUsed, x.dtype), this.along(x)));
  }
}

const globalMaxPooling = <Options>(rank: SpatialRank) =>
  configured(withSpatialRank(GlobalMaxPooling, rank), options, [] as Leading<[], Options>);

const globalAveragePooling = <Options>(rank: SpatialRank) =>
  configured(
    withSpatialRank(rank === 1 ? GlobalAveragePoolingOfSteps : GlobalAveragePooling, rank),
    options,
    [] as Leading<[], Options>,
  );

/** The options of `GlobalMaxPooling1D`. */
export interface GlobalMaxPooling1DOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GlobalMaxPooling1DLayer extends /* @__PURE__ */ globalMaxPooling<GlobalMaxPooling1DOptions>(1) {
  static readonly path = 'keras.layers.GlobalMaxPooling1D';
}

/** The options of `GlobalMaxPooling2D`. */
export interface GlobalMaxPooling2DOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GlobalMaxPooling2DLayer extends /* @__PURE__ */ globalMaxPooling<GlobalMaxPooling2DOptions>(2) {
  static readonly path = 'keras.layers.GlobalMaxPooling2D';
}

/** The options of `GlobalMaxPooling3D`. */
export interface GlobalMaxPooling3DOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GlobalMaxPooling3DLayer extends /* @__PURE__ */ globalMaxPooling<GlobalMaxPooling3DOptions>(3) {
  static readonly path = 'keras.layers.GlobalMaxPooling3D';
}

/** The options of `GlobalAveragePooling1D`. */
export interface GlobalAveragePooling1DOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GlobalAveragePooling1DLayer
  extends /* @__PURE__ */ globalAveragePooling<GlobalAveragePooling1DOptions>(1)
{
  static readonly path = 'keras.layers.GlobalAveragePooling1D';
}

/** The options of `GlobalAveragePooling2D`. */
export interface GlobalAveragePooling2DOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GlobalAveragePooling2DLayer
  extends /* @__PURE__ */ globalAveragePooling<GlobalAveragePooling2DOptions>(2)
{
  static readonly path = 'keras.layers.GlobalAveragePooling2D';
}

/** The options of `GlobalAveragePooling3D`. */
export interface GlobalAveragePooling3DOptions extends OptionsIn<typeof options>, LayerOptions {}

export class GlobalAveragePooling3DLayer
  extends /* @__PURE__ */ globalAveragePooling<GlobalAveragePooling3DOptions>(3)
{
  static readonly path = 'keras.layers.GlobalAveragePooling3D';
}

/**
 * The largest number of each channel of sequences `[batch, steps, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2] });
 * layers.GlobalMaxPooling1D()(x) // → array([[3., 4.]], dtype=float32)
 */
export const GlobalMaxPooling1D = /* @__PURE__ */ callable<typeof GlobalMaxPooling1DLayer, GlobalMaxPooling1D>(
  GlobalMaxPooling1DLayer,
);
export interface GlobalMaxPooling1D extends GlobalMaxPooling1DLayer {}

/**
 * The largest number of each channel of images `[batch, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.GlobalMaxPooling2D()(x) // → array([[4.]], dtype=float32)
 */
export const GlobalMaxPooling2D = /* @__PURE__ */ callable<typeof GlobalMaxPooling2DLayer, GlobalMaxPooling2D>(
  GlobalMaxPooling2DLayer,
);
export interface GlobalMaxPooling2D extends GlobalMaxPooling2DLayer {}

/**
 * The largest number of each channel of volumes `[batch, depth, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 1, 2, 1] });
 * layers.GlobalMaxPooling3D()(x) // → array([[4.]], dtype=float32)
 */
export const GlobalMaxPooling3D = /* @__PURE__ */ callable<typeof GlobalMaxPooling3DLayer, GlobalMaxPooling3D>(
  GlobalMaxPooling3DLayer,
);
export interface GlobalMaxPooling3D extends GlobalMaxPooling3DLayer {}

/**
 * The mean of each channel of sequences `[batch, steps, channels]`; masked steps do not count.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2] });
 * layers.GlobalAveragePooling1D()(x) // → array([[2., 3.]], dtype=float32)
 */
export const GlobalAveragePooling1D = /* @__PURE__ */ callable<
  typeof GlobalAveragePooling1DLayer,
  GlobalAveragePooling1D
>(GlobalAveragePooling1DLayer);
export interface GlobalAveragePooling1D extends GlobalAveragePooling1DLayer {}

/**
 * The mean of each channel of images `[batch, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.GlobalAveragePooling2D()(x) // → array([[2.5]], dtype=float32)
 */
export const GlobalAveragePooling2D = /* @__PURE__ */ callable<
  typeof GlobalAveragePooling2DLayer,
  GlobalAveragePooling2D
>(GlobalAveragePooling2DLayer);
export interface GlobalAveragePooling2D extends GlobalAveragePooling2DLayer {}

/**
 * The mean of each channel of volumes `[batch, depth, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 1, 2, 1] });
 * layers.GlobalAveragePooling3D()(x) // → array([[2.5]], dtype=float32)
 */
export const GlobalAveragePooling3D = /* @__PURE__ */ callable<
  typeof GlobalAveragePooling3DLayer,
  GlobalAveragePooling3D
>(GlobalAveragePooling3DLayer);
export interface GlobalAveragePooling3D extends GlobalAveragePooling3DLayer {}
