import { callable } from '../objects/callable.js';
import { averagePool, maxPool } from '../ops/pooling.js';
import type { Tensor } from '../tensor/index.js';
import type { InputSpec } from './input-spec.js';
import { layerWith } from './layer-with.js';
import { channelsLast, defaulted, oneOf, optional, pair, type Leading, type Pair } from '../objects/options/index.js';

const options = () => ({
  /** Height and width of the window. */
  poolSize: defaulted(pair(), 2),
  padding: oneOf(['valid', 'same'], 'valid'),
  /** How far apart neighbouring windows begin; `null` is the size of the window. */
  strides: optional(pair()),
  dataFormat: channelsLast(),
});

const PoolingBase = /* @__PURE__ */ layerWith(options, ['poolSize'] as Leading<[poolSize?: number | Pair]>);

/** What pooling layers share: everything but what is done with a window. */
abstract class Pooling2D extends PoolingBase {
  override inputSpec: InputSpec = { rank: 4 };

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), strides: this.strides ?? this.poolSize };
  }
}

class MaxPooling2DLayer extends Pooling2D {
  static readonly path = 'keras.layers.MaxPooling2D';

  override call(x: Tensor): Tensor {
    return maxPool(x, this.poolSize, { strides: this.strides, padding: this.padding });
  }
}

class AveragePooling2DLayer extends Pooling2D {
  static readonly path = 'keras.layers.AveragePooling2D';

  override call(x: Tensor): Tensor {
    return averagePool(x, this.poolSize, { strides: this.strides, padding: this.padding });
  }
}

/**
 * The largest number of each window of images `[batch, height, width, channels]`.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.MaxPooling2D(2)(x).item() // → 4
 */
export const MaxPooling2D = /* @__PURE__ */ callable(MaxPooling2DLayer);
export type MaxPooling2D = MaxPooling2DLayer;

/**
 * The mean of each window of images `[batch, height, width, channels]`; what padding adds does not count.
 *
 * @example
 * import { layers, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
 * layers.AveragePooling2D(2)(x).item() // → 2.5
 */
export const AveragePooling2D = /* @__PURE__ */ callable(AveragePooling2DLayer);
export type AveragePooling2D = AveragePooling2DLayer;
