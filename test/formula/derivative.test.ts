import { describe, expect, test } from 'vitest';
import { differentiate } from '../../src/formula/derivative.js';
import { evaluate } from '../../src/formula/evaluation.js';
import { constant, type Expression, input, parameter } from '../../src/formula/expression.js';
import * as activationFormulas from '../../src/formula/activations.js';
import { ActivationFormula } from '../../src/formula/activation.js';
import {
  abs,
  divide,
  equal,
  exp,
  greater,
  log,
  maximum,
  minimum,
  multiply,
  power,
  select,
  sin,
  sqrt,
  square,
} from '../../src/formula/primitives.js';
import { primitiveNames, primitives } from './primitive-table.js';

const x = input(0);

/** The slope between neighbours of a point, by Richardson's extrapolation: exact to about 1e-10. */
function slopeAt(f: (x: number) => number, at: number): number {
  const step = at === 0 ? 1e-3 : 1e-3 * Math.min(1, Math.abs(at));
  const difference = (h: number): number => (f(at + h) - f(at - h)) / (2 * h);
  return (4 * difference(step / 2) - difference(step)) / 3;
}

function expectSlope(f: (at: number) => number, at: number, derivative: number): void {
  expect(Math.abs(derivative - slopeAt(f, at))).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(derivative)));
}

const withOperand = (point: readonly number[], index: number, value: number): number[] =>
  point.map((operand, i) => (i === index ? value : operand));

describe.each(primitiveNames)('the derivative of %s', (name) => {
  const { build, points } = primitives[name];
  const operands = points[0]!.map((_, index) => input(index));
  const formula = build(...operands);

  test.each(operands.map((_, index) => index))('by operand %i is the slope', (index) => {
    const derivative = differentiate(formula, input(index));
    for (const point of points) {
      const along = (at: number): number => evaluate(formula, withOperand(point, index, at));
      expectSlope(along, point[index]!, evaluate(derivative, point));
    }
  });

  test.each(operands.map((_, index) => index))('by operand %i has a derivative itself', (index) => {
    const derivative = differentiate(formula, input(index));
    const second = differentiate(derivative, input(index));
    for (const point of points) {
      const along = (at: number): number => evaluate(derivative, withOperand(point, index, at));
      expectSlope(along, point[index]!, evaluate(second, point));
    }
  });
});

describe('rules', () => {
  test('what does not depend on the variable has derivative 0, without any arithmetic', () => {
    expect(differentiate(exp(input(1)), x)).toBe(constant(0));
    expect(differentiate(divide(1, parameter('alpha')), x)).toBe(constant(0));
    expect(differentiate(x, x)).toBe(constant(1));
  });

  test('parameters have derivatives as inputs do', () => {
    const alpha = parameter('alpha');
    const derivative = differentiate(multiply(alpha, exp(x)), alpha);
    expect(derivative).toBe(exp(x));
  });

  test('a choice stays outermost, so that the branch not taken cannot spoil the one that is', () => {
    const safeRoot = select(greater(x, 0), sqrt(x), 0);
    expect(evaluate(differentiate(safeRoot, x), [0])).toBe(0);
    expect(evaluate(differentiate(safeRoot, x), [4])).toBe(0.25);
    const safeLogarithm = select(greater(x, 0), multiply(x, log(x)), 0);
    expect(evaluate(differentiate(safeLogarithm, x), [-1])).toBe(0);
    expect(evaluate(differentiate(safeLogarithm, x), [0])).toBe(0);
  });

  test.each<[string, Expression, number, number]>([
    ['maximum takes its second operand where both are equal', maximum(x, 0), 0, 0],
    ['minimum takes its second operand where both are equal', minimum(x, 2), 2, 0],
    ['abs has derivative 0 at 0', abs(x), 0, 0],
    ['maximum of two formulas', maximum(multiply(2, x), multiply(3, x)), 0, 3],
  ])('at a kink: %s', (_, formula, at, expected) => {
    expect(evaluate(differentiate(formula, x), [at])).toBe(expected);
  });

  test.each([2, 3, -1, 0.5, 1.5, -2.5, 4])('power %d', (exponent) => {
    const formula = power(x, exponent);
    for (const at of [0.3, 1, 2.5]) {
      expect(evaluate(formula, [at])).toBeCloseTo(at ** exponent, 12);
      expect(evaluate(differentiate(formula, x), [at])).toBeCloseTo(exponent * at ** (exponent - 1), 10);
    }
  });

  test('the derivative of a long composition', () => {
    const formula = sin(multiply(exp(divide(x, 3)), square(x)));
    for (const at of [-1.5, 0.2, 2]) {
      expectSlope((point) => evaluate(formula, [point]), at, evaluate(differentiate(formula, x), [at]));
    }
  });
});

const formulas = Object.values(activationFormulas).filter((each) => each instanceof ActivationFormula);

describe('derivatives that an activation states itself', () => {
  const stated = formulas.filter(({ numerics }) => numerics.derivative !== undefined);

  test('are few', () => {
    expect(stated.map(({ name }) => name)).toEqual(['softsign', 'squareplus']);
  });

  test.each(stated)('$name: equals the mechanical one where that is well conditioned', (formula) => {
    for (const at of [-30, -7.5, -1, -0.001, 0, 0.001, 0.25, 1, 7.5, 30]) {
      const [ours, mechanical] = [formula.derivative, formula.mechanicalDerivative].map((derivative) =>
        evaluate(derivative, [at], formula.parameters),
      );
      expect(Math.abs(ours! - mechanical!), `at ${at}`).toBeLessThanOrEqual(1e-13 * Math.abs(mechanical!));
    }
  });
});

describe.each(formulas)('the derivative of the activation $name', (formula) => {
  const parameters: Readonly<Record<string, number>> = Number.isNaN(Object.values(formula.parameters)[0])
    ? { threshold: 0.7, defaultValue: -2 }
    : formula.parameters;
  const points = [-7.3, -2.2, -1.1, -0.6, -0.2, 0.15, 0.4, 0.8, 1.3, 2.7, 4.4, 8.1];

  test('is the slope', () => {
    for (const at of points) {
      expectSlope(
        (point) => evaluate(formula.expression, [point], parameters),
        at,
        evaluate(formula.derivative, [at], parameters),
      );
    }
  });

  test('has a derivative itself, the slope of the slope', () => {
    const second = differentiate(formula.derivative, x);
    for (const at of points) {
      expectSlope((point) => evaluate(formula.derivative, [point], parameters), at, evaluate(second, [at], parameters));
    }
  });

  test('by each parameter is the slope', () => {
    for (const [name, value] of Object.entries(parameters)) {
      const derivative = formula.parameterDerivative(name);
      for (const at of points) {
        const along = (point: number): number => evaluate(formula.expression, [at], { ...parameters, [name]: point });
        expectSlope(along, value, evaluate(derivative, [at], parameters));
      }
    }
  });

  test('is NaN where x is, unless it is the same everywhere', () => {
    const isConstant = formula.derivative.constantValue !== undefined;
    expect(evaluate(formula.derivative, [NaN], parameters)).toBe(isConstant ? formula.derivative.constantValue : NaN);
  });

  test('asks of a comparison only what NaN falls through', () => {
    expect(evaluate(formula.expression, [NaN], parameters)).toBeNaN();
    expect(evaluate(equal(x, x), [NaN])).toBe(0);
  });
});
