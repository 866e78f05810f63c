/**
 * What Hillock and older Keras have and Keras 3 has no name for, in words that Keras 3 has. `ThresholdedReLU` is `ReLU`. `hard_sigmoid` with another slope than that of
 * Keras 3 is two layers in a row, which take the place of an activation and compute the same: `Rescaling` for the line and `ReLU` for the ends.
 */
import { isPlainObject as isEntries } from '../../tensor/options.js';

type Entries = Readonly<Record<string, unknown>>;

const name = 'hard_sigmoid';

/** A config in the words of Keras 3. */
export const inWordsOfKeras3 = <Config>(config: Config): Config => changed(config, asLayers, asReLU) as Config;

/** The same without a word that means another function to tf.keras than to Keras 3: it refuses the layers, and computes nothing wrong. */
export const inWordsOfAllKeras = <Config>(config: Config): Config =>
  changed(config, (given, dtype) => asLayers(given === name ? ofKeras3 : given, dtype), asReLU) as Config;

const ofKeras3 = { class_name: name, config: { slope: 1 / 6, offset: 0.5 } };

/** The same with activations as themselves again. */
export const withOwnActivations = <Config>(config: Config): Config =>
  changed(config, asActivation, (it) => it) as Config;

/** A copy with other activations, which get the dtype of the layer that they belong to, and other layers. */
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
  // Keras, which opens and saves them, adds what comes in.
  const others = [...configs.keys()].filter((each) => each !== 'Rescaling' && each !== 'ReLU' && each !== 'InputLayer');
  if (others.length > 0 || !configs.has('ReLU') || !isEntries(line)) return value;
  return { class_name: name, config: { slope: line['scale'], offset: line['offset'] } };
}
