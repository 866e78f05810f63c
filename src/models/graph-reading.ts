/** Connects the layers of a functional model as its config says. The config also contains the operations between the layers. */
import { unknownNameError, ValueError } from '../errors/index.js';
import { Layer, type AnyLayer, type LayerConfig } from '../layers/index.js';
import { placeIn, within, type ConfigContext } from '../objects/config-context.js';
import { camelCase } from '../objects/spelling.js';
import { ImageLayer } from '../layers/augmentation/image-layer.js';
import { flattenTree, type SymbolicTensor, type Tree } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';
import { referencesIn, valueOfArgument, type TensorReference } from './call-arguments.js';
import { layerReader, listIn } from './deserialization.js';
import type { DescribedOperation } from './described-operation.js';
import { isOperation, operationOf } from './operation-readers.js';

type Entries = Readonly<Record<string, unknown>>;

/** The config of a layer in a functional model, with its calls. */
interface ConnectedLayer extends LayerConfig {
  readonly name: string;
  readonly inbound_nodes: readonly unknown[];
}

/** The inputs and outputs of a functional model, connected by its layers and operations. */
export function readGraph(config: Entries, context: ConfigContext): Record<'inputs' | 'outputs', Tree<SymbolicTensor>> {
  const entries = listIn(config, 'layers', context).map((entry, index) => checkConnected(entry, index, context));
  const read = layerReader(context);
  const where = placeIn(context);
  const callees = new Map<string, Callee>();
  entries.forEach((entry, index) => {
    if (callees.has(entry.name)) {
      const expected = 'layers that all have different names';
      throw new ValueError({ where, expected, received: { name: entry.name } });
    }
    callees.set(
      entry.name,
      isOperation(entry) ? operationOf(entry, within(context, 'layers', index)) : read(entry, index),
    );
  });
  const calls = new CallRecord(
    where,
    entries.map(({ name }) => name),
  );
  for (const { name, inbound_nodes: nodes } of entries) {
    const callee = callees.get(name)!;
    if (nodes.length === 0 && callee instanceof Layer)
      calls.add(name, flattenTree(callee.output as Tree<SymbolicTensor>));
  }
  const called =
    context.keras === 3 ? entries.map((entry) => withoutDefaults(entry, callees.get(entry.name)!)) : entries;
  callInOrder(called, callees, calls);
  return { inputs: calls.treeOf(config['input_layers']), outputs: calls.treeOf(config['output_layers']) };
}

/** What a node calls: a layer, or an operation. */
type Callee = AnyLayer | DescribedOperation;

function checkConnected(entry: unknown, index: number, context: ConfigContext): ConnectedLayer {
  const { name, inbound_nodes: nodes, config } = Object(entry) as Partial<ConnectedLayer>;
  const own = name ?? (Object(config) as { readonly name?: unknown }).name;
  if (typeof own === 'string' && Array.isArray(nodes)) return { ...(entry as ConnectedLayer), name: own };
  throw new ValueError({
    where: placeIn(within(context, 'layers', index)),
    expected: 'a layer with its name and its calls, inbound_nodes',
    received: { name: own, inbound_nodes: nodes },
  });
}

/**
 * The calls of a layer without what Keras 3 writes of `training` whether it was given or not: `true` for layers of images, `false` for all
 * others with this default. It goes by what the whole model is called with.
 */
function withoutDefaults(entry: ConnectedLayer, callee: Callee): ConnectedLayer {
  const preset = callee instanceof ImageLayer;
  const withoutDefault = (node: unknown): unknown => {
    const { kwargs } = Object(node) as { readonly kwargs?: unknown };
    if (!isPlainObject(kwargs) || kwargs['training'] !== preset) return node;
    return { ...(node as object), kwargs: { ...kwargs, training: null } };
  };
  return { ...entry, inbound_nodes: entry.inbound_nodes.map(withoutDefault) };
}

/** The outputs of the calls made so far. */
class CallRecord {
  readonly #where: string;
  readonly #outputs: ReadonlyMap<string, (readonly SymbolicTensor[])[]>;

  constructor(where: string, names: readonly string[]) {
    this.#where = where;
    this.#outputs = new Map(names.map((name) => [name, []]));
  }

  get where(): string {
    return this.#where;
  }

  add(name: string, outputs: readonly SymbolicTensor[]): void {
    this.#outputs.get(name)!.push(outputs);
  }

  countOf(name: string): number {
    return this.#outputs.get(name)!.length;
  }

  /** The tensor for a reference; `undefined` if the call that makes it was not made yet. */
  find(reference: TensorReference): SymbolicTensor | undefined {
    // In a damaged config, anything may be in the place of a reference.
    if (!Array.isArray(reference)) throw this.#unknownPlace(reference);
    const [name, call, output] = reference;
    const made = this.#outputs.get(name);
    if (made === undefined)
      throw unknownNameError(this.#where, 'layer of the graph', String(name), this.#outputs.keys());
    const isPlace = Number.isSafeInteger(call) && Number.isSafeInteger(output) && call >= 0 && output >= 0;
    if (!isPlace || (made[call] !== undefined && made[call][output] === undefined)) throw this.#unknownPlace(reference);
    return made[call]?.[output];
  }

  /** A tensor of the model, or a list or object of tensors. */
  treeOf(references: unknown): Tree<SymbolicTensor> {
    if (isReference(references)) {
      const found = this.find(references);
      if (found === undefined) throw this.#unknownPlace(references);
      return found;
    }
    if (Array.isArray(references)) return references.map((each) => this.treeOf(each));
    if (isPlainObject(references)) {
      return Object.fromEntries(Object.entries(references).map(([name, each]) => [name, this.treeOf(each)]));
    }
    const expected = 'inputs and outputs that are tensors of the model';
    throw new ValueError({ where: this.#where, expected, received: { tensor: references } });
  }

  #unknownPlace(reference: TensorReference): ValueError {
    const expected = 'references to tensors of the model, [layer, call, output]';
    return new ValueError({ where: this.#where, expected, received: { reference } });
  }
}

const isReference = (value: unknown): value is TensorReference =>
  Array.isArray(value) && value.length === 3 && typeof value[0] === 'string' && typeof value[1] !== 'string';

/** A call in the config; some of its arguments are outputs of other calls. */
interface ConfiguredCall {
  readonly name: string;
  readonly index: number;
  readonly args: readonly unknown[];
  readonly kwargs: Entries;
  readonly needs: readonly TensorReference[];
}

function configuredCall(name: string, index: number, node: unknown, where: string): ConfiguredCall {
  const { args, kwargs = {} } = Object(node) as { readonly args?: unknown; readonly kwargs?: unknown };
  if (!Array.isArray(args) || !isPlainObject(kwargs)) {
    const expected = 'calls of layers with args and kwargs';
    throw new ValueError({ where, expected, received: { layer: name, call: node } });
  }
  return { name, index, args, kwargs, needs: referencesIn([args, kwargs]) };
}

/** Makes all calls in the config, each as soon as the tensors that it needs exist. */
function callInOrder(
  entries: readonly ConnectedLayer[],
  callees: ReadonlyMap<string, Callee>,
  calls: CallRecord,
): void {
  const { where } = calls;
  let waiting = entries.flatMap(({ name, inbound_nodes: nodes }) =>
    nodes.map((node, index) => configuredCall(name, index, node, where)),
  );
  while (waiting.length > 0) {
    const left = waiting.filter((call) => {
      // A call has to wait for the earlier calls of the same layer, because calls are numbered by their order.
      if (
        calls.countOf(call.name) < call.index ||
        call.needs.some((reference) => calls.find(reference) === undefined)
      ) {
        return true;
      }
      calls.add(call.name, callOf(callees.get(call.name)!, call, calls));
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

function callOf(callee: Callee, { args, kwargs }: ConfiguredCall, calls: CallRecord): SymbolicTensor[] {
  const value = (given: unknown): unknown => valueOfArgument(given, (reference) => calls.find(reference)!);
  const positional = args.map(value);
  const named = Object.entries(kwargs)
    // Nested models with several inputs are given a list of masks, though there is none. Keras's operations need what they are given.
    .filter(([, given]) => !(callee instanceof Layer) || flattenTree(given).some((each) => each !== null))
    .map(([name, given]) => [name, value(given)] as const);
  if (!(callee instanceof Layer)) return flattenTree(callee.invoke(...positional, Object.fromEntries(named)));
  const { argumentNames } = callee as unknown as { readonly argumentNames: readonly string[] };
  const options: Record<string, unknown> = {};
  for (const [name, given] of named) {
    const place = argumentNames.indexOf(name);
    if (place >= 0) positional[place] = given;
    else options[camelCase(name)] = given;
  }
  return flattenTree(callee.invoke(...positional, options) as Tree<SymbolicTensor>);
}
