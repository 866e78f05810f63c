import { describe, expect, it } from 'vitest';
import * as float64 from '../../src/formula/float64.js';
import { float64Goldens, steps } from './float64-goldens.js';

const functions: Record<string, (...inputs: number[]) => number> = float64;

const same = (a: number, b: number): boolean => (a === 0 && b === 0 ? Object.is(a, b) : a === b);

describe.each(Object.keys(functions))('float64.%s', (name) => {
  const outcomes = float64Goldens(name).map(({ inputs, value }) => ({
    inputs,
    value,
    got: functions[name]!(...inputs),
  }));

  it('is at most one step from the correctly rounded value', () => {
    const wrong = outcomes.filter(({ value, got }) =>
      Number.isFinite(value) && value !== 0 ? !(steps(got, value) <= 1) : !Object.is(got, value),
    );
    expect(wrong).toEqual([]);
  });

  it('is the correctly rounded value itself in at least 98 of 100 cases', () => {
    const missed = outcomes.filter(({ value, got }) => !Number.isNaN(value) && !same(got, value));
    expect(missed.length / outcomes.length).toBeLessThan(0.02);
  });
});
