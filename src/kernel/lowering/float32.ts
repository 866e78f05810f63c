/**
 * The rules of float32 lanes, which compute four numbers at a time where float64 lanes compute two: twice as fast, with an error of up to 2
 * ULP instead of half a ULP. Subnormal results come from a final multiplication or division, so that they are rounded only once.
 */
import { expm1ReducedFloat32, ln2HighFloat32, ln2LowFloat32, log1pFloat32, log2OfE } from './coefficients.js';
import type { Machine, MachineNode } from './machine.js';

/** Adding 1.5 · 2²³ to a float32 rounds it: the low bits of the sum's mantissa are the nearest integer. */
const roundingShift = 1.5 * 2 ** 23;
const bitsOfRoundingShift = 0x4b40_0000;

const bitsOfOne = 0x3f80_0000;

/** The number of mantissa bits in a float32, below the exponent. */
const mantissaBits = 23;

/** `exp(x) = 2ᵏ·(1 + rest)`, where k is the integer nearest to x·log₂e; `shifted` has k in the low bits of its mantissa. */
function reduce(machine: Machine, x: MachineNode): { shifted: MachineNode; rest: MachineNode } {
  const shift = machine.number(roundingShift);
  const shifted = machine.add(machine.multiply(x, machine.number(log2OfE)), shift);
  const k = machine.subtract(shifted, shift);
  const r = machine.subtract(
    machine.subtract(x, machine.multiply(k, machine.number(ln2HighFloat32))),
    machine.multiply(k, machine.number(ln2LowFloat32)),
  );
  const correction = machine.multiply(machine.multiply(r, r), machine.polynomial(r, expm1ReducedFloat32));
  return { shifted, rest: machine.add(r, correction) };
}

/** `2^(k + offset)`, with k from the low bits of a vector; the result must be a normal number. */
function powerOfTwo(machine: Machine, k: MachineNode, offset = 0): MachineNode {
  return machine.raw(
    'i32x4.add',
    machine.shift('i32x4.shl', k, mantissaBits),
    machine.integers(bitsOfOne + offset * 2 ** mantissaBits),
  );
}

/** `power · (1 + rest)`, computed so that the sum is rounded once. */
const timesOnePlus = (machine: Machine, power: MachineNode, rest: MachineNode): MachineNode =>
  machine.add(power, machine.multiply(power, rest));

/** From the first number downwards exp is 0 in float32, from the second upwards infinite. */
const [leastExponent, greatestExponent] = [-104, 89];

export function lowerExp(machine: Machine, x: MachineNode): MachineNode {
  const bounded = machine.atMost(machine.atLeast(x, leastExponent), greatestExponent);
  const { shifted, rest } = reduce(machine, bounded);
  // 2ᵏ may leave the range of float32 though the result does not; 2^(k/2), by which it is multiplied twice, never leaves it.
  const k = machine.raw('i32x4.sub', shifted, machine.integers(bitsOfRoundingShift));
  const half = machine.shift('i32x4.shr_s', k, 1);
  return machine.multiply(
    timesOnePlus(machine, powerOfTwo(machine, half), rest),
    powerOfTwo(machine, machine.raw('i32x4.sub', k, half)),
  );
}

/** From here downwards expm1 is -1 in float32. */
const leastExpm1 = -18;

/** `2·(2^(k-1)·rest - (½ - 2^(k-1)))`: with 2^(k-1), because 2ᵏ itself may overflow. */
export function lowerExpm1(machine: Machine, x: MachineNode): MachineNode {
  const bounded = machine.atMost(machine.atLeast(x, leastExpm1), greatestExponent);
  const { shifted, rest } = reduce(machine, bounded);
  const power = powerOfTwo(machine, shifted, -1);
  const half = machine.subtract(machine.multiply(power, rest), machine.subtract(machine.number(0.5), power));
  return machine.copySign(machine.add(half, half), x);
}

/** `expm1(x / divisor)`. A divisor that is the same for all elements has its reciprocal computed before the loop. */
export const lowerExpm1OfQuotient = (machine: Machine, x: MachineNode, divisor: MachineNode): MachineNode =>
  lowerExpm1(machine, machine.multiply(x, machine.divide(machine.number(1), divisor)));

/** From this x on, exp(-x) and x·exp(-x) are 0 in float32. */
const vanished = 110;

/** Exponentials up to e^110 are computed with the factor 2^-40, so that they and their reciprocals are normal numbers. */
const scaleExponent = -40;
const scale = 2 ** scaleExponent;

/** `scale · (1 + exp(x))` for x from 0 to 110. The error of adding two powers of two is added where it is noticeable. */
function scaledOnePlusExp(machine: Machine, x: MachineNode): MachineNode {
  const { shifted, rest } = reduce(machine, x);
  const one = machine.number(scale);
  const power = powerOfTwo(machine, shifted, scaleExponent);
  const sum = machine.add(power, one);
  const lost = machine.subtract(one, machine.subtract(sum, power));
  return machine.add(sum, machine.add(machine.multiply(power, rest), lost));
}

const isNegative = (machine: Machine, x: MachineNode): MachineNode => machine.compare('lt', x, machine.number(0));

/** For x < 0 `t = 1 / (1 + exp(|x|))`, for x ≥ 0 `1 - t`. */
export function lowerSigmoid(machine: Machine, x: MachineNode): MachineNode {
  const magnitude = machine.atMost(machine.abs(x), vanished);
  const tail = machine.divide(machine.number(scale), scaledOnePlusExp(machine, magnitude));
  return machine.select(isNegative(machine, x), tail, machine.subtract(machine.number(1), tail));
}

/** `x·sigmoid(x)`: for x < 0 `t = x / (1 + exp(|x|))`, which is -0 at -∞; for x ≥ 0 `x - t`. */
export function lowerSilu(machine: Machine, x: MachineNode): MachineNode {
  const bounded = machine.atMost(machine.atLeast(x, -vanished), vanished);
  const quotient = machine.divide(bounded, scaledOnePlusExp(machine, machine.abs(bounded)));
  const tail = machine.multiply(quotient, machine.number(scale));
  return machine.select(isNegative(machine, x), tail, machine.subtract(x, tail));
}

/**
 * `max(x, 0) + log1p(e)` with `e = exp(-|x|)`, where `log1p(e) = ln 2 + log1p(u)` with `u = (e - 1)/2` if e > ½, and u = e otherwise. The
 * largest terms are added last, because that rounds least.
 */
export function lowerSoftplus(machine: Machine, x: MachineNode): MachineNode {
  const half = machine.number(0.5);
  const exponent = machine.atLeast(machine.negative(machine.abs(x)), leastExponent);
  const { shifted, rest } = reduce(machine, exponent);
  const scaled = timesOnePlus(machine, powerOfTwo(machine, shifted, -scaleExponent), rest);
  const e = machine.multiply(scaled, machine.number(scale));
  const isLarge = machine.compare('gt', e, half);
  const u = machine.select(isLarge, machine.multiply(machine.subtract(e, machine.number(1)), half), e);
  const log1p = machine.subtract(u, machine.multiply(machine.multiply(u, u), machine.polynomial(u, log1pFloat32)));
  const ln2 = machine.raw('v128.and', isLarge, machine.number(Math.LN2));
  return machine.add(machine.add(machine.atLeast(x, 0), log1p), ln2);
}

/** The squares of numbers up to this one, and the sum of two such squares, are finite. */
const squarable = 2 ** 60;

/** `√(a² + b²)`. Where a square would overflow, it is the greater magnitude. */
export function lowerHypot(machine: Machine, a: MachineNode, b: MachineNode): MachineNode {
  const [left, right] = [machine.abs(a), machine.abs(b)];
  const [x, y] = [machine.atMost(left, squarable), machine.atMost(right, squarable)];
  const root = machine.squareRoot(machine.add(machine.multiply(x, x), machine.multiply(y, y)));
  return machine.raw('f32x4.pmax', machine.raw('f32x4.pmax', root, left), right);
}

const greatestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** `factor · x`, where 0 times an infinite x is the limit 0. The bound for x depends on the factor alone, so it is computed before the loop. */
export function lowerScaled(machine: Machine, factor: MachineNode, x: MachineNode): MachineNode {
  const isZero = machine.compare('eq', factor, machine.number(0));
  const bound = machine.select(isZero, machine.number(greatestFloat32), machine.number(Infinity));
  const bounded = machine.raw('f32x4.pmax', machine.raw('f32x4.pmin', x, bound), machine.negative(bound));
  return machine.multiply(factor, bounded);
}
