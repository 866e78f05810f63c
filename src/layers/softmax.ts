import { ShapeError } from '../errors/index.js';
import { callable } from '../objects/callable.js';
import { greater, where as choose } from '../ops/comparison.js';
import { softmaxAlong } from '../ops/softmax.js';
import type { Tensor } from '../tensor/index.js';
import { outsideOfModels } from './call-context.js';
import { type CallContext } from './layer.js';
import type { LayerOptions } from './layer-options.js';
import { layerWith } from './layer-with.js';
import { axes, type Leading, type OptionsIn } from '../objects/options/index.js';

const options = () => ({
  /** The axis, or the axes, along which the results sum to 1; `null` for all axes. */
  axis: axes(-1),
});

/** The options of `Softmax`. */
export interface SoftmaxOptions extends OptionsIn<typeof options>, LayerOptions {}

export class SoftmaxLayer
  extends /* @__PURE__ */ layerWith(options, ['axis'] as Leading<
    [axis?: number | readonly number[] | null],
    SoftmaxOptions
  >)
{
  static readonly path = 'keras.layers.Softmax';
  override supportsMasking = true;

  override call(x: Tensor, { mask }: CallContext = outsideOfModels): Tensor {
    if (mask === undefined) return softmaxAlong(this.label, x, this.axis);
    this.#checkMask(x, mask);
    const isKept = mask.dtype === 'bool' ? mask : greater(mask, 0.5);
    // Keras subtracts 1e9 from masked elements; -∞ gives them no weight beside any number. If all are masked, the softmax is NaN, which
    // becomes 0 here.
    return choose(isKept, softmaxAlong(this.label, choose(isKept, x, -Infinity), this.axis), 0);
  }

  #checkMask(x: Tensor, mask: Tensor): void {
    const excess = x.rank - mask.rank;
    if (excess >= 0 && mask.shape.every((length, axis) => length === 1 || length === x.shape[axis + excess])) return;
    throw new ShapeError({
      where: this.label,
      expected: 'a mask that broadcasts to the inputs',
      received: { inputs: x, mask },
    });
  }
}

/**
 * Softmax, `exp(x) / Σ exp(x)` along an axis, or several together. Masked elements are left out of the sum, and become 0.
 *
 * @example
 * import { layers } from 'hillock';
 * layers.Softmax()([[1, 1, 5]], { mask: [[true, true, false]] }) // → array([[0.5, 0.5, 0. ]], dtype=float32)
 */
export const Softmax = /* @__PURE__ */ callable<typeof SoftmaxLayer, Softmax>(SoftmaxLayer);
export interface Softmax extends SoftmaxLayer {}
