/** Reads the layers in the config of a model. */
import { StateError, ValueError } from '../errors/index.js';
import type { AnyLayer } from '../layers/index.js';
import { placeIn, within, type ConfigContext } from '../objects/config-context.js';
import type { SymbolicTensor, Tree } from '../tensor/index.js';

type Entries = Readonly<Record<string, unknown>>;

/** The options in a model's config that every layer has. */
export function commonOptions({ name, trainable }: Entries): { name?: string; trainable?: boolean } {
  return { ...(typeof name === 'string' && { name }), ...(typeof trainable === 'boolean' && { trainable }) };
}

/** The list in an entry of the config; anything else is refused. */
export function listIn(config: Entries, key: string, context: ConfigContext): readonly unknown[] {
  const list = config[key];
  if (Array.isArray(list)) return list;
  const expected = `${key} to be a list in the config of a model`;
  throw new ValueError({ where: placeIn(context), expected, received: { [key]: list } });
}

/** Returns a function that makes a layer from an entry of a model's config. */
export function layerReader(context: ConfigContext): (entry: unknown, index: number) => AnyLayer {
  const read = context.readers['layers'];
  if (read === undefined) {
    throw new StateError({
      where: placeIn(context),
      expected:
        'to be called while layers are read, since the class of a model does not know the classes of all layers',
      hint: 'call layers.deserialize(layers.serialize(model)), or modelFromJSON(JSON.stringify(model))',
    });
  }
  return (entry, index) => read(entry, within(context, 'layers', index)) as AnyLayer;
}

/** The layers of a sequential model. */
export function stackOfConfig(config: Entries, context: ConfigContext): AnyLayer[] {
  return listIn(config, 'layers', context).map(layerReader(context));
}

/** The name under which the readers of a context contain the one that connects the layers of a functional model. */
export const graphReader = 'graphs';

/**
 * The inputs and outputs of a functional model. The code that connects layers is found among the context's readers, so that bundles without
 * `layers.deserialize` do not contain it.
 */
export function graphOfConfig(
  config: Entries,
  context: ConfigContext,
): Record<'inputs' | 'outputs', Tree<SymbolicTensor>> {
  // Throws if the context has no reader of layers; a context that has one also has the reader of graphs.
  layerReader(context);
  return context.readers[graphReader]!(config, context) as Record<'inputs' | 'outputs', Tree<SymbolicTensor>>;
}
