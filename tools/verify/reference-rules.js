/**
 * The rules of the float64 reference: each primitive by a method of its own, with Taylor series of full length, so that it shares no
 * polynomial and no shortcut with the kernels it judges. Speed comes second here; 2⁻⁵⁰ is what matters.
 */
import { kernelRules } from '../../dist/kernel/lowering/lower.js';
import {
  erfcDenominator,
  erfcNumerator,
  halfLn2High,
  halfLn2Low,
  halvesPerUnit,
  poleEnd,
  poleRate,
  rootTwoHigh,
  rootTwoLow,
} from './reference-constants.js';

/**
 * @typedef {import('../../dist/kernel/lowering/machine.js').Machine} Machine
 * @typedef {import('../../dist/kernel/lowering/machine.js').MachineNode} MachineNode
 * @typedef {import('../../dist/kernel/lowering/lower.js').LoweringRule} LoweringRule
 * @typedef {import('../../dist/formula/expression.js').PrimitiveName} PrimitiveName
 */

/** Primitives that are one instruction, or a choice between values: there is only one way to compute them. */
const /** @type {PrimitiveName[]} */ exactPrimitives = [
    ...[
      'add',
      'subtract',
      'multiply',
      'weighted',
      'divide',
      'negative',
      'abs',
      'sign',
      'floor',
      'round',
      'square',
      'sqrt',
    ],
    ...['hypot', 'maximum', 'minimum', 'greater', 'greaterEqual', 'less', 'lessEqual', 'equal', 'notEqual'],
    ...['logicalAnd', 'logicalOr', 'logicalNot', 'select'],
  ];

const roundingShift = 1.5 * 2 ** 52;
const bitsOfOne = 0x3ff0_0000_0000_0000n;
const exponentBits = -0x0010_0000_0000_0000n;
const greatestExponent = 700;

/** @param {number} n */
const factorial = (n) => (n < 2 ? 1 : n * factorial(n - 1));

/** @type {(length: number, coefficient: (n: number) => number) => number[]} */
const series = (length, coefficient) => Array.from({ length }, (_, n) => coefficient(n));

/** `(exp(r) - 1) / r`, to 2⁻⁵⁸ for |r| ≤ ln(2)/4. */
const expm1Series = series(13, (n) => 1 / factorial(n + 1));

/** `artanh(s) / s` in powers of s², to 2⁻⁵⁸ for |s| ≤ 0.172. */
const artanhSeries = series(11, (n) => 1 / (2 * n + 1));

/** `(x·cosh(x) - sinh(x)) / x³` and `cosh(x)` in powers of x², to 2⁻⁵⁸ for |x| ≤ 1. */
const hyperbolicDifferenceSeries = series(10, (n) => (2 * n + 2) / factorial(2 * n + 3));
const coshSeries = series(11, (n) => 1 / factorial(2 * n));

/** @type {(machine: Machine, x: MachineNode, coefficients: readonly number[]) => MachineNode} */
function polynomial(machine, x, coefficients) {
  return coefficients
    .map((coefficient) => machine.number(coefficient))
    .reduceRight((sum, coefficient) => machine.add(machine.multiply(sum, x), coefficient));
}

/**
 * `exp(x) = scale · root · (1 + rest)` with `scale` a power of two, `root` 1 or √2, and `rest = expm1(r)`, where x is r and a multiple of
 * ln(2)/2.
 *
 * @type {(machine: Machine, x: MachineNode) => { scale: MachineNode, root: MachineNode, product: MachineNode }}
 */
function exponential(machine, x) {
  const bounded = machine.atLeast(machine.atMost(x, greatestExponent), -greatestExponent);
  const shift = machine.number(roundingShift);
  const shifted = machine.add(machine.multiply(bounded, machine.number(halvesPerUnit)), shift);
  const halves = machine.subtract(shifted, shift);
  const r = [halfLn2High, halfLn2Low].reduce(
    (left, part) => machine.subtract(left, machine.multiply(halves, machine.number(part))),
    bounded,
  );
  const rest = machine.multiply(r, polynomial(machine, r, expm1Series));
  const isOdd = machine.shift('i64x2.shr_s', machine.shift('i64x2.shl', shifted, 63), 63);
  const root = machine.select(isOdd, machine.number(rootTwoHigh), machine.number(1));
  const rootRest = machine.raw('v128.and', isOdd, machine.number(rootTwoLow));
  return {
    scale: machine.raw(
      'i64x2.add',
      machine.raw('v128.and', machine.shift('i64x2.shl', shifted, 51), machine.bits(exponentBits)),
      machine.bits(bitsOfOne),
    ),
    root,
    // root · rest, with what rounding took from the root.
    product: machine.add(machine.multiply(root, rest), rootRest),
  };
}

/** @type {(machine: Machine, x: MachineNode) => MachineNode} */
function exp(machine, x) {
  const { scale, root, product } = exponential(machine, x);
  return machine.multiply(scale, machine.add(root, product));
}

/** @type {(machine: Machine, x: MachineNode) => MachineNode} */
function expm1(machine, x) {
  const { scale, root, product } = exponential(machine, x);
  const head = machine.subtract(machine.number(1), machine.multiply(scale, root));
  return machine.subtract(machine.multiply(scale, product), head);
}

/** `-t / (t + 2)` with `t = expm1(-2|x|)`, and the sign of x. @type {(machine: Machine, x: MachineNode) => MachineNode} */
function tanh(machine, x) {
  const t = expm1(machine, machine.multiply(machine.abs(x), machine.number(-2)));
  return machine.copySign(machine.divide(machine.negative(t), machine.add(t, machine.number(2))), x);
}

/** The square of `1 / cosh(x) = 2u / (1 + u²)` with `u = exp(-|x|)`. @type {(machine: Machine, x: MachineNode) => MachineNode} */
function sech2(machine, x) {
  const u = exp(machine, machine.negative(machine.abs(x)));
  const sech = machine.divide(machine.add(u, u), machine.add(machine.multiply(u, u), machine.number(1)));
  return machine.multiply(sech, sech);
}

/** `1 / (1 + u)` or `u / (1 + u)` with `u = exp(-|x|)`. @type {(machine: Machine, x: MachineNode) => MachineNode} */
function sigmoid(machine, x) {
  const u = exp(machine, machine.negative(machine.abs(x)));
  const numerator = machine.select(machine.compare('lt', x, machine.number(0)), u, machine.number(1));
  return machine.divide(numerator, machine.add(u, machine.number(1)));
}

/**
 * `max(x, 0) + log(1 + u)` with `u = exp(-|x|)`; the logarithm from artanh, after a factor of 2 is taken out of a `1 + u` above √2.
 *
 * @type {(machine: Machine, x: MachineNode) => MachineNode}
 */
function softplus(machine, x) {
  const u = exp(machine, machine.negative(machine.abs(x)));
  const isLarge = machine.compare('gt', u, machine.number(Math.SQRT2 - 1));
  const difference = machine.select(isLarge, machine.subtract(u, machine.number(1)), u);
  const sum = machine.add(u, machine.select(isLarge, machine.number(3), machine.number(2)));
  const s = machine.divide(difference, sum);
  const artanh = machine.multiply(s, polynomial(machine, machine.multiply(s, s), artanhSeries));
  const log1p = machine.add(machine.raw('v128.and', isLarge, machine.number(Math.LN2)), machine.add(artanh, artanh));
  return machine.add(machine.maximum(x, machine.number(0)), log1p);
}

/**
 * `x³ · (1/3 + x²/30 + …) / cosh(x)`, all of whose terms are positive, up to 1; beyond by subtraction.
 *
 * @type {(machine: Machine, x: MachineNode) => MachineNode}
 */
function tanhShrink(machine, x) {
  const square = machine.multiply(x, x);
  const cube = machine.multiply(x, square);
  const quotient = machine.divide(
    polynomial(machine, square, hyperbolicDifferenceSeries),
    polynomial(machine, square, coshSeries),
  );
  return machine.select(
    machine.compare('lt', machine.abs(x), machine.number(1)),
    machine.multiply(cube, quotient),
    machine.subtract(x, tanh(machine, x)),
  );
}

/**
 * The midpoint rule for `erfc(z) = 2z·exp(-z²)/π · ∫ exp(-t²) / (z² + t²) dt` over t > 0, as one fraction, with the term of the pole at
 * `t = iz`. Source: Matta and Reichel, 1971.
 *
 * @type {(machine: Machine, x: MachineNode) => MachineNode}
 */
function erfc(machine, x) {
  const z = machine.atMost(machine.abs(x), 26);
  const square = machine.multiply(z, z);
  const fraction = machine.divide(
    machine.multiply(z, polynomial(machine, square, erfcNumerator)),
    polynomial(machine, square, erfcDenominator),
  );
  const smooth = machine.multiply(exp(machine, machine.negative(square)), fraction);
  const growth = exp(machine, machine.multiply(machine.atMost(z, poleEnd), machine.number(poleRate)));
  const pole = machine.divide(machine.number(2), machine.add(growth, machine.number(1)));
  const isNear = machine.compare('lt', z, machine.number(poleEnd));
  const right = machine.add(smooth, machine.raw('v128.and', isNear, pole));
  return machine.select(machine.compare('lt', x, machine.number(0)), machine.subtract(machine.number(2), right), right);
}

/** `erfc(-x/√2) / 2` @type {(machine: Machine, x: MachineNode) => MachineNode} */
function normalCdf(machine, x) {
  const tail = erfc(machine, machine.multiply(x, machine.number(-Math.SQRT1_2)));
  return machine.multiply(tail, machine.number(0.5));
}

/** `exp(-x²/2) / √(2π)` @type {(machine: Machine, x: MachineNode) => MachineNode} */
function normalDensity(machine, x) {
  const bell = exp(machine, machine.multiply(machine.multiply(x, x), machine.number(-0.5)));
  return machine.divide(bell, machine.number(Math.sqrt(2 * Math.PI)));
}

/**
 * `2·√(2/π)·(1 + cubic·x²)`
 *
 * @type {(machine: Machine, x: MachineNode, cubic: number) => MachineNode}
 */
function approximationRate(machine, x, cubic) {
  const sum = polynomial(machine, machine.multiply(x, x), [1, cubic]);
  return machine.multiply(sum, machine.number(Math.sqrt(8 / Math.PI)));
}

/** `sigmoid(2·√(2/π)·(x + 0.044715x³))` @type {(machine: Machine, x: MachineNode) => MachineNode} */
function approximateNormalCdf(machine, x) {
  return sigmoid(machine, machine.multiply(x, approximationRate(machine, x, 0.044715)));
}

/** The derivative of that, `u'·sech²(u/2)/4`. @type {(machine: Machine, x: MachineNode) => MachineNode} */
function approximateNormalDensity(machine, x) {
  const half = machine.multiply(machine.multiply(x, machine.number(0.5)), approximationRate(machine, x, 0.044715));
  const slope = approximationRate(machine, x, 3 * 0.044715);
  return machine.multiply(machine.multiply(sech2(machine, half), machine.number(0.25)), slope);
}

/** @type {(lower: (machine: Machine, x: MachineNode) => MachineNode) => LoweringRule} */
const ofOne = (lower) => (machine, operands) => lower(machine, /** @type {MachineNode} */ (operands[0]));

const ownRules = {
  ...{ exp, expm1, tanh, sech2, tanhShrink, sigmoid, softplus, erfc },
  ...{ normalCdf, normalDensity, approximateNormalCdf, approximateNormalDensity },
};

/**
 * One rule for every primitive that an activation of Keras needs.
 *
 * @type {Readonly<Record<PrimitiveName, LoweringRule>>}
 */
export const referenceRules = Object.freeze({
  ...Object.fromEntries(exactPrimitives.map((name) => [name, kernelRules[name]])),
  ...Object.fromEntries(Object.entries(ownRules).map(([name, lower]) => [name, ofOne(lower)])),
});
