import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/formula/evaluation.js';
import { Expression, input } from '../../src/formula/expression.js';
import { latex } from '../../src/formula/latex.js';
import * as ops from '../../src/ops/index.js';
import { grad } from '../../src/ops/gradient.js';
import type { Tensor } from '../../src/tensor/index.js';
import { tensor, Variable, type DType, type Shape } from '../../src/tensor/index.js';

const counting = (shape: Shape, dtype: DType = 'float32'): Tensor =>
  ops.cast(ops.reshape(ops.arange(shape.reduce((size, length) => size * length, 1)), shape), dtype);

describe('broadcasts', () => {
  const shapes: readonly (readonly [a: Shape, b: Shape, result: Shape])[] = [
    [[2, 3], [3], [2, 3]],
    [
      [2, 3],
      [2, 1],
      [2, 3],
    ],
    [
      [2, 1, 3],
      [4, 1],
      [2, 4, 3],
    ],
    [
      [1, 1, 3],
      [2, 3],
      [1, 2, 3],
    ],
    [[], [2, 2], [2, 2]],
    [[1], [2, 0], [2, 0]],
    [
      [5, 1, 2],
      [1, 3, 1],
      [5, 3, 2],
    ],
    [
      [3, 4],
      [1, 3, 4],
      [1, 3, 4],
    ],
  ];

  test.each(shapes)('%j and %j to %j', (first, second, result) => {
    const [a, b] = [counting(first), counting(second)];
    const sum = ops.subtract(a, b);
    const spread = [a, b].map((each) => ops.broadcastTo(each, result).data);
    expect(sum.shape).toEqual(result);
    expect(Array.from(sum.data)).toEqual(Array.from(spread[0]!, (value, index) => value - spread[1]![index]!));
  });
});

describe('chooses the dtype', () => {
  const [bytes, integers, floats, doubles] = (['uint8', 'int32', 'float32', 'float64'] as const).map((dtype) =>
    tensor([1, 2], { dtype }),
  ) as [Tensor, Tensor, Tensor, Tensor];
  const truth = tensor([true, false]);

  test.each<[string, Tensor, DType]>([
    ['integers and floats', ops.add(integers, floats), 'float32'],
    ['floats and doubles', ops.add(floats, doubles), 'float64'],
    ['bytes and integers', ops.multiply(bytes, integers), 'int32'],
    ['an integer number keeps integers', ops.multiply(integers, 2), 'int32'],
    ['another number does not', ops.multiply(integers, 0.5), 'float32'],
    ['a number takes the dtype beside it', ops.multiply(doubles, 0.1), 'float64'],
    ['nested arrays too', ops.add([[1], [2]], doubles), 'float64'],
    ['a typed array has its own', ops.add(new Float64Array([1, 2]), 1), 'float64'],
    ['numbers alone are float32', ops.add(1, 2), 'float32'],
    ['a quotient of integers is float32', ops.divide(integers, integers), 'float32'],
    ['an exponential of integers is float32', ops.exp(integers), 'float32'],
    ['a comparison is bool', ops.less(integers, 2), 'bool'],
    ['a choice does not depend on its condition', ops.where(floats, integers, integers), 'int32'],
    ['truth values are added as such', ops.add(truth, truth), 'bool'],
    ['a variable counts as its value', ops.add(new Variable(1, { dtype: 'float64' }), 1), 'float64'],
  ])('%s', (_, result, dtype) => {
    expect(result.dtype).toBe(dtype);
  });

  test('and computes in it', () => {
    expect(ops.multiply(doubles, 0.1).toArray()).toEqual([0.1, 0.2]);
    expect(ops.add(tensor(2 ** 31 - 1, { dtype: 'int32' }), 1).item()).toBe(-(2 ** 31));
    expect(ops.subtract(bytes, 3).toArray()).toEqual([254, 255]);
    expect(ops.add(truth, truth).toArray()).toEqual([true, false]);
  });
});

test('gradients have the shape and dtype of what was broadcast and promoted', () => {
  const x = tensor([[1], [2]], { dtype: 'float32' });
  const y = tensor([10, 20, 30], { dtype: 'float64' });
  const [dx, dy] = grad((a: Tensor, b: Tensor) => ops.sum(ops.multiply(a, b)), { argument: [0, 1] })(x, y);
  expect([dx!.dtype, dx!.toArray()]).toEqual(['float32', [[60], [60]]]);
  expect([dy!.dtype, dy!.toArray()]).toEqual(['float64', [3, 3, 3]]);
});

describe('on formulas', () => {
  const x = input(0);

  test('gives a formula', () => {
    const mish = ops.multiply(x, ops.tanh(ops.softplus(x)));
    expect(mish).toBeInstanceOf(Expression);
    expect(latex(ops.power(x, 2))).toBe('x^2');
  });

  test('of the same value as on tensors', () => {
    const f = (value: Tensor | Expression): Tensor | Expression =>
      ops.where(ops.greater(value, 0.5), ops.clip(ops.divide(1, value), 0, 1), ops.logaddexp(value, 2));
    const points = [-2, 0.5, 1.5];
    const values = f(tensor(points, { dtype: 'float64' })) as Tensor;
    expect(values.toArray()).toEqual(points.map((point) => evaluate(f(x) as Expression, [point])));
  });
});

test.each([0, 1, 3, 4, 5, 15, 16, 17, 1023, 8192, 8193, 20001])('any length: %d', (length) => {
  const x = ops.cast(ops.arange(length), 'float32');
  const row = ops.reshape(ops.tile(x, 2), [2, length]);
  const result = ops.add(ops.multiply(row, 2), x).data;
  expect(result.every((value, index) => value === 3 * (index % length))).toBe(true);
});

test('does not change its inputs', () => {
  const x = tensor([1, 2]);
  ops.exp(x);
  ops.add(x, x);
  expect(x.toArray()).toEqual([1, 2]);
});
