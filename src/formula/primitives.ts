/**
 * The functions that build expressions: one for each primitive, and a few that are composed of them. Numbers become constants. What can be
 * simplified without changing any value is simplified, so that derivatives come out short.
 */
import { ValueError } from '../errors/index.js';
import { applyPrimitive, constant, describe, Expression, type PrimitiveName } from './expression.js';

/** What a formula may be written with: an expression or a number. */
export type Term = Expression | number;

/** The expression for a term; `name` is the function that the term was given to, for the error. */
function asExpression(term: Term, name: string): Expression {
  if (term instanceof Expression) return term;
  if (typeof term === 'number') return constant(term);
  throw new ValueError({
    where: `ops.${name}`,
    expected: 'an expression or a number',
    received: { term },
  });
}

const is = (expression: Expression, value: number): boolean => Object.is(expression.constantValue, value);

function unary(primitive: PrimitiveName): (x: Term) => Expression {
  return (x) => applyPrimitive(primitive, [asExpression(x, primitive)]);
}

function binary(primitive: PrimitiveName): (a: Term, b: Term) => Expression {
  return (a, b) => applyPrimitive(primitive, [asExpression(a, primitive), asExpression(b, primitive)]);
}

export function add(a: Term, b: Term): Expression {
  const [left, right] = [asExpression(a, 'add'), asExpression(b, 'add')];
  if (is(left, 0)) return right;
  if (is(right, 0)) return left;
  return applyPrimitive('add', [left, right]);
}

export function subtract(a: Term, b: Term): Expression {
  const [left, right] = [asExpression(a, 'subtract'), asExpression(b, 'subtract')];
  if (is(right, 0)) return left;
  if (is(left, 0)) return negative(right);
  return applyPrimitive('subtract', [left, right]);
}

/** `a · b`. A product with the constant 0 is not simplified to 0, because 0 · NaN is NaN and 0 · -1 is -0. */
export function multiply(a: Term, b: Term): Expression {
  const [left, right] = [asExpression(a, 'multiply'), asExpression(b, 'multiply')];
  if (is(left, 1)) return right;
  if (is(right, 1)) return left;
  if (is(left, -1)) return negative(right);
  if (is(right, -1)) return negative(left);
  return applyPrimitive('multiply', [left, right]);
}

/** `weight · x`, but 0 wherever the weight is 0: an infinite or NaN loss of a sample of weight 0 must not spoil the sum. */
export const weighted = /* @__PURE__ */ binary('weighted');

export function divide(a: Term, b: Term): Expression {
  const [left, right] = [asExpression(a, 'divide'), asExpression(b, 'divide')];
  if (is(right, 1)) return left;
  return applyPrimitive('divide', [left, right]);
}

export function negative(x: Term): Expression {
  const operand = asExpression(x, 'negative');
  if (operand.content.kind === 'constant') return constant(-operand.content.value);
  if (operand.content.kind === 'apply' && operand.content.primitive === 'negative') {
    return operand.content.operands[0]!;
  }
  return applyPrimitive('negative', [operand]);
}

/** `|x|`; the sign of a negated operand is dropped, so that |x| and |-x| are one node. */
export function abs(x: Term): Expression {
  const operand = asExpression(x, 'abs');
  if (operand.content.kind === 'apply' && operand.content.primitive === 'negative') {
    return abs(operand.content.operands[0]!);
  }
  return applyPrimitive('abs', [operand]);
}

/** `condition ? a : b`, element by element. */
export function select(condition: Expression, a: Term, b: Term): Expression {
  if (!(condition instanceof Expression) || !condition.isCondition) {
    throw new ValueError({
      where: 'ops.where',
      expected: 'a condition such as ops.greater(x, 0) as first argument',
      received: { condition: condition instanceof Expression ? describe(condition) : condition },
    });
  }
  const [left, right] = [asExpression(a, 'where'), asExpression(b, 'where')];
  return left === right ? left : applyPrimitive('select', [condition, left, right]);
}

export const sign = /* @__PURE__ */ unary('sign');
export const floor = /* @__PURE__ */ unary('floor');
/** The nearest integer, halves to the even one. */
export const round = /* @__PURE__ */ unary('round');
export const square = /* @__PURE__ */ unary('square');
export const sqrt = /* @__PURE__ */ unary('sqrt');
/** `√(a² + b²)`, without the overflow of the squares. */
export const hypot = /* @__PURE__ */ binary('hypot');
export const maximum = /* @__PURE__ */ binary('maximum');
export const minimum = /* @__PURE__ */ binary('minimum');
export const exp = /* @__PURE__ */ unary('exp');
export const expm1 = /* @__PURE__ */ unary('expm1');
export const log = /* @__PURE__ */ unary('log');
export const log1p = /* @__PURE__ */ unary('log1p');
export const log2 = /* @__PURE__ */ unary('log2');
export const log10 = /* @__PURE__ */ unary('log10');
export const sin = /* @__PURE__ */ unary('sin');
export const cos = /* @__PURE__ */ unary('cos');
export const tanh = /* @__PURE__ */ unary('tanh');
/** `sech²(x) = 1 - tanh²(x)`, without the cancellation. */
export const sech2 = /* @__PURE__ */ unary('sech2');
/** `x - tanh(x)`, without the cancellation. */
export const tanhShrink = /* @__PURE__ */ unary('tanhShrink');
export const sigmoid = /* @__PURE__ */ unary('sigmoid');
export const softplus = /* @__PURE__ */ unary('softplus');
export const erf = /* @__PURE__ */ unary('erf');
export const erfc = /* @__PURE__ */ unary('erfc');
/** The normal distribution function `Φ(x) = erfc(-x/√2) / 2`. */
export const normalCdf = /* @__PURE__ */ unary('normalCdf');
/** The normal density `φ(x) = exp(-x²/2) / √(2π)`. */
export const normalDensity = /* @__PURE__ */ unary('normalDensity');
/** The logistic approximation of Φ: `sigmoid(2·√(2/π)·(x + 0.044715x³))`. */
export const approximateNormalCdf = /* @__PURE__ */ unary('approximateNormalCdf');
/** The derivative of `approximateNormalCdf`. */
export const approximateNormalDensity = /* @__PURE__ */ unary('approximateNormalDensity');
export const greater = /* @__PURE__ */ binary('greater');
export const greaterEqual = /* @__PURE__ */ binary('greaterEqual');
export const less = /* @__PURE__ */ binary('less');
export const lessEqual = /* @__PURE__ */ binary('lessEqual');
export const equal = /* @__PURE__ */ binary('equal');
export const notEqual = /* @__PURE__ */ binary('notEqual');
export const logicalAnd = /* @__PURE__ */ binary('logicalAnd');
export const logicalOr = /* @__PURE__ */ binary('logicalOr');
export const logicalNot = /* @__PURE__ */ unary('logicalNot');

/** `xʸ` for real results, as IEEE 754's pow: 1 for y = 0 and for x = 1, NaN for a negative x with a fractional y. */
export function power(x: Term, y: Term): Expression {
  const [base, exponent] = [asExpression(x, 'power'), asExpression(y, 'power')];
  const n = exponent.constantValue;
  if (n === 1) return base;
  if (n === 2) return square(base);
  if (n === 3) return multiply(base, square(base));
  if (n === 0.5) return sqrt(base);
  if (n === -1) return divide(1, base);
  return applyPrimitive('power', [base, exponent]);
}
