import { callable } from '../objects/callable.js';
import { max } from '../ops/extremes.js';
import { mean } from '../ops/reductions.js';
import type { Tensor } from '../tensor/index.js';
import type { InputSpec } from './input-spec.js';
import { layerWith } from './layer-with.js';
import { channelsLast, flag } from '../objects/options/index.js';

const options = () => ({
  dataFormat: channelsLast(),
  /** Whether height and width stay as axes of length 1. */
  keepdims: flag(false),
});

const spatialAxes = [1, 2];

class GlobalMaxPooling2DLayer extends /* @__PURE__ */ layerWith(options, []) {
  static readonly path = 'keras.layers.GlobalMaxPooling2D';
  override inputSpec: InputSpec = { rank: 4 };

  override call(x: Tensor): Tensor {
    return max(x, { axis: spatialAxes, keepdims: this.keepdims });
  }
}

class GlobalAveragePooling2DLayer extends /* @__PURE__ */ layerWith(options, []) {
  static readonly path = 'keras.layers.GlobalAveragePooling2D';
  override inputSpec: InputSpec = { rank: 4 };

  override call(x: Tensor): Tensor {
    return mean(x, { axis: spatialAxes, keepdims: this.keepdims });
  }
}

/**
 * The largest number of each channel of images `[batch, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.GlobalMaxPooling2D()(x) // → array([[4.]], dtype=float32)
 */
export const GlobalMaxPooling2D = /* @__PURE__ */ callable(GlobalMaxPooling2DLayer);
export type GlobalMaxPooling2D = GlobalMaxPooling2DLayer;

/**
 * The mean of each channel of images `[batch, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.GlobalAveragePooling2D()(x) // → array([[2.5]], dtype=float32)
 */
export const GlobalAveragePooling2D = /* @__PURE__ */ callable(GlobalAveragePooling2DLayer);
export type GlobalAveragePooling2D = GlobalAveragePooling2DLayer;
