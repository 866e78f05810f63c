/** Softmax, log-softmax and their gradients for one row, in plain JavaScript. */
import { exp, log1p } from '../../formula/float64.js';
import type { NumericArray } from '../arrays.js';

/** exp of a smaller number is 0. */
const leastExponent = -746;

/** `exp(x - greatest)` for x ≤ greatest, with the rounding error of the difference taken into account. Beside infinities it is 1 or 0. */
function exponentialBelow(x: number, greatest: number): number {
  if (x === greatest) return x === -Infinity ? NaN : 1;
  const difference = x - greatest;
  if (difference < leastExponent) return 0;
  // The rounding error of the subtraction. Source: D. Knuth, The Art of Computer Programming, 4.2.2.
  const subtracted = difference - x;
  const lost = x - (difference - subtracted) - (greatest + subtracted);
  return exp(difference) * (1 + lost);
}

/** Σ term(i), to which the rounding errors of all additions are added at the end. Source: A. Neumaier, 1974. */
function compensatedSum(length: number, term: (index: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < length; i += 1) {
    const value = term(i);
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The exponentials of a row relative to its greatest element, whose index is `top`. */
interface Exponentials {
  readonly top: number;
  readonly values: Float64Array;
  /** The sum of all exponentials but that of the greatest element, which is 1: beside this 1, the others could be too small to be noticed. */
  readonly others: number;
}

function exponentialsOf(x: NumericArray): Exponentials {
  let top = 0;
  for (let i = 1; i < x.length; i += 1) if (x[i]! > x[top]! || Number.isNaN(x[i])) top = i;
  const values = Float64Array.from(x, (value) => exponentialBelow(value, x[top]!));
  // The exponential of the greatest element is 1 or NaN, so this is 0 or NaN.
  const nothing = values[top]! - 1;
  const others = compensatedSum(x.length, (i) => (i === top ? nothing : values[i]!));
  return { top, values, others };
}

export function softmaxRow(x: NumericArray, y: NumericArray): void {
  const { values, others } = exponentialsOf(x);
  values.forEach((value, i) => (y[i] = value / (1 + others)));
}

export function logSoftmaxRow(x: NumericArray, y: NumericArray): void {
  const { top, others } = exponentialsOf(x);
  const [greatest, logarithm] = [x[top]!, log1p(others)];
  for (let i = 0; i < x.length; i += 1) y[i] = (x[i] === greatest ? 0 : x[i]! - greatest) - logarithm;
}

/** Whether the whole upstream gradient of a row is 0. Then the row's gradient is 0, too, even if the row contains NaN. */
export const isNothing = (dy: NumericArray): boolean => dy.every((each) => each === 0);

/**
 * The gradient of softmax. dy at the greatest x is first subtracted from every dy. That does not change the result, but if this x has
 * nearly all the weight, its dy would drown the others in rounding.
 */
export function softmaxGradientRow(x: NumericArray, dy: NumericArray, dx: NumericArray): void {
  if (isNothing(dy)) return void dx.fill(0);
  const { top, values, others } = exponentialsOf(x);
  const [pivot, sum] = [dy[top]!, 1 + others];
  const mean = compensatedSum(x.length, (i) => values[i]! * (dy[i]! - pivot)) / sum;
  values.forEach((value, i) => (dx[i] = (value / sum) * (dy[i]! - pivot - mean)));
}

/**
 * The gradient of log-softmax, `dy - p·Σ dy`. At the greatest x, where p may be almost 1, it is computed as `(1 - p)·dy - p·(the sum of the
 * other dy)`.
 */
export function logSoftmaxGradientRow(x: NumericArray, dy: NumericArray, dx: NumericArray): void {
  if (isNothing(dy)) return void dx.fill(0);
  const { top, values, others } = exponentialsOf(x);
  const [ofTop, sum] = [dy[top]!, 1 + others];
  const rest = compensatedSum(x.length, (i) => (i === top ? 0 : dy[i]!));
  values.forEach((value, i) => (dx[i] = dy[i]! - (value / sum) * (ofTop + rest)));
  dx[top] = (0 - rest + ofTop * others) / sum;
}
