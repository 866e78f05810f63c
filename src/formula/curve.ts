/** A function of one variable with its slope, in float64: its values at points, and its bounds over intervals. */
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

  /** Bounds of value and slope over an interval of x. */
  over(x: Bounds): { readonly value: Bounds; readonly slope: Bounds } {
    const [value, slope] = this.#bounds.over(x) as [Bounds, Bounds];
    return { value, slope };
  }
}

/** Places closer together than this count as one; it is not much more than the least float32 number. */
const finestStep = 2 ** -140;

/**
 * The place between two points where something changes. Of all numbers within rounding of that place it is the one with the fewest digits,
 * so that a change at -2.5 is reported as -2.5.
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

/** `placeOfChange` looks for a number of at most so many digits. */
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
