/** Writes graphs of layers and operations as Keras's JSON. */
import { Layer, type AnyLayer } from '../layers/index.js';
import { snakeCase } from '../objects/spelling.js';
import { arrangeAs, SymbolicTensor, Tensor, Variable, type GraphNode, type Tree } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';
import { callsOf, type Graph, type GraphOperation } from './graph.js';
import { serializeCall, serializeConstant, serializeOperationClass } from './keras-operations.js';
import { isModel, serializePart } from './serialized-part.js';

/** Identifies a tensor: a layer, the number of its call, and the number of that call's output. */
type TensorReference = readonly [layer: string, call: number, output: number];

function referenceTo({ history }: SymbolicTensor, graph: Graph): TensorReference {
  const { node, tensorIndex } = history!;
  const operation = graph.operationAt.get(node)!;
  return [operation.name, callsOf(operation, graph).indexOf(node), tensorIndex];
}

const serializeTensor = (tensor: SymbolicTensor, graph: Graph): object => ({
  class_name: '__keras_tensor__',
  config: { shape: tensor.shape, dtype: tensor.dtype, keras_history: referenceTo(tensor, graph) },
});

/** Arguments in the form of Keras's JSON; tensors are described by their places in the graph. */
function serializeValue(value: unknown, graph: Graph): unknown {
  if (value instanceof SymbolicTensor) return serializeTensor(value, graph);
  if (Array.isArray(value)) return value.map((each) => serializeValue(each, graph));
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, serializeValue(each, graph)]));
  }
  if (value === undefined) return null;
  if (value instanceof Tensor || value instanceof Variable) return serializeConstant(value);
  // Parts of keys, as slices, say how they are written.
  return (Object(value) as { readonly description?: unknown }).description ?? value;
}

function serializeNode(node: GraphNode, graph: Graph): object {
  const { operation, positional = [], arguments: options } = node;
  if (!('invoke' in operation)) return serializeCall(node, (value) => serializeValue(value, graph));
  const args = positional.map((value) => serializeValue(value, graph));
  const kwargs = Object.entries(options).map(([name, value]): [string, unknown] => [
    snakeCase(name),
    serializeValue(value, graph),
  ]);
  const isNestedModel = isModel(operation as AnyLayer);
  return {
    args,
    kwargs: { ...Object.fromEntries(kwargs), ...(isNestedModel && !('mask' in options) && { mask: null }) },
  };
}

function serializeOperation(operation: GraphOperation, graph: Graph): object {
  const nodes = callsOf(operation, graph).filter(({ inputs }) => inputs.length > 0);
  const description =
    operation instanceof Layer ? serializePart(operation) : serializeOperationClass(operation.name, nodes[0]!);
  return { ...description, name: operation.name, inbound_nodes: nodes.map((node) => serializeNode(node, graph)) };
}

/** The part of a functional model's config that says how its layers are connected. */
export function serializeGraph(
  graph: Graph,
  { inputForm, outputForm }: { readonly inputForm: Tree<unknown>; readonly outputForm: Tree<unknown> },
): Record<string, unknown> {
  const references = (tensors: readonly SymbolicTensor[], form: Tree<unknown>): unknown =>
    arrangeAs(
      form,
      tensors.map((tensor) => referenceTo(tensor, graph)),
    );
  return {
    layers: graph.operations.map((operation) => serializeOperation(operation, graph)),
    input_layers: references(graph.inputs, inputForm),
    output_layers: references(graph.outputs, outputForm),
  };
}
