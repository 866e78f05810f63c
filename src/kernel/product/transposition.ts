/** The transposition of a matrix. */
import { type NumericArray, copyFloatsIn, copyFloatsOut, copyOffsetsIn, isForWasm, placeWindows } from '../arrays.js';
import { lattice } from '../lattice.js';
import { tileKernels } from './packed.js';
import { tileRows } from './tile.js';

/** Rows and columns of a matrix that is stored row by row. */
export interface MatrixShape {
  readonly rows: number;
  readonly columns: number;
}

/** For fewer rows or columns a loop is as fast. */
const fewestLines = 16;

/** A larger matrix would make the kernel memory, which never shrinks, too large. */
const mostElements = 1 << 23;

/** Fills `out`, `[columns, rows]`, with the elements of `x`, `[rows, columns]`, and returns it. */
export function transpose<Values extends NumericArray>(x: Values, out: Values, shape: MatrixShape): Values {
  const isSuited = Math.min(shape.rows, shape.columns) >= fewestLines && x.length <= mostElements;
  if (isSuited && isForWasm(x, out)) transposeInWasm(x as Float32Array, out as Float32Array, shape);
  else transposePlainly(x, out, shape);
  return out;
}

/** The packing of the matrix product does it: a panel that is as wide as the matrix is high is the matrix transposed. */
function transposeInWasm(x: Float32Array, out: Float32Array, { rows, columns }: MatrixShape): void {
  const { pack } = tileKernels();
  const at = placeWindows({ x: x.length, out: out.length, outer: rows, inner: columns });
  copyFloatsIn(at.x, x);
  copyOffsetsIn(at.outer, lattice([rows], [columns]));
  copyOffsetsIn(at.inner, lattice([columns], [1]));
  for (let next = 0; next < rows; next += tileRows) {
    // The last rows are packed together with some that have been.
    const row = Math.min(next, rows - tileRows);
    pack(at.x, at.outer + 4 * row, tileRows, at.inner, columns, at.out + 4 * row, rows);
  }
  copyFloatsOut(at.out, out);
}

function transposePlainly(x: NumericArray, out: NumericArray, { rows, columns }: MatrixShape): void {
  let at = 0;
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) out[at++] = x[row * columns + column]!;
  }
}
