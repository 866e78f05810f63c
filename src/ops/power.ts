/** What powers are made of. */
import { negativeExponentError } from '../formula/evaluation.js';
import { Expression } from '../formula/expression.js';
import * as formula from '../formula/primitives.js';
import type { Term } from '../formula/primitives.js';
import { isFloating, isTracing, SymbolicTensor, type DType } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { specOf } from './apply.js';
import { secondOperand } from './arguments.js';
import { binary, unary, type BinaryOperation, type ElementwiseOperand, type UnaryOperation } from './elementwise.js';
import type { Operand } from './operation.js';

/** The power of any exponent, by a formula. */
/* @__NO_SIDE_EFFECTS__ */
export const generalPower = (build: (a: Term, b: Term) => Expression): BinaryOperation =>
  binary('power', build, { integers: 'counted' });

/** Exponents for which a power is something simpler, and exact. */
const simpleExponents: readonly number[] = [-1, 1, 2, 3];

const simplePowers = /* @__PURE__ */ new Map<number, UnaryOperation>();

export function simplePower(exponent: number): UnaryOperation {
  let operation = simplePowers.get(exponent);
  if (operation === undefined) {
    const build = (x: Term): Expression => formula.power(x, exponent);
    simplePowers.set(exponent, (operation = unary('power', build, { integers: 'counted' })));
  }
  return operation;
}

/** The dtype of an array, and that of the float32 array that plain numbers become. */
const dtypeOf = (x: Operand): DType => specOf(x, 'ops.power').dtype;

/** What is simpler than a power is so for integers as well; the exponents of arrays are looked at where powers are computed. */
function checkExponent(base: Operand, exponent: number): void {
  if (exponent < 0 && Number.isInteger(exponent) && !isFloating(dtypeOf(base)))
    throw negativeExponentError(base, exponent);
}

/** The power from two ways to compute it: of any exponent, and of a simple one. */
/* @__NO_SIDE_EFFECTS__ */
export const powerBy = (
  general: BinaryOperation,
  simple: (exponent: number, dtype: DType) => UnaryOperation,
): BinaryOperation =>
  function (a: ElementwiseOperand, second: ElementwiseOperand | { readonly x2: ElementwiseOperand }) {
    if (arguments.length > 2) checkArgumentCount('ops.power', arguments, 2);
    const b = secondOperand('ops.power', second);
    if (typeof b !== 'number' || a instanceof Expression) return general(a, b);
    checkExponent(a, b);
    // A model's graph keeps the power as it was written, so that its config can say it.
    const isGraph = a instanceof SymbolicTensor && !isTracing();
    return simpleExponents.includes(b) && !isGraph ? simple(b, dtypeOf(a))(a) : general(a, b);
  } as BinaryOperation;
