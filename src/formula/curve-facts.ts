/** What can be said of a function of one variable by looking at it: range, monotony, symmetry, limits. What cannot be told is left open. */
import { type Bounds, isKnown } from './bounds.js';
import { type Curve, placeOfChange } from './curve.js';
import { choiceFreePieces, type ChoiceFreePieces, type Kink } from './kinks.js';
import { type Limits, limitsOf } from './limits.js';
import { endOfLine, halve, leastFloat32 } from './pieces.js';

/** The values between two ends; an end is infinite, or belongs to the interval or not. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
}

/** What is known of a function at finite float32 numbers; undefined where it could not be determined. */
export interface CurveFacts {
  /** The least interval that holds all values. */
  readonly range: Interval | undefined;
  /** The values within the range that it never takes: it jumps over them. */
  readonly gaps: readonly Interval[] | undefined;
  /** The points at which it has no derivative. */
  readonly kinks: readonly Kink[] | undefined;
  /** It never falls, or never rises. */
  readonly monotonic: boolean | undefined;
  /** `f(-x) = -f(x)` */
  readonly odd: boolean | undefined;
  /** `f(0) = 0` */
  readonly zeroAtOrigin: boolean | undefined;
  readonly limits: Limits;
}

/** The facts of a curve, from bounds of its value and its slope on pieces of the line. */
export function curveFacts(curve: Curve): CurveFacts {
  const limits = limitsOf(curve);
  const parts = choiceFreePieces(curve);
  const slopes = parts && slopedPieces(curve, parts, limits);
  const image = slopes && imageOf(curve, slopes, parts.kinks, limits);
  return {
    range: image && hullOf(image),
    gaps: image && gapsBetween(image),
    kinks: slopes && parts.kinks,
    monotonic: slopes && isMonotonic(curve, slopes, parts.kinks),
    odd: slopes && isOdd(curve, slopes),
    zeroAtOrigin: isZeroAtOrigin(curve),
    limits,
  };
}

/** A piece of the line with bounds of the slope that have one sign, or without, where the curve stays within values that it takes elsewhere. */
interface SlopedPiece {
  readonly piece: Bounds;
  readonly slope: Bounds | undefined;
}

/** Values closer than this, relative to the largest, are one. */
const closeness = 1e-12;

/** Cuts the pieces further until the curve rises or falls on each, or adds nothing to the range. Undefined if it cannot be done. */
function slopedPieces(
  curve: Curve,
  { pieces, kinks }: ChoiceFreePieces,
  limits: Limits,
): readonly SlopedPiece[] | undefined {
  let [least, most] = [Infinity, -Infinity];
  const reach = (value: number): void => {
    if (!Number.isNaN(value)) [least, most] = [Math.min(least, value), Math.max(most, value)];
  };
  kinks.forEach(({ values }) => values.forEach(reach));
  [limits.negative, limits.positive].forEach((limit) => reach(limit ?? NaN));
  const isWithinReach = ([low, high]: Bounds): boolean => {
    const slack = closeness * Math.max(...[least, most].map(Math.abs).filter(Number.isFinite), 0);
    return low >= least - slack && high <= most + slack;
  };
  const settle = (piece: Bounds): SlopedPiece | undefined => {
    const { value, slope } = curve.over(piece);
    if (!isKnown(value)) return undefined;
    piece.forEach((x) => reach(curve.value(x)));
    if (slope[0] >= 0 || slope[1] <= 0) return { piece, slope };
    const isWithin = isWithinReach(value) || isWithinReach(closerBounds(curve, piece, value, slope));
    return isWithin ? { piece, slope: undefined } : undefined;
  };
  const { settled, narrow } = halve(pieces, settle) ?? { settled: [], narrow: pieces };
  return narrow.length === 0 ? settled : undefined;
}

/** Bounds of the value from its bounds and from those of the slope: near a turning point the second are much closer. */
function closerBounds(curve: Curve, [low, high]: Bounds, value: Bounds, slope: Bounds): Bounds {
  const [middle, halfWidth] = [low + (high - low) / 2, (high - low) / 2];
  const [least, most] = curve.over([middle, middle]).value;
  const change = halfWidth * Math.max(-slope[0], slope[1]);
  if (!Number.isFinite(change)) return value;
  return [Math.max(value[0], least - change), Math.min(value[1], most + change)];
}

/** The values of a curve, as intervals apart from each other. */
function imageOf(
  curve: Curve,
  slopes: readonly SlopedPiece[],
  kinks: readonly Kink[],
  { negative, positive }: Limits,
): readonly Interval[] | undefined {
  if (negative === undefined || positive === undefined) return undefined;
  const finite = slopes.flatMap(({ piece }) => piece.map((x) => Number.isFinite(curve.value(x))));
  // Too large for a number may be what is far out, but not what lies between.
  if (finite.slice(finite.indexOf(true), finite.lastIndexOf(true)).includes(false)) return undefined;
  const jumps = kinks.filter(({ x, values: [left, right] }) => left !== right || curve.value(x) !== left);
  const ends = [-Infinity, ...jumps.map(({ x }) => x), Infinity];
  const stretches = ends.slice(1).map((end, i): Interval => {
    const isWithin = (x: number): boolean => x > ends[i]! && x < end;
    const approached = [jumps[i - 1]?.values[1] ?? negative, jumps[i]?.values[0] ?? positive];
    const pieces = slopes.filter(({ piece: [low, high] }) => isWithin(low + (high - low) / 2));
    return stretchOf(curve, pieces, kinks.filter(({ x }) => isWithin(x)), approached); // prettier-ignore
  });
  return union([...stretches, ...jumps.map(({ x }) => pointOf(curve.value(x)))]);
}

/** The values on a stretch without jumps; at its ends it approaches some, or nothing. */
function stretchOf(
  curve: Curve,
  slopes: readonly SlopedPiece[],
  kinks: readonly Kink[],
  approached: readonly (number | null)[],
): Interval {
  const values = slopes.flatMap(({ piece }) => piece.map((x) => curve.value(x)));
  const special = [...turningPoints(curve, slopes), ...kinks.map(({ x }) => x)].map((x) => curve.value(x));
  const limits = approached.filter((limit) => limit !== null);
  const all = [...values, ...special, ...kinks.flatMap((kink) => kink.values), ...limits];
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const isAttained = (end: number): boolean => special.some((value) => areOne(value, end, [from, to]));
  return { from: from + 0, to: to + 0, includesFrom: isAttained(from), includesTo: isAttained(to) };
}

const pointOf = (value: number): Interval => ({ from: value + 0, to: value + 0, includesFrom: true, includesTo: true });

/** Whether rounding alone may be between two values of a curve that has values of this size. */
const areOne = (a: number, b: number, sizes: readonly number[]): boolean =>
  a === b || Math.abs(a - b) <= closeness * Math.max(...sizes.map(Math.abs).filter(Number.isFinite), 0);

/** Intervals in order; those that overlap or touch become one. */
function union(intervals: readonly Interval[]): Interval[] {
  const sizes = intervals.flatMap(({ from, to }) => [from, to]);
  const joined: Interval[] = [];
  for (const next of [...intervals].sort(
    (a, b) => a.from - b.from || Number(b.includesFrom) - Number(a.includesFrom),
  )) {
    const last = joined.pop();
    if (last === undefined) {
      joined.push(next);
      continue;
    }
    const touch = areOne(last.to, next.from, sizes);
    if (touch ? !last.includesTo && !next.includesFrom : next.from > last.to) {
      joined.push(last, next);
      continue;
    }
    const { to, includesTo } = next.to > last.to || (next.to === last.to && next.includesTo) ? next : last;
    const includesFrom = last.includesFrom || (touch && last.from === last.to);
    joined.push({ from: last.from, to, includesFrom, includesTo });
  }
  return joined;
}

const hullOf = (image: readonly Interval[]): Interval => {
  const [first, last] = [image[0]!, image[image.length - 1]!];
  return { from: first.from, to: last.to, includesFrom: first.includesFrom, includesTo: last.includesTo };
};

const gapsBetween = (image: readonly Interval[]): Interval[] =>
  image.slice(1).map((next, i) => {
    const last = image[i]!;
    return { from: last.to, to: next.from, includesFrom: !last.includesTo, includesTo: !next.includesFrom };
  });

/** 1 or -1 where the curve rises or falls, 0 where it is known to do neither. */
function directionOf({ slope }: SlopedPiece): 1 | 0 | -1 | undefined {
  if (slope === undefined) return undefined;
  if (slope[0] === 0 && slope[1] === 0) return 0;
  return slope[0] >= 0 ? 1 : -1;
}

/** Points on plateaus, and those where the curve turns from rising to falling or back. */
function turningPoints(curve: Curve, slopes: readonly SlopedPiece[]): number[] {
  const plateaus = slopes.filter((each) => directionOf(each) === 0).map(({ piece }) => piece[0]);
  const directed = slopes.filter((each) => directionOf(each));
  const turns = directed.slice(1).flatMap((next, i) => {
    const last = directed[i]!;
    const direction = directionOf(last)!;
    if (directionOf(next) === direction) return [];
    return [placeOfChange(last.piece[1], next.piece[0], (x) => curve.slope(x) * direction > 0)];
  });
  return [...plateaus, ...turns];
}

function isMonotonic(curve: Curve, slopes: readonly SlopedPiece[], kinks: readonly Kink[]): boolean | undefined {
  const isAlong = (direction: 1 | -1): boolean =>
    slopes.every((each) => directionOf(each) === direction || directionOf(each) === 0) &&
    kinks.every(({ values: [left, right], slopes: [before, after] }) =>
      // A kink that shows on neither side is a value that stands alone.
      left === right ? before !== after : (right - left) * direction > 0,
    );
  if (isAlong(1) || isAlong(-1)) return true;
  const bounds = slopes.flatMap(({ piece }) => piece.map((x) => curve.over([x, x]).value));
  const rises = bounds.some(([low], i) => i > 0 && low > bounds[i - 1]![1]);
  const falls = bounds.some(([, high], i) => i > 0 && high < bounds[i - 1]![0]);
  return rises && falls ? false : undefined;
}

/** Between 1 and the next power of 2, and so on at every scale, these are looked at for symmetry. */
const mantissas = [1, 1.1, 1.3, 1.7];

/** Odd as far as rounding lets it be seen, at every scale and at all points that mattered so far. */
function isOdd(curve: Curve, slopes: readonly SlopedPiece[]): boolean {
  const points = slopes.map(({ piece }) => piece[0]);
  for (let scale = leastFloat32; scale < endOfLine; scale *= 2) points.push(...mantissas.map((each) => each * scale));
  return points.every((x) => {
    const [low, high] = curve.over([x, x]).value;
    const [least, most] = curve.over([-x, -x]).value;
    return low <= -least && -most <= high;
  });
}

function isZeroAtOrigin(curve: Curve): boolean | undefined {
  const [low, high] = curve.over([0, 0]).value;
  if (low === 0 && high === 0) return true;
  return low > 0 || high < 0 ? false : undefined;
}
