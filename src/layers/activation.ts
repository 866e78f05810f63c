import { callable } from '../objects/callable.js';
import type { Tensor } from '../tensor/index.js';
import { activate, requiredActivation, type ActivationGiven } from './activation-option.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import type { Leading, OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** The activation: its name, a function or a layer. */
  activation: requiredActivation(),
});

/** The options of `Activation`. */
export interface ActivationOptions extends OptionsIn<typeof options>, LayerOptions {}

export class ActivationLayer
  extends /* @__PURE__ */ layerWith(options, ['activation'] as Leading<
    [activation: ActivationGiven],
    ActivationOptions
  >)
{
  static readonly path = 'keras.layers.Activation';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    return activate(this.label, this.activation, x);
  }
}

/**
 * An activation function as a layer of its own; the function is given by its name or as a function, which may be your own.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Activation('relu')([-1, 0, 2]) // → array([0., 0., 2.], dtype=float32)
 */
export const Activation = /* @__PURE__ */ callable<typeof ActivationLayer, Activation>(ActivationLayer);
export interface Activation extends ActivationLayer {}
