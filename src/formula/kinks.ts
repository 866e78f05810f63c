/** Where a function has no derivative, found from the choices in its formula. */
import { type Bounds, BoundsEvaluator } from './bounds.js';
import { type Curve, placeOfChange } from './curve.js';
import { Evaluator } from './evaluation.js';
import { type Expression, nodesInOrder, type PrimitiveName } from './expression.js';
import { halve, wholeLine } from './pieces.js';
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

/** A function that tells whether no choice of the curve changes over an interval. */
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

/** A curve cut where its formula chooses another way. */
export interface ChoiceFreePieces {
  /** The pieces of the line on which no choice changes, in order; between them nothing is left but the places where one does. */
  readonly pieces: readonly Bounds[];
  readonly kinks: readonly Kink[];
}

/** The pieces and kinks of a curve; undefined where there are too many to find, or infinitely many, as of `floor`. */
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
    // A choice that is made otherwise at a single point, such as 0, changes on both sides of it.
    if (x !== place) [place, start] = [x, left];
    kinks.set(x, kinkAt(curve, x, start, right));
  });
  return { pieces, kinks: [...kinks.values()].filter((kink) => kink !== undefined) };
}

/** So far from a kink, relative to its place, the function shows how large it is there. */
const distance = 2 ** -10;

/** Differences below this share of that are rounding. */
const leastJump = 1e-9;

/** What a function is on both sides of a place. */
interface Sides {
  readonly at: readonly [left: number, right: number];
  /** What rounding may amount to there. */
  readonly trace: number;
}

/** The kink at x, if it is one; left and right are the nearest points on both sides at which nothing is chosen otherwise. */
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

/** What a function goes to where it was last seen at a place, and once more a gap away; infinite if it still grows there. */
function limitAt(f: (x: number) => number, place: number, gap: number, trace: number): number {
  const [value, before] = [f(place), f(place + gap)];
  if (Math.abs(value) <= trace) return 0;
  const grows = Math.abs(value) > Math.abs(before) * (1 + 1e-6) + trace;
  return grows ? value * Infinity : Number(value.toPrecision(10));
}
