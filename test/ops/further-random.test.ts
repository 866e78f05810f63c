/** The distributions against their exact distribution functions; Keras's own numbers come from another generator. */
import { describe, expect, test } from 'vitest';
import { erf, erfc } from '../../src/formula/float64.js';
import * as ops from '../../src/ops/index.js';
import * as random from '../../src/ops/random.js';
import { jit } from '../../src/ops/program/jit.js';
import { replay, traceCall } from '../../src/ops/trace.js';
import { grad } from '../../src/ops/gradient.js';
import { setRandomSeed, SymbolicTensor, tensor, type Tensor } from '../../src/tensor/index.js';

const numbers = (x: Tensor): number[] => Array.from(x.data as Float32Array);
const size = 20_000;

/**
 * The largest distance between the share of a sample up to x and the probability of that. For distributions of integers it is taken at these, where it is largest.
 */
function distance(sample: readonly number[], distribution: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const isLast = (i: number): boolean => sorted[i] !== sorted[i + 1];
  return Math.max(...sorted.map((x, i) => (isLast(i) ? Math.abs((i + 1) / sorted.length - distribution(x)) : 0)));
}

/** What that distance exceeds once in a million samples: the tail of Kolmogorov's distribution, 2·exp(-2t²) at t = 2.7. */
const bar = 2.7 / Math.sqrt(size);

const mean = (sample: readonly number[]): number => sample.reduce((sum, x) => sum + x, 0) / sample.length;

/** The distribution function of gamma, from that of 1/2 or 1 by `P(a + 1, x) = P(a, x) - x^a·e^(-x) / Γ(a + 1)`. */
function gammaUpTo(alpha: number, x: number): number {
  const start = alpha % 1 === 0 ? 1 : 0.5;
  let result = start === 1 ? -Math.expm1(-x) : erf(Math.sqrt(x));
  let term = start === 1 ? x * Math.exp(-x) : 2 * Math.sqrt(x / Math.PI) * Math.exp(-x);
  for (let a = start; a < alpha; a++) {
    result -= term;
    term *= x / (a + 1);
  }
  return result;
}

/** The probability of up to k successes, term by term from the logarithm of the first. */
function successesUpTo(k: number, count: number, chance: number): number {
  let logarithm = count * Math.log1p(-chance);
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += Math.exp(logarithm);
    logarithm += Math.log((count - i) / (i + 1)) + Math.log(chance) - Math.log1p(-chance);
  }
  return sum;
}

/** The distribution function of beta for integers: of n = α + β - 1 uniform numbers, the probability that at least α are below x. */
const betaUpTo = (alpha: number, beta: number, x: number): number =>
  x <= 0 ? 0 : x >= 1 ? 1 : 1 - successesUpTo(alpha - 1, alpha + beta - 1, x);

describe('gamma', () => {
  test.each([0.5, 1, 1.5, 2, 3.5, 20])('has its distribution for alpha = %d', (alpha) => {
    const sample = numbers(random.gamma([size], alpha, { seed: 3, dtype: 'float64' }));
    expect(distance(sample, (x) => gammaUpTo(alpha, x))).toBeLessThan(bar);
  });

  test('has mean and variance alpha, for small and large ones', () => {
    for (const alpha of [0.01, 0.3, 1e4, 1e9]) {
      const sample = numbers(random.gamma([size], alpha, { seed: 4, dtype: 'float64' }));
      // The mean of as many has a deviation of √(alpha / size), of which 5 occur once in two millions.
      expect(Math.abs(mean(sample) - alpha)).toBeLessThan(5 * Math.sqrt(alpha / size));
      const variance = mean(sample.map((x) => (x - alpha) ** 2));
      // That of a variance is √((2·alpha² + 6·alpha) / size).
      expect(Math.abs(variance - alpha)).toBeLessThan(5 * Math.sqrt((2 * alpha ** 2 + 6 * alpha) / size));
    }
  });

  test('takes a parameter for each number', () => {
    const both = numbers(random.gamma([size, 2], [1, 20], { seed: 5 }));
    expect(distance(both.filter((_, i) => i % 2 === 0), (x) => gammaUpTo(1, x))).toBeLessThan(bar); // prettier-ignore
    expect(distance(both.filter((_, i) => i % 2 === 1), (x) => gammaUpTo(20, x))).toBeLessThan(bar); // prettier-ignore
  });
});

describe('beta', () => {
  test.each([
    [1, 1],
    [2, 5],
    [7, 3],
    [40, 60],
  ])('has its distribution for %d and %d', (alpha, beta) => {
    // prettier-ignore
    const sample = numbers(random.beta([size], alpha, beta, { seed: 3, dtype: 'float64' }));
    expect(distance(sample, (x) => betaUpTo(alpha, beta, x))).toBeLessThan(bar);
  });

  test('has its distribution for parameters below 1', () => {
    const arcsine = numbers(random.beta([size], 0.5, 0.5, { seed: 6, dtype: 'float64' }));
    expect(distance(arcsine, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x)))).toBeLessThan(bar);
    const tiny = numbers(random.beta([size], 0.01, 1, { seed: 7, dtype: 'float64' }));
    expect(distance(tiny, (x) => x ** 0.01)).toBeLessThan(bar);
  });
});

describe('binomial', () => {
  test.each([
    [1, 0.25],
    [10, 0.5],
    [16, 0.9],
    [17, 0.1],
    [60, 0.35],
    [1000, 0.002],
    [1000, 0.7],
    [100_000, 0.001],
  ])('has its distribution for %d trials of %d', (count, chance) => {
    // prettier-ignore
    const sample = numbers(random.binomial([size], count, chance, { seed: 8 }));
    expect(sample.every((x) => Number.isInteger(x) && x >= 0 && x <= count)).toBe(true);
    expect(distance(sample, (k) => successesUpTo(k, count, chance))).toBeLessThan(bar);
  });

  test('never and always', () => {
    expect(numbers(random.binomial([2, 2], [[5], [500]], [0, 1], { seed: 1 }))).toEqual([0, 5, 0, 500]);
    expect(numbers(random.binomial([1], 0, 0.5, { seed: 1 }))).toEqual([0]);
  });

  test('of a billion trials is nearly normal', () => {
    const [count, chance] = [1e9, 0.3];
    const deviation = Math.sqrt(count * chance * (1 - chance));
    const sample = numbers(random.binomial([size], count, chance, { seed: 9, dtype: 'float64' }));
    const normal = (x: number): number => 0.5 * erfc(-(x + 0.5 - count * chance) / deviation / Math.SQRT2);
    expect(distance(sample, normal)).toBeLessThan(bar);
  });
});

describe('categorical', () => {
  test('draws classes in their shares, for each row', () => {
    const logits = [[0, Math.log(2), -Infinity, Math.log(7)], [5, 5, 5, 5]]; // prettier-ignore
    const drawn = random.categorical(logits, size, { seed: 3 });
    expect([drawn.dtype, drawn.shape]).toEqual(['int32', [2, size]]);
    const rows = drawn.toArray() as number[][];
    for (const [row, shares] of [
      [0, [0.1, 0.2, 0, 0.7]],
      [1, [0.25, 0.25, 0.25, 0.25]],
    ] as const) {
      // prettier-ignore
      const counts = shares.map((_, each) => rows[row]!.filter((x) => x === each).length);
      const chiSquare = counts.reduce((sum, n, i) => sum + (shares[i]! > 0 ? (n - size * shares[i]!) ** 2 / (size * shares[i]!) : n), 0); // prettier-ignore
      // Three degrees of freedom exceed this once in a million.
      expect(chiSquare).toBeLessThan(30.7);
    }
  });

  test('knows its shape for any batch, and takes float16', () => {
    const logits = new SymbolicTensor({ shape: [null, 3], dtype: 'float16' });
    expect(random.categorical(logits, 5).shape).toEqual([null, 5]);
    const certain = ops.cast([[-100, 100, -100]], 'float16');
    expect(numbers(random.categorical(certain, 2, { dtype: 'float32' }))).toEqual([1, 1]);
    expect(numbers(random.categorical([[1, Infinity, 3]], 2))).toEqual([1, 1]);
  });
});

describe('dropout', () => {
  test('drops the share and scales the rest', () => {
    const y = numbers(random.dropout(ops.ones([size]), 0.3, { seed: 3 }));
    expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    const dropped = y.filter((x) => x === 0).length;
    expect(Math.abs(dropped - 0.3 * size)).toBeLessThan(5 * Math.sqrt(size * 0.3 * 0.7));
  });

  test('decides once along axes of length 1', () => {
    const y = random.dropout(ops.ones([4, 50, 3]), 0.5, { noiseShape: [null, 1, 3], seed: 1 });
    const slices = ops.unstack(y, { axis: 1 }).map(numbers);
    expect(slices.every((each) => String(each) === String(slices[0]))).toBe(true);
    expect(new Set(slices[0])).toEqual(new Set([0, 2]));
  });

  test('with a rate of 0 and 1', () => {
    expect(numbers(random.dropout([1, 2], 0))).toEqual([1, 2]);
    expect(numbers(random.dropout([1, NaN], { rate: 1 }))).toEqual([0, 0]);
  });

  test('passes the gradient on to what is kept', () => {
    const y = random.dropout([1, 1, 1, 1, 1, 1], 0.5, { seed: 2 });
    expect(numbers(grad((x) => ops.sum(random.dropout(x, 0.5, { seed: 2 })))([1, 1, 1, 1, 1, 1]))).toEqual(numbers(y));
  });
});

type Drawing = (seed: random.SeedGenerator | number | null) => Tensor;

const draws: Readonly<Record<string, Drawing>> = {
  uniform: (seed) => random.uniform([9], { seed }),
  normal: (seed) => random.normal([9], { seed }),
  truncatedNormal: (seed) => random.truncatedNormal([9], { seed }),
  randint: (seed) => random.randint([9], 0, 1000, { seed }),
  gamma: (seed) => random.gamma([9], 2.5, { seed }),
  beta: (seed) => random.beta([9], 2.5, [0.4], { seed }),
  binomial: (seed) => random.binomial([9], 1000, 0.4, { seed }),
  categorical: (seed) => random.categorical(ops.zeros([1, 1000]), 9, { seed }),
  shuffle: (seed) => random.shuffle(ops.arange(30), { seed }),
  dropout: (seed) => random.dropout(ops.ones([60]), 0.5, { seed }),
};

describe.each(Object.entries(draws))('%s', (_, draw) => {
  test('gives the same numbers for a number, others for each draw of a generator', () => {
    const generator = new random.SeedGenerator(3);
    const first = numbers(draw(generator));
    expect(numbers(draw(3))).toEqual(first);
    expect(numbers(draw(3))).toEqual(first);
    expect(numbers(draw(4))).not.toEqual(first);
    expect(numbers(draw(generator))).not.toEqual(first);
    expect(generator.state).toEqual([3, 2]);
  });

  test('follows setRandomSeed without a seed', () => {
    setRandomSeed(5);
    const first = numbers(draw(null));
    expect(numbers(draw(null))).not.toEqual(first);
    setRandomSeed(5);
    expect(numbers(draw(null))).toEqual(first);
  });

  test('draws in a traced function what it draws without', () => {
    const [traced, plain] = [new random.SeedGenerator(3), new random.SeedGenerator(3)];
    const step = jit(() => draw(traced));
    for (let i = 0; i < 3; i++) expect(numbers(step())).toEqual(numbers(draw(plain)));
    expect(traced.state).toEqual([3, 3]);
  });
});

describe('parameters', () => {
  test('may stand among the options, and be tensors in a traced function', () => {
    const expected = numbers(random.beta([3], [1, 2, 3], 4, { seed: 1 }));
    expect(numbers(random.beta([3], [1, 2, 3], { beta: 4, seed: 1 }))).toEqual(expected);
    expect(numbers(random.beta([3], { alpha: [1, 2, 3], beta: 4, seed: 1 }))).toEqual(expected);
    expect(numbers(random.beta({ shape: [3], alpha: [1, 2, 3], beta: 4, seed: 1 }))).toEqual(expected);
    const step = jit((alpha: Tensor) => random.beta([3], alpha, 4, { seed: 1 }));
    expect(numbers(step(tensor([1, 2, 3])))).toEqual(expected);
    expect(numbers(random.gamma({ shape: 2, alpha: 3, seed: 1 }))).toEqual(numbers(random.gamma([2], 3, { seed: 1 })));
    expect(numbers(random.binomial([2], { counts: 9, probabilities: 0.5, seed: 1 }))).toEqual(
      numbers(random.binomial([2], 9, 0.5, { seed: 1 })),
    );
    expect(numbers(random.categorical([[0, 0, 0]], { numSamples: 9, seed: 1 }))).toEqual(
      numbers(random.categorical([[0, 0, 0]], 9, { seed: 1 })),
    );
  });

  test.each(['float16', 'bfloat16', 'float32', 'float64'] as const)('give numbers of %s', (dtype) => {
    const seed = 1;
    for (const each of [
      random.gamma([4], 2, { dtype, seed }),
      random.beta([4], 2, 3, { dtype, seed }),
      random.binomial([4], 20, 0.5, { dtype, seed }),
      random.dropout(ops.ones([4], { dtype }), 0.5, { seed }),
    ])
      expect(each.dtype).toBe(dtype);
    const [single, double] = [random.gamma([4], 2, { dtype, seed }), random.gamma([4], 2, { dtype: 'float64', seed })];
    expect(single).toEqual(ops.cast(double, dtype));
  });

  test('that mean nothing give NaN where nobody knew them before', () => {
    const traced = (f: (given: Tensor) => Tensor, values: readonly number[]): number[] => {
      const given = tensor(values);
      return numbers(replay(traceCall(f, [given]), [given]) as Tensor);
    };
    expect(traced((alpha) => random.gamma([3], alpha, { seed: 1 }), [-1, 0, NaN])).toEqual([NaN, NaN, NaN]);
    expect(traced((counts) => random.binomial([2], counts, 0.5, { seed: 1 }), [-1, NaN])).toEqual([NaN, NaN]);
  });
});

describe('refuses', () => {
  test.each(
    Object.entries({
      'random.gamma: expected finite numbers `alpha` > 0. Received: alpha=0.': () => random.gamma([2], 0),
      'random.gamma: expected the argument `alpha`. Received: alpha=undefined.': () =>
        (random.gamma as unknown as (shape: readonly number[]) => Tensor)([2]),
      'random.gamma: expected `alpha` to broadcast to the shape of the result. Received: alpha=Tensor(shape=[2, 1], dtype=float32), shape=[2].':
        () => random.gamma([2], [[1], [2]]),
      'random.beta: expected finite numbers `beta` > 0. Received: beta=Infinity.': () => random.beta([2], 1, Infinity),
      'random.beta: expected a floating-point dtype. Received: dtype="int32".': () =>
        random.beta([2], 1, 2, { dtype: 'int32' as 'float32' }),
      'random.binomial: expected `counts` to be integers that are not negative. Received: counts=1.5.': () =>
        random.binomial([2], 1.5, 0.5),
      'random.binomial: expected `probabilities` to be from 0 to 1. Received: probabilities=1.5.': () =>
        random.binomial([2], 1, 1.5),
      'random.categorical: expected `logits` of shape [rows, classes]. Received: logits=Tensor(shape=[2], dtype=float32).':
        () => random.categorical([1, 2], 3),
      'random.categorical: expected `numSamples` to be an integer that is not negative. Received: numSamples=-1.': () =>
        random.categorical([[1, 2]], -1),
      'random.dropout: expected `rate` to be from 0 to 1. Received: rate=2.': () => random.dropout([1], 2),
      'random.dropout: expected a noiseShape that broadcasts to the inputs. Received: noiseShape=[2], inputs=Tensor(shape=[3], dtype=float32).':
        () => random.dropout([1, 2, 3], 0.5, { noiseShape: [2] }),
    }),
  )('%s', (message, call) => expect(call).toThrow(message));
});

test('more class numbers than memory holds', () => {
  for (const count of [1e10, 1e12]) expect(() => random.categorical([[1, 2]], count)).toThrow('random.categorical: expected no more elements than memory can hold'); // prettier-ignore
});
