/**
 * What evaluating a function of one variable tells about it: range, monotony, symmetry, limits. A fact that cannot be determined is left
 * open.
 */
import { type Bounds, isKnown } from './bounds.js';
import { type Curve, placeOfChange } from './curve.js';
import { choiceFreePieces, type ChoiceFreePieces, type Kink } from './kinks.js';
import { type Limits, limitsOf } from './limits.js';
import { endOfLine, halve, leastFloat32 } from './pieces.js';

/** The values between two ends. An end may be infinite, and may or may not belong to the interval. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
}

/** The facts of a function at finite float32 numbers; undefined where one could not be determined. */
export interface CurveFacts {
  /** The least interval that holds all values. */
  readonly range: Interval | undefined;
  /** Intervals within the range whose values the function never takes, because it jumps over them. */
  readonly gaps: readonly Interval[] | undefined;
  /** The points at which the function has no derivative. */
  readonly kinks: readonly Kink[] | undefined;
  /** Whether the function never falls, or never rises. */
  readonly monotonic: boolean | undefined;
  /** `f(-x) = -f(x)` */
  readonly odd: boolean | undefined;
  /** `f(0) = 0` */
  readonly zeroAtOrigin: boolean | undefined;
  readonly limits: Limits;
}

/** The facts of a curve, computed from bounds of its value and of its slope on pieces of the line. */
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

/**
 * A piece of the line with bounds of the slope, which is of one sign there. Without `slope`, the piece adds nothing to the range, because
 * the curve takes all these values elsewhere.
 */
interface SlopedPiece {
  readonly piece: Bounds;
  readonly slope: Bounds | undefined;
}

/** Values whose relative difference is below this count as equal. */
const closeness = 1e-12;

/** Cuts the pieces further until each has a slope of one sign, or adds nothing to the range; undefined if that takes too long. */
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

/**
 * Bounds of the value on a piece, from those of the value itself and from those of the slope; near a turning point the latter are much
 * closer.
 */
function closerBounds(curve: Curve, [low, high]: Bounds, value: Bounds, slope: Bounds): Bounds {
  const [middle, halfWidth] = [low + (high - low) / 2, (high - low) / 2];
  const [least, most] = curve.over([middle, middle]).value;
  const change = halfWidth * Math.max(-slope[0], slope[1]);
  if (!Number.isFinite(change)) return value;
  return [Math.max(value[0], least - change), Math.min(value[1], most + change)];
}

/** The values that a curve takes, as separate intervals. */
function imageOf(
  curve: Curve,
  slopes: readonly SlopedPiece[],
  kinks: readonly Kink[],
  { negative, positive }: Limits,
): readonly Interval[] | undefined {
  if (negative === undefined || positive === undefined) return undefined;
  const finite = slopes.flatMap(({ piece }) => piece.map((x) => Number.isFinite(curve.value(x))));
  // The value may overflow at the ends of the line, but not between places at which it is finite.
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

/** The values of the curve on a stretch without jumps; `approached` are the limits at the two ends of the stretch, null where there is none. */
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

/** Whether two values differ by no more than rounding explains, for a curve whose values have these sizes. */
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

/** A point on each plateau, and the points where the curve turns from rising to falling or back. */
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
      // At a kink whose two sides have the same value, equal slopes mean that the value at the point itself stands apart from both sides.
      left === right ? before !== after : (right - left) * direction > 0,
    );
  if (isAlong(1) || isAlong(-1)) return true;
  const bounds = slopes.flatMap(({ piece }) => piece.map((x) => curve.over([x, x]).value));
  const rises = bounds.some(([low], i) => i > 0 && low > bounds[i - 1]![1]);
  const falls = bounds.some(([, high], i) => i > 0 && high < bounds[i - 1]![0]);
  return rises && falls ? false : undefined;
}

/** Within every power of 2, symmetry is checked at these multiples of it. */
const mantissas = [1, 1.1, 1.3, 1.7];

/** Whether f(-x) = -f(x), within rounding, at points of every magnitude and at the ends of all pieces. */
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
