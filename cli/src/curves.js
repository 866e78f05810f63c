/** Computes the points and jumps of curves, from which all pictures of activations are drawn. */
import { grad, ops } from '#hillock';

/**
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ name: string, kind: 'function' | 'derivative', segments: Point[][] }} Curve
 * @typedef {(x: Float64Array) => ArrayLike<number>} Values
 * @typedef {(x: import('./activation.js').Numbers) => import('hillock').Tensor} Call
 */

const pointsPerCurve = 721;

/** A difference between neighbouring points below this share of the curve's height is not drawn as a jump. */
const leastJump = 0.02;

/**
 * The curve of a function over a range, as segments that end where the function jumps or is not finite.
 *
 * @param {Values} values
 * @param {readonly [number, number]} range
 * @returns {Point[][]}
 */
export function sampleCurve(values, [low, high]) {
  const x = Float64Array.from({ length: pointsPerCurve }, (_, i) => low + ((high - low) * i) / (pointsPerCurve - 1));
  const y = values(x);
  const finite = Array.from(y).filter(Number.isFinite);
  const noticeable = leastJump * (Math.max(...finite) - Math.min(...finite));
  const segments = [[]];
  for (let i = 0; i < x.length; i++) {
    const point = { x: x[i], y: y[i] };
    const last = segments.at(-1).at(-1);
    if (!Number.isFinite(point.y)) segments.push([]);
    else {
      const jump = last && Math.abs(point.y - last.y) > noticeable ? findJump(values, last, point) : undefined;
      if (jump) segments.at(-1).push(jump[0]);
      if (jump) segments.push([jump[1]]);
      segments.at(-1).push(point);
    }
  }
  return segments.filter((segment) => segment.length > 1);
}

/** Halves the interval until the jump in it is found, or the difference has vanished. */
function findJump(values, left, right) {
  const difference = Math.abs(right.y - left.y);
  for (let halving = 0; halving < 50; halving++) {
    const x = (left.x + right.x) / 2;
    const middle = { x, y: values(Float64Array.of(x))[0] };
    if (Math.abs(middle.y - left.y) > Math.abs(right.y - middle.y)) right = middle;
    else left = middle;
    if (Math.abs(right.y - left.y) < difference / 2) return undefined;
  }
  return [left, right];
}

/**
 * The curves of activations, and of their derivatives if they are wanted.
 *
 * @param {readonly { name: string, call: Call }[]} activations
 * @param {{ derivative: boolean, range: readonly [number, number] }} options
 * @returns {Curve[]}
 */
export function curvesOf(activations, { derivative, range }) {
  return activations.flatMap(({ name, call }) => {
    const slope = /** @type {Call} */ (grad((x) => ops.sum(call(/** @type {import('hillock').Tensor} */ (x)))));
    const curve = (kind, f) => ({ name, kind, segments: sampleCurve((x) => f(x).data, range) });
    return [curve('function', call), ...(derivative ? [curve('derivative', slope)] : [])];
  });
}

/**
 * The interval of y to show: that of all curves, but no higher or lower than the range of x is wide, so that a steep curve does not flatten
 * the others.
 *
 * @param {readonly Curve[]} curves
 * @param {readonly [number, number]} range
 * @returns {[number, number]}
 */
export function heightsOf(curves, range) {
  const limit = Math.max(...range.map(Math.abs));
  const heights = curves.flatMap(({ segments }) => segments.flat().map(({ y }) => y));
  const shown = heights.map((y) => Math.max(-limit, Math.min(limit, y)));
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const margin = 0.05 * (most - least || 1);
  return [least - margin, most + margin];
}

/** Differences below this share of a picture's unit cannot be seen. */
const tolerance = 0.04;

/**
 * The points that a picture needs: points that are almost on the line between their neighbours are left out.
 *
 * @param {readonly Point[]} points
 * @param {{ x: number, y: number }} scale - the picture's units for 1 along each axis
 * @returns {Point[]}
 */
export function simplified(points, scale) {
  const [first, last] = [points[0], points[points.length - 1]];
  const [width, height] = [(last.x - first.x) * scale.x, (last.y - first.y) * scale.y];
  const distanceOf = ({ x, y }) =>
    Math.abs(width * (y - first.y) * scale.y - height * (x - first.x) * scale.x) / Math.hypot(width, height);
  let [farthest, most] = [0, tolerance];
  for (let i = 1; i < points.length - 1; i++) {
    const distance = distanceOf(points[i]);
    if (distance > most) [farthest, most] = [i, distance];
  }
  if (farthest === 0) return [first, last];
  return [
    ...simplified(points.slice(0, farthest + 1), scale).slice(0, -1),
    ...simplified(points.slice(farthest), scale),
  ];
}
