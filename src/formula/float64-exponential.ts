/** exp and log to about 2⁻⁶⁴, from one table of `2^(j/16)`: what the public functions of float64.ts are composed of. */
import { powersOfSixteenth, sixteenthHigh, sixteenthLow, sixteenthsPerUnit } from './float64-constants.js';
import {
  addPairs,
  addToPair,
  dividePairs,
  exactSum,
  exponentOf,
  multiplyPairs,
  orderedSum,
  polynomial,
  scale,
  scalePair,
  type Pair,
} from './float64-pair.js';

/** The number `(high + low) · 2^exponent`, `high` near 1. */
export interface ScaledPair extends Pair {
  readonly exponent: number;
}

/** `1/2!, 1/3!, …` */
const exponentialSeries = [
  1 / 2,
  1 / 6,
  1 / 24,
  1 / 120,
  1 / 720,
  1 / 5040,
  1 / 40320,
  1 / 362880,
  1 / 3628800,
  1 / 39916800,
];

/** `1/3, 1/5, …` */
const logarithmSeries = [1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11];

/** `x + tail - sixteenths · ln(2)/16`, where the integer `sixteenths` makes the rest as small as possible. */
function reduce(x: number, tail: number): { sixteenths: number; rest: Pair } {
  const sixteenths = Math.floor(x * sixteenthsPerUnit + 0.5);
  return { sixteenths, rest: exactSum(x - sixteenths * sixteenthHigh, tail - sixteenths * sixteenthLow) };
}

/** `exp(r) - 1` for |r| ≤ ln(2)/32, by its Taylor series. */
function smallExpm1(r: Pair): Pair {
  return orderedSum(r.high, r.low + r.high * r.high * polynomial(exponentialSeries, r.high));
}

/** `exp(x + tail)` for |x| ≤ 800 and a tail below the last bit of x. */
export function exponential(x: number, tail = 0): ScaledPair {
  const { sixteenths, rest } = reduce(x, tail);
  const exponent = Math.floor((sixteenths + 8) / 16);
  const power = powersOfSixteenth[sixteenths - 16 * exponent + 8]!;
  const { high, low } = multiplyPairs(power, addToPair(smallExpm1(rest), 1));
  return { high, low, exponent };
}

/** `exp(x) - 1` for |x| ≤ 700. */
export function exponentialMinusOne(x: number): Pair {
  const { sixteenths, rest } = reduce(x, 0);
  if (sixteenths === 0) return smallExpm1(rest);
  const power = exponential(x);
  return addToPair(scalePair(power, power.exponent), -1);
}

/**
 * `log(a + b)` for a finite positive sum, which need not be representable: with a = 1 it is log1p. The sum is `2ⁿ · 2^(j/16) · (1+s) / (1-s)`, and
 * `log((1+s) / (1-s)) = 2s + 2s³/3 + …` for an s of at most 0.011.
 */
export function logarithm(a: number, b: Pair): Pair {
  const sum = a + b.high;
  const lower = exponentOf(sum);
  const exponent = scale(sum, -lower) > Math.SQRT2 ? lower + 1 : lower;
  const one = scale(a, -exponent);
  const more = scalePair(b, -exponent);

  const crude = (one + more.high - 1) / (one + more.high + 1);
  const j = Math.floor((32 / Math.LN2) * crude * (1 + (crude * crude) / 3) + 0.5);
  const power = powersOfSixteenth[j + 8]!;
  const difference = addToPair(addPairs(exactSum(one, -power.high), more), -power.low);
  const total = addPairs(addPairs(exactSum(one, power.high), more), { high: power.low, low: 0 });
  const s = dividePairs(difference, total);
  const square = s.high * s.high;
  const logRatio = orderedSum(2 * s.high, 2 * (s.low + s.high * square * polynomial(logarithmSeries, square)));

  const sixteenths = 16 * exponent + j;
  return addPairs(exactSum(sixteenths * sixteenthHigh, sixteenths * sixteenthLow), logRatio);
}
