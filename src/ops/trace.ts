/**
 * Traces: functions of tensors and variables as graphs of operations. A functional model's graph ends at layers; a trace goes into them and
 * knows all lengths. It includes the variables: the values that were read, and the values that were assigned.
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

/** The result of tracing a function. `replay` computes it; a program can be built from it. */
export interface Trace {
  /** The symbolic tensors that stand for the arguments. */
  readonly inputs: readonly SymbolicTensor[];
  /** The variables that were read, each with the symbolic tensor that stands for it. */
  readonly variables: ReadonlyMap<Variable, SymbolicTensor>;
  /** The variables that were assigned, each with its new value. */
  readonly assigned: ReadonlyMap<Variable, AnyTensor>;
  /** What the function returned. */
  readonly output: Tree<AnyTensor>;
  /** The calls that outputs and assignments depend on, each after those whose outputs it uses. */
  readonly nodes: readonly GraphNode[];
}

/** Records what is read from and assigned to variables while a function runs on symbolic tensors. */
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
 * Runs `body` on symbolic tensors and drops what it assigned to variables. So a caller can find out what a call would return: nothing is
 * computed, and no variable changes.
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

/**
 * Every node that some tensors depend on, each after those whose outputs it uses. This is a loop and not a recursion, because a step may be
 * thousands of calls deep.
 */
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

/** Computes a trace for other inputs of the same shapes, with the current values of its variables, and makes its assignments. */
export function replay({ inputs, variables, assigned, output, nodes }: Trace, given: readonly Tensor[]): Tree<Tensor> {
  const known = new Map<SymbolicTensor, Tensor>(inputs.map((input, i) => [input, given[i]!]));
  for (const [variable, place] of variables) known.set(place, variable.held);
  const valueOf = (tensor: AnyTensor): Tensor => (tensor instanceof SymbolicTensor ? known.get(tensor)! : tensor);
  for (const node of nodes) {
    const outputs = applyNode(node, valueOf);
    node.outputs.forEach((each, i) => known.set(each, outputs[i] as Tensor));
  }
  // All new values are computed before any is assigned, because one variable may get the old value of another.
  const next = [...assigned].map(([variable, value]): [Variable, Tensor] => [variable, valueOf(value)]);
  for (const [variable, value] of next) variable.hold(value);
  return mapTree(output, valueOf);
}
