/**
 * Numbers as unevaluated sums of two float64: about 106 bits, for those steps of the reference functions in which float64 would lose the
 * last bit. In the comments, u is 2⁻⁵³.
 */

/** The number `high + low`, where `high` is the float64 nearest to it. */
export interface Pair {
  readonly high: number;
  readonly low: number;
}

/** `a + b` exactly, for |a| ≥ |b|. */
export function orderedSum(a: number, b: number): Pair {
  const high = a + b;
  return { high, low: b - (high - a) };
}

/** `a + b` exactly. */
export function exactSum(a: number, b: number): Pair {
  const high = a + b;
  const bPart = high - a;
  return { high, low: a - (high - bPart) + (b - bPart) };
}

/** `a · b` exactly, for products between 2⁻⁹⁰⁰ and 2⁹⁹⁰. */
export function exactProduct(a: number, b: number): Pair {
  const high = a * b;
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

/** The first 26 bits of `a`, so that products of halves are exact. */
function upperHalf(a: number): number {
  const scaled = a * (2 ** 27 + 1);
  return scaled - (scaled - a);
}

/** `a + b`, with an error of at most 3u² of the result, also when a and b nearly cancel. */
export function addPairs(a: Pair, b: Pair): Pair {
  const high = exactSum(a.high, b.high);
  const low = exactSum(a.low, b.low);
  const sum = orderedSum(high.high, high.low + low.high);
  return orderedSum(sum.high, sum.low + low.low);
}

/** `a + b` for a number b. */
export function addToPair(a: Pair, b: number): Pair {
  const sum = exactSum(a.high, b);
  return orderedSum(sum.high, sum.low + a.low);
}

/** `a · b`, with a relative error of at most 5u². */
export function multiplyPairs(a: Pair, b: Pair): Pair {
  const product = exactProduct(a.high, b.high);
  return orderedSum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

/** `a · b` for a number b. */
export function multiplyPair(a: Pair, b: number): Pair {
  const product = exactProduct(a.high, b);
  return orderedSum(product.high, product.low + a.low * b);
}

/** `a / b`, with a relative error of at most 10u². */
export function dividePairs(a: Pair, b: Pair): Pair {
  const quotient = a.high / b.high;
  const product = exactProduct(quotient, b.high);
  const rest = a.high - product.high - product.low + a.low - quotient * b.low;
  return orderedSum(quotient, rest / b.high);
}

/** `-a`. */
export function negatePair(a: Pair): Pair {
  return { high: -a.high, low: -a.low };
}

/** `a · 2ⁿ`, exact unless it leaves the range of float64. */
export function scalePair(a: Pair, n: number): Pair {
  return { high: scale(a.high, n), low: scale(a.low, n) };
}

const bits = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** `x · 2ⁿ`, rounded once, for |n| ≤ 2044. */
export function scale(x: number, n: number): number {
  const half = n >> 1;
  return x * powerOfTwo(half) * powerOfTwo(n - half);
}

function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** The n of `x = ±m · 2ⁿ` with 1 ≤ m < 2, for finite x ≠ 0. */
export function exponentOf(x: number): number {
  if (Math.abs(x) < 2 ** -1022) return exponentOf(x * 2 ** 54) - 54;
  bits.setFloat64(0, x);
  return ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023;
}

/** `c₀ + c₁·x + c₂·x² + …` */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}
