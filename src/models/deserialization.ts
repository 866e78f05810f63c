/** What the config of a model says of its layers. */
import { StateError, ValueError } from '../errors/index.js';
import type { AnyLayer } from '../layers/index.js';
import { placeIn, within, type ConfigContext } from '../objects/config-context.js';
import type { SymbolicTensor, Tree } from '../tensor/index.js';

type Entries = Readonly<Record<string, unknown>>;

/** The options of a model that its config states like those of a layer. */
export function commonOptions({ name, trainable }: Entries): { name?: string; trainable?: boolean } {
  return { ...(typeof name === 'string' && { name }), ...(typeof trainable === 'boolean' && { trainable }) };
}

/** The list that an entry of the config has to be. */
export function listIn(config: Entries, key: string, context: ConfigContext): readonly unknown[] {
  const list = config[key];
  if (Array.isArray(list)) return list;
  const expected = `${key} to be a list in the config of a model`;
  throw new ValueError({ where: placeIn(context), expected, received: { [key]: list } });
}

/** Makes the layers in the config of a model. */
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

/** What connects the layers of a functional model, by this name among the readers of a context. */
export const graphReader = 'graphs';

/** The inputs and outputs of a functional model; a bundle without `layers.deserialize` has no use for what connects them. */
export function graphOfConfig(
  config: Entries,
  context: ConfigContext,
): Record<'inputs' | 'outputs', Tree<SymbolicTensor>> {
  // Whoever knows the classes of layers knows this, too.
  layerReader(context);
  return context.readers[graphReader]!(config, context) as Record<'inputs' | 'outputs', Tree<SymbolicTensor>>;
}
