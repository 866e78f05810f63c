import type { ConfigContext, ObjectReader } from '../objects/config-context.js';
import type { ConfigurableClass } from '../objects/deserialization.js';
import { classesIn } from '../objects/entries.js';
import { objectNamespace, type ObjectNamespace } from '../objects/namespace.js';
import { Layer, type AnyLayer } from './layer.js';
import * as layers from './namespace.js';
import type { LayerConfig } from './serialization.js';

/**
 * The namespace of the layers. This folder does not know models, which are layers, too; so their classes, the readers they need, and the
 * completion of a new one are passed as arguments.
 */
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
  // A recurrent layer's shapes may include those of initial states, but its weights depend on the sequences alone.
  const shape = one ?? several?.['sequences_shape'] ?? (several === undefined ? null : Object.values(several));
  if (shape !== null && !layer.built) layer.build(shape);
}
