/** Reads Keras's operations between layers in configs. */
import { unknownNameError, ValueError } from '../errors/index.js';
import { placeIn, type ConfigContext } from '../objects/config-context.js';
import { camelCase } from '../objects/spelling.js';
import * as ops from '../ops/index.js';
import { isAnyTensor } from '../layers/arguments.js';
import type { AnyTensor } from '../layers/input-spec.js';
import { flattenTree, type SymbolicTensor, type Tree } from '../tensor/index.js';
import { Ellipsis, Slice } from './call-arguments.js';
import { DescribedOperation } from './described-operation.js';

type AnyFunction = (...args: readonly unknown[]) => unknown;
type Entries = Readonly<Record<string, unknown>>;

/** An operation in a config. */
interface ConfiguredOperation {
  readonly name: string;
  readonly module?: unknown;
  readonly class_name?: unknown;
  readonly config?: unknown;
}

/** The names of arguments that Keras's calls have by position, and ours by name; before them the number of those that both have by position. */
const splitCalls: Readonly<Record<string, readonly [operands: number, ...named: string[]]>> = {
  batchnorm: [3, 'offset', 'scale'],
  isclose: [2, 'rtol', 'atol'],
  select: [2, 'default'],
};

/** The functions by the names of Keras's classes without capitals, since some are abbreviations: `CTCDecode`, `RMSNorm`. */
function functions(): Readonly<Record<string, AnyFunction>> {
  const { image, ...others } = ops;
  const spelled = (name: string): string => name.toLowerCase().replace('normalization', 'norm');
  const ours = Object.entries({ ...others, ...image }).map(([name, compute]) => [
    spelled(name),
    compute as AnyFunction,
  ]);
  return {
    ...(Object.fromEntries(ours) as Record<string, AnyFunction>),
    getitem: itemOf as AnyFunction,
    einsum: sumOfProducts,
  };
}

const sumOfProducts: AnyFunction = (...given) => {
  const { subscripts } = given[given.length - 1] as { readonly subscripts: string };
  return ops.einsum(subscripts, ...(given.slice(0, -1) as SymbolicTensor[]));
};

/** Entries of configs that say nothing. */
const isPreset = (key: string, value: unknown): boolean =>
  key === 'name' || (key === 'dtype' && value === null) || (key === 'rms_scaling' && value === false);

const modulePattern = /^keras\.(src\.)?ops\./;

/**
 * Whether an entry of a config is an operation and not a layer: by its module, or, in files without modules, by entries that only layers
 * have.
 */
export function isOperation({ module, class_name: className, config }: ConfiguredOperation): boolean {
  if (typeof module === 'string') return modulePattern.test(module);
  const isLayer = ['trainable', 'batch_shape', 'layers'].some((key) => key in Object(config));
  return !isLayer && typeof className === 'string' && Object.hasOwn(functions(), className.toLowerCase());
}

/** The function for an operation in a config; the config contains some of its arguments. */
export function operationOf(
  { name: ownName, inbound_nodes: _, ...description }: ConfiguredOperation & { readonly inbound_nodes: unknown },
  context: ConfigContext,
): DescribedOperation {
  const { class_name: className, config } = description;
  const name = String(className).toLowerCase();
  const known = functions();
  const unknown = (): Error => unknownNameError(placeIn(context), 'operation', String(className), Object.keys(known));
  if (!Object.hasOwn(known, name)) throw unknown();
  const [operands, ...later] = Object.hasOwn(splitCalls, name) ? splitCalls[name]! : [Infinity];
  return new DescribedOperation(ownName, description, (args, named) => {
    const given = { ...(Object(config) as Entries), ...named };
    args.slice(operands).forEach((value, i) => (given[later[i]!] = value));
    const options = Object.entries(given)
      .filter(([key, value]) => !isPreset(key, value))
      .map(([key, value]) => [camelCase(key), value] as const);
    const places = args.slice(0, operands);
    if (options.length > 0) places.push(Object.fromEntries(options));
    const outputs = known[name]!(...places) as Tree<SymbolicTensor>;
    // A function that gives no tensors, as `shape`, is no operation of a model.
    if (flattenTree(outputs).every(isAnyTensor)) return outputs;
    throw unknown();
  });
}

const isEllipsis = (part: unknown): boolean => part instanceof Ellipsis;

const isIndex = (value: unknown): boolean => Number.isSafeInteger(value);

/** Whether a value can be a part of `x[…]`: a number, a new axis, an ellipsis, or a slice. */
function isPart(part: unknown): boolean {
  if (part === null || isEllipsis(part) || isIndex(part)) return true;
  return part instanceof Slice && part.places.every((each) => each === null || isIndex(each)) && part.places[2] !== 0;
}

/** `x[key]`, where the key consists of numbers, slices, the ellipsis and new axes. */
function itemOf(x: AnyTensor, key: unknown): unknown {
  const keys = Array.isArray(key) ? (key as unknown[]) : [key];
  const used = keys.filter((each) => each !== null && !isEllipsis(each)).length;
  const isFitting = isAnyTensor(x) && used <= x.rank && keys.every(isPart);
  if (!isFitting || keys.filter(isEllipsis).length > 1) {
    const expected = 'a tensor, and numbers, slices and new axes for its axes';
    throw new ValueError({ where: 'ops.getItem', expected, received: { x, key } });
  }
  const filled = keys.some(isEllipsis) ? keys : [...keys, new Ellipsis({})];
  const parts = filled.flatMap((each) =>
    isEllipsis(each) ? Array<unknown>(x.shape.length - used).fill(whole) : [each],
  );
  let result: unknown = x;
  let axis = 0;
  for (const part of parts) {
    if (part === null) result = ops.expandDims(result as never, axis++);
    else if (typeof part === 'number')
      // The place does not matter where the length is unknown, and so only the shape is asked for.
      result = ops.squeeze(taken(result, axis, [placeOf(part, lengthOf(result, axis) ?? 1)]) as never, { axis });
    else result = sliced(result, axis++, part as Slice);
  }
  return result;
}

const whole = /* @__PURE__ */ new Slice({});

function sliced(x: unknown, axis: number, slice: Slice): unknown {
  const [start, stop, step] = slice.places;
  if (start === null && stop === null && (step ?? 1) === 1) return x;
  const length = lengthOf(x, axis);
  return length === null ? x : taken(x, axis, placesOf(slice, length));
}

/** The longest axis that can be sliced, because all its indices are listed. */
const longestAxis = 2 ** 24;

function lengthOf(x: unknown, axis: number): number | null {
  const { shape } = x as SymbolicTensor;
  const length = shape[axis] ?? null;
  if (length === null || length <= longestAxis) return length;
  const expected = `parts of axes of at most ${longestAxis} elements`;
  throw new ValueError({ where: 'ops.getItem', expected, received: { shape, axis } });
}

const taken = (x: unknown, axis: number, places: readonly number[]): unknown =>
  ops.take(x as never, Int32Array.from(places) as never, { axis });

const placeOf = (index: number, length: number): number => (index < 0 ? index + length : index);

/** The indices that a Python slice selects. */
function placesOf({ places: [start, stop, step] }: Slice, length: number): number[] {
  const by = step ?? 1;
  const [least, most] = by > 0 ? [0, length] : [-1, length - 1];
  const place = (index: number): number => Math.min(most, Math.max(least, placeOf(index, length)));
  const first = start === null ? (by > 0 ? 0 : length - 1) : place(start);
  const end = stop === null ? (by > 0 ? length : -1) : place(stop);
  const places: number[] = [];
  for (let i = first; by > 0 ? i < end : i > end; i += by) places.push(i);
  return places;
}
