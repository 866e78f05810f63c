/**
 * The elementary functions in float64, the same to the last bit on every machine: made of operations that IEEE 754 rounds exactly, with
 * the delicate steps in pairs of numbers. They err by less than 0.8 units in the last place. The `Math.exp` and `Math.log` of different
 * engines differ in the last bit, so code whose results must be the same everywhere calls these instead.
 *
 * The kernels are measured against these functions, which therefore share neither polynomials nor methods with the kernels.
 */
import { ln10, ln2 } from './float64-constants.js';
import { exponential, exponentialMinusOne, logarithm } from './float64-exponential.js';
import {
  addToPair,
  dividePairs,
  exactProduct,
  multiplyPair,
  multiplyPairs,
  negatePair,
  polynomial,
  scale,
  scalePair,
  type Pair,
} from './float64-pair.js';

export { erf, erfc } from './float64-error-function.js';
export {
  approximateNormalCdf,
  approximateNormalDensity,
  normalCdf,
  normalDensity,
} from './float64-normal-distribution.js';
export { hypot } from './float64-hypot.js';
export { cos, sin } from './float64-trigonometric.js';

const zero: Pair = { high: 0, low: 0 };

/** The exponential `exp(x)`. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  const { high, exponent } = exponential(x);
  return scale(high, exponent);
}

/** `exp(x) - 1`, without the cancellation near 0. */
export function expm1(x: number): number {
  if (Number.isNaN(x) || Math.abs(x) < 2 ** -60) return x;
  if (x < -40) return -1;
  return x > 700 ? exp(x) : exponentialMinusOne(x).high;
}

/** The natural logarithm `log(x)`. */
export function log(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  return logarithm(x, zero).high;
}

/** `log(1 + x)`, without the cancellation near 0. */
export function log1p(x: number): number {
  if (Number.isNaN(x) || x === Infinity || Math.abs(x) < 2 ** -60) return x;
  if (x <= -1) return x === -1 ? -Infinity : NaN;
  return logarithm(1, { high: x, low: 0 }).high;
}

/** The binary logarithm `log2(x)`, exact for powers of two. */
export function log2(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  return dividePairs(logarithm(x, zero), ln2).high;
}

/** The decimal logarithm `log10(x)`, exact for powers of ten. */
export function log10(x: number): number {
  if (Number.isNaN(x) || x === Infinity) return x;
  if (x <= 0) return x === 0 ? -Infinity : NaN;
  return dividePairs(logarithm(x, zero), ln10).high;
}

/** The power `x ** y` of IEEE 754: 1 for y = 0, NaN for a negative x with a fractional y. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const magnitude = powerOfMagnitude(Math.abs(x), y);
  if (x > 0 || Object.is(x, 0)) return magnitude;
  const isInteger = Math.floor(y) === y;
  if (!isInteger && x !== 0 && x !== -Infinity && Number.isFinite(y)) return NaN;
  return isInteger && Math.abs(y % 2) === 1 ? -magnitude : magnitude;
}

/** `x ** y` for x ≥ 0 and y ≠ 0. */
function powerOfMagnitude(x: number, y: number): number {
  if (x === 1) return 1;
  if (x === 0 || x === Infinity || !Number.isFinite(y)) {
    const grows = x > 1 ? y > 0 : y < 0;
    return grows ? Infinity : 0;
  }
  const logarithmOfX = logarithm(x, zero);
  const rough = logarithmOfX.high * y;
  if (rough > 710) return Infinity;
  if (rough < -746) return 0;
  if (Math.abs(rough) < 2 ** -60) return 1;
  const product = multiplyPair(logarithmOfX, y);
  const { high, exponent } = exponential(product.high, product.low);
  return scale(high, exponent);
}

/** `exp(x)` as a pair, for |x| ≤ 700. */
function pairExp(x: number): Pair {
  const power = exponential(x);
  return scalePair(power, power.exponent);
}

/** The logistic function `sigmoid(x) = 1 / (1 + exp(-x))`. */
export function sigmoid(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 40) return 1;
  if (x < -40) return exp(x);
  const power = pairExp(-Math.abs(x));
  return dividePairs(x < 0 ? power : { high: 1, low: 0 }, addToPair(power, 1)).high;
}

/** `softplus(x) = log(1 + exp(x))`, without overflow for large x. */
export function softplus(x: number): number {
  if (Number.isNaN(x) || x > 40) return x;
  if (x < -40) return exp(x);
  return addToPair(logarithm(1, pairExp(-Math.abs(x))), Math.max(x, 0)).high;
}

/** `tanh(x)` as a pair, for 2⁻⁶⁰ ≤ |x| ≤ 22. */
function pairTanh(x: number): Pair {
  const growth = exponentialMinusOne(2 * x);
  return dividePairs(growth, addToPair(growth, 2));
}

/** The hyperbolic tangent `tanh(x)`. */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x) || magnitude < 2 ** -30) return x;
  return magnitude > 22 ? Math.sign(x) : pairTanh(x).high;
}

/** The derivative of tanh, `sech2(x) = 1 - tanh(x)² = 1 / cosh(x)²`, without the cancellation for large x. */
export function sech2(x: number): number {
  if (Number.isNaN(x)) return x;
  const magnitude = Math.abs(x);
  if (magnitude > 374) return 0;
  const { high, low, exponent } = exponential(-2 * magnitude);
  if (magnitude > 20) return scale(high, exponent + 2);
  const power = scalePair({ high, low }, exponent);
  const sum = addToPair(power, 1);
  return 4 * dividePairs(power, multiplyPairs(sum, sum)).high;
}

/** One third. */
const third: Pair = { high: 1 / 3, low: 2 ** -54 / 3 };

/** `2n / (2n+1)!` from n = 2: the series of `x·cosh(x) - sinh(x)` after `x³/3`. */
const hyperbolicDifferenceSeries = [1 / 30, 1 / 840, 1 / 45360, 1 / 3991680, 1 / 518918400, 1 / 93405312000];

/** `1 / (2n)!` from n = 1: the series of cosh after 1. */
const coshSeries = [1 / 2, 1 / 24, 1 / 720, 1 / 40320, 1 / 3628800, 1 / 479001600];

/** `x - tanh(x)`, without the cancellation near 0, where it is `x³/3`. */
export function xMinusTanh(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x) || x === 0) return x;
  if (magnitude > 22) return x - Math.sign(x);
  if (magnitude > 0.25) return addToPair(negatePair(pairTanh(x)), x).high;
  return Math.sign(x) * smallXMinusTanh(magnitude);
}

/** `x³ · (1/3 + x²/30 + …) / cosh(x)` for 0 < x ≤ 0.25; all terms are positive. */
function smallXMinusTanh(x: number): number {
  if (x < 2 ** -200) return tinyXMinusTanh(x);
  const square = exactProduct(x, x);
  const numerator = addToPair(third, square.high * polynomial(hyperbolicDifferenceSeries, square.high));
  const denominator = addToPair({ high: square.high * polynomial(coshSeries, square.high), low: 0 }, 1);
  return multiplyPairs(multiplyPair(square, x), dividePairs(numerator, denominator)).high;
}

/** `x³/3` for an x so small that its products would be inexact in pairs: it is scaled up and down again. */
function tinyXMinusTanh(x: number): number {
  const scaled = scale(x, 350);
  return scale(multiplyPairs(multiplyPair(exactProduct(scaled, scaled), scaled), third).high, -1050);
}
