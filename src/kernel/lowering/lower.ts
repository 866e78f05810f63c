/** From expressions to machine nodes: one rule per primitive. */
import { type Expression, nodesInOrder, type PrimitiveName } from '../../formula/expression.js';
import { lowerErf, lowerErfc } from './error-function.js';
import {
  lowerExp,
  lowerExpm1,
  lowerSech2,
  lowerSech2OfSoftplus,
  lowerSigmoid,
  lowerSigmoidOfNegative,
  lowerSoftplus,
  lowerTanh,
  lowerTanhOfSoftplus,
  lowerTanhShrink,
} from './exponential.js';
import * as float32 from './float32.js';
import * as float64 from './float64.js';
import { lowerLog, lowerLog10, lowerLog1p, lowerLog2 } from './logarithm.js';
import type { Lanes, Machine, MachineNode } from './machine.js';
import {
  lowerApproximateNormalCdf,
  lowerApproximateNormalDensity,
  lowerGelu,
  lowerNormalCdf,
  lowerNormalDensity,
} from './normal-distribution.js';
import { lowerPower } from './power.js';
import { lowerCos, lowerSin } from './trigonometric.js';

type Operands = readonly MachineNode[];

/** Builds the nodes of one primitive from the nodes of its operands. */
export type LoweringRule = (machine: Machine, operands: Operands, expressions: readonly Expression[]) => MachineNode;

/** Rules of some primitives; `undefined` for one whose rule is provided later. */
export type LoweringRules = Partial<Record<PrimitiveName, LoweringRule | undefined>>;

const comparison =
  /* @__NO_SIDE_EFFECTS__ */
  (name: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'): LoweringRule =>
    (machine, [a, b]) =>
      machine.compare(name, a!, b!);

const ofOne =
  /* @__NO_SIDE_EFFECTS__ */
  (lower: (machine: Machine, x: MachineNode) => MachineNode): LoweringRule =>
    (machine, [x]) =>
      lower(machine, x!);

/** The product where the weight is not 0, else 0, even if the product is infinite or NaN. */
const weigh = (machine: Machine, weight: MachineNode, product: MachineNode): MachineNode =>
  machine.raw('v128.and', product, machine.compare('ne', weight, machine.number(0)));

/** The rules that are the same for all kinds of lanes. */
const arithmeticRules = {
  add: (machine, [a, b]) => machine.add(a!, b!),
  subtract: (machine, [a, b]) => machine.subtract(a!, b!),
  multiply: (machine, [a, b]) => machine.multiply(a!, b!),
  weighted: (machine, [weight, x]) => weigh(machine, weight!, machine.multiply(weight!, x!)),
  divide: (machine, [a, b]) => machine.divide(a!, b!),
  negative: (machine, [x]) => machine.negative(x!),
  abs: (machine, [x]) => machine.abs(x!),
  sign: (machine, [x]) => {
    const zero = machine.number(0);
    const ofNegative = machine.select(machine.compare('lt', x!, zero), machine.number(-1), x!);
    return machine.select(machine.compare('gt', x!, zero), machine.number(1), ofNegative);
  },
  floor: (machine, [x]) => machine.floor(x!),
  round: (machine, [x]) => machine.nearest(x!),
  square: (machine, [x]) => machine.multiply(x!, x!),
  sqrt: (machine, [x]) => machine.squareRoot(x!),
  maximum: (machine, [a, b], [, bound]) => {
    const least = bound?.constantValue;
    if (least === undefined) return machine.maximum(a!, b!);
    const bounded = machine.atLeast(a!, least);
    // max(-0, 0) has to be +0; the instruction alone would keep -0.
    return Object.is(least, 0) ? machine.add(bounded, machine.number(0)) : bounded;
  },
  minimum: (machine, [a, b], [, bound]) =>
    bound?.constantValue === undefined ? machine.minimum(a!, b!) : machine.atMost(a!, bound.constantValue),
  greater: comparison('gt'),
  greaterEqual: comparison('ge'),
  less: comparison('lt'),
  lessEqual: comparison('le'),
  equal: comparison('eq'),
  notEqual: comparison('ne'),
  logicalAnd: (machine, [a, b]) => machine.raw('v128.and', a!, b!),
  logicalOr: (machine, [a, b]) => machine.raw('v128.or', a!, b!),
  logicalNot: (machine, [x]) => machine.raw('v128.not', x!),
  select: (machine, [condition, a, b], [, chosen, otherwise]) => {
    if (Object.is(chosen?.constantValue, 0)) return machine.raw('v128.andnot', b!, condition!);
    if (Object.is(otherwise?.constantValue, 0)) return machine.raw('v128.and', a!, condition!);
    return machine.select(condition!, a!, b!);
  },
} satisfies Partial<Record<PrimitiveName, LoweringRule>>;

/** The rules in float64 lanes. */
export const kernelRules: Record<PrimitiveName, LoweringRule> = {
  ...arithmeticRules,
  hypot: (machine, [a, b]) =>
    machine.isFloat64
      ? float64.lowerHypot(machine, a!, b!)
      : machine.squareRoot(machine.add(machine.multiply(a!, a!), machine.multiply(b!, b!))),
  exp: ofOne(lowerExp),
  expm1: ofOne(lowerExpm1),
  log: ofOne(lowerLog),
  log1p: ofOne(lowerLog1p),
  log2: ofOne(lowerLog2),
  log10: ofOne(lowerLog10),
  power: (machine, [a, b]) => lowerPower(machine, a!, b!),
  sin: ofOne(lowerSin),
  cos: ofOne(lowerCos),
  tanh: ofOne(lowerTanh),
  sech2: ofOne(lowerSech2),
  tanhShrink: ofOne(lowerTanhShrink),
  sigmoid: ofOne(lowerSigmoid),
  softplus: ofOne(lowerSoftplus),
  erf: ofOne(lowerErf),
  erfc: ofOne(lowerErfc),
  normalCdf: ofOne(lowerNormalCdf),
  normalDensity: ofOne(lowerNormalDensity),
  approximateNormalCdf: ofOne(lowerApproximateNormalCdf),
  approximateNormalDensity: ofOne(lowerApproximateNormalDensity),
};

/** Whether a product has an input and a parameter as factors: then the rules of float32 lanes take care of its limits at infinite inputs. */
export function isScale(factors: readonly Expression[]): boolean {
  const kinds = factors.map(({ content }) => content.kind);
  return kinds.includes('input') && kinds.includes('parameter');
}

const multiplyInFloat32: LoweringRule = (machine, [a, b], operands) => {
  if (!machine.limits || !isScale(operands)) return machine.multiply(a!, b!);
  const [factor, x] = operands[0]!.content.kind === 'input' ? [b!, a!] : [a!, b!];
  return float32.lowerScaled(machine, factor, x);
};

/** The rules of float32 lanes, for the primitives that are exact enough there. */
const float32Rules: Partial<Record<PrimitiveName, LoweringRule>> = {
  ...arithmeticRules,
  multiply: multiplyInFloat32,
  weighted: (machine, operands, expressions) =>
    weigh(machine, operands[0]!, multiplyInFloat32(machine, operands, expressions)),
  hypot: (machine, [a, b]) => float32.lowerHypot(machine, a!, b!),
  exp: ofOne(float32.lowerExp),
  expm1: ofOne(float32.lowerExpm1),
  sigmoid: ofOne(float32.lowerSigmoid),
  softplus: ofOne(float32.lowerSoftplus),
};

/**
 * Primitives that need rules of their own for float64 results, and are rarely used. An operation whose formula uses one provides the rule,
 * so that no other program has it in its bundle; without a rule, the evaluator computes the formula.
 */
const float64Rules: LoweringRules = {
  sin: undefined,
  cos: undefined,
  log2: undefined,
  log10: undefined,
  power: undefined,
};

export const provideFloat64Rules = (rules: LoweringRules): void => void Object.assign(float64Rules, rules);

/** Whether formulas can be compiled for float64 results. */
export const haveFloat64Rules = (roots: readonly Expression[]): boolean =>
  nodesInOrder(roots).every(
    ({ content }) =>
      content.kind !== 'apply' || !(content.primitive in float64Rules) || float64Rules[content.primitive] !== undefined,
  );

/** Computes the composition of an outer and an inner primitive from the operands of the inner one. */
type Fusion = (machine: Machine, x: MachineNode, other: MachineNode) => MachineNode;

/**
 * Compositions of an outer and an inner primitive for which there is a cheaper or more exact form than the two rules. Where the outer
 * primitive has two operands, its first must be the operand of the inner one, as in `x·sigmoid(x)`.
 */
const fusions: Record<Lanes, Partial<Record<PrimitiveName, Partial<Record<PrimitiveName, Fusion>>>>> = {
  f64x2: {
    tanh: { softplus: lowerTanhOfSoftplus },
    sech2: { softplus: lowerSech2OfSoftplus },
    sigmoid: { negative: lowerSigmoidOfNegative },
    multiply: { normalCdf: lowerGelu },
  },
  f32x4: { multiply: { sigmoid: float32.lowerSilu }, expm1: { divide: float32.lowerExpm1OfQuotient } },
};

function lowerFusion(
  machine: Machine,
  primitive: PrimitiveName,
  operands: readonly Expression[],
  lowered: ReadonlyMap<Expression, MachineNode>,
): MachineNode | undefined {
  const inner = operands[operands.length - 1]?.content;
  if (inner?.kind !== 'apply') return undefined;
  const [x, other] = inner.operands;
  if (operands.length === 2 && operands[0] !== x) return undefined;
  return fusions[machine.lanes][primitive]?.[inner.primitive]?.(machine, lowered.get(x!)!, lowered.get(other!)!);
}

function ruleFor(machine: Machine, primitive: PrimitiveName): LoweringRule {
  const ownRules = machine.isFloat64 && float64Rules[primitive];
  const rule = ownRules || (machine.lanes === 'f64x2' ? kernelRules : float32Rules)[primitive];
  if (rule === undefined) throw new RangeError(`${primitive} has no rule for ${machine.lanes} lanes`);
  return rule;
}

/** Primitives whose operands are truth values; an operand that is a number counts as true unless it is 0. */
const takesConditions: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  'logicalAnd',
  'logicalOr',
  'logicalNot',
]);

/**
 * The number that takes the place of an infinite input if a formula asks for limits: beyond every float32, but with powers that are still
 * finite float64 numbers, so that `-∞ · sigmoid(-∞)` becomes its limit -0 and not NaN.
 */
export const limitStandIn = 2 ** 200;

/**
 * The machine nodes of formulas, one for each root; conditions become 1 and 0. `rules`, which a reference gives in place of the kernels',
 * are applied to each primitive alone, without the compositions above.
 */
export function lowerExpressions(
  machine: Machine,
  roots: readonly Expression[],
  rules?: Readonly<Record<PrimitiveName, LoweringRule>>,
): MachineNode[] {
  const lowered = new Map<Expression, MachineNode>();
  const asMask = (expression: Expression): MachineNode => {
    const node = lowered.get(expression)!;
    return expression.isCondition ? node : machine.compare('ne', node, machine.number(0));
  };
  const asNumber = (expression: Expression): MachineNode => {
    const node = lowered.get(expression)!;
    return expression.isCondition ? machine.raw('v128.and', node, machine.number(1)) : node;
  };
  for (const expression of nodesInOrder(roots)) {
    const { content } = expression;
    switch (content.kind) {
      case 'constant':
        lowered.set(expression, machine.number(content.value));
        break;
      case 'input': {
        const value = machine.input(content.index);
        // Float32 has no number beyond its range that could stand for infinity; the rules of float32 lanes take care of infinities
        // themselves.
        const isReplaced = machine.limits && machine.lanes === 'f64x2';
        lowered.set(
          expression,
          isReplaced ? machine.atLeast(machine.atMost(value, limitStandIn), -limitStandIn) : value,
        );
        break;
      }
      case 'parameter':
        lowered.set(expression, machine.parameter(content.name));
        break;
      case 'apply': {
        const { primitive, operands } = content;
        const nodes = operands.map((operand, index) =>
          takesConditions.has(primitive) || (primitive === 'select' && index === 0)
            ? asMask(operand)
            : asNumber(operand),
        );
        const fusion = rules === undefined ? lowerFusion(machine, primitive, operands, lowered) : undefined;
        lowered.set(
          expression,
          fusion ?? (rules?.[primitive] ?? ruleFor(machine, primitive))(machine, nodes, operands),
        );
      }
    }
  }
  return roots.map(asNumber);
}
