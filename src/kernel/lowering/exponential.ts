/** exp and the functions that are computed from it: expm1, sigmoid, tanh, sech², softplus, x - tanh(x). */
import {
  exp2Reduced,
  expm1Reduced,
  ln2High,
  ln2Low,
  log1pUnit,
  log2OfE,
  tanhDenominator,
  tanhNumerator,
  tanhShrinkDenominator,
  tanhShrinkNumerator,
  xMinusTanhHalf,
  xMinusTanhOdd,
} from './coefficients.js';
import * as float64 from './float64.js';
import type { Machine, MachineNode } from './machine.js';

/**
 * Arguments of exp are limited to ±708. There the exponential and its reciprocal are still normal float64 numbers, so nothing overflows
 * inside a formula, and a float32 result became 0 or infinity long before.
 */
const greatestExponent = 708;

/** Adding 1.5 · 2⁵² to a float64 rounds it: the low bits of the sum's mantissa are the nearest integer. */
const roundingShift = 1.5 * 2 ** 52;

const bitsOfOne = 0x3ff0_0000_0000_0000n;

/** `exp(x) = scale · (1 + rest)` with `scale = 2ᵏ`, k the integer nearest to x·log₂e. */
function expByRangeReduction(machine: Machine, x: MachineNode): { scale: MachineNode; rest: MachineNode } {
  const bounded = machine.atLeast(machine.atMost(x, greatestExponent), -greatestExponent);
  const exponent = machine.multiply(bounded, machine.number(log2OfE));
  return machine.precision === 'value' ? exp2ForFloat32(machine, exponent) : expInFull(machine, bounded, exponent);
}

/** The integer k nearest to a number: its bits, in the mantissa of `shifted`, and `k` as a number. */
function nearestInteger(machine: Machine, x: MachineNode): { shifted: MachineNode; k: MachineNode } {
  const shift = machine.number(roundingShift);
  const shifted = machine.add(x, shift);
  return { shifted, k: machine.subtract(shifted, shift) };
}

/** `rest = expm1(x - k·ln 2)`, with ln 2 in two parts. */
function expInFull(machine: Machine, x: MachineNode, exponent: MachineNode): { scale: MachineNode; rest: MachineNode } {
  const { shifted, k } = nearestInteger(machine, exponent);
  const r = machine.subtract(
    machine.subtract(x, machine.multiply(k, machine.number(ln2High))),
    machine.multiply(k, machine.number(ln2Low)),
  );
  const q = machine.polynomial(r, expm1Reduced);
  // Computed as r·(1 + r·q), because r + r²·q would lose the sign of a zero.
  const rest = machine.multiply(r, machine.add(machine.multiply(r, q), machine.number(1)));
  return { scale: powerOfTwo(machine, shifted), rest };
}

/** `2^exponent = scale · (1 + rest)` with `rest = 2ᶠ - 1`, where f is the fraction of the exponent; exact enough for a float32 result. */
export function exp2ForFloat32(machine: Machine, exponent: MachineNode): { scale: MachineNode; rest: MachineNode } {
  const { shifted, k } = nearestInteger(machine, exponent);
  const f = machine.subtract(exponent, k);
  return { scale: powerOfTwo(machine, shifted), rest: machine.multiply(f, machine.polynomial(f, exp2Reduced)) };
}

const powerOfTwo = (machine: Machine, shifted: MachineNode): MachineNode =>
  machine.raw('i64x2.add', machine.shift('i64x2.shl', shifted, 52), machine.bits(bitsOfOne));

export function lowerExp(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerExp(machine, x);
  const { scale, rest } = expByRangeReduction(machine, x);
  return machine.add(scale, machine.multiply(scale, rest));
}

/** `scale·rest - (1 - scale)`, a subtraction so that expm1(-0) is -0. */
export function lowerExpm1(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerExpm1(machine, x);
  const { scale, rest } = expByRangeReduction(machine, x);
  return machine.subtract(machine.multiply(scale, rest), machine.subtract(machine.number(1), scale));
}

/** `1 / (1 + exp(-x))`, which is exact for large |x|, too, because the limited exponential neither overflows nor vanishes. */
export function lowerSigmoid(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerSigmoid(machine, x);
  const e = lowerExp(machine, machine.negative(x));
  return machine.divide(machine.number(1), machine.add(e, machine.number(1)));
}

/** `sigmoid(-x) = exp(-x) · sigmoid(x)`. Where sigmoid(x) is computed as well, as in its derivative, this costs a single multiplication. */
export function lowerSigmoidOfNegative(machine: Machine, x: MachineNode): MachineNode {
  // For float64 results, both sigmoids are computed from exp(-|x|), which is shared.
  if (machine.isFloat64) return lowerSigmoid(machine, machine.negative(x));
  return machine.multiply(lowerExp(machine, machine.negative(x)), lowerSigmoid(machine, x));
}

/** From this |x| on tanh is ±1 in float32. */
const tanhEnd = 9.2;
/** From this |x| on tanh is ±1 in float64. */
const tanhFloat64End = 20;

/** `x·N(x²)/D(x²)` for float32 results; else `expm1(2x) / (expm1(2x) + 2)`, which shares its exponential with sech². */
export function lowerTanh(machine: Machine, x: MachineNode): MachineNode {
  if (machine.precision === 'value') {
    const bounded = machine.atLeast(machine.atMost(x, tanhEnd), -tanhEnd);
    return machine.multiply(bounded, quotientOfSquare(machine, bounded, tanhNumerator, tanhDenominator));
  }
  // For float64 results the exponential is not limited; x is, so that it does not become infinite.
  const inside = machine.isFloat64 ? machine.atMost(x, tanhFloat64End) : x;
  const n = lowerExpm1(machine, machine.add(inside, inside));
  return machine.divide(n, machine.add(n, machine.number(2)));
}

function quotientOfSquare(
  machine: Machine,
  x: MachineNode,
  numerator: readonly number[],
  denominator: readonly number[],
): MachineNode {
  const squared = machine.multiply(x, x);
  return machine.divide(machine.polynomial(squared, numerator), machine.polynomial(squared, denominator));
}

/** `4e / (1 + e)²` with `e = exp(-2|x|)`, which is `1 - tanh²(x)` without the cancellation. */
export function lowerSech2(machine: Machine, x: MachineNode): MachineNode {
  const e = lowerExp(machine, machine.negative(machine.abs(machine.add(x, x))));
  const d = machine.add(e, machine.number(1));
  return machine.divide(machine.multiply(e, machine.number(4)), machine.multiply(d, d));
}

/** `tanh(softplus(x)) = n / (n + 2)` with `n = e·(e + 2)`, `e = exp(x)`: one exponential instead of two and a logarithm. */
export function lowerTanhOfSoftplus(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerTanhOfSoftplus(machine, x);
  const n = softplusRatio(machine, x);
  return machine.divide(n, machine.add(n, machine.number(2)));
}

/** `sech²(softplus(x)) = 4·(n + 1) / (n + 2)²`, with the same n. */
export function lowerSech2OfSoftplus(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerSech2OfSoftplus(machine, x);
  const n = softplusRatio(machine, x);
  const d = machine.add(n, machine.number(2));
  return machine.divide(machine.multiply(machine.add(n, machine.number(1)), machine.number(4)), machine.multiply(d, d));
}

/** `e·(e + 2)` with `e = exp(x)`. x is limited to 100, where both functions above have reached their limits. */
function softplusRatio(machine: Machine, x: MachineNode): MachineNode {
  const e = lowerExp(machine, machine.atMost(x, 100));
  return machine.multiply(e, machine.add(e, machine.number(2)));
}

/** `max(x, 0) + log1p(exp(-|x|))` */
export function lowerSoftplus(machine: Machine, x: MachineNode): MachineNode {
  const u = lowerExp(machine, machine.negative(machine.abs(x)));
  const s = machine.divide(u, machine.add(u, machine.number(2)));
  const squared = machine.multiply(s, s);
  const twice = machine.add(s, s);
  const log1p = machine.add(
    twice,
    machine.multiply(machine.multiply(twice, squared), machine.polynomial(squared, log1pUnit)),
  );
  return machine.add(machine.atLeast(x, 0), log1p);
}

/** Up to this |x| the series of `x - tanh(x)` is used, beyond it the subtraction. For float64 results the series reaches farther. */
const seriesLimit = 0.25;
const float64SeriesLimit = 0.5;

/**
 * For float32 results `x³·N(x²)/D(x²)`, to which, beyond the range of the quotient, the rest of x is added; else the series or the
 * subtraction.
 */
export function lowerTanhShrink(machine: Machine, x: MachineNode): MachineNode {
  if (machine.precision === 'value') {
    const bounded = machine.atLeast(machine.atMost(x, tanhEnd), -tanhEnd);
    const cubed = machine.multiply(bounded, machine.multiply(bounded, bounded));
    const inside = machine.multiply(
      cubed,
      quotientOfSquare(machine, bounded, tanhShrinkNumerator, tanhShrinkDenominator),
    );
    return machine.subtract(inside, machine.subtract(bounded, x));
  }
  const squared = machine.multiply(x, x);
  const [limit, coefficients] = machine.isFloat64 ? [float64SeriesLimit, xMinusTanhHalf] : [seriesLimit, xMinusTanhOdd];
  const series = machine.multiply(machine.multiply(x, squared), machine.polynomial(squared, coefficients));
  const isSmall = machine.compare('lt', machine.abs(x), machine.number(limit));
  return machine.select(isSmall, series, machine.subtract(x, lowerTanh(machine, x)));
}
