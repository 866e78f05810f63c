/** The transposition of a matrix. */
import { type FloatArray, isForWasm, type NumericArray } from '../arrays.js';
import { eagerly } from '../eager.js';
import { type MatrixShape, planTransposition } from './transposition-plan.js';

/** With fewer rows or columns than this, a plain loop is as fast. */
const fewestLines = 16;

/** Larger matrices are transposed by a loop: the kernel memory never shrinks, and would stay too large. */
const mostElements = 1 << 23;

/** Whether a matrix is of a size for which the kernel is faster. */
export const isTransposedByKernel = ({ rows, columns }: MatrixShape): boolean =>
  Math.min(rows, columns) >= fewestLines && rows * columns <= mostElements;

const transposeInWasm = /* @__PURE__ */ eagerly(planTransposition);

/** Fills `out`, `[columns, rows]`, with the elements of `x`, `[rows, columns]`, and returns it. */
export function transpose<Values extends NumericArray>(x: Values, out: Values, shape: MatrixShape): Values {
  if (isTransposedByKernel(shape) && isForWasm(x, out)) transposeInWasm(shape, [x as FloatArray], [out as FloatArray]);
  else transposePlainly(x, out, shape);
  return out;
}

function transposePlainly(x: NumericArray, out: NumericArray, { rows, columns }: MatrixShape): void {
  let at = 0;
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) out[at++] = x[row * columns + column]!;
  }
}
