/** An operation of Keras between the layers of a model that was read: it is computed by several of ours, and written as it was read. */
import { currentCall } from '../layers/call-scope.js';
import { outputsForSymbols } from '../layers/unknown-lengths.js';
import { flattenTree, isTracing, mapTree, SymbolicTensor, type GraphNode, type Tree } from '../tensor/index.js';

type Entries = Readonly<Record<string, unknown>>;

/** Computes the outputs of an operation from its positional and its named arguments. */
export type OperationReader = (positional: readonly unknown[], named: Entries) => Tree<SymbolicTensor>;

export class DescribedOperation {
  readonly name: string;
  /** Its entry in a config, without its calls. */
  readonly description: Entries;
  readonly #compute: OperationReader;

  constructor(name: string, description: Entries, compute: OperationReader) {
    this.name = name;
    this.description = description;
    this.#compute = compute;
  }

  get className(): string {
    return String(this.description['class_name']);
  }

  /** Calls the operation as layers are called: the last argument is those by name. In a graph of layers the call is one node. */
  invoke(...given: readonly unknown[]): Tree<SymbolicTensor> {
    const positional = given.slice(0, -1);
    const { training: _, ...named } = given[given.length - 1] as Entries;
    const isSymbolic = (each: unknown): each is SymbolicTensor => each instanceof SymbolicTensor;
    const inputs = flattenTree([positional, Object.values(named)] as Tree<unknown>).filter(isSymbolic);
    if (inputs.length === 0) return this.#compute(positional, named);
    const computed = outputsForSymbols({ isOpen: false }, inputs, (values) => {
      const places = new Map<unknown, unknown>(inputs.map((input, i) => [input, values[i]]));
      const inPlace = (each: unknown): unknown => places.get(each) ?? each;
      const read = this.#compute(
        positional.map((each) => mapTree(each, inPlace)),
        mapTree(named, inPlace) as Entries,
      );
      return read;
    }) as Tree<SymbolicTensor>;
    if (currentCall() !== undefined || isTracing()) return computed;
    const outputs = mapTree(computed, ({ shape, dtype }) => new SymbolicTensor({ shape, dtype }));
    const node: GraphNode = {
      operation: this,
      inputs,
      outputs: flattenTree(outputs),
      arguments: named,
      positional,
    };
    node.outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
    return outputs;
  }
}
