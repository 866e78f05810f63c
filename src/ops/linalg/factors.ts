/** Factors matrices into triangular ones, by Cholesky's method and by Gauss's. */
import { ShapeError, ValueError } from '../../errors/index.js';
import { castData, sizeOf, type Shape, type Tensor } from '../../tensor/index.js';
import { apply } from '../apply.js';
import { add, multiply, subtract } from '../arithmetic.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { readArguments } from '../arguments.js';
import { castTo } from '../casting.js';
import { eye } from '../creation.js';
import { takeAlongAxis } from '../gathering.js';
import { matmul } from '../matmul.js';
import { asFloating, asOperand, floatingDType } from '../operand.js';
import { defineOperation, noAttributes, type Operand, type Operation, type ResultOf } from '../operation.js';
import { expandDims } from '../reshape.js';
import { argsort } from '../ordering.js';
import { choleskyInPlace, factorize } from './elimination.js';
import { checkMatrix, checkSquare, elementsOver, forEachMatrix, stackOf, transposed } from './matrices.js';
import { solveTriangular } from './solving.js';
import { tril, triu } from './triangles.js';
import { within } from '../naming.js';

/** Which of the two factors is meant. */
export interface CholeskyOptions {
  /** Whether it is the upper factor; by default the lower one. */
  readonly upper?: boolean | undefined;
}

type CholeskyArguments = [upper?: boolean, options?: Readonly<Record<never, never>>] | [options: CholeskyOptions];

const isUpper = (where: string, given: readonly unknown[]): boolean =>
  readArguments<{ readonly upper: boolean }>(where, ['upper'], given, { upper: false }).upper;

const choleskyOperation: Operation<object, 'one'> = /* @__PURE__ */ defineOperation({
  name: 'cholesky',
  inferShape([x]) {
    checkSquare('ops.cholesky', x);
    return { shape: x.shape, dtype: floatingDType(x.dtype) };
  },
  compute([x], _, { shape, dtype }) {
    const n = shape[shape.length - 1]!;
    const stack = stackOf(shape);
    const data = elementsOver(x, stack);
    forEachMatrix(stack, n * n, (start) => {
      if (choleskyInPlace({ data, start }, n)) return;
      throw new ValueError({
        where: 'ops.cholesky',
        expected: 'symmetric matrices whose eigenvalues are positive',
        received: { x },
      });
    });
    return castData('ops.cholesky', data, 'float64', dtype);
  },
  gradient({ inputs: [x], outputs: [factor] }, [dy]) {
    // The derivative of x = L·Lᵀ, solved for x: take the lower half of Lᵀ·dL, with half of its diagonal, and multiply it by L⁻ᵀ from the
    // left and L⁻¹ from the right.
    const inner = matmul(transposed(factor), dy);
    const half = subtract(tril(inner), multiply(diagonalOf(inner), 0.5));
    const left = solveTriangular(transposed(factor), half);
    const whole = transposed(solveTriangular(transposed(factor), transposed(left)));
    return [castTo(multiply(add(whole, transposed(whole)), 0.5), x.dtype)];
  },
});

/** The matrices with all elements off the diagonal set to 0. */
const diagonalOf = (x: Tensor): Tensor => triu(tril(x));

/**
 * Cholesky's factor of a symmetric matrix with positive eigenvalues, or of each of a stack: the lower triangle L with `x = L·Lᵀ`, or the upper one
 * with `x = Uᵀ·U`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cholesky([[4, 2], [2, 5]])
 * // → array([[2., 0.],
 * //          [1., 2.]], dtype=float32)
 */
export function cholesky<X extends Operand>(x: X, ...given: CholeskyArguments): ResultOf<X> {
  const upper = isUpper('ops.cholesky', given);
  const lower = apply<Tensor, object>(choleskyOperation, [x], noAttributes);
  return (upper ? transposed(lower) : lower) as ResultOf<X>;
}

/**
 * The inverse of a matrix, or of each of a stack, from its Cholesky factor x: `(x·xᵀ)⁻¹`, or with `upper` `(xᵀ·x)⁻¹`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.choleskyInverse([[2, 0], [0, 4]])
 * // → array([[0.25  , 0.    ],
 * //          [0.    , 0.0625]], dtype=float32)
 */
export function choleskyInverse<X extends Operand>(x: X, ...given: CholeskyArguments): ResultOf<X> {
  const where = 'ops.choleskyInverse';
  return within(where, () => {
    const upper = isUpper(where, given);
    const factor = asFloating(where, x);
    const side = checkSquare(where, factor);
    if (side === null) throw new ShapeError({ where, expected: 'matrices of a known size', received: { x: factor } });
    const inverse = solveTriangular(factor, eye(side, { dtype: factor.dtype as 'float32' }), { lower: !upper });
    const turned = transposed(inverse);
    return (upper ? matmul(inverse, turned) : matmul(turned, inverse)) as ResultOf<X>;
  });
}

const luOperation: Operation<object, 'several'> = /* @__PURE__ */ defineOperation<object, 'several'>({
  name: 'lu_factor',
  where: 'ops.luFactor',
  inferShape([x]) {
    checkMatrix('ops.luFactor', x);
    const side = checkSquare('ops.luFactor', x);
    return [
      { shape: x.shape, dtype: floatingDType(x.dtype) },
      { shape: [...stackOf(x.shape), side], dtype: 'int32' },
    ];
  },
  compute([x], _, [spec]) {
    const { shape, dtype } = spec as { shape: Shape; dtype: 'float32' };
    const n = shape[shape.length - 1]!;
    const stack = stackOf(shape);
    const data = elementsOver(x, stack);
    const exchanges = new Int32Array(sizeOf(stack) * n);
    forEachMatrix(stack, n * n, (start, index) => {
      factorize({ data, start }, n, exchanges.subarray(index * n, (index + 1) * n));
    });
    return [castData('ops.luFactor', data, 'float64', dtype), exchanges];
  },
  gradient({ inputs: [x], outputs: [factors, exchanges] }, [dy]) {
    const [lower, upper] = [withUnitDiagonal(factors!), triu(factors!)];
    const inner = add(
      tril(matmul(transposed(lower), tril(dy!, { k: -1 })), { k: -1 }),
      triu(matmul(triu(dy!), transposed(upper))),
    );
    const left = solveTriangular(transposed(lower), inner);
    const permuted = transposed(solveTriangular(upper, transposed(left)));
    return [castTo(takeAlongAxis(permuted, expandDims(placesOf(exchanges!), -1), { axis: -2 }), x.dtype)];
  },
});

/** The factor L of an LU factorization: the elements below the diagonal, with ones on it. */
function withUnitDiagonal(factors: Tensor): Tensor {
  const side = factors.shape[factors.shape.length - 1]!;
  return add(tril(factors, { k: -1 }), eye(side, { dtype: factors.dtype as 'float32' }));
}

/** The place of each row of the matrix after its rows were exchanged one after the other. */
function placesOf(exchanges: Tensor): Tensor {
  return argsort(apply<Tensor, object>(orderOperation, [exchanges], noAttributes));
}

/** The order of the rows after all exchanges. */
const orderOperation = /* @__PURE__ */ defineOperation({
  name: 'lu_factor order',
  where: 'ops.luFactor',
  inferShape: ([exchanges]) => exchanges,
  compute([exchanges]) {
    const n = exchanges.shape[exchanges.shape.length - 1]!;
    const order = Int32Array.from(exchanges.data, (_, at) => at % n);
    exchanges.data.forEach((row: number, at: number) => {
      const other = at - (at % n) + row;
      [order[at], order[other]] = [order[other]!, order[at]!];
    });
    return order;
  },
});

/**
 * The factors of a square matrix, or of each of a stack, with rows exchanged so that the pivots are large. One matrix contains L below its
 * diagonal (L has ones on it) and U on and above it. The second result says, for each row, with which row it was exchanged.
 *
 * @example
 * import { ops } from 'hillock';
 * const [factors, exchanges] = ops.luFactor([[1, 2], [4, 4]]);
 * factors
 * // → array([[4.  , 4.  ],
 * //          [0.25, 1.  ]], dtype=float32)
 * exchanges // → array([1, 1], dtype=int32)
 */
export function luFactor<X extends Operand>(x: X): [factors: ResultOf<X>, exchanges: ResultOf<X>] {
  if (arguments.length > 1) checkArgumentCount('ops.luFactor', arguments, 1);
  return apply(luOperation, [asOperand('ops.luFactor', x)], noAttributes);
}
