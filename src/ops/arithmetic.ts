/** Elementwise arithmetic. */
import * as formula from '../formula/primitives.js';
import { ValueError } from '../errors/index.js';
import { Expression } from '../formula/expression.js';
import { isFloating, type DType } from '../tensor/index.js';
import { specOf } from './apply.js';
import { readArguments, required, type Scalar } from './arguments.js';
import { cast } from './casting.js';
import {
  binary,
  ternary,
  unary,
  type BinaryOperation,
  type ElementwiseOperand,
  type ElementwiseResult,
  type TernaryOperation,
  type UnaryOperation,
} from './elementwise.js';

const integers = 'kept';

/** For operations in which truth values count as the int32 numbers 0 and 1. */
const counted = { integers: 'counted' } as const;

/**
 * `a + b`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.add([1, 2, 3], 0.5) // → array([1.5, 2.5, 3.5], dtype=float32)
 */
export const add: BinaryOperation = /* @__PURE__ */ binary('add', formula.add, { integers });

/**
 * `a - b`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.subtract([[1, 2], [3, 4]], [1, 2])
 * // → array([[0., 0.],
 * //          [2., 2.]], dtype=float32)
 */
export const subtract: BinaryOperation = /* @__PURE__ */ binary('subtract', formula.subtract, counted);

/**
 * `a · b`.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * ops.multiply(tensor([1, 2, 3], { dtype: 'int32' }), 2) // → array([2, 4, 6], dtype=int32)
 */
export const multiply: BinaryOperation = /* @__PURE__ */ binary('multiply', formula.multiply, { integers });

/**
 * `a / b`; integers give float32.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.divide([1, -1, 0], 0) // → array([ inf, -inf,  nan], dtype=float32)
 */
export const divide: BinaryOperation = /* @__PURE__ */ binary('divide', formula.divide);

/**
 * `-x`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.negative([1, -2]) // → array([-1.,  2.], dtype=float32)
 */
export const negative: UnaryOperation = /* @__PURE__ */ unary('negative', formula.negative, counted);

/**
 * `|x|`. The gradient at 0 is 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.abs([-1.5, 2]) // → array([1.5, 2. ], dtype=float32)
 */
export const abs: UnaryOperation = /* @__PURE__ */ unary('abs', formula.abs, { integers });

/**
 * -1, 0 or 1: the sign of x.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sign([-3, 0, 5]) // → array([-1.,  0.,  1.], dtype=float32)
 */
export const sign: UnaryOperation = /* @__PURE__ */ unary('sign', formula.sign, counted);

/**
 * `x²`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.square([-3, 2]) // → array([9., 4.], dtype=float32)
 */
export const square: UnaryOperation = /* @__PURE__ */ unary('square', formula.square, counted);

/**
 * `√x`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sqrt([4, 9]) // → array([2., 3.], dtype=float32)
 */
export const sqrt: UnaryOperation = /* @__PURE__ */ unary('sqrt', formula.sqrt);

/**
 * `1 / √x`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.rsqrt([4, 16]) // → array([0.5 , 0.25], dtype=float32)
 */
export const rsqrt: UnaryOperation = /* @__PURE__ */ unary('rsqrt', (x) => formula.divide(1, formula.sqrt(x)));

/**
 * `1 / x`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.reciprocal([2, 4]) // → array([0.5 , 0.25], dtype=float32)
 */
export const reciprocal: UnaryOperation = /* @__PURE__ */ unary('reciprocal', (x) => formula.divide(1, x));

/**
 * The larger of a and b; NaN if one of them is. Where they are equal the gradient is a's.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.maximum([1, 5], [3, 2]) // → array([3., 5.], dtype=float32)
 */
export const maximum: BinaryOperation = /* @__PURE__ */ binary('maximum', (a, b) => formula.maximum(b, a), {
  integers,
});

/**
 * The smaller of a and b; NaN if one of them is. Where they are equal the gradient is a's.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.minimum([1, 5], [3, 2]) // → array([1., 2.], dtype=float32)
 */
export const minimum: BinaryOperation = /* @__PURE__ */ binary('minimum', (a, b) => formula.minimum(b, a), {
  integers,
});

/** A bound that is no number is what comes of everything. */
const isOutside = (isBeyond: Expression, bound: formula.Term): Expression =>
  formula.logicalOr(isBeyond, formula.notEqual(bound, bound));

const clipOperation: TernaryOperation = /* @__PURE__ */ ternary(
  'clip',
  (x, xMin, xMax) => {
    const raised = formula.select(isOutside(formula.less(x, xMin), xMin), xMin, x);
    return formula.select(isOutside(formula.greater(raised, xMax), xMax), xMax, raised);
  },
  counted,
);

/**
 * x limited to the interval `[xMin, xMax]`. The gradient is 1 at the ends and 0 outside.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.clip([-2, 0.5, 3], 0, 1) // → array([0. , 0.5, 1. ], dtype=float32)
 */
export function clip<X extends ElementwiseOperand, A extends ElementwiseOperand, B extends ElementwiseOperand>(
  x: X,
  xMin: A,
  xMax: B,
): ElementwiseResult<X, A, B>;
export function clip<X extends ElementwiseOperand, A extends ElementwiseOperand, B extends ElementwiseOperand>(
  x: X,
  options: { readonly xMin: A; readonly xMax: B },
): ElementwiseResult<X, A, B>;
export function clip(x: ElementwiseOperand, ...given: readonly unknown[]): unknown {
  type Bounds = { readonly xMin: ElementwiseOperand; readonly xMax: ElementwiseOperand };
  const { xMin, xMax } = readArguments<Bounds>('ops.clip', ['xMin', 'xMax'], given, { xMin: required, xMax: required });
  return clipOperation(x, xMin, xMax);
}

/**
 * x rounded down to an integer.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.floor([-1.5, 1.5]) // → array([-2.,  1.], dtype=float32)
 */
export const floor: UnaryOperation = /* @__PURE__ */ unary('floor', formula.floor);

/**
 * x rounded up to an integer.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.ceil([-1.5, 1.5]) // → array([-1.,  2.], dtype=float32)
 */
export const ceil: UnaryOperation = /* @__PURE__ */ unary('ceil', (x) =>
  formula.negative(formula.floor(formula.negative(x))),
);

/**
 * x rounded to the nearest integer, or to so many `decimals`; a number halfway between two becomes the even one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.round([0.5, 1.5, 2.4]) // → array([0., 2., 2.], dtype=float32)
 * ops.round([1.26, -3.14], { decimals: 1 }) // → array([ 1.3, -3.1], dtype=float32)
 */
export function round<X extends ElementwiseOperand>(
  x: X,
  decimals?: Scalar,
  options?: Readonly<Record<never, never>>,
): ElementwiseResult<X>;
export function round<X extends ElementwiseOperand>(
  x: X,
  options?: { readonly decimals?: Scalar | undefined },
): ElementwiseResult<X>;
export function round(x: ElementwiseOperand, ...given: readonly unknown[]): unknown {
  const where = 'ops.round';
  const { decimals } = readArguments<{ readonly decimals: number }>(where, ['decimals'], given, { decimals: 0 });
  if (!Number.isInteger(decimals)) {
    throw new ValueError({ where, expected: '`decimals` to be an integer', received: { decimals } });
  }
  if (decimals === 0) return nearest(x);
  const unit = 10 ** Math.abs(decimals);
  const isFraction = decimals > 0;
  if (!(x instanceof Expression)) {
    const { dtype } = specOf(x, where);
    if (!isFloating(dtype)) return isFraction ? nearest(x) : cast(round(cast(x, 'float64'), decimals), counting(dtype));
  }
  // Multiplication, rounding and division each round their result, as in NumPy.
  return isFraction ? divide(nearest(multiply(x, unit)), unit) : multiply(nearest(divide(x, unit)), unit);
}

const nearest: UnaryOperation = /* @__PURE__ */ unary('round', formula.round, counted);

const counting = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype);
