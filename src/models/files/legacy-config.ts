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

/** Classes that are public in Keras under another name than their own, by which alone it finds them here. */
const ownNames: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/** Values that Keras takes for names of functions when it reads them here; as they are the defaults, they need not stand there. */
const mistaken: Readonly<Record<string, readonly [entry: string, value: string]>> = {
  Attention: ['score_mode', 'dot'],
};

/** Keras finds an operation by its module, which it does not write itself, so that it opens no graph with one again. */
const isOperation = ({ module }: Entries): boolean => typeof module === 'string' && module.startsWith('keras.src.ops.');

function legacyLayer(layer: Entries): Entries {
  if (isOperation(layer)) return layer;
  const { name, inbound_nodes: nodes } = layer;
  const isConnected = nodes !== undefined;
  const { class_name: className, config } = legacyConfig(layer) as {
    readonly class_name: string;
    readonly config: Entries;
  };
  const [entry = '', value] = mistaken[className] ?? [];
  const isMistaken = value !== undefined && config[entry] === value;
  return {
    class_name: ownNames[className] ?? className,
    config: isMistaken ? Object.fromEntries(Object.entries(config).filter(([name]) => name !== entry)) : config,
    ...(isConnected && { name, inbound_nodes: nodes }),
  };
}

/** How the model was compiled; `undefined` if it was not. */
export function trainingConfig(compile: Entries): Entries | undefined {
  const { optimizer, ...rest } = compile;
  if (!isPlainObject(optimizer)) return undefined;
  const { class_name: className, config } = optimizer;
  const { loss, metrics, weighted_metrics: weightedMetrics } = rest;
  return {
    ...rest,
    ...{ loss: withFullNames(loss), metrics: withFullNames(metrics), weighted_metrics: withFullNames(weightedMetrics) },
    optimizer_config: { class_name: className, config },
  };
}

/** Keras 3 finds only these in the compile config of an `.h5`, not the short names. */
const fullNames: Readonly<Record<string, string>> = {
  mse: 'mean_squared_error',
  mae: 'mean_absolute_error',
  mape: 'mean_absolute_percentage_error',
  msle: 'mean_squared_logarithmic_error',
  kld: 'kl_divergence',
};

function withFullNames(value: unknown): unknown {
  if (typeof value === 'string') return Object.hasOwn(fullNames, value) ? fullNames[value] : value;
  if (Array.isArray(value)) return value.map(withFullNames);
  if (!isPlainObject(value) || 'class_name' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withFullNames(each)]));
}
