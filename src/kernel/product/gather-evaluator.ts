/** Products of gathered operands in plain JavaScript. */
import type { NumericArray } from '../arrays.js';
import { isCovered, once, type Product } from './product.js';

/**
 * Fills `out` with products of `left` and `right`, one after the other; elements that no product computes become 0. Sums are computed in
 * float64; those of integers are taken modulo 2³².
 */
export function gatheredProducts(
  left: NumericArray,
  right: NumericArray,
  out: NumericArray,
  products: readonly Product[],
  start?: NumericArray,
): void {
  const reached = products.filter(({ left }) => left.inner.length > 0);
  if (!isCovered(out.length, reached)) out.fill(0);
  for (const product of reached) multiply(left, right, out, product, start);
}

function multiply(
  left: NumericArray,
  right: NumericArray,
  out: NumericArray,
  { left: rows, right: columns, targets, repetition = once }: Product,
  start: NumericArray | undefined,
): void {
  const depth = rows.inner.length;
  const isInteger = out instanceof Int32Array || out instanceof Uint8Array;
  for (let turn = 0; turn < repetition.count; turn++) {
    rows.outer.forEach((row, i) => {
      const leftStart = row + turn * repetition.left;
      columns.outer.forEach((column, j) => {
        const rightStart = column + turn * repetition.right;
        let sum = start === undefined ? 0 : start[turn * repetition.start + j]!;
        for (let p = 0; p < depth; p++) {
          const [a, b] = [left[leftStart + rows.inner[p]!]!, right[rightStart + columns.inner[p]!]!];
          sum = isInteger ? (sum + Math.imul(a, b)) | 0 : sum + a * b;
        }
        out[turn * repetition.out + targets[i]! + j] = sum;
      });
    });
  }
}
