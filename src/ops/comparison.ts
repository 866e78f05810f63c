/** Elementwise comparisons, logic, and the choice between two values. */
import { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import type { Term } from '../formula/primitives.js';
import {
  binary,
  ternary,
  unary,
  type BinaryOperation,
  type TernaryOperation,
  type UnaryOperation,
} from './elementwise.js';

/** No integer is rounded before it is compared. */
const exact = { integers: 'compared' } as const;

/**
 * Whether `a > b`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.greater([1, 2, 3], 2) // → array([False, False,  True])
 */
export const greater: BinaryOperation = /* @__PURE__ */ binary('greater', formula.greater, exact);

/**
 * Whether `a ≥ b`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.greaterEqual([1, 2, 3], 2) // → array([False,  True,  True])
 */
export const greaterEqual: BinaryOperation = /* @__PURE__ */ binary('greaterEqual', formula.greaterEqual, exact);

/**
 * Whether `a < b`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.less([1, 2, 3], 2) // → array([ True, False, False])
 */
export const less: BinaryOperation = /* @__PURE__ */ binary('less', formula.less, exact);

/**
 * Whether `a ≤ b`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.lessEqual([1, 2, 3], 2) // → array([ True,  True, False])
 */
export const lessEqual: BinaryOperation = /* @__PURE__ */ binary('lessEqual', formula.lessEqual, exact);

/**
 * Whether `a = b`. NaN equals nothing.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.equal([1, 2, NaN], [1, 3, NaN]) // → array([ True, False, False])
 */
export const equal: BinaryOperation = /* @__PURE__ */ binary('equal', formula.equal, exact);

/**
 * Whether `a ≠ b`. NaN differs from everything.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.notEqual([1, 2, NaN], [1, 3, NaN]) // → array([False,  True,  True])
 */
export const notEqual: BinaryOperation = /* @__PURE__ */ binary('notEqual', formula.notEqual, exact);

/**
 * Whether both are true; everything but 0 is.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logicalAnd([true, true], [true, false]) // → array([ True, False])
 */
export const logicalAnd: BinaryOperation = /* @__PURE__ */ binary('logicalAnd', formula.logicalAnd);

/**
 * Whether one or both are true; everything but 0 is.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logicalOr([true, false], [false, false]) // → array([ True, False])
 */
export const logicalOr: BinaryOperation = /* @__PURE__ */ binary('logicalOr', formula.logicalOr);

/**
 * Whether x is false, that is 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logicalNot([true, false]) // → array([False,  True])
 */
export const logicalNot: UnaryOperation = /* @__PURE__ */ unary('logicalNot', formula.logicalNot);

/**
 * Whether x is NaN.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isnan([1, NaN, Infinity]) // → array([False,  True, False])
 */
export const isnan: UnaryOperation = /* @__PURE__ */ unary('isnan', (x) => formula.notEqual(x, x));

/**
 * Whether x is infinite.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isinf([1, NaN, -Infinity]) // → array([False, False,  True])
 */
export const isinf: UnaryOperation = /* @__PURE__ */ unary('isinf', (x) => formula.equal(formula.abs(x), Infinity));

/**
 * Whether x is neither infinite nor NaN.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isfinite([1, NaN, -Infinity]) // → array([ True, False, False])
 */
export const isfinite: UnaryOperation = /* @__PURE__ */ unary('isfinite', (x) =>
  formula.less(formula.abs(x), Infinity),
);

/**
 * `x1` where the condition is true, else `x2`. What is not chosen gets gradient 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.where(ops.greater([1, 2, 3], 1), [10, 20, 30], 0) // → array([ 0., 20., 30.], dtype=float32)
 */
export const where: TernaryOperation = /* @__PURE__ */ ternary(
  'where',
  (condition, x1, x2) => formula.select(asCondition(condition), x1, x2),
  { integers: 'kept', isSelection: true },
);

/** The elements of an array of conditions are numbers, true unless 0; in a formula a condition is written as one. */
function asCondition(term: Term): Expression {
  const isElement = term instanceof Expression && term.content.kind === 'input';
  return isElement ? formula.notEqual(term, 0) : (term as Expression);
}
