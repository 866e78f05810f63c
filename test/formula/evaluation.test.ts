import { describe, expect, test } from 'vitest';
import { evaluate, Evaluator } from '../../src/formula/evaluation.js';
import { constant, input, parameter } from '../../src/formula/expression.js';
import {
  add,
  divide,
  exp,
  floor,
  greater,
  multiply,
  power,
  round,
  select,
  sign,
  square,
} from '../../src/formula/primitives.js';
import { primitiveNames, primitives } from './primitive-table.js';

const x = input(0);

test.each(primitiveNames)('%s means what it says', (name) => {
  const { build, definition, points } = primitives[name];
  const formula = build(...points[0]!.map((_, index) => input(index)));
  for (const point of points) {
    const expected = definition(...point);
    expect(Math.abs(evaluate(formula, point) - expected), `at ${point.join()}`).toBeLessThanOrEqual(
      1e-14 * Math.max(1, Math.abs(expected)),
    );
  }
});

describe('specials', () => {
  test('round goes to the even one of two neighbours', () => {
    const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5];
    expect(halves.map((at) => evaluate(round(x), [at]))).toEqual([-2, -2, -0, 0, 2, 2, 4]);
    expect([Infinity, -Infinity, NaN, 2 ** 60].map((at) => evaluate(round(x), [at]))).toEqual([
      Infinity,
      -Infinity,
      NaN,
      2 ** 60,
    ]);
  });

  test('sign and floor keep the sign of zero, and NaN', () => {
    expect([-0, 0, NaN, -3].map((at) => evaluate(sign(x), [at]))).toEqual([-0, 0, NaN, -1]);
    expect([-0, -0.5, NaN].map((at) => evaluate(floor(x), [at]))).toEqual([-0, -1, NaN]);
  });

  test.each([
    [-8, 3, -512],
    [-8, 4, 4096],
    [-8, -1, -0.125],
    [-8, 0, 1],
    [0, 0, 1],
    [0, 2.5, 0],
    [-2, 0.5, NaN],
    [4, -0.5, 0.5],
  ])('%d to the power %d is %d', (base, exponent, expected) => {
    const value = evaluate(power(x, input(1)), [base, exponent]);
    if (Number.isNaN(expected)) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(expected, 9);
  });

  test('a choice of NaN takes the branch for false', () => {
    expect(evaluate(select(greater(x, 0), 1, 2), [NaN])).toBe(2);
  });
});

test('several formulas are computed together, again and again, with parameters that change', () => {
  const alpha = parameter('alpha');
  const evaluator = new Evaluator([multiply(alpha, exp(x)), exp(x), constant(3), alpha]);
  const results = (): number[] => [0, 1, 2, 3].map((root) => evaluator.result(root));
  evaluator.setParameters({ alpha: 2 });
  evaluator.run([0]);
  expect(results()).toEqual([2, 1, 3, 2]);
  evaluator.setParameters({ alpha: -1, beta: 5 });
  evaluator.run([0]);
  expect(results()).toEqual([-1, 1, 3, -1]);
});

test('a parameter without a value is NaN, and so is what depends on it', () => {
  expect(evaluate(add(x, parameter('alpha')), [1])).toBeNaN();
  expect(evaluate(divide(square(x), 2), [3])).toBe(4.5);
});

test('inputs are taken by their index', () => {
  expect(evaluate(divide(input(2), input(0)), [4, NaN, 2])).toBe(0.5);
});
