/** Finds the points at which a function has no derivative, by looking at the choices (`select`, `maximum`, `abs` …) in its formula. */
import { type Bounds, BoundsEvaluator } from './bounds.js';
import { type Curve, placeOfChange } from './curve.js';
import { Evaluator } from './evaluation.js';
import { type Expression, nodesInOrder, type PrimitiveName } from './expression.js';
import { halve, wholeLine } from './pieces.js';
import { greater, sign } from './primitives.js';

/** A point at which a function or its slope jumps. */
export interface Kink {
  readonly x: number;
  /** The limits of the function from both sides; they differ where the function jumps. */
  readonly values: readonly [left: number, right: number];
  /** The limits of the slope from both sides. */
  readonly slopes: readonly [left: number, right: number];
  /** The derivative that is computed at the point itself. */
  readonly derivative: number;
}

/** For each primitive that chooses between cases, a formula whose value says which case it takes. */
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

/** All choices in the formulas of a curve and of its slope. */
function choicesOf({ expression, derivative }: Curve): Expression[] {
  const choices = nodesInOrder([expression, derivative]).flatMap((node) => {
    const { content } = node;
    if (content.kind !== 'apply') return [];
    const choice = switches[content.primitive]?.(content.operands, node);
    return choice === undefined ? [] : [choice];
  });
  return [...new Set(choices)];
}

/** A function that tells whether all choices in the formula of the curve stay the same over an interval. */
export function choiceCheck(curve: Curve): (piece: Bounds) => boolean {
  const bounds = new BoundsEvaluator(choicesOf(curve), curve.parameters);
  return (piece) => bounds.over(piece).every(([low, high]) => low === high);
}

/** A function that gives the outcome of all choices of a curve at a point, as a text that can be compared. */
function outcomesOf(curve: Curve): (x: number) => string {
  const choices = choicesOf(curve);
  const evaluator = new Evaluator(choices);
  evaluator.setParameters(curve.parameters);
  return (x) => {
    evaluator.run([x]);
    return choices.map((_, i) => evaluator.result(i)).join();
  };
}

/** The line, cut into pieces wherever the formula of a curve takes another case. */
export interface ChoiceFreePieces {
  /** The pieces of the line on which no choice changes, in order; the narrow gaps between them contain the places where one does. */
  readonly pieces: readonly Bounds[];
  readonly kinks: readonly Kink[];
}

/** The pieces and kinks of a curve; undefined where a choice changes at too many places, or at infinitely many, as in `floor`. */
export function choiceFreePieces(curve: Curve): ChoiceFreePieces | undefined {
  const isChoiceFree = choiceCheck(curve);
  const pieces = halve(wholeLine, (piece) => (isChoiceFree(piece) ? piece : undefined))?.settled;
  if (pieces === undefined) return undefined;
  const outcomeAt = outcomesOf(curve);
  const kinks = new Map<number, Kink | undefined>();
  let [place, start] = [NaN, NaN];
  pieces.slice(1).forEach(([right], i) => {
    const left = pieces[i]![1];
    const before = outcomeAt(left);
    if (outcomeAt(right) === before) return;
    const x = placeOfChange(left, right, (between) => outcomeAt(between) === before);
    // A choice that differs at a single point, such as x = 0, changes just before and just after it: both changes give the same x.
    if (x !== place) [place, start] = [x, left];
    kinks.set(x, kinkAt(curve, x, start, right));
  });
  return { pieces, kinks: [...kinks.values()].filter((kink) => kink !== undefined) };
}

/** How far from a kink, relative to its place, the size of the function's values is looked at. */
const distance = 2 ** -10;

/** Jumps smaller than this part of that size are taken for rounding. */
const leastJump = 1e-9;

/** The limits of a function from both sides of a place. */
interface Sides {
  readonly at: readonly [left: number, right: number];
  /** The largest difference that rounding may cause there. */
  readonly trace: number;
}

/**
 * The kink at x, if there is one. `left` and `right` are the nearest points on both sides at which the outcome of all choices is that of
 * their side.
 */
function kinkAt(curve: Curve, x: number, left: number, right: number): Kink | undefined {
  const step = distance * (x === 0 ? 1 : Math.abs(x));
  const sidesOf = (f: (x: number) => number): Sides => {
    const sizes = [left - step, left, right, right + step].map((place) => Math.abs(f(place))).filter(Number.isFinite);
    const trace = leastJump * Math.max(...sizes, 0);
    const gap = right - left;
    return { at: [limitAt(f, left, -gap, trace), limitAt(f, right, gap, trace)], trace };
  };
  const values = sidesOf((place) => curve.value(place));
  const slopes = sidesOf((place) => curve.slope(place));
  const isAlone = values.at.every((value) => differ(curve.value(x), value, values.trace));
  if (!isAlone && ![values, slopes].some(({ at, trace }) => differ(...at, trace))) return undefined;
  return { x, values: values.at, slopes: slopes.at, derivative: curve.slope(x) };
}

const differ = (a: number, b: number, trace: number): boolean => !(a === b || Math.abs(a - b) <= trace);

/**
 * The limit of a function towards a kink, from its value at the nearest point, `place`, and at one that is `gap` farther away; infinite if
 * it still grows.
 */
function limitAt(f: (x: number) => number, place: number, gap: number, trace: number): number {
  const [value, before] = [f(place), f(place + gap)];
  if (Math.abs(value) <= trace) return 0;
  const grows = Math.abs(value) > Math.abs(before) * (1 + 1e-6) + trace;
  return grows ? value * Infinity : Number(value.toPrecision(10));
}
