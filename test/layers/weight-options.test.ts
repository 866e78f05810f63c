/** Initializers, regularizers and constraints of every weight, beside real Keras: how weights begin, what they cost, what an update leaves of them. */
import { expect, test } from 'vitest';
import { layers } from '../../src/models/index.js';
import type { NestedTensorLike } from '../../src/tensor/index.js';
import { expectClose } from '../ops/closeness.js';
import { goldenTensor, readGoldens } from './golden-cases.js';

interface Case {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What Keras writes into no config. */
  readonly arguments?: { readonly weights: readonly NestedTensorLike[] };
  readonly inputs: readonly NestedTensorLike[];
  /** How each weight begins: a number stands for all elements. */
  readonly initial: readonly { readonly shape: readonly number[]; readonly value: NestedTensorLike }[];
  readonly weights: readonly NestedTensorLike[];
  readonly losses: readonly number[];
  readonly constrained: readonly (NestedTensorLike | null)[];
}

const { cases } = readGoldens<{ cases: Case[] }>('weight-options');
const tolerance = 2e-6;
const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

test.each(cases)('$name', (golden) => {
  const { class_name, inputs, initial, weights, losses, constrained } = golden;
  const begin = golden.arguments && { weights: golden.arguments.weights.map((value) => goldenTensor(value)) };
  const layer = layers.deserialize({ class_name, config: { ...golden.config, ...begin } });
  const xs = inputs.map((value) => goldenTensor(value, class_name === 'Embedding' ? 'int32' : 'float32'));
  layer.invoke(...xs);
  expect(layer.weights.map(({ shape }) => shape)).toEqual(initial.map(({ shape }) => shape));
  layer.weights.forEach(({ value }, index) => {
    const { shape, value: wanted } = initial[index]!;
    if (Array.isArray(wanted)) return expectClose(value, goldenTensor(wanted), 0);
    const size = shape.reduce((a, b) => a * b, 1);
    expect(Array.from(value.data as Float32Array)).toEqual(new Array(size).fill(Math.fround(wanted as number)));
  });
  layer.setWeights(weights.map((value) => goldenTensor(value)));
  layer.invoke(...xs);
  const found = sorted(layer.losses.map((loss) => Number(loss.item())));
  expect(found.length).toBe(losses.length);
  sorted(losses).forEach((loss, index) => expect(Math.abs(found[index]! - loss)).toBeLessThanOrEqual(tolerance * loss));
  layer.weights.forEach(({ constraint, value }, index) => {
    const wanted = constrained[index]!;
    if (wanted === null) expect(constraint ?? null).toBeNull();
    else expectClose(constraint!(value), goldenTensor(wanted), tolerance);
  });
});
