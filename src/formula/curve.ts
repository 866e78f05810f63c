/** A function of one variable and its slope, in float64: at points, and bounded over intervals. */
import { type Bounds, BoundsEvaluator } from './bounds.js';
import { Evaluator } from './evaluation.js';
import type { Expression } from './expression.js';

/** A function with its slope, for fixed parameters. */
export class Curve {
  readonly #evaluator: Evaluator;
  readonly #bounds: BoundsEvaluator;

  constructor(
    readonly expression: Expression,
    readonly derivative: Expression,
    readonly parameters: Readonly<Record<string, number>>,
  ) {
    this.#evaluator = new Evaluator([expression, derivative]);
    this.#evaluator.setParameters(parameters);
    this.#bounds = new BoundsEvaluator([expression, derivative], parameters);
  }

  value(x: number): number {
    this.#evaluator.run([x]);
    return this.#evaluator.result(0);
  }

  slope(x: number): number {
    this.#evaluator.run([x]);
    return this.#evaluator.result(1);
  }

  /** What value and slope are between, for all x of the interval. */
  over(x: Bounds): { readonly value: Bounds; readonly slope: Bounds } {
    const [value, slope] = this.#bounds.over(x) as [Bounds, Bounds];
    return { value, slope };
  }
}

/** Places closer together than this are one; the least float32 is not much larger. */
const finestStep = 2 ** -140;

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
