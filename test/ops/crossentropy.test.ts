import { describe, expect, test } from 'vitest';
import { grad, valueAndGrad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type NestedTensorLike, type Tensor } from '../../src/tensor/index.js';
import { expectClose } from './closeness.js';
import { array, readCases } from './goldens.js';

interface Case {
  readonly name: string;
  readonly op: 'binaryCrossentropy' | 'categoricalCrossentropy' | 'sparseCategoricalCrossentropy';
  readonly fromLogits: boolean;
  readonly yTrue: NestedTensorLike;
  readonly yPred: NestedTensorLike;
  readonly value: NestedTensorLike;
  readonly gradient: NestedTensorLike;
}

describe('agrees with Keras', () => {
  test.each(readCases<Case>('crossentropy'))('$name', ({ op, fromLogits, yTrue, yPred, value, gradient }) => {
    const target = array(yTrue, op === 'sparseCategoricalCrossentropy' ? 'int32' : 'float32');
    const expected = array(value, 'float32');
    const loss = (output: Tensor): Tensor => {
      const losses = (ops[op] as (target: Tensor, output: Tensor, options: object) => Tensor)(target, output, {
        fromLogits,
      });
      const perSample = op === 'binaryCrossentropy' ? ops.mean(losses, { axis: -1 }) : losses;
      return expected.rank === 0 ? ops.mean(perSample) : perSample;
    };
    const output = array(yPred, 'float32');
    expectClose(loss(output), expected);
    expectClose(grad((x: Tensor) => ops.sum(loss(x)))(output), array(gradient, 'float32'), 2e-6);
  });
});

describe('of logits of any size', () => {
  test('a confident right answer costs nothing and a wrong one its distance', () => {
    const { value, gradient } = valueAndGrad((x: Tensor) =>
      ops.sum(ops.binaryCrossentropy([1, 0, 1, 0], x, { fromLogits: true })),
    )([1000, -1000, -1000, 1000]);
    expect(value.item()).toBe(2000);
    expectClose(gradient, tensor([0, 0, -1, 1]), 0);
  });

  test('the small loss of an almost certain answer is exact', () => {
    // ln(1 + e^-20)
    const loss = ops.binaryCrossentropy(1, 20, { fromLogits: true }).item();
    expect(Math.abs(loss / 2.0611536181902037e-9 - 1)).toBeLessThan(1e-6);
  });

  test('of many classes', () => {
    const { value, gradient } = valueAndGrad((x: Tensor) =>
      ops.sum(ops.sparseCategoricalCrossentropy([0, 1], x, { fromLogits: true })),
    )([
      [1000, 0, -1000],
      [1000, 0, -1000],
    ]);
    expect(value.item()).toBe(1000);
    expect(gradient.toArray()).toEqual([
      [0, 0, 0],
      [1, -1, 0],
    ]);
  });
});

test('classes may lie along any axis', () => {
  const output = ops.softmax([
    [0.1, 0.2, 0.3],
    [0.5, 0.1, 0.9],
  ]);
  const target = [
    [0, 0, 1],
    [1, 0, 0],
  ];
  const columns = { axis: 0 };
  expect(ops.categoricalCrossentropy(ops.transpose(target), ops.transpose(output), columns).toArray()).toEqual(
    ops.categoricalCrossentropy(target, output).toArray(),
  );
  expect(ops.sparseCategoricalCrossentropy([2, 0], ops.transpose(output), columns).toArray()).toEqual(
    ops.sparseCategoricalCrossentropy([2, 0], output).toArray(),
  );
});

test('labels may be floating-point integers and have an axis of length 1', () => {
  const output = tensor([
    [0.25, 0.75],
    [0.5, 0.5],
  ]);
  expect(ops.sparseCategoricalCrossentropy([[1], [0]], output).toArray()).toEqual(
    ops.sparseCategoricalCrossentropy(tensor([1, 0], { dtype: 'int32' }), output).toArray(),
  );
});
