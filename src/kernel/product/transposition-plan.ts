/** Plans of the transposition of a matrix. */
import { lattice } from '../lattice.js';
import { type Plan, plannedOnce } from '../plan.js';
import { tileKernels } from './packed.js';
import { tileRows } from './tile.js';

/** Rows and columns of a matrix that is stored row by row. */
export interface MatrixShape {
  readonly rows: number;
  readonly columns: number;
}

const floatBytes = 4;

/**
 * The plan of a transposition. The packing of the matrix product does it: a panel that is as wide as the matrix has rows is the transposed
 * matrix. There must be at least as many rows as a tile has.
 */
export const planTransposition = /* @__PURE__ */ plannedOnce(
  ({ rows, columns }: MatrixShape): Plan => {
    const bytes = floatBytes * rows * columns;
    return {
      inputBytes: [bytes],
      outputBytes: [bytes],
      scratchBytes: 0,
      sharedBytes: 0,
      tables: [lattice([rows], [columns]), lattice([columns], [1])],
      units: rows,
      grain: tileRows,
      run({ inputs: [x], outputs: [out], tables: [outer, inner] }, { from, to } = { from: 0, to: rows }) {
        const { pack } = tileKernels();
        for (let next = from; next < to; next += tileRows) {
          // The last four rows are packed together, though some of them may have been packed before.
          const offset = floatBytes * Math.min(next, rows - tileRows);
          pack(x!, outer! + offset, tileRows, inner!, columns, out! + offset, rows);
        }
      },
    };
  },
  ({ rows, columns }) => [rows, columns],
);
