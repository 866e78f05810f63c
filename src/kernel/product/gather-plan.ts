/** Plans of products of gathered operands: packed into panels, or for all repetitions at once. */
import { type Addresses, type Plan, type Range } from '../plan.js';
import { kernelMemory } from '../wasm/memory.js';
import { packedRunner, packedScratch } from './packed.js';
import {
  isCovered,
  once,
  padded,
  type Product,
  type ProductOperands,
  type ProductTables,
  type Rows,
  type RowsRunner,
} from './product.js';
import { tileColumns, tileRows } from './tile.js';

export interface GatheredShape {
  readonly products: readonly Product[];
  /** How many elements the operands and the result have. */
  readonly leftLength: number;
  readonly rightLength: number;
  readonly outLength: number;
  /** How many elements the start vector has; 0 without one. */
  readonly startLength: number;
}

/** A way to compute all repetitions of a product at once, for those that it suits. */
export interface RepetitionsAtOnce {
  suits(product: Product, hasStart: boolean): boolean;
  runner(): RowsRunner;
}

const floatBytes = 4;

/**
 * Plans to fill a result with products of two operands, one after the other; elements that no product computes become 0. The inputs are
 * left, right and, if there is one, start. A unit is a row of one repetition of a product.
 */
export function planGathered(
  { products, leftLength, rightLength, outLength, startLength }: GatheredShape,
  atOnce?: RepetitionsAtOnce,
): Plan {
  const reached = products.filter(({ left }) => left.inner.length > 0);
  const isAtOnce = atOnce !== undefined && reached.every((product) => atOnce.suits(product, startLength > 0));
  const runRows = isAtOnce ? atOnce.runner() : packedRunner();
  const most = (measure: (product: Product) => number): number => Math.max(0, ...reached.map(measure));
  const sizes = packedScratch(
    most((product) => product.left.outer.length),
    most((product) => product.right.outer.length),
    most((product) => product.left.inner.length),
  );
  const stretches = stretchesOf(reached, isAtOnce);
  const units = stretches.reduce((end, { to }) => Math.max(end, to), 0);
  const everything = { from: 0, to: units };
  const isComplete = isCovered(outLength, reached);

  const run = (at: Addresses, { from, to }: Range = everything): void => {
    const operands: ProductOperands = {
      left: at.inputs[0]!,
      right: at.inputs[1]!,
      out: at.outputs[0]!,
      start: at.inputs[2] ?? 0,
    };
    const right = at.scratch + floatBytes * sizes.left;
    const scratch = { left: at.scratch, right, edge: right + floatBytes * sizes.right };
    for (const stretch of stretches) {
      const [first, end] = [Math.max(from, stretch.from), Math.min(to, stretch.to)];
      if (first >= end) continue;
      const { product, index, turn } = stretch;
      const rows = { product, turn, from: first - stretch.from, to: end - stretch.from };
      runRows(operands, tablesAt(at.tables, index), rows, scratch);
    }
  };
  const clear = ({ outputs: [out] }: Addresses): unknown =>
    kernelMemory().bytes.fill(0, out, out! + floatBytes * outLength);
  return {
    // The tile at the edge reads beyond the start vector, as far as a whole tile is wide.
    inputBytes: [leftLength, rightLength, ...(startLength > 0 ? [startLength + tileColumns] : [])].map(
      (length) => floatBytes * length,
    ),
    outputBytes: [floatBytes * outLength],
    scratchBytes: floatBytes * (sizes.left + sizes.right + sizes.edge),
    sharedBytes: 0,
    tables: reached.flatMap(tablesOf),
    units,
    grain: 1,
    ...(!isComplete && { prepare: clear }),
    run,
  };
}

/** The units that belong to one repetition of a product. */
interface Stretch extends Rows {
  /** The index of the product. */
  readonly index: number;
}

function stretchesOf(products: readonly Product[], isAtOnce: boolean): Stretch[] {
  let from = 0;
  return products.flatMap((product, index) =>
    Array.from({ length: isAtOnce ? 1 : (product.repetition ?? once).count }, (_, turn) => {
      const to = from + product.left.outer.length;
      const stretch = { product, index, turn, from, to };
      from = to;
      return stretch;
    }),
  );
}

/** The tables of one product, with entries added at the end so that a whole tile can be read from any row on. */
function tablesOf({ left, right, targets }: Product): Int32Array[] {
  return [
    padded(left.outer, tileRows),
    left.inner,
    padded(right.outer, tileColumns),
    right.inner,
    padded(targets, tileRows),
  ];
}

function tablesAt(addresses: readonly number[], index: number): ProductTables {
  const [leftOuter, leftInner, rightOuter, rightInner, targets] = addresses.slice(5 * index, 5 * index + 5) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { leftOuter, leftInner, rightOuter, rightInner, targets };
}
