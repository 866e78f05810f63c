/** What the config of a model says of its layers and of how they are connected. */
import { HillockError, StateError, unknownNameError, ValueError } from '../errors/index.js';
import type { AnyLayer, LayerConfig } from '../layers/index.js';
import { placeIn, within, type ConfigContext } from '../objects/config-context.js';
import type { SymbolicTensor } from '../tensor/index.js';

type Entries = Readonly<Record<string, unknown>>;
type TensorReference = readonly [layer: string, call: number, output: number];

/** A layer in the config of a functional model. */
interface ConnectedLayer extends LayerConfig {
  readonly name: string;
  readonly inbound_nodes: readonly { readonly args: readonly unknown[] }[];
}

/** The options of a model that its config states like those of a layer. */
export function commonOptions({ name, trainable }: Entries): { name?: string; trainable?: boolean } {
  return { ...(typeof name === 'string' && { name }), ...(typeof trainable === 'boolean' && { trainable }) };
}

function listIn(config: Entries, key: string, context: ConfigContext): readonly unknown[] {
  const list = config[key];
  if (Array.isArray(list)) return list;
  const expected = `${key} to be a list in the config of a model`;
  throw new ValueError({ where: placeIn(context), expected, received: { [key]: list } });
}

/** Makes the layers in the config of a model. */
function layerReader(context: ConfigContext): (entry: unknown, index: number) => AnyLayer {
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

/** The inputs and outputs of a functional model, connected by its layers. */
export function graphOfConfig(
  config: Entries,
  context: ConfigContext,
): Record<'inputs' | 'outputs', SymbolicTensor | SymbolicTensor[]> {
  const entries = listIn(config, 'layers', context) as readonly ConnectedLayer[];
  const read = layerReader(context);
  const layers = new Map(entries.map((entry, index) => [entry.name, partOf(entry, index, read, placeIn(context))]));
  const calls = new Map<string, SymbolicTensor[][]>(entries.map(({ name }) => [name, []]));
  for (const { name, inbound_nodes: nodes } of entries) {
    if (nodes.length === 0) calls.get(name)!.push([layers.get(name)!.output as SymbolicTensor]);
  }
  const where = placeIn(context);
  const find = ([name, call, output]: TensorReference): SymbolicTensor | undefined => {
    if (!calls.has(name)) throw unknownNameError(where, 'layer', String(name), calls.keys());
    return calls.get(name)![call]?.[output];
  };
  callInOrder(entries, layers, calls, find, where);
  const tensors = (key: string): SymbolicTensor | SymbolicTensor[] => {
    const references = listIn(config, key, context);
    const isOne = typeof references[0] === 'string';
    const found = (isOne ? [references] : references).map((reference) => known(find(reference as never), where));
    return isOne ? found[0]! : found;
  };
  return { inputs: tensors('input_layers'), outputs: tensors('output_layers') };
}

function partOf(
  entry: ConnectedLayer,
  index: number,
  read: (entry: unknown, index: number) => AnyLayer,
  where: string,
): AnyLayer {
  try {
    return read(entry, index);
  } catch (error) {
    if (!(error instanceof HillockError) || !String(entry.module).startsWith('keras.src.ops')) throw error;
    const hint = 'Only models of layers can be made of a config so far: put the operation into a layer of your own';
    throw new ValueError({ where, expected: 'layers only', received: { operation: entry.class_name }, hint });
  }
}

/** Calls every layer as often as the config says, each time as soon as what it is called on is there. */
function callInOrder(
  entries: readonly ConnectedLayer[],
  layers: ReadonlyMap<string, AnyLayer>,
  calls: ReadonlyMap<string, SymbolicTensor[][]>,
  find: (reference: TensorReference) => SymbolicTensor | undefined,
  where: string,
): void {
  let waiting = entries.flatMap(({ name, inbound_nodes: nodes }) =>
    nodes.map((node, index) => ({ name, index, references: referencesIn(node.args, where) })),
  );
  while (waiting.length > 0) {
    const left = waiting.filter(({ name, index, references }) => {
      const inputs = references.list.map(find);
      const made = calls.get(name)!;
      // The calls of one layer are numbered in their order.
      if (inputs.includes(undefined) || made.length < index) return true;
      const layer = layers.get(name)!;
      const output = layer.invoke(references.isList ? inputs : inputs[0]!);
      made.push((Array.isArray(output) ? output : [output]) as SymbolicTensor[]);
      return false;
    });
    if (left.length === waiting.length) {
      const names = left.map(({ name }) => name);
      throw new ValueError({
        where,
        expected: 'layers that can be called one after the other',
        received: { layers: names },
      });
    }
    waiting = left;
  }
}

const known = (tensor: SymbolicTensor | undefined, where: string): SymbolicTensor => {
  if (tensor !== undefined) return tensor;
  throw new ValueError({ where, expected: 'inputs and outputs that are tensors of the model', received: { tensor } });
};

/** The tensors that a call in a config takes. */
function referencesIn([first]: readonly unknown[], where: string): { list: TensorReference[]; isList: boolean } {
  const isList = Array.isArray(first);
  const list = (isList ? (first as unknown[]) : [first]).map((tensor) => {
    const { class_name: name, config } = Object(tensor) as {
      class_name?: unknown;
      config?: { keras_history?: TensorReference };
    };
    if (name === '__keras_tensor__' && Array.isArray(config?.keras_history)) return config.keras_history;
    throw new ValueError({ where, expected: 'calls of layers on tensors', received: { argument: tensor } });
  });
  return { list, isList };
}
