/** How the tests hold results against what documentation prints and states. */
import { expect } from 'vitest';
import { tensor, type Tensor } from '../../../src/index.js';
import { float32Steps } from '../../support/float32-steps.js';

const numbersIn = (printed: string): string[] => printed.match(/-?\d+\.?\d*(?:e[+-]\d+)?/g) ?? [];

/** Printed numbers that are one unit in the last place off, and the nearest float32. */
const inexact: Readonly<Record<string, string>> = {
  '0.9950547': '0.9950548',
  '-0.9950547': '-0.9950548',
  '3.1326166e-01': '3.1326169e-01',
};

/** Numbers of ours that float32 lanes round to the neighbour of the printed one, where the evaluator gives that. */
const neighbours: Readonly<Record<string, string>> = { '1.3132617e+00': '1.3132616e+00' };

/**
 * Expects a result to print as the documentation prints it, number by number (web pages lose NumPy's spaces). Where the last digits
 * differ, one unit in the last place is allowed.
 */
export function expectPrinted(result: Tensor, printed: string): void {
  expect(String(result)).toMatch(/^array\(\[.*\],\s+dtype=float32\)$/s);
  const ours = numbersIn(String(result).replace('dtype=float32', ''));
  const theirs = numbersIn(printed.replace('dtype=float32', ''));
  expect(ours.map((number) => spelling(neighbours[number] ?? number))).toEqual(
    theirs.map((number) => spelling(inexact[number] ?? number)),
  );
  theirs.forEach((number, i) => {
    expect(float32Steps(Math.fround(Number(number)), Math.fround(Number(ours[i]))), number).toBeLessThanOrEqual(1);
  });
}

/** `5.` and `5.0000000` are the same number in arrays of other numbers. */
const spelling = (number: string): string => number.replace(/(\.\d*?)0+(e|$)/, '$1$2');

/** From -30 to 30, near kinks, and the ends of float32. */
export const grid: readonly number[] = [
  ...Array.from({ length: 241 }, (_, i) => (i - 120) / 4),
  ...[1e-3, 0.1, 0.7, 2.4999, 2.5001, 4.9, 5.1, 88].flatMap((x) => [x, -x]),
];

/** Expects a function to follow a formula, evaluated in float64, to float32's precision. */
export function expectFormula(f: (x: Tensor) => Tensor, formula: (x: number) => number): void {
  const values = f(tensor(grid)).data as Float32Array;
  grid.forEach((given, i) => {
    const x = Math.fround(given);
    const expected = formula(x);
    expect(Math.abs(values[i]! - expected), `at ${x}: ${values[i]}, by the formula ${expected}`).toBeLessThanOrEqual(
      3e-7 * Math.abs(expected) + 1e-16,
    );
  });
}
