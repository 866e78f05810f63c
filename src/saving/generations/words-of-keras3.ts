/**
 * Expresses things that only Hillock and older Keras have with classes of Keras 3. `ThresholdedReLU` becomes `ReLU`. `hard_sigmoid` with
 * another slope than Keras 3's becomes two layers in a row that compute the same: `Rescaling` for the line and `ReLU` for the ends.
 */
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

/** The reverse: such pairs of layers become activations again. */
export const withOwnActivations = <Config>(config: Config): Config =>
  changed(config, asActivation, (it) => it) as Config;

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

function asLayers(activation: unknown, dtype: unknown): unknown {
  if (!isEntries(activation) || activation['class_name'] !== name || !isEntries(activation['config']))
    return activation;
  const { slope, offset } = activation['config'];
  const common = { trainable: true, ...(dtype !== undefined && { dtype }) };
  const layer = (className: string, config: Entries): Entries => ({
    ...{ module: 'keras.layers', class_name: className },
    ...{ config: { ...common, ...config }, registered_name: null },
  });
  const layers = [
    layer('Rescaling', { name: `${name}_line`, scale: slope, offset }),
    layer('ReLU', { name: `${name}_ends`, max_value: 1, negative_slope: 0, threshold: 0 }),
  ];
  const config = { name, ...common, layers };
  return { module: 'keras', class_name: 'Sequential', config, registered_name: null };
}

function asActivation(value: unknown): unknown {
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
