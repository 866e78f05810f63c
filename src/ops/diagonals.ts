/** Matrices by their diagonals, and those of powers. */
import { ShapeError, ValueError } from '../errors/index.js';
import { checkListLength, type Tensor } from '../tensor/index.js';
import { numberOf, readArguments, type Scalar } from './arguments.js';
import { resolveAxis } from './axes.js';
import { castTo } from './casting.js';
import { where as choose } from './comparison.js';
import { eye, onesLike } from './creation.js';
import { power } from './exponentials.js';
import { take } from './gathering.js';
import { stack } from './joining.js';
import { knownLength, type NoOptions, numbersFrom, placesFrom } from './lengths.js';
import { asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { moveaxis } from './rearranging.js';
import { expandDims, ravel, reshapeTo } from './reshape.js';
import { pad } from './slicing.js';
import { sum } from './summation.js';
import { within } from './naming.js';

/** The elements of a diagonal along two axes, which make room for one at the end. */
function diagonalOf(where: string, x: Tensor, offset: number, axis1: number, axis2: number): Tensor {
  const rank = x.shape.length;
  if (rank < 2) throw new ShapeError({ where, expected: 'an array of two axes or more', received: { x } });
  const [first, second] = [resolveAxis(where, axis1, rank, 'axis1'), resolveAxis(where, axis2, rank, 'axis2')];
  if (first === second) throw new ValueError({ where, expected: 'two axes that differ', received: { axis1, axis2 } });
  const moved = moveaxis(x, [first, second], [rank - 2, rank - 1]);
  const [rows, columns] = [knownLength(where, moved, rank - 2), knownLength(where, moved, rank - 1)];
  const [row, column] = [Math.max(0, -offset), Math.max(0, offset)];
  const count = Math.max(0, Math.min(rows - row, columns - column));
  const flat = reshapeTo(moved, [
    ...moved.shape.slice(0, -2).map((length: number | null) => length ?? -1),
    rows * columns,
  ]);
  return take(
    flat,
    placesFrom(where, count, (i) => (row + i) * columns + column + i),
    { axis: -1 },
  );
}

/** What `diagonal` and `trace` may be told. */
export interface DiagonalAxes {
  /** Which diagonal: 0 is the main one, positive ones lie above it. */
  readonly offset?: number | undefined;
  readonly axis1?: number | undefined;
  readonly axis2?: number | undefined;
}

type ReadAxes = Required<{ readonly [K in keyof DiagonalAxes]: number }>;

function diagonalAxes(where: string, given: readonly unknown[]): ReadAxes {
  const read = readArguments<ReadAxes>(where, [], given, { offset: 0, axis1: 0, axis2: 1 });
  const offset = numberOf(where, 'offset', read.offset);
  if (Number.isInteger(offset)) return { ...read, offset };
  throw new ValueError({ where, expected: '`offset` to be an integer', received: { offset } });
}

/**
 * The elements of a diagonal of matrices; the two axes (the first two by default) give way to one at the end.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.diagonal([[1, 2], [3, 4]]) // → array([1., 4.], dtype=float32)
 */
export function diagonal<X extends Operand>(x: X, ...given: [options?: DiagonalAxes | undefined]): ResultOf<X> {
  const where = 'ops.diagonal';
  const { offset, axis1, axis2 } = diagonalAxes(where, given);
  return diagonalOf(where, asOperand(where, x), offset, axis1, axis2) as unknown as ResultOf<X>;
}

/**
 * The sum of the elements of a diagonal of matrices.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.trace([[1, 2], [3, 4]]) // → array(5., dtype=float32)
 */
export function trace<X extends Operand>(x: X, ...given: [options?: DiagonalAxes | undefined]): ResultOf<X> {
  const where = 'ops.trace';
  const { offset, axis1, axis2 } = diagonalAxes(where, given);
  return sum(diagonalOf(where, asOperand(where, x), offset, axis1, axis2), { axis: -1 }) as unknown as ResultOf<X>;
}

type Diagonal = [k: Scalar, options?: NoOptions] | [options?: { readonly k?: Scalar | undefined } | undefined];

function matrixWith(where: string, diagonal: Tensor, k: number): Tensor {
  const length = knownLength(where, diagonal, 0);
  const size = length + Math.abs(k);
  // Chosen, and not multiplied by 0, which would make NaN of infinities.
  const isDiagonal = eye(length, { dtype: 'bool' });
  const spread = choose(isDiagonal, expandDims(diagonal, 1), castTo(0, diagonal.dtype));
  const place = [Math.max(0, -k), Math.max(0, k)] as const;
  return pad(
    spread,
    place.map((before) => [before, size - length - before]),
  );
}

/**
 * The matrix with a vector on its k-th diagonal and zeros elsewhere; of a matrix its k-th diagonal.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.diag([1, 2])
 * // → array([[1., 0.],
 * //          [0., 2.]], dtype=float32)
 * ops.diag([[1, 2], [3, 4]], { k: 1 }) // → array([2.], dtype=float32)
 */
export function diag<X extends Operand>(x: X, ...given: Diagonal): ResultOf<X> {
  const where = 'ops.diag';
  return within(where, () => {
    const { k } = readArguments<{ readonly k: number }>(where, ['k'], given, { k: 0 });
    const operand = asOperand(where, x);
    if (!Number.isInteger(k)) throw new ValueError({ where, expected: '`k` to be an integer', received: { k } });
    if (operand.shape.length === 1) return matrixWith(where, operand, k) as unknown as ResultOf<X>;
    if (operand.shape.length === 2) return diagonalOf(where, operand, k, 0, 1) as unknown as ResultOf<X>;
    throw new ShapeError({ where, expected: 'a vector or a matrix', received: { x: operand } });
  });
}

/**
 * The matrix with all elements of x, in row-major order, on its k-th diagonal.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.diagflat([[1, 2]])
 * // → array([[1., 0.],
 * //          [0., 2.]], dtype=float32)
 */
export function diagflat<X extends Operand>(x: X, ...given: Diagonal): ResultOf<X> {
  const where = 'ops.diagflat';
  return within(where, () => {
    const { k } = readArguments<{ readonly k: number }>(where, ['k'], given, { k: 0 });
    if (!Number.isInteger(k)) throw new ValueError({ where, expected: '`k` to be an integer', received: { k } });
    return matrixWith(where, ravel(asOperand(where, x)), k) as unknown as ResultOf<X>;
  });
}

/** What `vander` may be told. */
export interface VanderOptions {
  /** The number of columns; by default that of the rows. */
  readonly N?: Scalar | null | undefined;
  /** Whether powers ascend from the left. */
  readonly increasing?: boolean | undefined;
}

/**
 * Vandermonde's matrix: in each row the powers of an element, from the (N-1)-th down to 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.vander([2, 3])
 * // → array([[2., 1.],
 * //          [3., 1.]], dtype=float32)
 */
export function vander<X extends Operand>(x: X, ...given: [options?: VanderOptions | undefined]): ResultOf<X> {
  const where = 'ops.vander';
  return within(where, () => {
    const { N, increasing } = readArguments<{ readonly N: number | null; readonly increasing: boolean }>(
      where,
      [],
      given,
      { N: null, increasing: false },
    );
    const operand = asOperand(where, x);
    if (operand.shape.length !== 1) throw new ShapeError({ where, expected: 'a vector', received: { x: operand } });
    const count = N ?? knownLength(where, operand, 0);
    if (!Number.isInteger(count) || count < 0)
      throw new ValueError({ where, expected: '`N` to be an integer ≥ 0', received: { N } });
    checkListLength(where, count);
    const powers = numbersFrom(count, (i) => (increasing ? i : count - 1 - i));
    if (count === 0) return take(expandDims(operand, 1), [], { axis: 1 }) as unknown as ResultOf<X>;
    return stack(
      powers.map((each) => (each === 0 ? onesLike(operand) : castTo(power(operand, each), operand.dtype))),
      { axis: 1 },
    ) as unknown as ResultOf<X>;
  });
}
