/** What can be said of a function of one variable by evaluating it: range, monotony, symmetry, limits. */
import { type Curve, linePoints, nearOrigin, placeOfChange } from './curve.js';
import { type Kink, kinksOf } from './kinks.js';

/** The values between two ends; an end is infinite, or belongs to the interval or not. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly includesFrom: boolean;
  readonly includesTo: boolean;
}

/** What evaluation tells about a function. */
export interface CurveFacts {
  /** The least interval that holds all values at finite x. */
  readonly range: Interval;
  /** The points at which it has no derivative. */
  readonly kinks: readonly Kink[];
  /** It never falls, or never rises. */
  readonly monotonic: boolean;
  /** `f(-x) = -f(x)` */
  readonly odd: boolean;
  /** `f(0) = 0` */
  readonly zeroAtOrigin: boolean;
  /** The limits at -∞ and ∞; `null` where there is none. */
  readonly limits: { readonly negative: number | null; readonly positive: number | null };
}

/** The facts of a curve, from about 3000 points and what lies between them. */
export function curveFacts(curve: Curve): CurveFacts {
  const points = linePoints();
  const kinks = kinksOf(curve);
  const limits = { negative: limitOf(curve, -1), positive: limitOf(curve, 1) };
  return {
    range: rangeOf(curve, points, kinks, Object.values(limits)),
    kinks,
    monotonic: isMonotonic(curve, points, kinks),
    odd: isOdd(curve, points),
    zeroAtOrigin: curve.value(0) === 0,
    limits,
  };
}

/** Far out; powers up to the fifth of the farthest are still finite. */
const farPlaces = [2 ** 60, 2 ** 120, 2 ** 180];

/** Values closer than this, relative or near 0, are one. */
const closeness = 1e-12;

const isClose = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= closeness * Math.max(1, Math.abs(a), Math.abs(b));

function limitOf(curve: Curve, side: 1 | -1): number | null {
  const [near, far, farthest] = farPlaces.map((x) => curve.value(side * x)) as [number, number, number];
  if (isClose(near, far) && isClose(far, farthest)) return snapped(farthest);
  const grows = Math.abs(far) > Math.abs(near) && Math.abs(farthest) > Math.abs(far);
  return grows && far > 0 === farthest > 0 ? farthest * Infinity : null;
}

/** What is left of a limit 0 at a finite place is 0. */
const snapped = (value: number): number => (Math.abs(value) < closeness ? 0 : value);

function rangeOf(
  curve: Curve,
  points: readonly number[],
  kinks: readonly Kink[],
  limits: readonly (number | null)[],
): Interval {
  const attained = [...turningPoints(curve, points), ...kinks.map(({ x }) => x)].map((x) => curve.value(x));
  const approached = [...kinks.flatMap(({ values }) => values), ...limits.filter((limit) => limit !== null)];
  const values = [...attained, ...approached];
  const [from, to] = [Math.min(...values), Math.max(...values)];
  const isAttained = (end: number): boolean => Number.isFinite(end) && attained.some((value) => isClose(value, end));
  return { from: from + 0, to: to + 0, includesFrom: isAttained(from), includesTo: isAttained(to) };
}

/** A slope less than this may be what rounding left of 0. */
const leastSlope = 1e-9;

/** Points where the slope is 0: on a plateau, or between points where it changes its sign. */
function turningPoints(curve: Curve, points: readonly number[]): number[] {
  // Farther out a slope that is not 0 may have become too small for a float64.
  const near = points.filter((x) => Math.abs(x) <= nearOrigin);
  const slopes = near.map((x) => curve.slope(x));
  return near.flatMap((x, i) => {
    const [slope, next] = [slopes[i]!, slopes[i + 1] ?? NaN];
    if (slope === 0) return [x];
    const turns = slope < 0 ? next > 0 : next < 0;
    if (!turns || Math.max(Math.abs(slope), Math.abs(next)) < leastSlope) return [];
    return [placeOfChange(x, near[i + 1]!, (between) => curve.slope(between) > 0 === slope > 0)];
  });
}

function isMonotonic(curve: Curve, points: readonly number[], kinks: readonly Kink[]): boolean {
  const changes = [...points.map((x) => curve.slope(x)), ...kinks.map(({ values: [left, right] }) => right - left)];
  return !(changes.some((change) => change > leastSlope) && changes.some((change) => change < -leastSlope));
}

function isOdd(curve: Curve, points: readonly number[]): boolean {
  return points.every((x) => isClose(curve.value(-x), -curve.value(x)));
}
