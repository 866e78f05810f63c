/** The matrix product. */
import { type FloatArray, isForWasm, type NumericArray } from '../arrays.js';
import { eagerly } from '../eager.js';
import { blocks } from '../plan.js';
import { gatheredProducts } from './gather-evaluator.js';
import { type MatmulShape, planMatmul, productOf } from './matmul-plan.js';

export type { MatmulShape } from './matmul-plan.js';

/**
 * A product is computed in parts if the rows of an operand or of the result have more floats than this, so that the kernel memory stays
 * small.
 */
const partLength = 1 << 23;

const partRowsOf = ({ k, n }: MatmulShape): number => Math.max(1, Math.floor(partLength / (k + n)));

/** Whether a product is too large to be computed in one part. */
export const isMultipliedInParts = (shape: MatmulShape): boolean =>
  shape.batch === undefined && shape.transposeA !== true && shape.n > 1 && shape.m > partRowsOf(shape);

const multiply = /* @__PURE__ */ eagerly(planMatmul);

/** Fills `out`, `[batch…, m, n]`, with `a · b`, plus the row vector `bias` in every row, and returns it. */
export function matmul<Values extends NumericArray>(
  a: Values,
  b: Values,
  out: Values,
  shape: MatmulShape,
  bias?: Values,
): Values {
  const { m, n, k, transposeA = false, transposeB = false, batch } = shape;
  const partRows = partRowsOf(shape);
  if (k === 0 || out.length === 0) {
    fillRows(out, bias);
  } else if (isMultipliedInParts(shape)) {
    blocks(m, partRows, (first, rows) => {
      const part = (values: Values, width: number) => values.subarray(first * width, (first + rows) * width) as Values;
      matmul(part(a, k), b, part(out, n), { ...shape, m: rows }, bias);
    });
  } else if (isForWasm(a, b, out, bias)) {
    const inputs = bias === undefined ? [a, b] : [a, b, bias];
    const sides = { m, n, k, transposeA, transposeB, batch, hasBias: bias !== undefined };
    multiply(sides, inputs as readonly FloatArray[], [out as FloatArray]);
  } else {
    gatheredProducts(a, b, out, [productOf(shape)], bias);
  }
  return out;
}

function fillRows(out: NumericArray, row: NumericArray | undefined): void {
  if (row === undefined || row.length === 1) out.fill(row?.[0] ?? 0);
  else for (let first = 0; first < out.length; first += row.length) out.set(row, first);
}
