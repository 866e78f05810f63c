/** sin and cos in float64, for arguments of every size. */
import { halfPi, halfPiParts, twoOverPi, twoOverPiBits } from './float64-constants.js';
import {
  addPairs,
  exactProduct,
  exponentOf,
  multiplyPairs,
  negatePair,
  orderedSum,
  polynomial,
  scale,
  scalePair,
  type Pair,
} from './float64-pair.js';

/** `-1/3!, 1/5!, -1/7!, …` */
const sinSeries = [
  -1 / 6,
  1 / 120,
  -1 / 5040,
  1 / 362880,
  -1 / 39916800,
  1 / 6227020800,
  -1 / 1307674368000,
  1 / 355687428096000,
  -1 / 121645100408832000,
];

/** `1/4!, -1/6!, 1/8!, …` */
const cosSeries = [
  1 / 24,
  -1 / 720,
  1 / 40320,
  -1 / 3628800,
  1 / 479001600,
  -1 / 87178291200,
  1 / 20922789888000,
  -1 / 6402373705728000,
  1 / 2432902008176640000,
];

/** An angle as whole quarter turns (modulo 4) and the rest, of at most π/4. */
interface Reduced {
  readonly quarters: number;
  readonly rest: Pair;
}

function reduce(x: number): Reduced {
  const quarters = Math.floor(x * twoOverPi + 0.5);
  if (quarters === 0) return { quarters, rest: { high: x, low: 0 } };
  if (Math.abs(x) > 2 ** 20) return reduceByDigits(x);
  const rest = halfPiParts.reduce<Pair>((left, part) => addPairs(left, negatePair(exactProduct(quarters, part))), {
    high: x,
    low: 0,
  });
  return Math.abs(rest.high) < 2 ** -30 ? reduceByDigits(x) : { quarters: quarters & 3, rest };
}

/**
 * Reduces an angle with the digits of 2/π: for huge angles, and for those so near a multiple of π/2 that all bits of the quicker way
 * cancel.
 */
function reduceByDigits(x: number): Reduced {
  const fractionBits = 200n;
  const exponent = exponentOf(x) - 52;
  const turns = (BigInt(scale(x, -exponent)) * twoOverPiBits) >> (1280n - fractionBits - BigInt(exponent));
  const quarters = (turns + (1n << (fractionBits - 1n))) >> fractionBits;
  const fraction = turns - (quarters << fractionBits);
  const high = Number(fraction);
  const low = Number(fraction - BigInt(high));
  return { quarters: Number(quarters & 3n), rest: multiplyPairs(scalePair({ high, low }, -200), halfPi) };
}

/** `sin(r)` for |r| ≤ π/4, by its Taylor series. */
function smallSin(r: Pair): number {
  const square = r.high * r.high;
  return r.high + (r.low + r.high * square * polynomial(sinSeries, square));
}

/** `cos(r)` for |r| ≤ π/4, by its Taylor series. */
function smallCos(r: Pair): number {
  const square = multiplyPairs(r, r);
  const head = orderedSum(1, -0.5 * square.high);
  return head.high + (head.low - 0.5 * square.low + square.high * square.high * polynomial(cosSeries, square.high));
}

/** The sine of an angle that is `shift` quarter turns ahead of x. */
function sinAhead(x: number, shift: number): number {
  if (!Number.isFinite(x)) return NaN;
  const { quarters, rest } = reduce(x);
  switch ((quarters + shift) & 3) {
    case 0:
      return smallSin(rest);
    case 1:
      return smallCos(rest);
    case 2:
      return -smallSin(rest);
    default:
      return -smallCos(rest);
  }
}

/** The sine `sin(x)`, for huge x too. */
export function sin(x: number): number {
  return Math.abs(x) < 2 ** -27 ? x : sinAhead(x, 0);
}

/** The cosine `cos(x)`, for huge x too. */
export function cos(x: number): number {
  return Math.abs(x) < 2 ** -27 ? 1 : sinAhead(x, 1);
}
