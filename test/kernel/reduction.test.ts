import { describe, expect, it } from 'vitest';
import { type Reduction, type ReductionShape, reduce, reduceToPosition } from '../../src/kernel/rows/reduction.js';
import { reductionModule } from '../../src/kernel/rows/reduction-module.js';
import { assembleText, fractions, integers } from '../support/kernels.js';

/** The numbers that are reduced to each result. */
function lines(x: ArrayLike<number>, { outer, reduced, inner }: ReductionShape): number[][] {
  return Array.from({ length: outer * inner }, (_, index) => {
    const [slice, column] = [Math.floor(index / inner), index % inner];
    return Array.from({ length: reduced }, (_, row) => x[(slice * reduced + row) * inner + column]!);
  });
}

const sum = (line: readonly number[]): number => line.reduce((total, value) => total + value, 0);

const definitions: Record<Reduction, (line: readonly number[]) => number> = {
  sum,
  mean: (line) => sum(line) / line.length,
  prod: (line) => line.reduce((total, value) => total * value, 1),
  max: (line) => Math.max(...line),
  min: (line) => Math.min(...line),
};

const shapes: readonly ReductionShape[] = [
  ...[1, 2, 3, 7, 8, 9, 16, 31].map((reduced) => ({ outer: 3, reduced, inner: 1 })),
  ...[1, 2, 3, 4, 5, 15, 16, 17, 39].map((inner) => ({ outer: 2, reduced: 5, inner })),
  { outer: 1, reduced: 1, inner: 6 },
];

describe('reduce', () => {
  it.each(Object.keys(definitions) as Reduction[])('%s follows its definition', (reduction) => {
    for (const shape of shapes) {
      // Products of up to 31 factors from -2 to 2 are exact.
      const x = integers(shape.outer * shape.reduced * shape.inner, shape.inner, reduction === 'prod' ? 2 : 100);
      if (reduction === 'prod') x.forEach((value, index) => (x[index] = value === 0 ? 1 : value));
      const out = new Float32Array(shape.outer * shape.inner).fill(NaN);
      const expected = Float32Array.from(lines(x, shape), definitions[reduction]);
      expect(reduce(reduction, x, out, shape), JSON.stringify(shape)).toEqual(expected);
      // Sums of integers are exact in float64, too.
      const wide = reduce(reduction, Float64Array.from(x), new Float64Array(out.length), shape);
      expect([...wide], JSON.stringify(shape)).toEqual(lines(x, shape).map(definitions[reduction]));
    }
  });

  it.each([1, 3])('sums a million numbers to the last bit of float32 (%i columns)', (inner) => {
    const reduced = 1_000_000;
    const x = fractions(reduced * inner, 1).map((value) => value + 1);
    // Multiples of 2^-23 below 2: their sums are exact in float64.
    const expected = Float32Array.from(lines(x, { outer: 1, reduced, inner }), sum);
    expect(reduce('sum', x, new Float32Array(inner), { outer: 1, reduced, inner })).toEqual(expected);
  });

  const kinds = (['max', 'min', 'sum', 'prod', 'mean'] as const).flatMap((reduction) =>
    [Float32Array, Float64Array].map((kind) => [reduction, kind] as const),
  );
  it.each(kinds)('%s of %o carries NaN along, wherever it stands', (reduction, Kind) => {
    for (const position of [0, 5, 8, 10]) {
      const x = Kind.from(integers(22, 1));
      x[position * 2] = NaN;
      const columns = reduce(reduction, x, new Kind(2), { outer: 1, reduced: 11, inner: 2 });
      expect([...columns].map(Number.isNaN)).toEqual([true, false]);
      const rows = reduce(reduction, x, new Kind(2), { outer: 2, reduced: 11, inner: 1 });
      expect([...rows].map(Number.isNaN)).toEqual([position * 2 < 11, position * 2 >= 11]);
    }
  });

  it('knows infinities', () => {
    const x = Float32Array.of(-Infinity, 1, Infinity, 2);
    const shape = { outer: 1, reduced: 4, inner: 1 };
    expect(reduce('max', x, new Float32Array(1), shape)[0]).toBe(Infinity);
    expect(reduce('min', x, new Float32Array(1), shape)[0]).toBe(-Infinity);
    expect(reduce('sum', x, new Float32Array(1), shape)[0]).toBeNaN();
    expect(reduce('max', Float32Array.of(-Infinity), new Float32Array(1), { ...shape, reduced: 1 })[0]).toBe(-Infinity);
  });

  it('reduces other types', () => {
    const shape = { outer: 1, reduced: 3, inner: 1 };
    expect([...reduce('sum', Int32Array.of(1, 2, -7), new Int32Array(1), shape)]).toEqual([-4]);
    expect([...reduce('max', Uint8Array.of(0, 1, 0), new Uint8Array(1), shape)]).toEqual([1]);
    expect([...reduce('mean', Float64Array.of(1, 2, 2 ** -50), new Float64Array(1), shape)]).toEqual([
      (3 + 2 ** -50) / 3,
    ]);
  });

  it('starts from the neutral element where nothing is reduced, and gives nothing for nothing', () => {
    const none = new Float32Array(0);
    const shape = { outer: 2, reduced: 0, inner: 1 };
    expect([...reduce('sum', none, new Float32Array(2), shape)]).toEqual([0, 0]);
    expect([...reduce('prod', none, new Float32Array(2), shape)]).toEqual([1, 1]);
    expect([...reduce('mean', none, new Float32Array(2), shape)]).toEqual([NaN, NaN]);
    expect(reduce('sum', none, none, { outer: 0, reduced: 3, inner: 1 })).toHaveLength(0);
  });
});

describe('reduceToPosition', () => {
  it('finds the first extreme', () => {
    const shape = { outer: 2, reduced: 4, inner: 2 };
    const x = Float32Array.of(1, 5, 3, 5, 3, -2, 0, -2, -1, 0, -1, 0, -1, 0, -9, 7);
    expect([...reduceToPosition('argmax', x, new Int32Array(4), shape)]).toEqual([1, 0, 0, 3]);
    expect([...reduceToPosition('argmin', x, new Int32Array(4), shape)]).toEqual([3, 2, 3, 0]);
  });

  it('finds the first NaN', () => {
    const x = Float32Array.of(1, NaN, Infinity, NaN, NaN, 2, 3, 4);
    const shape = { outer: 2, reduced: 4, inner: 1 };
    expect([...reduceToPosition('argmax', x, new Int32Array(2), shape)]).toEqual([1, 0]);
    expect([...reduceToPosition('argmin', x, new Int32Array(2), shape)]).toEqual([1, 0]);
  });
});

it.each(['float32', 'float64'] as const)('reductionModule of %s reads the same as text', async (elements) => {
  expect(reductionModule(elements).encode()).toEqual(await assembleText(reductionModule(elements)));
});
