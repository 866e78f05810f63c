/** Products of few rows or few columns: each element is read so seldom that packing would take longer than it saves. */
import { blocks } from '../plan.js';
import { tileKernels } from './packed.js';
import { depthBlock, once, type Product, type RowsRunner } from './product.js';

/**
 * Packing takes a share of the time that grows with `1/rows + 1/columns`; a tile that reads through tables is a tenth slower. Measured on
 * Node 20 and 24, both are as fast where this measure is a sixteenth, as for 32 × 32.
 */
const fewest = 16;

/** Whether the product is faster if nothing is packed. The columns of its right operand must lie side by side. */
export function isThin({ left, right }: Product): boolean {
  const [rows, columns] = [left.outer.length, right.outer.length];
  return rows * columns <= fewest * (rows + columns) && right.outer.every((offset, column) => offset === column);
}

/** Computes the rows `from` to `to` of one repetition of a product. The tables of inner offsets are in bytes. */
export const unpackedRunner =
  (): RowsRunner =>
  ({ left, right, out, start }, tables, { product, turn, from, to }, scratch) => {
    // The kernels are looked up in each run, because `setEngine` may be called between two runs.
    const { multiplyUnpacked } = tileKernels();
    const { repetition = once } = product;
    const turned = (address: number, step: number): number => address + 4 * turn * step;
    blocks(product.left.inner.length, depthBlock, (p, length) => {
      multiplyUnpacked(
        turned(left, repetition.left),
        tables.leftOuter + 4 * from,
        tables.leftInner + 4 * p,
        tables.rightInner + 4 * p,
        to - from,
        turned(right, repetition.right),
        product.right.outer.length,
        length,
        turned(out, repetition.out),
        tables.targets + 4 * from,
        start !== 0 && p === 0 ? turned(start, repetition.start) : 0,
        p === 0 ? 0 : 1,
        scratch.edge,
      );
    });
  };
