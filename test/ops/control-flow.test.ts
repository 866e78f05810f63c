/** Choices, loops and maps: results beside those of Keras's documentation, gradients through them, and what is refused. */
import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { SymbolicTensor, tensor, type Tensor } from '../../src/tensor/index.js';

test('cond and switch run one function only', () => {
  const never = (): never => {
    throw new Error('runs');
  };
  expect(ops.cond(tensor(true), () => 1, never)).toBe(1);
  expect(ops.cond(ops.greater(0, 1), never, () => 2)).toBe(2);
  expect(ops.switch(tensor(5, { dtype: 'int32' }), [never, (x: number) => x + 1], 3)).toBe(4);
  expect(ops.switch(-1, [() => 'first', never])).toBe('first');
});

test('loops', () => {
  expect(ops.whileLoop((i: number, _sum: number) => i < 5, (i, sum) => [i + 1, sum + i], [0, 0])).toEqual([5, 10]); // prettier-ignore
  expect(
    ops.whileLoop(
      (i: number) => i >= 0,
      (i: number) => [i + 1],
      [0],
      { maximumIterations: 3 },
    ),
  ).toEqual([3]);
  expect(ops.foriLoop(1, tensor(4, { dtype: 'int32' }), (i, x: Tensor) => ops.multiply(x, i), tensor(1)).item()).toBe(
    6,
  );
});

test('of nothing give nothing, of the shape that there would have been', () => {
  const none = ops.zeros([0, 2]);
  const total = (rows: Tensor): Tensor => ops.sum(rows);
  for (const result of [ops.map(total, none), ops.vectorizedMap(total, none)] as Tensor[])
    expect([result.shape, result.dtype]).toEqual([[0], 'float32']);
  const [carry, doubled] = ops.scan((c: Tensor, x: Tensor) => [ops.add(c, ops.sum(x)), ops.multiply(x, 2)], 5, none) as [number, Tensor]; // prettier-ignore
  expect([carry, doubled.shape]).toEqual([5, [0, 2]]);
  expect((ops.scan((c: number) => [c + 1, c], 0, null, { length: 0 })[1] as Tensor).shape).toEqual([0]);
  expect(ops.scan((c: number) => [c + 1, null], 0, null, { length: 0 })).toEqual([0, null]);
  expect(ops.map((text: Tensor) => text, tensor([], { dtype: 'string' }))).toEqual(tensor([], { dtype: 'string' }));
  expect(grad((x: Tensor) => ops.sum(ops.map((row: Tensor) => ops.sum(row), x) as Tensor))(none).shape).toEqual([0, 2]);
});

test('scans and maps', () => {
  const [last, ys] = ops.scan((c: Tensor, x: Tensor) => [ops.add(c, x), ops.multiply(c, 2)], tensor(0), [1, 2, 3], { reverse: true }) as [Tensor, Tensor]; // prettier-ignore
  expect([last.item(), ys.toArray()]).toEqual([6, [10, 6, 0]]); // prettier-ignore
  expect(ops.scan((c: number) => [c + 1, null], 0, null, { length: 4 })).toEqual([4, null]);
  const tree = ops.scan((c: Tensor, { a, b }: { a: Tensor; b: Tensor }) => [c, { sum: ops.add(a, b) }], tensor(0), { xs: { a: [1, 2], b: [3, 4] } }) as [Tensor, { sum: Tensor }]; // prettier-ignore
  expect(tree[1].sum.toArray()).toEqual([4, 6]);
  expect((ops.associativeScan(ops.add, [[1, 2], [3, 4]], { axis: 1, reverse: true }) as Tensor).toArray()).toEqual([[3, 2], [7, 4]]); // prettier-ignore
  expect((ops.map((x: Tensor) => ops.square(x), [1, 2, 3]) as Tensor).toArray()).toEqual([1, 4, 9]);
  expect((ops.vectorizedMap(([a, b]: [Tensor, Tensor]) => ops.add(a, b), [[1, 2], [3, 4]].map((each) => tensor(each))) as Tensor).toArray()).toEqual([4, 6]); // prettier-ignore
});

test('gradients flow through them', () => {
  const power = (x: Tensor): Tensor => ops.foriLoop(0, 3, (_, y: Tensor) => ops.multiply(y, x), tensor(1));
  expect(grad(power)(tensor(2)).item()).toBe(12);
  const total = (x: Tensor): Tensor => ops.scan((c: Tensor, each: Tensor) => [ops.add(c, ops.square(each)), null], tensor(0), x)[0] as Tensor; // prettier-ignore
  expect(grad(total)([1, 2]).toArray()).toEqual([2, 4]);
});

describe('what is refused', () => {
  test.each<[() => unknown, string]>([
    [() => ops.cond(new SymbolicTensor({ shape: [] }), () => 1, () => 2), 'ops.cond: expected one value that is known'], // prettier-ignore
    [() => ops.cond(true, 1 as never, () => 2), 'ops.cond: expected `trueFn` to be a function'],
    [() => ops.switch(0, []), 'ops.switch: expected a list of one function or more'],
    [
      () =>
        ops.whileLoop(
          (i: number) => i < 1,
          () => [1, 2],
          [0],
        ),
      'ops.whileLoop: expected 1 values from `body`',
    ],
    [() => ops.scan(() => 1 as never, 0, [1]), 'ops.scan: expected [carry, output] from `f`'],
    [() => ops.scan((c: number) => [c, null], 0), 'ops.scan: expected `xs` or a `length`'],
    [() => ops.map((x: Tensor) => x, 1), 'ops.map: expected arrays whose axes to walk along have one known length'],
    [() => ops.associativeScan(ops.add, [tensor([1]), tensor([1, 2])]), 'ops.associativeScan: expected arrays whose axes'], // prettier-ignore
  ])('%s', (mistake, message) => {
    expect(mistake).toThrow(message);
  });
});
