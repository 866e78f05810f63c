/**
 * `hard_sigmoid` with another slope than that of Keras 3, which has no name for it: in its files it stands as two layers in a row, which take the place of an activation
 * there and compute the same, `Rescaling` for the line and `ReLU` for the ends.
 */
import { isPlainObject as isEntries } from '../../tensor/options.js';

type Entries = Readonly<Record<string, unknown>>;

const name = 'hard_sigmoid';

/** A config in the words of Keras 3, in which such activations are layers. */
export const withLayersForSlopes = <Config>(config: Config): Config => mapActivations(config, asLayers) as Config;

/** The same with the activations themselves again. */
export const withSlopesForLayers = <Config>(config: Config): Config => mapActivations(config, asActivation) as Config;

/** A copy in which `change` has seen every activation, with the dtype of the layer that it belongs to. */
function mapActivations(value: unknown, change: (activation: unknown, dtype: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => mapActivations(each, change));
  if (!isEntries(value)) return value;
  const entries = Object.entries(value).map(([key, entry]): [string, unknown] => [
    key,
    /(^|_)activation$/.test(key) ? change(entry, value['dtype']) : mapActivations(entry, change),
  ]);
  return Object.fromEntries(entries);
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
