/** The one way in which operations are called. */
import { DTypeError } from '../errors/index.js';
import { asTensor, SymbolicTensor, Tensor, type GraphNode, type TensorData, type TypedArray } from '../tensor/index.js';
import type { ConcreteSpec, Operand, Operation, TensorSpec } from './operation.js';
import { isRecording, record } from './tape.js';

/**
 * Calls an operation. On tensors it computes, and open tapes record it; with a symbolic tensor among the inputs it adds a node to a
 * graph. The type of the result follows from the inputs' types, which the caller states as `ResultOf<…>`.
 */
export function apply<Result, Attributes extends object>(
  operation: Operation<Attributes>,
  inputs: readonly Operand[],
  attributes: Attributes,
): Result {
  const tensors = new Array<Tensor>(inputs.length);
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (input instanceof SymbolicTensor) return addNode(operation, inputs, attributes) as Result;
    const tensor = input instanceof Tensor ? (input as Tensor) : asTensor(input, undefined, operation.where);
    if (tensor.dtype === 'string' && !operation.takesStrings) throw stringsError(operation, tensor);
    tensors[i] = tensor;
  }
  const spec = operation.inferShape(tensors, attributes);
  // With every length of the inputs known, every length of the outputs is.
  const data = operation.compute(tensors, attributes, spec as ConcreteSpec & readonly ConcreteSpec[]);
  if (isOne(spec)) {
    const output = tensorOf(data as TensorData, spec);
    if (isRecording()) record(operation, tensors, [output], attributes);
    return output as Result;
  }
  const outputs = spec.map((each, index) => tensorOf((data as readonly TensorData[])[index]!, each));
  if (isRecording()) record(operation, tensors, outputs, attributes);
  return outputs as Result;
}

const isOne = (spec: TensorSpec | readonly TensorSpec[]): spec is TensorSpec => 'dtype' in spec;

/** Of strings, too, which only the types of the public functions tell apart. */
const tensorOf = (data: TensorData, { shape, dtype }: TensorSpec): Tensor =>
  new Tensor(data as TypedArray, shape as ConcreteSpec['shape'], dtype);

function stringsError({ where }: Operation, x: TensorSpec): DTypeError {
  return new DTypeError({ where, expected: 'a tensor of numbers', received: { x } });
}

/** What the arguments of a graph node say, when the node is an operation's. */
export interface OperationArguments extends Readonly<Record<string, unknown>> {
  /** The inputs in order: symbolic tensors, and constants between them. */
  readonly operands: readonly Operand[];
  readonly attributes: object;
}

function addNode(
  operation: Operation,
  operands: readonly Operand[],
  attributes: object,
): SymbolicTensor | SymbolicTensor[] {
  const specs = operands.map((operand) => specOf(operand, operation.where));
  const strings = specs.find(({ dtype }) => dtype === 'string' && !operation.takesStrings);
  if (strings !== undefined) throw stringsError(operation, strings);
  const spec = operation.inferShape(specs, attributes);
  const outputs = (isOne(spec) ? [spec] : spec).map(({ shape, dtype }) => new SymbolicTensor({ shape, dtype }));
  const inputs = operands.filter((operand) => operand instanceof SymbolicTensor);
  const node: GraphNode = {
    operation,
    inputs,
    outputs,
    arguments: { operands, attributes } satisfies OperationArguments,
  };
  outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
  return isOne(spec) ? outputs[0]! : outputs;
}

/** Shape and dtype of whatever is given for a tensor. */
export function specOf(operand: Operand, where: string): TensorSpec {
  return operand instanceof SymbolicTensor ? operand : asTensor(operand, undefined, where);
}

/** Calls the operation of a graph node again, with `valueOf` its symbolic inputs in their place. */
export function applyNode(
  node: GraphNode,
  valueOf: (input: SymbolicTensor) => Operand,
): readonly (Tensor | SymbolicTensor)[] {
  const { operands, attributes } = node.arguments as OperationArguments;
  const inputs = operands.map((operand) => (operand instanceof SymbolicTensor ? valueOf(operand) : operand));
  const result = apply<Tensor | readonly Tensor[], object>(node.operation as Operation, inputs, attributes);
  return result instanceof Tensor || result instanceof SymbolicTensor ? [result] : result;
}
