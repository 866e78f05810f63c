/** Elementwise arithmetic beyond the elementary: roots, signs, angles. */
import type { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import {
  add,
  subtract,
  multiply,
  select,
  less,
  equal,
  logicalAnd,
  logicalOr,
  notEqual,
  type Term,
} from '../formula/primitives.js';
import { powerRules } from '../kernel/lowering/float64-power.js';
import { trigonometricRules } from '../kernel/lowering/float64-trigonometric.js';
import { provideFloat64Rules } from '../kernel/lowering/lower.js';
import { binary, unary, type BinaryOperation, type UnaryOperation } from './elementwise.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { abs, divide } from './arithmetic.js';
import { asFloating } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { within } from './naming.js';

const integers = 'kept';

/**
 * `|x|`, another name for `ops.abs`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.absolute([-1, 2]) // → array([1., 2.], dtype=float32)
 */
export const absolute: UnaryOperation = abs;

/**
 * `a / b`, another name for `ops.divide`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.trueDivide([1, 2], 2) // → array([0.5, 1. ], dtype=float32)
 */
export const trueDivide: BinaryOperation = divide;

/**
 * `|x|` as a number with a fraction, of integers, too.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fabs([-1, 2]) // → array([1., 2.], dtype=float32)
 */
export function fabs<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.fabs', arguments, 1);
  return within('ops.fabs', () => abs(asFloating('ops.fabs', x)) as unknown as ResultOf<X>);
}

/**
 * `a / b`, and 0 where b is 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.divideNoNan([1, 4], [0, 2]) // → array([0., 2.], dtype=float32)
 */
export const divideNoNan: BinaryOperation = /* @__PURE__ */ binary('divideNoNan', (a, b) => {
  const isZero = equal(b, 0);
  return select(isZero, 0, formula.divide(a, select(isZero, 1, b)));
});

/**
 * The larger of a and b, and of a NaN and a number the number.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fmax([1, NaN], [3, 2]) // → array([3., 2.], dtype=float32)
 */
export const fmax: BinaryOperation = /* @__PURE__ */ binary(
  'fmax',
  (a, b) => select(notEqual(a, a), b, select(notEqual(b, b), a, formula.maximum(b, a))),
  { integers },
);

/**
 * The smaller of a and b, and of a NaN and a number the number.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fmin([1, NaN], [3, 2]) // → array([1., 2.], dtype=float32)
 */
export const fmin: BinaryOperation = /* @__PURE__ */ binary(
  'fmin',
  (a, b) => select(notEqual(a, a), b, select(notEqual(b, b), a, formula.minimum(b, a))),
  { integers },
);

/**
 * `√(a² + b²)`, for numbers of any size.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.hypot([3, 5], [4, 12]) // → array([ 5., 13.], dtype=float32)
 */
export const hypot: BinaryOperation = /* @__PURE__ */ binary('hypot', (a, b) => {
  // Infinite even beside NaN, as IEEE 754 has it.
  const isInfinite = logicalOr(equal(formula.abs(a), Infinity), equal(formula.abs(b), Infinity));
  return select(isInfinite, Infinity, formula.hypot(a, b));
});

/**
 * `log₂(2ᵃ + 2ᵇ)`, for numbers of any size.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logaddexp2([10, 0], [10, 0]) // → array([11.,  1.], dtype=float32)
 */
export const logaddexp2: BinaryOperation = /* @__PURE__ */ binary('logaddexp2', (a, b) => {
  const areEqualInfinities = logicalAnd(equal(a, b), equal(formula.abs(a), Infinity));
  const difference = multiply(select(areEqualInfinities, 0, subtract(a, b)), Math.LN2);
  const above = (distance: Expression): Expression => multiply(formula.softplus(distance), Math.LOG2E);
  return select(formula.greater(a, b), add(a, above(formula.negative(difference))), add(b, above(difference)));
});

/**
 * `2ˣ`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.exp2([0, 3, -1]) // → array([1. , 8. , 0.5], dtype=float32)
 */
export const exp2: UnaryOperation = /* @__PURE__ */ unary(
  'exp2',
  (x) => {
    provideFloat64Rules(powerRules);
    return formula.power(2, x);
  },
  { derivatives: (x) => [multiply(Math.LN2, formula.power(2, x))] },
);

/** `x1 · 2^x2`. */
const scaled = (a: Term, b: Term): Expression => {
  provideFloat64Rules(powerRules);
  return multiply(a, formula.power(2, b));
};

/**
 * `x1 · 2^x2`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.ldexp([1, 3], [2, -1]) // → array([4. , 1.5], dtype=float32)
 */
export const ldexp: BinaryOperation = /* @__PURE__ */ binary('ldexp', scaled);

/**
 * The cubic root of x, also of negative numbers.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cbrt([8, -27]) // → array([ 2., -3.], dtype=float32)
 */
export const cbrt: UnaryOperation = /* @__PURE__ */ unary(
  'cbrt',
  (x) => {
    provideFloat64Rules(powerRules);
    const size = formula.abs(x);
    const rough = formula.power(size, 1 / 3);
    // A step of Newton's, since 1/3 is rounded.
    const cube = multiply(rough, formula.square(rough));
    const isPlain = logicalAnd(formula.greater(size, 0), less(size, Infinity));
    const divisor = multiply(3, formula.square(select(isPlain, rough, 1)));
    const root = select(isPlain, subtract(rough, formula.divide(subtract(cube, size), divisor)), rough);
    return select(less(x, 0), formula.negative(root), select(equal(x, 0), x, root));
  },
  {
    derivatives: (x) => {
      provideFloat64Rules(powerRules);
      return [formula.divide(1, multiply(3, formula.power(formula.abs(x), 2 / 3)))];
    },
  },
);

/**
 * `sin(πx) / (πx)`, and 1 at 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sinc([0, 0.5]) // → array([1.        , 0.63661975], dtype=float32)
 */
export const sinc: UnaryOperation = /* @__PURE__ */ unary(
  'sinc',
  (x) => {
    provideFloat64Rules(trigonometricRules);
    // The sine of what is left of x beside the nearest integer, which is 0 exactly at integers.
    const nearest = formula.floor(add(x, 0.5));
    const rest = subtract(x, nearest);
    const isOdd = notEqual(multiply(2, formula.floor(multiply(nearest, 0.5))), nearest);
    const sine = formula.sin(multiply(Math.PI, select(isOdd, formula.negative(rest), rest)));
    const quotient = formula.divide(sine, multiply(Math.PI, select(equal(x, 0), 1, x)));
    return select(equal(rest, 0), select(equal(x, 0), 1, 0), quotient);
  },
  {
    derivatives: (x) => {
      // Near 0 the difference cancels; there it is -π²x/3.
      const isSmall = less(formula.abs(x), 1e-4);
      const safe = select(isSmall, 1, x);
      const angle = multiply(Math.PI, safe);
      const slope = formula.divide(subtract(formula.cos(angle), formula.divide(formula.sin(angle), angle)), safe);
      return [select(isSmall, multiply(x, -(Math.PI ** 2) / 3), slope)];
    },
  },
);

/**
 * x rounded towards 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.trunc([-1.5, 1.5]) // → array([-1.,  1.], dtype=float32)
 */
export const trunc: UnaryOperation = /* @__PURE__ */ unary(
  'trunc',
  (x) => select(less(x, 0), formula.negative(formula.floor(formula.negative(x))), formula.floor(x)),
  { integers },
);

/**
 * Degrees as radians.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.deg2rad([180, 90]) // → array([3.1415927, 1.5707964], dtype=float32)
 */
export const deg2rad: UnaryOperation = /* @__PURE__ */ unary('deg2rad', (x) => multiply(x, Math.PI / 180));

/**
 * Radians as degrees.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.rad2deg([Math.PI, 1]) // → array([180.     ,  57.29578], dtype=float32)
 */
export const rad2deg: UnaryOperation = /* @__PURE__ */ unary('rad2deg', (x) => multiply(x, 180 / Math.PI));

/**
 * 0 below 0, 1 above, and b at 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.heaviside([-1, 0, 2], 0.5) // → array([0. , 0.5, 1. ], dtype=float32)
 */
export const heaviside: BinaryOperation = /* @__PURE__ */ binary('heaviside', (x, b) =>
  select(less(x, 0), 0, select(formula.greater(x, 0), 1, select(equal(x, 0), b, x))),
);

/**
 * Whether one of both is true, and not the other.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logicalXor([true, true], [true, false]) // → array([False,  True])
 */
export const logicalXor: BinaryOperation = /* @__PURE__ */ binary('logicalXor', (a, b) =>
  logicalOr(logicalAnd(notEqual(a, 0), equal(b, 0)), logicalAnd(equal(a, 0), notEqual(b, 0))),
);

/**
 * Whether the sign of x is negative, that of -0 included.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.signbit([-1, 0, -0]) // → array([ True, False,  True])
 */
export const signbit: UnaryOperation = /* @__PURE__ */ unary('signbit', (x) =>
  less(select(equal(x, 0), formula.divide(1, x), x), 0),
);

/**
 * Whether x is ∞.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isposinf([Infinity, -Infinity, 1]) // → array([ True, False, False])
 */
export const isposinf: UnaryOperation = /* @__PURE__ */ unary('isposinf', (x) => equal(x, Infinity));

/**
 * Whether x is -∞.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isneginf([Infinity, -Infinity, 1]) // → array([False,  True, False])
 */
export const isneginf: UnaryOperation = /* @__PURE__ */ unary('isneginf', (x) => equal(x, -Infinity));
