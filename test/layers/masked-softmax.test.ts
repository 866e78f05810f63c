/** A masked softmax is the softmax of what the mask keeps, whatever the values are. */
import { expect, test } from 'vitest';
import { activations, grad, layers, ops, tensor, type Tensor } from '../../src/index.js';

const mask = [true, false, true, true, false];
const row = [0.25, 3, -1.5, 0.75, 7];

const numbers = (x: Tensor): number[] => Array.from(x.data as Float32Array | Float64Array);
const kept = (values: readonly number[]): number[] => values.filter((_, i) => mask[i]);

test.each([1, 1e9, 1e10, -1e10, 1e20, 3e37, -3e37])('of numbers about %d', (size) => {
  for (const dtype of ['float32', 'float64'] as const) {
    for (const values of [row.map((x) => x * size), row.map((x) => x + size), row.map(() => size)]) {
      const y = layers.Softmax({ dtype })(tensor([values], { dtype }), { mask: [mask] });
      const alone = activations.softmax(tensor([kept(values)], { dtype }));
      expect(kept(numbers(y))).toEqual(numbers(alone));
      expect(numbers(y).filter((_, i) => !mask[i])).toEqual([0, 0]);
    }
  }
});

test('of infinities and NaN: what is masked has no part, what is kept has its own', () => {
  const softmax = (values: readonly number[]): number[] => numbers(layers.Softmax()([values], { mask: [mask] }));
  expect(softmax([1, NaN, 1, -Infinity, Infinity])).toEqual([0.5, 0, 0.5, 0, 0]);
  expect(softmax([1, 5, Infinity, 1, 5])).toEqual([0, 0, 1, 0, 0]);
  expect(softmax([1, 5, NaN, 1, 5])).toEqual([NaN, 0, NaN, NaN, 0]);
});

test('of nothing is 0, and so is its gradient', () => {
  const x = tensor([row, row]);
  const both = tensor([mask, mask.map(() => false)]);
  const weights = tensor([1, -2, 3, 0.5, 4]);
  const loss = (at: Tensor): Tensor => ops.sum(ops.multiply(layers.Softmax()(at, { mask: both }), weights));
  expect(numbers(layers.Softmax()(x, { mask: both })).slice(5)).toEqual([0, 0, 0, 0, 0]);
  const gradient = numbers(grad(loss)(x));
  const ofKept = numbers(
    grad((at: Tensor) => ops.sum(ops.multiply(activations.softmax(at), kept(numbers(weights)))))(tensor([kept(row)])),
  );
  expect(kept(gradient.slice(0, 5))).toEqual(ofKept);
  expect(gradient.filter((_, i) => i >= 5 || !mask[i]).every((each) => Object.is(Math.abs(each), 0))).toBe(true);
});

test('along several axes', () => {
  const y = layers.Softmax({ axis: [1, 2] })(
    tensor([
      [
        [-2e9, 5],
        [-2e9, 7],
      ],
    ]),
    { mask: [[true, false]] },
  );
  expect(numbers(y)).toEqual([0.5, 0, 0.5, 0]);
});

/** Keras 3.15.1: `Softmax(axis=None)` of these, without a mask and with one. */
test('along all axes', () => {
  const layer = layers.Softmax({ axis: null });
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const masked = layer(x, {
    mask: [
      [true, false],
      [true, true],
    ],
  });
  const expected = [
    [0.0320586, 0.08714432, 0.23688284, 0.6439143],
    [0.03511903, 0, 0.25949648, 0.70538455],
  ];
  [layer(x), masked].forEach((y, i) =>
    numbers(y).forEach((p, j) => expect(Math.abs(p - expected[i]![j]!)).toBeLessThanOrEqual(5e-7 * expected[i]![j]!)),
  );
  expect(layer.getConfig()['axis']).toBeNull();
  const again = layers.deserialize(JSON.parse(JSON.stringify(layers.serialize(layer))) as never);
  expect(numbers(again(x))).toEqual(numbers(layer(x)));
});
