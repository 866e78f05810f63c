import { ValueError } from '../errors/index.js';
import { Layer, type AnyLayer, type CallContext } from '../layers/index.js';
import type { AnyTensor } from '../layers/input-spec.js';
import { classNameOf } from '../objects/class-name.js';
import { applyNode } from '../ops/apply.js';
import { flattenTree, SymbolicTensor, type GraphNode, type Tree } from '../tensor/index.js';
import { isPlainObject } from '../tensor/options.js';

/** A call of an operation in a graph. Operations have no state, so each of their calls is a separate thing, unlike the calls of a layer. */
export class OperationCall {
  readonly name: string;
  /** Keras's class name for the operation. */
  readonly className: string;

  constructor({ name: operation, className }: CalledOperation, name: string) {
    this.name = name;
    this.className = className ?? operation.replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
  }
}

/** An operation that a node calls; one that was read from a config knows its class there. */
interface CalledOperation {
  readonly name: string;
  readonly className?: string;
}

/** What a node calls: a layer, or a single call of an operation. */
export type GraphOperation = AnyLayer | OperationCall;

/** The part of a graph between some inputs and outputs. */
export interface Graph {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  /** The nodes, each after those whose outputs it uses. */
  readonly nodes: readonly GraphNode[];
  /** The layers and operations in Keras's order, which determines the order of weights: those farther from the outputs come first. */
  readonly operations: readonly GraphOperation[];
  /** The layer or operation of each node. */
  readonly operationAt: ReadonlyMap<GraphNode, GraphOperation>;
  /** The nodes by their distance from the outputs, the farthest first. */
  readonly levels: readonly (readonly GraphNode[])[];
}

/** Finds the graph between inputs and outputs. */
export function traceGraph(
  where: string,
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): Graph {
  const { nodes, met } = visitNodes(where, inputs, outputs);
  const unused = inputs.map(({ history }) => history!.node).filter((node) => !nodes.includes(node));
  const operationAt = operationsOf([...unused, ...nodes]);
  // Operations are numbered in the order in which they are met from the outputs backwards. Inputs on which nothing depends come first.
  const order = [...new Set([...unused, ...met].map((node) => operationAt.get(node)!))];
  const { nodeDepths, operationDepths } = depths(nodes, operationAt);
  for (const node of unused) {
    nodeDepths.set(node, 0);
    operationDepths.set(operationAt.get(node)!, 0);
  }
  const operations = order.sort((a, b) => operationDepths.get(b)! - operationDepths.get(a)!);
  checkNames(where, operations);
  const all = [...unused, ...nodes];
  const levels: GraphNode[][] = [];
  for (const node of all) (levels[nodeDepths.get(node)!] ??= []).push(node);
  return { inputs, outputs, nodes: all, operations, operationAt, levels: levels.filter(Boolean).reverse() };
}

/** All nodes, each after those whose outputs it uses; and the same in the order in which they are met from the outputs backwards. */
function visitNodes(where: string, inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]) {
  const given = new Set(inputs);
  const met = new Set<GraphNode>();
  const nodes: GraphNode[] = [];
  const visit = (tensor: SymbolicTensor): void => {
    const node = tensor.history?.node;
    if (node === undefined || (node.inputs.length === 0 && !given.has(tensor))) {
      throw new ValueError({
        where,
        expected: 'outputs that are computed from the inputs alone',
        received: { tensor: tensor.name, inputs: inputs.map(({ name }) => name) },
        hint: 'Every Input that an output depends on must be among the inputs',
      });
    }
    if (met.has(node)) return;
    met.add(node);
    node.inputs.forEach(visit);
    nodes.push(node);
  };
  outputs.forEach(visit);
  return { nodes, met };
}

function operationsOf(nodes: readonly GraphNode[]): Map<GraphNode, GraphOperation> {
  const layers = new Set(nodes.map(({ operation }) => operation instanceof Layer && operation.name));
  const uses = new Map<string, number>();
  const described = new Map<object, OperationCall>();
  const operationOf = ({ operation }: GraphNode): GraphOperation => {
    if (operation instanceof Layer) return operation;
    const known = described.get(operation);
    if (known !== undefined) return known;
    let used = uses.get(operation.name) ?? 0;
    let name: string;
    do name = used++ === 0 ? operation.name : `${operation.name}_${used - 1}`;
    while (layers.has(name));
    uses.set(operation.name, used);
    const call = new OperationCall(operation, name);
    // One that was read may have several calls, like a layer.
    if ('invoke' in operation) described.set(operation, call);
    return call;
  };
  return new Map(nodes.map((node) => [node, operationOf(node)]));
}

/** The distance of each node and each operation from the outputs, along the longest path. */
function depths(nodes: readonly GraphNode[], operationAt: ReadonlyMap<GraphNode, GraphOperation>) {
  const nodeDepths = new Map<GraphNode, number>();
  const operationDepths = new Map<GraphOperation, number>();
  for (const node of [...nodes].reverse()) {
    const operation = operationAt.get(node)!;
    const depth = Math.max(nodeDepths.get(node) ?? 0, operationDepths.get(operation) ?? 0);
    operationDepths.set(operation, depth);
    nodeDepths.set(node, depth);
    for (const { history } of node.inputs) {
      const parent = history!.node;
      nodeDepths.set(parent, Math.max(depth + 1, nodeDepths.get(parent) ?? 0));
    }
  }
  return { nodeDepths, operationDepths };
}

function checkNames(where: string, operations: readonly GraphOperation[]): void {
  const names = operations.filter((operation) => operation instanceof Layer).map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new ValueError({ where, expected: 'layers that all have different names', received: { name: twice } });
}

/**
 * Is called for every layer and operation of a graph that is computed; it calls `compute`, and may return other values in place of the
 * results.
 */
export type GraphObserver = (operation: GraphOperation, compute: () => readonly AnyTensor[]) => readonly AnyTensor[];

let observer: GraphObserver | undefined;

/** Runs `body` with an observer for all layers and operations in graphs, including nested models. */
export function withObserver<Result>(next: GraphObserver, body: () => Result): Result {
  const before = observer;
  observer = next;
  try {
    return body();
  } finally {
    observer = before;
  }
}

/**
 * Computes the outputs of a graph for given inputs; symbolic inputs continue their own graph. `call` can replace the graph's layers by
 * others.
 */
export function runGraph(
  { inputs, outputs, nodes, operationAt }: Graph,
  values: readonly AnyTensor[],
  context: CallContext,
  replacement?: (layer: AnyLayer) => AnyLayer,
): AnyTensor[] {
  const known = new Map<SymbolicTensor, AnyTensor>(inputs.map((input, i) => [input, values[i]!]));
  const valueOf = (tensor: SymbolicTensor): AnyTensor => known.get(tensor)!;
  for (const node of nodes) {
    if (node.outputs.every((output) => known.has(output))) continue;
    const compute = (): readonly AnyTensor[] => runNode(node, valueOf, context, replacement);
    const results = observer === undefined ? compute() : observer(operationAt.get(node)!, compute);
    node.outputs.forEach((output, i) => known.set(output, results[i]!));
  }
  return outputs.map(valueOf);
}

function runNode(
  node: GraphNode,
  valueOf: (tensor: SymbolicTensor) => AnyTensor,
  { training }: CallContext,
  replacement?: (layer: AnyLayer) => AnyLayer,
): readonly AnyTensor[] {
  const { operation } = node;
  if (!('invoke' in operation)) return applyNode(node, valueOf);
  const valueIn = (value: unknown): unknown => {
    if (value instanceof SymbolicTensor) return valueOf(value);
    if (Array.isArray(value)) return value.map(valueIn);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, valueIn(each)]));
  };
  const positional = (node.positional ?? []).map(valueIn);
  const options = { training, ...(valueIn(node.arguments) as object) };
  const layer = replacement === undefined ? (operation as AnyLayer) : replacement(operation as AnyLayer);
  return flattenTree(layer.invoke(...positional, options) as Tree<AnyTensor>);
}

/** The calls of a layer or operation in a graph, in the order in which they were made. */
export function callsOf(operation: GraphOperation, { nodes, operationAt }: Graph): GraphNode[] {
  const calls = nodes.filter((node) => operationAt.get(node) === operation);
  return operation instanceof Layer ? operation.inboundNodes.filter((node) => calls.includes(node)) : calls;
}

/** The class name of a layer, or Keras's class name of an operation. */
export const operationClassName = (operation: GraphOperation): string =>
  operation instanceof Layer ? classNameOf(operation.constructor) : operation.className;
