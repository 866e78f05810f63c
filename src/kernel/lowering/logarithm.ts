/** log and log1p. */
import { ln2High, ln2Low, log10OfE, log2OfE, logMantissa } from './coefficients.js';
import type { Machine, MachineNode } from './machine.js';

const bitsOfRootHalf = 0x3fe6_a09e_667f_3bcdn;
const roundingShift = 1.5 * 2 ** 52;
const bitsOfRoundingShift = 0x4338_0000_0000_0000n;

/** `x = 2ᵏ·m` with m in [√½, √2], for positive finite x. */
export function splitByExponent(machine: Machine, x: MachineNode): Record<'k' | 'm', MachineNode> {
  if (!machine.isFloat64) return splitNormal(machine, x);
  // Subnormal float64 numbers are scaled up to normal ones. Every float32, even a subnormal one, is a normal float64.
  const isSubnormal = machine.compare('lt', x, machine.number(2 ** -1022));
  const raised = machine.select(isSubnormal, machine.multiply(x, machine.number(2 ** 54)), x);
  const { k, m } = splitNormal(machine, raised);
  return { k: machine.subtract(k, machine.raw('v128.and', isSubnormal, machine.number(54))), m };
}

function splitNormal(machine: Machine, x: MachineNode): Record<'k' | 'm', MachineNode> {
  const k = machine.shift('i64x2.shr_s', machine.raw('i64x2.sub', x, machine.bits(bitsOfRootHalf)), 52);
  return {
    // To convert an integer to a float64, it is added to the bits of the rounding shift, from which the shift is then subtracted as a
    // number.
    k: machine.subtract(machine.raw('i64x2.add', k, machine.bits(bitsOfRoundingShift)), machine.number(roundingShift)),
    m: machine.raw('i64x2.sub', x, machine.shift('i64x2.shl', k, 52)),
  };
}

/** `log(x) = k·ln 2 + log(m)`, where log(m) is computed from `s = (m - 1)/(m + 1)`. */
function logOfOrdinary(machine: Machine, x: MachineNode): MachineNode {
  const { k, m } = splitByExponent(machine, x);
  const one = machine.number(1);
  const s = machine.divide(machine.subtract(m, one), machine.add(m, one));
  const squared = machine.multiply(s, s);
  const twice = machine.add(s, s);
  const ofMantissa = machine.add(
    twice,
    machine.multiply(machine.multiply(twice, squared), machine.polynomial(squared, logMantissa)),
  );
  return machine.add(
    machine.multiply(k, machine.number(ln2High)),
    machine.add(machine.multiply(k, machine.number(ln2Low)), ofMantissa),
  );
}

/** Whether a number is positive and finite. */
export const isOrdinary = (machine: Machine, x: MachineNode): MachineNode =>
  machine.raw(
    'v128.and',
    machine.compare('gt', x, machine.number(0)),
    machine.compare('lt', x, machine.number(Infinity)),
  );

/** A logarithm that is given for positive finite x, completed for all others: -∞ at 0, NaN below. */
export function logEverywhere(machine: Machine, x: MachineNode, ofOrdinary: MachineNode): MachineNode {
  const elsewhere = machine.select(
    machine.compare('eq', x, machine.number(0)),
    machine.number(-Infinity),
    machine.select(machine.compare('lt', x, machine.number(0)), machine.number(NaN), x),
  );
  return machine.select(isOrdinary(machine, x), ofOrdinary, elsewhere);
}

/** The natural logarithm. */
export const lowerLog = (machine: Machine, x: MachineNode): MachineNode =>
  logEverywhere(machine, x, logOfOrdinary(machine, x));

/** `log(w) · x / (w - 1)` with `w = 1 + x`: the quotient corrects for the rounding of w. Source: W. Kahan. */
export function lowerLog1p(machine: Machine, x: MachineNode): MachineNode {
  const one = machine.number(1);
  const w = machine.add(x, one);
  const corrected = machine.multiply(lowerLog(machine, w), machine.divide(x, machine.subtract(w, one)));
  const isUnchanged = machine.raw(
    'v128.or',
    machine.compare('eq', w, one),
    machine.compare('eq', w, machine.number(Infinity)),
  );
  return machine.select(isUnchanged, x, corrected);
}

export const lowerLog2 = (machine: Machine, x: MachineNode): MachineNode =>
  machine.multiply(lowerLog(machine, x), machine.number(log2OfE));

export const lowerLog10 = (machine: Machine, x: MachineNode): MachineNode =>
  machine.multiply(lowerLog(machine, x), machine.number(log10OfE));
