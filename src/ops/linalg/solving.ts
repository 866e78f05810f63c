/** Systems of linear equations, and inverse matrices. */
import { ShapeError } from '../../errors/index.js';
import { castData, promoteDTypes, shapesEqual, type Tensor } from '../../tensor/index.js';
import { apply } from '../apply.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { negative } from '../arithmetic.js';
import { readArguments, required } from '../arguments.js';
import { broadcastShapes } from '../broadcasting.js';
import { castTo } from '../casting.js';
import { eye } from '../creation.js';
import { matmul } from '../matmul.js';
import { asFloating, asOperand, floatingDType } from '../operand.js';
import { defineOperation, type Operand, type Operation, type ResultOf, type TensorSpec } from '../operation.js';
import { expandDims, squeeze } from '../reshape.js';
import { sumTo } from '../summation.js';
import { exchangeRows, factorize, substitute } from './elimination.js';
import { checkSquare, elementsOver, forEachMatrix, stackOf, transposed } from './matrices.js';
import { tril, triu } from './triangles.js';
import { within } from '../naming.js';

interface SolveAttributes {
  /** Which triangle of a is read; `null` if a is not triangular. */
  readonly triangle: 'lower' | 'upper' | null;
}

const whereOf = ({ triangle }: SolveAttributes): string => (triangle === null ? 'ops.solve' : 'ops.solveTriangular');

/** The operation that solves `a · y = b` for y. */
const solveOperation: Operation<SolveAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<SolveAttributes, 'one', 2>(
  {
    name: 'solve',
    inferShape([a, b], attributes) {
      const where = whereOf(attributes);
      const n = checkSquare(where, a);
      const rows = b.shape[b.shape.length - 2]!;
      if (n !== null && rows !== null && n !== rows) throw lengthsError(where, a, b);
      const stack = broadcastShapes(where, [a, b], stackOf);
      return { shape: [...stack, ...b.shape.slice(-2)], dtype: floatingDType(promoteDTypes(where, a.dtype, b.dtype)) };
    },
    compute([a, b], { triangle }, { shape, dtype }) {
      const stack = stackOf(shape);
      const n = a.shape[a.shape.length - 1]!;
      const columns = shape[shape.length - 1]!;
      const matrices = elementsOver(a, stack);
      const data = elementsOver(b, stack);
      const exchanges = new Int32Array(n);
      forEachMatrix(stack, n * n, (start, index) => {
        const matrix = { data: matrices, start };
        const right = { data, start: index * n * columns };
        if (triangle !== null) substitute(matrix, { n, isLower: triangle === 'lower' }, right, columns);
        else {
          factorize(matrix, n, exchanges);
          exchanges.forEach((row, place) => exchangeRows(right, columns, place, row));
          substitute(matrix, { n, isLower: true, isUnit: true }, right, columns);
          substitute(matrix, { n, isLower: false }, right, columns);
        }
      });
      return castData('ops.solve', data, 'float64', dtype);
    },
    gradient({ inputs: [a, b], outputs: [y], attributes: { triangle } }, [dy]) {
      const turned = triangle === null ? null : triangle === 'lower' ? 'upper' : 'lower';
      const ofB = apply<Tensor, SolveAttributes>(solveOperation, [transposed(a), dy], { triangle: turned });
      const whole = negative(matmul(ofB, transposed(y)));
      const ofA = triangle === null ? whole : triangle === 'lower' ? tril(whole) : triu(whole);
      return [castTo(sumTo(ofA, a.shape), a.dtype), castTo(sumTo(ofB, b.shape), b.dtype)];
    },
  },
);

const lengthsError = (where: string, a: TensorSpec, b: TensorSpec): ShapeError =>
  new ShapeError({ where, expected: 'as many rows of b as a has', received: { a, b } });

function solved(where: string, a: Operand, b: Operand, attributes: SolveAttributes): Tensor {
  const [matrix, right] = [asOperand(where, a), asOperand(where, b)];
  const [rank, rightRank] = [matrix.shape.length, right.shape.length];
  if (rightRank === 0) throw new ShapeError({ where, expected: 'a vector or matrices', received: { b: right } });
  // b may be one vector for all matrices, or one vector for each matrix of the stack.
  const isStack = rightRank === rank - 1 && shapesEqual(right.shape, matrix.shape.slice(0, -1));
  const isVector = rightRank === 1 || isStack;
  if (!isVector) return apply(solveOperation, [matrix, right], attributes);
  const columns = expandDims(right, -1);
  return squeeze(apply<Tensor, SolveAttributes>(solveOperation, [matrix, columns], attributes), { axis: -1 });
}

/**
 * The solution y of `a · y = b` for a square matrix a, or a stack of them. Of a singular matrix it has NaN or infinity, as in Keras; b is a matrix of as many rows, or a vector, or a stack
 * of one of them. Where a is singular
 * the result is infinite or no number.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.solve([[2, 0], [1, 4]], [[2], [9]])
 * // → array([[1.],
 * //          [2.]], dtype=float32)
 */
export function solve<A extends Operand, B extends Operand>(
  a: A,
  ...given: [b: B, options?: Readonly<Record<never, never>>] | [options: { readonly b: B }]
): ResultOf<A, B> {
  const where = 'ops.solve';
  const { b } = readArguments<{ readonly b: Operand }>(where, ['b'], given, { b: required });
  return solved(where, a, b, { triangle: null }) as ResultOf<A, B>;
}

/** Options of `solveTriangular`. */
export interface TriangularOptions {
  /** Whether the lower half of a is read; by default it is the upper half. */
  readonly lower?: boolean | undefined;
}

/**
 * The solution y of `a · y = b` for a triangular matrix a, or a stack of them. Only the upper half of a is read, or with `lower` the lower
 * half.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.solveTriangular([[2, 0], [1, 4]], [[2], [9]], { lower: true })
 * // → array([[1.],
 * //          [2.]], dtype=float32)
 */
export function solveTriangular<A extends Operand, B extends Operand>(
  a: A,
  ...given:
    | [b: B, options?: TriangularOptions]
    | [b: B, lower: boolean, options?: Readonly<Record<never, never>>]
    | [options: TriangularOptions & { readonly b: B }]
): ResultOf<A, B> {
  const where = 'ops.solveTriangular';
  return within(where, () => {
    const { b, lower } = readArguments<{ readonly b: Operand; readonly lower: boolean }>(where, ['b', 'lower'], given, {
      b: required,
      lower: false,
    });
    return solved(where, a, b, { triangle: lower ? 'lower' : 'upper' }) as ResultOf<A, B>;
  });
}

/**
 * The inverse of a square matrix, or of each of a stack. The inverse of a singular matrix is infinite or NaN.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.inv([[2, 0], [0, 4]])
 * // → array([[0.5 , 0.  ],
 * //          [0.  , 0.25]], dtype=float32)
 */
export function inv<X extends Operand>(x: X): ResultOf<X> {
  const where = 'ops.inv';
  if (arguments.length > 1) checkArgumentCount(where, arguments, 1);
  return within(where, () => {
    const matrix = asFloating(where, x);
    const side = checkSquare(where, matrix);
    if (side === null) throw new ShapeError({ where, expected: 'matrices of a known size', received: { x: matrix } });
    const unit = eye(side, { dtype: matrix.dtype as 'float32' });
    return apply(solveOperation, [matrix, unit], { triangle: null });
  });
}
