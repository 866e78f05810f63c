/** erf and erfc in float64. */
import {
  erfcFactor,
  erfcPoleRate,
  erfcStep,
  erfcTailWeights,
  erfcWeights,
  twoOverRootPi,
} from './float64-constants.js';
import { exponential, type ScaledPair } from './float64-exponential.js';
import {
  addPairs,
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

/** `(-1)ⁿ / (n!·(2n+1))` from n = 1: the Maclaurin series of erf without its factor `2x/√π`. */
const erfSeries = [
  -1 / 3,
  1 / 10,
  -1 / 42,
  1 / 216,
  -1 / 1320,
  1 / 9360,
  -1 / 75600,
  1 / 685440,
  -1 / 6894720,
  1 / 76204800,
  -1 / 918086400,
  1 / 11975040000,
  -1 / 168129561600,
];

/** `erf(x)` for |x| ≤ 0.5. */
export function smallErf(x: Pair): Pair {
  const square = x.high * x.high;
  const series = addToPair({ high: square * polynomial(erfSeries, square), low: 0 }, 1);
  return multiplyPairs(multiplyPairs(twoOverRootPi, series), x);
}

/**
 * `Σ exp(-t²) / (z² + t²)` over the midpoints `t = (k + ½)·h`. Its product with `2hz/π` is the midpoint rule for the integral
 * `erfc(z)·exp(z²) = 2z/π · ∫ exp(-t²) / (z² + t²) dt` over t > 0, which converges faster than any power of h.
 */
function midpointSum(square: Pair): Pair {
  let tail = 0;
  for (let i = erfcTailWeights.length - 1; i >= 0; i--) {
    tail += erfcTailWeights[i]! / (square.high + midpointSquare(i + erfcWeights.length));
  }
  let sum: Pair = { high: tail, low: 0 };
  for (let k = erfcWeights.length - 1; k >= 0; k--) {
    sum = addPairs(dividePairs(erfcWeights[k]!, addToPair(square, midpointSquare(k))), sum);
  }
  return sum;
}

function midpointSquare(k: number): number {
  const midpoint = (k + 0.5) * erfcStep;
  return midpoint * midpoint;
}

/** `2 / (1 + exp(2πz/h))`: the correction of the midpoint rule for the pole at `t = iz`, 0 once z is beyond π/h. */
function poleTerm(z: Pair): Pair {
  if (z.high * erfcStep > Math.PI) return { high: 0, low: 0 };
  const rate = multiplyPairs(erfcPoleRate, z);
  const growth = exponential(rate.high, rate.low);
  return dividePairs({ high: 2, low: 0 }, addToPair(scalePair(growth, growth.exponent), 1));
}

/** `erfc(z)·2^-exponent` for 0 ≤ z ≤ 28, given z and its square; the exponent keeps the number away from underflow. */
export function scaledErfc(z: Pair, square: Pair): ScaledPair {
  const bell = exponential(-square.high, -square.low);
  const smooth = multiplyPairs(bell, multiplyPairs(multiplyPairs(erfcFactor, z), midpointSum(square)));
  const { high, low } = addPairs(smooth, scalePair(poleTerm(z), -bell.exponent));
  return { high, low, exponent: bell.exponent };
}

const single = (x: number): Pair => ({ high: x, low: 0 });

/** `erfc(z)` for 0 ≤ z ≤ 6. */
function plainErfc(z: number): Pair {
  const value = scaledErfc(single(z), exactProduct(z, z));
  return scalePair(value, value.exponent);
}

/** The error function `erf(x) = 2/√π · ∫₀ˣ exp(-t²) dt`. */
export function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  if (magnitude < 2 ** -500) return multiplyTiny(x);
  if (magnitude <= 0.5) return smallErf(single(x)).high;
  return Math.sign(x) * addToPair(negatePair(plainErfc(magnitude)), 1).high;
}

/** `2x/√π` for an x so small that its products would be inexact in pairs: it is scaled up and down again. */
function multiplyTiny(x: number): number {
  return scale(multiplyPair(twoOverRootPi, scale(x, 600)).high, -600);
}

/** The complementary error function `erfc(x) = 1 - erf(x)`, without the cancellation for large x. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 28) return 0;
  if (x < -6) return 2;
  if (Math.abs(x) < 2 ** -60) return 1;
  if (Math.abs(x) <= 0.5) return addToPair(negatePair(smallErf(single(x))), 1).high;
  if (x < 0) return addToPair(negatePair(plainErfc(-x)), 2).high;
  const value = scaledErfc(single(x), exactProduct(x, x));
  return scale(value.high, value.exponent);
}
