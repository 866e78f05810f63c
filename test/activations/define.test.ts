import { afterEach, describe, expect, test } from 'vitest';
import { activations, defineActivation, grad, layers, ops, tensor, type Tensor } from '../../src/index.js';
import { evaluate } from '../../src/formula/evaluation.js';
import { input } from '../../src/formula/expression.js';
import { latex } from '../../src/formula/latex.js';
import { float32Steps } from '../support/float32-steps.js';

declare module '../../src/index.js' {
  interface CustomActivations {
    snake: true;
    cube: true;
  }
}

const own = ['snake', 'cube', 'wave', 'softer', 'bent_identity', 'gate', 'scaled'];

afterEach(() => {
  const known: readonly string[] = activations.list();
  for (const name of own) if (known.includes(name)) activations.remove(name);
});

const makeSnake = () =>
  defineActivation('snake', { alpha: 1 }, (x, { alpha }) =>
    ops.add(x, ops.divide(ops.square(ops.sin(ops.multiply(alpha, x))), alpha)),
  );

const numbers = (x: Tensor): number[] => Array.from(x.data as Float32Array);
const points = [-7.5, -2, -0.3, 0, 0.4, 1, 3.25, 11];

describe('an own activation', () => {
  test('is computed exactly', () => {
    const snake = makeSnake();
    for (const alpha of [1, 0.25, 3]) {
      numbers(snake(points, { alpha })).forEach((value, i) => {
        const x = Math.fround(points[i]!);
        const wanted = Math.fround(x + Math.sin(alpha * x) ** 2 / alpha);
        expect(float32Steps(value, wanted), `at ${x}`).toBeLessThanOrEqual(1);
      });
    }
  });

  test('has its gradient, also by its parameter, and a second derivative', () => {
    const snake = makeSnake();
    const x = tensor(points, { dtype: 'float64' });
    const alpha = 0.7;
    const first = grad((at: Tensor) => ops.sum(snake(at, { alpha })));
    const second = grad((at: Tensor) => ops.sum(first(at)));
    numbers(first(x)).forEach((value, i) => expect(value).toBeCloseTo(1 + Math.sin(2 * alpha * points[i]!), 12));
    numbers(second(x)).forEach((value, i) =>
      expect(value).toBeCloseTo(2 * alpha * Math.cos(2 * alpha * points[i]!), 12),
    );
    const byAlpha = grad((a: Tensor) => ops.sum(snake(x, { alpha: a })))(tensor(alpha, { dtype: 'float64' }));
    const wanted = points.reduce(
      (sum, at) => sum + (at * Math.sin(2 * alpha * at)) / alpha - Math.sin(alpha * at) ** 2 / alpha ** 2,
      0,
    );
    expect(byAlpha.item()).toBeCloseTo(wanted, 10);
  });

  test('has a name that stands for it, in layers and configs', () => {
    const snake = makeSnake();
    expect(activations.list()).toContain('snake');
    expect(activations.get('snake')).toBe(snake);
    expect(snake.identifier).toBe('snake');
    const layer = layers.Dense(3, { activation: 'snake', kernelInitializer: 'ones' });
    expect(layer([[0.25, 0.5]]).toArray()).toEqual([numbers(snake([0.75, 0.75, 0.75]))]);
    expect(layer.getConfig()).toMatchObject({ activation: 'snake' });
    const again = layers.deserialize(layers.serialize(layer)) as layers.Dense;
    expect(again([[0.25, 0.5]]).toArray()).toEqual(layer([[0.25, 0.5]]).toArray());
    expect(
      layers
        .Activation('snake')([[1]])
        .toArray(),
    ).toEqual(snake([[1]]).toArray());
  });

  test('is written with its arguments where they are not the defaults', () => {
    makeSnake();
    const config = { class_name: 'snake', config: { alpha: 0.5 } };
    const half = activations.deserialize(config);
    expect(activations.serialize(half)).toEqual(config);
    expect(activations.serialize(activations.get('snake'))).toBe('snake');
  });

  test('has LaTeX', () => {
    const { formula } = makeSnake().resolve({});
    expect(latex(formula.expression)).toMatchInlineSnapshot(
      `"x + \\frac{\\left(\\sin\\left(\\alpha x\\right)\\right)^2}{\\alpha}"`,
    );
    expect(latex(formula.derivative)).toMatchInlineSnapshot(
      `"1 + \\frac{2 \\sin\\left(\\alpha x\\right) \\cos\\left(\\alpha x\\right) \\alpha}{\\alpha}"`,
    );
  });

  test('takes arrays of all kinds, and fills `out`', () => {
    const cube = defineActivation('cube', {}, (x) => ops.power(x, 3));
    expect(cube(2).item()).toBe(8);
    expect(cube([[1], [-2]]).toArray()).toEqual([[1], [-8]]);
    const array = Float32Array.of(1, 2, 3);
    expect(cube(array, { out: array }).data).toBe(array);
    expect(array).toEqual(Float32Array.of(1, 8, 27));
  });

  test('can be used in another formula', () => {
    const cube = defineActivation('cube', {}, (x) => ops.multiply(x, ops.square(x)));
    const scaled = defineActivation('scaled', { factor: 2 }, (x, { factor }) =>
      ops.multiply(factor, cube(ops.tanh(x))),
    );
    numbers(scaled([0.5, -1])).forEach((value, i) => expect(value).toBeCloseTo(2 * Math.tanh([0.5, -1][i]!) ** 3, 6));
    const softer = defineActivation('softer', {}, (x) => activations.elu(x, { alpha: 0.5 }));
    expect(softer([-1, 2]).toArray()).toEqual(activations.elu([-1, 2], { alpha: 0.5 }).toArray());
  });

  test('may be a function over tensors, handed over unchanged', () => {
    const bent = <X extends Parameters<typeof ops.sqrt>[0]>(x: X) =>
      ops.add(ops.divide(ops.subtract(ops.sqrt(ops.add(ops.square(x), 1)), 1), 2), x);
    const bentIdentity = defineActivation('bent_identity', {}, (x) => bent(x));
    const fused = numbers(bentIdentity(points));
    const stepwise = numbers(bent(tensor(points)));
    fused.forEach((value, i) => expect(value).toBeCloseTo(stepwise[i]!, 5));
  });

  test('with a choice has the branch’s derivative, whatever the other one is', () => {
    const gate = defineActivation('gate', {}, (x) => ops.where(ops.greater(x, 0), ops.sqrt(x), 0));
    expect(gate([-1, 0, 4]).toArray()).toEqual([0, 0, 2]);
    expect(grad((x: Tensor) => ops.sum(gate(x)))([-1, 0, 4]).toArray()).toEqual([0, 0, 0.25]);
  });

  test('with sine and cosine is exact at huge arguments, too', () => {
    const wave = defineActivation('wave', {}, (x) => ops.add(ops.sin(x), ops.cos(x)));
    const huge = [1e6, 1e10, -1e20, 3.4e38].map(Math.fround);
    const expression = ops.add(ops.sin(input(0)), ops.cos(input(0)));
    numbers(wave(huge)).forEach((value, i) =>
      expect(float32Steps(value, Math.fround(evaluate(expression, [huge[i]!])))).toBeLessThanOrEqual(1),
    );
    const derivative = numbers(grad((x: Tensor) => ops.sum(wave(x)))(huge));
    derivative.forEach((value, i) => {
      const wanted = evaluate(ops.subtract(ops.cos(input(0)), ops.sin(input(0))), [huge[i]!]);
      expect(float32Steps(value, Math.fround(wanted))).toBeLessThanOrEqual(1);
    });
  });

  test('is forgotten when it is removed', () => {
    makeSnake();
    activations.remove('snake');
    expect(activations.list()).not.toContain('snake');
    expect(() => activations.get('snake')).toThrow('activations.get: unknown activation "snake"');
    makeSnake();
  });
});

test('from a formula alone follow kernel, derivative, LaTeX, name, config, gradient by x and parameters', () => {
  const before = activations.list();
  const softer = defineActivation('softer', { beta: 2 }, (x, { beta }) =>
    ops.divide(ops.softplus(ops.multiply(beta, x)), beta),
  );
  expect(activations.list()).toEqual([...before, 'softer'].sort());
  expect(softer.configDefaults).toEqual({ beta: 2 });
  const { formula, parameters } = softer.resolve({ beta: 3 });
  expect(parameters).toEqual({ beta: 3 });
  expect(latex(formula.expression)).toBe('\\frac{\\operatorname{softplus}\\left(\\beta x\\right)}{\\beta}');
  expect(evaluate(formula.derivative, [0.5], { beta: 3 })).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 12);
  expect(softer([0.5], { beta: 3 }).item()).toBeCloseTo(Math.log1p(Math.exp(1.5)) / 3, 6);
  expect(grad((x: Tensor) => ops.sum(softer(x, { beta: 3 })))([0.5]).item()).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 6);
  expect(grad((beta: Tensor) => ops.sum(softer(0.5, { beta })))(3).item()).toBeCloseTo(
    0.5 / (1 + Math.exp(-1.5)) / 3 - Math.log1p(Math.exp(1.5)) / 9,
    6,
  );
  expect(activations.serialize(activations.deserialize({ class_name: 'softer', config: { beta: 3 } }))).toEqual({
    class_name: 'softer',
    config: { beta: 3 },
  });
});
