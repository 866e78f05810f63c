/** Axes as users give them: from the first on, or from the last on with negative numbers. */
import { ValueError } from '../errors/index.js';
import type { TensorSpec } from './operation.js';

/** The axis, counted from the first, that `axis` means among `rank` axes. */
export function resolveAxis(where: string, axis: number, rank: number, name = 'axis'): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  const expected = rank === 0 ? 'no axis, because a scalar has none' : `an axis from ${-rank} to ${rank - 1}`;
  throw new ValueError({ where, expected, received: { [name]: axis, rank } });
}

/** One axis, several, or with `null` all of them. */
export type Axes = number | readonly number[] | null;

/** The axes that are meant, in ascending order. */
export function resolveAxes(where: string, axes: Axes, rank: number): number[] {
  if (axes === null) return Array.from({ length: rank }, (_, axis) => axis);
  const resolved = [axes].flat().map((axis) => resolveAxis(where, axis, rank));
  if (new Set(resolved).size < resolved.length) {
    throw new ValueError({ where, expected: 'each axis once', received: { axis: axes } });
  }
  return resolved.sort((a, b) => a - b);
}

/** What is needed to walk along one axis: the number of elements before, along and after it. */
export interface AxisView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** The elements of an array seen from the axes `first` to `last`. */
export function viewAlong(shape: readonly number[], first: number, last = first): AxisView {
  const size = (from: number, to: number): number =>
    shape.slice(from, to).reduce((product, length) => product * length, 1);
  return { outer: size(0, first), length: size(first, last + 1), inner: size(last + 1, shape.length) };
}

/** Throws unless `x` has at least `least` axes. */
export function checkRank(where: string, x: TensorSpec, least: number): void {
  if (x.shape.length >= least) return;
  throw new ValueError({ where, expected: `a tensor of rank ${least} or more`, received: { x } });
}
