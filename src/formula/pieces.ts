/** Cuts the line of all finite float32 numbers into pieces until something is known about each piece. */
import type { Bounds } from './bounds.js';

/** The least float32 number above 0. */
export const leastFloat32 = 2 ** -149;

/** The first power of 2 beyond all finite float32 numbers. */
export const endOfLine = 2 ** 128;

/** The whole line, cut at ±1 and around 0. */
export const wholeLine: readonly Bounds[] = [
  [-endOfLine, -1],
  [-1, -Number.MIN_VALUE],
  [0, 0],
  [Number.MIN_VALUE, 1],
  [1, endOfLine],
];

/** The least width of a piece, relative to its distance from 0. */
const narrowest = 2 ** -44;

/** The least width of a piece next to 0. */
const narrowestAtOrigin = 2 ** -200;

/** `halve` gives up after so many pieces. */
const mostAttempts = 20_000;

/** The middle of a piece; if its ends are of very different size, the number whose exponent is halfway. */
function middleOf([low, high]: Bounds): number {
  if (low > 0 && high > 2 * low) return Math.sqrt(low) * Math.sqrt(high);
  return high < 0 && low < 2 * high ? -middleOf([-high, -low]) : low + (high - low) / 2;
}

/** The outcome of `halve`: what was found on the pieces, and the pieces that became too narrow to be halved, both in order. */
export interface Settled<Found> {
  readonly settled: readonly Found[];
  readonly narrow: readonly Bounds[];
}

/**
 * Halves pieces until `settle` finds something on each, or the piece is too narrow to halve; those nearest to 0 come first. Undefined if it
 * takes too many pieces, as where something changes at infinitely many places.
 */
export function halve<Found>(
  pieces: readonly Bounds[],
  settle: (piece: Bounds) => Found | undefined,
): Settled<Found> | undefined {
  const nearness = ([low, high]: Bounds): number => Math.min(Math.abs(low), Math.abs(high));
  const waiting = [...pieces].sort((a, b) => nearness(b) - nearness(a));
  const settled: { piece: Bounds; found: Found }[] = [];
  const narrow: { piece: Bounds }[] = [];
  for (let attempts = 0; waiting.length > 0; attempts += 1) {
    if (attempts === mostAttempts) return undefined;
    const piece = waiting.pop()!;
    const [low, high] = piece;
    const middle = middleOf(piece);
    const found = settle(piece);
    if (found !== undefined) settled.push({ piece, found });
    else if (high - low <= Math.max(nearness(piece) * narrowest, narrowestAtOrigin)) narrow.push({ piece });
    else if (low < 0) waiting.push([low, middle], [middle, high]);
    else waiting.push([middle, high], [low, middle]);
  }
  const inOrder = (a: { piece: Bounds }, b: { piece: Bounds }): number => a.piece[0] - b.piece[0];
  return {
    settled: settled.sort(inOrder).map(({ found }) => found),
    narrow: narrow.sort(inOrder).map(({ piece }) => piece),
  };
}
