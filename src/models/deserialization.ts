/** Models of Keras's JSON. */
import { HillockError, unknownNameError, ValueError } from '../errors/index.js';
import type { AnyLayer } from '../layers/index.js';
import { deserialize as deserializeLayer, type DeserializeOptions, type LayerConfig } from '../layers/index.js';
import type { SymbolicTensor } from '../tensor/index.js';
import type { CompileOptions } from './compilation.js';
import { Model } from './functional.js';
import { TrainableModel } from './model.js';
import { Sequential } from './sequential.js';

type Entries = Readonly<Record<string, unknown>>;
type TensorReference = readonly [layer: string, call: number, output: number];

/** A layer in the config of a functional model. */
interface ConnectedLayer extends LayerConfig {
  readonly name: string;
  readonly module?: string | null;
  readonly inbound_nodes: readonly { readonly args: readonly unknown[] }[];
}

const where = 'modelFromJSON';

/**
 * The model that Keras's JSON describes, with new weights: what `JSON.stringify(model)` gives, or `model.to_json()` in Python.
 * A model with operations between its layers is written but not read: its operations have to be layers.
 *
 * @example
 * import { layers, modelFromJSON, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(3, { inputShape: [2] }), layers.Activation('softmax')]);
 * modelFromJSON(JSON.stringify(model)).layers.map(({ name }) => name) // → [ 'dense', 'activation' ]
 */
export function modelFromJSON(json: string | object, options: DeserializeOptions = {}): TrainableModel {
  const config = (typeof json === 'string' ? parse(json) : json) as LayerConfig & { compile_config?: Entries | null };
  const model = deserializePart(config, options);
  if (model instanceof TrainableModel) return model;
  throw new ValueError({ where, expected: 'the config of a model', received: { class_name: config.class_name } });
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ValueError({ where, expected: 'JSON', received: { json } });
  }
}

/** A layer, or a model within a model. */
function deserializePart(
  given: LayerConfig & { compile_config?: Entries | null },
  options: DeserializeOptions,
): AnyLayer {
  const { class_name: name, config } = Object(given) as LayerConfig;
  const isModel = name === 'Sequential' || name === 'Functional' || name === 'Model';
  if (!isModel || Object.hasOwn(options.customObjects ?? {}, name)) return deserializeLayer(given, options);
  if (typeof config !== 'object' || config === null) {
    throw new ValueError({
      where,
      expected: 'a config of the form { class_name, config }',
      received: { config: given },
    });
  }
  const model = name === 'Sequential' ? sequentialFrom(config, options) : functionalFrom(config, options);
  const compilation = given.compile_config ?? {};
  if (compilation['optimizer'] !== undefined) model.compile(compileOptionsFrom(compilation));
  return model;
}

function compileOptionsFrom({ optimizer, loss, loss_weights: lossWeights, metrics }: Entries): CompileOptions {
  return { optimizer, loss, lossWeights, metrics } as CompileOptions;
}

/** The options of a model that its config states like those of a layer. */
function commonOptions({ name, trainable }: Entries): { name?: string; trainable?: boolean } {
  return { ...(typeof name === 'string' && { name }), ...(typeof trainable === 'boolean' && { trainable }) };
}

function listIn(config: Entries, key: string): readonly unknown[] {
  const list = config[key];
  if (Array.isArray(list)) return list;
  throw new ValueError({ where, expected: `${key} to be a list in the config of a model`, received: { [key]: list } });
}

function sequentialFrom(config: Entries, options: DeserializeOptions): Sequential {
  const layers = listIn(config, 'layers').map((layer) => deserializePart(layer as LayerConfig, options));
  const model = new Sequential(layers, commonOptions(config));
  const shape = config['build_input_shape'];
  if (!model.built && Array.isArray(shape)) model.build(shape as number[]);
  return model;
}

function functionalFrom(config: Entries, options: DeserializeOptions): Model {
  const entries = listIn(config, 'layers') as readonly ConnectedLayer[];
  const layers = new Map(entries.map((entry) => [entry.name, partOf(entry, options)]));
  const calls = new Map<string, SymbolicTensor[][]>(entries.map(({ name }) => [name, []]));
  for (const { name, inbound_nodes: nodes } of entries) {
    if (nodes.length === 0) calls.get(name)!.push([layers.get(name)!.output as SymbolicTensor]);
  }
  const find = ([name, call, output]: TensorReference): SymbolicTensor | undefined => {
    if (!calls.has(name)) throw unknownNameError(where, 'layer', String(name), calls.keys());
    return calls.get(name)![call]?.[output];
  };
  callInOrder(entries, layers, calls, find);
  const tensors = (key: string): SymbolicTensor | SymbolicTensor[] => {
    const references = listIn(config, key);
    const isOne = typeof references[0] === 'string';
    const found = (isOne ? [references] : references).map((reference) => known(find(reference as never)));
    return isOne ? found[0]! : found;
  };
  return new Model({ inputs: tensors('input_layers'), outputs: tensors('output_layers'), ...commonOptions(config) });
}

function partOf(entry: ConnectedLayer, options: DeserializeOptions): AnyLayer {
  try {
    return deserializePart(entry, options);
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
): void {
  let waiting = entries.flatMap(({ name, inbound_nodes: nodes }) =>
    nodes.map((node, index) => ({ name, index, references: referencesIn(node.args) })),
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

const known = (tensor: SymbolicTensor | undefined): SymbolicTensor => {
  if (tensor !== undefined) return tensor;
  throw new ValueError({ where, expected: 'inputs and outputs that are tensors of the model', received: { tensor } });
};

/** The tensors that a call in a config takes. */
function referencesIn([first]: readonly unknown[]): { list: TensorReference[]; isList: boolean } {
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
