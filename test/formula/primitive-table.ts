/** The primitives, for tests that hold for all of them: how each is built, what it means, where it is smooth. */
import type { Expression, PrimitiveName } from '../../src/formula/expression.js';
import * as build from '../../src/formula/primitives.js';

export interface PrimitiveEntry {
  readonly build: (...operands: Expression[]) => Expression;
  /** Its textbook meaning, with the engine's own `Math`. */
  readonly definition: (...operands: number[]) => number;
  /** Where derivatives are taken: smooth points inside the domain. */
  readonly points: readonly (readonly number[])[];
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** erf by its series, good to 1e-15 for |x| < 3. */
function erf(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; n < 80; n += 1) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

const gaussian = (x: number): number => Math.exp((-x * x) / 2);

const angle = (x: number): number => Math.sqrt(8 / Math.PI) * (x + 0.044715 * x ** 3);

const everywhere = [-2.5, -1.25, -0.5, -0.01, 0.01, 0.3, 1, 1.75, 2.5].map((x) => [x]);
const positive = [0.01, 0.3, 1, 2.5, 100].map((x) => [x]);
const pairs = [
  [1.5, 2.5],
  [2.5, 1.5],
  [-1, 0.5],
  [0.5, -3],
];

const truth = (condition: boolean): number => (condition ? 1 : 0);

export const primitives: Readonly<Record<PrimitiveName, PrimitiveEntry>> = {
  add: { build: build.add, definition: (a, b) => a + b, points: pairs },
  subtract: { build: build.subtract, definition: (a, b) => a - b, points: pairs },
  multiply: { build: build.multiply, definition: (a, b) => a * b, points: pairs },
  weighted: { build: build.weighted, definition: (a, b) => (a === 0 ? 0 : a * b), points: pairs },
  divide: { build: build.divide, definition: (a, b) => a / b, points: pairs },
  negative: { build: build.negative, definition: (x) => -x, points: everywhere },
  abs: { build: build.abs, definition: Math.abs, points: everywhere },
  sign: { build: build.sign, definition: Math.sign, points: everywhere },
  floor: { build: build.floor, definition: Math.floor, points: [[-1.25], [0.5], [2.75]] },
  round: {
    build: build.round,
    definition: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
    points: [[-1.25], [0.25], [2.75]],
  },
  square: { build: build.square, definition: (x) => x * x, points: everywhere },
  sqrt: { build: build.sqrt, definition: Math.sqrt, points: positive },
  hypot: { build: build.hypot, definition: Math.hypot, points: pairs },
  maximum: { build: build.maximum, definition: (a, b) => Math.max(a, b), points: pairs },
  minimum: { build: build.minimum, definition: (a, b) => Math.min(a, b), points: pairs },
  exp: { build: build.exp, definition: Math.exp, points: everywhere },
  expm1: { build: build.expm1, definition: Math.expm1, points: everywhere },
  log: { build: build.log, definition: Math.log, points: positive },
  log1p: { build: build.log1p, definition: Math.log1p, points: [[-0.5], [-0.01], ...positive] },
  log2: { build: build.log2, definition: Math.log2, points: positive },
  log10: { build: build.log10, definition: Math.log10, points: positive },
  power: {
    build: build.power,
    definition: (a, b) => a ** b,
    points: [
      [1.5, 2.5],
      [2.5, 1],
      [0.5, -3],
      [3, 0],
      [1, 4],
    ],
  },
  sin: { build: build.sin, definition: Math.sin, points: everywhere },
  cos: { build: build.cos, definition: Math.cos, points: everywhere },
  tanh: { build: build.tanh, definition: Math.tanh, points: everywhere },
  sech2: { build: build.sech2, definition: (x) => 1 / Math.cosh(x) ** 2, points: everywhere },
  tanhShrink: { build: build.tanhShrink, definition: (x) => x - Math.tanh(x), points: everywhere },
  sigmoid: { build: build.sigmoid, definition: sigmoid, points: everywhere },
  softplus: { build: build.softplus, definition: (x) => Math.log1p(Math.exp(x)), points: everywhere },
  erf: { build: build.erf, definition: erf, points: everywhere },
  erfc: { build: build.erfc, definition: (x) => 1 - erf(x), points: everywhere },
  normalCdf: { build: build.normalCdf, definition: (x) => 0.5 + 0.5 * erf(x * Math.SQRT1_2), points: everywhere },
  normalDensity: {
    build: build.normalDensity,
    definition: (x) => gaussian(x) / Math.sqrt(2 * Math.PI),
    points: everywhere,
  },
  approximateNormalCdf: {
    build: build.approximateNormalCdf,
    definition: (x) => sigmoid(angle(x)),
    points: everywhere,
  },
  approximateNormalDensity: {
    build: build.approximateNormalDensity,
    definition: (x) => Math.sqrt(8 / Math.PI) * (1 + 0.134145 * x * x) * sigmoid(angle(x)) * sigmoid(-angle(x)),
    points: everywhere,
  },
  greater: { build: build.greater, definition: (a, b) => truth(a > b), points: pairs },
  greaterEqual: { build: build.greaterEqual, definition: (a, b) => truth(a >= b), points: pairs },
  less: { build: build.less, definition: (a, b) => truth(a < b), points: pairs },
  lessEqual: { build: build.lessEqual, definition: (a, b) => truth(a <= b), points: pairs },
  equal: { build: build.equal, definition: (a, b) => truth(a === b), points: pairs },
  notEqual: { build: build.notEqual, definition: (a, b) => truth(a !== b), points: pairs },
  logicalAnd: { build: build.logicalAnd, definition: (a, b) => truth(a !== 0 && b !== 0), points: pairs },
  logicalOr: { build: build.logicalOr, definition: (a, b) => truth(a !== 0 || b !== 0), points: pairs },
  logicalNot: { build: build.logicalNot, definition: (x) => truth(x === 0), points: everywhere },
  select: {
    build: (x, a, b) => build.select(build.greater(x, 0), a, b),
    definition: (x, a, b) => (x > 0 ? a : b),
    points: [
      [1, 2, 3],
      [-1, 2, 3],
    ],
  },
};

export const primitiveNames = Object.keys(primitives) as PrimitiveName[];
