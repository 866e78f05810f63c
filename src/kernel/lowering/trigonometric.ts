/** sin and cos. */
import { cosReduced, halfPiHigh, halfPiLow, halfPiMiddle, sinCosLimit, sinReduced, twoOverPi } from './coefficients.js';
import type { Machine, MachineNode } from './machine.js';

const roundingShift = 1.5 * 2 ** 52;
const signBit = -0x8000_0000_0000_0000n;

/** The number of quarter turns in an angle: as an integer in the low bits of `shifted`, and as a number. */
export function quarterTurns(machine: Machine, x: MachineNode): Record<'shifted' | 'k', MachineNode> {
  const shift = machine.number(roundingShift);
  const shifted = machine.add(machine.multiply(x, machine.number(twoOverPi)), shift);
  return { shifted, k: machine.subtract(shifted, shift) };
}

/** The sine of an angle plus `ahead` quarter turns, given the sine and cosine of the angle's rest after its own quarter turns. */
export function ofQuarterTurns(
  machine: Machine,
  shifted: MachineNode,
  ahead: bigint,
  sin: MachineNode,
  cos: MachineNode,
): MachineNode {
  const turns = machine.raw('i64x2.add', shifted, machine.bits(ahead));
  const isOdd = machine.shift('i64x2.shr_s', machine.shift('i64x2.shl', turns, 63), 63);
  const sign = machine.raw('v128.and', machine.shift('i64x2.shl', turns, 62), machine.bits(signBit));
  return machine.raw('v128.xor', machine.select(isOdd, cos, sin), sign);
}

/** sin(x + ahead·π/2) by Cody and Waite's reduction; lanes with too large an x are left to the evaluator. */
function lowerSinShifted(machine: Machine, x: MachineNode, ahead: bigint): MachineNode {
  machine.outOfRange.push(machine.compare('gt', machine.abs(x), machine.number(sinCosLimit)));
  const { shifted, k } = quarterTurns(machine, x);
  const r = [halfPiHigh, halfPiMiddle, halfPiLow].reduce(
    (rest, part) => machine.subtract(rest, machine.multiply(k, machine.number(part))),
    x,
  );
  const squared = machine.multiply(r, r);
  const sin = machine.add(r, machine.multiply(machine.multiply(r, squared), machine.polynomial(squared, sinReduced)));
  const cos = machine.add(
    machine.subtract(machine.number(1), machine.multiply(squared, machine.number(0.5))),
    machine.multiply(machine.multiply(squared, squared), machine.polynomial(squared, cosReduced)),
  );
  return ofQuarterTurns(machine, shifted, ahead, sin, cos);
}

export function lowerSin(machine: Machine, x: MachineNode): MachineNode {
  return lowerSinShifted(machine, x, 0n);
}

export function lowerCos(machine: Machine, x: MachineNode): MachineNode {
  return lowerSinShifted(machine, x, 1n);
}
