/** Sparsemax over the rows of a matrix. */
import type { NumericArray } from '../arrays.js';
import { isNothing } from './softmax-evaluator.js';

/**
 * `max(x - τ, 0)` for every row of `length` elements, with the τ for which the row sums to 1. It is found by repeatedly dropping the
 * elements that are not above the τ of the remaining ones. Source: C. Michelot, 1986.
 */
export function sparsemaxRows(x: NumericArray, y: NumericArray, length: number): void {
  const candidates = new Float64Array(length);
  for (let at = 0; at < x.length; at += length) {
    let greatest = -Infinity;
    for (let i = at; i < at + length; i += 1) greatest = Math.max(greatest, x[i]!);
    if (!Number.isFinite(greatest)) {
      fillUnbounded(x, y, at, length, greatest);
      continue;
    }
    const threshold = thresholdBelow(x, at, length, greatest, candidates);
    // Subtracts `greatest` first: τ itself, greatest + threshold, would be rounded too much beside a huge x.
    for (let i = at; i < at + length; i += 1) y[i] = Math.max(x[i]! - greatest - threshold, 0);
  }
}

/** Gradient of sparsemax, computed from its result: where that is positive, dy minus the mean of these dy; elsewhere 0. */
export function sparsemaxRowsGradient(y: NumericArray, dy: NumericArray, dx: NumericArray, length: number): void {
  for (let at = 0; at < y.length; at += length) {
    let count = 0;
    let sum = 0;
    for (let i = at; i < at + length; i += 1) {
      if (!(y[i]! > 0)) continue;
      count += 1;
      sum += dy[i]!;
    }
    const mean = sum / count;
    if (count === 0 && isNothing(dy.subarray(at, at + length))) {
      dx.fill(0, at, at + length);
      continue;
    }
    // If no element is above 0, the row is NaN, and so is the mean.
    for (let i = at; i < at + length; i += 1) dx[i] = y[i] === 0 ? 0 : dy[i]! - mean;
  }
}

/** τ relative to the greatest element. It is between -1 and 0, so only elements above greatest - 1 count. */
function thresholdBelow(
  x: NumericArray,
  at: number,
  length: number,
  greatest: number,
  candidates: Float64Array,
): number {
  let count = 0;
  let sum = 0;
  for (let i = at; i < at + length; i += 1) {
    const below = x[i]! - greatest;
    if (below <= -1) continue;
    candidates[count] = below;
    count += 1;
    sum += below;
  }
  for (;;) {
    const threshold = (sum - 1) / count;
    let kept = 0;
    let keptSum = 0;
    for (let i = 0; i < count; i += 1) {
      const below = candidates[i]!;
      if (below <= threshold) continue;
      candidates[kept] = below;
      kept += 1;
      keptSum += below;
    }
    if (kept === count) return threshold;
    count = kept;
    sum = keptSum;
  }
}

/** A row with +∞ gives it all the weight; a row that contains NaN, or nothing but -∞, becomes NaN. */
function fillUnbounded(x: NumericArray, y: NumericArray, at: number, length: number, greatest: number): void {
  const row = Array.from({ length }, (_, i) => x[at + i]!);
  const count = row.filter((value) => value === Infinity).length;
  const hasAnswer = greatest === Infinity && !row.some(Number.isNaN);
  row.forEach((value, i) => (y[at + i] = hasAnswer ? (value === Infinity ? 1 / count : 0) : NaN));
}
