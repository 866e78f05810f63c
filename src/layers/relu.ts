import { relu } from '../ops/activations.js';
import { callable } from '../objects/callable.js';
import type { Tensor } from '../tensor/index.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import {
  boundOfAtLeastZero,
  defaulted,
  numberOfAtLeastZero,
  optional,
  type Leading,
  type OptionsIn,
} from '../objects/options/index.js';

const options = () => ({
  /** The largest value of the result; `null` for no limit. */
  maxValue: optional(boundOfAtLeastZero()),
  /** The slope below the threshold. */
  negativeSlope: defaulted(numberOfAtLeastZero(), 0),
  /** What is not above it is on the slope. */
  threshold: defaulted(numberOfAtLeastZero(), 0),
});

/** The options of `ReLU`. */
export interface ReLUOptions extends OptionsIn<typeof options>, LayerOptions {}

export class ReLULayer
  extends /* @__PURE__ */ layerWith(options, ['maxValue'] as Leading<[maxValue?: number | null], ReLUOptions>)
{
  static readonly path = 'keras.layers.ReLU';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this;
    return relu(x, { maxValue, negativeSlope, threshold });
  }
}

/**
 * Rectified linear unit: `maxValue` for x ≥ maxValue, `x` for threshold < x < maxValue, `negativeSlope·(x - threshold)` below. Source:
 * Nair and Hinton, 2010.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.ReLU({ maxValue: 6 })([-3, 2, 8]) // → array([0., 2., 6.], dtype=float32)
 */
export const ReLU = /* @__PURE__ */ callable<typeof ReLULayer, ReLU>(ReLULayer);
export interface ReLU extends ReLULayer {}
