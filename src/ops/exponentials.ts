/** Elementwise exponentials, logarithms and powers. */
import type { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import type { Term } from '../formula/primitives.js';
import { logarithmRules } from '../kernel/lowering/float64-logarithm.js';
import { powerRules } from '../kernel/lowering/float64-power.js';
import { provideFloat64Rules } from '../kernel/lowering/lower.js';
import type { DType } from '../tensor/index.js';
import { binary, unary, type BinaryOperation, type UnaryOperation } from './elementwise.js';
import { generalPower, powerBy, simplePower } from './power.js';

/**
 * `eˣ`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.exp([0, 1]) // → array([1.       , 2.7182817], dtype=float32)
 */
export const exp: UnaryOperation = /* @__PURE__ */ unary('exp', formula.exp);

/**
 * `eˣ - 1`, exact near 0 too.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.expm1([1e-10, 1]) // → array([1.0000000e-10, 1.7182819e+00], dtype=float32)
 */
export const expm1: UnaryOperation = /* @__PURE__ */ unary('expm1', formula.expm1);

/**
 * `ln x`: -inf at 0, NaN below.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.log([1, 10, 0]) // → array([0.       , 2.3025851,      -inf], dtype=float32)
 */
export const log: UnaryOperation = /* @__PURE__ */ unary('log', formula.log);

/**
 * `ln(1 + x)`, exact near 0 too.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.log1p([1e-10, 1]) // → array([1.000000e-10, 6.931472e-01], dtype=float32)
 */
export const log1p: UnaryOperation = /* @__PURE__ */ unary('log1p', formula.log1p);

/**
 * `log₂ x`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.log2([1, 8]) // → array([0., 3.], dtype=float32)
 */
export const log2: UnaryOperation = /* @__PURE__ */ unary('log2', (x) => {
  provideFloat64Rules(logarithmRules);
  return formula.log2(x);
});

/**
 * `log₁₀ x`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.log10([1, 1000]) // → array([0., 3.], dtype=float32)
 */
export const log10: UnaryOperation = /* @__PURE__ */ unary('log10', (x) => {
  provideFloat64Rules(logarithmRules);
  return formula.log10(x);
});

/**
 * `ln(eᵃ + eᵇ)`, for numbers of any size.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logaddexp([1000, 0], [1000, -1000]) // → array([1000.6932,    0.    ], dtype=float32)
 */
export const logaddexp: BinaryOperation = /* @__PURE__ */ binary('logaddexp', (a, b) => {
  // The difference of equal infinities would be NaN; it counts as 0.
  const areEqualInfinities = formula.logicalAnd(formula.equal(a, b), formula.equal(formula.abs(a), Infinity));
  const difference = formula.select(areEqualInfinities, 0, formula.subtract(a, b));
  // The number that is added to the larger operand is at most ln 2, so that neither the value nor the derivatives cancel.
  return formula.select(
    formula.greater(a, b),
    formula.add(a, formula.softplus(formula.negative(difference))),
    formula.add(b, formula.softplus(difference)),
  );
});

/** The two halves of a float64, split as by Veltkamp so that products of halves are exact; source: T. Dekker, 1971. */
function halvesOf(x: Term): readonly [high: Expression, low: Expression] {
  const scaled = formula.multiply(2 ** 27 + 1, x);
  const high = formula.subtract(scaled, formula.subtract(scaled, x));
  return [high, formula.subtract(x, high)];
}

/**
 * `x³`, rounded once. With h and l the halves of x, and a and b those of h²: `x³ = a·h + b·h + l·(3·(h² + h·l) + l²)`. Rounding affects
 * only the last bits of all terms but the first, which is exact.
 */
function exactCube(x: Term): Expression {
  const [h, l] = halvesOf(x);
  const square = formula.multiply(h, h);
  const [a, b] = halvesOf(square);
  const thrice = formula.multiply(3, formula.add(square, formula.multiply(h, l)));
  const rest = formula.add(formula.multiply(b, h), formula.multiply(l, formula.add(thrice, formula.multiply(l, l))));
  // If the rest is 0, infinite or NaN, the plain power is right already.
  const hasRest = formula.greater(formula.abs(rest), 0);
  return formula.select(hasRest, formula.add(formula.multiply(a, h), rest), formula.power(x, 3));
}

let cubeOperation: UnaryOperation | undefined;

/** The product of three factors is rounded twice. Float32 kernels compute it in float64, where this does not matter. */
const cube = (): UnaryOperation =>
  (cubeOperation ??= unary('power', exactCube, {
    integers: 'counted',
    derivatives: (x) => [formula.multiply(3, formula.square(x))],
  }));

const powerInFull = /* @__PURE__ */ generalPower((a, b) => {
  provideFloat64Rules(powerRules);
  return formula.power(a, b);
});

/**
 * `aᵇ`, as IEEE 754 has it: 1 for b = 0 and for a = 1; a negative number has only integer powers, others are NaN. Powers of integers are
 * integers, modulo 2³²; those with negative exponents would be fractions, and are an error.
 *
 * The derivative by b is 0 for every a ≤ 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.power([1, 2, 3], 2) // → array([1., 4., 9.], dtype=float32)
 * ops.power(2, [3, 0.5, -1]) // → array([8.       , 1.4142135, 0.5      ], dtype=float32)
 */
export const power: BinaryOperation = /* @__PURE__ */ powerBy(powerInFull, (exponent: number, dtype: DType) =>
  exponent === 3 && dtype === 'float64' ? cube() : simplePower(exponent),
);
