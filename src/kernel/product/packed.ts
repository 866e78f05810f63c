/** Products whose operands are packed into panels, block by block, and then multiplied tile by tile. */
import { isRelaxed } from '../engine.js';
import { blocks, type Range, roundUp } from '../plan.js';
import { linked } from '../wasm/linking.js';
import { depthBlock, once, type Product, type ProductTables, type RowsRunner } from './product.js';
import { scratchLength, type TileModule, tileColumns, tileModule, tileRows } from './tile.js';

const kernels = /* @__PURE__ */ linked<TileModule>(() => tileModule());
const relaxedKernels = /* @__PURE__ */ linked<TileModule>(() => tileModule(true));

/** The kernels for the current engine settings, with or without relaxed instructions. */
export const tileKernels = (): TileModule => (isRelaxed() ? relaxedKernels() : kernels());

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

/** How many columns a packed block of the right operand has at most. */
const blockWidth = rightBlock / depthBlock;

/** Where the block of columns from `column` on and of depths from `p` on begins in the packed right operand, in floats. */
const blockOffset = (column: number, columns: number, p: number, depth: number): number =>
  column * depth + roundUp(columns, tileColumns) * p;

/** How many floats the whole right operand has when it is packed. */
export const packedLength = ({ right }: Product): number =>
  roundUp(right.outer.length, tileColumns) * right.inner.length;

export const panelsOf = ({ right }: Product): number => Math.ceil(right.outer.length / tileColumns);

/** Packs the panels `from` to `to` of the right operand, which as a whole begins at `packed`. */
export function packPanels(
  right: number,
  tables: ProductTables,
  { right: { outer, inner } }: Product,
  { from, to }: Range,
  packed: number,
): void {
  const { pack } = tileKernels();
  const depth = inner.length;
  blocks(outer.length, blockWidth, (column, columns) => {
    const first = Math.max(column, from * tileColumns);
    const count = Math.min(roundUp(column + columns, tileColumns), to * tileColumns) - first;
    if (count <= 0) return;
    blocks(depth, depthBlock, (p, blockDepth) => {
      const offset = blockOffset(column, columns, p, depth) + (first - column) * blockDepth;
      const [outerAt, innerAt] = [tables.rightOuter + 4 * first, tables.rightInner + 4 * p];
      pack(right, outerAt, count, innerAt, blockDepth, packed + 4 * offset, tileColumns);
    });
  });
}

/**
 * Packing takes a share of the time that grows with `1/rows + 1/columns`; a tile that reads through tables is a tenth slower. Measured on
 * Node 20 and 24, both are as fast where this measure is a sixteenth, as for 32 × 32.
 */
const fewest = 16;

/**
 * Whether the product has so few rows or columns that it is faster if nothing is packed. The columns of its right operand must lie side by
 * side.
 */
export function isThin({ left, right }: Product): boolean {
  const [rows, columns] = [left.outer.length, right.outer.length];
  return rows * columns <= fewest * (rows + columns) && right.outer.every((offset, column) => offset === column);
}

/** Computes the rows `from` to `to` of one repetition of a product. If nothing is packed, the tables of inner offsets are in bytes. */
export const packedRunner =
  (isUnpacked: boolean): RowsRunner =>
  (operands, tables, { product, turn, from, to }, scratch, packed) => {
    // The kernels are looked up in each run, because `setEngine` may be called between two runs.
    const { pack, multiply } = tileKernels();
    const { repetition = once } = product;
    const turned = (address: number, step: number): number => address + 4 * turn * step;
    const columnCount = product.right.outer.length;
    const depth = product.left.inner.length;
    blocks(columnCount, blockWidth, (column, blockColumns) => {
      blocks(depth, depthBlock, (p, blockDepth) => {
        const [leftInner, rightInner] = [tables.leftInner + 4 * p, tables.rightInner + 4 * p];
        let right = packed + 4 * blockOffset(column, blockColumns, p, depth);
        if (packed === 0) {
          const source = turned(operands.right, repetition.right);
          right = isUnpacked ? source + 4 * column : scratch.right;
          const outer = tables.rightOuter + 4 * column;
          if (!isUnpacked) {
            pack(source, outer, roundUp(blockColumns, tileColumns), rightInner, blockDepth, right, tileColumns);
          }
        }
        const rowsThatFit = Math.floor(leftBlock / blockDepth / tileRows) * tileRows;
        blocks(to - from, rowsThatFit, (first, blockRows) => {
          const row = from + first;
          const source = turned(operands.left, repetition.left);
          const outer = tables.leftOuter + 4 * row;
          if (!isUnpacked) {
            pack(source, outer, roundUp(blockRows, tileRows), leftInner, blockDepth, scratch.left, tileRows);
          }
          multiply(
            isUnpacked ? source : scratch.left,
            blockRows,
            right,
            blockColumns,
            blockDepth,
            turned(operands.out, repetition.out) + 4 * column,
            tables.targets + 4 * row,
            operands.start !== 0 && p === 0 ? turned(operands.start, repetition.start) + 4 * column : 0,
            p === 0 ? 0 : 1,
            scratch.edge,
            isUnpacked ? outer : 0,
            leftInner,
            rightInner,
          );
        });
      });
    });
  };
