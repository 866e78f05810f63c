/** Models as Keras's JSON has them. */
import { InputLayer, Layer, type AnyLayer, type SerializedLayer } from '../layers/index.js';
import { serialize as serializeLayer } from '../layers/serialization.js';
import type { SerializedObject } from '../objects/serialization.js';
import type { GraphNode, SymbolicShape, SymbolicTensor } from '../tensor/index.js';
import * as losses from '../training/losses/index.js';
import * as metrics from '../training/metrics/index.js';
import * as optimizers from '../training/optimizers/index.js';
import type { Compilation } from './compilation.js';
import { callsOf, type Graph, type GraphOperation } from './graph.js';
import { serializeOperationClass } from './keras-operations.js';

/** A model as Keras writes it: what it is made of, for which shape it was built, and how it is trained. */
export interface SerializedModel extends SerializedObject {
  readonly build_config?: { readonly input_shape: SymbolicShape | null };
  readonly compile_config: Readonly<Record<string, unknown>>;
}

/** Which output of which call of which layer a tensor is. */
type TensorReference = readonly [layer: string, call: number, output: number];

const isModel = (layer: AnyLayer): layer is AnyLayer & { toJSON(): SerializedModel } => 'toJSON' in layer;

/** A layer within a model's config; a model within a model comes as a whole. */
export const serializePart = (layer: AnyLayer): SerializedLayer | SerializedModel =>
  isModel(layer) ? layer.toJSON() : withoutShapeOfInput(serializeLayer(layer), layer);

function withoutShapeOfInput(serialized: SerializedLayer, layer: AnyLayer): SerializedLayer {
  if (!(layer instanceof InputLayer)) return serialized;
  const { build_config: _, ...rest } = serialized;
  return rest;
}

function referenceTo({ history }: SymbolicTensor, graph: Graph): TensorReference {
  const { node, tensorIndex } = history!;
  const operation = graph.operationAt.get(node)!;
  return [operation.name, callsOf(operation, graph).indexOf(node), tensorIndex];
}

const serializeTensor = (tensor: SymbolicTensor, graph: Graph): object => ({
  class_name: '__keras_tensor__',
  config: { shape: tensor.shape, dtype: tensor.dtype, keras_history: referenceTo(tensor, graph) },
});

function serializeNode({ operation, inputs }: GraphNode, graph: Graph): object {
  const tensors = inputs.map((tensor) => serializeTensor(tensor, graph));
  const isNestedModel = operation instanceof Layer && isModel(operation as AnyLayer);
  const isSpread = tensors.length === 1 || !(operation instanceof Layer);
  return { args: isSpread ? tensors : [tensors], kwargs: isNestedModel ? { mask: null } : {} };
}

function serializeOperation(operation: GraphOperation, graph: Graph): object {
  const nodes = callsOf(operation, graph).filter(({ inputs }) => inputs.length > 0);
  const description =
    operation instanceof Layer
      ? serializePart(operation)
      : serializeOperationClass(operation.name, nodes[0]!);
  return { ...description, name: operation.name, inbound_nodes: nodes.map((node) => serializeNode(node, graph)) };
}

/** The part of a functional model's config that says how its layers are connected. */
export function serializeGraph(graph: Graph, hasOutputList: boolean): Record<string, unknown> {
  const [inputs, outputs] = [graph.inputs, graph.outputs].map((tensors) =>
    tensors.map((tensor) => referenceTo(tensor, graph)),
  );
  return {
    layers: graph.operations.map((operation) => serializeOperation(operation, graph)),
    input_layers: inputs!.length === 1 ? inputs![0] : inputs,
    output_layers: hasOutputList ? outputs : outputs![0],
  };
}

/** An option of `compile` that may be a thing or several, with each of them serialized. */
function serializeEach(option: unknown, serialize: (part: never) => unknown): unknown {
  if (option === undefined || option === null || typeof option === 'string') return option ?? null;
  if (Array.isArray(option)) return option.map((part) => serializeEach(part, serialize));
  if (typeof option === 'function' || Object.getPrototypeOf(option) !== Object.prototype)
    return serialize(option as never);
  if ('class_name' in Object(option)) return option;
  return Object.fromEntries(Object.entries(option).map(([name, part]) => [name, serializeEach(part, serialize)]));
}

/** How a model was compiled; nothing if it was not. */
export function serializeCompilation(compilation: Compilation | undefined): Record<string, unknown> {
  if (compilation === undefined) return {};
  const { loss, lossWeights, metrics: metricsOption } = compilation.options;
  return {
    optimizer: optimizers.serialize(compilation.optimizer),
    loss: serializeEach(loss, losses.serialize),
    loss_weights: lossWeights ?? null,
    metrics: serializeEach(metricsOption, metrics.serialize),
    weighted_metrics: null,
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: true,
  };
}
