/** Plans of the matrix product. */
import { lattice } from '../lattice.js';
import { type Plan, plannedOnce, withInputs } from '../plan.js';
import { planGathered } from './gather-plan.js';
import type { Product } from './product.js';
import { planVector } from './vector.js';

/** Sizes and layout of a product `[m, k] · [k, n]` of row-major matrices. */
export interface MatmulShape {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Whether `a` is stored as `[k, m]`. */
  readonly transposeA?: boolean;
  /** Whether `b` is stored as `[n, k]`. */
  readonly transposeB?: boolean;
  /** How many products there are, and how many elements each operand advances from product to product: 0 if all products share it. */
  readonly batch?: { readonly count: number; readonly a: number; readonly b: number } | undefined;
}

export interface BiasedMatmulShape extends MatmulShape {
  /** Whether a row vector is the third input, added to every row. */
  readonly hasBias: boolean;
}

export function productOf({ m, n, k, transposeA = false, transposeB = false, batch }: MatmulShape): Product {
  return {
    left: { outer: lattice([m], [transposeA ? 1 : k]), inner: lattice([k], [transposeA ? m : 1]) },
    right: { outer: lattice([n], [transposeB ? k : 1]), inner: lattice([k], [transposeB ? 1 : n]) },
    targets: lattice([m], [n]),
    ...(batch && { repetition: { count: batch.count, left: batch.a, right: batch.b, out: m * n, start: 0 } }),
  };
}

/** The plan of `a · b`; the inputs are a, b and, if there is one, the bias. No axis may be empty. */
export const planMatmul = /* @__PURE__ */ plannedOnce(
  (shape: BiasedMatmulShape): Plan => {
    const { m, n, k, transposeA = false, transposeB = false, batch, hasBias } = shape;
    if (batch === undefined && m === 1) {
      return planVector({ depth: k, columns: n, isTransposed: transposeB, startLength: hasBias ? n : 0 });
    }
    if (batch === undefined && n === 1) {
      const plan = planVector({ depth: k, columns: m, isTransposed: !transposeA, startLength: hasBias ? 1 : 0 });
      return withExchangedOperands(plan);
    }
    const { count, a, b } = batch ?? { count: 1, a: 0, b: 0 };
    return planGathered({
      products: [productOf(shape)],
      leftLength: m * k + (count - 1) * a,
      rightLength: k * n + (count - 1) * b,
      outLength: count * m * n,
      startLength: hasBias ? n : 0,
    });
  },
  ({ m, n, k, transposeA = false, transposeB = false, batch, hasBias }) =>
    batch === undefined
      ? [m, n, k, transposeA, transposeB, hasBias]
      : [m, n, k, transposeA, transposeB, hasBias, batch.count, batch.a, batch.b],
);

/** The same plan with its first two inputs exchanged. */
function withExchangedOperands(plan: Plan): Plan {
  const exchanged = ([a, b, ...others]: readonly number[]): number[] => [b!, a!, ...others];
  return {
    ...plan,
    inputBytes: exchanged(plan.inputBytes),
    run: (at, part) => plan.run(withInputs(at, exchanged(at.inputs)), part),
  };
}
