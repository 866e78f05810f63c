/** Powers. */
import { lowerExp } from './exponential.js';
import { lowerLog } from './logarithm.js';
import type { Machine, MachineNode } from './machine.js';

/** Exponents are limited to this one. It is an even integer, with which every base but ±1 gives 0 or infinity. */
const greatestExponent = 2 ** 200;

/** Computes |x|ʸ for a y that has been limited. */
type Magnitude = (machine: Machine, x: MachineNode, y: MachineNode) => MachineNode;

/** |x|ʸ with the sign of x where y is an odd integer; special values as IEEE 754 has them. */
export function powerFromMagnitude(
  machine: Machine,
  x: MachineNode,
  y: MachineNode,
  bound: number,
  magnitudeOf: Magnitude,
): MachineNode {
  const [zero, one] = [machine.number(0), machine.number(1)];
  const exponent = machine.atLeast(machine.atMost(y, bound), -bound);
  const magnitude = magnitudeOf(machine, x, exponent);
  const isInteger = machine.compare('eq', machine.floor(exponent), exponent);
  const half = machine.multiply(exponent, machine.number(0.5));
  const isOdd = machine.raw('v128.and', isInteger, machine.compare('ne', machine.floor(half), half));
  const hasNoValue = machine.raw(
    'v128.andnot',
    machine.raw('v128.and', machine.compare('lt', x, zero), machine.compare('gt', x, machine.number(-Infinity))),
    isInteger,
  );
  const signed = machine.select(isOdd, machine.copySign(magnitude, x), magnitude);
  const isOne = machine.raw('v128.or', machine.compare('eq', y, zero), machine.compare('eq', x, one));
  return machine.select(isOne, one, machine.select(hasNoValue, machine.number(NaN), signed));
}

export const lowerPower = (machine: Machine, x: MachineNode, y: MachineNode): MachineNode =>
  powerFromMagnitude(machine, x, y, greatestExponent, (_, base, exponent) =>
    lowerExp(machine, machine.multiply(exponent, lowerLog(machine, machine.abs(base)))),
  );
