import type { BuildConfig } from './shape-trees.js';
import type { AnyLayer } from './layer.js';
import type { ObjectConfig } from '../objects/namespace.js';
import { serializeInstance, type SerializedObject } from '../objects/serialization.js';

/** A layer as Keras writes it: class, config, and the shape that rebuilds its weights. */
export interface SerializedLayer extends SerializedObject {
  readonly build_config?: BuildConfig;
}

/** How a config describes a layer. */
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
