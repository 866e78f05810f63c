/**
 * Symbolic differentiation, forward mode: the derivative of each node is built from its operands and their derivatives. So a `select` stays
 * outermost, and NaN or `0 · inf` in the branch that is not taken cannot reach the result.
 */
import { constant, type Expression, nodesInOrder, type PrimitiveName } from './expression.js';
import {
  add,
  approximateNormalDensity,
  cos,
  divide,
  equal,
  exp,
  greater,
  less,
  lessEqual,
  log,
  logicalAnd,
  maximum,
  minimum,
  multiply,
  negative,
  normalDensity,
  power,
  sech2,
  select,
  sigmoid,
  sign,
  sin,
  square,
  subtract,
  tanh,
  type Term,
  weighted,
} from './primitives.js';
import { log as lnOf } from './float64.js';

const zero = /* @__PURE__ */ constant(0);
const isZero = (expression: Expression): boolean => expression === zero;

/** `outer · inner`, which is 0 wherever `inner` is the constant 0, whatever `outer` is. */
const times = (outer: Term, inner: Expression): Expression => (isZero(inner) ? zero : multiply(outer, inner));

interface Rule {
  /** Builds the derivative of a node from its operands, their derivatives, and the node itself. */
  (operands: readonly Expression[], derivatives: readonly Expression[], node: Expression): Expression;
}

/** The chain rule for a function of one variable, given the derivative of that function. */
const chain =
  /* @__NO_SIDE_EFFECTS__ */
  (outer: (x: Expression, node: Expression) => Expression): Rule =>
    ([x], [dx], node) =>
      isZero(dx!) ? zero : times(outer(x!, node), dx!);

const flat: Rule = () => zero;

/** 1 / ln 2 and 1 / ln 10 */
const [perLn2, perLn10] = [1.4426950408889634, 0.4342944819032518];

/** 2/√π */
const erfSlope = 1.1283791670955126;

const gaussian = (x: Expression): Expression => exp(negative(square(x)));

/**
 * The rules. At a kink, where there is no derivative, a rule takes a side: `maximum` and `minimum` that of the second operand; `abs` gives
 * 0.
 */
const rules: Record<PrimitiveName, Rule> = {
  add: (_, [da, db]) => add(da!, db!),
  subtract: (_, [da, db]) => subtract(da!, db!),
  multiply: ([a, b], [da, db]) => add(times(b!, da!), times(a!, db!)),
  weighted: ([weight, x], [dWeight, dx]) => add(times(x!, dWeight!), isZero(dx!) ? zero : weighted(weight!, dx!)),
  divide: ([, b], [da, db], node) =>
    isZero(db!) ? (isZero(da!) ? zero : divide(da!, b!)) : divide(subtract(da!, times(node, db!)), b!),
  negative: (_, [dx]) => negativeOf(dx!),
  abs: chain((x) => sign(x)),
  sign: flat,
  floor: flat,
  round: flat,
  square: chain((x) => multiply(2, x)),
  sqrt: chain((_, node) => divide(0.5, node)),
  hypot: hypotRule,
  maximum: ([a, b], [da, db]) => select(greater(a!, b!), da!, db!),
  minimum: ([a, b], [da, db]) => select(less(a!, b!), da!, db!),
  exp: chain((_, node) => node),
  expm1: chain((x) => exp(x)),
  log: chain((x) => divide(1, x)),
  log1p: chain((x) => divide(1, add(1, x))),
  log2: chain((x) => divide(perLn2, x)),
  log10: chain((x) => divide(perLn10, x)),
  power: powerRule,
  sin: chain((x) => cos(x)),
  cos: chain((x) => negative(sin(x))),
  tanh: chain((x) => sech2(x)),
  sech2: chain((x, node) => multiply(multiply(-2, tanh(x)), node)),
  tanhShrink: chain((x) => square(tanh(x))),
  sigmoid: chain((x, node) => multiply(node, sigmoid(negative(x)))),
  softplus: chain((x) => sigmoid(x)),
  erf: chain((x) => multiply(erfSlope, gaussian(x))),
  erfc: chain((x) => multiply(-erfSlope, gaussian(x))),
  normalCdf: chain((x) => normalDensity(x)),
  normalDensity: chain((x, node) => negative(multiply(x, node))),
  approximateNormalCdf: chain((x) => approximateNormalDensity(x)),
  approximateNormalDensity: chain(approximateNormalSlope),
  greater: flat,
  greaterEqual: flat,
  less: flat,
  lessEqual: flat,
  equal: flat,
  notEqual: flat,
  logicalAnd: flat,
  logicalOr: flat,
  logicalNot: flat,
  select: ([condition], [, da, db]) => select(condition!, da!, db!),
};

/** `(a·da + b·db) / √(a² + b²)`, and 0 where both are 0. */
function hypotRule([a, b]: readonly Expression[], [da, db]: readonly Expression[], node: Expression): Expression {
  const divisor = maximum(node, Number.MIN_VALUE);
  return add(times(divide(a!, divisor), da!), times(divide(b!, divisor), db!));
}

/**
 * `b·aᵇ⁻¹·da + aᵇ·ln(a)·db`. The first term is 0 where b = 0, even for a = 0, because a⁰ is constant. The second term is 0 for all a ≤ 0,
 * as it is at a = 0 for b > 0.
 */
function powerRule([a, b]: readonly Expression[], [da, db]: readonly Expression[], node: Expression): Expression {
  return add(times(slopeOfPower(a!, b!), da!), isZero(db!) ? zero : times(growthOfPower(a!, node), db!));
}

function slopeOfPower(a: Expression, b: Expression): Expression {
  const n = b.constantValue;
  if (n !== undefined) return n === 0 ? zero : multiply(n, power(a, n - 1));
  return select(logicalAnd(equal(a, 0), equal(b, 0)), 0, multiply(b, power(a, subtract(b, 1))));
}

function growthOfPower(a: Expression, node: Expression): Expression {
  const base = a.constantValue;
  if (base !== undefined) return base > 0 ? multiply(constant(lnOf(base)), node) : zero;
  return select(lessEqual(a, 0), 0, multiply(node, log(a)));
}

/**
 * The derivative of the density `σ'(u)·u'` with `u = r·(x + c·x³)`: `density · (u''/u' - u'·tanh(u/2))`. For |x| ≥ 32 the density is 0, and
 * x is limited to 32 so that the other factor does not overflow.
 */
function approximateNormalSlope(x: Expression, density: Expression): Expression {
  const near = maximum(minimum(x, 32), -32);
  const [rate, cubic] = [1.5957691216057308, 0.044715];
  const squared = square(near);
  const growth = add(1, multiply(3 * cubic, squared));
  const halfAngle = multiply(rate / 2, multiply(near, add(1, multiply(cubic, squared))));
  const curvature = divide(multiply(6 * cubic, near), growth);
  return multiply(density, subtract(curvature, multiply(multiply(rate, growth), tanh(halfAngle))));
}

function negativeOf(dx: Expression): Expression {
  return isZero(dx) ? zero : negative(dx);
}

/**
 * The derivative of a formula with respect to an input or parameter, as a formula.
 *
 * The derivative divides by nothing that can be 0 at a point where the formula itself is finite, and its `select` is outermost. At a kink
 * of `maximum` or `minimum` it is the derivative of the second operand; that of `abs` is 0 at 0.
 */
export function differentiate(root: Expression, variable: Expression): Expression {
  const derivatives = new Map<Expression, Expression>();
  for (const node of nodesInOrder([root])) {
    const { content } = node;
    if (node === variable) derivatives.set(node, constant(1));
    else if (content.kind !== 'apply') derivatives.set(node, zero);
    else {
      const inner = content.operands.map((operand) => derivatives.get(operand)!);
      const isConstant = inner.every(isZero);
      derivatives.set(node, isConstant ? zero : rules[content.primitive](content.operands, inner, node));
    }
  }
  return derivatives.get(root)!;
}
