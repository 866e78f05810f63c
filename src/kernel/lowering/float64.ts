/**
 * The rules of float64 lanes for float64 results: over the whole range of float64, subnormal numbers included, with an error of some units
 * in the last place. Exponents are pairs of numbers where their rounding would be magnified by hundreds.
 */
import {
  angleCubicHigh,
  angleCubicLow,
  angleRateHigh,
  angleRateLow,
  erfcScaledDenominator,
  erfcScaledNumerator,
  expm1Reduced,
  ln2High,
  ln2Low,
  log2OfE,
} from './coefficients.js';
import { exactProduct, type Pair } from './float64-pair.js';
import type { Machine, MachineNode } from './machine.js';

/** Adding 1.5 · 2⁵² to a float64 rounds it: the low bits of the sum's mantissa are the nearest integer. */
const roundingShift = 1.5 * 2 ** 52;
const bitsOfRoundingShift = 0x4338_0000_0000_0000n;
const bitsOfOne = 0x3ff0_0000_0000_0000n;

/** From the first number downwards exp is 0, even if it is multiplied by hundreds; from the second upwards it is infinite. */
const [leastExponent, greatestExponent] = [-800, 710];

const bounded = (machine: Machine, x: MachineNode, least: number, greatest: number): MachineNode =>
  machine.atMost(machine.atLeast(x, least), greatest);

export const boundedExponent = (machine: Machine, x: MachineNode): MachineNode =>
  bounded(machine, x, leastExponent, greatestExponent);

/** The integer nearest to a number: its bits, and as a number. */
export function nearestInteger(machine: Machine, x: MachineNode): Record<'bits' | 'k', MachineNode> {
  const shift = machine.number(roundingShift);
  const shifted = machine.add(x, shift);
  return {
    bits: machine.raw('i64x2.sub', shifted, machine.bits(bitsOfRoundingShift)),
    k: machine.subtract(shifted, shift),
  };
}

/** `exp(x + tail) = 2ᵏ·(1 + rest)` for x within the bounds, with k as an integer. */
function reduce(machine: Machine, x: MachineNode, tail?: MachineNode): { k: MachineNode; rest: MachineNode } {
  const { bits, k } = nearestInteger(machine, machine.multiply(x, machine.number(log2OfE)));
  const low = machine.multiply(k, machine.number(ln2Low));
  const r = machine.subtract(
    machine.subtract(x, machine.multiply(k, machine.number(ln2High))),
    tail === undefined ? low : machine.subtract(low, tail),
  );
  const q = machine.polynomial(r, expm1Reduced);
  const rest = machine.multiply(r, machine.add(machine.multiply(r, q), machine.number(1)));
  return { k: bits, rest };
}

const powerOfTwo = (machine: Machine, k: MachineNode): MachineNode =>
  machine.shift('i64x2.shl', machine.raw('i64x2.add', k, machine.bits(bitsOfOne >> 52n)), 52);

/** Two factors of 2ᵏ. 2ᵏ may leave the range of float64 though the result does not; 2^(k/2) never leaves it. */
export function halfPowersOfTwo(machine: Machine, k: MachineNode): readonly [MachineNode, MachineNode] {
  // Processors need several steps to shift 64 bits with their sign, and one without it; so k/2 is computed as (k + 2048)/2 - 1024.
  const raised = machine.raw('i64x2.add', k, machine.bits(2048n));
  const half = machine.raw('i64x2.sub', machine.shift('i64x2.shr_u', raised, 1), machine.bits(1024n));
  return [powerOfTwo(machine, half), powerOfTwo(machine, machine.raw('i64x2.sub', k, half))];
}

/** `exp(x + tail) = value · scale`. */
function expInParts(machine: Machine, x: MachineNode, tail?: MachineNode): Record<'value' | 'scale', MachineNode> {
  const { k, rest } = reduce(machine, boundedExponent(machine, x), tail);
  const [power, scale] = halfPowersOfTwo(machine, k);
  return { value: machine.add(power, machine.multiply(power, rest)), scale };
}

export function lowerExp(machine: Machine, x: MachineNode, tail?: MachineNode): MachineNode {
  const { value, scale } = expInParts(machine, x, tail);
  return machine.multiply(value, scale);
}

/** From here downwards expm1 is -1. */
const leastExpm1 = -40;

/** `2·(2^(k-1)·rest - (½ - 2^(k-1)))`: with 2^(k-1), because 2ᵏ itself may overflow. */
export function lowerExpm1(machine: Machine, x: MachineNode): MachineNode {
  const { k, rest } = reduce(machine, bounded(machine, x, leastExpm1, greatestExponent));
  const power = powerOfTwo(machine, machine.raw('i64x2.sub', k, machine.bits(1n)));
  const half = machine.subtract(machine.multiply(power, rest), machine.subtract(machine.number(0.5), power));
  return machine.add(half, half);
}

const isNegative = (machine: Machine, x: MachineNode): MachineNode => machine.compare('lt', x, machine.number(0));

const expOfNegativeMagnitude = (machine: Machine, x: MachineNode): MachineNode =>
  lowerExp(machine, machine.negative(machine.abs(x)));

/** With `e = exp(-|x|)`: `1 / (1 + e)` for x ≥ 0, `e / (1 + e)` for x < 0. */
export function lowerSigmoid(machine: Machine, x: MachineNode): MachineNode {
  const e = expOfNegativeMagnitude(machine, x);
  const one = machine.number(1);
  return machine.divide(machine.select(isNegative(machine, x), e, one), machine.add(e, one));
}

/** With `e = exp(-|x|)`: `tanh(softplus(x)) = top / bottom`. For x < 0 it is `(e² + 2e) / (e² + 2e + 2)`; for x ≥ 0 both are divided by e². */
function softplusQuotient(
  machine: Machine,
  x: MachineNode,
): Record<'isLeft' | 'square' | 'top' | 'bottom', MachineNode> {
  const e = expOfNegativeMagnitude(machine, x);
  const isLeft = isNegative(machine, x);
  const square = machine.multiply(e, e);
  const top = machine.add(machine.select(isLeft, square, machine.number(1)), machine.add(e, e));
  const bottom = machine.add(top, machine.select(isLeft, machine.number(2), machine.add(square, square)));
  return { isLeft, square, top, bottom };
}

export function lowerTanhOfSoftplus(machine: Machine, x: MachineNode): MachineNode {
  const { top, bottom } = softplusQuotient(machine, x);
  return machine.divide(top, bottom);
}

/** `sech²(softplus(x))`: `4(top + 1) / bottom²` for x < 0, `4e²(top + e²) / bottom²` for x ≥ 0. */
export function lowerSech2OfSoftplus(machine: Machine, x: MachineNode): MachineNode {
  const { isLeft, square, top, bottom } = softplusQuotient(machine, x);
  const one = machine.number(1);
  const sum = machine.add(top, machine.select(isLeft, one, square));
  const factor = machine.multiply(machine.select(isLeft, one, square), machine.number(4));
  return machine.divide(machine.multiply(factor, sum), machine.multiply(bottom, bottom));
}

/** `exp(factor·x²)` for a factor that is a power of two, and |x| ≤ 39. */
export function lowerGaussian(machine: Machine, x: MachineNode, factor: number): MachineNode {
  const { high, low } = exactProduct(machine, x, x);
  return lowerExp(
    machine,
    machine.multiply(high, machine.number(factor)),
    machine.multiply(low, machine.number(factor)),
  );
}

/** `erfc(z)·exp(z²)` for z from 0 to 27.7. */
const scaledErfc = (machine: Machine, z: MachineNode): MachineNode =>
  machine.divide(machine.polynomial(z, erfcScaledNumerator), machine.polynomial(z, erfcScaledDenominator));

/** Beyond this |x| the distribution function is 0 or 1, and the density 0. */
const normalEnd = 38.6;

const normalMagnitude = (machine: Machine, x: MachineNode): MachineNode => machine.atMost(machine.abs(x), normalEnd);

/** `Φ(-|x|)` for x < 0, `1 - Φ(-|x|)` for x ≥ 0. */
export function lowerNormalCdf(machine: Machine, x: MachineNode): MachineNode {
  const u = normalMagnitude(machine, x);
  const half = machine.number(0.5);
  const scaled = machine.multiply(scaledErfc(machine, machine.multiply(u, machine.number(Math.SQRT1_2))), half);
  const tail = machine.multiply(lowerGaussian(machine, u, -0.5), scaled);
  return machine.select(isNegative(machine, x), tail, machine.subtract(machine.number(1), tail));
}

/** 1/√(2π) */
const densityAtZero = 0.3989422804014327;

export function lowerNormalDensity(machine: Machine, x: MachineNode): MachineNode {
  return machine.multiply(lowerGaussian(machine, normalMagnitude(machine, x), -0.5), machine.number(densityAtZero));
}

/** `a + b` exactly, whichever is the greater. Source: D. Knuth, The Art of Computer Programming, 4.2.2. */
function exactSum(machine: Machine, a: MachineNode, b: MachineNode): Pair {
  const high = machine.add(a, b);
  const bPart = machine.subtract(high, a);
  const aLost = machine.subtract(a, machine.subtract(high, bPart));
  return { high, low: machine.add(aLost, machine.subtract(b, bPart)) };
}

/** From this |x| on the approximation differs from 0 or 1 by less than the least float64. */
const approximationEnd = 22;

/** Keeps the sign, the exponent and the first 16 bits of the fraction. */
const upperThird = -0x10_0000_0000n;

interface ApproximationTerms {
  /** `e = exp(-2·√(2/π)·(u + 0.044715u³))` for u = |x|, as the product `value · scale`. */
  readonly value: MachineNode;
  readonly scale: MachineNode;
  readonly onePlusE: MachineNode;
  /** `0.044715u²` */
  readonly cubic: MachineNode;
}

function approximationTerms(machine: Machine, x: MachineNode): ApproximationTerms {
  const u = machine.atMost(machine.abs(x), approximationEnd);
  const times = (a: MachineNode, factor: number): MachineNode => machine.multiply(a, machine.number(factor));
  // `head` has so few bits that its square and its cube are exact; what `rest` adds to the cube is small.
  const head = machine.raw('v128.and', u, machine.bits(upperThird));
  const rest = machine.subtract(u, head);
  const square = machine.multiply(head, head);
  const cube = machine.multiply(square, head);
  const inner = machine.multiply(rest, machine.add(times(head, 3), rest));
  const beyond = machine.multiply(rest, machine.add(times(square, 3), inner));
  const { high, low } = exactProduct(machine, cube, machine.number(angleCubicHigh));
  const growth = exactSum(machine, u, high);
  const growthLow = machine.add(
    machine.add(growth.low, low),
    machine.add(times(beyond, angleCubicHigh), times(cube, angleCubicLow)),
  );
  const sum = machine.add(growth.high, growthLow);
  const sumLow = machine.add(machine.subtract(growth.high, sum), growthLow);
  const angle = exactProduct(machine, sum, machine.number(angleRateHigh));
  const angleLow = machine.add(angle.low, machine.add(times(sumLow, angleRateHigh), times(sum, angleRateLow)));
  const { value, scale } = expInParts(machine, machine.negative(angle.high), machine.negative(angleLow));
  const onePlusE = machine.add(machine.multiply(value, scale), machine.number(1));
  return { value, scale, onePlusE, cubic: times(machine.multiply(u, u), angleCubicHigh) };
}

/** `sigmoid(2·√(2/π)·(x + 0.044715x³))` */
export function lowerApproximateNormalCdf(machine: Machine, x: MachineNode): MachineNode {
  const { value, scale, onePlusE } = approximationTerms(machine, x);
  const e = machine.multiply(value, scale);
  return machine.divide(machine.select(isNegative(machine, x), e, machine.number(1)), onePlusE);
}

/** `e / (1 + e)² · 2·√(2/π)·(1 + 3·0.044715x²)` */
export function lowerApproximateNormalDensity(machine: Machine, x: MachineNode): MachineNode {
  const { value, scale, onePlusE, cubic } = approximationTerms(machine, x);
  const growth = machine.add(machine.multiply(cubic, machine.number(3)), machine.number(1));
  const slope = machine.multiply(growth, machine.number(angleRateHigh));
  const quotient = machine.divide(machine.multiply(value, slope), machine.multiply(onePlusE, onePlusE));
  // The small factor comes last, so that a subnormal result is rounded only once.
  return machine.multiply(quotient, scale);
}

/** The squares of numbers between these two, and sums of two such squares, neither vanish nor overflow. */
const [smallSquarable, largeSquarable] = [2 ** -500, 2 ** 500];

/** `√(a² + b²)`. Numbers whose squares would leave the range are scaled by a power of two. */
export function lowerHypot(machine: Machine, a: MachineNode, b: MachineNode): MachineNode {
  const greatest = machine.raw('f64x2.pmax', machine.abs(a), machine.abs(b));
  const isLarge = machine.compare('gt', greatest, machine.number(largeSquarable));
  const isSmall = machine.compare('lt', greatest, machine.number(smallSquarable));
  const choose = (large: number, small: number): MachineNode =>
    machine.select(isLarge, machine.number(large), machine.select(isSmall, machine.number(small), machine.number(1)));
  const factor = choose(2 ** -600, 2 ** 600);
  const [x, y] = [machine.multiply(a, factor), machine.multiply(b, factor)];
  const root = machine.squareRoot(machine.add(machine.multiply(x, x), machine.multiply(y, y)));
  return machine.multiply(root, choose(2 ** 600, 2 ** -600));
}
