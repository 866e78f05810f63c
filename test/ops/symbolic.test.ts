import { describe, expect, test } from 'vitest';
import { applyNode } from '../../src/ops/apply.js';
import { affine } from '../../src/ops/matmul.js';
import * as ops from '../../src/ops/index.js';
import type { Tensor } from '../../src/tensor/index.js';
import { SymbolicTensor, tensor, Variable, type SymbolicShape } from '../../src/tensor/index.js';
import { irregular } from './gradient-check.js';

const symbol = (shape: SymbolicShape, name = 'x'): SymbolicTensor =>
  new SymbolicTensor({ shape, dtype: 'float64', name });

/** Computes what a symbolic tensor stands for, by calling again what led to it. */
function valueOf(result: SymbolicTensor, values: ReadonlyMap<SymbolicTensor, Tensor>): Tensor {
  const known = values.get(result);
  if (known !== undefined) return known;
  const { node, tensorIndex } = result.history!;
  return applyNode(node, (input) => valueOf(input, values))[tensorIndex] as Tensor;
}

type Operation = (x: Tensor | SymbolicTensor) => Tensor | SymbolicTensor;

describe('knows shapes before it computes', () => {
  const weights = irregular([3, 4], 2);
  const rows: readonly (readonly [name: string, f: Operation, shape: SymbolicShape, result: SymbolicShape])[] = [
    ['exp', (x) => ops.exp(x), [null, 3], [null, 3]],
    ['add a number', (x) => ops.add(x, 1), [null, 3], [null, 3]],
    ['add a row', (x) => ops.add([1, 2, 3], x), [null, 3], [null, 3]],
    ['add itself', (x) => ops.add(x, x), [null, 3], [null, 3]],
    ['greater', (x) => ops.greater(x, 0), [null, 3], [null, 3]],
    ['matmul', (x) => ops.matmul(x, weights), [null, 3], [null, 4]],
    ['matmul of a stack', (x) => ops.matmul(x, weights), [null, 2, 3], [null, 2, 4]],
    ['affine', (x) => affine(x, weights, irregular([4])), [null, 3], [null, 4]],
    ['reshape', (x) => ops.reshape(x, [-1, 6]), [null, 2, 3], [null, 6]],
    ['expandDims', (x) => ops.expandDims(x, 1), [null, 3], [null, 1, 3]],
    ['squeeze', (x) => ops.squeeze(x, { axis: 1 }), [null, 1, 3], [null, 3]],
    ['transpose', (x) => ops.transpose(x), [null, 3], [3, null]],
    ['flip', (x) => ops.flip(x, { axis: 1 }), [null, 3], [null, 3]],
    ['concatenate', (x) => ops.concatenate([x, x], { axis: 1 }), [null, 3], [null, 6]],
    ['stack', (x) => ops.stack([x, x], { axis: 1 }), [null, 3], [null, 2, 3]],
    ['split', (x) => ops.split(x, 3, { axis: 1 })[1]!, [null, 3], [null, 1]],
    [
      'pad',
      (x) =>
        ops.pad(x, [
          [0, 0],
          [1, 2],
        ]),
      [null, 3],
      [null, 6],
    ],
    ['take', (x) => ops.take(x, [0, 2], { axis: 1 }), [null, 3], [null, 2]],
    ['sum', (x) => ops.sum(x, { axis: -1 }), [null, 3], [null]],
    ['mean of the batch', (x) => ops.mean(x, { axis: 0, keepdims: true }), [null, 3], [1, 3]],
    ['var', (x) => ops.var(x, { axis: 1 }), [null, 3], [null]],
    ['logsumexp', (x) => ops.logsumexp(x, { axis: 1 }), [null, 3], [null]],
    ['logsumexp of all', (x) => ops.logsumexp(x), [null, 3], []],
    ['argmax', (x) => ops.argmax(x, { axis: -1 }), [null, 3], [null]],
    ['argmax of all', (x) => ops.argmax(x, { keepdims: true }), [null, 3], [1, 1]],
    ['sort', (x) => ops.sort(x), [null, 3], [null, 3]],
    ['cumsum', (x) => ops.cumsum(x, { axis: 1 }), [null, 3], [null, 3]],
    ['onesLike', (x) => ops.onesLike(x), [null, 3], [null, 3]],
    ['cast', (x) => ops.cast(x, 'int32'), [null, 3], [null, 3]],
    ['stopGradient', (x) => ops.stopGradient(x), [null, 3], [null, 3]],
    ['conv', (x) => ops.conv(x, irregular([3, 3, 2, 4])), [null, 8, 8, 2], [null, 6, 6, 4]],
    [
      'conv, any size',
      (x) => ops.conv(x, irregular([3, 3, 2, 4]), { padding: 'same' }),
      [null, null, 8, 2],
      [null, null, 8, 4],
    ],
    [
      'conv, channels first',
      (x) => ops.conv(x, irregular([3, 3, 2, 4]), { dataFormat: 'channels_first' }),
      [null, 2, null, 8],
      [null, 4, null, 6],
    ],
    [
      'convTranspose',
      (x) => ops.convTranspose(x, irregular([4, 3, 2]), { strides: 3 }),
      [null, null, 2],
      [null, null, 3],
    ],
    [
      'convTranspose same',
      (x) => ops.convTranspose(x, irregular([4, 2, 3, 2]), { strides: [3, 2], padding: 'same', outputPadding: 1 }),
      [null, 3, 5, 2],
      [null, 7, 9, 3],
    ],
    ['depthwiseConv', (x) => ops.depthwiseConv(x, irregular([3, 2, 3])), [null, null, 2], [null, null, 6]],
    [
      'separableConv',
      (x) => ops.separableConv(x, irregular([3, 2, 3]), irregular([1, 6, 5])),
      [null, 8, 2],
      [null, 6, 5],
    ],
    ['adaptiveMaxPool', (x) => ops.adaptiveMaxPool(x, 3), [null, null, 7, 2], [null, 3, 3, 2]],
    ['adaptiveAveragePool', (x) => ops.adaptiveAveragePool(x, [2]), [null, null, 2], [null, 2, 2]],
    ['repeat', (x) => ops.repeat(x, 3, { axis: 1 }), [null, null, 2], [null, null, 2]],
    ['resize', (x) => ops.image.resize(x, [3, 4]), [null, null, null, 2], [null, 3, 4, 2]],
    [
      'resize of a part',
      (x) => ops.image.resize(x, [3, 3], { cropToAspectRatio: true }),
      [null, 6, 4, 2],
      [null, 3, 3, 2],
    ],
    [
      'resize, filled up',
      (x) => ops.image.resize(x, [3, 3], { padToAspectRatio: true, fillValue: 2 }),
      [null, 6, 4, 2],
      [null, 3, 3, 2],
    ],
    ['maxPool', (x) => ops.maxPool(x, 2), [null, 8, 8, 2], [null, 4, 4, 2]],
    ['averagePool', (x) => ops.averagePool(x, 3, { strides: 2, padding: 'same' }), [null, 7, 7, 2], [null, 4, 4, 2]],
    ['crossentropy', (x) => ops.sparseCategoricalCrossentropy(ops.argmax(x, { axis: 1 }), x), [null, 3], [null]],
    ['softmax', (x) => ops.softmax(x), [null, 3], [null, 3]],
    ['relu', (x) => ops.relu(x), [null, 3], [null, 3]],
  ];

  test.each(rows)('%s', (_, f, shape, result) => {
    const x = symbol(shape);
    const symbolic = f(x);
    expect(symbolic).toBeInstanceOf(SymbolicTensor);
    expect(symbolic.shape).toEqual(result);
    const value = ops.abs(irregular(shape.map((length) => length ?? 5)));
    const [replayed, computed] = [valueOf(symbolic as SymbolicTensor, new Map([[x, value]])), f(value) as Tensor];
    expect([replayed.shape, replayed.dtype, replayed.toArray()]).toEqual([
      computed.shape,
      computed.dtype,
      computed.toArray(),
    ]);
    expect(symbolic.dtype).toBe(computed.dtype);
    expect(computed.shape.map((length, axis) => (result[axis] === null ? null : length))).toEqual(result);
  });
});

test('a node knows its operation, its symbolic inputs and what else went in', () => {
  const x = symbol([null, 2]);
  const { node } = ops.multiply(x, 3).history!;
  expect(node.operation.name).toBe('multiply');
  expect(node.inputs).toEqual([x]);
  expect(node.arguments).toEqual({ operands: [x, tensor(3, { dtype: 'float64' })], attributes: {} });
});

test('a variable in a graph is read when the graph is computed', () => {
  const [x, weight] = [symbol([null]), new Variable(2, { dtype: 'float64' })];
  const product = ops.multiply(x, weight);
  weight.assign(5);
  expect(valueOf(product, new Map([[x, irregular([0])]])).size).toBe(0);
  expect(valueOf(product, new Map([[x, tensor([1, 2], { dtype: 'float64' })]])).toArray()).toEqual([5, 10]);
});

test('mistakes are found without values', () => {
  expect(() => ops.matmul(symbol([null, 3]), irregular([4, 2]))).toThrow('ops.matmul: expected as many columns');
  expect(() => ops.exp(new SymbolicTensor({ shape: [2], dtype: 'string' }))).toThrow(
    'ops.exp: expected a tensor of numbers',
  );
});
