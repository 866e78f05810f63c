/** The normal distribution, and its approximation by a logistic function. */
import { log2OfE, normalTailDenominator, normalTailNumerator } from './coefficients.js';
import { gaussianOf, lowerErfc } from './error-function.js';
import { exp2ForFloat32, lowerSigmoid, lowerSigmoidOfNegative } from './exponential.js';
import * as float64 from './float64.js';
import type { Machine, MachineNode } from './machine.js';

const overNegativeRootTwo = (machine: Machine, x: MachineNode): MachineNode =>
  machine.multiply(x, machine.number(-Math.SQRT1_2));

/** `erfc(-x/√2) / 2` */
export function lowerNormalCdf(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerNormalCdf(machine, x);
  return machine.multiply(lowerErfc(machine, overNegativeRootTwo(machine, x)), machine.number(0.5));
}

/** Beyond this |x|, `x·Φ(-|x|)` is far below every float32. */
const tailEnd = 37;

/** `x·Φ(x)`, that is `max(x, 0) - |x|·Φ(-|x|)`, for float32 results. */
export function lowerGelu(machine: Machine, x: MachineNode): MachineNode {
  if (machine.precision === 'full') return machine.multiply(x, lowerNormalCdf(machine, x));
  const u = machine.atMost(machine.abs(x), tailEnd);
  const exponent = machine.multiply(machine.multiply(u, u), machine.number(-0.5 * log2OfE));
  const { scale, rest } = exp2ForFloat32(machine, exponent);
  const gaussian = machine.add(scale, machine.multiply(scale, rest));
  const numerator = machine.multiply(machine.multiply(gaussian, u), machine.polynomial(u, normalTailNumerator));
  return machine.subtract(
    machine.atLeast(x, 0),
    machine.divide(numerator, machine.polynomial(u, normalTailDenominator)),
  );
}

/** 1/√(2π) */
const densityAtZero = 0.3989422804014327;

/** `exp(-x²/2) / √(2π)`. Where `Φ(x)` is computed as well, as in gelu's derivative, this costs a single multiplication. */
export function lowerNormalDensity(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerNormalDensity(machine, x);
  const gaussian = gaussianOf(machine, machine.abs(overNegativeRootTwo(machine, x)));
  return machine.multiply(gaussian, machine.number(densityAtZero));
}

/** 2·√(2/π) */
const rate = 1.5957691216057308;

const cubic = 0.044715;

/** `2·√(2/π)·(x + 0.044715x³)` */
function approximationAngle(machine: Machine, x: MachineNode): MachineNode {
  const cube = machine.multiply(x, machine.multiply(x, x));
  return machine.multiply(machine.number(rate), machine.add(x, machine.multiply(machine.number(cubic), cube)));
}

export function lowerApproximateNormalCdf(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerApproximateNormalCdf(machine, x);
  return lowerSigmoid(machine, approximationAngle(machine, x));
}

export function lowerApproximateNormalDensity(machine: Machine, x: MachineNode): MachineNode {
  if (machine.isFloat64) return float64.lowerApproximateNormalDensity(machine, x);
  const angle = approximationAngle(machine, x);
  const logistic = machine.multiply(lowerSigmoid(machine, angle), lowerSigmoidOfNegative(machine, angle));
  // The square is limited so that it is finite and its product with a logistic part of 0 is 0.
  const squared = machine.atMost(machine.multiply(x, x), 2 ** 64);
  const slope = machine.add(machine.multiply(squared, machine.number(3 * cubic * rate)), machine.number(rate));
  return machine.multiply(logistic, slope);
}
