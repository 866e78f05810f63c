/** The matrix product. */
import { type NumericArray, isForWasm } from '../arrays.js';
import { lattice } from '../lattice.js';
import { gatheredProducts } from './gather.js';
import { type Product, blocks } from './product.js';
import { addRowTimesMatrix } from './vector.js';

/** Sizes and layout of a product `[m, k] · [k, n]` of row-major matrices. */
export interface MatmulShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** `a` is stored as `[k, m]`. */
  readonly transposeA?: boolean;
  /** `b` is stored as `[n, k]`. */
  readonly transposeB?: boolean;
  /** How many products there are, and how many elements apart their operands lie: 0 for an operand that all share. */
  readonly batch?: { readonly count: number; readonly a: number; readonly b: number };
}

/** Operand and result rows beyond this many floats are multiplied in parts, so that the kernel memory stays modest. */
const partLength = 1 << 23;

/** Fills `out`, `[batch…, m, n]`, with `a · b`, plus the row vector `bias` in every row, and returns it. */
export function matmul<Values extends NumericArray>(
  a: Values,
  b: Values,
  out: Values,
  shape: MatmulShape,
  bias?: Values,
): Values {
  const { m, n, k, transposeA = false, transposeB = false, batch } = shape;
  const partRows = Math.max(1, Math.floor(partLength / (k + n)));
  if (k === 0 || out.length === 0) {
    fillRows(out, bias);
  } else if (batch === undefined && (m === 1 || n === 1) && isForWasm(a, b, out, bias)) {
    fillRows(out, bias);
    const [row, matrix, isTransposed] = m === 1 ? [a, b, transposeB] : [b, a, !transposeA];
    addRowTimesMatrix(row as Float32Array, matrix as Float32Array, out as Float32Array, isTransposed);
  } else if (batch === undefined && !transposeA && m > partRows) {
    blocks(m, partRows, (first, rows) => {
      const part = (values: Values, width: number) => values.subarray(first * width, (first + rows) * width) as Values;
      matmul(part(a, k), b, part(out, n), { ...shape, m: rows }, bias);
    });
  } else {
    const product: Product = {
      left: { outer: lattice([m], [transposeA ? 1 : k]), inner: lattice([k], [transposeA ? m : 1]) },
      right: { outer: lattice([n], [transposeB ? k : 1]), inner: lattice([k], [transposeB ? 1 : n]) },
      targets: lattice([m], [n]),
      ...(batch && { repetition: { count: batch.count, left: batch.a, right: batch.b, out: m * n, start: 0 } }),
    };
    gatheredProducts(a, b, out, [product], bias);
  }
  return out;
}

function fillRows(out: NumericArray, row: NumericArray | undefined): void {
  if (row === undefined || row.length === 1) out.fill(row?.[0] ?? 0);
  else for (let first = 0; first < out.length; first += row.length) out.set(row, first);
}
