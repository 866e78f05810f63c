/** sin and cos of float64 numbers; the angle without its quarter turns is a pair of numbers. */
import { cosExact, halfPiFirst, halfPiSecond, halfPiThird, sinReduced } from './coefficients.js';
import type { Pair } from './float64-pair.js';
import type { LoweringRules } from './lower.js';
import type { Machine, MachineNode } from './machine.js';
import { ofQuarterTurns, quarterTurns } from './trigonometric.js';

/** The greatest angle: the products of its quarter turns, up to 2²⁰, with the parts of π/2 are exact. */
const greatestAngle = 1.6e6;

/** If the rest of an angle is less than this for each quarter turn, three parts of π/2 are not enough digits. */
const leastRest = 2 ** -64;

/** For smaller |x|, sin(x) rounds to x. */
const ownSine = 2 ** -27;

/** The rest of an angle without its quarter turns. Angles for which π has too few digits here are left to the evaluator. */
function restOf(machine: Machine, x: MachineNode, k: MachineNode): Pair {
  const times = (part: number): MachineNode => machine.multiply(k, machine.number(part));
  const head = machine.subtract(x, times(halfPiFirst));
  const second = times(halfPiSecond);
  const sum = machine.subtract(head, second);
  // The error of the subtraction. Source: D. Knuth, The Art of Computer Programming, 4.2.2.
  const subtracted = machine.subtract(sum, head);
  const lost = machine.subtract(
    machine.subtract(head, machine.subtract(sum, subtracted)),
    machine.add(second, subtracted),
  );
  const rest = machine.subtract(lost, times(halfPiThird));
  const high = machine.add(sum, rest);
  const magnitude = machine.abs(x);
  const isTooGreat = machine.raw(
    'v128.and',
    machine.compare('gt', magnitude, machine.number(greatestAngle)),
    machine.compare('lt', magnitude, machine.number(Infinity)),
  );
  const isTooNear = machine.compare('lt', machine.abs(high), machine.abs(times(leastRest)));
  machine.outOfRange.push(machine.raw('v128.or', isTooGreat, isTooNear));
  return { high, low: machine.add(machine.subtract(sum, high), rest) };
}

const ahead =
  /* @__NO_SIDE_EFFECTS__ */
  (turns: bigint) =>
    (machine: Machine, [x]: readonly MachineNode[]): MachineNode => {
      const { shifted, k } = quarterTurns(machine, x!);
      const r = restOf(machine, x!, k);
      const square = machine.multiply(r.high, r.high);
      const cube = machine.multiply(r.high, square);
      const sin = machine.add(
        r.high,
        machine.add(r.low, machine.multiply(cube, machine.polynomial(square, sinReduced.full))),
      );
      const one = machine.number(1);
      const half = machine.multiply(square, machine.number(0.5));
      const head = machine.subtract(one, half);
      const beyond = machine.subtract(
        machine.multiply(machine.multiply(square, square), machine.polynomial(square, cosExact)),
        machine.multiply(r.high, r.low),
      );
      const cos = machine.add(head, machine.add(machine.subtract(machine.subtract(one, head), half), beyond));
      return ofQuarterTurns(machine, shifted, turns, sin, cos);
    };

const sine = /* @__PURE__ */ ahead(0n);

export const trigonometricRules: LoweringRules = {
  sin: (machine, [x]) =>
    machine.select(machine.compare('lt', machine.abs(x!), machine.number(ownSine)), x!, sine(machine, [x!])),
  cos: /* @__PURE__ */ ahead(1n),
};
