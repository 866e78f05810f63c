/** The normal distribution in float64, and its approximation by a logistic function of a cubic. */
import { approximationCubic, approximationRate, densityAtZero, rootHalf } from './float64-constants.js';
import { scaledErfc, smallErf } from './float64-error-function.js';
import { exponential, type ScaledPair } from './float64-exponential.js';
import {
  addToPair,
  dividePairs,
  exactProduct,
  multiplyPair,
  multiplyPairs,
  negatePair,
  scale,
  scalePair,
  type Pair,
} from './float64-pair.js';

/** For |x| up to this, `1 + x²` rounds to 1. */
const tiny = 2 ** -60;

/** `erfc(x/√2)` for x ≥ 0, from the square `x²/2`, which is exact: the square of the rounded `x/√2` would spoil the exponential. */
function tailOf(x: number): ScaledPair {
  const half = scalePair(exactProduct(x, x), -1);
  return scaledErfc(multiplyPair(rootHalf, x), half);
}

/** The distribution function of the standard normal distribution, `normalCdf(x) = erfc(-x/√2) / 2`. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  const magnitude = Math.abs(x);
  if (magnitude < tiny) return 0.5;
  if (x > 9) return 1;
  if (x < -39) return 0;
  if (magnitude <= 0.7) return 0.5 * addToPair(smallErf(multiplyPair(rootHalf, x)), 1).high;
  const tail = tailOf(magnitude);
  if (x < 0) return scale(tail.high, tail.exponent - 1);
  return addToPair(negatePair(scalePair(tail, tail.exponent - 1)), 1).high;
}

/** The density of the standard normal distribution, `normalDensity(x) = exp(-x²/2) / √(2π)`. */
export function normalDensity(x: number): number {
  if (Number.isNaN(x)) return x;
  const magnitude = Math.abs(x);
  if (magnitude < tiny) return densityAtZero.high;
  if (magnitude > 39) return 0;
  const square = exactProduct(x, x);
  const bell = exponential(-0.5 * square.high, -0.5 * square.low);
  return scale(multiplyPairs(bell, densityAtZero).high, bell.exponent);
}

/** From this |x| on the approximation differs from 0 or 1 by less than the least float64. */
const approximationEnd = 22;

/** `0.044715·x²` for tiny ≤ |x| ≤ 22. */
const cubicPart = (x: number): Pair => multiplyPairs(approximationCubic, exactProduct(x, x));

/** `power = exp(-2·√(2/π)·(|x| + 0.044715·|x|³))` and `sum = 1 + power`, for tiny ≤ |x| ≤ 22. */
function approximationTerms(x: number): { power: ScaledPair; sum: Pair } {
  const rate = multiplyPairs(approximationRate, addToPair(cubicPart(x), 1));
  const exponent = multiplyPair(rate, -Math.abs(x));
  const power = exponential(exponent.high, exponent.low);
  return { power, sum: addToPair(scalePair(power, power.exponent), 1) };
}

/** The logistic approximation of `normalCdf`: `sigmoid(2·√(2/π)·(x + 0.044715x³))`. */
export function approximateNormalCdf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) < tiny) return 0.5;
  if (Math.abs(x) > approximationEnd) return x > 0 ? 1 : 0;
  const { power, sum } = approximationTerms(x);
  if (x > 0) return dividePairs({ high: 1, low: 0 }, sum).high;
  return scale(dividePairs(power, sum).high, power.exponent);
}

/** The derivative of `approximateNormalCdf`. */
export function approximateNormalDensity(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) < tiny) return densityAtZero.high;
  if (Math.abs(x) > approximationEnd) return 0;
  const { power, sum } = approximationTerms(x);
  const slope = multiplyPairs(approximationRate, addToPair(multiplyPair(cubicPart(x), 3), 1));
  const logistic = dividePairs(power, multiplyPairs(sum, sum));
  return scale(multiplyPairs(logistic, slope).high, power.exponent);
}
