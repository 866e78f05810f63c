/** Chooses the lanes (float32 or float64 arithmetic) for formulas whose options do not. */
import { type Expression, nodesInOrder, type PrimitiveName } from '../../formula/expression.js';
import { isScale } from '../lowering/lower.js';
import type { Lanes } from '../lowering/machine.js';

/** Primitives that float32 lanes compute without rounding. */
const exact: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  'negative',
  'abs',
  'sign',
  'floor',
  'round',
  'maximum',
  'minimum',
  'greater',
  'greaterEqual',
  'less',
  'lessEqual',
  'equal',
  'notEqual',
  'logicalAnd',
  'logicalOr',
  'logicalNot',
  'select',
]);

/** Primitives that float32 lanes round correctly: one of them alone gives the result of float64 lanes. */
const rounded: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>([
  'add',
  'subtract',
  'multiply',
  'weighted',
  'divide',
  'square',
  'sqrt',
]);

/** Products: if one factor is a parameter, an infinite input needs care (`0 · ∞`). */
const products: ReadonlySet<PrimitiveName> = /* @__PURE__ */ new Set<PrimitiveName>(['multiply', 'weighted']);

type Application = Extract<Expression['content'], { kind: 'apply' }>;

/** Whether a node adds a finite number to an operand; parameters count as finite. At infinite inputs IEEE arithmetic then gives the limit. */
const isShift = ({ primitive, operands }: Application): boolean =>
  (primitive === 'add' || primitive === 'subtract') &&
  operands.some(
    ({ content }) => content.kind === 'parameter' || (content.kind === 'constant' && Number.isFinite(content.value)),
  );

/** Chooses float32 lanes where they give the same bits as float64 lanes: all constants are float32 numbers, and nothing is rounded twice. */
export function machineLanes(
  roots: readonly Expression[],
  asked: 'float32' | 'float64' | undefined,
  isInline: boolean,
): Lanes {
  if (asked !== undefined) return asked === 'float32' ? 'f32x4' : 'f64x2';
  const roundings = new Map<Expression, number>();
  for (const node of nodesInOrder(roots)) {
    const { content } = node;
    if (content.kind === 'constant' && !Object.is(Math.fround(content.value), content.value)) return 'f64x2';
    if (content.kind !== 'apply') {
      roundings.set(node, 0);
      continue;
    }
    const ofOperands = Math.max(...content.operands.map((operand) => roundings.get(operand)!));
    if (exact.has(content.primitive)) roundings.set(node, ofOperands);
    else if (
      rounded.has(content.primitive) &&
      (!isInline || isShift(content) || (products.has(content.primitive) && isScale(content.operands)))
    )
      roundings.set(node, ofOperands + 1);
    else return 'f64x2';
    if (roundings.get(node)! > 1) return 'f64x2';
  }
  return 'f32x4';
}
