/** Reads arrays at positions between their elements and beyond their edges. */
import { unknownNameError, ValueError } from '../../errors/index.js';
import type { Tensor } from '../../tensor/index.js';
import { abs, add, clip, floor, multiply, subtract } from '../arithmetic.js';
import { castTo } from '../casting.js';
import { greaterEqual, less, logicalAnd, where as choose } from '../comparison.js';
import { take } from '../gathering.js';
import { stopGradient } from '../identity.js';
import { expandDims } from '../reshape.js';
import { fromZero } from './pixels.js';

/** What an array has beyond its edges: a constant, its last element, or its elements again, either in the same order or mirrored. */
export const fillModes = ['constant', 'nearest', 'wrap', 'mirror', 'reflect'] as const;

/** The name of a way to continue an array beyond its edges. */
export type FillMode = (typeof fillModes)[number];

/** How an array is read. */
export interface Sampling {
  /** 0 reads the nearest element, 1 a linear mixture of the neighbours. */
  readonly order: 0 | 1;
  readonly fillMode: FillMode;
  readonly fillValue: number;
}

/** Refuses an unknown fill mode. */
export function checkFillMode(where: string, fillMode: unknown, known: readonly string[] = fillModes): void {
  if (typeof fillMode === 'string' && known.includes(fillMode)) return;
  if (typeof fillMode === 'string') throw unknownNameError(where, 'fill mode', fillMode, known);
  throw new ValueError({ where, expected: `\`fillMode\` to be one of ${known.join(', ')}`, received: { fillMode } });
}

/** The remainder that is never negative, for integers stored as floats. */
const modulo = (x: Tensor, length: number): Tensor =>
  subtract(x, multiply(floor(multiply(add(x, 0.5), 1 / length)), length));

/** Positions moved into the axis by the fill mode; with `constant` they stay outside. */
function within(place: Tensor, length: number, fillMode: FillMode): Tensor {
  if (fillMode === 'nearest') return clip(place, 0, length - 1);
  if (fillMode === 'wrap') return modulo(place, length);
  if (fillMode === 'mirror') return length === 1 ? multiply(place, 0) : mirrored(place, length - 1);
  // The mirror lies at the outer edge of the last element, which therefore occurs twice in a row.
  if (fillMode === 'reflect') {
    return multiply(subtract(mirrored(add(multiply(place, 2), 1), 2 * length), 1), 0.5);
  }
  return place;
}

/** Positions reflected by mirrors at 0 and at `last`. */
const mirrored = (place: Tensor, last: number): Tensor => abs(subtract(modulo(add(place, last), 2 * last), last));

interface Node {
  /** An integer position stored as a float, within the axis. */
  readonly place: Tensor;
  readonly weight: Tensor | undefined;
  /** Whether the array has an element there; undefined if it always does. */
  readonly isInside: Tensor | undefined;
}

function nodesOf(coordinate: Tensor, length: number, { order, fillMode }: Sampling): Node[] {
  const node = (place: Tensor, weight?: Tensor): Node => {
    const held = within(place, length, fillMode);
    if (fillMode !== 'constant') return { place: held, weight, isInside: undefined };
    const isInside = logicalAnd(greaterEqual(held, 0), less(held, length));
    return { place: clip(held, 0, length - 1), weight, isInside };
  };
  const fixed = stopGradient(coordinate);
  if (order === 0) return [node(fromZero(fixed))];
  const lower = floor(fixed);
  const share = subtract(coordinate, lower);
  return [node(lower, subtract(1, share)), node(add(lower, 1), share)];
}

/**
 * Samples of an array `[…lengths] × channels`, which is given as rows, at `coordinates`, one tensor for each axis: `Σ weight · row`. `base`
 * is the row at which the array of each coordinate begins.
 */
export function sampleRows(
  rows: Tensor,
  lengths: readonly number[],
  coordinates: readonly Tensor[],
  base: Tensor | undefined,
  sampling: Sampling,
): Tensor {
  const corners = coordinates.reduce<readonly (readonly Node[])[]>(
    (partial, coordinate, axis) =>
      partial.flatMap((nodes) => nodesOf(coordinate, lengths[axis]!, sampling).map((each) => [...nodes, each])),
    [[]],
  );
  return corners
    .map((nodes) => {
      const places = nodes
        .map(({ place }, axis) => multiply(castTo(place, 'int32'), strideOf(lengths, axis)))
        .reduce((sum, each) => add(sum, each));
      const row = take(rows, base === undefined ? places : add(places, base), { axis: 0 });
      const isInside = nodes
        .flatMap((each) => each.isInside ?? [])
        .reduce<Tensor | undefined>((all, each) => (all === undefined ? each : logicalAnd(all, each)), undefined);
      const read = isInside === undefined ? row : choose(expandDims(isInside, -1), row, sampling.fillValue);
      const weight = nodes
        .flatMap((each) => each.weight ?? [])
        .reduce<Tensor | undefined>(
          (product, each) => (product === undefined ? each : multiply(product, each)),
          undefined,
        );
      return weight === undefined ? read : multiply(read, expandDims(weight, -1));
    })
    .reduce((sum, each) => add(sum, each));
}

const strideOf = (lengths: readonly number[], axis: number): number =>
  lengths.slice(axis + 1).reduce((product, length) => product * length, 1);
