import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import type { Tensor } from '../../tensor/index.js';
import { layerOption } from '../layer-option.js';
import type { AnyLayer } from '../layer.js';
import type { LayerOptions } from '../layer-options.js';
import { layerWith } from '../layer-with.js';
import type { InputShapes } from '../shape-trees.js';

const options = () => ({
  /** The inner layer. */
  layer: layerOption(),
});

/** The options of `Wrapper`. */
export interface WrapperOptions extends OptionsIn<typeof options>, LayerOptions {}

export class WrapperLayer
  extends /* @__PURE__ */ layerWith(options, ['layer'] as Leading<[layer: AnyLayer], WrapperOptions>)
{
  static readonly path: string = 'keras.layers.Wrapper';

  override build(inputShape: InputShapes): void {
    if (!this.layer.built) this.layer.build(inputShape);
  }

  override call(x: Tensor): Tensor {
    return this.layer(x) as Tensor;
  }

  override computeOutputShape(inputShape: InputShapes): InputShapes {
    return this.layer.computeOutputShape(inputShape);
  }
}

/**
 * The base of layers that wrap another layer: `class Mine extends layers.Wrapper` has it as `this.layer`, builds it, and writes it into its
 * config. By itself it computes what the inner layer computes.
 *
 * @example
 * import { layers, ops, Tensor } from 'hillock';
 * class Residual extends layers.Wrapper {
 *   override call(x: Tensor) {
 *     return ops.add(x, super.call(x));
 *   }
 * }
 * new Residual(layers.Dense(2, { kernelInitializer: 'ones' }))([[1, 2]]) // → array([[4., 5.]], dtype=float32)
 */
export const Wrapper = /* @__PURE__ */ callable<typeof WrapperLayer, Wrapper>(WrapperLayer);
export interface Wrapper extends WrapperLayer {}
