import { ValueError } from '../errors/index.js';
import type { OperationArguments } from '../ops/apply.js';
import type { Operation } from '../ops/operation.js';
import { SymbolicTensor, Tensor, Variable, type GraphNode } from '../tensor/index.js';

/** Keras's class of an operation: in which of its modules, and its options by what they are called here. */
interface KerasClass {
  readonly module: string;
  readonly className: string;
  readonly options: Readonly<Record<string, string>>;
  /** Whether the operands come in one list. */
  readonly takesList?: boolean;
  /** What Keras calls the operands after the first, where they are constants in its config. */
  readonly constants?: readonly string[];
}

type Entry = readonly [name: string, entry: KerasClass];

const plain = (module: string, classNames: Readonly<Record<string, string>>): Entry[] =>
  Object.entries(classNames).map(([name, className]) => [name, { module, className, options: {} }]);

const reductions = (classNames: Readonly<Record<string, string>>): Entry[] =>
  Object.entries(classNames).map(([name, className]) => [
    name,
    { module: 'numpy', className, options: { axis: 'axis', keepdims: 'keepdims' } },
  ]);

/** By the names of operations; activations stand among them by theirs. */
const classes = (): Readonly<Record<string, KerasClass>> =>
  Object.fromEntries<KerasClass>([
    ...plain('numpy', {
      ...{ abs: 'Absolute', add: 'Add', cos: 'Cos', divide: 'Divide', exp: 'Exp', expm1: 'Expm1', log: 'Log' },
      ...{ log1p: 'Log1p', maximum: 'Maximum', minimum: 'Minimum', multiply: 'Multiply', negative: 'Negative' },
      ...{ power: 'Power', sign: 'Sign', sin: 'Sin', sqrt: 'Sqrt', square: 'Square', subtract: 'Subtract' },
      ...{ matmul: 'Matmul', tanh: 'Tanh', where: 'Where', equal: 'Equal', notEqual: 'NotEqual' },
      ...{ greater: 'Greater', greaterEqual: 'GreaterEqual', less: 'Less', lessEqual: 'LessEqual' },
      ...{ logicalAnd: 'LogicalAnd', logicalOr: 'LogicalOr', logicalNot: 'LogicalNot' },
    }),
    ...plain('math', { erf: 'Erf' }),
    ...plain('nn', {
      ...{ relu: 'Relu', relu6: 'Relu6', selu: 'Selu', sigmoid: 'Sigmoid', silu: 'Silu', softplus: 'Softplus' },
      softsign: 'Softsign',
    }),
    ...reductions({ sum: 'Sum', mean: 'Mean', max: 'Max', min: 'Min', prod: 'Prod', any: 'Any' }),
    ['concatenate', { module: 'numpy', className: 'Concatenate', options: { axis: 'axis' }, takesList: true }],
    ['clip', { module: 'numpy', className: 'Clip', options: {}, constants: ['x_min', 'x_max'] }],
    ['reshape', { module: 'numpy', className: 'Reshape', options: { shape: 'newshape' } }],
    ['take', { module: 'numpy', className: 'Take', options: { axis: 'axis' } }],
    ['squeeze', { module: 'numpy', className: 'Squeeze', options: { axis: 'axis' } }],
    ['transpose', { module: 'numpy', className: 'Transpose', options: { axes: 'axes' } }],
    ['expand_dims', { module: 'numpy', className: 'ExpandDims', options: { axis: 'axis' } }],
    ['softmax', { module: 'nn', className: 'Softmax', options: { axes: 'axis' } }],
    ['log_softmax', { module: 'nn', className: 'LogSoftmax', options: { axes: 'axis' } }],
    ['elu', { module: 'nn', className: 'Elu', options: { alpha: 'alpha' } }],
    ['leaky_relu', { module: 'nn', className: 'LeakyRelu', options: { negativeSlope: 'negative_slope' } }],
  ] satisfies Entry[]);

/** Keras's class of the operation at a node; an own activation may be called as an operation of Keras is. */
function classOf({ operation }: GraphNode): KerasClass | undefined {
  const { name, where } = operation as Operation;
  const known = classes();
  const isOfKeras = /^(ops|activations)\./.test(where) && Object.hasOwn(known, name);
  return isOfKeras ? known[name] : undefined;
}

/** What a call says besides its operands, in Keras's words; undefined where Keras has no word for it. */
function optionsOf(node: GraphNode, { options, constants = [] }: KerasClass): Record<string, unknown> | undefined {
  const { attributes, operands } = node.arguments as OperationArguments;
  const given = constants.map((name, i) => [name, operands[i + 1]] as const);
  if (given.some(([, operand]) => operand instanceof SymbolicTensor)) return undefined;
  const isPreset = (value: unknown): boolean => value === undefined || value === false;
  const entries = Object.entries(attributes);
  if (entries.some(([name, value]) => !(name in options) && !isPreset(value))) return undefined;
  const known = entries.filter(([name, value]) => name in options && value !== undefined);
  return {
    ...Object.fromEntries(given.map(([name, operand]) => [name, numberOf(operand)])),
    ...Object.fromEntries(known.map(([name, value]) => [options[name]!, withoutList(options[name]!, value)])),
  };
}

const numberOf = (operand: unknown): unknown =>
  operand instanceof Tensor || operand instanceof Variable ? serializeConstant(operand) : operand;

/** One axis is a number in Keras. */
const withoutList = (option: string, value: unknown): unknown =>
  option === 'axis' && Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;

/** The class of an operation's call as Keras's JSON names it. What it would not say in full is refused. */
export function serializeOperationClass(name: string, node: GraphNode): Record<string, unknown> {
  const found = classOf(node);
  const options = found && optionsOf(node, found);
  if (found !== undefined && options !== undefined) {
    const { module, className } = found;
    const config = { name, ...options };
    return { module: `keras.src.ops.${module}`, class_name: className, config, registered_name: className };
  }
  throw new ValueError({
    where: 'toJSON',
    expected: 'operations between layers that Keras has, with the options that it has',
    received: { operation: name },
    hint: 'Put the operation into a layer',
  });
}

/** The arguments of an operation's call. */
export function serializeCall(node: GraphNode, serialize: (value: unknown) => unknown): object {
  const { operands } = node.arguments as OperationArguments;
  const { takesList = false, constants = [] } = classOf(node) ?? {};
  const args = operands.slice(0, operands.length - constants.length).map(serialize);
  return { args: takesList ? [args] : args, kwargs: {} };
}

/** A constant among the arguments: a number, or a tensor as Keras's JSON has it. */
export function serializeConstant(constant: Tensor | Variable): unknown {
  const value = constant instanceof Variable ? constant.value : constant;
  if (value.rank === 0) return value.item();
  return { class_name: '__tensor__', config: { value: value.toArray(), dtype: value.dtype } };
}
