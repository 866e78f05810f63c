/** Plans of products of gathered operands: packed into panels, or for all repetitions at once. */
import { type Addresses, type Panels, type Plan, type Range } from '../plan.js';
import { clearBytes } from '../wasm/bytes.js';
import { isThin, packedLength, packedRunner, packedScratch, packPanels, panelsOf } from './packed.js';
import {
  type Gathered,
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
  const isUnpacked = !isAtOnce && reached.every(isThin);
  const runRows = isAtOnce ? atOnce.runner() : packedRunner(isUnpacked);
  const most = (measure: (product: Product) => number): number => Math.max(0, ...reached.map(measure));
  const sizes = packedScratch(
    most((product) => product.left.outer.length),
    most((product) => product.right.outer.length),
    most((product) => product.left.inner.length),
  );
  const isPackedOnce = !isAtOnce && !isUnpacked && reached.every(({ repetition = once }) => repetition.count === 1);
  const stretches = stretchesOf(reached, isAtOnce);
  /** Where the packed right operand of each product begins, in bytes. */
  const packedOffsets = offsetsOf(reached.map((product) => floatBytes * packedLength(product)));
  const units = stretches.reduce((end, { to }) => Math.max(end, to), 0);
  const everything = { from: 0, to: units };
  const isComplete = isCovered(outLength, reached);

  const run = (at: Addresses, { from, to }: Range = everything, packed = 0): void => {
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
      const packedAt = packed === 0 ? 0 : packed + packedOffsets[index]!;
      runRows(operands, tablesAt(at.tables, index), rows, scratch, packedAt);
    }
  };
  const clear = ({ outputs: [out] }: Addresses): void => clearBytes(out!, out! + floatBytes * outLength);
  return {
    // The tile at the edge reads beyond the start vector and what is not packed, as far as a whole tile is wide.
    inputBytes: [
      leftLength,
      rightLength + (isUnpacked ? tileColumns : 0),
      ...(startLength > 0 ? [startLength + tileColumns] : []),
    ].map((length) => floatBytes * length),
    outputBytes: [floatBytes * outLength],
    scratchBytes: floatBytes * (sizes.left + sizes.right + sizes.edge),
    sharedBytes: 0,
    tables: reached.flatMap((product) => tablesOf(product, isUnpacked)),
    units,
    grain: isAtOnce ? 1 : tileRows,
    ...(!isComplete && { prepare: clear }),
    run,
    panels: isPackedOnce ? panelsOfAll(reached, packedOffsets) : undefined,
  };
}

/** Running sums: where each of several blocks begins, and where the last one ends. */
function offsetsOf(lengths: readonly number[]): number[] {
  let end = 0;
  return [0, ...lengths.map((length) => (end += length))];
}

/** The packing of the right operands of all products. */
function panelsOfAll(products: readonly Product[], packedOffsets: readonly number[]): Panels {
  const firsts = offsetsOf(products.map(panelsOf));
  return {
    bytes: packedOffsets[products.length]!,
    units: firsts[products.length]!,
    pack(at, { from, to }, packed) {
      products.forEach((product, index) => {
        const [first, end] = [firsts[index]!, firsts[index + 1]!];
        const part = { from: Math.max(from, first) - first, to: Math.min(to, end) - first };
        if (part.from < part.to) {
          packPanels(at.inputs[1]!, tablesAt(at.tables, index), product, part, packed + packedOffsets[index]!);
        }
      });
    },
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

/** The tables of one product, with entries added at the end so that a whole tile can be read from any row on. What is not packed is found in bytes. */
function tablesOf({ left, right, targets }: Product, isUnpacked: boolean): Int32Array[] {
  const inner = ({ inner }: Gathered): Int32Array => (isUnpacked ? inner.map((offset) => floatBytes * offset) : inner);
  return [
    padded(left.outer, tileRows),
    inner(left),
    padded(right.outer, tileColumns),
    inner(right),
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
