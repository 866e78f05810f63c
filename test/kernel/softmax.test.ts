import { describe, expect, it, test } from 'vitest';
import type { NumericArray } from '../../src/kernel/arrays.js';
import { logSoftmaxRows, logSoftmaxRowsGradient, softmaxRows, softmaxRowsGradient } from '../../src/kernel/softmax.js';
import { softmaxModule } from '../../src/kernel/softmax-module.js';
import { sparsemaxRows } from '../../src/kernel/sparsemax.js';
import { assembleText, describeOnEachEngine, fractions } from '../support/kernels.js';

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
    const others = row.filter((_, i) => i !== row.indexOf(greatest));
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
  rowsOf(y, length).forEach((row, r) => {
    const largest = Math.max(...wanted[r]!.map(Math.abs));
    row.forEach((value, i) => {
      const expected = wanted[r]![i]!;
      const tolerance = Math.abs(expected) >= 1e-6 * largest ? 5e-7 : 1e-5;
      const error = Math.abs(value - expected);
      expect(error, `row ${r} of length ${length}, element ${i}: ${value}, not ${expected}`).toBeLessThanOrEqual(
        Math.max(tolerance * Math.abs(expected), 2 ** -149, floor),
      );
    });
  });
}

const lengths = [...Array.from({ length: 40 }, (_, i) => i + 1), 63, 64, 65, 127, 1000, 1024, 1025];
const logits = (rows: number, length: number): Float32Array =>
  fractions(rows * length, length).map((value, i) => value * [1, 8, 60][Math.floor(i / length) % 3]!);

describeOnEachEngine('rows', () => {
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
          expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(3e-14 * Math.max(1, Math.abs(wanted[i]!))),
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

  it('log-softmax keeps the little that a sure row leaves to the others', () => {
    for (const [below, wanted] of [
      [-20, -2.0611536e-9],
      [-40, -4.2483543e-18],
      [-87, -1.6458115e-38],
    ] as const) {
      const [sure] = run(logSoftmaxRows, Float32Array.of(0, below), 2);
      expect(Math.abs(sure! / wanted - 1)).toBeLessThan(3e-7);
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

describeOnEachEngine('gradients of rows', () => {
  it.each(lengths)('follow their definitions for rows of length %i', (length) => {
    const x = logits(4, length);
    const dy = fractions(4 * length, length + 1);
    const [y, z, ofSoftmax, ofLogSoftmax] = [0, 1, 2, 3].map(() => new Float32Array(x.length));
    softmaxRows(x, y!, length);
    logSoftmaxRows(x, z!, length);
    softmaxRowsGradient(y!, dy, ofSoftmax!, length);
    logSoftmaxRowsGradient(z!, dy, ofLogSoftmax!, length);
    rowsOf(x, length).forEach((row, r) => {
      const upstream = rowsOf(dy, length)[r]!;
      const p = definitions.softmax(row);
      const mean = p.reduce((sum, value, i) => sum + value * upstream[i]!, 0);
      const total = upstream.reduce((sum, value) => sum + value, 0);
      const wanted = [
        p.map((value, i) => value * (upstream[i]! - mean)),
        p.map((value, i) => upstream[i]! - value * total),
      ];
      [ofSoftmax!, ofLogSoftmax!].forEach((gradient, which) => {
        const largest = Math.max(...wanted[which]!.map(Math.abs));
        rowsOf(gradient, length)[r]!.forEach((value, i) =>
          expect(Math.abs(value - wanted[which]![i]!), `row ${r}, element ${i}`).toBeLessThanOrEqual(
            1e-6 * largest + 1e-15,
          ),
        );
      });
    });
  });

  it('is not drowned where one element has nearly all the weight', () => {
    const x = Float32Array.of(20, 0, 1, -3);
    const y = new Float32Array(4);
    softmaxRows(x, y, 4);
    const [dy, dx] = [Float32Array.of(5, 4.5, 3, 7), new Float32Array(4)];
    softmaxRowsGradient(y, dy, dx, 4);
    const p = definitions.softmax(Array.from(x));
    const rest = p.slice(1).reduce((sum, value, i) => sum + value * (dy[i + 1]! - 5), 0);
    expect(Math.abs(dx[0]! / (-p[0]! * rest) - 1)).toBeLessThan(1e-6);
  });
});

test('the module reads as text what runs as bytes', async () => {
  const module = softmaxModule();
  expect(Buffer.from(await assembleText(module)).equals(Buffer.from(module.encode()))).toBe(true);
});
