/** Arguments besides arrays: by position or by name, and numbers that may stand in tensors. */
import { ShapeError, ValueError } from '../errors/index.js';
import { checkShape, Tensor, Variable, type Shape } from '../tensor/index.js';
import { gatherOptions, isPlainObject, readOptions } from '../tensor/options.js';

/** Integers as users may give them: one, a list, or a tensor of integers. */
export type Integers = number | readonly number[] | Tensor | Int32Array | Uint8Array;

/** A shape, of which a single length may stand alone. */
export type ShapeLike = Integers;

/** What an argument without a default has for one. */
export const required: unique symbol = /* @__PURE__ */ Symbol('required');

type Defaults<Arguments extends object> = { readonly [Name in keyof Arguments]: Arguments[Name] | typeof required };

/**
 * The arguments of an operation behind its arrays. Those of `placed` may stand in their order, and the last argument may be an object of any
 * of them by name.
 */
export function readArguments<Arguments extends object>(
  where: string,
  placed: readonly string[],
  given: readonly unknown[],
  defaults: Defaults<Arguments>,
): Arguments {
  const isPlaced = given.length <= placed.length && !isPlainObject(given[given.length - 1]);
  const read: Record<string, unknown> = isPlaced
    ? inTheirOrder(placed, given, defaults)
    : readOptions<Record<string, unknown>>(where, gatherOptions(where, placed, given), { ...defaults });
  const missing = Object.keys(read).find((name) => read[name] === required);
  if (missing === undefined) return read as Arguments;
  throw new ValueError({ where, expected: `the argument \`${missing}\``, received: { [missing]: undefined } });
}

/** The short way, for the calls of which there are most. */
function inTheirOrder(placed: readonly string[], given: readonly unknown[], defaults: object): Record<string, unknown> {
  const read: Record<string, unknown> = { ...defaults };
  for (let i = 0; i < given.length; i++) if (given[i] !== undefined) read[placed[i]!] = given[i];
  return read;
}

/** A list of integers from whatever stands for one. What is symbolic has no values yet. */
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

/** A number from whatever stands for one: a number, or a tensor of one. */
export function numberOf(where: string, name: string, given: number | Tensor): number {
  const value: unknown = given instanceof Variable ? given.value : given;
  if (typeof value === 'number') return value;
  const tensor = value instanceof Tensor ? (value as Tensor) : undefined;
  if (tensor?.size === 1 && tensor.dtype !== 'string') return tensor.data[0]!;
  throw new ValueError({ where, expected: `\`${name}\` to be a number`, received: { [name]: given } });
}

/** A shape from whatever stands for one. */
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
