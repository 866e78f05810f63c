/** Axes in another order, split and merged, as a pattern says. */
import { ShapeError, ValueError } from '../errors/index.js';
import { isPlainObject } from '../tensor/options.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import type { SymbolicShape, Tensor } from '../tensor/index.js';
import { numberOf } from './arguments.js';
import { asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { reshapeTo } from './reshape.js';
import { transpose } from './transpose.js';

const where = 'ops.rearrange';

/** One side of a pattern: for each axis the names of those that it is made of. */
type Groups = readonly (readonly string[])[];

function groupsOf(pattern: string, side: string): Groups {
  const isWellFormed = /^\s*(?:(?:\w+|\([\w\s]*\))\s*)+$/.test(side) || side.trim() === '';
  const groups = [...side.matchAll(/\w+|\(.*?\)/g)].map(([axis]) => [...axis.matchAll(/\w+/g)].map(([name]) => name));
  const names = groups.flat();
  if (isWellFormed && new Set(names).size === names.length) return groups;
  throw patternError(pattern, 'each side to name every axis once, those that make one in parentheses');
}

const patternError = (pattern: unknown, expected: string): ValueError =>
  new ValueError({ where, expected, received: { pattern } });

/** The lengths of the named axes, of which one in each group may follow from the others. */
function namedLengths(
  groups: Groups,
  shape: SymbolicShape,
  given: Readonly<Record<string, number>>,
): Map<string, number | null> {
  const lengths = new Map<string, number | null>();
  groups.forEach((names, axis) => {
    const whole = shape[axis]!;
    const open = names.filter((name) => given[name] === undefined);
    const known = names.reduce((product, name) => product * (given[name] ?? 1), 1);
    const rest = open.length === 0 ? 1 : whole === null ? null : whole / known;
    const fits =
      open.length <= 1 &&
      (rest === null || Number.isInteger(rest)) &&
      (open.length === 1 || whole === null || whole === known);
    if (!fits) {
      const expected = `lengths of (${names.join(' ')}) whose product is ${whole}, of which one may be left open`;
      throw new ShapeError({ where, expected, received: { axesLengths: given, shape } });
    }
    for (const name of names) lengths.set(name, given[name] ?? rest);
  });
  return lengths;
}

/** A shape for `reshape`, in which one length may be unknown. */
function openShape(lengths: readonly (number | null)[], shape: SymbolicShape): number[] {
  if (lengths.filter((length) => length === null).length <= 1) return lengths.map((length) => length ?? -1);
  throw new ShapeError({ where, expected: 'at most one unknown length in what axes are made of', received: { shape } });
}

/**
 * The axes of a tensor in another order. The pattern names them on both sides of an arrow; names in parentheses make one axis together, the last of them varies fastest. The lengths of axes
 * that another one is split into are options, all but one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.rearrange(ops.zeros([2, 4, 6, 3]), 'b h w c -> b (c h) w').shape // → [ 2, 12, 6 ]
 * ops.rearrange(ops.arange(6), '(a b) -> b a', { a: 2 })
 * // → array([[0, 3],
 * //          [1, 4],
 * //          [2, 5]], dtype=int32)
 */
export function rearrange<X extends Operand>(
  tensor: X,
  pattern: string,
  axesLengths: Readonly<Record<string, number | Tensor>> = {},
): ResultOf<X> {
  checkArgumentCount(where, arguments, 3);
  const x = asOperand(where, tensor);
  const sides = typeof pattern === 'string' ? pattern.split('->') : [];
  if (sides.length !== 2) throw patternError(pattern, 'a `pattern` such as "a b -> b a"');
  const [before, after] = sides.map((side) => groupsOf(pattern, side)) as [Groups, Groups];
  const names = before.flat();
  if ([...names].sort().join() !== after.flat().sort().join())
    throw patternError(pattern, 'the same names on both sides');
  if (before.length !== x.shape.length)
    throw new ShapeError({
      where,
      expected: `${before.length} axes, as the pattern says`,
      received: { tensor: x, pattern },
    });
  const given = isPlainObject(axesLengths)
    ? Object.entries(axesLengths).map(([name, length]) => [name, numberOf(where, name, length)] as const)
    : undefined;
  if (!given?.every(([name, length]) => names.includes(name) && Number.isInteger(length) && length >= 0))
    // prettier-ignore
    throw new ValueError({ where, expected: `lengths of ${names.join(', ')}, integers ≥ 0`, received: { axesLengths } });
  const lengths = namedLengths(before, x.shape, Object.fromEntries(given));
  const lengthsOf = (group: readonly string[]): (number | null)[] => group.map((name) => lengths.get(name)!);
  const product = (each: readonly (number | null)[]): number | null =>
    each.reduce<number | null>((a, b) => (a === null || b === null ? null : a * b), 1);
  const isSplit = before.some((group) => group.length !== 1);
  const apart = isSplit ? reshapeTo(x, openShape(before.flatMap(lengthsOf), x.shape)) : x;
  const ordered = transpose(apart, { axes: after.flat().map((name) => names.indexOf(name)) });
  const isMerged = after.some((group) => group.length !== 1);
  const result = isMerged ? reshapeTo(ordered, openShape(after.map((group) => product(lengthsOf(group))), x.shape)) : ordered; // prettier-ignore
  return result as unknown as ResultOf<X>;
}
