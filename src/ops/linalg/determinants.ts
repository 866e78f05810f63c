/** Determinants, and their logarithms. */
import { log } from '../../formula/float64.js';
import { castData, sizeOf, type Shape, type SymbolicShape, type Tensor } from '../../tensor/index.js';
import { apply } from '../apply.js';
import { multiply } from '../arithmetic.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import { floatingDType } from '../operand.js';
import { defineOperation, noAttributes, type Operand, type Operation, type ResultOf } from '../operation.js';
import { reshapeTo } from '../reshape.js';
import { castTo } from '../casting.js';
import { factorize } from './elimination.js';
import { checkSquare, elementsOver, forEachMatrix, stackOf, transposed } from './matrices.js';
import { inv } from './solving.js';
import { within } from '../naming.js';

/** Calls `each` with the sign of the row permutation and the pivots of each matrix, whose product is the determinant. */
function forEachDeterminant(x: Tensor, each: (index: number, sign: number, pivots: readonly number[]) => void): void {
  const stack = stackOf(x.shape);
  const n = x.shape[x.shape.length - 1]!;
  const data = elementsOver(x, stack);
  const exchanges = new Int32Array(n);
  forEachMatrix(stack, n * n, (start, index) => {
    const sign = factorize({ data, start }, n, exchanges);
    each(
      index,
      sign,
      Array.from({ length: n }, (_, k) => data[start + k * (n + 1)]!),
    );
  });
}

/** A number for each matrix, in a shape that broadcasts with the matrices. */
const overMatrices = (value: Tensor): Tensor => reshapeTo(value, [...value.shape, 1, 1]);

const detOperation: Operation<object, 'one'> = /* @__PURE__ */ defineOperation({
  name: 'det',
  inferShape([x]) {
    checkSquare('ops.det', x);
    return { shape: stackOf(x.shape), dtype: floatingDType(x.dtype) };
  },
  compute([x], _, { shape, dtype }) {
    const values = new Float64Array(sizeOf(shape));
    forEachDeterminant(x, (index, sign, pivots) => {
      values[index] = pivots.reduce((product, pivot) => product * pivot, sign);
    });
    return castData('ops.det', values, 'float64', dtype);
  },
  gradient: ({ inputs: [x], outputs: [y] }, [dy]) => [
    castTo(multiply(overMatrices(multiply(dy, y)), transposed(inv(x))), x.dtype),
  ],
});

/**
 * The determinant of a square matrix, or of each of a stack. Its gradient, `det(x)·x⁻ᵀ`, is NaN where the matrix is singular.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.det([[1, 2], [3, 4]]) // → array(-2., dtype=float32)
 */
export function det<X extends Operand>(x: X): ResultOf<X> {
  if (arguments.length > 1) checkArgumentCount('ops.det', arguments, 1);
  return apply(detOperation, [x], noAttributes);
}

const slogdetOperation: Operation<object, 'several'> = /* @__PURE__ */ defineOperation<object, 'several'>({
  name: 'slogdet',
  inferShape([x]) {
    checkSquare('ops.slogdet', x);
    const spec = { shape: stackOf<SymbolicShape>(x.shape), dtype: floatingDType(x.dtype) };
    return [spec, spec];
  },
  compute([x], _, [spec]) {
    const { shape, dtype } = spec as { shape: Shape; dtype: 'float32' };
    const [signs, logarithms] = [new Float64Array(sizeOf(shape)), new Float64Array(sizeOf(shape))];
    forEachDeterminant(x, (index, sign, pivots) => {
      signs[index] = pivots.includes(0) ? 0 : pivots.reduce((product, pivot) => product * Math.sign(pivot), sign);
      logarithms[index] = pivots.reduce((sum, pivot) => sum + log(Math.abs(pivot)), 0);
    });
    return [signs, logarithms].map((each) => castData('ops.slogdet', each, 'float64', dtype));
  },
  gradient: ({ inputs: [x] }, [, dLogarithm]) => [
    castTo(multiply(overMatrices(dLogarithm!), transposed(inv(x))), x.dtype),
  ],
});

/**
 * The sign of the determinant of a square matrix, or of each of a stack, and the natural logarithm of its absolute value: 0 and -∞ for a
 * singular matrix.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.slogdet([[1, 2], [3, 4]]) // → [ array(-1., dtype=float32), array(0.6931472, dtype=float32) ]
 */
export function slogdet<X extends Operand>(x: X): [sign: ResultOf<X>, logarithm: ResultOf<X>] {
  if (arguments.length > 1) checkArgumentCount('ops.slogdet', arguments, 1);
  return apply(slogdetOperation, [x], noAttributes);
}

/**
 * The natural logarithm of the absolute value of the determinant of a square matrix, or of each of a stack.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logdet([[2, 0], [0, 0.5]]) // → array(0., dtype=float32)
 */
export function logdet<X extends Operand>(x: X): ResultOf<X> {
  if (arguments.length > 1) checkArgumentCount('ops.logdet', arguments, 1);
  return within('ops.logdet', () => slogdet<Operand>(x)[1] as ResultOf<X>);
}
