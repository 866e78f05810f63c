import { describe, expect, it, test } from 'vitest';
import type { NumericArray } from '../../src/kernel/arrays.js';
import { currentEngine, setEngine } from '../../src/kernel/engine.js';
import {
  logSoftmaxRows,
  logSoftmaxRowsGradient,
  softmaxRows,
  softmaxRowsGradient,
} from '../../src/kernel/rows/softmax.js';
import { softmaxFunctions, softmaxModule, type SoftmaxName } from '../../src/kernel/rows/softmax-module.js';
import { sparsemaxRows, sparsemaxRowsGradient } from '../../src/kernel/rows/sparsemax.js';
import { assembleText, fractions } from '../support/kernels.js';

type RowKernel = (x: NumericArray, y: NumericArray, length: number) => void;

const rowsOf = (x: NumericArray, length: number): number[][] =>
  Array.from({ length: x.length / length }, (_, row) => Array.from(x.subarray(row * length, (row + 1) * length)));

/** A kernel's result. The arrays lie within larger ones, whose other elements must stay as they are. */
function run(kernel: RowKernel, x: Float32Array, length: number): Float32Array {
  const around = new Float32Array(x.length + 11).fill(77);
  const y = around.subarray(5, 5 + x.length);
  kernel(x, y, length);
  expect([...around.subarray(0, 5), ...around.subarray(5 + x.length)]).toEqual(new Array(11).fill(77));
  return y;
}

const definitions = {
  softmax(row: readonly number[]): number[] {
    const greatest = Math.max(...row);
    const exponentials = row.map((value) => Math.exp(value - greatest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    return exponentials.map((value) => value / total);
  },
  logSoftmax(row: readonly number[]): number[] {
    const greatest = Math.max(...row);
    const place = row.indexOf(greatest);
    const others = row.filter((_, i) => i !== place);
    const logarithm = Math.log1p(others.reduce((sum, value) => sum + Math.exp(value - greatest), 0));
    return row.map((value) => value - greatest - logarithm);
  },
  /** By sorting, as in the paper. */
  sparsemax(row: readonly number[]): number[] {
    const sorted = [...row].sort((a, b) => b - a);
    let [sum, threshold] = [0, 0];
    sorted.forEach((value, i) => {
      sum += value;
      if (1 + (i + 1) * value > sum) threshold = (sum - 1) / (i + 1);
    });
    return row.map((value) => Math.max(value - threshold, 0));
  },
};

/** Within 5e-7, or 1e-5 for less than a millionth of the row's largest. */
function expectRows(y: Float32Array, wanted: readonly (readonly number[])[], length: number, floor = 0): void {
  const misses = rowsOf(y, length).flatMap((row, r) => {
    const largest = Math.max(...wanted[r]!.map(Math.abs));
    const isClose = (value: number, expected: number): boolean => {
      const tolerance = Math.abs(expected) >= 1e-6 * largest ? 5e-7 : 1e-5;
      return Math.abs(value - expected) <= Math.max(tolerance * Math.abs(expected), 2 ** -149, floor);
    };
    return row.flatMap((value, i) => (isClose(value, wanted[r]![i]!) ? [] : [{ r, i, value, not: wanted[r]![i] }]));
  });
  expect(misses, `rows of length ${length}`).toEqual([]);
}

const lengths = [...Array.from({ length: 40 }, (_, i) => i + 1), 63, 64, 65, 127, 1000, 1024, 1025];
const logits = (rows: number, length: number): Float32Array =>
  fractions(rows * length, length).map((value, i) => value * [1, 8, 60][Math.floor(i / length) % 3]!);

describe('rows', () => {
  const kernels = { softmax: softmaxRows, logSoftmax: logSoftmaxRows, sparsemax: sparsemaxRows };

  describe.each(Object.keys(kernels) as (keyof typeof kernels)[])('%s', (name) => {
    const [kernel, definition] = [kernels[name], definitions[name]];

    it('follows its definition for every length of a row', () => {
      for (const length of lengths) {
        const x = logits(7, length);
        // The definition of sparsemax by cumulative sums loses digits that the kernel keeps.
        const floor = name === 'sparsemax' ? 1e-13 : 0;
        expectRows(run(kernel, x, length), rowsOf(x, length).map(definition), length, floor);
      }
    });

    it('follows it for many short rows', () => {
      for (let length = 2; length <= 16; length += 1) {
        const x = logits(3000, length);
        expectRows(run(kernel, x, length), rowsOf(x, length).map(definition), length, name === 'sparsemax' ? 1e-13 : 0);
      }
    });

    it('does many rows, and rows longer than a block', () => {
      for (const [rows, length] of [
        [9000, 10],
        [3, 40_000],
        [1, 100_003],
        [70_000, 1],
      ] as const) {
        const x = logits(rows, length);
        const y = run(kernel, x, length);
        const last = x.length - length;
        expectRows(y.subarray(last), [definition(Array.from(x.subarray(last)))], length, 1e-13);
        expectRows(y.subarray(0, length), [definition(Array.from(x.subarray(0, length)))], length, 1e-13);
      }
    });

    it('may write over its input', () => {
      const x = logits(5, 13);
      const wanted = run(kernel, x, 13);
      const inPlace = Float32Array.from(x);
      kernel(inPlace, inPlace, 13);
      expect(inPlace).toEqual(wanted);
    });

    it('computes float64 in float64', () => {
      const x = Float64Array.from(logits(3, 9));
      const y = new Float64Array(x.length);
      kernel(x, y, 9);
      rowsOf(y, 9).forEach((row, r) => {
        const wanted = definition(rowsOf(x, 9)[r]!);
        row.forEach((value, i) =>
          expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(wanted[i]!))),
        );
      });
    });

    it('keeps infinities and NaN to their rows', () => {
      const special = [
        [1, NaN, 2],
        [1, 2, 3],
        [-Infinity, 1, 2],
        [1, Infinity, 2],
        [-Infinity, -Infinity, -Infinity],
        [NaN, Infinity, 0],
        [Infinity, Infinity, 0],
        [3.4e38, -3.4e38, 0],
      ];
      const y = rowsOf(run(kernel, Float32Array.from(special.flat()), 3), 3);
      const [none, all] = name === 'logSoftmax' ? [-Infinity, 0] : [0, 1];
      const half = name === 'logSoftmax' ? Math.fround(Math.log(0.5)) : 0.5;
      expect(y[0]).toEqual([NaN, NaN, NaN]);
      expect(y[1]!.every(Number.isFinite)).toBe(true);
      expect(y[2]![0]).toBe(none);
      expect(y[2]!.slice(1)).toEqual(rowsOf(run(kernel, Float32Array.of(1, 2), 2), 2)[0]);
      expect(y[3]).toEqual([none, all, none]);
      expect(y[4]).toEqual([NaN, NaN, NaN]);
      expect(y[5]).toEqual([NaN, NaN, NaN]);
      expect(y[6]).toEqual([half, half, none]);
      expect(y[7]![0]).toBe(all);
    });
  });

  it('softmax loses nothing by subtracting the greatest element', () => {
    const x = Float32Array.of(-7.655778, -3.477485, -8.435641, -11.698573, -13.395557, -3.52855, -12.44326);
    expectRows(run(softmaxRows, x, 7), [definitions.softmax(Array.from(x))], 7);
  });

  it('log-softmax keeps the little that a sure row leaves to the others', () => {
    for (const [below, wanted] of [
      [-20, -2.0611536e-9],
      [-40, -4.2483543e-18],
      [-87, -1.6458115e-38],
    ] as const) {
      for (const greatest of [0, 8, -8, 512]) {
        const [sure] = run(logSoftmaxRows, Float32Array.of(greatest, greatest + below), 2);
        expect(Math.abs(sure! / wanted - 1)).toBeLessThan(1e-7);
      }
    }
  });

  it('equal elements share equally, whatever their size', () => {
    for (const value of [0, 1e-40, -88, 1e30, -3.4e38]) {
      const x = new Float32Array(7).fill(value);
      expect(run(softmaxRows, x, 7)).toEqual(new Float32Array(7).fill(1 / 7));
      expect(run(sparsemaxRows, x, 7)).toEqual(new Float32Array(7).fill(1 / 7));
      const logarithm = Math.fround(-Math.log(7));
      expect(run(logSoftmaxRows, x, 7)).toEqual(new Float32Array(7).fill(logarithm));
    }
  });
});

/** Gradients as sums over pairs of elements, in which nothing is subtracted that should have cancelled before. */
const gradients = {
  softmax(x: readonly number[], dy: readonly number[]): number[] {
    const p = definitions.softmax(x);
    return x.map((_, i) => p[i]! * sumOver(x, (j) => p[j]! * (dy[i]! - dy[j]!)));
  },
  logSoftmax(x: readonly number[], dy: readonly number[]): number[] {
    const p = definitions.softmax(x);
    return x.map((_, i) => sumOver(x, (j) => (i === j ? 0 : dy[i]! * p[j]! - p[i]! * dy[j]!)));
  },
  sparsemax(x: readonly number[], dy: readonly number[]): number[] {
    const isPositive = definitions.sparsemax(x).map((value) => value > 0);
    const count = isPositive.filter(Boolean).length;
    const part = (i: number, j: number): number => (isPositive[j]! ? (dy[i]! - dy[j]!) / count : 0);
    return x.map((_, i) => (isPositive[i]! ? sumOver(x, (j) => part(i, j)) : 0));
  },
};

const sumOver = (row: readonly number[], term: (index: number) => number): number =>
  row.reduce((sum, _, index) => sum + term(index), 0);

const gradientKernels = {
  softmax: softmaxRowsGradient,
  logSoftmax: logSoftmaxRowsGradient,
  /** From its result, which says where it is positive. */
  sparsemax(x: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
    const y = x.slice();
    sparsemaxRows(x, y, length);
    sparsemaxRowsGradient(y, dy, dx, length);
  },
};

describe.each(Object.keys(gradients) as (keyof typeof gradients)[])('gradient of %s', (name) => {
  const [kernel, definition] = [gradientKernels[name], gradients[name]];

  /** Elements of a gradient that are further from it than this share of the row's greatest. */
  const missesOf = (x: NumericArray, dy: NumericArray, length: number, tolerance: number) => {
    const dx = dy.slice();
    kernel(x, dy, dx, length);
    const upstreams = rowsOf(dy, length);
    const wanted = rowsOf(x, length).map((row, r) => definition(row, upstreams[r]!));
    return rowsOf(dx, length).flatMap((row, r) => {
      const largest = Math.max(...wanted[r]!.map(Math.abs));
      const isClose = (value: number, i: number): boolean =>
        Math.abs(value - wanted[r]![i]!) <= Math.max(tolerance * largest, 2 ** -149);
      return row.flatMap((value, i) => (isClose(value, i) ? [] : [{ r, i, value, not: wanted[r]![i] }]));
    });
  };

  it.each([...lengths.filter((length) => length <= 65), 127, 1000])('follows its definition, length %i', (length) => {
    const rows = length < 20 ? 300 : 6;
    const dy = fractions(rows * length, length + 1);
    expect(missesOf(logits(rows, length), dy, length, 1e-6)).toEqual([]);
  });

  it('is exact where it cancels, or one element has nearly all the weight', () => {
    for (const [x, dy] of [
      [
        [-0.90906, -0.68035],
        [-0.38075, -0.47856],
      ],
      [
        [-19.424557, -86.936523],
        [0.8753, -0.5297],
      ],
      [
        [20, 0, 1, -3],
        [5, 4.5, 3, 7],
      ],
      [
        [60, 0, 1, -3],
        [-1, 0, 0, 0],
      ],
    ] as const) {
      expect(missesOf(Float32Array.from(x), Float32Array.from(dy), x.length, 1e-6)).toEqual([]);
    }
  });

  it('computes float64 in float64', () => {
    for (const length of [2, 9, 64]) {
      const x = Float64Array.from(logits(9, length));
      const dy = Float64Array.from(fractions(9 * length, 5));
      expect(missesOf(x, dy, length, 1e-14)).toEqual([]);
    }
  });

  it('of equal upstream gradients is 0, but for log-softmax', () => {
    const x = logits(3, 7);
    const dx = new Float32Array(x.length);
    kernel(x, new Float32Array(x.length).fill(0.1), dx, 7);
    expect(dx.every((value) => value === 0)).toBe(name !== 'logSoftmax');
  });

  it('is NaN in rows without an answer, and finite beside a +∞', () => {
    const x = Float32Array.of(-Infinity, -Infinity, NaN, 1, 2, Infinity, -Infinity, 3, 0.5, 0.25);
    const dx = new Float32Array(x.length);
    kernel(x, Float32Array.of(1, 2, 1, 2, 1, 2, 1, 2, 1, 2), dx, 2);
    const [none, notANumber, infinite, masked, usual] = rowsOf(dx, 2);
    expect([none, notANumber]).toEqual([
      [NaN, NaN],
      [NaN, NaN],
    ]);
    const ofSure = name === 'logSoftmax' ? [1, -1] : [0, 0];
    expect(infinite!.map((value) => value + 0)).toEqual(ofSure);
    expect(masked!.map((value) => value + 0)).toEqual(ofSure);
    expect(usual!.every(Number.isFinite)).toBe(true);
  });
});

/** Rows of all kinds: of every length, sure ones, far ones, and such as only the evaluator can compute. */
function unusualRows(length: number, seed: number): Float64Array {
  const special = [-Infinity, Infinity, NaN, 0, -0, 5e-324, 1e300, -1e300];
  const [sizes, places] = [fractions(40 * length, seed), fractions(40 * length, seed + 1)];
  return Float64Array.from(sizes, (value, i) => {
    const row = Math.floor(i / length);
    if (row >= 30 && places[i]! > 0.5) return special[(i * 7 + row) % special.length]!;
    return [value, 40 * value, 300 * value, 700 + value, value * 2 ** -40][row % 5]! + 2 ** -30 * places[i]!;
  });
}

describe.runIf(currentEngine() === 'wasm')('rows of float64 are those of the evaluator', () => {
  const evaluated = (kernel: () => void): void => {
    setEngine('evaluator');
    kernel();
    setEngine('wasm');
  };
  /** To 1e-14, and to a share of the row's greatest where terms of that size cancel. */
  const expectClose = (a: Float64Array, b: Float64Array, length: number, share: number): void =>
    expect(
      rowsOf(b, length).flatMap((row, r) => {
        const allowed = share * Math.max(...row.filter(Number.isFinite).map(Math.abs), 0) + Number.MIN_VALUE;
        return row.flatMap((wanted, i) => {
          const value = a[r * length + i]!;
          const isClose = Math.abs(value - wanted) <= 1e-14 * Math.abs(wanted) + allowed;
          return isClose || Object.is(value + 0, wanted + 0) ? [] : [{ r, i, value, wanted }];
        });
      }),
    ).toEqual([]);

  test.each([1, 2, 3, 7, 8, 9, 15, 16, 17, 1000, 20_001])('of length %i', (length) => {
    const [x, dy] = [unusualRows(length, length), Float64Array.from(fractions(40 * length, length + 3))];
    for (const kernel of [softmaxRows, logSoftmaxRows]) {
      const around = new Float64Array(x.length + 5).fill(77);
      const [compiled, plain] = [around.subarray(2, 2 + x.length), x.slice()];
      kernel(x, compiled, length);
      expect([...around.subarray(0, 2), ...around.subarray(2 + x.length)]).toEqual([77, 77, 77, 77, 77]);
      evaluated(() => kernel(x, plain, length));
      expectClose(compiled, plain, length, 0);
    }
    for (const kernel of [softmaxRowsGradient, logSoftmaxRowsGradient]) {
      const [compiled, plain] = [x.slice(), x.slice()];
      kernel(x, dy, compiled, length);
      evaluated(() => kernel(x, dy, plain, length));
      expectClose(compiled, plain, length, 1e-14);
    }
  });
});

const moduleNames = (Object.keys(softmaxFunctions) as SoftmaxName[]).flatMap((name) =>
  (['float32', 'float64'] as const).map((elements) => [name, elements] as const),
);

test.each(moduleNames)('%s of %s reads as text what runs as bytes', async (name, elements) => {
  const module = softmaxModule(name, elements);
  expect(Buffer.from(await assembleText(module)).equals(Buffer.from(module.encode()))).toBe(true);
});
