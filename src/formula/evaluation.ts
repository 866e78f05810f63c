/** Evaluation of expressions in float64, one element at a time: the reference for the kernels, and the engine without WebAssembly. */
import { ValueError } from '../errors/index.js';
import { type Expression, nodesInOrder, type PrimitiveName } from './expression.js';
import * as float64 from './float64.js';

type Evaluate = (a: number, b: number, c: number) => number;

const truth = (condition: boolean): number => (condition ? 1 : 0);

const evaluators: Record<PrimitiveName, Evaluate> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  weighted: (weight, x) => (weight === 0 ? 0 : weight * x),
  divide: (a, b) => a / b,
  negative: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  round: roundHalfToEven,
  square: (a) => a * a,
  sqrt: Math.sqrt,
  hypot: float64.hypot,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  exp: float64.exp,
  expm1: float64.expm1,
  log: float64.log,
  log1p: float64.log1p,
  log2: float64.log2,
  log10: float64.log10,
  power: float64.pow,
  sin: float64.sin,
  cos: float64.cos,
  tanh: float64.tanh,
  sech2: float64.sech2,
  tanhShrink: float64.xMinusTanh,
  sigmoid: float64.sigmoid,
  softplus: float64.softplus,
  erf: float64.erf,
  erfc: float64.erfc,
  normalCdf: float64.normalCdf,
  normalDensity: float64.normalDensity,
  approximateNormalCdf: float64.approximateNormalCdf,
  approximateNormalDensity: float64.approximateNormalDensity,
  greater: (a, b) => truth(a > b),
  greaterEqual: (a, b) => truth(a >= b),
  less: (a, b) => truth(a < b),
  lessEqual: (a, b) => truth(a <= b),
  equal: (a, b) => truth(a === b),
  notEqual: (a, b) => truth(a !== b),
  logicalAnd: (a, b) => truth(a !== 0 && b !== 0),
  logicalOr: (a, b) => truth(a !== 0 || b !== 0),
  logicalNot: (a) => truth(a === 0),
  select: (condition, a, b) => (condition !== 0 ? a : b),
};

/** The numbers that formulas are evaluated in: float64, or int32 with sums and products modulo 2³². */
export type Arithmetic = 'float64' | 'int32';

/** Evaluators for int32. They differ from float64's where a float64 cannot hold the result exactly, or where the result has to wrap around. */
const integerEvaluators: Record<PrimitiveName, Evaluate> = {
  ...evaluators,
  add: (a, b) => (a + b) | 0,
  subtract: (a, b) => (a - b) | 0,
  multiply: Math.imul,
  weighted: Math.imul,
  negative: (a) => -a | 0,
  abs: (a) => Math.abs(a) | 0,
  square: (a) => Math.imul(a, a),
  power: integerPower,
};

/** The power by repeated squaring. A negative exponent is an error, as in NumPy, because the result would be a fraction. */
function integerPower(base: number, exponent: number): number {
  if (exponent < 0) throw negativeExponentError(base, exponent);
  let power = 1;
  for (let [square, rest] = [base, exponent]; rest > 0; rest >>>= 1) {
    if (rest & 1) power = Math.imul(power, square);
    square = Math.imul(square, square);
  }
  return power;
}

export const negativeExponentError = (base: unknown, exponent: unknown): ValueError =>
  new ValueError({
    where: 'ops.power',
    expected: 'no negative exponent of integers, whose powers are fractions',
    received: { x1: base, x2: exponent },
    hint: "ops.cast(x1, 'float32') first",
  });

/** From this magnitude on, every float64 is an integer. */
const firstOfIntegers = 2 ** 52;

export function roundHalfToEven(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < firstOfIntegers) || magnitude === 0) return x;
  const rounded = magnitude + firstOfIntegers - firstOfIntegers;
  return x < 0 ? -rounded : rounded;
}

/** Formulas prepared for many evaluations: each `run` computes all of them for one element. */
export class Evaluator {
  readonly #registers: Float64Array;
  readonly #steps: readonly { evaluate: Evaluate; a: number; b: number; c: number; target: number }[];
  readonly #inputs: readonly { index: number; register: number }[];
  readonly #parameters: readonly { name: string; register: number }[];
  readonly #roots: readonly number[];

  constructor(roots: readonly Expression[], arithmetic: Arithmetic = 'float64') {
    const table = arithmetic === 'int32' ? integerEvaluators : evaluators;
    const nodes = nodesInOrder(roots);
    const registerOf = new Map(nodes.map((node, register) => [node, register]));
    this.#registers = new Float64Array(nodes.length + 1);
    this.#roots = roots.map((root) => registerOf.get(root)!);
    const steps: { evaluate: Evaluate; a: number; b: number; c: number; target: number }[] = [];
    const inputs: { index: number; register: number }[] = [];
    const parameters: { name: string; register: number }[] = [];
    // A primitive of fewer than three operands reads this unused register in place of the missing ones.
    const spare = nodes.length;
    nodes.forEach(({ content }, register) => {
      if (content.kind === 'constant') this.#registers[register] = content.value;
      else if (content.kind === 'input') inputs.push({ index: content.index, register });
      else if (content.kind === 'parameter') parameters.push({ name: content.name, register });
      else {
        const [a = spare, b = spare, c = spare] = content.operands.map((operand) => registerOf.get(operand)!);
        steps.push({ evaluate: table[content.primitive], a, b, c, target: register });
      }
    });
    this.#steps = steps;
    this.#inputs = inputs;
    this.#parameters = parameters;
  }

  /** Sets the parameters for all later runs. */
  setParameters(values: Readonly<Record<string, number>>): void {
    for (const { name, register } of this.#parameters) this.#registers[register] = values[name] ?? NaN;
  }

  /** Computes all formulas for one element; `result` returns their values. */
  run(inputs: ArrayLike<number>): void {
    const registers = this.#registers;
    for (const { index, register } of this.#inputs) registers[register] = inputs[index]!;
    for (const { evaluate, a, b, c, target } of this.#steps) {
      registers[target] = evaluate(registers[a]!, registers[b]!, registers[c]!);
    }
  }

  result(root = 0): number {
    return this.#registers[this.#roots[root]!]!;
  }
}

/** The value of a formula at one point, in float64. */
export function evaluate(
  expression: Expression,
  inputs: ArrayLike<number>,
  parameters: Readonly<Record<string, number>> = {},
): number {
  const evaluator = new Evaluator([expression]);
  evaluator.setParameters(parameters);
  evaluator.run(inputs);
  return evaluator.result();
}
