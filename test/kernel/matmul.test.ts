import { describe, expect, it } from 'vitest';
import { currentEngine } from '../../src/kernel/engine.js';
import { lattice } from '../../src/kernel/lattice.js';
import { type MatmulShape, matmul } from '../../src/kernel/product/matmul.js';
import { runOnArrays } from '../../src/kernel/eager.js';
import { gatheredProducts } from '../../src/kernel/product/gather-evaluator.js';
import { planGathered } from '../../src/kernel/product/gather-plan.js';
import { tileModule } from '../../src/kernel/product/tile.js';
import { vectorModule } from '../../src/kernel/product/vector.js';
import { assembleText, fractions, integers } from '../support/kernels.js';

/** The definition, in float64. */
function product(a: ArrayLike<number>, b: ArrayLike<number>, shape: MatmulShape, bias?: ArrayLike<number>): number[] {
  const { m, n, k, transposeA = false, transposeB = false } = shape;
  return Array.from({ length: m * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    let sum = bias?.[j] ?? 0;
    for (let p = 0; p < k; p++) sum += a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
    return sum;
  });
}

const transpositions = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

/** Around the edges of tiles (4 × 8), of vectors, and of the blocks of depth (256) and columns (512). */
const sizes: readonly (readonly [m: number, n: number, k: number])[] = [
  ...[1, 2, 3, 4, 5].flatMap((m) => [1, 3, 4, 7, 8, 9].map((n) => [m, n, 1 + ((m * n) % 6)] as const)),
  ...([
    [1, 33, 70],
    [1, 128, 784],
    [70, 1, 33],
    [1, 1, 300],
    [33, 31, 37],
    [13, 17, 255],
    [13, 17, 257],
    [5, 9, 700],
  ] as const),
  ...([
    [37, 520, 19],
    [300, 12, 140],
  ] as const),
];

describe('matmul', () => {
  it.each(transpositions)('is exact on integers of every shape, %o', (transposition) => {
    for (const [m, n, k] of sizes) {
      const shape = { m, n, k, ...transposition };
      const a = integers(m * k, m + k);
      const b = integers(k * n, n + k + 7);
      const bias = integers(n, n);
      const out = new Float32Array(m * n).fill(NaN);
      expect(matmul(a, b, out, shape)).toBe(out);
      expect([...out], `${m}×${n}×${k}`).toEqual(product(a, b, shape));
      expect([...matmul(a, b, out, shape, bias)], `${m}×${n}×${k} with bias`).toEqual(product(a, b, shape, bias));
    }
  });

  it.each(transpositions)('stays within the rounding of float32 sums, %o', (transposition) => {
    const shape = { m: 21, n: 35, k: 600, ...transposition };
    const [a, b] = [fractions(shape.m * shape.k, 1), fractions(shape.n * shape.k, 2)];
    const out = matmul(a, b, new Float32Array(shape.m * shape.n), shape);
    const exact = product(a, b, shape);
    const magnitudes = product(a.map(Math.abs), b.map(Math.abs), shape);
    out.forEach((value, index) => {
      expect(Math.abs(value - exact[index]!)).toBeLessThan(4e-7 * magnitudes[index]!);
    });
  });

  it('multiplies batches, whose operands may be shared', () => {
    const shape = { m: 5, n: 6, k: 7 };
    const [a, b] = [integers(3 * 35, 1), integers(3 * 42, 2)];
    const items = (isShared: boolean) =>
      [0, 1, 2].flatMap((item) => product(a.subarray(item * 35), b.subarray(isShared ? 0 : item * 42), shape));
    const out = new Float32Array(90);
    expect([...matmul(a, b, out, { ...shape, batch: { count: 3, a: 35, b: 42 } })]).toEqual(items(false));
    expect([...matmul(a, b, out, { ...shape, batch: { count: 3, a: 35, b: 0 } })]).toEqual(items(true));

    const scalars = { m: 1, n: 1, k: 1, batch: { count: 3, a: 1, b: 1 } };
    const bias = Float32Array.of(100);
    expect([...matmul(Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6), new Float32Array(3), scalars, bias)]).toEqual(
      [104, 110, 118],
    );
  });

  it.each([
    [21, 600],
    [221, 603],
    [1101, 130],
  ])('gives a row the same bits alone and among others, with %i columns', (n, k) => {
    const shape = { m: 9, n, k };
    const [a, b, bias] = [fractions(9 * k, 3), fractions(k * n, 4), fractions(n, 5)];
    const all = matmul(a, b, new Float32Array(9 * n), shape, bias);
    const first = matmul(a.subarray(0, k), b, new Float32Array(n), { ...shape, m: 1 }, bias);
    expect(first).toEqual(all.subarray(0, n));
  });

  it('carries infinities and NaN only into the rows and columns that they belong to', () => {
    const a = integers(6 * 5, 1);
    const b = integers(5 * 9, 2);
    a[0] = NaN;
    b[8] = Infinity;
    a.set([1, 1, 1, 1, 1, 1], 5);
    const out = matmul(a, b, new Float32Array(54), { m: 6, n: 9, k: 5 });
    expect([...out].map((value, index) => (Number.isFinite(value) ? -1 : index)).filter((index) => index >= 0)).toEqual(
      product(a, b, { m: 6, n: 9, k: 5 })
        .map((value, index) => (Number.isFinite(value) ? -1 : index))
        .filter((index) => index >= 0),
    );
  });

  it('computes float64 and int32 in their own precision', () => {
    const shape = { m: 1, n: 1, k: 2 };
    expect(matmul(Float64Array.of(1, 1), Float64Array.of(1, 2 ** -40), new Float64Array(1), shape)[0]).toBe(
      1 + 2 ** -40,
    );
    expect(matmul(Int32Array.of(1, 1), Int32Array.of(2 ** 30, 1), new Int32Array(1), shape)[0]).toBe(2 ** 30 + 1);
  });

  it('gives the bias, or zeros, where the depth is 0, and nothing where a side is', () => {
    const none = new Float32Array(0);
    const shape = { m: 2, n: 3, k: 0 };
    expect([...matmul(none, none, new Float32Array(6).fill(NaN), shape)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...matmul(none, none, new Float32Array(6), shape, Float32Array.of(1, 2, 3))]).toEqual([1, 2, 3, 1, 2, 3]);
    expect(matmul(none, integers(6, 1), none, { m: 0, n: 3, k: 2 })).toHaveLength(0);
    expect(matmul(integers(6, 1), none, none, { m: 3, n: 0, k: 2 })).toHaveLength(0);
    expect(matmul(integers(2, 1), none, none, { m: 1, n: 0, k: 2, transposeB: true })).toHaveLength(0);
  });
});

describe('gathered products', () => {
  const one = { outer: lattice([1], [1]), inner: lattice([1], [1]) };
  const products = [{ left: one, right: one, targets: Int32Array.of(1) }];
  const [left, right] = [Float32Array.of(2), Float32Array.of(3)];

  it.runIf(currentEngine() === 'wasm')('clear what no product reaches', () => {
    const out = new Float32Array(3).fill(NaN);
    const lengths = { leftLength: 1, rightLength: 1, outLength: 3, startLength: 0 };
    runOnArrays(planGathered({ products, ...lengths }), [left, right], [out]);
    expect([...out]).toEqual([0, 6, 0]);
  });

  it('clear it in plain JavaScript too', () => {
    const out = new Float32Array(3).fill(NaN);
    gatheredProducts(left, right, out, products);
    expect([...out]).toEqual([0, 6, 0]);
  });
});

describe('modules', () => {
  it.each(Object.entries({ tileModule, vectorModule }))('%s reads the same as text', async (_, build) => {
    const module = build();
    expect(module.encode()).toEqual(await assembleText(module));
  });
});
