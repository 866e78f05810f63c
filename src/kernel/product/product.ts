/**
 * Products of matrices whose elements may lie anywhere: element (i, p) of an operand is `data[outer[i] + inner[p]]`. With lattices as
 * tables this is the ordinary matrix product in all its transpositions, and also convolution with both of its gradients. The image patches
 * of a convolution are never copied apart: packing into panels, which every fast product does anyway, gathers their elements.
 */
import { type Range, roundUp } from '../plan.js';

export interface Gathered {
  readonly outer: Int32Array;
  readonly inner: Int32Array;
}

/** How far the operands, the result and the start vector advance from one repetition of a product to the next. */
export interface Repetition {
  readonly count: number;
  readonly left: number;
  readonly right: number;
  readonly out: number;
  readonly start: number;
}

/** `out[targets[i] + j] = start[j] + Σ_p left(i, p) · right(j, p)`. Both operands have the same depth, the number of p. */
export interface Product {
  readonly left: Gathered;
  readonly right: Gathered;
  readonly targets: Int32Array;
  readonly repetition?: Repetition;
}

export const once: Repetition = { count: 1, left: 0, right: 0, out: 0, start: 0 };

/** How many elements of the result the product computes. */
const resultsOf = ({ left, right, repetition = once }: Product): number =>
  left.outer.length * right.outer.length * repetition.count;

/** Whether the products compute every element of a result of this length. */
export const isCovered = (length: number, products: readonly Product[]): boolean =>
  length === products.reduce((sum, product) => sum + resultsOf(product), 0);

/**
 * The depth is summed in blocks of this length, and the sums of the blocks are added up: so a panel of 8 columns stays in the first-level
 * cache, and long sums are more exact. All wasm kernels sum like this, so that they give the same bits.
 */
export const depthBlock = 256;

/** A table of offsets with entries added at the end, so that a whole tile can be read from any row on. */
export function padded(offsets: Int32Array, multiple: number): Int32Array {
  const table = new Int32Array(roundUp(offsets.length, multiple) + multiple).fill(offsets[0]!);
  table.set(offsets);
  return table;
}

/** The addresses of a product's arrays; `start` is 0 where there is no start vector. */
export interface ProductOperands {
  readonly left: number;
  readonly right: number;
  readonly out: number;
  readonly start: number;
}

type TableName = 'leftOuter' | 'leftInner' | 'rightOuter' | 'rightInner' | 'targets';

export type ProductTables = Readonly<Record<TableName, number>>;

/** Some rows of one repetition of a product. */
export interface Rows extends Range {
  readonly product: Product;
  readonly turn: number;
}

/** Computes some rows of a product. `packed` is the address of the packed right operand; 0 if it is not packed yet. */
export type RowsRunner = (
  operands: ProductOperands,
  tables: ProductTables,
  rows: Rows,
  scratch: Readonly<Record<'left' | 'right' | 'edge', number>>,
  packed: number,
) => void;
