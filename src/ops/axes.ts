/** Axes as users give them: counted from the first one, or, if negative, from the last. */
import { ValueError } from '../errors/index.js';
import { range } from '../kernel/lattice.js';
import type { TensorSpec } from './operation.js';

/** The axis that `axis` means among `rank` axes, counted from the first. */
export function resolveAxis(where: string, axis: number, rank: number, name = 'axis'): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  const expected = rank === 0 ? 'no axis, because a scalar has none' : `an axis from ${-rank} to ${rank - 1}`;
  throw new ValueError({ where, expected, received: { [name]: axis, rank } });
}

/** One axis, several, or `null` for all of them. */
export type Axes = number | readonly number[] | null;

/** The axes that an argument means, in ascending order. */
export function resolveAxes(where: string, axes: Axes, rank: number): number[] {
  if (axes === null) return range(rank);
  if (typeof axes === 'number') return [resolveAxis(where, axes, rank)];
  const resolved = [axes].flat().map((axis) => resolveAxis(where, axis, rank));
  if (new Set(resolved).size < resolved.length) {
    throw new ValueError({ where, expected: 'each axis once', received: { axis: axes } });
  }
  return resolved.sort((a, b) => a - b);
}

/** Whether axes in ascending order are the last ones of `rank`. */
export const areLastAxes = (axes: readonly number[], rank: number): boolean =>
  axes.length === 0 || axes[0] === rank - axes.length;

/** An array seen along one axis: the numbers of elements before, along and after it. */
export interface AxisView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** The view along the axes `first` to `last`, taken together as one axis. */
export function viewAlong(shape: readonly number[], first: number, last = first): AxisView {
  let [outer, length, inner] = [1, 1, 1];
  for (let axis = 0; axis < shape.length; axis++) {
    if (axis < first) outer *= shape[axis]!;
    else if (axis <= last) length *= shape[axis]!;
    else inner *= shape[axis]!;
  }
  return { outer, length, inner };
}

/** Refuses x unless it has at least `least` axes. */
export function checkRank(where: string, x: TensorSpec, least: number): void {
  if (x.shape.length >= least) return;
  throw new ValueError({ where, expected: `a tensor of rank ${least} or more`, received: { x } });
}
