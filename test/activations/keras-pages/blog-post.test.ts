/** A blog post of 2019, "KERAS Activation Functions". */
import { describe, expect, test } from 'vitest';
import { activations, ops, tensor } from '../../../src/index.js';
import { expectFormula } from './printed.js';

describe('a blog post of 2019', () => {
  test('elu: x from 0 on, alpha * (exp(x) - 1) below', () => {
    expectFormula(activations.elu, (x) => (x >= 0 ? x : Math.expm1(x)));
  });

  test('softmax: each component between 0 and 1, in the order of the inputs, summing to 1', () => {
    const y = (activations.softmax([[-3, 0.5, 4, 1.25]]).toArray() as number[][])[0]!;
    expect(y.every((value) => value > 0 && value < 1)).toBe(true);
    expect(y.reduce((sum, value) => sum + value)).toBeCloseTo(1, 6);
    expect([...y].sort((a, b) => a - b)).toEqual([y[0], y[1], y[3], y[2]]);
  });

  test('softmax: of 1, 2, 3, 4, 1, 2, 3', () => {
    const y = activations.softmax([1, 2, 3, 4, 1, 2, 3], { axis: -1 }).toArray() as number[];
    expect(y.map((value) => value.toFixed(3))).toEqual(['0.024', '0.064', '0.175', '0.475', '0.024', '0.064', '0.175']);
  });

  test('softmax: de-emphasizes the maximum of small values', () => {
    const x = [0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3];
    const y = activations.softmax(x, { axis: -1 }).toArray() as number[];
    expect(y.map((value) => value.toFixed(3))).toEqual(['0.125', '0.138', '0.153', '0.169', '0.125', '0.138', '0.153']);
    expect(y[3]).toBeLessThan(0.475);
    expect(y[3]).toBeLessThan(0.4 / 1.6);
  });

  test('softmax: prints what NumPy prints', () => {
    const a = tensor([1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0], { dtype: 'float64' });
    const printed = [
      'array([0.02364054, 0.06426166, 0.1746813 , 0.474833  , 0.02364054,',
      '       0.06426166, 0.1746813 ])',
    ].join('\n');
    expect(String(ops.divide(ops.exp(a), ops.sum(ops.exp(a))))).toBe(printed);
    expect(String(activations.softmax(a, { axis: -1 }))).toBe(printed);
  });

  test('selu: scale * elu(x, alpha)', () => {
    expectFormula(activations.selu, (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)));
  });

  test('softplus: log(exp(x) + 1)', () => {
    expectFormula(activations.softplus, (x) => (x > 30 ? x : Math.log1p(Math.exp(x))));
  });

  test('softsign: x / (|x| + 1)', () => {
    expectFormula(activations.softsign, (x) => x / (Math.abs(x) + 1));
  });

  test('relu', () => {
    expectFormula(activations.relu, (x) => Math.max(x, 0));
  });

  test('tanh: (e^x - e^-x) / (e^x + e^-x)', () => {
    expectFormula(activations.tanh, Math.tanh);
  });

  test('sigmoid: 1 / (1 + e^-x)', () => {
    expectFormula(activations.sigmoid, (x) => 1 / (1 + Math.exp(-x)));
  });

  test('hard_sigmoid: 0 if x < -2.5, 1 if x > 2.5, 0.2 * x + 0.5 between', () => {
    expectFormula(activations.hardSigmoid, (x) => (x < -2.5 ? 0 : x > 2.5 ? 1 : 0.2 * x + 0.5));
  });
});
