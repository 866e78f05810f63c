/** Every function against the truth, computed with 60 digits, at the inputs where implementations go wrong. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { multiply, sum } from '../../src/ops/index.js';
import { grad, variableGradients } from '../../src/ops/gradient.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
import { float32Steps } from '../support/float32-steps.js';
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

const titled = (cases: readonly GoldenCase[]) => cases.map((golden) => [titleOf(golden), golden] as const);

/** Where a result is further from the true one than is allowed: [place, ours, true]. */
function misses(
  places: ArrayLike<number>,
  ours: Tensor,
  truth: Float32Array,
  isClose: (value: number, wanted: number, place: number) => boolean,
): (readonly number[])[] {
  expect(ours.size).toBe(truth.length);
  const values = ours.data as Float32Array;
  const rows = Array.from(truth, (wanted, index) => [places[index]!, values[index]!, wanted] as const);
  return rows.filter(([place, value, wanted]) => !isClose(value, wanted, place));
}

const withinSteps = (allowed: number) => (value: number, wanted: number) => float32Steps(value, wanted) <= allowed;

/**
 * The edges of what is clipped. There both one-sided derivatives are right, TensorFlow's choice depends on the arguments, and ours is
 * always the flat side's.
 */
function clippedAt({ id, generation, arguments: given }: GoldenCase): readonly number[] {
  if (id === 'hard_sigmoid') return generation === 2 ? [-2.5, 2.5] : [-3, 3];
  if (!('max_value' in given)) return [];
  return [Number(given['max_value']), ...(Number(given['threshold'] ?? 0) < 0 ? [0] : [])];
}

describe.each(titled(elementwiseCases))('%s', (_, golden) => {
  const f = functionOf(golden);
  const x = tensor(elementwiseInputs);

  test('is within 2 units in the last place of the truth', () => {
    expect(misses(elementwiseInputs, f(x), float32(golden.value), withinSteps(2))).toEqual([]);
  });

  test('has a derivative within 4 units in the last place of the truth', () => {
    const edges = clippedAt(golden);
    const truth = float32(golden.derivative!).map((wanted, i) => (edges.includes(elementwiseInputs[i]!) ? 0 : wanted));
    const derivative = grad((at) => sum(f(at)))(x);
    expect(misses(elementwiseInputs, derivative, truth, withinSteps(4))).toEqual([]);
  });

  test('is NaN where the input is', () => {
    const [value, derivative] = [f(tensor([NaN])), grad((at) => sum(f(at)))(tensor([NaN]))];
    expect(value.item()).toBeNaN();
    expect(derivative.item()).toEqual(golden.id === 'linear' ? 1 : NaN);
  });
});

test('relu with a threshold gives the zeros that the documentation prints: -0 for negative x', () => {
  const plain = elementwiseCases.filter(
    ({ arguments: { threshold, max_value } }) => threshold && max_value === undefined,
  );
  const relus = plain.filter(({ id, arguments: given }) => /relu/i.test(id) && Object.keys(given).length === 1);
  expect(relus.length).toBeGreaterThan(4);
  for (const golden of relus) {
    const values = functionOf(golden)(tensor(elementwiseInputs)).data as Float32Array;
    elementwiseInputs.forEach((x, i) => {
      if (x !== 0) expect(values[i], `${titleOf(golden)} at ${String(x)}`).toBe(float32(golden.value)[i]);
    });
  }
});

/** The largest finite magnitude in the row that each element belongs to. */
function largestInRows(values: Float32Array, shape: readonly number[], axis: number | readonly number[]): Float32Array {
  const along = [axis].flat().map((each) => (each + shape.length) % shape.length);
  const rowOf = (index: number): string => {
    let rest = index;
    const place = [...shape]
      .reverse()
      .map((length) => [rest % length, (rest = Math.floor(rest / length))][0]!)
      .reverse();
    return place.filter((_, each) => !along.includes(each)).join();
  };
  const largest = new Map<string, number>();
  values.forEach((value, index) => {
    if (Number.isFinite(value)) largest.set(rowOf(index), Math.max(Math.abs(value), largest.get(rowOf(index)) ?? 0));
  });
  return values.map((_, index) => largest.get(rowOf(index)) ?? 0);
}

/** Within 5e-7 of the truth, or 1e-5 where it is less than a millionth of its row's largest; no finer than subnormal numbers are. */
function isCloseInRow(value: number, wanted: number, largest: number): boolean {
  const tolerance = Math.abs(wanted) >= 1e-6 * largest ? 5e-7 : 1e-5;
  return (
    Object.is(value, wanted) ||
    value === wanted ||
    Math.abs(value - wanted) <= Math.max(tolerance * Math.abs(wanted), 2 ** -149)
  );
}

function withinLargest(truth: Float32Array, tolerance: number) {
  const largest = truth.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  return (value: number, wanted: number): boolean =>
    Object.is(value, wanted) || value === wanted || Math.abs(value - wanted) <= tolerance * largest;
}

describe.each(titled(rowCases.filter(({ id }) => id !== 'PReLU')))('%s', (_, golden) => {
  const f = functionOf(golden);
  const { x, upstream } = rowsOf(golden);

  // A row of one element makes softmax warn, which is tested elsewhere.
  beforeEach(() => void (golden.input === 'single' && vi.spyOn(console, 'warn').mockReturnValue()));

  test('has every element within 5e-7 of the truth', () => {
    const truth = float32(golden.value);
    const result = f(x);
    const largest = largestInRows(truth, result.shape, (golden.arguments['axis'] ?? -1) as number | readonly number[]);
    expect(misses(largest, result, truth, isCloseInRow)).toEqual([]);
  });

  test('has a gradient within 1e-6 of the largest', () => {
    const truth = float32(golden.gradient!);
    const gradient = grad((at) => {
      const y = f(at);
      return sum(multiply(y, tensor(upstream.subarray(0, y.size), { shape: y.shape })));
    })(x);
    expect(misses(truth, gradient, truth, withinLargest(truth, 1e-6))).toEqual([]);
  });
});

describe.each(titled(rowCases.filter(({ id }) => id === 'PReLU')))('%s', (_, golden) => {
  const { x, upstream } = rowsOf(golden);
  const layer = preluOf(golden);
  const loss = (at: Tensor): Tensor => sum(multiply(layer(at), tensor(upstream, { shape: x.shape })));

  test('is within 2 units in the last place of the truth', () => {
    expect(misses(float32(golden.value), layer(x), float32(golden.value), withinSteps(2))).toEqual([]);
  });

  test('has gradients by its input and its slopes within 1e-6 of the largest', () => {
    const [truth, ofSlopes] = [float32(golden.gradient!), float32(golden.alphaGradient!)];
    expect(misses(truth, grad(loss)(x), truth, withinLargest(truth, 1e-6))).toEqual([]);
    const { gradients } = variableGradients(() => loss(x), layer.weights);
    expect(misses(ofSlopes, gradients[0]!, ofSlopes, withinLargest(ofSlopes, 1e-6))).toEqual([]);
  });
});
