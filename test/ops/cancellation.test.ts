/** Composed operations where a careless form subtracts numbers that are nearly equal. Truths from mpmath, 400 bits. */
import { expect, test } from 'vitest';
import { differentiate } from '../../src/formula/derivative.js';
import { evaluate } from '../../src/formula/evaluation.js';
import { input } from '../../src/formula/expression.js';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';

const float64 = (...values: number[]): Tensor => tensor(values, { dtype: 'float64' });
const numbers = (x: Tensor): number[] => Array.from(x.data as Float64Array);

function expectClose(results: readonly number[], truths: readonly number[], relative = 1e-15): void {
  results.forEach((result, i) =>
    expect(Math.abs(result - truths[i]!), `${result}, truth ${truths[i]}`).toBeLessThanOrEqual(
      relative * Math.abs(truths[i]!),
    ),
  );
}

const points = [1e-20, 1e-8, 1e-3, 0.5, -2, 30];
const sinhs = [1e-20, 1e-8, 0.001000000166666675, 0.5210953054937474, -3.6268604078470186, 5343237290762.231];

test('sinh, and the derivative of cosh', () => {
  expectClose(numbers(ops.sinh(float64(...points))), sinhs);
  expectClose(numbers(grad((x: Tensor) => ops.sum(ops.cosh(x)))(float64(...points))), sinhs);
  const slope = differentiate(ops.cosh(input(0)), input(0));
  expectClose(
    points.map((x) => evaluate(slope, [x])),
    sinhs,
  );
  // A float32 result is rounded once more.
  expectClose(numbers(grad((x: Tensor) => ops.sum(ops.cosh(x)))(tensor(points))), sinhs, 2 ** -23);
});

test('cosh, which is finite up to 710.4', () => {
  const truths = [1, 1.000000005, 10.067661995777765, 1.1169973830808555e308];
  expectClose(numbers(ops.cosh(float64(0, 1e-4, -3, 710))), truths);
});

test('logaddexp of numbers far apart', () => {
  const a = float64(1, 0.001234, 1e-5, -50, 2, -1e20);
  const b = float64(-1e20, -1000, -30, 0, 1, 1);
  const truths = [1, 0.001234, 1.0000000093575295e-5, 1.9287498479639178e-22, 2.313261687518223, 1];
  expectClose(numbers(ops.logaddexp(a, b)), truths);
  expectClose(numbers(ops.logaddexp(b, a)), truths);
});

test('the derivatives of logaddexp by the smaller number, and at a tie', () => {
  const weights = (a: Tensor, b: Tensor): number[] =>
    ([0, 1] as const).flatMap((argument) =>
      numbers(grad((x: Tensor, y: Tensor) => ops.sum(ops.logaddexp(x, y)), { argument })(a, b)),
    );
  expectClose(weights(float64(40), float64(0)), [1, 4.248354255291589e-18]);
  expectClose(weights(float64(0), float64(40)), [4.248354255291589e-18, 1]);
  expectClose(weights(float64(3), float64(3)), [0.5, 0.5]);
});
