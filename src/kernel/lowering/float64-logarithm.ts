/** Logarithms of float64 numbers as pairs of numbers, rounded once at the end: so the result is exact where a float64 can hold it. */
import {
  ln2High,
  ln2Low,
  log10Of2High,
  log10Of2Low,
  log10OfE,
  log10OfELow,
  log2OfE,
  log2OfELow,
  logMantissaTail,
  thirdLow,
} from './coefficients.js';
import { exactProduct, multiplyPairs, numberPair, type Pair } from './float64-pair.js';
import { logEverywhere, splitByExponent } from './logarithm.js';
import type { LoweringRules } from './lower.js';
import type { Machine, MachineNode } from './machine.js';

/** `a + b` for |a| ≥ |b|, or a = 0. */
function orderedSum(machine: Machine, a: MachineNode, b: MachineNode): Pair {
  const high = machine.add(a, b);
  return { high, low: machine.add(machine.subtract(a, high), b) };
}

/** `log(m) = 2s·(1 + v)` with `s = (m - 1)/(m + 1)`, to a few units of 2⁻⁶⁶. */
function logOfMantissa(machine: Machine, m: MachineNode): Pair {
  const one = machine.number(1);
  const top = machine.subtract(m, one);
  // The sum is exact though m may be greater than 1, because m is less than 2.
  const bottom = orderedSum(machine, one, m);
  const s = machine.divide(top, bottom.high);
  const product = exactProduct(machine, s, bottom.high);
  const left = machine.subtract(
    machine.subtract(machine.subtract(top, product.high), product.low),
    machine.multiply(s, bottom.low),
  );
  const pair: Pair = { high: s, low: machine.divide(left, bottom.high) };
  const square = multiplyPairs(machine, pair, pair);
  const tail = machine.multiply(square.high, machine.polynomial(square.high, logMantissaTail));
  const third = orderedSum(machine, machine.number(1 / 3), tail);
  const v = multiplyPairs(machine, square, {
    high: third.high,
    low: machine.add(third.low, machine.number(thirdLow)),
  });
  const twice: Pair = { high: machine.add(s, s), low: machine.add(pair.low, pair.low) };
  const rest = multiplyPairs(machine, twice, v);
  const sum = orderedSum(machine, twice.high, rest.high);
  return { high: sum.high, low: machine.add(sum.low, machine.add(twice.low, rest.low)) };
}

/** `k·(high + low) + addend`, where k·high is exact and, unless k is 0, greater than the addend. */
function addMultiple(machine: Machine, k: MachineNode, high: number, low: number, addend: Pair): Pair {
  const sum = orderedSum(machine, machine.multiply(k, machine.number(high)), addend.high);
  const rest = low === 0 ? addend.low : machine.add(machine.multiply(k, machine.number(low)), addend.low);
  return { high: sum.high, low: machine.add(sum.low, rest) };
}

/** `log(x)` for positive finite x. */
export function logAsPair(machine: Machine, x: MachineNode): Pair {
  const { k, m } = splitByExponent(machine, x);
  return addMultiple(machine, k, ln2High, ln2Low, logOfMantissa(machine, m));
}

/** The logarithm to another base, given the pair of that base's logarithm of 2 and the factor for natural logarithms. */
const ofBase =
  /* @__NO_SIDE_EFFECTS__ */
  (of2High: number, of2Low: number, factorHigh: number, factorLow: number) =>
    (machine: Machine, [x]: readonly MachineNode[]): MachineNode => {
      const { k, m } = splitByExponent(machine, x!);
      const ofMantissa = multiplyPairs(machine, logOfMantissa(machine, m), numberPair(machine, factorHigh, factorLow));
      const { high, low } = addMultiple(machine, k, of2High, of2Low, ofMantissa);
      return logEverywhere(machine, x!, machine.add(high, low));
    };

export const logarithmRules: LoweringRules = {
  log2: /* @__PURE__ */ ofBase(1, 0, log2OfE, log2OfELow),
  log10: /* @__PURE__ */ ofBase(log10Of2High, log10Of2Low, log10OfE, log10OfELow),
};
