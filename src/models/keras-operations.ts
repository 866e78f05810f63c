import { ValueError } from '../errors/index.js';
import type { OperationArguments } from '../ops/apply.js';
import type { Operation } from '../ops/operation.js';
import { Tensor, Variable, type GraphNode } from '../tensor/index.js';

type Entries = Readonly<Record<string, unknown>>;

/** How the call of an operation is written in Keras's JSON: its class, and the config besides the name. */
interface Written {
  readonly module: 'core' | 'math' | 'nn' | 'numpy';
  readonly className: string;
  /** The number of tensor arguments; `list` means that all tensors are one argument. */
  readonly operands: number | 'list';
  /** The arguments that the class's constructor takes; undefined if Keras has no such call. */
  readonly config?: (attributes: Entries, operands: readonly unknown[]) => Entries | undefined;
}

const written = (
  module: Written['module'],
  className: string,
  operands: Written['operands'] = 1,
  config?: Written['config'],
): Written => ({ module, className, operands, ...(config !== undefined && { config }) });

const numpy = (className: string, operands = 1): Written => written('numpy', className, operands);
const nn = (className: string, config?: Written['config']): Written => written('nn', className, 1, config);

const reduction = (className: string): Written =>
  written('numpy', className, 1, ({ axis, keepdims }) => ({ axis: axis ?? null, keepdims: keepdims ?? false }));

const axis = ({ axis: given }: Entries): Entries => ({ axis: given });

/** The axis of a softmax as Keras's config states it. */
const softmaxAxis = ({ axes }: Entries): Entries => {
  const given = axes as readonly number[];
  return { axis: given.length === 1 ? given[0] : given };
};

/** The argument of Keras's split: the number of equal parts, or the positions of the cuts. */
function cuts({ lengths, axis: along }: Entries): Entries {
  const parts = lengths as readonly number[];
  const isEven = parts.every((length) => length === parts[0]);
  let end = 0;
  const places = parts.slice(0, -1).map((length) => (end += length));
  return { indices_or_sections: isEven ? parts.length : places, axis: along };
}

const numberIn = (operand: unknown): number | undefined => {
  const value = operand instanceof Variable ? operand.value : operand;
  return value instanceof Tensor && value.rank === 0 ? (value.item() as number) : undefined;
};

/** The rows by the names of operations. */
const rows = (): Readonly<Record<string, Written>> => ({
  ...{ abs: numpy('Absolute'), add: numpy('Add', 2), cos: numpy('Cos'), divide: numpy('Divide', 2) },
  ...{
    erf: written('math', 'Erf'),
    exp: numpy('Exp'),
    expm1: numpy('Expm1'),
    log: numpy('Log'),
    log1p: numpy('Log1p'),
  },
  matmul: written('numpy', 'Matmul', 2, ({ transposeA, transposeB }) =>
    transposeA === true || transposeB === true ? undefined : {},
  ),
  ...{ maximum: numpy('Maximum', 2), minimum: numpy('Minimum', 2), multiply: numpy('Multiply', 2) },
  ...{
    negative: numpy('Negative'),
    sign: numpy('Sign'),
    sin: numpy('Sin'),
    sqrt: numpy('Sqrt'),
    square: numpy('Square'),
  },
  ...{ subtract: numpy('Subtract', 2), power: numpy('Power', 2), floor: numpy('Floor'), isnan: numpy('Isnan') },
  ...{ rsqrt: written('math', 'Rsqrt'), tanh: numpy('Tanh'), where: numpy('Where', 3) },
  ...{ equal: numpy('Equal', 2), notEqual: numpy('NotEqual', 2), greater: numpy('Greater', 2), less: numpy('Less', 2) },
  ...{ greaterEqual: numpy('GreaterEqual', 2), lessEqual: numpy('LessEqual', 2) },
  ...{ logicalAnd: numpy('LogicalAnd', 2), logicalOr: numpy('LogicalOr', 2), logicalNot: numpy('LogicalNot') },
  ...{ relu: nn('Relu'), relu6: nn('Relu6'), sigmoid: nn('Sigmoid'), silu: nn('Silu'), softplus: nn('Softplus') },
  ...{ softsign: nn('Softsign'), selu: nn('Selu') },
  ...{ gelu: nn('Gelu', () => ({ approximate: false })), gelu_tanh: nn('Gelu', () => ({ approximate: true })) },
  leaky_relu: nn('LeakyRelu', ({ negativeSlope }) => ({ negative_slope: negativeSlope })),
  elu: nn('Elu', ({ alpha }) => ({ alpha })),
  ...{ softmax: nn('Softmax', softmaxAxis), log_softmax: nn('LogSoftmax', softmaxAxis) },
  ...{ sum: reduction('Sum'), mean: reduction('Mean'), max: reduction('Max'), min: reduction('Min') },
  ...{ prod: reduction('Prod'), any: reduction('Any'), argmax: reduction('Argmax'), argmin: reduction('Argmin') },
  cumsum: written('numpy', 'Cumsum', 1, axis),
  concatenate: written('numpy', 'Concatenate', 'list', axis),
  split: written('numpy', 'Split', 1, cuts),
  ...{ expand_dims: written('numpy', 'ExpandDims', 1, axis), squeeze: written('numpy', 'Squeeze', 1, axis) },
  flip: written('numpy', 'Flip', 1, axis),
  reshape: written('numpy', 'Reshape', 1, ({ shape }) => ({ newshape: shape })),
  transpose: written('numpy', 'Transpose', 1, ({ axes }) => ({ axes })),
  clip: written('numpy', 'Clip', 1, (_, [, least, most]) => {
    const [low, high] = [numberIn(least), numberIn(most)];
    return low === undefined || high === undefined ? undefined : { x_min: low, x_max: high };
  }),
  cast: written('core', 'Cast', 1, ({ dtype }) => ({ dtype })),
  take: written('numpy', 'Take', 2, axis),
  repeat: written('numpy', 'Repeat', 1, ({ repeats, axis: along }) => ({ repeats, axis: along })),
  full_like: written('numpy', 'OnesLike', 1, ({ value, dtype }) =>
    value === 1 ? { dtype: dtype ?? null } : undefined,
  ),
});

/** Operations that are activations of the library. A user's activation may have any other name. */
const activations = /* @__PURE__ */ new Set([
  ...['relu', 'relu6', 'sigmoid', 'silu', 'softplus', 'softsign', 'selu', 'tanh'],
  ...['leaky_relu', 'elu', 'softmax', 'log_softmax'],
]);

const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Whether an operation is one of the library's; a user's activation may have the same name. */
function isOfLibrary({ name, where }: Operation): boolean {
  const own = name === 'gelu_tanh' ? 'gelu' : camel(name);
  return where === `ops.${own}` || (activations.has(name) && where === `activations.${own}`);
}

function writtenOf(node: GraphNode): { readonly row: Written; readonly config: Entries } | undefined {
  const operation = node.operation as Operation;
  const { operands, attributes } = node.arguments as OperationArguments;
  const known = rows();
  const row = Object.hasOwn(known, operation.name) && isOfLibrary(operation) ? known[operation.name]! : undefined;
  if (row === undefined) return undefined;
  const isFitting = row.operands === 'list' || row.config !== undefined || operands.length === row.operands;
  const isPreset = (value: unknown): boolean => value === undefined || value === false;
  if (!isFitting || (row.config === undefined && !Object.values(attributes as Entries).every(isPreset)))
    return undefined;
  const config = row.config === undefined ? {} : row.config(attributes as Entries, operands);
  return config && { row, config };
}

/** The class of an operation's call in Keras's JSON. A call that this would not describe completely is refused. */
export function serializeOperationClass(name: string, node: GraphNode): Record<string, unknown> {
  // One that was read is written as it was.
  const { description } = node.operation as { readonly description?: Entries };
  if (description !== undefined) {
    const config = description['config'] as Entries;
    return 'name' in config ? { ...description, config: { ...config, name } } : { ...description };
  }
  const found = writtenOf(node);
  if (found !== undefined) {
    const { module, className } = found.row;
    const config = { name, ...found.config };
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
  const count = writtenOf(node)?.row.operands;
  const args = count === 'list' ? [operands.map(serialize)] : operands.slice(0, count).map(serialize);
  return { args, kwargs: {} };
}
/** A constant among the arguments: a number, or a tensor in the form of Keras's JSON. */
export function serializeConstant(constant: Tensor | Variable): unknown {
  const value = constant instanceof Variable ? constant.value : constant;
  if (value.rank === 0) return value.item();
  return { class_name: '__tensor__', config: { value: value.toArray(), dtype: value.dtype } };
}
