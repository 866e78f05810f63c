import { relu } from '../ops/activations.js';
import { callable } from '../objects/callable.js';
import type { Tensor } from '../tensor/index.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import { defaulted, numberOfAtLeastZero, type Leading, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** What is not above it becomes 0. */
  theta: defaulted(numberOfAtLeastZero(), 1),
});

/** The options of `ThresholdedReLU`. */
export interface ThresholdedReLUOptions extends OptionsIn<typeof options>, LayerOptions {}

export class ThresholdedReLULayer
  extends /* @__PURE__ */ layerWith(options, ['theta'] as Leading<[theta?: number], ThresholdedReLUOptions>)
{
  static readonly path = 'keras.layers.ThresholdedReLU';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    return relu(x, { threshold: this.theta });
  }
}

/**
 * Thresholded relu: `x` for x > theta, 0 elsewhere. Keras 2 has it, Keras 3 does not. Source: Konda et al., 2014.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.ThresholdedReLU({ theta: 2 })([1, 2, 3]) // → array([0., 0., 3.], dtype=float32)
 */
export const ThresholdedReLU = /* @__PURE__ */ callable<typeof ThresholdedReLULayer, ThresholdedReLU>(
  ThresholdedReLULayer,
);
export interface ThresholdedReLU extends ThresholdedReLULayer {}
