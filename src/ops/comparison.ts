/** Elementwise comparisons, logic, and the choice between two values. */
import { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import type { Term } from '../formula/primitives.js';
import { ValueError } from '../errors/index.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import { Tensor, type TensorLike } from '../tensor/index.js';
import { valueInScope } from './apply.js';
import { readArguments } from './arguments.js';
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

/** For comparisons, before which integers must not be rounded to float32. */
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
 * Whether both are true. Every number but 0 counts as true.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logicalAnd([true, true], [true, false]) // → array([ True, False])
 */
export const logicalAnd: BinaryOperation = /* @__PURE__ */ binary('logicalAnd', formula.logicalAnd);

/**
 * Whether at least one is true. Every number but 0 counts as true.
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

const choice: TernaryOperation = /* @__PURE__ */ ternary(
  'where',
  (condition, x1, x2) => formula.select(asCondition(condition), x1, x2),
  { integers: 'kept', isSelection: true },
);

/**
 * `x1` where the condition is true, else `x2`. The operand that is not chosen gets gradient 0. With a condition alone, the places where it
 * is true: a tensor of indices for each axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.where(ops.greater([1, 2, 3], 1), [10, 20, 30], 0) // → array([ 0., 20., 30.], dtype=float32)
 * ops.where([[0, 5], [7, 0]]) // → [ array([0, 1], dtype=int32), array([1, 0], dtype=int32) ]
 */
export function where<C extends ElementwiseOperand, A extends ElementwiseOperand, B extends ElementwiseOperand>(
  condition: C,
  x1: A,
  x2: B,
): ElementwiseResult<C, A, B>;
export function where<C extends ElementwiseOperand, A extends ElementwiseOperand, B extends ElementwiseOperand>(
  condition: C,
  options: { readonly x1: A; readonly x2: B },
): ElementwiseResult<C, A, B>;
export function where(condition: TensorLike): Tensor[];
export function where(condition: ElementwiseOperand, ...given: readonly unknown[]): unknown {
  type Branches = { readonly x1: ElementwiseOperand | null; readonly x2: ElementwiseOperand | null };
  const { x1, x2 } = readArguments<Branches>('ops.where', ['x1', 'x2'], given, { x1: null, x2: null });
  if (x1 !== null && x2 !== null) return choice(condition, x1, x2);
  if (x1 === null && x2 === null) return placesOf(condition);
  throw new ValueError({ where: 'ops.where', expected: 'both `x1` and `x2`, or none of them', received: { x1, x2 } });
}

/** The indices at which a condition is true, as a tensor for each axis. */
function placesOf(condition: ElementwiseOperand): Tensor[] {
  const value = condition instanceof Expression ? undefined : valueInScope(condition, 'ops.where');
  if (!(value instanceof Tensor)) {
    throw new ValueError({
      where: 'ops.where',
      expected: 'a condition whose values are known, or `x1` and `x2` to choose from',
      received: { condition },
    });
  }
  const { shape, data } = value;
  const found: number[] = [];
  for (let place = 0; place < data.length; place++) if (data[place] !== 0) found.push(place);
  const strides = rowMajorStrides(shape);
  return shape.map((length, axis) => {
    const indices = Int32Array.from(found, (place) => Math.floor(place / strides[axis]!) % length);
    return new Tensor(indices, [found.length], 'int32');
  });
}

/** A term as a condition. The elements of an array are numbers, which are true unless 0; in a formula this test has to be written out. */
function asCondition(term: Term): Expression {
  const isElement = term instanceof Expression && term.content.kind === 'input';
  return isElement ? formula.notEqual(term, 0) : (term as Expression);
}
