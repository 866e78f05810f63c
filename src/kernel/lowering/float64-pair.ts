/** Pairs of float64 lanes, about 106 bits, for numbers whose errors would be magnified, or whose results must be exact. */
import type { Machine, MachineNode } from './machine.js';

/** The number `high + low`, with `low` below the last bit of `high`. */
export interface Pair {
  readonly high: MachineNode;
  readonly low: MachineNode;
}

/** Keeps the sign, the exponent and the first 25 bits of the fraction; products of two such numbers are exact. */
const upperBits = -0x800_0000n;

function halvesOf(machine: Machine, x: MachineNode): Pair {
  const high = machine.raw('v128.and', x, machine.bits(upperBits));
  return { high, low: machine.subtract(x, high) };
}

/** `a · b` to about 2⁻¹⁰⁶. Source: T. Dekker, 1971. */
export function exactProduct(machine: Machine, a: MachineNode, b: MachineNode): Pair {
  const high = machine.multiply(a, b);
  const [left, right] = [halvesOf(machine, a), halvesOf(machine, b)];
  const low = [
    machine.multiply(left.high, right.low),
    machine.multiply(left.low, right.high),
    machine.multiply(left.low, right.low),
  ].reduce((sum, part) => machine.add(sum, part), machine.subtract(machine.multiply(left.high, right.high), high));
  return { high, low };
}

/** `a · b`, to a few units of 2⁻¹⁰⁰. */
export function multiplyPairs(machine: Machine, a: Pair, b: Pair): Pair {
  const { high, low } = exactProduct(machine, a.high, b.high);
  const cross = machine.add(machine.multiply(a.high, b.low), machine.multiply(a.low, b.high));
  return { high, low: machine.add(low, cross) };
}

export const numberPair = (machine: Machine, high: number, low: number): Pair => ({
  high: machine.number(high),
  low: machine.number(low),
});
