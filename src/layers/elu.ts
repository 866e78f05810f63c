import { elu } from '../ops/activations.js';
import { callable } from '../objects/callable.js';
import type { Tensor } from '../tensor/index.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import { defaulted, finiteNumber, type Leading, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** What the outputs approach far below 0 is `-alpha`. */
  alpha: defaulted(finiteNumber(), 1),
});

/** The options of `ELU`. */
export interface ELUOptions extends OptionsIn<typeof options>, LayerOptions {}

export class ELULayer extends /* @__PURE__ */ layerWith(options, ['alpha'] as Leading<[alpha?: number], ELUOptions>) {
  static readonly path = 'keras.layers.ELU';
  override supportsMasking = true;

  override call(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha });
  }
}

/**
 * Exponential linear unit: `x` for x > 0, `alpha·(exp(x) - 1)` below. Source: Clevert et al., 2015.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.ELU({ alpha: 0.5 })([-1, 0, 2]) // → array([-0.31606027,  0.        ,  2.        ], dtype=float32)
 */
export const ELU = /* @__PURE__ */ callable<typeof ELULayer, ELU>(ELULayer);
export interface ELU extends ELULayer {}
