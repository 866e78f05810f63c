/** Powers of float64 numbers, rounded once at the end: so the result is exact where a float64 can hold it. */
import { expm1Exact, ln2High, ln2Low, log2OfE } from './coefficients.js';
import { logAsPair } from './float64-logarithm.js';
import { exactProduct, type Pair } from './float64-pair.js';
import { boundedExponent, halfPowersOfTwo, nearestInteger } from './float64.js';
import { isOrdinary } from './logarithm.js';
import type { LoweringRules } from './lower.js';
import type { Machine, MachineNode } from './machine.js';
import { powerFromMagnitude } from './power.js';

/** With exponents beyond this one, every base but 1 gives 0 or infinity. */
const greatestExponent = 2 ** 64;

/** `exp(angle + low)`; the part that is added to 1 at the end has an error of about 2⁻⁵⁶. */
function expExactly(machine: Machine, angle: MachineNode, low: MachineNode): MachineNode {
  const x = boundedExponent(machine, angle);
  // Where the angle was limited, or is NaN, `low` means nothing and is dropped.
  const tail = machine.raw('v128.and', low, machine.compare('eq', x, angle));
  const { bits, k } = nearestInteger(machine, machine.multiply(x, machine.number(log2OfE)));
  const head = machine.subtract(x, machine.multiply(k, machine.number(ln2High)));
  const rest = machine.subtract(tail, machine.multiply(k, machine.number(ln2Low)));
  const r = machine.add(head, rest);
  const lost = machine.subtract(rest, machine.subtract(r, head));
  const square = machine.multiply(r, r);
  const beyond = machine.add(machine.multiply(square, machine.polynomial(r, expm1Exact)), lost);
  const one = machine.number(1);
  const sum = machine.add(one, r);
  const value = machine.add(sum, machine.add(machine.add(machine.subtract(one, sum), r), beyond));
  const [power, scale] = halfPowersOfTwo(machine, bits);
  return machine.multiply(machine.multiply(value, power), scale);
}

/** `exp(y·log|x|)` for a y that has been limited. */
function magnitudeOf(machine: Machine, x: MachineNode, y: MachineNode): MachineNode {
  const magnitude = machine.abs(x);
  const logarithm: Pair = logAsPair(machine, magnitude);
  // The logarithm of 0 is -∞; of infinity it is infinity, of NaN NaN.
  const elsewhere = machine.select(machine.compare('eq', x, machine.number(0)), machine.number(-Infinity), magnitude);
  const high = machine.select(isOrdinary(machine, magnitude), logarithm.high, elsewhere);
  const angle = exactProduct(machine, y, high);
  return expExactly(machine, angle.high, machine.add(angle.low, machine.multiply(y, logarithm.low)));
}

export const powerRules: LoweringRules = {
  power: (machine, [x, y]) => powerFromMagnitude(machine, x!, y!, greatestExponent, magnitudeOf),
};
