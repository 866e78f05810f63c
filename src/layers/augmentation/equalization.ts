import { callable } from '../../objects/callable.js';
import {
  configured,
  dataFormat,
  defaulted,
  type Leading,
  type OptionsIn,
  positiveInteger,
} from '../../objects/options/index.js';
import { clip, divide, maximum, multiply, round, subtract } from '../../ops/arithmetic.js';
import { cast } from '../../ops/casting.js';
import { greater, lessEqual, notEqual, where } from '../../ops/comparison.js';
import { onesLike } from '../../ops/creation.js';
import { argmax } from '../../ops/extremes.js';
import { sumAt, take } from '../../ops/gathering.js';
import { concatenate, split } from '../../ops/joining.js';
import { cumsum } from '../../ops/ordering.js';
import { ravel } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import type { SymbolicShape, Tensor } from '../../tensor/index.js';
import type { LayerOptions } from '../layer-options.js';
import { type Interval, valueRange } from './augmentation-options.js';
import { rescaled } from './augmentation.js';
import { spatialAxes } from './image-axes.js';
import { ImageLayer, type Transformation, type TransformOptions } from './image-layer.js';

const options = () => ({
  /** Whether the channels are the last axis or the first behind the batch; by default what `config` says. */
  dataFormat: dataFormat(),
  /** The number of different values that are distinguished. */
  bins: defaulted(positiveInteger(), 256),
  /** The smallest and the largest value that pixels can have. */
  valueRange: valueRange(),
});

/** The options of `Equalization`. */
export interface EqualizationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class EqualizationLayer
  extends /* @__PURE__ */ configured(ImageLayer, options, ['valueRange', 'bins'] as Leading<
    [valueRange?: Interval, bins?: number],
    EqualizationOptions
  >)
{
  static readonly path = 'keras.layers.Equalization';

  override transformImages(
    images: Tensor,
    _transformation?: Transformation | null,
    { training = true }: TransformOptions = {},
  ): Tensor {
    spatialAxes(this.label, images.shape, this.dataFormat);
    if (!training) return images;
    const pixels = cast(images, this.computeDtype);
    const axis = this.dataFormat === 'channels_first' ? pixels.rank - 3 : pixels.rank - 1;
    const channels = split(rescaled(pixels, this.valueRange, [0, 255]), pixels.shape[axis]!, { axis });
    const equalized = concatenate(
      channels.map((channel) => this.#equalized(channel)),
      { axis },
    );
    return rescaled(equalized, [0, 255], this.valueRange);
  }

  /** One channel of all images of a batch, with values from 0 to 255. */
  #equalized(channel: Tensor): Tensor {
    const { bins } = this;
    const last = bins - 1;
    const binOf = (values: Tensor): Tensor => cast(clip(values, 0, last), 'int32');
    const places = ravel(binOf(divide(multiply(cast(channel, 'float32'), last), 255)));
    const counts = sumAt(onesLike(places), places, { axis: 0, shape: [bins] });
    const upTo = cumsum(counts, { axis: 0 });
    const least = take(upTo, argmax(cast(greater(upTo, 0), 'int32')), { axis: 0 });
    const range = maximum(subtract(take(upTo, last, { axis: 0 }), least), 1);
    const table = clip(round(divide(multiply(subtract(upTo, least), 255), range)), 0, 255);
    const spread = cast(take(table, binOf(multiply(divide(channel, 255), last)), { axis: 0 }), channel.dtype);
    const isOfOneValue = lessEqual(sum(cast(notEqual(counts, 0), 'int32')), 1);
    return where(isOfOneValue, channel, spread);
  }

  protected override get trainsUnlessTold(): boolean {
    return true;
  }

  override computeOutputShape(inputShape: SymbolicShape): SymbolicShape {
    spatialAxes(this.label, inputShape, this.dataFormat);
    return inputShape;
  }
}

/**
 * Changes the values of each channel so that all are about equally frequent in a batch; they are computed from the cumulative histogram. In
 * inference images are not changed. Unless a call says otherwise, calls outside of models count as training, as in Keras.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Equalization()([[[10], [11], [12]]]) // → array([[[  0.],
 * //           [128.],
 * //           [255.]]], dtype=float32)
 */
export const Equalization = /* @__PURE__ */ callable<typeof EqualizationLayer, Equalization>(EqualizationLayer);
export interface Equalization extends EqualizationLayer {}
