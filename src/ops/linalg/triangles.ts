/** The lower and upper halves of matrices, and the matrix of ones below a diagonal. */
import { ValueError } from '../../errors/index.js';
import { allocate, checkDType, sizeOf, Tensor, type DType, type Shape } from '../../tensor/index.js';
import { apply } from '../apply.js';
import { numberOf, readArguments, required, type Scalar } from '../arguments.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from '../operation.js';
import { checkMatrix } from './matrices.js';

interface TriangleAttributes {
  /** The last diagonal that belongs to the half; 0 is the main one, positive numbers are above it. */
  readonly k: number;
}

function halfOperation(name: 'tril' | 'triu'): Operation<TriangleAttributes, 'one'> {
  const where = `ops.${name}`;
  const operation: Operation<TriangleAttributes, 'one'> = defineOperation<TriangleAttributes>({
    name,
    inferShape([x]) {
      checkMatrix(where, x);
      return x;
    },
    compute([x], { k }, { shape, dtype }) {
      const [rows, columns] = shape.slice(-2) as [number, number];
      const target = allocate(dtype as 'float32', sizeOf(shape));
      for (let start = 0; start < target.length; start += rows * columns) {
        for (let row = 0; row < rows; row++) {
          const middle = Math.min(columns, Math.max(0, row + k + (name === 'tril' ? 1 : 0)));
          const [first, end] = name === 'tril' ? [0, middle] : [middle, columns];
          for (let at = start + row * columns + first; at < start + row * columns + end; at++) target[at] = x.data[at]!;
        }
      }
      return target;
    },
    gradient: ({ attributes }, [dy]) => [apply<Tensor, TriangleAttributes>(operation, [dy], attributes)],
  });
  return operation;
}

const trilOperation = /* @__PURE__ */ halfOperation('tril');
const triuOperation = /* @__PURE__ */ halfOperation('triu');

function diagonalOf(where: string, given: readonly unknown[]): TriangleAttributes {
  const { k } = readArguments<{ readonly k: Scalar }>(where, ['k'], given, { k: 0 });
  return { k: integerOf(where, 'k', k) };
}

function integerOf(where: string, name: string, given: Scalar): number {
  const value = numberOf(where, name, given);
  if (Number.isInteger(value)) return value;
  throw new ValueError({ where, expected: `\`${name}\` to be an integer`, received: { [name]: value } });
}

/** The diagonal that bounds the half; 0 is the main one, positive numbers are above it. */
export interface DiagonalOptions {
  readonly k?: Scalar | undefined;
}

type Diagonal = [k?: Scalar, options?: Readonly<Record<never, never>>] | [options: DiagonalOptions];

/**
 * The lower half of matrices: zeros above the k-th diagonal.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.tril([[1, 2], [3, 4]])
 * // → array([[1., 0.],
 * //          [3., 4.]], dtype=float32)
 */
export function tril<X extends Operand>(x: X, ...given: Diagonal): ResultOf<X> {
  return apply(trilOperation, [x], diagonalOf('ops.tril', given));
}

/**
 * The upper half of matrices: zeros below the k-th diagonal.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.triu([[1, 2], [3, 4]], { k: 1 })
 * // → array([[0., 2.],
 * //          [0., 0.]], dtype=float32)
 */
export function triu<X extends Operand>(x: X, ...given: Diagonal): ResultOf<X> {
  return apply(triuOperation, [x], diagonalOf('ops.triu', given));
}

/** Options of `tri`. */
export interface TriOptions {
  /** The number of columns; by default that of the rows. */
  readonly M?: Scalar | null | undefined;
  /** The last diagonal with ones. */
  readonly k?: Scalar | undefined;
  readonly dtype?: Exclude<DType, 'string'> | undefined;
}

interface TriArguments {
  readonly N: number;
  readonly M: number | null;
  readonly k: number;
  readonly dtype: Exclude<DType, 'string'>;
}

/**
 * A matrix of N rows and M columns (N by default) with ones on and below the k-th diagonal, and zeros above.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.tri(2, 3, { k: 1 })
 * // → array([[1., 1., 0.],
 * //          [1., 1., 1.]], dtype=float32)
 */
export function tri(
  ...given:
    | [N: Scalar, M?: Scalar | null, k?: Scalar, options?: Pick<TriOptions, 'dtype'>]
    | [N: Scalar, M: Scalar | null, options: Omit<TriOptions, 'M'>]
    | [N: Scalar, options: TriOptions]
    | [options: TriOptions & { readonly N: Scalar }]
): Tensor {
  const where = 'ops.tri';
  const read = readArguments<TriArguments>(where, ['N', 'M', 'k'], given, {
    N: required,
    M: null,
    k: 0,
    dtype: 'float32',
  });
  const rows = integerOf(where, 'N', read.N);
  const columns = read.M === null ? rows : integerOf(where, 'M', read.M);
  if (rows < 0 || columns < 0) {
    throw new ValueError({ where, expected: 'integers ≥ 0', received: { N: rows, M: columns } });
  }
  checkDType(where, read.dtype);
  const shape: Shape = [rows, columns];
  const data = allocate<Exclude<DType, 'string'>>(read.dtype, sizeOf(shape), where);
  return tril(new Tensor(data.fill(1), shape, read.dtype), { k: integerOf(where, 'k', read.k) });
}
