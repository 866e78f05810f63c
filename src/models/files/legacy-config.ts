/** A model's config as Keras 3 writes it into `.h5`: layers by class_name and config alone. */
import { isPlainObject } from '../../tensor/options.js';

type Entries = Readonly<Record<string, unknown>>;

/** The config of a model, in which layers say no module; what is within them stays as it is. */
export function legacyConfig(model: object): Entries {
  const { class_name: className, config } = model as { readonly class_name: string; readonly config: Entries };
  const layers = config['layers'];
  return {
    class_name: className,
    config: Array.isArray(layers) ? { ...config, layers: layers.map(legacyLayer) } : config,
  };
}

function legacyLayer(layer: Entries): Entries {
  const { name, inbound_nodes: nodes } = layer;
  const isConnected = nodes !== undefined;
  const { class_name: className, config } = legacyConfig(layer);
  return {
    ...{ class_name: className, config },
    ...(isConnected && { name, inbound_nodes: nodes }),
  };
}

/** How the model was compiled; `undefined` if it was not. */
export function trainingConfig(compile: Entries): Entries | undefined {
  const { optimizer, ...rest } = compile;
  if (!isPlainObject(optimizer)) return undefined;
  const { class_name: className, config } = optimizer;
  return { ...rest, optimizer_config: { class_name: className, config } };
}
