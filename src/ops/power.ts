/** The parts that `power` is made of. */
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

/** The power with any exponent, computed by a formula. */
/* @__NO_SIDE_EFFECTS__ */
export const generalPower = (build: (a: Term, b: Term) => Expression): BinaryOperation =>
  binary('power', build, { integers: 'counted' });

/** Exponents for which the power has a simpler form that is also exact. */
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

/** The dtype of an operand; plain numbers count as the float32 array they become. */
const dtypeOf = (x: Operand): DType => specOf(x, 'ops.power').dtype;

/**
 * Refuses a negative exponent for integers. It is needed for plain exponents, which may have a simpler form than a power; exponents in arrays
 * are checked when the power is computed.
 */
function checkExponent(base: Operand, exponent: number): void {
  if (exponent < 0 && Number.isInteger(exponent) && !isFloating(dtypeOf(base)))
    throw negativeExponentError(base, exponent);
}

/** Makes `power` from two functions: one for any exponent, one for the simple exponents. */
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
    // In the graph of a functional model the power stays a power, so that the model's config can state it.
    const isGraph = a instanceof SymbolicTensor && !isTracing();
    return simpleExponents.includes(b) && !isGraph ? simple(b, dtypeOf(a))(a) : general(a, b);
  } as BinaryOperation;
