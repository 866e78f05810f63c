/** Arguments by position and by name, results in an array of the user's, and what is refused. */
import { describe, expect, test } from 'vitest';
import * as activations from '../../src/activations/index.js';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { SymbolicTensor, tensor, Variable, type DType, type Tensor } from '../../src/tensor/index.js';

const untyped = (value: unknown): never => value as never;

test('axes and the number of points are taken by position and by name', () => {
  const x = ops.reshape(ops.arange(6), [1, 2, 3]);
  expect(ops.transpose(x, [2, 0, 1])).toEqual(ops.transpose(x, { axes: [2, 0, 1] }));
  expect(ops.transpose(x, [2, 0, 1]).shape).toEqual([3, 1, 2]);
  expect(ops.transpose(x, null).shape).toEqual([3, 2, 1]);
  expect(ops.linspace(0, 1, 3)).toEqual(tensor([0, 0.5, 1]));
  expect(ops.linspace(0, 1, 2, { endpoint: false })).toEqual(tensor([0, 0.5]));
});

test.each<DType>(['uint8', 'bool'])('sums and products of %s are int32', (dtype) => {
  const x = tensor([200, 200], { dtype: 'uint8' });
  const given = ops.cast(x, dtype);
  const [sum, product] = dtype === 'uint8' ? [400, 40000] : [2, 1];
  expect(ops.sum(given)).toEqual(tensor(sum, { dtype: 'int32' }));
  expect(ops.prod(given)).toEqual(tensor(product, { dtype: 'int32' }));
  expect(ops.sum(new SymbolicTensor({ shape: [2], dtype })).dtype).toBe('int32');
});

describe('`out`', () => {
  const functions = {
    'ops.softmax': ops.softmax,
    'activations.softmax': activations.softmax,
    logSoftmax: activations.logSoftmax,
    sparsemax: activations.sparsemax,
  };

  test.each(Object.entries(functions))('of %s is filled, also where it is the input', (_, call) => {
    const x = tensor([
      [1, 2, 4],
      [0, 0, -1],
    ]);
    for (const axis of [0, -1]) {
      const expected = call(x, { axis });
      const out = new Float32Array(6);
      const filled = call(x, { axis, out });
      expect(filled).toEqual(expected);
      expect(filled.data).toBe(out);
      const inPlace = tensor(Float32Array.from(x.data as Float32Array), { shape: [2, 3] });
      expect(call(inPlace, { axis, out: inPlace })).toEqual(expected);
    }
    const out = new Float32Array(6);
    expect(() => grad((y: Tensor) => ops.sum(call(y, { axis: -1, out })))(x)).toThrow('no `out` where');
    expect(() => call(new SymbolicTensor({ shape: [2, 3] }), { axis: -1, out })).toThrow('no `out` where');
    expect(() => call(x, { axis: -1, out: new Float32Array(5) })).toThrow('an array of 6 elements');
  });

  test.each([
    [0, 1],
    [1, 0],
    [0, 3],
  ])('may overlap with the input: from %i to %i', (from, to) => {
    const length = 1000;
    const numbers = Float32Array.from({ length: length + 4 }, (_, i) => i / 500 - 1);
    const expected = activations.tanh(numbers.slice(from, from + length));
    const buffer = numbers.slice();
    expect(activations.tanh(buffer.subarray(from, from + length), { out: buffer.subarray(to, to + length) })).toEqual(
      expected,
    );
  });
});

const square = (x: Tensor): Tensor => ops.sum(ops.square(x));

test.each<[() => unknown, string]>([
  [
    () => random.normal([1], untyped({ std: 3 })),
    'random.normal: unknown option "std". Known are shape, mean, stddev, dtype, seed.',
  ],
  [() => random.truncatedNormal([1], untyped({ sed: 3 })), 'unknown option "sed". Did you mean "seed"?'],
  [() => random.uniform([1], untyped({ minvl: 3 })), 'random.uniform: unknown option "minvl". Did you mean "minval"?'],
  [() => random.randint([1], 0, 2, untyped({ sed: 3 })), 'random.randint: unknown option "sed". Did you mean "seed"?'],
  [() => random.shuffle([1], untyped({ axs: 3 })), 'random.shuffle: unknown option "axs". Did you mean "axis"?'],
  [() => grad(square, untyped({ argnum: 1 })), 'grad: unknown option "argnum"'],
  [() => new Variable(1, untyped({ foo: 1 })), 'Variable: unknown option "foo"'],
  [
    () => variableGradients(() => tensor(1), untyped([tensor([1])])),
    'variableGradients: expected a list of variables to differentiate by. Received: variable=Tensor(shape=[1], dtype=float32).',
  ],
  [
    () => ops.zeros([1e6, 1e6]),
    'ops.zeros: expected no more elements than memory can hold. Received: elements=1000000000000.',
  ],
  [() => ops.arange(1e12), 'ops.arange: expected no more elements than memory can hold.'],
  [() => activations.elu([1], untyped({ alpha: null })), 'activations.elu: expected `alpha` to be a number'],
  [
    () => activations.leakyRelu([1], untyped({ negativeSlope: null })),
    'activations.leakyRelu: expected `negativeSlope` to be a number',
  ],
])('refusal %#', (call, message) => {
  expect(call).toThrow(message);
});

test('null is no upper limit for relu', () => {
  expect(activations.relu([9], { maxValue: null })).toEqual(tensor([9]));
});
