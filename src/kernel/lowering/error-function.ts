/** erf and erfc. */
import { erfcScaledDenominator, erfcScaledNumerator, erfOdd } from './coefficients.js';
import { lowerExp } from './exponential.js';
import { lowerGaussian } from './float64.js';
import type { Machine, MachineNode } from './machine.js';

/** Beyond this, erfc is 0 in float64. */
const erfcEnd = 27.3;

/** `exp(-z²)` for z ≥ 0. */
export function gaussianOf(machine: Machine, magnitude: MachineNode): MachineNode {
  const z = machine.atMost(magnitude, erfcEnd);
  if (machine.isFloat64) return lowerGaussian(machine, z, -1);
  return lowerExp(machine, machine.negative(machine.multiply(z, z)));
}

/** `erfc(z) = exp(-z²) · N(z)/D(z)` for z ≥ 0. */
function erfcOfPositive(machine: Machine, magnitude: MachineNode): MachineNode {
  const z = machine.atMost(magnitude, erfcEnd);
  return machine.divide(
    machine.multiply(gaussianOf(machine, magnitude), machine.polynomial(z, erfcScaledNumerator)),
    machine.polynomial(z, erfcScaledDenominator),
  );
}

export function lowerErfc(machine: Machine, x: MachineNode): MachineNode {
  const right = erfcOfPositive(machine, machine.abs(x));
  return machine.select(machine.compare('lt', x, machine.number(0)), machine.subtract(machine.number(2), right), right);
}

/** Up to this |x| erf is computed by its odd polynomial, beyond it as 1 - erfc. */
const oddLimit = 0.5;

export function lowerErf(machine: Machine, x: MachineNode): MachineNode {
  const magnitude = machine.abs(x);
  const odd = machine.multiply(magnitude, machine.polynomial(machine.multiply(x, x), erfOdd));
  const far = machine.subtract(machine.number(1), erfcOfPositive(machine, magnitude));
  return machine.copySign(machine.select(machine.compare('lt', magnitude, machine.number(oddLimit)), odd, far), x);
}
