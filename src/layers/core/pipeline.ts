import { callable } from '../../objects/callable.js';
import type { Leading, OptionsIn } from '../../objects/options/index.js';
import { layerListOption } from '../layer-option.js';
import type { LayerOptions } from '../layer-options.js';
import { layerOf } from '../layer-with.js';
import type { AnyLayer, CallContext } from '../layer.js';
import { isShape, type InputShapes } from '../shape-trees.js';

const options = () => ({
  /** The layers, in the order in which they are called. */
  layers: layerListOption(),
});

/** The options of `Pipeline`. */
export interface PipelineOptions extends OptionsIn<typeof options>, LayerOptions {}

export class PipelineLayer
  extends /* @__PURE__ */ layerOf<
    // The inputs and outputs are those of the layers.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    [inputs: any],
    object,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    any
  >()(options, ['layers'] as Leading<[layers: readonly AnyLayer[]], PipelineOptions>)
{
  static readonly path = 'keras.layers.Pipeline';
  override supportsMasking = true;

  override build(inputShape: InputShapes): void {
    // Objects of inputs are for layers without weights, which have nothing to build.
    if (!isShape(inputShape)) return;
    let shape: InputShapes = inputShape;
    for (const layer of this.layers) {
      if (!layer.built) layer.build(shape);
      shape = layer.computeOutputShape(shape);
    }
  }

  override call(inputs: unknown, { training }: CallContext): unknown {
    return this.layers.reduce<unknown>((outputs, layer) => layer(outputs, { training }), inputs);
  }

  /** In Keras, a pipeline trains unless it is told otherwise. */
  protected override get trainsUnlessTold(): boolean {
    return true;
  }

  override getConfig(): Record<string, unknown> {
    const { layers, name } = super.getConfig();
    return { layers, name };
  }
}

/**
 * Calls several layers one after the other, as one layer: a row of preparations, which a model or `Dataset.map` can apply. Unless a call says otherwise, it counts as training.
 *
 * @example
 * import { layers } from 'hillock';
 * const prepare = layers.Pipeline([layers.Rescaling(1 / 255), layers.CenterCrop(1, 1)]);
 * prepare([[[0], [255], [0]]]) // → array([[[1.]]], dtype=float32)
 */
export const Pipeline = /* @__PURE__ */ callable<typeof PipelineLayer, Pipeline>(PipelineLayer);
export interface Pipeline extends PipelineLayer {}
