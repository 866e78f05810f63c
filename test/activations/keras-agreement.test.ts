/** Where our numbers are not those of Keras, the table of differences says so, and why. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { multiply, sum } from '../../src/ops/index.js';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
import {
  elementwiseCases,
  elementwiseInputs,
  float32,
  functionOf,
  type GoldenCase,
  preluOf,
  rowCases,
  rowsOf,
  titleOf,
} from './golden-cases.js';

/** The rows `| name | generation | what | … |` of the tables of differences, as `relu 3 derivative`. */
function documentedDifferences(): Set<string> {
  const text = readFileSync(new URL('../../docs/differences.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `(\w+)` +\| (2|3|2, 3) +\| (value|derivative|gradient) +\|/gm);
  return new Set(
    [...rows].flatMap(([, id, generations, what]) => generations!.split(', ').map((each) => `${id} ${each} ${what}`)),
  );
}

/** tf_keras refuses the softmax of a vector: a case without numbers. */
const computed = rowCases.filter(({ keras }) => Array.isArray(keras.value));

const documented = documentedDifferences();
const seen = new Set<string>();

/** 1e-5 of the largest element of a row; elementwise functions have no other elements to measure by, so that 1 is the least. */
const tolerance = 1e-5;

function differences(ours: ArrayLike<number>, keras: Float32Array, scaleOf: (wanted: number) => number): number[] {
  expect(ours.length).toBe(keras.length);
  return [...keras.keys()].filter((i) => {
    const [value, wanted] = [ours[i]!, keras[i]!];
    return !(Object.is(value, wanted) || value === wanted || Math.abs(value - wanted) <= tolerance * scaleOf(wanted));
  });
}

/** NaN, infinities and subnormal numbers, which TensorFlow takes for 0, have one row of the table for all functions. */
function isNormalInput(place: number): boolean {
  const x = Math.abs(elementwiseInputs[place]!);
  return x === 0 || (x >= 2 ** -126 && x < Infinity);
}

/** A case agrees with Keras, or stands in the table. */
function expectAgreement(golden: GoldenCase, what: string, ours: Tensor, keras: Float32Array): void {
  const largest = keras.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const places =
    golden.input === 'elementwise'
      ? differences(ours.data as Float32Array, keras, (wanted) => Math.max(1, Math.abs(wanted))).filter(isNormalInput)
      : differences(ours.data, keras, () => largest);
  const key = `${golden.id} ${golden.generation} ${what}`;
  if (places.length > 0) seen.add(key);
  const rows = places.map((place) => `${place}: ${ours.data[place]}, Keras ${keras[place]}`);
  if (!documented.has(key)) expect(rows.join('; '), `${key} has no row in docs/differences.md`).toEqual('');
}

describe('agrees with Keras within 1e-5, or docs/differences.md says why not', () => {
  beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue());

  test.each(elementwiseCases.map((golden) => [titleOf(golden), golden] as const))('%s', (_, golden) => {
    const f = functionOf(golden);
    const x = tensor(elementwiseInputs);
    expectAgreement(golden, 'value', f(x), float32(golden.keras.value));
    expectAgreement(golden, 'derivative', grad((at) => sum(f(at)))(x), float32(golden.keras.derivative!));
  });

  test.each(computed.map((golden) => [titleOf(golden), golden] as const))('%s', (_, golden) => {
    const { x, upstream } = rowsOf(golden);
    const layer = golden.id === 'PReLU' ? preluOf(golden) : undefined;
    const f = layer ?? functionOf(golden);
    const loss = (at: Tensor): Tensor => {
      const y = f(at);
      return sum(multiply(y, tensor(upstream.subarray(0, y.size), { shape: y.shape })));
    };
    expectAgreement(golden, 'value', f(x), float32(golden.keras.value));
    if (golden.keras.gradient) expectAgreement(golden, 'gradient', grad(loss)(x), float32(golden.keras.gradient));
    if (layer) {
      const { gradients } = variableGradients(() => loss(x), layer.weights);
      expectAgreement(golden, 'gradient', gradients[0]!, float32(golden.keras.alphaGradient!));
    }
  });

  afterAll(() => {
    expect(
      [...documented].filter((key) => !seen.has(key)),
      'rows of the table without a difference',
    ).toEqual([]);
  });
});
