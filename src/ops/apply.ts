/** The one way in which operations are called. */
import { DTypeError } from '../errors/index.js';
import {
  AnyVariable,
  asTensor,
  isHalf,
  roundInPlace,
  SymbolicTensor,
  Tensor,
  type GraphNode,
  type TensorData,
  type TypedArray,
} from '../tensor/index.js';
import type { ConcreteSpec, Operand, Operation, TensorSpec } from './operation.js';
import { isRecording, record } from './tape.js';

/**
 * Calls an operation. On tensors it computes; with a symbolic tensor among the inputs it adds a node to a graph. Open tapes record it
 * either way, so that gradients can be taken of what is traced. The type of the result follows from the inputs' types, which the caller
 * states as `ResultOf<…>`.
 */
export function apply<Result, Attributes extends object>(
  operation: Operation<Attributes>,
  operands: readonly Operand[],
  attributes: Attributes,
): Result {
  const inputs = new Array<Tensor>(operands.length);
  let isSymbolic = false;
  for (let i = 0; i < operands.length; i++) {
    const input = valueInScope(operands[i]!, operation.where);
    if (input instanceof SymbolicTensor) isSymbolic = true;
    if (input.dtype === 'string' && !operation.takesStrings) throw stringsError(operation, input);
    inputs[i] = input as Tensor;
  }
  const spec = operation.inferShape(inputs, attributes);
  if (isSymbolic) return addNode(operation, operands, inputs, attributes, spec) as Result;
  // With every length of the inputs known, every length of the outputs is.
  const data = operation.compute(inputs, attributes, spec as ConcreteSpec & readonly ConcreteSpec[]);
  if (isOne(spec)) {
    const output = tensorOf(data as TensorData, spec);
    if (isRecording()) record(operation, inputs, [output], attributes);
    return output as Result;
  }
  const outputs = spec.map((each, index) => tensorOf((data as readonly TensorData[])[index]!, each));
  if (isRecording()) record(operation, inputs, outputs, attributes);
  return outputs as Result;
}

/** What an operand is where the call happens: a variable is its value, which a trace knows by a symbolic tensor. */
export function valueInScope(operand: Operand, where: string): Tensor | SymbolicTensor {
  if (operand instanceof Tensor || operand instanceof SymbolicTensor) return operand as Tensor | SymbolicTensor;
  return operand instanceof AnyVariable ? operand.value : asTensor(operand, undefined, where);
}

const isOne = (spec: TensorSpec | readonly TensorSpec[]): spec is TensorSpec => 'dtype' in spec;

/** The elements that an operation gives, for whoever has asked `inferShape` before. */
export function computeData(
  operation: Operation,
  inputs: readonly Tensor[],
  attributes: object,
  spec: ConcreteSpec | readonly ConcreteSpec[],
): readonly TensorData[] {
  const data = operation.compute(inputs, attributes, spec);
  if (isOne(spec)) return [tensorOf(data as TensorData, spec).data];
  return spec.map((each, i) => tensorOf((data as readonly TensorData[])[i]!, each).data);
}

/** A tensor of what was computed. Of strings, too, which only the types of the public functions tell apart. */
function tensorOf(data: TensorData, { shape, dtype }: TensorSpec): Tensor {
  // Computed as float32 are: rounding numbers of 16 bits once, here, is all that tells them apart.
  const elements = isHalf(dtype) ? roundInPlace(data as Float32Array, dtype) : (data as TypedArray);
  return new Tensor(elements, shape as ConcreteSpec['shape'], dtype);
}

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
  given: readonly Operand[],
  inputs: readonly (Tensor | SymbolicTensor)[],
  attributes: object,
  spec: TensorSpec | readonly TensorSpec[],
): SymbolicTensor | SymbolicTensor[] {
  const outputs = (isOne(spec) ? [spec] : spec).map(({ shape, dtype }) => new SymbolicTensor({ shape, dtype }));
  // Outside of a trace, a variable is read when the graph is computed.
  const operands = inputs.map((input, i) =>
    given[i] instanceof AnyVariable && input instanceof Tensor ? given[i] : input,
  );
  const node: GraphNode = {
    operation,
    inputs: inputs.filter((operand) => operand instanceof SymbolicTensor),
    outputs,
    arguments: { operands, attributes } satisfies OperationArguments,
  };
  outputs.forEach((output, tensorIndex) => (output.history = { node, tensorIndex }));
  if (isRecording())
    record(operation, inputs as readonly Tensor[], outputs as readonly unknown[] as Tensor[], attributes);
  return isOne(spec) ? outputs[0]! : outputs;
}

/** Shape and dtype of whatever is given for a tensor. */
export function specOf(operand: Operand, where: string): TensorSpec {
  return operand instanceof AnyVariable ? operand.value : valueInScope(operand, where);
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
