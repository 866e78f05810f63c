import { expect, it } from 'vitest';
import { transpose } from '../../src/kernel/product/transposition.js';
import { integers } from '../support/kernels.js';

/** Around the edges of vectors and of panels of four rows, which the last rows fill only in part. */
const sides = [1, 2, 5, 15, 16, 17, 18, 19, 20, 67];

it.each([Float32Array, Float64Array, Int32Array, Uint8Array])('exchanges rows and columns of a %o', (ArrayType) => {
  for (const rows of sides) {
    for (const columns of sides) {
      const x = ArrayType.from(integers(rows * columns, rows + columns));
      const expected = x.map((_, index) => x[(index % rows) * columns + Math.floor(index / rows)]!);
      const out = new ArrayType(x.length).fill(99);
      expect(transpose(x, out, { rows, columns }), `${rows} × ${columns}`).toEqual(expected);
      expect(transpose(out, x.slice(), { rows: columns, columns: rows })).toEqual(x);
    }
  }
});

it('keeps -0, NaN and infinities', () => {
  const special = [-0, NaN, Infinity, -Infinity, 1e-45];
  for (const rows of [5, 20]) {
    const columns = 17;
    const x = Float32Array.from(
      { length: rows * columns },
      (_, index) => special[Math.floor(index / columns) % special.length]!,
    );
    const expected = Float32Array.from(x, (_, index) => special[(index % rows) % special.length]!);
    expect(transpose(x, new Float32Array(x.length), { rows, columns })).toEqual(expected);
  }
});

it('takes a matrix without elements', () => {
  expect(transpose(new Float32Array(), new Float32Array(), { rows: 5, columns: 0 })).toHaveLength(0);
  expect(transpose(new Float32Array(), new Float32Array(), { rows: 0, columns: 5 })).toHaveLength(0);
});
