import { callable } from '../../objects/callable.js';
import { configured, dataFormat, type Leading, type OptionsIn } from '../../objects/options/index.js';
import { add, clip, divide, multiply, negative, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { equal, where } from '../../ops/comparison.js';
import { max, min } from '../../ops/extremes.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { type Interval, valueRange } from './augmentation-options.js';
import { rescaled } from './augmentation.js';
import { spatialAxes } from './image-axes.js';
import { ImageLayer } from './image-layer.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
});

/** The options of `AutoContrast`. */
export interface AutoContrastOptions extends OptionsIn<typeof options>, LayerOptions {}

export class AutoContrastLayer
  extends /* @__PURE__ */ configured(ImageLayer, options, ['valueRange'] as Leading<
    [valueRange?: Interval],
    AutoContrastOptions
  >)
{
  static readonly path = 'keras.layers.AutoContrast';

  override transformImages(images: Tensor): Tensor {
    const pixels = cast(images, this.computeDtype);
    const axis = spatialAxes(this.label, images.shape, this.dataFormat);
    const bytes = rescaled(pixels, this.valueRange, [0, 255]);
    const [low, high] = [min(bytes, { axis, keepdims: true }), max(bytes, { axis, keepdims: true })];
    const isEven = equal(low, high);
    const scale = divide(255, subtract(where(isEven, add(low, 1), high), low));
    const spread = clip(add(multiply(bytes, scale), multiply(negative(low), scale)), 0, 255);
    return where(isEven, pixels, rescaled(spread, [0, 255], this.valueRange));
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    spatialAxes(this.label, inputShape, this.dataFormat);
    return inputShape;
  }
}

/**
 * Stretches each channel of an image over the whole range of values, in training and otherwise; a channel with a single value is not
 * changed.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.AutoContrast()([[[50], [100], [150]]]) // → array([[[  0. ],
 * //           [127.5],
 * //           [255. ]]], dtype=float32)
 */
export const AutoContrast = /* @__PURE__ */ callable<typeof AutoContrastLayer, AutoContrast>(AutoContrastLayer);
export interface AutoContrast extends AutoContrastLayer {}
