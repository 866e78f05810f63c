import { expect } from 'vitest';
import type { Tensor } from '../../src/tensor/index.js';

/**
 * Expects two tensors of one shape whose elements differ by no more than `tolerance` times the largest element, or times `scale` if
 * that is larger; infinities and NaN in the same places, integers exactly.
 */
export function expectClose(actual: Tensor, expected: Tensor, tolerance = 1e-6, scale = 0): void {
  expect(actual.shape).toEqual(expected.shape);
  const [values, wanted] = [actual.data, expected.data];
  const finite = Array.from(wanted as ArrayLike<number>).filter(Number.isFinite);
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), scale);
  const allowed = actual.dtype.includes('float') ? tolerance * largest : 0;
  const differs = (value: number, index: number): boolean => {
    const other = wanted[index]!;
    return value !== other && !(Number.isNaN(value) && Number.isNaN(other)) && !(Math.abs(value - other) <= allowed);
  };
  const first = Array.from(values as ArrayLike<number>).findIndex(differs);
  const place = first < 0 ? 'everywhere' : `at ${String(first)}: ${String(values[first])} for ${String(wanted[first])}`;
  expect(`close ${place}`).toBe('close everywhere');
}
