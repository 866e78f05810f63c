import type { ConfigContext, ObjectReader } from '../objects/config-context.js';
import type { ConfigurableClass } from '../objects/deserialization.js';
import { classesIn } from '../objects/entries.js';
import { objectNamespace, type ObjectNamespace } from '../objects/namespace.js';
import { Layer, type AnyLayer } from './layer.js';
import * as layers from './namespace.js';
import type { LayerConfig } from './serialization.js';

/** The layers by their names, with models, which are layers that this folder does not know, what reads those, and what is to be done on a new one. */
export function layerNamespace(
  models: Readonly<Record<string, unknown>>,
  readers: Readonly<Record<string, ObjectReader>>,
  complete: (layer: AnyLayer, config: LayerConfig, context: ConfigContext) => void,
): ObjectNamespace<AnyLayer, never> {
  return objectNamespace<AnyLayer>({
    name: 'layers',
    kind: 'layer',
    base: Layer as never,
    classes: { ...classesIn<AnyLayer>(layers), ...(models as Readonly<Record<string, ConfigurableClass<AnyLayer>>>) },
    modules: ['layers', 'models'],
    readers,
    complete: (layer, config, context) => {
      buildAsConfigured(layer, config as LayerConfig);
      complete(layer, config as LayerConfig, context);
    },
  });
}

function buildAsConfigured(layer: AnyLayer, { build_config: buildConfig }: LayerConfig): void {
  const { input_shape: one, shapes_dict: several } = buildConfig ?? {};
  // The weights of a recurrent layer do not depend on the states that it was given.
  const shape = one ?? several?.['sequences_shape'] ?? (several === undefined ? null : Object.values(several));
  if (shape !== null && !layer.built) layer.build(shape);
}
