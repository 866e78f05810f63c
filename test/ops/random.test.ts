import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { philox, randomWords, type Draw } from '../../src/tensor/philox.js';
import {
  fillIntegers,
  fillNormal,
  fillTruncatedNormal,
  fillUniform,
  permutation,
  setRandomSeed,
  tensor,
  type Tensor,
} from '../../src/tensor/index.js';
import * as random from '../../src/ops/random.js';

interface Golden {
  readonly knownAnswers: { counter: number[]; key: number[]; words: number[] }[];
  readonly draws: ({ draw: Draw } & Record<
    | 'words'
    | 'uniform32'
    | 'uniform64'
    | 'normal32'
    | 'normal64'
    | 'truncatedNormal64'
    | 'dice'
    | 'wide'
    | 'permutation',
    number[]
  >)[];
}

const golden = JSON.parse(
  readFileSync(new URL('../tensor/goldens/random-numbers.json', import.meta.url), 'utf8'),
) as Golden;

const numbers = (x: Tensor): number[] => Array.from(x.data as Float32Array);

function filled<Data>(out: Data, fill: (out: Data, draw: Draw) => void, draw: Draw): Data {
  fill(out, draw);
  return out;
}

/** The angle 2πv is rounded once; the error is that of an angle near 2π times a radius below 9. */
const angleError = 9 * 2 ** -51;

/** The largest distance between a sample's distribution function and the one it should have. */
function kolmogorovDistance(sample: number[], distribution: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return Math.max(
    ...sorted.map((x, i) =>
      Math.max(Math.abs((i + 1) / sorted.length - distribution(x)), Math.abs(i / sorted.length - distribution(x))),
    ),
  );
}

/** What that distance exceeds once in a million samples: the tail of Kolmogorov's distribution, 2·exp(-2t²) at t = 2.7. */
const onceInAMillion = (size: number): number => 2.7 / Math.sqrt(size);

/** The normal distribution function by Simpson's rule: slow, plain and good to 1e-9. */
function normalDistribution(x: number): number {
  const steps = 200;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(x);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 0 ? 2 : 4) * density((x * i) / steps);
  return 0.5 + (sum * x) / steps / 3;
}

describe('Philox 4x32-10', () => {
  test.each(golden.knownAnswers)('gives the known answer for the counter $counter', ({ counter, key, words }) => {
    const out = new Uint32Array(4);
    philox(out, counter, key);
    expect([...out]).toEqual(words);
  });

  test('gives each block by itself as in a row', () => {
    const all = randomWords(40, [5, 6]);
    for (let block = 0; block < 10; block++) {
      expect([...randomWords(4, [5, 6], block)]).toEqual([...all.slice(4 * block, 4 * block + 4)]);
    }
  });
});

describe.each(golden.draws)('draw $draw', ({ draw, ...expected }) => {
  test('words', () => expect([...randomWords(10, draw)]).toEqual(expected.words));

  test('uniform', () => {
    expect([...filled(new Float32Array(9), fillUniform, draw)]).toEqual(expected.uniform32);
    expect([...filled(new Float64Array(9), fillUniform, draw)]).toEqual(expected.uniform64);
  });

  test('normal, to the last bits', () => {
    const single = filled(new Float32Array(41), fillNormal, draw);
    const double = filled(new Float64Array(41), fillNormal, draw);
    expect([...single]).toEqual(expected.normal32);
    double.forEach((x, i) => expect(Math.abs(x - expected.normal64[i]!)).toBeLessThan(angleError));
  });

  test('truncated normal', () => {
    const double = filled(new Float64Array(200), fillTruncatedNormal, draw);
    double.forEach((x, i) => expect(Math.abs(x - expected.truncatedNormal64[i]!)).toBeLessThan(angleError));
  });

  test('integers', () => {
    const dice = (out: Int32Array, of: Draw): void => fillIntegers(out, 1, 6, of);
    const wide = (out: Int32Array, of: Draw): void => fillIntegers(out, -(2 ** 31), 3 * 2 ** 30, of);
    expect([...filled(new Int32Array(20), dice, draw)]).toEqual(expected.dice);
    expect([...filled(new Int32Array(40), wide, draw)]).toEqual(expected.wide);
  });

  test('permutation', () => expect([...permutation(30, draw)]).toEqual(expected.permutation));
});

describe('distributions', () => {
  const size = 20_000;

  test.each(['float32', 'float64'] as const)('uniform is uniform: %s', (dtype) => {
    const sample = numbers(random.uniform([size], { minval: -2, maxval: 3, dtype, seed: 1 }));
    expect(kolmogorovDistance(sample, (x) => (x + 2) / 5)).toBeLessThan(onceInAMillion(size));
  });

  test('normal is normal', () => {
    const sample = numbers(random.normal([size], { mean: 1, stddev: 2, seed: 1 }));
    expect(kolmogorovDistance(sample, (x) => normalDistribution((x - 1) / 2))).toBeLessThan(onceInAMillion(size));
  });

  test('truncated normal is normal between two standard deviations', () => {
    const sample = numbers(random.truncatedNormal([size], { mean: 1, stddev: 2, seed: 1 }));
    const inside = normalDistribution(2) - normalDistribution(-2);
    const distribution = (x: number): number => (normalDistribution((x - 1) / 2) - normalDistribution(-2)) / inside;
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(-3);
    expect(Math.max(...sample)).toBeLessThanOrEqual(5);
    expect(kolmogorovDistance(sample, distribution)).toBeLessThan(onceInAMillion(size));
  });

  test('integers are equally likely', () => {
    const counts = new Map<number, number>();
    for (const x of numbers(random.randint([size], -3, 7, { seed: 1 }))) counts.set(x, (counts.get(x) ?? 0) + 1);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - size / 10) ** 2 / (size / 10), 0);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6]);
    // Nine degrees of freedom exceed this once in a million.
    expect(chiSquare).toBeLessThan(45.1);
  });

  test('orders are equally likely', () => {
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = permutation(3, [1, draw]).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(counts.size).toBe(6);
    // Five degrees of freedom exceed this once in a million.
    expect(chiSquare).toBeLessThan(35.9);
  });

  test('neighbouring seeds, draws and elements are uncorrelated', () => {
    const sample = (draw: Draw): Float64Array => filled(new Float64Array(size + 1), fillNormal, draw);
    const correlation = (a: Float64Array, b: Float64Array): number =>
      a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0) / size;
    const first = sample([1, 0]);
    for (const other of [sample([2, 0]), sample([1, 1]), first.subarray(1)]) {
      expect(Math.abs(correlation(first, other))).toBeLessThan(5 / Math.sqrt(size));
    }
  });
});

describe('seeds', () => {
  test('a number gives the same numbers in every call, a generator others', () => {
    const seed = new random.SeedGenerator(3);
    expect(numbers(random.normal([5], { seed: 3 }))).toEqual(numbers(random.normal([5], { seed: 3 })));
    expect(numbers(random.normal([5], { seed }))).toEqual(numbers(random.normal([5], { seed: 3 })));
    expect(numbers(random.normal([5], { seed }))).not.toEqual(numbers(random.normal([5], { seed: 3 })));
    expect(seed.state).toEqual([3, 2]);
    expect(seed.getConfig()).toEqual({ seed: 3, name: 'seed_generator' });
    expect(new random.SeedGenerator({ seed: 1, name: 'mine' }).getConfig()).toEqual({ seed: 1, name: 'mine' });
    expect(new random.SeedGenerator(1, { name: 'mine' }).name).toBe('mine');
    const called = random.SeedGenerator(1);
    expect([called instanceof random.SeedGenerator, called.state]).toEqual([true, [1, 0]]);
  });

  test('setRandomSeed decides everything that has no seed', () => {
    const all = (): unknown[] => [
      numbers(random.uniform([3])),
      numbers(random.normal([3], { seed: null })),
      numbers(random.shuffle([1, 2, 3, 4, 5])),
      new random.SeedGenerator().seed,
    ];
    setRandomSeed(11);
    const first = all();
    setRandomSeed(11);
    expect(all()).toEqual(first);
    setRandomSeed(12);
    expect(all()).not.toEqual(first);
  });

  test('without setRandomSeed the seed comes from the system, once', async () => {
    vi.resetModules();
    const getRandomValues = vi.spyOn(globalThis.crypto, 'getRandomValues');
    const fresh = await import('../../src/ops/random.js');
    const first = numbers(fresh.uniform([3]));
    expect(numbers(fresh.uniform([3]))).not.toEqual(first);
    expect(getRandomValues).toHaveBeenCalledTimes(1);
  });
});

describe('uniform', () => {
  test('never reaches maxval', () => {
    // A fraction close to 1 rounds up to the next float32, which is maxval.
    const next = 1 + 2 ** -23;
    const sample = numbers(random.uniform([1000], { minval: 1, maxval: next, seed: 0 }));
    expect(new Set(sample)).toEqual(new Set([1]));
  });
});

describe('shuffle', () => {
  test('moves slices of the axis and keeps them whole', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
      [10, 11, 12],
    ]);
    const rows = random.shuffle(x, { seed: 5 }).toArray() as number[][];
    expect(rows).not.toEqual(x.toArray());
    expect([...rows].sort((a, b) => a[0]! - b[0]!)).toEqual(x.toArray());
    const columns = random.shuffle(x, { axis: -1, seed: 1 }).toArray() as number[][];
    const order = columns[0]!.map((value) => value - 1);
    expect(columns).toEqual((x.toArray() as number[][]).map((row) => order.map((from) => row[from])));
    expect(random.shuffle(['a', 'b'], { seed: 1 }).dtype).toBe('string');
  });

  test('is a permutation for every length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.maxSafeNat(), (length, seed) => {
        const order = permutation(length, [seed, 0]);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
      { numRuns: 50 },
    );
  });
});

describe('refuses', () => {
  const loose = random as unknown as Record<string, (...values: unknown[]) => unknown>;

  test.each(
    Object.entries({
      'random.uniform: expected a seed, an integer from 0 to 2^53 - 1. Received: seed=1.5.': () =>
        random.uniform([2], { seed: 1.5 }),
      'setRandomSeed: expected a seed, an integer from 0 to 2^53 - 1. Received: seed=-1.': () => setRandomSeed(-1),
      'SeedGenerator: expected a seed, an integer from 0 to 2^53 - 1. Received: seed=NaN.': () =>
        new random.SeedGenerator(NaN),
      'random.uniform: expected a shape, an array of integers that are not negative. Received: shape=[-2].': () =>
        random.uniform([-2]),
      'random.uniform: expected minval ≤ maxval. Received: minval=1, maxval=0.': () =>
        random.uniform([2], { minval: 1, maxval: 0 }),
      'random.normal: expected finite numbers. Received: mean=0, stddev=NaN.': () =>
        random.normal([2], { stddev: NaN }),
      'random.normal: expected a floating-point dtype. Received: dtype="int32".': () =>
        loose.normal!([2], { dtype: 'int32' }),
      'random.randint: expected integers minval < maxval in the range of int32. Received: minval=5, maxval=5.': () =>
        random.randint([2], 5, 5),
      'random.randint: expected integers minval < maxval in the range of int32. Received: minval=0, maxval=2147483648.':
        () => random.randint([2], 0, 2 ** 31),
      'random.shuffle: expected an axis of a tensor of rank 1. Received: axis=1, x=Tensor(shape=[2], dtype=float32).':
        () => random.shuffle([1, 2], { axis: 1 }),
    }),
  )('%s', (message, call) => expect(call).toThrow(message));
});
