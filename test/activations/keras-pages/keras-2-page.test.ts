/** The page "Activations" of keras.io for multi-backend Keras 2.2 and 2.3. */
import { describe, expect, test } from 'vitest';
import { activations, layers, ops, random, Sequential, tensor, ValueError } from '../../../src/index.js';
import { expectFormula, grid } from './printed.js';

const x = random.normal([5, 8], { seed: 11 });
const ones = { kernelInitializer: 'ones' } as const;

describe('Keras 2.2 and 2.3: usage', () => {
  test('Dense(64) and Activation("tanh") is Dense(64, activation="tanh") is Dense(64, activation=K.tanh)', () => {
    const two = Sequential();
    two.add(layers.Dense(64, ones));
    two.add(layers.Activation('tanh'));
    const byName = Sequential([layers.Dense(64, { ...ones, activation: 'tanh' })]);
    const byOperation = Sequential([layers.Dense(64, { ...ones, activation: ops.tanh })]);
    const expected = two.predictOnBatch(x).toArray();
    expect(byName.predictOnBatch(x).toArray()).toEqual(expected);
    expect(byOperation.predictOnBatch(x).toArray()).toEqual(expected);
  });

  test('more complex activations are layers: PReLU and LeakyReLU', () => {
    const model = Sequential([
      layers.Dense(4, ones),
      layers.PReLU(),
      layers.Dense(4, ones),
      layers.LeakyReLU({ alpha: 0.1 }),
    ]);
    expect(model.predictOnBatch(x).shape).toEqual([5, 4]);
  });
});

describe('Keras 2.2 and 2.3: functions', () => {
  test('elu: x if x > 0 and alpha * (exp(x) - 1) if x < 0', () => {
    expectFormula(activations.elu, (v) => (v > 0 ? v : Math.expm1(v)));
    expectFormula(
      (v) => activations.elu(v, { alpha: 1.7 }),
      (v) => (v > 0 ? v : Math.fround(1.7) * Math.expm1(v)),
    );
  });

  test('softmax: along an axis, a ValueError if dim(x) == 1', () => {
    const y = activations.softmax(x, { axis: 0 });
    for (const sum of ops.sum(y, { axis: 0 }).toArray() as number[]) expect(sum).toBeCloseTo(1, 6);
    expect(() => activations.softmax([1, 2, 3])).toThrow(ValueError);
  });

  test('selu: scale * elu(x, alpha)', () => {
    expectFormula(activations.selu, (v) => 1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * Math.expm1(v)));
  });

  test('softplus: log(exp(x) + 1)', () => {
    expectFormula(activations.softplus, (v) => (v > 30 ? v : Math.log1p(Math.exp(v))));
  });

  test('softsign: x / (abs(x) + 1)', () => {
    expectFormula(activations.softsign, (v) => v / (Math.abs(v) + 1));
  });

  test('relu: max(x, 0) with its default values', () => {
    expectFormula(activations.relu, (v) => Math.max(v, 0));
  });

  test.each([
    { alpha: 0, maxValue: 6, threshold: 0 },
    { alpha: 0.1, maxValue: 3, threshold: 1 },
    { alpha: 0.5, maxValue: 10, threshold: 2.25 },
    { alpha: 2, maxValue: 5, threshold: 5 },
  ])('relu: max_value from max_value on, x from threshold on, alpha * (x - threshold) otherwise: %o', (options) => {
    const { alpha, maxValue, threshold } = options;
    // At the threshold itself the formula says x; every implementation and the printed examples give alpha * 0.
    expectFormula(
      (v) => activations.relu(v, options),
      (v) => (v >= maxValue && v > threshold ? maxValue : v > threshold ? v : Math.fround(alpha) * (v - threshold)),
    );
  });

  test('relu: a threshold alone', () => {
    expectFormula(
      (v) => activations.relu(v, { threshold: 1.5 }),
      (v) => (v > 1.5 ? v : 0),
    );
  });

  test('tanh: (exp(x) - exp(-x)) / (exp(x) + exp(-x))', () => {
    expectFormula(activations.tanh, Math.tanh);
  });

  test('sigmoid: 1 / (1 + exp(-x))', () => {
    expectFormula(activations.sigmoid, (v) => 1 / (1 + Math.exp(-v)));
  });

  test('hard_sigmoid: 0 if x < -2.5, 1 if x > 2.5, 0.2 * x + 0.5 between', () => {
    expectFormula(activations.hardSigmoid, (v) => (v < -2.5 ? 0 : v > 2.5 ? 1 : 0.2 * v + 0.5));
    expect(activations.hardSigmoid([-2.5, 0, 2.5]).toArray()).toEqual([0, 0.5, 1]);
    expect(activations.get('hard_sigmoid')).toBe(activations.hardSigmoid);
  });

  test('exponential: exp(x)', () => {
    expectFormula(activations.exponential, Math.exp);
  });

  test('linear: the input, unchanged', () => {
    expect(activations.linear(grid).data).toEqual(Float32Array.from(grid));
    const given = tensor([[1, 2]], { dtype: 'int32' });
    expect(activations.linear(given)).toMatchObject({ dtype: 'int32', shape: [1, 2] });
  });

  test('all of them by name', () => {
    const names = [
      ...(['elu', 'softmax', 'selu', 'softplus', 'softsign', 'relu', 'tanh'] as const),
      ...(['sigmoid', 'hard_sigmoid', 'exponential', 'linear'] as const),
    ];
    for (const name of names) {
      expect(activations.list()).toContain(name);
      expect(layers.Dense(3, { activation: name })(x).shape).toEqual([5, 3]);
    }
  });
});
