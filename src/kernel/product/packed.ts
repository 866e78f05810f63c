/** Products whose operands are packed into panels, block by block, and multiplied tile by tile. */
import { copyFloatsOut, roundUp } from '../arrays.js';
import { type Product, blocks, depthBlock, once } from './product.js';
import { type TileModule, tileColumns, tileModule, tileRows } from './tile.js';
import { copyTables, leftBlock, placeOperands, rightBlock } from './operands.js';
import { instantiate } from '../wasm/memory.js';

let compiled: TileModule | undefined;

export const tileKernels = (): TileModule => (compiled ??= instantiate<TileModule>(tileModule().encode()));

export function multiplyPacked(
  left: Float32Array,
  right: Float32Array,
  out: Float32Array,
  products: readonly Product[],
  start: Float32Array | undefined,
): void {
  const { pack, multiply } = tileKernels();
  const at = placeOperands(left, right, out, products, start);
  for (const product of products) {
    const { repetition = once } = product;
    const rowCount = product.left.outer.length;
    const columnCount = product.right.outer.length;
    copyTables(at, product);
    for (let turn = 0; turn < repetition.count; turn++) {
      const turned = (address: number, step: number): number => address + 4 * turn * step;
      blocks(columnCount, rightBlock / depthBlock, (column, blockColumns) => {
        blocks(product.left.inner.length, depthBlock, (p, blockDepth) => {
          pack(
            turned(at.right, repetition.right),
            at.rightOuter + 4 * column,
            roundUp(blockColumns, tileColumns),
            at.rightInner + 4 * p,
            blockDepth,
            at.packedRight,
            tileColumns,
          );
          const rowsThatFit = Math.floor(leftBlock / blockDepth / tileRows) * tileRows;
          blocks(rowCount, rowsThatFit, (row, blockRows) => {
            pack(
              turned(at.left, repetition.left),
              at.leftOuter + 4 * row,
              roundUp(blockRows, tileRows),
              at.leftInner + 4 * p,
              blockDepth,
              at.packedLeft,
              tileRows,
            );
            multiply(
              at.packedLeft,
              blockRows,
              at.packedRight,
              blockColumns,
              blockDepth,
              turned(at.out, repetition.out) + 4 * column,
              at.targets + 4 * row,
              start !== undefined && p === 0 ? turned(at.start, repetition.start) + 4 * column : 0,
              p === 0 ? 0 : 1,
              at.scratch,
            );
          });
        });
      });
    }
  }
  copyFloatsOut(at.out, out);
}
