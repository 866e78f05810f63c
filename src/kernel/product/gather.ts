/** Products of gathered operands, by the kernel that suits them. */
import { type NumericArray, isForWasm } from '../arrays.js';
import { isChannelwise, multiplyChannelwise } from './channelwise.js';
import { multiplyPacked } from './packed.js';
import { type Product, isCovered, once } from './product.js';

/**
 * Fills `out` with products of `left` and `right`, one after the other; what none of them reaches becomes 0.
 * The depth is summed in blocks of 256, in float32 by the wasm form and in float64 by the evaluator form; sums of integers are those
 * modulo 2³².
 */
export function gatheredProducts<Values extends NumericArray>(
  left: Values,
  right: Values,
  out: Values,
  products: readonly Product[],
  start?: Values,
): Values {
  const reached = products.filter(({ left }) => left.inner.length > 0);
  if (isForWasm(left, right, out, start)) {
    const isDepthwise = reached.every((product) => isChannelwise(product, start !== undefined));
    const multiply = isDepthwise ? multiplyChannelwise : multiplyPacked;
    multiply(left as Float32Array, right as Float32Array, out as Float32Array, reached, start as Float32Array);
  } else {
    if (!isCovered(out, reached)) out.fill(0);
    for (const product of reached) multiplyPlainly(left, right, out, product, start);
  }
  return out;
}

function multiplyPlainly(
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
