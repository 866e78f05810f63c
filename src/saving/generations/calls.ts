/** Converts the calls between layers from the forms of Keras 1 and 2 to the form of Keras 3. */
import { entryOf, isJsonObject, type Json, type JsonObject } from '../json/parsing.js';
import type { Generation } from './generation.js';
import { translateOperation } from './tensorflow-operations.js';

export type LayerKind = 'layer' | 'sequential' | 'functional';

/** An output of a call of a layer: `["dense", 0, 0]`. */
type Reference = readonly [layer: string, call: number, output: number];

const isReference = (value: Json | undefined): value is Json & Reference =>
  Array.isArray(value) &&
  value.length >= 3 &&
  typeof value[0] === 'string' &&
  typeof value[1] === 'number' &&
  typeof value[2] === 'number';

const tensorClass = '__keras_tensor__';

const tensorOf = ([layer, call, output]: Reference): JsonObject => ({
  class_name: tensorClass,
  config: { keras_history: [layer, call, output] },
});

/** A functional model's config with calls in the form of Keras 3, each call counted from 0. */
export function translateCalls(
  config: JsonObject,
  kinds: ReadonlyMap<string, LayerKind>,
  generation: Generation,
): JsonObject {
  const connected = (config['layers'] as readonly Json[]).map((layer) => translateNodes(layer, kinds));
  const layers = generation.keras === 3 ? connected : connected.map(translateOperation);
  const references = [
    ...layers.flatMap(referencesIn),
    ...referencesIn(config['input_layers']!),
    ...referencesIn(config['output_layers']!),
  ];
  const offsets = new Map(
    [...kinds].map(([name, kind]) => [name, offsetOf(name, kind, layers, references, generation)]),
  );
  const shift = (value: Json): Json => shiftReferences(value, offsets);
  return {
    ...config,
    layers: layers.map((layer) =>
      isJsonObject(layer) ? { ...layer, inbound_nodes: shift(layer['inbound_nodes'] ?? []) } : layer,
    ),
    input_layers: shift(generation.keras === 3 ? (config['input_layers'] ?? []) : withoutList(config['input_layers'])),
    output_layers: shift(withoutList(config['output_layers'])),
  };
}

/** A list of one tensor becomes that tensor: older files always have lists, and Keras does not return a list for a single output. */
function withoutList(references: Json | undefined): Json {
  if (!Array.isArray(references)) return references ?? [];
  const [only] = references as readonly Json[];
  return references.length === 1 && isReference(only) ? only : references;
}

/** The calls of a layer, from `[[["dense", 0, 0, { options }], …]]` or `[["dense", 0, 0, { options }]]`. */
function translateNodes(layer: Json, kinds: ReadonlyMap<string, LayerKind>): Json {
  const nodes = entryOf(layer, 'inbound_nodes');
  if (!isJsonObject(layer) || !Array.isArray(nodes)) return layer;
  return { ...layer, inbound_nodes: (nodes as readonly Json[]).map((node) => translateNode(node, kinds)) };
}

function translateNode(node: Json, kinds: ReadonlyMap<string, LayerKind>): Json {
  if (isJsonObject(node) && 'args' in node) return node;
  const options: Record<string, Json> = {};
  const inputs = inputsIn(node, (given) => {
    for (const [name, value] of Object.entries(given)) options[name] = translateArgument(value, kinds);
  });
  return { args: [inputs], kwargs: options };
}

/** The tensors of a call: one, a list or an object of them; each is followed by options. */
function inputsIn(node: Json, addOptions: (options: JsonObject) => void): Json {
  if (isReference(node)) {
    const options = (node as readonly Json[])[3];
    if (isJsonObject(options)) addOptions(options);
    return isConstant(node) ? (node as readonly Json[])[2]! : tensorOf(node);
  }
  if (Array.isArray(node)) {
    const inputs = (node as readonly Json[]).map((each) => inputsIn(each, addOptions));
    return inputs.length === 1 ? inputs[0]! : inputs;
  }
  if (!isJsonObject(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([name, each]) => [name, inputsIn(each, addOptions)]));
}

/** tf.keras writes numbers in the place of tensors as `["_CONSTANT_VALUE", -1, value, {}]`. */
const isConstant = ([name]: Reference): boolean => name === '_CONSTANT_VALUE';

/** Translates an option of a call, which may be a tensor or contain some. */
function translateArgument(value: Json, kinds: ReadonlyMap<string, LayerKind>): Json {
  if (isReference(value) && isConstant(value)) return (value as readonly Json[])[2]!;
  if (isReference(value) && kinds.has(value[0])) return tensorOf(value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => translateArgument(each, kinds));
  return value;
}

function referencesIn(value: Json): Reference[] {
  if (isReference(value)) return [value];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  if (value['class_name'] === tensorClass) {
    const history = entryOf(value['config'], 'keras_history');
    return isReference(history) ? [history] : [];
  }
  return Object.entries(value)
    .filter(([key]) => key !== 'config')
    .flatMap(([, each]) => referencesIn(each));
}

/**
 * The number of a layer's first call. A model as a layer has a call of its own, which older files count and newer ones do not; that is
 * decided by the numbers that occur, or else by the generation.
 */
function offsetOf(
  name: string,
  kind: LayerKind,
  layers: readonly Json[],
  references: readonly Reference[],
  { keras }: Generation,
): 0 | 1 {
  if (kind === 'layer') return 0;
  const calls = references.filter(([layer]) => layer === name).map(([, call]) => call);
  const nodes = entryOf(
    layers.find((layer) => entryOf(layer, 'name') === name),
    'inbound_nodes',
  );
  const count = Array.isArray(nodes) ? nodes.length : 0;
  if (calls.includes(0)) return 0;
  if (calls.some((call) => call >= count)) return 1;
  return keras === 3 ? 0 : 1;
}

function shiftReferences(value: Json, offsets: ReadonlyMap<string, number>): Json {
  if (isReference(value)) {
    const [layer, call, output, ...rest] = value as readonly [string, number, number, ...Json[]];
    return [layer, call - (offsets.get(layer) ?? 0), output, ...rest];
  }
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => shiftReferences(each, offsets));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shiftReferences(each, offsets)]));
}
