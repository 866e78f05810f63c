/** Where a function has no derivative, found from the choices in its formula. */
import { type Curve, linePoints, placeOfChange } from './curve.js';
import { Evaluator } from './evaluation.js';
import { type Expression, nodesInOrder, type PrimitiveName } from './expression.js';
import { greater, sign } from './primitives.js';

/** A point at which a function jumps or its slope does. */
export interface Kink {
  readonly x: number;
  /** The values on both sides; they differ where the function jumps. */
  readonly values: readonly [left: number, right: number];
  /** The slopes on both sides. */
  readonly slopes: readonly [left: number, right: number];
  /** The derivative that is computed at the point itself. */
  readonly derivative: number;
}

/** For each primitive that chooses, what tells which way. */
const switches: Partial<Record<PrimitiveName, (operands: readonly Expression[], node: Expression) => Expression>> = {
  abs: ([x]) => sign(x!),
  sign: (_, node) => node,
  floor: (_, node) => node,
  round: (_, node) => node,
  maximum: ([a, b]) => greater(a!, b!),
  minimum: ([a, b]) => greater(a!, b!),
  greater: (_, node) => node,
  greaterEqual: (_, node) => node,
  less: (_, node) => node,
  lessEqual: (_, node) => node,
  equal: (_, node) => node,
  notEqual: (_, node) => node,
};

/** The kinks of a curve, in order. Choices that leave value and slope as they were, as those of softer formulas do, are none. */
export function kinksOf(curve: Curve): Kink[] {
  const places = nodesInOrder([curve.expression]).flatMap((node) => {
    const { content } = node;
    const makeSwitch = content.kind === 'apply' ? switches[content.primitive] : undefined;
    return makeSwitch === undefined || content.kind !== 'apply'
      ? []
      : placesOfChange(makeSwitch(content.operands, node), curve.parameters);
  });
  return [...new Set(places)]
    .sort((a, b) => a - b)
    .flatMap((x) => {
      const kink = kinkAt(curve, x);
      return kink === undefined ? [] : [kink];
    });
}

function placesOfChange(choice: Expression, parameters: Readonly<Record<string, number>>): number[] {
  const evaluator = new Evaluator([choice]);
  evaluator.setParameters(parameters);
  const valueAt = (x: number): number => {
    evaluator.run([x]);
    return evaluator.result();
  };
  const points = linePoints();
  const values = points.map(valueAt);
  return points.slice(1).flatMap((right, i) => {
    const before = values[i]!;
    return values[i + 1] === before ? [] : [placeOfChange(points[i]!, right, (x) => valueAt(x) === before)];
  });
}

/** So far from a kink, on both sides, it is looked at: far enough for the choices, too near for curvature to matter. */
const distance = 2 ** -40;

/** Differences below this are rounding, or curvature. */
const leastJump = 1e-9;

function kinkAt(curve: Curve, x: number): Kink | undefined {
  const step = distance * Math.max(1, Math.abs(x));
  const slopes = [curve.slope(x - step), curve.slope(x + step)] as const;
  const values = [curve.value(x - step) + slopes[0] * step, curve.value(x + step) - slopes[1] * step] as const;
  if (!isJump(values) && !isJump(slopes)) return undefined;
  return {
    x,
    values: [rounded(values[0]), rounded(values[1])],
    slopes: [rounded(slopes[0]), rounded(slopes[1])],
    derivative: curve.slope(x),
  };
}

const isJump = ([left, right]: readonly [number, number]): boolean => Math.abs(right - left) > leastJump;

/** Without the trace that the distance leaves. */
const rounded = (value: number): number => (Math.abs(value) < leastJump ? 0 : Number(value.toPrecision(10)));
