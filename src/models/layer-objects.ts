/** The namespace of layers. It is here and not in layers/, because models are layers and may be used wherever a layer is. */
import { ValueError } from '../errors/index.js';
import { Layer, type AnyLayer, type LayerConfig, type SerializedLayer } from '../layers/index.js';
import { layerNamespace } from '../layers/registry.js';
import {
  atPlaceIn,
  within,
  type ConfigContext,
  type DeserializeOptions,
  type ObjectReader,
} from '../objects/config-context.js';
import { withCustomObjects } from '../objects/custom-objects.js';
import { compileOptionsOf } from './compile-options.js';
import { graphReader } from './deserialization.js';
import { Model } from './functional.js';
import { readGraph } from './graph-reading.js';
import { ModelClass } from './model.js';
import { Sequential } from './sequential.js';
import { serializePart, type SerializedModel } from './serialized-part.js';
import { checkArgumentCount } from '../tensor/argument-count.js';

/** Layers and models by their names. */
export const layerObjects = /* @__PURE__ */ layerNamespace(
  { Functional: Model, Model, Sequential },
  { [graphReader]: readGraph as ObjectReader },
  compileAsConfigured,
);

type Entries = Readonly<Record<string, unknown>>;

/** Compiles a model that was compiled when its config was written. */
function compileAsConfigured(layer: AnyLayer, given: LayerConfig, context: ConfigContext): void {
  const { compile_config: config } = given as { readonly compile_config?: Entries | null };
  if (!(layer instanceof ModelClass) || (config?.['optimizer'] ?? null) === null) return;
  const at = within(context, 'compile_config');
  const options = compileOptionsOf(config!, at);
  atPlaceIn(at, () => {
    withCustomObjects(context.customObjects, () => {
      layer.compile(options);
    });
  });
}

/**
 * The class and the config of a layer, as Keras 3 writes it into the config of a model.
 *
 * @example
 * import { layers } from 'hillock';
 * const { class_name, config } = layers.serialize(layers.LeakyReLU({ negativeSlope: 0.1 }));
 * [class_name, config.negative_slope] // → [ 'LeakyReLU', 0.1 ]
 */
export function serialize(layer: AnyLayer): SerializedLayer | SerializedModel {
  checkArgumentCount('layers.serialize', arguments, 1);
  if (layer instanceof Layer) return serializePart(layer);
  throw new ValueError({ where: 'layers.serialize', expected: 'a layer', received: { layer } });
}

/**
 * The layer or the model that a config describes, `{ class_name, config }` as `serialize` gives it or as it stands in a file of Keras. If
 * it has a `build_config`, the layer is built and has its weights. Layers of your own are found by registration, in a scope, or in
 * `customObjects`.
 *
 * @example
 * import { layers } from 'hillock';
 * const dense = layers.deserialize({ class_name: 'Dense', config: { units: 3, activation: 'relu' } });
 * dense.computeOutputShape([null, 8]) // → [ null, 3 ]
 */
export function deserialize(config: LayerConfig, options?: DeserializeOptions): AnyLayer {
  checkArgumentCount('layers.deserialize', arguments, 2);
  return layerObjects.deserialize(config, options);
}

/**
 * The layer that an identifier means: a config, or a layer, which is returned unchanged.
 *
 * @example
 * import { layers } from 'hillock';
 * const dense = layers.Dense(1);
 * layers.get(dense) === dense // → true
 */
export function get(identifier: AnyLayer | LayerConfig): AnyLayer {
  checkArgumentCount('layers.get', arguments, 1);
  return layerObjects.get(identifier);
}
