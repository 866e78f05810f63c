/** The only way in which operations are called. */
import { DTypeError } from '../errors/index.js';
import {
  AnyVariable,
  asTensor,
  inPlace,
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
 * Calls an operation. On tensors it computes; with a symbolic tensor among the inputs it adds a node to a graph. Open tapes record the call
 * either way, so that gradients can be taken of a traced function. The caller states the type of the result as `ResultOf<…>` of the inputs'
 * types.
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
  // `inferShape` gives outputs of known length if all lengths of its inputs are known.
  const data = inPlace(operation.where, () =>
    operation.compute(inputs, attributes, spec as ConcreteSpec & readonly ConcreteSpec[]),
  );
  if (isOne(spec)) {
    const output = tensorOf(data as TensorData, spec);
    if (isRecording()) record(operation, inputs, [output], attributes);
    return output as Result;
  }
  const outputs = spec.map((each, index) => tensorOf((data as readonly TensorData[])[index]!, each));
  if (isRecording()) record(operation, inputs, outputs, attributes);
  return outputs as Result;
}

/** The value of an operand where the call happens. For a variable this is its tensor, or in a trace the symbolic tensor that stands for it. */
export function valueInScope(operand: Operand, where: string): Tensor | SymbolicTensor {
  if (operand instanceof Tensor || operand instanceof SymbolicTensor) return operand as Tensor | SymbolicTensor;
  return operand instanceof AnyVariable ? operand.value : asTensor(operand, undefined, where);
}

const isOne = (spec: TensorSpec | readonly TensorSpec[]): spec is TensorSpec => 'dtype' in spec;

/** The elements of an operation's outputs, for callers that have called `inferShape` already. */
export function computeData(
  operation: Operation,
  inputs: readonly Tensor[],
  attributes: object,
  spec: ConcreteSpec | readonly ConcreteSpec[],
): readonly TensorData[] {
  const data = inPlace(operation.where, () => operation.compute(inputs, attributes, spec));
  if (isOne(spec)) return [tensorOf(data as TensorData, spec).data];
  return spec.map((each, i) => tensorOf((data as readonly TensorData[])[i]!, each).data);
}

/** A tensor of computed elements. At run time it may be one of strings, too; only the types of public functions tell these apart. */
function tensorOf(data: TensorData, { shape, dtype }: TensorSpec): Tensor {
  // Values of 16-bit dtypes are computed like float32; rounding them here, once, is the only difference.
  const elements = isHalf(dtype) ? roundInPlace(data as Float32Array, dtype) : (data as TypedArray);
  return new Tensor(elements, shape as ConcreteSpec['shape'], dtype);
}

function stringsError({ where }: Operation, x: TensorSpec): DTypeError {
  return new DTypeError({ where, expected: 'a tensor of numbers', received: { x } });
}

/** The arguments of a graph node that belongs to an operation. */
export interface OperationArguments extends Readonly<Record<string, unknown>> {
  /** The inputs in order: symbolic tensors, with constants between them. */
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
  // In a graph that is no trace, the node keeps the variable itself, which is read each time the graph is computed.
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

/** The shape and dtype of an operand, whatever form it has. */
export function specOf(operand: Operand, where: string): TensorSpec {
  return operand instanceof AnyVariable ? operand.value : valueInScope(operand, where);
}

/** Calls the operation of a graph node again, with `valueOf` giving the values of its symbolic inputs. */
export function applyNode(
  node: GraphNode,
  valueOf: (input: SymbolicTensor) => Operand,
): readonly (Tensor | SymbolicTensor)[] {
  const { operands, attributes } = node.arguments as OperationArguments;
  const inputs = operands.map((operand) => (operand instanceof SymbolicTensor ? valueOf(operand) : operand));
  const result = apply<Tensor | readonly Tensor[], object>(node.operation as Operation, inputs, attributes);
  return result instanceof Tensor || result instanceof SymbolicTensor ? [result] : result;
}
