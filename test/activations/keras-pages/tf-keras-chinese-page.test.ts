/** The page "层激活函数" (layer activation functions) for tf_keras. */
import { describe, expect, test } from 'vitest';
import { activations, layers, ops, random } from '../../../src/index.js';
import { testPageExamples } from './tensorflow-page.js';

const page = 'tf_keras, in Chinese';
testPageExamples(page);

describe(`${page}: softmax`, () => {
  test('on its own: every sample of the batch sums to 1', () => {
    const inputs = random.normal([32, 10], { seed: 1 });
    const outputs = activations.softmax(inputs);
    const sums = ops.sum(outputs, { axis: -1 }).toArray() as number[];
    // The page prints 1.0000001.
    for (const sum of sums) expect(Math.abs(sum - 1)).toBeLessThanOrEqual(1.2e-7);
  });

  test('in a Dense layer', () => {
    const layer = layers.Dense(32, { activation: activations.softmax });
    const y = layer(random.normal([3, 5], { seed: 2 }));
    for (const sum of ops.sum(y, { axis: -1 }).toArray() as number[]) expect(sum).toBeCloseTo(1, 6);
  });
});
