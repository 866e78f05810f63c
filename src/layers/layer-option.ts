/** Options whose values are layers, and copies of layers with the same options. */
import { ValueError } from '../errors/index.js';
import { within } from '../objects/config-context.js';
import type { RequiredOption } from '../objects/options/index.js';
import type { OptionTable } from '../objects/options/option.js';
import { Initializer } from './initializers/initializer.js';
import { deserialize as initializerFrom, serialize as serializeInitializer } from './initializers/registry.js';
import { Layer, type AnyLayer } from './layer.js';
import { serialize } from './serialization.js';

/** The entry of a layer in another layer's config; a model is written as a whole. */
const toConfig = (layer: AnyLayer): unknown => {
  if ('toJSON' in layer) return (layer as unknown as { toJSON(): unknown }).toJSON();
  const { build_config: _, ...description } = serialize(layer);
  return description;
};

/** A layer inside another layer. */
export const layerOption = (): RequiredOption<AnyLayer> => ({
  check: (given, where, name) => {
    if ((given as unknown) instanceof Layer) return given;
    throw new ValueError({ where, expected: `${name} to be a layer`, received: { [name]: given } });
  },
  toConfig,
  fromConfig: (entry, context) => context.readers['layers']?.(entry, context) ?? entry,
});

/** Several layers inside another layer. */
export const layerListOption = (): RequiredOption<readonly AnyLayer[]> => ({
  check: (given, where, name) => {
    if (Array.isArray(given) && given.length > 0 && given.every((each) => each instanceof Layer)) return [...given];
    throw new ValueError({ where, expected: `${name} to be a list of layers`, received: { [name]: given } });
  },
  toConfig: (layers) => layers.map(toConfig),
  fromConfig: (entry, context) => {
    const read = context.readers['layers'];
    if (!Array.isArray(entry) || read === undefined) return entry;
    return entry.map((each: unknown, index) => read(each, within(context, index)));
  },
});

type LayerClass = (new (options: object) => AnyLayer) & { optionTable(): OptionTable };

/** A new layer with the options of another, except for some changes. It has weights of its own, and its initializers draw other numbers. */
export function copyLayer<Kind extends AnyLayer>(layer: Kind, changes: object): Kind {
  const Class = layer.constructor as unknown as LayerClass;
  const values = layer as unknown as Readonly<Record<string, unknown>>;
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(Class.optionTable())) {
    if (option.aliasOf === undefined && values[name] !== undefined) options[name] = copied(values[name]);
  }
  return new Class({ ...options, dtype: layer.dtypePolicy, ...changes }) as Kind;
}

function copied(value: unknown): unknown {
  if (value instanceof Initializer) return initializerFrom(serializeInitializer(value) as never);
  if (value instanceof Layer) return copyLayer(value as AnyLayer, { name: (value as AnyLayer).name });
  return Array.isArray(value) ? value.map(copied) : value;
}
