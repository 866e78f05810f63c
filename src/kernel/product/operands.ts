/** How the operands of gathered products and their tables come into the kernel memory. */
import { copyFloatsIn, copyOffsetsIn, placeWindows, roundUp } from '../arrays.js';
import { type Product, depthBlock, isCovered } from './product.js';
import { scratchLength, tileColumns, tileRows } from './tile.js';
import { kernelMemory } from '../wasm/memory.js';

type WindowName =
  | ('left' | 'right' | 'out' | 'start')
  | ('leftOuter' | 'leftInner' | 'rightOuter' | 'rightInner' | 'targets')
  | ('packedLeft' | 'packedRight' | 'scratch');

/** Byte addresses. */
export type ProductWindows = Readonly<Record<WindowName, number>>;

/** Sizes in floats of packed blocks of the operands that stay in the second-level cache. */
export const leftBlock = 32768;
export const rightBlock = 131072;

/**
 * Places the operands and the result, room for the tables of one product at a time, and for packed blocks; copies the operands in,
 * and clears the result where the products leave gaps.
 */
export function placeOperands(
  left: Float32Array,
  right: Float32Array,
  out: Float32Array,
  products: readonly Product[],
  start: Float32Array | undefined,
): ProductWindows {
  const most = (measure: (product: Product) => number): number => Math.max(0, ...products.map(measure));
  const rows = roundUp(
    most((product) => product.left.outer.length),
    tileRows,
  );
  const columns = roundUp(
    most((product) => product.right.outer.length),
    tileColumns,
  );
  const depth = most((product) => product.left.inner.length);
  const blockDepth = Math.min(depth, depthBlock);
  const at = placeWindows<WindowName>({
    left: left.length,
    right: right.length,
    out: out.length,
    // The tile at the edge reads a whole row of the start vector.
    start: (start?.length ?? 0) + tileColumns,
    leftOuter: rows,
    leftInner: depth,
    rightOuter: columns,
    rightInner: depth,
    targets: rows,
    packedLeft: Math.min(rows * blockDepth, leftBlock),
    packedRight: Math.min(columns * blockDepth, rightBlock),
    scratch: scratchLength,
  });
  copyFloatsIn(at.left, left);
  copyFloatsIn(at.right, right);
  if (start !== undefined) copyFloatsIn(at.start, start);
  if (!isCovered(out, products)) kernelMemory().bytes.fill(0, at.out, at.out + out.byteLength);
  return at;
}

export function copyTables(at: ProductWindows, { left, right, targets }: Product): void {
  copyOffsetsIn(at.leftOuter, left.outer, tileRows);
  copyOffsetsIn(at.leftInner, left.inner);
  copyOffsetsIn(at.rightOuter, right.outer, tileColumns);
  copyOffsetsIn(at.rightInner, right.inner);
  copyOffsetsIn(at.targets, targets);
}
