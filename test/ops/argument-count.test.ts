/** No operation ignores an argument: each is called with one more than it has. */
import { describe, expect, test } from 'vitest';
import { HillockError, ops, tensor } from '../../src/index.js';

type Operation = (...values: readonly unknown[]) => unknown;

const x = tensor([[1, 2], [3, 4]]); // prettier-ignore
const images = tensor([1, 2, 3, 4], { shape: [1, 2, 2, 1] });
const kernel = tensor([1], { shape: [1, 1, 1, 1] });
const indices = tensor([0, 1], { dtype: 'int32' });

/** Arguments of the operations that do not take as many arrays as they have parameters; what follows is an object of options, or nothing. */
const samples: Readonly<Record<string, readonly unknown[]>> = {
  adaptiveAveragePool: [images, 1],
  adaptiveMaxPool: [images, 1],
  arange: [0, 3, 1],
  averagePool: [images, 1],
  broadcastTo: [x, [2, 2]],
  cast: [x, 'float64'],
  clip: [x, 0, 1],
  concatenate: [[x, x]],
  conv: [images, kernel],
  convTranspose: [images, kernel],
  depthwiseConv: [images, kernel],
  einsum: ['ij,jk->ik', x, x],
  expandDims: [x, 0],
  eye: [2, 2, 0],
  full: [[2], 1],
  fullLike: [x, 1],
  linspace: [0, 1, 3],
  maxPool: [images, 1],
  oneHot: [indices, 2],
  ones: [[2]],
  pad: [
    x,
    [
      [1, 1],
      [0, 0],
    ],
  ],
  prelu: [x, x],
  repeat: [x, 2],
  reshape: [x, [4]],
  separableConv: [images, kernel, kernel],
  slice: [x, [0, 0], [1, 1]],
  sparseCategoricalCrossentropy: [indices, x],
  split: [x, 2],
  stack: [[x, x]],
  swapaxes: [x, 0, 1],
  take: [x, indices],
  takeAlongAxis: [x, tensor([[0, 1], [1, 0]], { dtype: 'int32' })], // prettier-ignore
  threshold: [x, 1, 0],
  tile: [x, 2],
  transpose: [x, [1, 0]],
  where: [x, x, x],
  zeros: [[2]],
};

/** Every parameter but the options of activations, which count as one, is an array. */
const sampleOf = (name: string, operation: Operation): readonly unknown[] =>
  samples[name] ?? ('identifier' in operation ? [x] : Array<unknown>(operation.length).fill(x));

const operations = Object.entries(ops)
  .filter(([, value]) => typeof value === 'function')
  .map(([name, value]) => [name, value as Operation] as const);

test.each(operations)('%s', (name, operation) => {
  const sample = sampleOf(name, operation);
  operation(...sample);
  expect(() => operation(...sample, tensor([1]))).toThrow(HillockError);
  expect(() => operation(...sample, true)).toThrow(HillockError);
});

describe('the message names what was too much', () => {
  test.each<[string, () => unknown]>([
    [
      'ops.add: expected 2 arguments. Received: argument 3=3. Hint: for more than two operands, call it on the result of the first two.',
      () => (ops.add as Operation)(1, 2, 3),
    ],
    ['ops.exp: expected one argument. Received: argument 2={ axis: 0 }.', () => (ops.exp as Operation)(1, { axis: 0 })],
    [
      'ops.swapaxes: expected 3 arguments. Received: argument 4=2, argument 5=3.',
      () => (ops.swapaxes as Operation)(x, 0, 1, 2, 3),
    ],
  ])('%s', (message, call) => {
    expect(call).toThrow(message);
  });
});

describe('what lists call with the place and the list', () => {
  test('maps', () => {
    expect([[1, 2], [3]].map(ops.square).map(String)).toEqual([
      'array([1., 4.], dtype=float32)',
      'array([9.], dtype=float32)',
    ]);
    expect([x].map(ops.ravel)[0]!.shape).toEqual([4]);
  });

  test('reduces', () => {
    expect([tensor(1), tensor(2), tensor(3), tensor(NaN)].reduce(ops.add).item()).toBeNaN();
    expect([tensor(1), tensor(2), tensor(3)].reduce(ops.add).item()).toBe(6);
  });

  test('and nothing that looks like it', () => {
    expect(() => (ops.square as Operation)(2, 0, [3])).toThrow(HillockError);
    expect(() => (ops.add as Operation)(1, 2, 1, [1, 3])).toThrow(HillockError);
  });
});
