/** Elementwise exponentials, logarithms and powers. */
import type { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import type { Term } from '../formula/primitives.js';
import { binary, unary, type BinaryOperation, type UnaryOperation } from './elementwise.js';

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
export const log2: UnaryOperation = /* @__PURE__ */ unary('log2', formula.log2);

/**
 * `log₁₀ x`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.log10([1, 1000]) // → array([0., 3.], dtype=float32)
 */
export const log10: UnaryOperation = /* @__PURE__ */ unary('log10', formula.log10);

/**
 * `ln(eᵃ + eᵇ)`, for numbers of any size.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logaddexp([1000, 0], [1000, -1000]) // → array([1000.6932,    0.    ], dtype=float32)
 */
export const logaddexp: BinaryOperation = /* @__PURE__ */ binary('logaddexp', (a, b) => {
  // Equal infinities have no difference.
  const areEqualInfinities = formula.logicalAnd(formula.equal(a, b), formula.equal(formula.abs(a), Infinity));
  const difference = formula.select(areEqualInfinities, 0, formula.subtract(a, b));
  // What is added to the larger one is at most ln 2, so that neither value nor derivatives cancel.
  return formula.select(
    formula.greater(a, b),
    formula.add(a, formula.softplus(formula.negative(difference))),
    formula.add(b, formula.softplus(difference)),
  );
});

/** Exponents for which a power is something simpler, and exact. */
const simpleExponents: readonly unknown[] = [-1, 0.5, 1, 2, 3];

const generalPower = /* @__PURE__ */ binary('power', formula.power);

const simplePowers = /* @__PURE__ */ new Map<number, UnaryOperation>();

function simplePower(exponent: number): UnaryOperation {
  let operation = simplePowers.get(exponent);
  if (operation === undefined) {
    const build = (x: Term): Expression => formula.power(x, exponent);
    simplePowers.set(exponent, (operation = unary('power', build, { integers: exponent > 0.5 ? 'kept' : 'promoted' })));
  }
  return operation;
}

/**
 * `aᵇ`. A negative number has only integer powers, others are NaN; integers give float32 but for small constant exponents.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.power([1, 2, 3], 2) // → array([1., 4., 9.], dtype=float32)
 * ops.power(2, [3, 0.5, -1]) // → array([8.       , 1.4142135, 0.5      ], dtype=float32)
 */
export const power: BinaryOperation = (a, b) =>
  (simpleExponents.includes(b) ? simplePower(b as number)(a) : generalPower(a, b)) as ReturnType<
    typeof power<typeof a, typeof b>
  >;
