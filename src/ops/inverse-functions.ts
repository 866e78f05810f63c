/** Inverse circular and hyperbolic functions, and that of the error function. */
import type { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import {
  add,
  subtract,
  multiply,
  divide,
  sqrt,
  square,
  select,
  less,
  greater,
  equal,
  logicalAnd,
  type Term,
} from '../formula/primitives.js';
import { binary, unary, type BinaryOperation, type UnaryOperation } from './elementwise.js';

const one = (x: Term): Expression => sqrt(add(1, square(x)));

/** `arctan x = Σ (-1)ᵏ x²ᵏ⁺¹ / (2k+1)`, for small x. */
function smallArctan(x: Expression): Expression {
  const s = square(x);
  let sum: Term = 1 / 25;
  for (let k = 11; k >= 0; k--) sum = subtract(1 / (2 * k + 1), multiply(s, sum));
  return multiply(x, sum);
}

/** The arctangent: of large numbers as that of their inverse, and by halving the angle twice. */
function arctanOf(x: Term): Expression {
  const size = formula.abs(x);
  const isLarge = greater(size, 1);
  const half = (t: Expression): Expression => divide(t, add(1, one(t)));
  const inner = multiply(4, smallArctan(half(half(select(isLarge, divide(1, size), size)))));
  const angle = select(isLarge, subtract(Math.PI / 2, inner), inner);
  return select(less(x, 0), formula.negative(angle), select(equal(x, 0), x, angle));
}

/** `√(1 - x²)`, without cancellation. */
const coside = (x: Term): Expression => sqrt(multiply(subtract(1, x), add(1, x)));

/**
 * The angle from -π/2 to π/2 whose tangent is x.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arctan([0, 1, -1]) // → array([ 0.       ,  0.7853982, -0.7853982], dtype=float32)
 */
export const arctan: UnaryOperation = /* @__PURE__ */ unary('arctan', arctanOf, {
  derivatives: (x) => [divide(1, add(1, square(x)))],
});

const arcsinOf = (x: Term): Expression => multiply(2, arctanOf(divide(x, add(1, coside(x)))));

/**
 * The angle from -π/2 to π/2 whose sine is x; NaN beyond -1 and 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arcsin([0, 1, 2]) // → array([0.       , 1.5707964,       nan], dtype=float32)
 */
export const arcsin: UnaryOperation = /* @__PURE__ */ unary('arcsin', arcsinOf, {
  derivatives: (x) => [divide(1, coside(x))],
});

/**
 * The angle from 0 to π whose cosine is x; NaN beyond -1 and 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arccos([1, 0, -1]) // → array([0.       , 1.5707964, 3.1415927], dtype=float32)
 */
export const arccos: UnaryOperation = /* @__PURE__ */ unary(
  'arccos',
  (x) => multiply(2, arctanOf(sqrt(divide(subtract(1, x), add(1, x))))),
  { derivatives: (x) => [divide(-1, coside(x))] },
);

/** Whether x is negative, or -0. */
const isNegative = (x: Term): Expression => select(equal(x, 0), divide(1, x), x);

/** The angle of a point. */
function arctan2Of(y: Term, x: Term): Expression {
  const areInfinite = logicalAnd(equal(formula.abs(y), Infinity), equal(formula.abs(x), Infinity));
  const atOrigin = logicalAnd(equal(y, 0), equal(x, 0));
  const quotient = divide(y, x);
  const signs = multiply(formula.sign(y), formula.sign(x));
  const ratio = select(areInfinite, signs, select(atOrigin, 0, quotient));
  const angle = arctanOf(formula.abs(ratio));
  const upper = select(less(isNegative(x), 0), subtract(Math.PI, angle), angle);
  return select(less(isNegative(y), 0), formula.negative(upper), upper);
}

/**
 * The angle from -π to π at which the point (x2, x1) lies, seen from the first axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arctan2([1, -1], [-1, 1]) // → array([ 2.3561945, -0.7853982], dtype=float32)
 */
export const arctan2: BinaryOperation = /* @__PURE__ */ binary('arctan2', arctan2Of, {
  derivatives: (y, x) => {
    const length = add(square(x), square(y));
    return [divide(x, length), formula.negative(divide(y, length))];
  },
});

/**
 * The number whose hyperbolic sine is x.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arcsinh([0, 1, -1]) // → array([ 0.       ,  0.8813736, -0.8813736], dtype=float32)
 */
export const arcsinh: UnaryOperation = /* @__PURE__ */ unary(
  'arcsinh',
  (x) => {
    const size = formula.abs(x);
    const isHuge = greater(size, 1e150);
    const small = select(isHuge, 0, size);
    // As ln(1 + …), exact near 0; of huge numbers ln 2x.
    const inner = formula.log1p(add(small, divide(square(small), add(1, one(small)))));
    const result = select(isHuge, add(formula.log(select(isHuge, size, 1)), Math.LN2), inner);
    return select(less(x, 0), formula.negative(result), select(equal(x, 0), x, result));
  },
  { derivatives: (x) => [divide(1, formula.hypot(1, x))] },
);

/**
 * The number from 0 on whose hyperbolic cosine is x; NaN below 1.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arccosh([1, 2, 0]) // → array([0.      , 1.316958,      nan], dtype=float32)
 */
export const arccosh: UnaryOperation = /* @__PURE__ */ unary(
  'arccosh',
  (x) => {
    const isHuge = greater(x, 1e150);
    // Below 1 there is none, though the product below is positive again for large negative numbers.
    const small = select(isHuge, 1, select(less(x, 1), NaN, x));
    const above = subtract(small, 1);
    const inner = formula.log1p(add(above, sqrt(multiply(above, add(small, 1)))));
    return select(isHuge, add(formula.log(select(isHuge, x, 1)), Math.LN2), inner);
  },
  { derivatives: (x) => [divide(1, sqrt(multiply(subtract(x, 1), add(x, 1))))] },
);

/**
 * The number whose hyperbolic tangent is x; infinite at -1 and 1, NaN beyond.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arctanh([0, 0.5, 1]) // → array([0.        , 0.54930615,        inf], dtype=float32)
 */
export const arctanh: UnaryOperation = /* @__PURE__ */ unary(
  'arctanh',
  (x) => {
    const size = formula.abs(x);
    const result = multiply(0.5, formula.log1p(divide(multiply(2, size), subtract(1, size))));
    return select(less(x, 0), formula.negative(result), select(equal(x, 0), x, result));
  },
  { derivatives: (x) => [divide(1, multiply(subtract(1, x), add(1, x)))] },
);

/** A first approximation of the inverse error function of numbers up to 1. Source: Giles, 2010. */
function roughErfinv(w: Expression): Expression {
  const polynomial = (t: Expression, coefficients: readonly number[]): Expression =>
    coefficients.slice(1).reduce<Term>((sum, each) => add(each, multiply(sum, t)), coefficients[0]!) as Expression;
  const middle = [
    ...[2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3],
    ...[0.246640727, 1.50140941],
  ];
  const tails = [
    ...[-2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3],
    ...[1.00167406, 2.83297682],
  ];
  const far = subtract(sqrt(formula.maximum(w, 5)), 3);
  return select(less(w, 5), polynomial(subtract(w, 2.5), middle), polynomial(far, tails));
}

/** Newton's steps on erfc for the size of x, which do not cancel near 1. */
function erfinvOf(x: Term): Expression {
  const size = formula.abs(x);
  const isEnd = equal(size, 1);
  const inside = select(isEnd, 0, size);
  const rest = subtract(1, inside);
  const w = formula.negative(formula.log(multiply(rest, add(1, inside))));
  let y = multiply(inside, roughErfinv(w));
  for (let step = 0; step < 2; step++) {
    const error = select(less(inside, 0.5), subtract(formula.erf(y), inside), subtract(rest, formula.erfc(y)));
    y = subtract(y, multiply(multiply(error, Math.sqrt(Math.PI) / 2), formula.exp(square(y))));
  }
  const result = select(isEnd, Infinity, y);
  return select(less(x, 0), formula.negative(result), select(equal(x, 0), x, result));
}

/**
 * The number whose error function is x; infinite at -1 and 1, NaN beyond.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.erfinv([0, 0.5, 1]) // → array([0.        , 0.47693628,        inf], dtype=float32)
 */
export const erfinv: UnaryOperation = /* @__PURE__ */ unary('erfinv', erfinvOf, {
  derivatives: (x) => [multiply(Math.sqrt(Math.PI) / 2, formula.exp(square(erfinvOf(x))))],
});
