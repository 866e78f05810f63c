/** Elementwise exponentials, logarithms and powers. */
import { ValueError } from '../errors/index.js';
import { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import type { Term } from '../formula/primitives.js';
import { isFloating, isTracing, SymbolicTensor, type DType } from '../tensor/index.js';
import { specOf } from './apply.js';
import { secondOperand } from './arguments.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { binary, unary, type BinaryOperation, type ElementwiseOperand, type UnaryOperation } from './elementwise.js';
import type { Operand } from './operation.js';

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
const simpleExponents: readonly unknown[] = [-1, 1, 2, 3];

const generalPower = /* @__PURE__ */ binary('power', formula.power, { integers: 'counted' });

const simplePowers = /* @__PURE__ */ new Map<number, UnaryOperation>();

function simplePower(exponent: number): UnaryOperation {
  let operation = simplePowers.get(exponent);
  if (operation === undefined) {
    const build = (x: Term): Expression => formula.power(x, exponent);
    simplePowers.set(exponent, (operation = unary('power', build, { integers: 'counted' })));
  }
  return operation;
}

/** Three factors round twice, which float32 kernels do within float64. */
const isSimple = (exponent: ElementwiseOperand, dtype: DType): boolean =>
  simpleExponents.includes(exponent) && !(exponent === 3 && dtype === 'float64');

/** The dtype of an array, and that of the float32 array that plain numbers become. */
const dtypeOf = (x: Operand): DType => specOf(x, 'ops.power').dtype;

function checkExponent(base: Operand, exponent: number): void {
  if (exponent >= 0 || !Number.isInteger(exponent) || isFloating(dtypeOf(base))) return;
  throw new ValueError({
    where: 'ops.power',
    expected: 'no negative exponent of integers, whose powers are fractions',
    received: { x1: base, x2: exponent },
    hint: "ops.cast(x1, 'float32') first",
  });
}

/**
 * `aᵇ`, as IEEE 754 has it: 1 for b = 0 and for a = 1; a negative number has only integer powers, others are NaN. Powers of integers are
 * integers, modulo 2³²; those with negative exponents are rounded towards zero.
 *
 * The derivative by b is 0 for every a ≤ 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.power([1, 2, 3], 2) // → array([1., 4., 9.], dtype=float32)
 * ops.power(2, [3, 0.5, -1]) // → array([8.       , 1.4142135, 0.5      ], dtype=float32)
 */
export const power = function (
  a: ElementwiseOperand,
  second: ElementwiseOperand | { readonly x2: ElementwiseOperand },
) {
  if (arguments.length > 2) checkArgumentCount('ops.power', arguments, 2);
  const b = secondOperand('ops.power', second);
  if (typeof b !== 'number' || a instanceof Expression) return generalPower(a, b);
  checkExponent(a, b);
  // A model's graph keeps the power as it was written, so that its config can say it.
  const isGraph = a instanceof SymbolicTensor && !isTracing();
  return isSimple(b, dtypeOf(a)) && !isGraph ? simplePower(b)(a) : generalPower(a, b);
} as BinaryOperation;
