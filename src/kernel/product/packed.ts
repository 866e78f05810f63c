/** Products whose operands are packed into panels, block by block, and then multiplied tile by tile. */
import { isRelaxed } from '../engine.js';
import { blocks, roundUp } from '../plan.js';
import { instantiate } from '../wasm/memory.js';
import { depthBlock, once, type RowsRunner } from './product.js';
import { scratchLength, type TileModule, tileColumns, tileModule, tileRows } from './tile.js';

const compiled = /* @__PURE__ */ new Map<boolean, TileModule>();

/** The kernels for the current engine settings, with or without relaxed instructions. */
export function tileKernels(): TileModule {
  const relaxed = isRelaxed();
  let kernels = compiled.get(relaxed);
  if (kernels === undefined) compiled.set(relaxed, (kernels = instantiate<TileModule>(tileModule(relaxed).encode())));
  return kernels;
}

/** Sizes in floats of the packed blocks of the operands, chosen so that they stay in the second-level cache. */
const leftBlock = 32768;
const rightBlock = 131072;

/** How many floats the packed blocks and the tile at the edge need, for products of at most these sizes. */
export function packedScratch(rows: number, columns: number, depth: number): { readonly [Key in Part]: number } {
  const blockDepth = Math.min(depth, depthBlock);
  return {
    left: Math.min(roundUp(rows, tileRows) * blockDepth, leftBlock),
    right: Math.min(roundUp(columns, tileColumns) * blockDepth, rightBlock),
    edge: scratchLength,
  };
}

type Part = 'left' | 'right' | 'edge';

/** Computes the rows `from` to `to` of one repetition of a product. */
export const packedRunner =
  (): RowsRunner =>
  (operands, tables, { product, turn, from, to }, scratch) => {
    // The kernels are looked up in each run, because `setEngine` may be called between two runs.
    const { pack, multiply } = tileKernels();
    const { repetition = once } = product;
    const turned = (address: number, step: number): number => address + 4 * turn * step;
    const columnCount = product.right.outer.length;
    blocks(columnCount, rightBlock / depthBlock, (column, blockColumns) => {
      blocks(product.left.inner.length, depthBlock, (p, blockDepth) => {
        pack(
          turned(operands.right, repetition.right),
          tables.rightOuter + 4 * column,
          roundUp(blockColumns, tileColumns),
          tables.rightInner + 4 * p,
          blockDepth,
          scratch.right,
          tileColumns,
        );
        const rowsThatFit = Math.floor(leftBlock / blockDepth / tileRows) * tileRows;
        blocks(to - from, rowsThatFit, (first, blockRows) => {
          const row = from + first;
          pack(
            turned(operands.left, repetition.left),
            tables.leftOuter + 4 * row,
            roundUp(blockRows, tileRows),
            tables.leftInner + 4 * p,
            blockDepth,
            scratch.left,
            tileRows,
          );
          multiply(
            scratch.left,
            blockRows,
            scratch.right,
            blockColumns,
            blockDepth,
            turned(operands.out, repetition.out) + 4 * column,
            tables.targets + 4 * row,
            operands.start !== 0 && p === 0 ? turned(operands.start, repetition.start) + 4 * column : 0,
            p === 0 ? 0 : 1,
            scratch.edge,
          );
        });
      });
    });
  };
