/**
 * Traces: a function of tensors and variables as a graph of operations. Unlike the graph of a functional model, which stops at layers, a
 * trace enters them and knows every length. What happens to variables is part of it: what they are read as, and what they become.
 */
import type { Tensor } from '../tensor/index.js';
import { SymbolicTensor, withValues } from '../tensor/index.js';
import {
  flattenTree,
  mapTree,
  type GraphNode,
  type Tree,
  type Variable,
  type VariableValues,
} from '../tensor/index.js';
import { applyNode } from './apply.js';
import type { ConcreteSpec } from './operation.js';

type AnyTensor = Tensor | SymbolicTensor;

/** What a traced function does: computed by `replay`, and what becomes a compiled step. */
export interface Trace {
  /** The places of the arguments. */
  readonly inputs: readonly SymbolicTensor[];
  /** The variables that were read, and the place of each. */
  readonly variables: ReadonlyMap<Variable, SymbolicTensor>;
  /** What the variables become that were assigned. */
  readonly assigned: ReadonlyMap<Variable, AnyTensor>;
  /** What the function returned. */
  readonly output: Tree<AnyTensor>;
  /** The calls on which outputs and assignments depend, each after those whose outputs it takes. */
  readonly nodes: readonly GraphNode[];
}

/** Collects what happens to variables while a function runs on symbolic tensors. */
class TracedVariables implements VariableValues {
  readonly places = new Map<Variable, SymbolicTensor>();
  readonly assigned = new Map<Variable, AnyTensor>();

  read(variable: Variable): AnyTensor {
    const value = this.assigned.get(variable) ?? this.places.get(variable);
    if (value !== undefined) return value;
    const { shape, dtype, path } = variable;
    const place = new SymbolicTensor({ shape, dtype, name: path });
    this.places.set(variable, place);
    return place;
  }

  assign(variable: Variable, value: AnyTensor): void {
    this.assigned.set(variable, value);
  }
}

/**
 * Runs `body` on symbolic tensors and forgets what it assigned to variables: for asking what a call would give. No variable changes, and
 * nothing is computed.
 */
export function withoutEffects<Result>(body: () => Result): Result {
  return withValues(new TracedVariables(), body);
}

/** Traces a function of tensors: runs it once, on symbolic tensors of these shapes and dtypes. */
export function traceCall(f: (...inputs: Tensor[]) => Tree<Tensor>, specs: readonly ConcreteSpec[]): Trace {
  const inputs = specs.map(({ shape, dtype }, i) => new SymbolicTensor({ shape, dtype, name: `input_${i}` }));
  const traced = new TracedVariables();
  const output = withValues(traced, () => f(...(inputs as readonly unknown[] as Tensor[]))) as Tree<AnyTensor>;
  const { places, assigned } = traced;
  const nodes = nodesBehind([...flattenTree(output), ...assigned.values()]);
  return { inputs, variables: places, assigned, output, nodes };
}

/** Every node that some tensors depend on, each after those whose outputs it takes. A loop, because a step may be thousands of calls deep. */
function nodesBehind(tensors: readonly AnyTensor[]): GraphNode[] {
  const ordered = new Set<GraphNode>();
  const pending = tensors.flatMap(nodeOf).reverse();
  const entered = new Set<GraphNode>();
  while (pending.length > 0) {
    const node = pending[pending.length - 1]!;
    if (entered.has(node)) {
      pending.pop();
      ordered.add(node);
      continue;
    }
    entered.add(node);
    for (const input of node.inputs) {
      const [source] = nodeOf(input);
      if (source !== undefined && !entered.has(source)) pending.push(source);
    }
  }
  return [...ordered];
}

const nodeOf = (tensor: AnyTensor): GraphNode[] =>
  tensor instanceof SymbolicTensor && tensor.history !== undefined ? [tensor.history.node] : [];

/** Computes a trace for other inputs of the same shapes, with what its variables hold now, and assigns what it assigned. */
export function replay({ inputs, variables, assigned, output, nodes }: Trace, given: readonly Tensor[]): Tree<Tensor> {
  const known = new Map<SymbolicTensor, Tensor>(inputs.map((input, i) => [input, given[i]!]));
  for (const [variable, place] of variables) known.set(place, variable.held);
  const valueOf = (tensor: AnyTensor): Tensor => (tensor instanceof SymbolicTensor ? known.get(tensor)! : tensor);
  for (const node of nodes) {
    const outputs = applyNode(node, valueOf);
    node.outputs.forEach((each, i) => known.set(each, outputs[i] as Tensor));
  }
  // All at once: a variable may become what another was.
  const next = [...assigned].map(([variable, value]): [Variable, Tensor] => [variable, valueOf(value)]);
  for (const [variable, value] of next) variable.hold(value);
  return mapTree(output, valueOf);
}
