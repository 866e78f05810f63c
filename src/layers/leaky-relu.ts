import { leakyRelu } from '../ops/activations.js';
import { callable } from '../objects/callable.js';
import type { Tensor } from '../tensor/index.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import { aliasOf, defaulted, numberOfAtLeastZero, type Leading, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** The slope below 0. */
  negativeSlope: defaulted(numberOfAtLeastZero(), 0.3),
  /** The name of `negativeSlope` in Keras 2. */
  alpha: aliasOf<number>('negativeSlope'),
});

/** The options of `LeakyReLU`. */
export interface LeakyReLUOptions extends OptionsIn<typeof options>, LayerOptions {}

export class LeakyReLULayer
  extends /* @__PURE__ */ layerWith(options, ['negativeSlope'] as Leading<[negativeSlope?: number], LeakyReLUOptions>)
{
  static readonly path = 'keras.layers.LeakyReLU';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }
}

/**
 * Leaky relu: `x` for x > 0, `negativeSlope·x` below. The slope is 0.3 by default, where the function has 0.2. Source: Maas et al.,
 * 2013.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.LeakyReLU({ negativeSlope: 0.5 })([-3, 0, 2]) // → array([-1.5,  0. ,  2. ], dtype=float32)
 */
export const LeakyReLU = /* @__PURE__ */ callable<typeof LeakyReLULayer, LeakyReLU>(LeakyReLULayer);
export interface LeakyReLU extends LeakyReLULayer {}
