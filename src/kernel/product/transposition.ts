/** The transposition of a matrix. */
import { type FloatArray, isForWasm, type NumericArray } from '../arrays.js';
import { eagerly } from '../eager.js';
import { type MatrixShape, planTransposition } from './transposition-plan.js';

/** For fewer rows or columns a loop is as fast. */
const fewestLines = 16;

/** A larger matrix would make the kernel memory, which never shrinks, too large. */
const mostElements = 1 << 23;

/** Whether a matrix is of a size that the kernel transposes faster. */
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
