/** Reads arguments that are no arrays: they may be given by position or by name, and numbers may be tensors. */
import { ShapeError, ValueError } from '../errors/index.js';
import {
  AnyVariable,
  checkShape,
  isPostedTensor,
  SymbolicTensor,
  Tensor,
  Variable,
  type Shape,
} from '../tensor/index.js';
import { checkIsOptions, gatherOptions, isPlainObject, lastArgument, readOptions } from '../tensor/options.js';

/** A number as users may give it: as such, or as a tensor or variable of one element. */
export type Scalar = number | Tensor | Variable;

/** Numbers as users may give them: one, a list of them, or a tensor. */
export type Scalars = Scalar | readonly Scalar[];

/** Integers as users may give them: a number, a list, or a tensor of integers. */
export type Integers = Scalars | Int32Array | Uint8Array;

/** Axes as users may give them; `null` means all. */
export type AxesLike = Scalars | null;

/** A shape; a shape with one axis may be given as a number. */
export type ShapeLike = Integers;

/** Marks an argument without a default. */
export const required: unique symbol = /* @__PURE__ */ Symbol('required');

/** The names of arguments that are numbers, or lists of them: no gradient flows into them, and shapes follow from them. */
const numberNames =
  /^(ax[ei]s\w?|\w*(Size|[sS]hape|[pP]adding|Cropping|Height|Width|Indices|Classes|Segments|Dims)|filterSigma|dilation(Rate)?|decimals|destination|indicesOrSections|k(th)?|(min)?length|M|maskIndex|maximumIterations|[nN]|num|ord(er)?|range|repeats|shift|size|source|strides?)$/;

type Defaults<Arguments extends object> = { readonly [Name in keyof Arguments]: Arguments[Name] | typeof required };

/**
 * The arguments of an operation after its arrays. Those named in `placed` may be given in this order, and the last argument may be an
 * object with any arguments by name.
 */
export function readArguments<Arguments extends object>(
  where: string,
  placed: readonly string[],
  given: readonly unknown[],
  defaults: Defaults<Arguments>,
): Arguments {
  const last = given[given.length - 1];
  const areOptions = isPlainObject(last) && !isPostedTensor(last);
  const read: Record<string, unknown> =
    !areOptions && given.length <= placed.length
      ? inTheirOrder(placed, given, defaults)
      : readOptions<Record<string, unknown>>(
          where,
          areOptions && given.length === 1 ? last : byName(where, placed, given, defaults),
          defaults,
        );
  for (const name in read) {
    const value = read[name];
    if (value === required) {
      throw new ValueError({ where, expected: `the argument \`${name}\``, received: { [name]: undefined } });
    }
    if (typeof value === 'object' && value !== null && numberNames.test(name)) read[name] = plain(where, name, value);
  }
  return read as Arguments;
}

/** Numbers that were given as tensors or variables, within lists too. Whatever else it is stays, for others to check. */
function plain(where: string, name: string, given: unknown): unknown {
  const value: unknown = given instanceof AnyVariable ? given.value : given;
  if (value instanceof SymbolicTensor) {
    const expected = `${name} to be a number that is known before anything is computed`;
    const hint = 'give a number, or a tensor that has values';
    throw new ValueError({ where, expected, received: { [name]: value }, hint });
  }
  if (value instanceof Tensor) return value.toArray();
  return Array.isArray(value) ? value.map((each) => plain(where, name, each)) : value;
}

/** Arguments that were all given by position: the most frequent and quickest case. */
function inTheirOrder(placed: readonly string[], given: readonly unknown[], defaults: object): Record<string, unknown> {
  const read: Record<string, unknown> = { ...defaults };
  for (let i = 0; i < given.length; i++) if (given[i] !== undefined) read[placed[i]!] = given[i];
  return read;
}

/** The arguments as one object, if some were given by name. Nothing may follow the object. */
function byName(where: string, placed: readonly string[], given: readonly unknown[], defaults: object): object {
  const last = lastArgument(where, given, placed.length);
  // In place of an object of options, the error for any other value names the options that have no position.
  if (last !== undefined) checkIsOptions(where, last, Object.keys(defaults).slice(placed.length));
  return gatherOptions(where, placed, given);
}

/** The second of two operands, which may also be given as `{ x2 }`. */
export const secondOperand = <B>(where: string, b: B | { readonly x2: B }): B =>
  isPlainObject(b) ? readArguments<{ readonly x2: B }>(where, ['x2'], [b], { x2: required }).x2 : b;

/** A list of integers from any of its forms. A symbolic tensor is refused, because it has no values yet. */
export function integersOf(
  where: string,
  name: string,
  given: Integers,
  expected = `\`${name}\` to be integers`,
): readonly number[] {
  const value: unknown = given instanceof Variable ? given.value : given;
  const numbers: unknown = value instanceof Tensor ? value.data : value;
  const list: unknown[] = ArrayBuffer.isView(numbers) ? [...(numbers as Int32Array)] : [numbers].flat();
  if (list.every((each) => Number.isInteger(each))) return list as number[];
  throw new ValueError({ where, expected, received: { [name]: list } });
}

/** A number, given as such or as a tensor of one element. */
export function numberOf(where: string, name: string, given: Scalar): number {
  const value: unknown = given instanceof Variable ? given.value : given;
  if (typeof value === 'number') return value;
  const tensor = value instanceof Tensor ? (value as Tensor) : undefined;
  if (tensor?.size === 1 && tensor.dtype !== 'string') return tensor.data[0]!;
  throw new ValueError({ where, expected: `\`${name}\` to be a number`, received: { [name]: given } });
}

/** A shape from any of its forms. */
export function shapeOf(where: string, given: ShapeLike): Shape {
  const isShape =
    typeof given === 'number' || given instanceof Tensor || given instanceof Variable || ArrayBuffer.isView(given);
  const shape: unknown = isShape ? lengthsOf(where, given) : given;
  checkShape(where, shape);
  return [...shape];
}

function lengthsOf(where: string, given: ShapeLike): readonly number[] {
  try {
    return integersOf(where, 'shape', given);
  } catch {
    throw new ShapeError({
      where,
      expected: 'a shape, an array of integers that are not negative',
      received: { shape: given },
    });
  }
}
