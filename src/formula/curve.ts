/** A function of one variable and its slope, evaluated in float64, and the points at which it is looked at. */
import { Evaluator } from './evaluation.js';
import type { Expression } from './expression.js';

/** Up to here the points lie densely, and no exponential underflows; beyond, they get sparser. */
export const nearOrigin = 20;

const stepsPerUnit = 64;
const farRatio = 1.1;
const farPoints = 160;

/** Points of the line: evenly near the origin, geometrically beyond. */
export function linePoints(): number[] {
  const near = Array.from({ length: nearOrigin * stepsPerUnit }, (_, i) => (i + 1) / stepsPerUnit);
  const right = [...near];
  for (let i = 0; i < farPoints; i += 1) right.push(right.at(-1)! * farRatio);
  return [...right.map((x) => -x).reverse(), 0, ...right];
}

/** A function with its slope, for fixed parameters. */
export class Curve {
  readonly #evaluator: Evaluator;

  constructor(
    readonly expression: Expression,
    readonly derivative: Expression,
    readonly parameters: Readonly<Record<string, number>>,
  ) {
    this.#evaluator = new Evaluator([expression, derivative]);
    this.#evaluator.setParameters(parameters);
  }

  value(x: number): number {
    this.#evaluator.run([x]);
    return this.#evaluator.result(0);
  }

  slope(x: number): number {
    this.#evaluator.run([x]);
    return this.#evaluator.result(1);
  }
}

/** Places closer together than this are one. */
const finestStep = 2 ** -60;

/**
 * The place between two points where something changes: the number with the fewest digits among those that rounding cannot tell from it,
 * so that it is the -2.5 that a person would find.
 */
export function placeOfChange(left: number, right: number, isBefore: (x: number) => boolean): number {
  let [low, high] = [left, right];
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high || high - low < finestStep) return simplestNear(low, high);
    if (isBefore(middle)) low = middle;
    else high = middle;
  }
}

/** Numbers of no more digits are taken to be meant. */
const mostDigits = 12;

function simplestNear(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  const slack = Math.abs(middle) * 2 ** -50 + finestStep;
  const isNear = (x: number): boolean => x >= low - slack && x <= high + slack;
  if (isNear(0)) return 0;
  for (let digits = 1; digits <= mostDigits; digits += 1) {
    const candidate = Number(middle.toPrecision(digits));
    if (isNear(candidate)) return candidate;
  }
  return String(low).length <= String(high).length ? low : high;
}
