/** The limits of a function at -∞ and ∞. */
import { type Bounds, isKnown } from './bounds.js';
import type { Curve } from './curve.js';
import { choiceCheck } from './kinks.js';
import { endOfLine } from './pieces.js';

/** The limits at -∞ and ∞: `null` where there is none, undefined where it could not be determined. */
export interface Limits {
  readonly negative: number | null | undefined;
  readonly positive: number | null | undefined;
}

export const limitsOf = (curve: Curve): Limits => ({
  negative: limitOf(curve, -1),
  positive: limitOf(curve, 1),
});

/** Places beyond all float32 numbers at which the function is looked at; even the cube of the farthest is finite in float64. */
const farPlaces = [2 ** 190, 2 ** 250, 2 ** 310];

function limitOf(curve: Curve, side: 1 | -1): number | null | undefined {
  const beyond = [side * endOfLine, side * Number.MAX_VALUE].sort((a, b) => a - b) as unknown as Bounds;
  // If a choice changes beyond the float32 numbers, another may change still farther out, and no limit can be told.
  if (!choiceCheck(curve)(beyond)) return undefined;
  const bounds = farPlaces.map((x) => curve.over([side * x, side * x]).value);
  if (!bounds.every(isKnown)) return oscillates(curve, side) ? null : undefined;
  if (growsForever(bounds)) return Infinity;
  if (growsForever(bounds.map(([low, high]) => [-high, -low]))) return -Infinity;
  if (vanishes(bounds)) return 0;
  if (staysPut(bounds)) return curve.value(side * farPlaces[farPlaces.length - 1]!);
  return oscillates(curve, side) ? null : undefined;
}

/** Whether values grow from place to place, the second time by at least half as much as the first, or exceed all float64 numbers. */
function growsForever(bounds: readonly Bounds[]): boolean {
  const [[first, ofFirst], [second, ofSecond], [third]] = bounds as readonly [Bounds, Bounds, Bounds];
  if (third === Number.MAX_VALUE) return true;
  return second > ofFirst && third - ofSecond >= (ofSecond - first) / 2;
}

/** A product of the farthest place and a number that should have underflowed to 0 is smaller than this. */
const leftByUnderflow = 2 ** -700;

function vanishes(bounds: readonly Bounds[]): boolean {
  const sizes = bounds.map(([low, high]) => Math.max(-low, high));
  return sizes.every((size, i) => size < leftByUnderflow || (i > 0 ? size <= sizes[i - 1]! / 2 : size < 1e9));
}

/** Values whose relative difference is below this count as equal. */
const closeness = 1e-12;

function staysPut(bounds: readonly Bounds[]): boolean {
  const [least, most] = [Math.min(...bounds.map(([low]) => low)), Math.max(...bounds.map(([, high]) => high))];
  return most - least <= closeness * Math.max(-least, most);
}

/** Whether the values go up and down noticeably at places whose distance is unlikely to be a multiple of the formula's period. */
function oscillates(curve: Curve, side: 1 | -1): boolean {
  const values = Array.from({ length: 60 }, (_, i) => curve.value(side * endOfLine * (1 + i * Math.SQRT2)));
  if (!values.every(Number.isFinite)) return false;
  const noticeable = 1e-3 * Math.max(...values.map(Math.abs));
  const steps = values.slice(1).map((value, i) => value - values[i]!);
  const count = (sign: 1 | -1): number => steps.filter((step) => sign * step > noticeable).length;
  return Math.min(count(1), count(-1)) > 10;
}
