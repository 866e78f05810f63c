import type { InputShapes } from './shape-trees.js';
import type { AnyLayer } from './layer.js';
import { serializeInstance, type SerializedObject } from '../objects/options/index.js';

/** A layer as Keras writes it: class, config, and the shape that rebuilds its weights. */
export interface SerializedLayer extends SerializedObject {
  readonly build_config?: { readonly input_shape: InputShapes };
}

/**
 * The class and the config of a layer, as Keras 3 writes it into the config of a model.
 *
 * @example
 * import { layers } from 'hillock';
 * const { class_name, config } = layers.serialize(layers.LeakyReLU({ negativeSlope: 0.1 }));
 * [class_name, config.negative_slope] // → [ 'LeakyReLU', 0.1 ]
 */
export function serialize(layer: AnyLayer): SerializedLayer {
  const buildConfig = layer.getBuildConfig();
  return { ...serializeInstance(layer), ...(buildConfig && { build_config: buildConfig }) };
}
