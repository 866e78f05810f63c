import type { BuildConfig } from './shape-trees.js';
import type { AnyLayer } from './layer.js';
import type { ObjectConfig } from '../objects/namespace.js';
import { serializeInstance, type SerializedObject } from '../objects/serialization.js';

/** A layer as Keras writes it: the class, the config, and the shape with which the layer is built again. */
export interface SerializedLayer extends SerializedObject {
  readonly build_config?: BuildConfig;
}

/** The config of a layer together with its class. */
export interface LayerConfig extends ObjectConfig {
  readonly config: Readonly<Record<string, unknown>>;
  /** The shape for which the layer was built. */
  readonly build_config?: BuildConfig | null | undefined;
}

/** The class and the config of a layer. */
export function serialize(layer: AnyLayer): SerializedLayer {
  const buildConfig = layer.getBuildConfig();
  return { ...serializeInstance(layer), ...(buildConfig && { build_config: buildConfig }) };
}
