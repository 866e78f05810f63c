/** A page of notes, "Keras - Layers - Activation Functions". */
import { describe, expect, test } from 'vitest';
import { activations, layers, ops, random, Sequential } from '../../../src/index.js';
import { expectFormula, grid } from './printed.js';

const x = random.normal([5, 8], { seed: 11 });

describe('a page of notes', () => {
  test('an activation as argument or as a layer', () => {
    const asArgument = Sequential();
    asArgument.add(layers.Dense(32, { activation: 'relu', kernelInitializer: 'ones' }));
    const asLayer = Sequential();
    asLayer.add(layers.Dense(32, { kernelInitializer: 'ones' }));
    asLayer.add(layers.Activation('relu'));
    expect(asArgument.predictOnBatch(x).toArray()).toEqual(asLayer.predictOnBatch(x).toArray());
  });

  test('relu: max(x, 0), clipped above by max_value and from below by threshold', () => {
    expectFormula(activations.relu, (v) => Math.max(v, 0));
    expect(activations.relu([-1, 2, 9], { maxValue: 4 }).toArray()).toEqual([0, 2, 4]);
    expect(activations.relu([0.5, 2, 9], { threshold: 1 }).toArray()).toEqual([0, 2, 9]);
  });

  test('sigmoid: 1 / (1 + exp(-x)), values between 0 and 1, S-shaped', () => {
    expectFormula(activations.sigmoid, (v) => 1 / (1 + Math.exp(-v)));
    expectIncreasing((v) => activations.sigmoid(v).item());
  });

  test('softmax: probabilities that sum to 1', () => {
    const sums = ops.sum(activations.softmax(x), { axis: -1 }).toArray() as number[];
    for (const sum of sums) expect(sum).toBeCloseTo(1, 6);
  });

  test('softplus: log(exp(x) + 1)', () => {
    expectFormula(activations.softplus, (v) => (v > 30 ? v : Math.log1p(Math.exp(v))));
  });

  test('softsign: x / (|x| + 1)', () => {
    expectFormula(activations.softsign, (v) => v / (Math.abs(v) + 1));
  });

  test('tanh: between -1 and 1, S-shaped, keeps negative numbers, maps 0 near 0', () => {
    expectFormula(activations.tanh, Math.tanh);
    expectIncreasing((v) => activations.tanh(v).item());
    expect(activations.tanh([-0.5, -3]).toArray()).toEqual(
      (activations.tanh([0.5, 3]).toArray() as number[]).map((v) => -v),
    );
    expect(activations.tanh(0).item()).toBe(0);
  });

  test('selu: scale * x from 0 on, scale * alpha * (exp(x) - 1) up to 0; its cells cannot die', () => {
    expectFormula(activations.selu, (v) => (v >= 0 ? 1.0507009873554805 * v : 1.7580993408473766 * Math.expm1(v)));
    expect(activations.selu(-2).item()).toBeLessThan(0);
    expect(activations.relu(-2).item()).toBe(0);
  });

  test('elu: selu without the scale', () => {
    const selus = activations.selu(grid).data as Float32Array;
    (activations.elu(grid, { alpha: 1.6732632423543772 }).data as Float32Array).forEach((value, i) =>
      expect(Math.abs(1.0507009873554805 * value - selus[i]!)).toBeLessThanOrEqual(4e-7 * Math.abs(selus[i]!)),
    );
  });

  test('exponential', () => {
    expectFormula(activations.exponential, Math.exp);
  });

  test('LeakyReLU(alpha=0.3): negative values on a line with a slight slope', () => {
    const slope = Math.fround(0.3);
    expectFormula(layers.LeakyReLU({ alpha: 0.3 }), (v) => (v > 0 ? v : slope * v));
    expect(layers.LeakyReLU()([-10, 1]).toArray()).toEqual(layers.LeakyReLU({ alpha: 0.3 })([-10, 1]).toArray());
  });
});

function expectIncreasing(f: (x: number) => number): void {
  const values = [-4, -2, -1, 0, 1, 2, 4].map(f);
  values.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(values[i]!));
}
