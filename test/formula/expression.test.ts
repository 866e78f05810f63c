import { describe, expect, test } from 'vitest';
import {
  constant,
  describe as describeExpression,
  type Expression,
  input,
  nodesInOrder,
  parameter,
  substitute,
} from '../../src/formula/expression.js';
import {
  abs,
  add,
  divide,
  exp,
  greater,
  less,
  logicalAnd,
  maximum,
  multiply,
  negative,
  power,
  select,
  softplus,
  sqrt,
  square,
  subtract,
  tanh,
} from '../../src/formula/primitives.js';
import { evaluate } from '../../src/formula/evaluation.js';
import { primitiveNames, primitives } from './primitive-table.js';

const x = input(0);
const y = input(1);

describe('interning', () => {
  test('the same formula is the same object', () => {
    expect(multiply(x, tanh(softplus(x)))).toBe(multiply(x, tanh(softplus(x))));
    expect(parameter('alpha')).toBe(parameter('alpha'));
    expect(constant(0.5)).toBe(constant(0.5));
  });

  test.each(primitiveNames)('%s of the same operands is one node, of others another', (name) => {
    const { build, points } = primitives[name];
    const operands = points[0]!.map((_, index) => input(index));
    const others = points[0]!.map((_, index) => input(index + 3));
    expect(build(...operands)).toBe(build(...operands));
    expect(build(...operands)).not.toBe(build(...others));
  });

  test('zeros of both signs and NaN are constants of their own', () => {
    expect(constant(0)).not.toBe(constant(-0));
    expect(constant(NaN)).toBe(constant(NaN));
    expect(constant(-0).constantValue).toBe(-0);
    expect(parameter('1').constantValue).toBeUndefined();
    expect(parameter('0')).not.toBe(input(0));
  });

  test('a common part occurs once among the nodes, before what uses it', () => {
    const common = exp(x);
    const nodes = nodesInOrder([add(common, divide(1, common)), common]);
    expect(nodes.filter((node) => node === common)).toHaveLength(1);
    expect(nodes.map(describeExpression)).toEqual([
      'x',
      'exp(x)',
      '1',
      'divide(1, exp(x))',
      'add(exp(x), divide(1, exp(x)))',
    ]);
  });
});

describe('folding', () => {
  test.each<[string, Expression, Expression]>([
    ['x + 0', add(x, 0), x],
    ['0 + x', add(0, x), x],
    ['x - 0', subtract(x, 0), x],
    ['0 - x', subtract(0, x), negative(x)],
    ['1 · x', multiply(1, x), x],
    ['x · 1', multiply(x, 1), x],
    ['-1 · x', multiply(-1, x), negative(x)],
    ['x / 1', divide(x, 1), x],
    ['-(-x)', negative(negative(x)), x],
    ['-(2)', negative(2), constant(-2)],
    ['|-x|', abs(negative(x)), abs(x)],
    ['choice between equals', select(greater(x, 0), y, y), y],
    ['x¹', power(x, 1), x],
    ['x²', power(x, 2), square(x)],
    ['√x', power(x, 0.5), sqrt(x)],
  ])('%s', (_, folded, expected) => {
    expect(folded).toBe(expected);
  });

  test('nothing is folded that changes a value', () => {
    // 0 · NaN is NaN, and -0 + 0 is 0.
    expect(evaluate(multiply(0, x), [NaN])).toBeNaN();
    expect(evaluate(multiply(x, 0), [-1])).toBe(-0);
    expect(evaluate(add(x, -0), [-0])).toBe(-0);
  });
});

test('substitution replaces leaves, everywhere they occur', () => {
  const formula = multiply(parameter('alpha'), add(x, parameter('alpha')));
  const replaced = substitute(formula, new Map([[parameter('alpha'), y]]));
  expect(replaced).toBe(multiply(y, add(x, y)));
  expect(substitute(formula, new Map())).toBe(formula);
});

test('conditions know that they are', () => {
  expect(greater(x, 0).isCondition).toBe(true);
  expect(logicalAnd(greater(x, 0), less(x, 1)).isCondition).toBe(true);
  expect(maximum(x, 0).isCondition).toBe(false);
});

describe('errors', () => {
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return (error as Error).message;
    }
    return 'no error';
  };

  test('JavaScript operators on a formula', () => {
    expect(message(() => 2 * (x as unknown as number))).toMatchInlineSnapshot(
      `"Expression: expected a formula written with ops.*, because JavaScript cannot overload operators. Received: expression="x". Hint: write ops.multiply(2, x) for 2 * x, ops.add(x, y) for x + y, ops.where(ops.greater(x, 0), a, b) for x > 0 ? a : b."`,
    );
    expect(message(() => (x as unknown as number) > 0)).toMatch(/^Expression: expected a formula written with ops/);
    expect(message(() => (x as unknown as number) + 1)).toMatch(/^Expression: expected a formula written with ops/);
    expect(message(() => Math.max(x as unknown as number, 0))).toMatch(
      /^Expression: expected a formula written with ops/,
    );
  });

  test('a formula inside a text is described', () => {
    expect(`${multiply(2, tanh(x)) as unknown as string}`).toBe('Expression(multiply(2, tanh(x)))');
  });

  test('an operand that is no formula', () => {
    expect(message(() => add(x, 'a' as never))).toMatchInlineSnapshot(
      `"ops.add: expected an expression or a number. Received: term="a"."`,
    );
    expect(message(() => add(x, [1, 2] as never))).toMatchInlineSnapshot(
      `"ops.add: expected an expression or a number. Received: term=[1, 2]."`,
    );
  });

  test('a choice without a condition', () => {
    expect(message(() => select(x, 1, 2))).toMatchInlineSnapshot(
      `"ops.where: expected a condition such as ops.greater(x, 0) as first argument. Received: condition="x"."`,
    );
    expect(message(() => select(true as never, 1, 2))).toMatchInlineSnapshot(
      `"ops.where: expected a condition such as ops.greater(x, 0) as first argument. Received: condition=true."`,
    );
  });
});
