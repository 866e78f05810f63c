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
import { lowerLog, lowerLog1p } from './logarithm.js';
import type { Machine, MachineNode } from './machine.js';
import { lowerCos, lowerSin } from './trigonometric.js';

type Operands = readonly MachineNode[];

/** Builds the nodes of one primitive from those of its operands. */
export type LoweringRule = (machine: Machine, operands: Operands, expressions: readonly Expression[]) => MachineNode;

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

export const kernelRules: Record<PrimitiveName, LoweringRule> = {
  add: (machine, [a, b]) => machine.add(a!, b!),
  subtract: (machine, [a, b]) => machine.subtract(a!, b!),
  multiply: (machine, [a, b]) => machine.multiply(a!, b!),
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
    // max(-0, 0) is +0; the one instruction would keep the -0.
    return Object.is(least, 0) ? machine.add(bounded, machine.number(0)) : bounded;
  },
  minimum: (machine, [a, b], [, bound]) =>
    bound?.constantValue === undefined ? machine.minimum(a!, b!) : machine.atMost(a!, bound.constantValue),
  exp: ofOne(lowerExp),
  expm1: ofOne(lowerExpm1),
  log: ofOne(lowerLog),
  log1p: ofOne(lowerLog1p),
  sin: ofOne(lowerSin),
  cos: ofOne(lowerCos),
  tanh: ofOne(lowerTanh),
  sech2: ofOne(lowerSech2),
  tanhShrink: ofOne(lowerTanhShrink),
  sigmoid: ofOne(lowerSigmoid),
  softplus: ofOne(lowerSoftplus),
  erf: ofOne(lowerErf),
  erfc: ofOne(lowerErfc),
  greater: comparison('gt'),
  greaterEqual: comparison('ge'),
  less: comparison('lt'),
  lessEqual: comparison('le'),
  equal: comparison('eq'),
  notEqual: comparison('ne'),
  logicalAnd: (machine, [a, b]) => machine.raw('v128.and', a!, b!),
  logicalOr: (machine, [a, b]) => machine.raw('v128.or', a!, b!),
  logicalNot: (machine, [x]) => machine.raw('v128.not', x!),
  select: (machine, [condition, a, b]) => machine.select(condition!, a!, b!),
};

/** Compositions, outer and inner primitive, that have a cheaper or more exact form than the rules of their parts. */
const fusions: Partial<Record<PrimitiveName, Partial<Record<PrimitiveName, Fusion>>>> = {
  tanh: { softplus: lowerTanhOfSoftplus },
  sech2: { softplus: lowerSech2OfSoftplus },
  sigmoid: { negative: lowerSigmoidOfNegative },
};

/** Computes an outer of an inner primitive from the operand of the inner one. */
type Fusion = (machine: Machine, x: MachineNode) => MachineNode;

function lowerFusion(
  machine: Machine,
  primitive: PrimitiveName,
  operand: Expression | undefined,
  lowered: ReadonlyMap<Expression, MachineNode>,
): MachineNode | undefined {
  const inner = operand?.content;
  if (inner?.kind !== 'apply') return undefined;
  return fusions[primitive]?.[inner.primitive]?.(machine, lowered.get(inner.operands[0]!)!);
}

/** Primitives that take truth values as operands; a number among them counts as true unless it is 0. */
const takesConditions: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  'logicalAnd',
  'logicalOr',
  'logicalNot',
]);

/**
 * What an infinite input of a formula with limits stands for: beyond every float32, yet with powers that are still finite float64
 * numbers, so that `-∞ · sigmoid(-∞)` comes out as its limit -0 and not as NaN.
 */
export const limitStandIn = 2 ** 200;

export interface LoweringOptions {
  /** Infinite inputs give the formula's limits. */
  readonly limits: boolean;
  /** Other rules than the kernels': each primitive by its own rule, no compositions. */
  readonly rules?: Readonly<Record<PrimitiveName, LoweringRule>> | undefined;
}

/** The machine nodes of formulas: one per root, conditions as 1 and 0. */
export function lowerExpressions(
  machine: Machine,
  roots: readonly Expression[],
  { limits, rules }: LoweringOptions,
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
        lowered.set(expression, limits ? machine.atLeast(machine.atMost(value, limitStandIn), -limitStandIn) : value);
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
        const fusion = rules === undefined ? lowerFusion(machine, primitive, operands[0], lowered) : undefined;
        lowered.set(expression, fusion ?? (rules ?? kernelRules)[primitive](machine, nodes, operands));
      }
    }
  }
  return roots.map(asNumber);
}
