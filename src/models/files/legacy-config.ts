/**
 * Writes a model's config into `.h5`, so that both Keras 3 and tf.keras open the file: layers have only class_name and config, as Keras 3
 * writes them, and options have tf.keras's names where Keras 3 reads these, too.
 */
import { isPlainObject } from '../../tensor/options.js';
import { legacyNodes } from './legacy-nodes.js';

type Entries = Readonly<Record<string, unknown>>;

/** The config of a model in which layers state no module. */
export function legacyConfig(model: object): Entries {
  const { class_name: className, config } = model as { readonly class_name: string; readonly config: Entries };
  const { layers, ...rest } = config;
  const isModel = Array.isArray(layers);
  return {
    class_name: className,
    config: isModel
      ? { ...(withFormerWords(rest) as object), layers: legacyLayers(layers as readonly Entries[]) }
      : legacyEntries(className, config),
  };
}

/** Classes that Keras finds in these files only by an internal name. */
const ownNames: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/**
 * Whether a config is an operation: Keras finds these by their module, which it does not write itself, so that it cannot open a graph with
 * operations again.
 */
const isOperation = ({ module }: Entries): boolean => typeof module === 'string' && module.startsWith('keras.src.ops.');

const isNested = ({ config }: Entries): boolean => isPlainObject(config) && Array.isArray(config['layers']);

function legacyLayers(layers: readonly Entries[]): readonly Entries[] {
  const models = new Set(layers.filter(isNested).map(({ name, config }) => name ?? (config as Entries)['name']));
  return layers.map((layer) => legacyLayer(layer, models));
}

function legacyLayer(layer: Entries, models: ReadonlySet<unknown>): Entries {
  if (isOperation(layer)) return layer;
  const { name, inbound_nodes: nodes } = layer;
  const { class_name: className, config } = legacyConfig(layer);
  return {
    class_name: ownNames[className as string] ?? className,
    config,
    ...(nodes !== undefined && { name, inbound_nodes: legacyNodes(nodes as readonly unknown[], models) }),
  };
}

/** Entries that older versions do not know, with the value that has the same meaning as no entry. With this value they are left out. */
const unknownBefore: Readonly<Record<string, unknown>> = {
  ...{ quantization_config: null, seed: null, input_axes: null, output_axes: null, lora_rank: null, lora_alpha: null },
  ...{ flash_attention: null, optional: false, rms_scaling: false },
};

/** The same for optimizers; with one of these entries, tf.keras takes the optimizer for one of its oldest kind. */
const unknownToOptimizers: Entries = {
  ...{ weight_decay: null, clipnorm: null, global_clipnorm: null, clipvalue: null, loss_scale_factor: null },
  ...{ use_ema: false, ema_momentum: 0.99, ema_overwrite_frequency: null, gradient_accumulation_steps: null },
};

/** The same for single classes, including a value that Keras mistakes for the name of a function when it reads it here. */
const unknownTo: Readonly<Record<string, Entries>> = {
  Attention: { score_mode: 'dot' },
  ZeroPadding1D: { data_format: 'channels_last' },
  IntegerLookup: { oov_method: 'floormod', salt: null },
  StringLookup: { oov_method: 'floormod', salt: null },
};

/** The former names of entries, which Keras 3 accepts, too. */
const formerNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  InputLayer: { batch_shape: 'batch_input_shape' },
  LeakyReLU: { negative_slope: 'alpha' },
};

function legacyEntries(
  className: string,
  config: Entries,
  left: Entries = { ...unknownBefore, ...unknownTo[className] },
): Entries {
  const isLeftOut = (name: string, value: unknown): boolean => Object.hasOwn(left, name) && left[name] === value;
  return Object.fromEntries(
    Object.entries(config)
      .filter(([name, value]) => !isLeftOut(name, value))
      .map(([name, value]) => [formerNames[className]?.[name] ?? name, withFormerWords(value)]),
  );
}

/** A value inside a config, such as an initializer, a policy or a wrapper's layer, with the former names of entries. */
function withFormerWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFormerWords);
  if (!isPlainObject(value)) return value;
  const { class_name: className, config } = value;
  if (typeof className !== 'string' || !isPlainObject(config)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withFormerWords(each)]));
  }
  if (className === 'DTypePolicy') return config['name'];
  return { ...value, config: legacyEntries(className, config) };
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
    optimizer_config: {
      class_name: className,
      config: legacyEntries(className as string, config as Entries, unknownToOptimizers),
    },
  };
}

/** The full names of losses and metrics; Keras 3 does not find the short names in the compile config of an `.h5`. */
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
