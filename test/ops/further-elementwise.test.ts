/** Elementwise functions besides those of Keras's goldens: their accuracy in float64, and what stands at their edges. */
import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';

const f64 = (values: readonly number[]): Tensor => tensor([...values], { dtype: 'float64' });
const inf = Infinity;

/** What JavaScript's own functions say, which differ by a few units in the last place at most. */
const known: readonly (readonly [name: keyof typeof ops, f: (x: number) => number, points: readonly number[]])[] = [
  ['arctan', Math.atan, [-1e300, -30, -1, -0.3, -1e-9, 0, 1e-300, 0.2, 0.99, 1.01, 5, inf]],
  ['arcsin', Math.asin, [-1, -0.999, -0.5, 0, 1e-8, 0.7, 1, 1.5]],
  ['arccos', Math.acos, [-1, -0.999, -0.5, 0, 1e-8, 0.7, 1, 1.5]],
  ['arcsinh', Math.asinh, [-1e200, -30, -1, -1e-9, 0, 0.3, 5, 1e155, inf]],
  ['arccosh', Math.acosh, [0.5, 1, 1.0001, 2, 1e5, 1e200, inf]],
  ['arctanh', Math.atanh, [-1, -0.999, -1e-9, 0, 0.5, 0.99, 1, 2]],
  ['cbrt', Math.cbrt, [-27, -1e-30, 0, 8, 1e200, inf]],
  ['trunc', Math.trunc, [-2.5, -0.5, 0.5, 1e300]],
  ['exp2', (x) => 2 ** x, [-1074, -1.5, 0, 10, 0.3]],
];

describe.each(known)('ops.%s', (name, f, points) => {
  test('in float64', () => {
    const found = (ops[name] as unknown as (x: Tensor) => Tensor)(f64(points)).data as Float64Array;
    points.forEach((point, i) => {
      const expected = f(point);
      if (Number.isNaN(expected)) expect(found[i]).toBeNaN();
      else if (Number.isFinite(expected))
        expect(Math.abs(found[i]! - expected)).toBeLessThanOrEqual(2e-15 * Math.abs(expected)); // prettier-ignore
      else expect(found[i]).toBe(expected);
    });
  });
});

test('erfinv is the inverse of erf, to its ends', () => {
  const xs = f64([-0.999999, -0.9, -0.3, 1e-12, 0.5, 0.99999999]);
  const back = ops.erf(ops.erfinv(xs)).data as Float64Array;
  xs.data.forEach((x, i) => expect(Math.abs(back[i]! - x)).toBeLessThanOrEqual(1e-15));
  expect([...ops.erfinv([-1, 0, 1, 2]).data]).toEqual([-inf, 0, inf, NaN]);
});

test('arctan2 knows the quadrants, zeros and infinities', () => {
  const points = [0, -0, 1, -1, 2.5, inf, -inf];
  const [y, x] = [points.flatMap((a) => points.map(() => a)), points.flatMap(() => points)];
  const found = ops.arctan2(f64(y), f64(x)).data as Float64Array;
  found.forEach((angle, i) => expect(Math.abs(angle - Math.atan2(y[i]!, x[i]!))).toBeLessThanOrEqual(1e-15));
  expect(ops.arctan2(NaN, 1).item()).toBeNaN();
});

test('i0 of large and small numbers', () => {
  // The power series in exact arithmetic.
  const [xs, values] = [[0, 1e-8, 1, 7.9, 8.1, 50], [1, 1, 1.2660658777520084, 389.406283282158, 469.5006067101215, 2.9325537838493362e20]]; // prettier-ignore
  const found = ops.i0(f64(xs)).data as Float64Array;
  found.forEach((value, i) => expect(Math.abs(value / values[i]! - 1)).toBeLessThan(1e-14));
});

describe('integers', () => {
  const i32 = (values: readonly number[]): Tensor => tensor([...values], { dtype: 'int32' });

  test('divide and leave remainders as in Python', () => {
    const [a, b] = [i32([7, -7, 7, -7, 2147483647]), i32([2, 2, -2, -2, 3])];
    expect(ops.floorDivide(a, b).toArray()).toEqual([3, -4, -4, 3, 715827882]);
    expect(ops.mod(a, b).toArray()).toEqual([1, 1, -1, -1, 1]);
    expect(ops.fmod(a, b).toArray()).toEqual([1, -1, 1, -1, 1]);
    expect(ops.fmax(a, b).toArray()).toEqual([7, 2, 7, -2, 2147483647]);
  });

  test('have no fractions, and signs', () => {
    expect(ops.trunc(i32([-3, 3])).dtype).toBe('int32');
    expect(ops.signbit(i32([-3, 3])).toArray()).toEqual([true, false]);
    expect(ops.logicalXor(i32([0, 2]), i32([1, 3])).toArray()).toEqual([true, false]);
    expect(ops.fabs(i32([-3])).dtype).toBe('float32');
  });
});

test('what is no number stays none, but where a number is beside it', () => {
  for (const name of ['arctan', 'arcsinh', 'sinc', 'cbrt', 'trunc', 'exp2', 'i0', 'deg2rad'] as const) {
    expect(ops[name](NaN).item(), name).toBeNaN();
  }
  expect(ops.heaviside(NaN, 1).item()).toBeNaN();
  expect([ops.fmax(NaN, 2).item(), ops.fmin(3, NaN).item()]).toEqual([2, 3]);
  expect(ops.divideNoNan([NaN, 1], [0, 0]).toArray()).toEqual([0, 0]);
});
