import { ValueError } from '../errors/index.js';
import type { OperationArguments } from '../ops/apply.js';
import type { Operation } from '../ops/operation.js';
import { Variable, type GraphNode, type Tensor } from '../tensor/index.js';

/** The operations that Keras has as classes without options: in which of its modules, and how many tensors they take. */
const paths: Readonly<Record<string, readonly [module: string, className: string, operands: number]>> = {
  abs: ['numpy', 'Absolute', 1],
  add: ['numpy', 'Add', 2],
  cos: ['numpy', 'Cos', 1],
  divide: ['numpy', 'Divide', 2],
  erf: ['math', 'Erf', 1],
  exp: ['numpy', 'Exp', 1],
  expm1: ['numpy', 'Expm1', 1],
  log: ['numpy', 'Log', 1],
  log1p: ['numpy', 'Log1p', 1],
  matmul: ['numpy', 'Matmul', 2],
  maximum: ['numpy', 'Maximum', 2],
  minimum: ['numpy', 'Minimum', 2],
  multiply: ['numpy', 'Multiply', 2],
  negative: ['numpy', 'Negative', 1],
  sign: ['numpy', 'Sign', 1],
  sin: ['numpy', 'Sin', 1],
  sqrt: ['numpy', 'Sqrt', 1],
  square: ['numpy', 'Square', 1],
  subtract: ['numpy', 'Subtract', 2],
};

/** Whether a call says no more than its operands do. */
function isPlain({ arguments: given }: GraphNode, operands: number): boolean {
  const { operands: taken, attributes } = given as OperationArguments;
  const isPreset = (value: unknown): boolean => value === undefined || value === false;
  return taken.length === operands && Object.values(attributes).every(isPreset);
}

/** The class of an operation's call as Keras's JSON names it. What it would not say in full is refused. */
export function serializeOperationClass(name: string, node: GraphNode): Record<string, unknown> {
  const { name: operation, where } = node.operation as Operation;
  // An own activation may be called as an operation of Keras is.
  const isOfKeras = where === `ops.${operation}` && Object.hasOwn(paths, operation);
  const [module, className, operands] = isOfKeras ? paths[operation]! : [];
  if (operands !== undefined && isPlain(node, operands)) {
    return { module: `keras.src.ops.${module!}`, class_name: className, config: { name }, registered_name: className };
  }
  throw new ValueError({
    where: 'toJSON',
    expected: 'operations between layers that have no options',
    received: { operation: name },
    hint: 'Put the operation into a layer',
  });
}

/** The arguments of an operation's call. */
export function serializeCall({ arguments: given }: GraphNode, serialize: (value: unknown) => unknown): object {
  return { args: (given as OperationArguments).operands.map(serialize), kwargs: {} };
}

/** A constant among the arguments: a number, or a tensor as Keras's JSON has it. */
export function serializeConstant(constant: Tensor | Variable): unknown {
  const value = constant instanceof Variable ? constant.value : constant;
  if (value.rank === 0) return value.item();
  return { class_name: '__tensor__', config: { value: value.toArray(), dtype: value.dtype } };
}
