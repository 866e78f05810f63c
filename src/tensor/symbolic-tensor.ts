import { checkArgumentCount } from './argument-count.js';
import { StateError } from '../errors/index.js';
import type { DType } from './dtype.js';
import { inspectSymbol, refuseArithmetic } from './operators.js';
import { formatShape, sizeOf, type Shape, type SymbolicShape } from './shape.js';
import type { Tree } from './tree.js';

/** One call in a graph: what was called, on which symbolic tensors, and what came out. */
export interface GraphNode {
  /** The layer or operation that was called; this folder knows neither class, the code that builds the graph does. */
  readonly operation: { readonly name: string };
  /** The symbolic tensors among the arguments, in their order. */
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  /** The arguments of the call by name, as they were given: with tensors, constants and options. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The positional arguments of a layer's call; each is a tree. */
  readonly positional?: readonly unknown[] | undefined;
  /** The tree in which the outputs were returned; absent for a single tensor. */
  readonly form?: Tree<number> | undefined;
}

/** The node that made a symbolic tensor, and which of its outputs the tensor is. */
export interface TensorHistory {
  readonly node: GraphNode;
  readonly tensorIndex: number;
}

/** The parts of a symbolic tensor. */
export interface SymbolicTensorOptions {
  readonly shape: SymbolicShape;
  /** The dtype; float32 by default. */
  readonly dtype?: DType | undefined;
  /** The name, which summaries and errors show. */
  readonly name?: string | undefined;
  /** The call that made it. */
  readonly history?: TensorHistory | undefined;
}

/**
 * A tensor without values: a shape, in which `null` is a length not known yet, and a dtype. Layers and operations
 * called on one add a node to a graph instead of computing; a functional `Model` is built from such a graph.
 *
 * @example
 * import { Input } from 'hillock';
 * Input({ shape: [64], name: 'pixels' }) // → <SymbolicTensor shape=(None, 64), dtype=float32, name=pixels>
 */
export class SymbolicTensor {
  readonly shape: SymbolicShape;
  readonly dtype: DType;
  name: string;
  /** The node that made the tensor. It is set after both exist, because the node refers to its outputs and the outputs to their node. */
  history: TensorHistory | undefined;

  constructor({ shape, dtype = 'float32', name = 'keras_tensor', history }: SymbolicTensorOptions) {
    this.shape = shape;
    this.dtype = dtype;
    this.name = name;
    this.history = history;
  }

  /** The number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The number of axes, as NumPy calls it. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The number of elements; an error if a length is unknown. */
  get size(): number {
    if (this.shape.includes(null)) throw valuesError(this, 'size');
    return sizeOf(this.shape as Shape);
  }

  /** There are no values to look into: an error that says what to do. */
  get data(): never {
    throw valuesError(this, 'data');
  }

  /** `Array.from` reads this; without the error it would give an empty list. */
  get length(): never {
    throw valuesError(this, 'length');
  }

  /** There are no values to look into: an error that says what to do. */
  toArray(): never {
    throw valuesError(this, 'toArray');
  }

  /** There are no values to look into: an error that says what to do. */
  item(): never {
    throw valuesError(this, 'item');
  }

  toString(): string {
    checkArgumentCount('SymbolicTensor.toString', arguments, 0);
    return `<SymbolicTensor shape=${formatShape(this.shape)}, dtype=${this.dtype}, name=${this.name}>`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }

  [Symbol.toPrimitive](hint: string): string {
    return refuseArithmetic(this, 'SymbolicTensor', hint);
  }
}

const valuesError = (tensor: SymbolicTensor, property: string): StateError =>
  new StateError({
    where: `SymbolicTensor.${property}`,
    expected: 'a tensor with values: this one stands for values that are not known yet',
    received: { tensor },
    hint: 'Compute with ops instead of JavaScript numbers; ops.where chooses, ops.shape tells lengths',
  });
