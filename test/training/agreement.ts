/** Comparing results with numbers that real Keras computed. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Tensor } from '../../src/tensor/index.js';

/** A number as the goldens have it: the specials are strings. */
export type GoldenNumber = number | 'NaN' | 'Infinity' | '-Infinity' | '-0';
export type Golden = GoldenNumber | boolean | readonly Golden[];

export function readGoldens<Content>(name: string, from: string): Content {
  return JSON.parse(readFileSync(new URL(`./goldens/${name}.json`, from), 'utf8')) as Content;
}

/** Nested lists of numbers, for where a tensor is wanted. */
export function numbers(golden: Golden): number | number[] | number[][] {
  return (Array.isArray(golden) ? golden.map((each) => numbers(each as Golden)) : Number(golden)) as number;
}

const flatten = (golden: Golden): number[] =>
  Array.isArray(golden) ? golden.flatMap((each) => flatten(each as Golden)) : [Number(golden)];

/** Expects each element within `tolerance` times the largest absolute value of the expected ones. */
export function expectAgreement(actual: Tensor | number | readonly number[], golden: Golden, tolerance = 1e-6): void {
  const expected = flatten(golden);
  const values =
    typeof actual === 'number' ? [actual] : Array.from('data' in actual ? (actual.data as Float32Array) : actual);
  expect(values).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs).filter(Number.isFinite), Number.MIN_VALUE);
  values.forEach((value, i) => {
    const wanted = expected[i]!;
    if (Number.isFinite(wanted))
      expect(Math.abs(value - wanted) / largest, `element ${i}: ${value}, Keras ${wanted}`).toBeLessThanOrEqual(
        tolerance,
      );
    else expect(value, `element ${i}`).toBe(wanted);
  });
}
