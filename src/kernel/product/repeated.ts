/** Products that are computed again and again with the same right operand, which is packed once. */
import { blocks, roundUp } from '../plan.js';
import { tileKernels } from './packed.js';
import { depthBlock, type Gathered, padded } from './product.js';
import { scratchLength, tileColumns, tileRows } from './tile.js';

export interface RepeatedShape {
  readonly left: Gathered;
  readonly right: Gathered;
  readonly targets: Int32Array;
  /** The right operand consists of so many blocks of columns, each with a result of its own. */
  readonly groups: number;
  /** How many elements the right operand advances from group to group. */
  readonly groupStep: number;
}

/** Where a group's result goes, what it starts from (0 for nothing), and whether it is added to what is there. */
export interface GroupTarget {
  readonly address: number;
  readonly start: number;
  readonly accumulate: boolean;
}

/** The addresses of the tables of a repeated product, in the order of `tablesOf`. */
export type RepeatedTables = readonly number[];

export interface RepeatedProduct {
  readonly tables: readonly Int32Array[];
  /** How many floats the packed right operand takes. */
  readonly packedLength: number;
  readonly scratchLength: number;
  pack(right: number, tables: RepeatedTables, packed: number): void;
  multiply(
    left: number,
    packed: number,
    tables: RepeatedTables,
    scratch: number,
    targetOf: (group: number) => GroupTarget,
  ): void;
}

const floatBytes = 4;

/** How many floats of the left operand are packed at a time, so that they stay in the second-level cache. */
const leftBlock = 32768;

/** Sums are added up in the same order as by `planGathered`, so that the bits are the same. */
export function repeatedProduct({ left, right, targets, groups, groupStep }: RepeatedShape): RepeatedProduct {
  const depth = left.inner.length;
  const columns = right.outer.length;
  const rows = left.outer.length;
  const width = roundUp(columns, tileColumns);
  const rowsAtOnce = Math.floor(leftBlock / Math.min(depth, depthBlock) / tileRows) * tileRows;
  const packedAt = (packed: number, group: number, p: number): number =>
    packed + floatBytes * width * (group * depth + p);
  const edgeAt = floatBytes * Math.min(roundUp(rows, tileRows), rowsAtOnce) * Math.min(depth, depthBlock);
  return {
    tables: [
      padded(left.outer, tileRows),
      left.inner,
      padded(right.outer, tileColumns),
      right.inner,
      padded(targets, tileRows),
    ],
    packedLength: groups * depth * width,
    scratchLength: edgeAt / floatBytes + scratchLength,
    pack(address, [, , outer, inner], packed) {
      const { pack } = tileKernels();
      for (let group = 0; group < groups; group += 1) {
        const source = address + floatBytes * group * groupStep;
        blocks(depth, depthBlock, (p, length) => {
          pack(source, outer!, width, inner! + floatBytes * p, length, packedAt(packed, group, p), tileColumns);
        });
      }
    },
    multiply(address, packed, [outer, inner, , , targetRows], scratch, targetOf) {
      const { pack, multiply } = tileKernels();
      blocks(rows, rowsAtOnce, (row, count) => {
        blocks(depth, depthBlock, (p, length) => {
          const rowsAt = outer! + floatBytes * row;
          pack(address, rowsAt, roundUp(count, tileRows), inner! + floatBytes * p, length, scratch, tileRows);
          for (let group = 0; group < groups; group += 1) {
            const { address: target, start, accumulate } = targetOf(group);
            multiply(
              scratch,
              count,
              packedAt(packed, group, p),
              columns,
              length,
              target,
              targetRows! + floatBytes * row,
              p === 0 ? start : 0,
              p > 0 || accumulate ? 1 : 0,
              scratch + edgeAt,
            );
          }
        });
      });
    },
  };
}
