/**
 * Division with a remainder. The remainder of two floating-point numbers is one itself, which JavaScript's `%` finds exactly; a rounded
 * quotient would be off by whole divisors. Plain loops on either engine, so that both give the same bits.
 */
import type { Expression } from '../formula/expression.js';
import { input } from '../formula/expression.js';
import {
  divide,
  floor,
  less,
  multiply,
  negative,
  select,
  subtract,
  weighted,
  type Term,
} from '../formula/primitives.js';
import {
  allocate,
  castData,
  isFloating,
  promoteDTypes,
  sizeOf,
  type Tensor,
  type TypedArray,
} from '../tensor/index.js';
import { apply } from './apply.js';
import { broadcastElements, broadcastShapes } from './broadcasting.js';
import { castTo } from './casting.js';
import { binaryOf, type BinaryOperation } from './elementwise.js';
import { applyElementwise, computingDTypeOf } from './elementwise-operation.js';
import { defineOperation, noAttributes, type Operation } from './operation.js';
import { sumTo } from './summation.js';

type Division = Operation<object, 'one', 'any'>;

/** An operation of two numbers, computed in float64 and rounded once. That of integers by 0 is 0. */
function division(
  name: string,
  divideNumbers: (a: number, b: number) => number,
  /** The whole quotient that leaves the remainder; undefined if the operation gives quotients, which are constant but for their steps. */
  quotient?: () => Division,
): Division {
  const where = `ops.${name}`;
  return defineOperation<object, 'one', 'any'>({
    name,
    where,
    inferShape: (inputs) => ({
      shape: broadcastShapes(where, inputs),
      dtype: computingDTypeOf('counted', promoteDTypes(where, inputs[0]!.dtype, inputs[1]!.dtype)),
    }),
    compute(inputs, _, { shape, dtype }) {
      const [left, right] = inputs.map((each) =>
        castData(where, broadcastElements(each, shape) as TypedArray, each.dtype, dtype),
      ) as [TypedArray, TypedArray];
      const target = allocate(dtype, sizeOf(shape), where) as TypedArray;
      const areIntegers = !isFloating(dtype);
      // Short arrays begin again at their ends.
      for (let i = 0, j = 0, k = 0; i < target.length; i++) {
        const [a, b] = [left[j]!, right[k]!];
        target[i] = areIntegers && b === 0 ? 0 : divideNumbers(a, b);
        if (++j === left.length) j = 0;
        if (++k === right.length) k = 0;
      }
      return target;
    },
    gradient({ inputs, wanted }, [dy]) {
      if (quotient === undefined) return [null, null];
      // a - b·q, where q does not change.
      const gradientOf = [
        (): Tensor => dy,
        (): Tensor =>
          applyElementwise<Tensor>({ name: `${name} gradient`, where, expression: timesMinus(), sumTo }, [
            dy,
            apply<Tensor, object>(quotient(), inputs, noAttributes),
          ]),
      ];
      return inputs.map((each, index) =>
        wanted[index]! ? castTo(sumTo(gradientOf[index]!(), each.shape), each.dtype) : null,
      );
    },
  });
}

let product: Expression | undefined;
const timesMinus = (): Expression => (product ??= negative(weighted(input(0), input(1))));

/** The whole number that a quotient, of which the remainder was taken away, is but for rounding; `quotient` has the sign of a 0. */
function wholeOf(rounded: number, quotient: number): number {
  if (rounded === 0) return 0 * quotient;
  const below = Math.floor(rounded);
  return rounded - below > 0.5 ? below + 1 : below;
}

const isBelow = (rest: number, b: number): boolean => rest !== 0 && rest < 0 !== b < 0;

const flooredDivision = /* @__PURE__ */ division('floorDivide', (a, b) => {
  if (b === 0) return a / b;
  const rest = a % b;
  const rounded = (a - rest) / b;
  return wholeOf(isBelow(rest, b) ? rounded - 1 : rounded, a / b);
});

/** The quotient rounded towards 0, which leaves the remainder of `fmod`. */
const truncatedDivision = /* @__PURE__ */ division('fmod', (a, b) =>
  b === 0 ? a / b : wholeOf((a - (a % b)) / b, a / b),
);

const flooredRemainder = /* @__PURE__ */ division(
  'mod',
  (a, b) => {
    const rest = a % b;
    // A remainder of 0 has the sign of b.
    if (rest === 0) return b < 0 ? -0 : 0;
    return isBelow(rest, b) ? rest + b : rest;
  },
  () => flooredDivision,
);

const truncatedRemainder = /* @__PURE__ */ division(
  'fmod',
  (a, b) => a % b,
  () => truncatedDivision,
);

// Formulas have no exact remainder: theirs is that of the rounded quotient. Kernels of float32 compute in float64, where it is exact for
// quotients below 2²⁸; float64 is off by the rounding of x, and by a divisor where the quotient is rounded to a whole number.
const floorOf = (a: Term, b: Term): Expression => floor(divide(a, b));

const truncationOf = (a: Term, b: Term): Expression => {
  const quotient = divide(a, b);
  return select(less(quotient, 0), negative(floor(negative(quotient))), floor(quotient));
};

/**
 * `⌊a / b⌋`, the quotient rounded down; by 0 it is infinite or NaN, that of integers 0. It is that of the exact quotient: `⌊1 / 0.1⌋` is 9,
 * since 0.1 as a floating-point number is more than a tenth. In a formula it is the rounded quotient that is rounded down.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.floorDivide([5, -5], 3) // → array([ 1., -2.], dtype=float32)
 */
export const floorDivide: BinaryOperation = /* @__PURE__ */ binaryOf(() => flooredDivision, floorOf);

/**
 * The remainder of `a / b` that has the sign of b: `a - b·⌊a / b⌋`, computed exactly and rounded once. By 0 it is NaN, that of integers 0. In
 * a formula it is `a - b·⌊a / b⌋` with the rounded quotient.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.mod([5, -5], 3) // → array([2., 1.], dtype=float32)
 */
export const mod: BinaryOperation = /* @__PURE__ */ binaryOf(
  () => flooredRemainder,
  (a, b) => subtract(a, multiply(b, floorOf(a, b))),
);

/**
 * The remainder of `a / b` that has the sign of a, which is exact. By 0 it is NaN, that of integers 0. In a formula it is that of the
 * rounded quotient.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fmod([5, -5], 3) // → array([ 2., -2.], dtype=float32)
 */
export const fmod: BinaryOperation = /* @__PURE__ */ binaryOf(
  () => truncatedRemainder,
  (a, b) => subtract(a, multiply(b, truncationOf(a, b))),
);
