/**
 * Expresses things that only Hillock and older Keras have with classes of Keras 3. `ThresholdedReLU` becomes `ReLU`. Activations with
 * arguments, for which Keras has no form, become layers, which it takes in their place: `elu` with an alpha becomes `ELU`. `hard_sigmoid` with
 * another slope than Keras 3's becomes two layers in a row that compute the same: `Rescaling` for the line and `ReLU` for the ends.
 */
import { warnOnce } from '../../errors/index.js';
import { getDTypePolicy } from '../../objects/dtype-policy.js';
import { isPlainObject as isEntries } from '../../tensor/options.js';

type Entries = Readonly<Record<string, unknown>>;

const name = 'hard_sigmoid';

/** A config in which everything is expressed with classes of Keras 3. */
export const inWordsOfKeras3 = <Config>(config: Config): Config => changed(config, asLayers, asReLU) as Config;

/**
 * The same for files that tf.keras opens, too. The name hard_sigmoid means another function there, so layers take its place here as well; tf.keras
 * refuses these instead of computing something wrong.
 */
export const inWordsOfAllKeras = <Config>(config: Config): Config =>
  changed(config, (given, dtype) => asLayers(given === name ? ofKeras3 : given, dtype), asReLU) as Config;

const ofKeras3 = { class_name: name, config: { slope: 1 / 6, offset: 0.5 } };

/** The reverse: such pairs of layers become activations again. What only files of Keras 3 say is expressed by what Hillock has. */
export const inOwnWords = <Config>(config: Config): Config =>
  changed(config, asActivation, (it) => asOnePolicy(withoutAdapters(it))) as Config;

/** A layer with LoRA is in a file with its weights as they are with the adapters, which are anew; Hillock trains all of these. */
function withoutAdapters(layer: Entries): Entries {
  const { class_name: className, config } = layer;
  if (!isEntries(config) || typeof config['lora_rank'] !== 'number') return layer;
  const { lora_rank: _, lora_alpha: __, ...rest } = config;
  const label = `${String(className)} ${JSON.stringify(config['name'])}`;
  const text = 'had adapters (LoRA): it has the weights that these led to, and is trained as a whole from here.';
  warnOnce(`adapters ${label}`, `${label} ${text}`);
  return { ...layer, config: rest };
}

/** Keras 3.15 writes no names of the policies in a map without a default: all of them are the global policy when the file is opened. */
function asOnePolicy(policy: Entries): Entries {
  const { default_policy: fallback, policy_map: map } = isEntries(policy['config'])
    ? policy['config']
    : ({} as Entries);
  if (policy['class_name'] !== 'DTypePolicyMap' || fallback !== null || !isEntries(map)) return policy;
  const isNamed = (each: unknown): boolean => (each as { config?: Entries } | null)?.config?.['name'] !== null;
  if (Object.values(map).some(isNamed)) return policy;
  return { class_name: 'DTypePolicy', config: { name: getDTypePolicy().name } };
}

/** A copy with activations and layers replaced. A replaced activation gets the dtype of its layer. */
function changed(
  value: unknown,
  activation: (given: unknown, dtype: unknown) => unknown,
  layer: (given: Entries) => Entries,
): unknown {
  if (Array.isArray(value)) return value.map((each) => changed(each, activation, layer));
  if (!isEntries(value)) return value;
  const entries = Object.entries(layer(value)).map(([key, entry]): [string, unknown] => [
    key,
    /(^|_)activation$/.test(key) ? activation(entry, value['dtype']) : changed(entry, activation, layer),
  ]);
  return Object.fromEntries(entries);
}

function asReLU(layer: Entries): Entries {
  const { class_name: className, config } = layer;
  if (className !== 'ThresholdedReLU' || !isEntries(config)) return layer;
  const { theta, ...common } = config;
  return { ...layer, class_name: 'ReLU', config: { ...common, max_value: null, negative_slope: 0, threshold: theta } };
}

/** The layers that compute an activation with arguments, of the same names. */
const layerOf: Readonly<Record<string, string>> = {
  elu: 'ELU',
  leaky_relu: 'LeakyReLU',
  relu: 'ReLU',
  softmax: 'Softmax',
};

/** The name of a layer that stands for an activation, so that it becomes one again. */
const nameOfLayer = (activation: string): string => `${activation}_activation`;

/** An activation with arguments as it is in configs, and no object with a module, such as a layer. */
const withArguments = (activation: unknown): { readonly name: string; readonly config: Entries } | undefined =>
  isEntries(activation) &&
  typeof activation['class_name'] === 'string' &&
  isEntries(activation['config']) &&
  activation['module'] === undefined
    ? { name: activation['class_name'], config: activation['config'] }
    : undefined;

/** The activations with arguments in a config that Keras opens only if it is given functions for their names. */
export function activationsWithoutForm(config: unknown): readonly string[] {
  const found = new Set<string>();
  const note = (activation: unknown): unknown => {
    const given = withArguments(activation);
    if (given !== undefined) found.add(`${given.name} with ${writtenArguments(given.config)}`);
    return activation;
  };
  changed(config, note, (it) => it);
  return [...found];
}

const writtenArguments = (config: Entries): string =>
  Object.entries(config)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(', ');

function asLayers(activation: unknown, dtype: unknown): unknown {
  const given = withArguments(activation);
  if (given === undefined) return activation;
  const common = { trainable: true, ...(dtype !== undefined && { dtype }) };
  const layer = (className: string, config: Entries): Entries => ({
    ...{ module: 'keras.layers', class_name: className },
    ...{ config: { ...common, ...config }, registered_name: null },
  });
  if (Object.hasOwn(layerOf, given.name)) {
    return layer(layerOf[given.name]!, { name: nameOfLayer(given.name), ...given.config });
  }
  if (given.name !== name) return activation;
  const { slope, offset } = given.config;
  const layers = [
    layer('Rescaling', { name: `${name}_line`, scale: slope, offset }),
    layer('ReLU', { name: `${name}_ends`, max_value: 1, negative_slope: 0, threshold: 0 }),
  ];
  const config = { name, ...common, layers };
  return { module: 'keras', class_name: 'Sequential', config, registered_name: null };
}

function asActivation(value: unknown): unknown {
  return asOneOfLayers(value) ?? asHardSigmoid(value);
}

/** Names of arguments before Keras 3, which are in its `.h5` files. */
const formerName: Readonly<Record<string, string>> = { 'LeakyReLU.alpha': 'negative_slope' };

function asOneOfLayers(value: unknown): unknown {
  if (!isEntries(value) || !isEntries(value['config'])) return undefined;
  const { name: given, trainable: _trainable, dtype: _dtype, ...others } = value['config'];
  const found = Object.entries(layerOf).find(
    ([activation, className]) => value['class_name'] === className && given === nameOfLayer(activation),
  );
  if (found === undefined) return undefined;
  const entries = Object.entries(others).map(([key, entry]) => [formerName[`${found[1]}.${key}`] ?? key, entry]);
  return { class_name: found[0], config: Object.fromEntries(entries) as Entries };
}

function asHardSigmoid(value: unknown): unknown {
  const inner = isEntries(value) && value['class_name'] === 'Sequential' ? value['config'] : undefined;
  if (!isEntries(inner) || inner['name'] !== name || !Array.isArray(inner['layers'])) return value;
  const configs = new Map(
    (inner['layers'] as unknown[]).filter(isEntries).map((each) => [each['class_name'], each['config']]),
  );
  const line = configs.get('Rescaling');
  // Keras adds an input layer when it opens and saves such a file.
  const others = [...configs.keys()].filter((each) => each !== 'Rescaling' && each !== 'ReLU' && each !== 'InputLayer');
  if (others.length > 0 || !configs.has('ReLU') || !isEntries(line)) return value;
  return { class_name: name, config: { slope: line['scale'], offset: line['offset'] } };
}
