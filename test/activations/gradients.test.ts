import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../src/index.js';
import { activations, grad, ops, tensor, Variable, variableGradients } from '../../src/index.js';
import { float32Steps } from '../support/float32-steps.js';
import { elementwiseSuite } from './elementwise-suite.js';

const float64 = (values: readonly number[], shape?: readonly number[]): Tensor =>
  tensor(values, { dtype: 'float64', shape });
const expectNear = (a: Tensor, b: Tensor, steps: number): void =>
  a.data.forEach((value, i) => expect(float32Steps(value, b.data[i] as number)).toBeLessThanOrEqual(steps));
const numbers = (x: Tensor): number[] => Array.from(x.data as Float64Array);

/** Smooth points of every function of the suite, on all sides of its kinks. */
const points = [-7.3, -3.4, -2.2, -1.3, -0.7, -0.2, 0.15, 0.4, 0.8, 1.35, 2.7, 4.4, 5.6, 8.1];

/** The slope at a point by Richardson's extrapolation of central differences: exact to about 1e-10. */
function slope(f: (x: number) => number, at: number): number {
  const step = at === 0 ? 1e-3 : 1e-3 * Math.min(1, Math.abs(at));
  const difference = (h: number): number => (f(at + h) - f(at - h)) / (2 * h);
  return (4 * difference(step / 2) - difference(step)) / 3;
}

const expectSlope = (value: number, expected: number, where: string): void =>
  expect(Math.abs(value - expected), `${where}: ${value}, slope ${expected}`).toBeLessThanOrEqual(
    1e-8 * Math.max(1, Math.abs(expected)),
  );

/** Both signs of numbers that overflow, underflow or saturate something. */
const extremes = [1e-45, 1e-40, 1.1754944e-38, 1e-30, 1e-10, 17, 88, 89, 104, 1e4, 1e20, 3.4e38].flatMap((x) => [
  x,
  -x,
]);

describe.each(elementwiseSuite)('$title', ({ call, name, options }) => {
  test('has its slope as gradient', () => {
    const gradient = numbers(grad((x: Tensor) => ops.sum(call(x)))(float64(points)));
    points.forEach((at, i) =>
      expectSlope(
        gradient[i]!,
        slope((x) => call(float64([x])).item(), at),
        `at ${at}`,
      ),
    );
  });

  test('has the slope of its gradient as second derivative', () => {
    const first = grad((x: Tensor) => ops.sum(call(x)));
    const second = numbers(grad((x: Tensor) => ops.sum(first(x)))(float64(points)));
    points.forEach((at, i) =>
      expectSlope(
        second[i]!,
        slope((x) => first(float64([x])).item(), at),
        `at ${at}`,
      ),
    );
  });

  test('has a gradient for each parameter', () => {
    const names = Object.entries({ ...defaultsOf(name), ...options }).filter(([, value]) => typeof value === 'number');
    for (const [parameter, value] of names as [string, number][]) {
      if (name === 'squareplus' && value === 0) continue;
      const gradients = points.map((at) => {
        const atPoint = (p: Tensor): Tensor => ops.sum(call(float64([at]), { [parameter]: p }));
        return grad(atPoint)(float64([value], [])).item();
      });
      points.forEach((at, i) => {
        const along = (p: number): number => call(float64([at]), { [parameter]: p }).item();
        expectSlope(gradients[i]!, slope(along, value), `by ${parameter} at ${at}`);
      });
    }
  });

  test('is finite, with a finite gradient, wherever the truth is', () => {
    const x = tensor(extremes);
    const value = call(x);
    const gradient = grad((at: Tensor) => ops.sum(call(at)))(x);
    const second = grad((at: Tensor) => ops.sum(grad((y: Tensor) => ops.sum(call(y)))(at)))(x);
    extremes.forEach((at, i) => {
      // exp(89) and 1.05 · 3.4e38 are beyond float32.
      const overflows = (name === 'exponential' && at > 88) || (name === 'selu' && at === 3.4e38);
      const results = [value, gradient, second].map((each) => (each.data as Float32Array)[i]!);
      if (name === 'selu' || !overflows)
        expect(results.slice(overflows ? 1 : 0).every(Number.isFinite), `${at}: ${results.join()}`).toBe(true);
      else expect(results).toEqual([Infinity, Infinity, Infinity]);
    });
  });

  test('multiplies the upstream gradient in, and keeps what is flat flat', () => {
    const upstream = points.map((at) => at / 3);
    const plain = numbers(grad((x: Tensor) => ops.sum(call(x)))(float64(points)));
    const scaled = numbers(grad((x: Tensor) => ops.sum(ops.multiply(call(x), float64(upstream))))(float64(points)));
    scaled.forEach((value, i) =>
      expect(Math.abs(value - plain[i]! * upstream[i]!)).toBeLessThanOrEqual(1e-14 * Math.abs(value)),
    );
  });
});

const defaultsOf = (name: string): Readonly<Record<string, unknown>> =>
  (activations as unknown as Record<string, { configDefaults: Readonly<Record<string, unknown>> }>)[name]!
    .configDefaults;

describe('parameters', () => {
  const x = tensor([
    [-2, -1, 0.5],
    [-0.5, 3, -4],
  ]);

  test('that are variables get gradients of their own shape', () => {
    const alpha = new Variable([0.5, 1, 2], { name: 'alpha' });
    const { gradients } = variableGradients(() => ops.sum(activations.elu(x, { alpha })), [alpha]);
    const expected = [Math.expm1(-2) + Math.expm1(-0.5), Math.expm1(-1), Math.expm1(-4)];
    expect(gradients[0]!.shape).toEqual([3]);
    numbers(gradients[0]!).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  });

  test('that are tensors give what numbers give', () => {
    for (const alpha of [0.1, 0.75, 3]) {
      // A number that is known before lets the kernel compute in float32 lanes.
      expectNear(activations.elu(x, { alpha: tensor(alpha) }), activations.elu(x, { alpha }), 2);
      expectNear(activations.celu(x, { alpha: tensor([alpha]) }), activations.celu(x, { alpha }), 2);
      expect(activations.leakyRelu(x, { negativeSlope: tensor(alpha) }).toArray()).toEqual(
        activations.leakyRelu(x, { negativeSlope: alpha }).toArray(),
      );
    }
  });

  test('differ from column to column', () => {
    const slopes = tensor([0, 0.5, 1]);
    expect(activations.relu(x, { negativeSlope: slopes }).toArray()).toEqual([
      [-0, -0.5, 0.5],
      [-0, 3, -4],
    ]);
  });

  test.each(
    elementwiseSuite.filter(({ options }) => Object.values(options).some((value) => typeof value === 'number')),
  )('of $title that are repeated get the sum of the gradients', ({ call, options }) => {
    for (const [name, value] of Object.entries(options)) {
      if (typeof value !== 'number') continue;
      const gradient = (at: Tensor): Tensor =>
        grad((each: Tensor) => ops.sum(call(x, { ...options, [name]: each })))(at);
      const [one, each] = [gradient(tensor(value)), gradient(ops.fullLike(x, value))];
      expect(one.shape).toEqual([]);
      expect(one.item()).toBeCloseTo(ops.sum(each).item(), 5);
    }
  });

  test('are rounded to float32 beside float32, and keep their precision beside float64', () => {
    const at = -0.3;
    const single = activations.elu([at], { alpha: 0.1 }).item();
    expect(single).toBe(Math.fround(Math.fround(0.1) * Math.expm1(Math.fround(at))));
    const double = activations.elu(Float64Array.of(at), { alpha: 0.1 }).item();
    expect(Math.abs(double / (0.1 * Math.expm1(at)) - 1)).toBeLessThan(1e-15);
  });
});

describe('functions of rows', () => {
  const x = float64([0.3, -1.2, 2.1, 0.9, 1.4, -0.5, 0.2, 3.3, -2.2, 0.75, 1.1, 0.6], [2, 3, 2]);
  const weights = float64([0.5, -1, 2, 0.25, -0.75, 1.5, 1, -2, 0.3, 0.8, -0.4, 1.2], [2, 3, 2]);

  /** All partial derivatives of a scalar function, by differences. */
  function differences(f: (x: Tensor) => Tensor, at: Tensor): number[] {
    return numbers(at).map((value, index) =>
      slope(
        (moved) =>
          f(
            float64(
              numbers(at).map((each, i) => (i === index ? moved : each)),
              at.shape,
            ),
          ).item(),
        value,
      ),
    );
  }

  const functions: Record<string, (x: Tensor) => Tensor> = {
    softmax: (at) => activations.softmax(at),
    'softmax along axis 1': (at) => activations.softmax(at, { axis: 1 }),
    'softmax along axes 0 and 2': (at) => activations.softmax(at, { axis: [0, 2] }),
    'softmax of all': (at) => activations.softmax(at, { axis: null }),
    logSoftmax: (at) => activations.logSoftmax(at),
    'logSoftmax along axes 1 and 2': (at) => activations.logSoftmax(at, { axis: [1, 2] }),
    sparsemax: (at) => activations.sparsemax(at),
    'sparsemax along axis 1': (at) => activations.sparsemax(at, { axis: 1 }),
    glu: (at) => activations.glu(at),
    'glu along axis 0': (at) => activations.glu(at, { axis: 0 }),
  };

  describe.each(Object.keys(functions))('%s', (title) => {
    const f = functions[title]!;
    const loss = (at: Tensor): Tensor => {
      const y = f(at);
      return ops.sum(ops.multiply(y, ops.reshape(ops.slice(ops.ravel(weights), [0], [y.size]), y.shape)));
    };

    test('has its slopes as gradient', () => {
      const expected = differences(loss, x);
      numbers(grad(loss)(x)).forEach((value, i) => expectSlope(value, expected[i]!, `element ${i}`));
    });

    test('has a second derivative', () => {
      const ofGradient = (at: Tensor): Tensor => ops.sum(ops.multiply(grad(loss)(at), ops.cos(weights)));
      const expected = differences(ofGradient, x);
      numbers(grad(ofGradient)(x)).forEach((value, i) => expectSlope(value, expected[i]!, `element ${i}`));
    });
  });

  test('have finite gradients at huge logits', () => {
    const huge = tensor([
      [3.4e38, -3.4e38, 0, 1e20],
      [88, 89, 104, -104],
      [1e4, 1e4, -1e4, 0],
    ]);
    for (const f of [activations.softmax, activations.logSoftmax, activations.sparsemax]) {
      const upstream = tensor([1, -2, 0.5, 3]);
      const gradient = grad((at: Tensor) => ops.sum(ops.multiply(f(at), upstream)))(huge);
      expect(numbers(gradient).every(Number.isFinite)).toBe(true);
    }
  });
});

test('a gradient of nothing else than the flat side is 0, whatever comes from upstream', () => {
  const upstream = tensor([Infinity, -Infinity, NaN]);
  const gradient = grad((x: Tensor) => ops.sum(ops.multiply(activations.relu(x), upstream)))(tensor([-1, -2, -3]));
  expect(numbers(gradient)).toEqual([0, 0, 0]);
});
