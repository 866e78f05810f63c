/** Reads Keras's operations between layers in configs. */
import { unknownNameError, ValueError } from '../errors/index.js';
import { placeIn, type ConfigContext } from '../objects/config-context.js';
import * as ops from '../ops/index.js';
import { SymbolicTensor, Tensor, type Tree } from '../tensor/index.js';
import { ellipsis, type Slice } from './call-arguments.js';

/** Computes the outputs of an operation from its positional and its named arguments. */
export type OperationReader = (
  positional: readonly unknown[],
  named: Readonly<Record<string, unknown>>,
) => Tree<SymbolicTensor>;

type AnyFunction = (...args: readonly unknown[]) => unknown;
type Entries = Readonly<Record<string, unknown>>;

/** An operation in a config. */
interface ConfiguredOperation {
  readonly module?: unknown;
  readonly class_name?: unknown;
  readonly config?: unknown;
}

/** A function, and Keras's order of its arguments; those after `|` are options in TypeScript. */
interface Row {
  readonly compute: AnyFunction;
  readonly positional: readonly string[];
  readonly options: readonly (readonly [key: string, option: string])[];
}

function row(compute: unknown, positional: readonly string[], options: readonly string[] = []): Row {
  const camel = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { compute: compute as AnyFunction, positional, options: options.map((key) => [key, camel(key)] as const) };
}

const unary = (compute: unknown): Row => row(compute, ['x']);
const binary = (compute: unknown): Row => row(compute, ['x1', 'x2']);
const reduction = (compute: unknown): Row => row(compute, ['x'], ['axis', 'keepdims']);

/** The rows by the names of Keras's classes. */
const rows = (): Readonly<Record<string, Row>> => ({
  ...{ Absolute: unary(ops.abs), Negative: unary(ops.negative), Exp: unary(ops.exp), Expm1: unary(ops.expm1) },
  ...{ Log: unary(ops.log), Log1p: unary(ops.log1p), Sqrt: unary(ops.sqrt), Square: unary(ops.square) },
  ...{ Sin: unary(ops.sin), Cos: unary(ops.cos), Sign: unary(ops.sign), Erf: unary(ops.erf), Tanh: unary(ops.tanh) },
  ...{ Relu: unary(ops.relu), Relu6: unary(ops.relu6), Sigmoid: unary(ops.sigmoid), Softplus: unary(ops.softplus) },
  ...{ Silu: unary(ops.silu), Softsign: unary(ops.softsign), Selu: unary(ops.selu), LogicalNot: unary(ops.logicalNot) },
  ...{ OnesLike: unary(ops.onesLike), ZerosLike: unary(ops.zerosLike) },
  ...{ Add: binary(ops.add), Subtract: binary(ops.subtract), Multiply: binary(ops.multiply) },
  ...{ Divide: binary(ops.divide), TrueDivide: binary(ops.divide), Power: binary(ops.power) },
  ...{ Maximum: binary(ops.maximum), Minimum: binary(ops.minimum), Matmul: binary(ops.matmul) },
  ...{ Equal: binary(ops.equal), NotEqual: binary(ops.notEqual), Greater: binary(ops.greater), Less: binary(ops.less) },
  ...{ GreaterEqual: binary(ops.greaterEqual), LessEqual: binary(ops.lessEqual) },
  ...{ LogicalAnd: binary(ops.logicalAnd), LogicalOr: binary(ops.logicalOr) },
  Where: row(ops.where, ['condition', 'x1', 'x2']),
  ...{ Sum: reduction(ops.sum), Mean: reduction(ops.mean), Max: reduction(ops.max), Min: reduction(ops.min) },
  ...{ Prod: reduction(ops.prod), Any: reduction(ops.any), All: reduction(ops.all) },
  Softmax: row(ops.softmax, ['x'], ['axis']),
  LogSoftmax: row(ops.logSoftmax, ['x'], ['axis']),
  Gelu: row(ops.gelu, ['x'], ['approximate']),
  LeakyRelu: row(ops.leakyRelu, ['x'], ['negative_slope']),
  Elu: row(ops.elu, ['x'], ['alpha']),
  ...{ Rsqrt: unary(ops.rsqrt), Floor: unary(ops.floor), Isnan: unary(ops.isnan) },
  ...{ Flip: row(ops.flip, ['x'], ['axis']), Take: row(ops.take, ['x', 'indices'], ['axis']) },
  ...{ Argmax: reduction(ops.argmax), Argmin: reduction(ops.argmin) },
  Repeat: row(ops.repeat, ['x', 'repeats'], ['axis']),
  Cumsum: row(ops.cumsum, ['x'], ['axis']),
  Concatenate: row(ops.concatenate, ['xs'], ['axis']),
  Stack: row(ops.stack, ['xs'], ['axis']),
  Split: row(ops.split, ['x', 'indices_or_sections'], ['axis']),
  ExpandDims: row(ops.expandDims, ['x', 'axis']),
  Take: row(ops.take, ['x', 'indices'], ['axis']),
  Squeeze: row(ops.squeeze, ['x'], ['axis']),
  Reshape: row(ops.reshape, ['x', 'newshape']),
  Transpose: row(ops.transpose, ['x', 'axes']),
  Clip: row(ops.clip, ['x', 'x_min', 'x_max']),
  Cast: row(ops.cast, ['x', 'dtype']),
  GetItem: row(itemOf, ['x', 'key']),
});

const modulePattern = /^keras\.(src\.)?ops\./;

/**
 * Whether an entry of a config is an operation and not a layer: by its module, or, in files without modules, by entries that only layers
 * have.
 */
export function isOperation({ module, class_name: className, config }: ConfiguredOperation): boolean {
  if (typeof module === 'string') return modulePattern.test(module);
  const isLayer = ['trainable', 'batch_shape', 'layers'].some((key) => key in Object(config));
  return !isLayer && typeof className === 'string' && Object.hasOwn(rows(), className);
}

/** The function for an operation in a config; the config contains some of its arguments. */
export function operationOf(
  { class_name: className, config }: ConfiguredOperation,
  context: ConfigContext,
): OperationReader {
  const known = rows();
  if (typeof className !== 'string' || !Object.hasOwn(known, className)) {
    throw unknownNameError(placeIn(context), 'operation', String(className), Object.keys(known));
  }
  const { compute, positional, options } = known[className]!;
  const given = Object(config) as Entries;
  return (args, named) => {
    const values: Record<string, unknown> = { ...given, ...named };
    [...positional, ...options.map(([key]) => key)].forEach((key, i) => {
      if (i < args.length) values[key] = args[i];
    });
    checkKnown(className, named, [...positional, ...options.map(([key]) => key)], context);
    checkOperand(className, positional[0]!, values, context);
    const chosen = options.filter(([key]) => values[key] !== undefined && values[key] !== null);
    const places = positional.map((key) => values[key]);
    while (places.length > 1 && (places[places.length - 1] ?? undefined) === undefined) places.pop();
    const last = Object.fromEntries(chosen.map(([key, option]) => [option, values[key]]));
    return compute(...places, ...(chosen.length > 0 ? [last] : [])) as Tree<SymbolicTensor>;
  };
}

function checkKnown(name: string, named: Entries, known: readonly string[], context: ConfigContext): void {
  const unknown = Object.keys(named).find((key) => !known.includes(key) && key !== 'name' && key !== 'dtype');
  if (unknown === undefined) return;
  const expected = `arguments of the operation ${name}`;
  throw new ValueError({ where: placeIn(context), expected, received: { argument: unknown } });
}

/** Refuses an operand that is not a tensor of the model, a number, or a list of these. */
function checkOperand(name: string, key: string, values: Entries, context: ConfigContext): void {
  const isOperand = (value: unknown): boolean =>
    value instanceof SymbolicTensor || value instanceof Tensor || typeof value === 'number';
  const given = values[key];
  if (Array.isArray(given) ? given.length > 0 && given.every(isOperand) : isOperand(given)) return;
  const expected = `a tensor as ${key} of the operation ${name}`;
  throw new ValueError({ where: placeIn(context), expected, received: { [key]: given } });
}

const isIndex = (value: unknown): boolean => Number.isSafeInteger(value);

/** Whether a value can be a part of `x[…]`: a number, a new axis, an ellipsis, or a slice. */
function isPart(part: unknown): boolean {
  if (part === null || part === ellipsis || isIndex(part)) return true;
  const { start = null, stop = null, step = null } = Object(part) as Partial<Slice>;
  const isSlice = [start, stop, step].every((each) => each === null || isIndex(each));
  return typeof part === 'object' && isSlice && step !== 0;
}

/** `x[key]`, where the key consists of numbers, slices, the ellipsis and new axes. */
function itemOf(x: SymbolicTensor, key: unknown): unknown {
  const keys = Array.isArray(key) ? (key as unknown[]) : [key];
  const used = keys.filter((each) => each !== null && each !== ellipsis).length;
  const isFitting = x instanceof SymbolicTensor && used <= x.rank && keys.every(isPart);
  if (!isFitting || keys.filter((each) => each === ellipsis).length > 1) {
    const expected = 'a tensor, and numbers, slices and new axes for its axes';
    throw new ValueError({ where: 'ops.getItem', expected, received: { x, key } });
  }
  const filled = keys.includes(ellipsis) ? keys : [...keys, ellipsis];
  const parts = filled.flatMap((each) =>
    each === ellipsis ? Array<unknown>(x.shape.length - used).fill(whole) : [each],
  );
  let result: unknown = x;
  let axis = 0;
  for (const part of parts) {
    if (part === null) result = ops.expandDims(result as never, axis++);
    else if (typeof part === 'number')
      result = ops.squeeze(taken(result, axis, [placeOf(part, lengthOf(result, axis))]) as never, { axis });
    else result = sliced(result, axis++, part as Slice);
  }
  return result;
}

const whole: Slice = { start: null, stop: null, step: null };

function sliced(x: unknown, axis: number, slice: Slice): unknown {
  const { start, stop, step } = slice;
  if (start === null && stop === null && (step ?? 1) === 1) return x;
  return taken(x, axis, placesOf(slice, lengthOf(x, axis)));
}

/** The longest axis that can be sliced, because all its indices are listed. */
const longestAxis = 2 ** 24;

function lengthOf(x: unknown, axis: number): number {
  const { shape } = x as SymbolicTensor;
  const length = shape[axis] ?? null;
  if (length !== null && length <= longestAxis) return length;
  const expected = `parts of axes of known length, at most ${longestAxis}`;
  throw new ValueError({ where: 'ops.getItem', expected, received: { shape, axis } });
}

const taken = (x: unknown, axis: number, places: readonly number[]): unknown =>
  ops.take(x as never, Int32Array.from(places) as never, { axis });

const placeOf = (index: number, length: number): number => (index < 0 ? index + length : index);

/** The indices that a Python slice selects. */
function placesOf({ start, stop, step }: Slice, length: number): number[] {
  const by = step ?? 1;
  const [least, most] = by > 0 ? [0, length] : [-1, length - 1];
  const place = (index: number): number => Math.min(most, Math.max(least, placeOf(index, length)));
  const first = start === null ? (by > 0 ? 0 : length - 1) : place(start);
  const end = stop === null ? (by > 0 ? length : -1) : place(stop);
  const places: number[] = [];
  for (let i = first; by > 0 ? i < end : i > end; i += by) places.push(i);
  return places;
}
