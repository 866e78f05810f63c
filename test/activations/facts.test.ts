/** What is said of each activation, against mathematics that is known from elsewhere. */
import { describe, expect, test } from 'vitest';
import { activations, defineActivation, ops, tensor } from '../../src/index.js';
import { ActivationFormula } from '../../src/formula/activation.js';
import * as formulas from '../../src/formula/activations.js';
import { evaluate } from '../../src/formula/evaluation.js';
import { textbook } from './textbook.js';

const identifiers = activations.list();

/** Intervals as they are written: `[0, 1)`. */
const interval = (range: activations.Interval | undefined): string => {
  if (range === undefined) return 'not determined';
  const { from, to, includesFrom, includesTo } = range;
  return `${includesFrom ? '[' : '('}${digits(from)}, ${digits(to)}${includesTo ? ']' : ')'}`;
};

/** Ten digits: minima are computed to about twelve. */
const digits = (value: number): string => String(Number(value.toPrecision(10))).replace('Infinity', '∞');

const slopesAt = ({ kinks = [] }: activations.FactSheet): readonly (readonly number[])[] =>
  kinks.map(({ x, slopes, derivative }) => [x, ...slopes, derivative]);

/** Range; monotonic, odd, zero at the origin (capital where so); limits. The minima: gelu's from tables, silu's is -W(1/e). */
const shapes: Readonly<Record<string, readonly [range: string, traits: string, limits: readonly [number, number]]>> = {
  celu: ['(-1, ∞)', 'M o Z', [-1, Infinity]],
  elu: ['(-1, ∞)', 'M o Z', [-1, Infinity]],
  exponential: ['(0, ∞)', 'M o z', [0, Infinity]],
  gelu: ['[-0.1699712075, ∞)', 'm o Z', [0, Infinity]],
  glu: ['(0, 1)', 'M o z', [0, 1]],
  hard_shrink: ['(-∞, ∞)', 'M O Z', [-Infinity, Infinity]],
  hard_sigmoid: ['[0, 1]', 'M o z', [0, 1]],
  hard_silu: ['[-0.375, ∞)', 'm o Z', [0, Infinity]],
  hard_tanh: ['[-1, 1]', 'M O Z', [-1, 1]],
  leaky_relu: ['(-∞, ∞)', 'M o Z', [-Infinity, Infinity]],
  linear: ['(-∞, ∞)', 'M O Z', [-Infinity, Infinity]],
  log_sigmoid: ['(-∞, 0)', 'M o z', [-Infinity, 0]],
  log_softmax: ['(-∞, 0)', 'M o z', [-Infinity, 0]],
  mish: ['[-0.308843413, ∞)', 'm o Z', [0, Infinity]],
  relu: ['[0, ∞)', 'M o Z', [0, Infinity]],
  relu6: ['[0, 6]', 'M o Z', [0, 6]],
  selu: ['(-1.758099341, ∞)', 'M o Z', [-1.6732632423543772 * 1.0507009873554805, Infinity]],
  sigmoid: ['(0, 1)', 'M o z', [0, 1]],
  silu: ['[-0.2784645428, ∞)', 'm o Z', [0, Infinity]],
  soft_shrink: ['(-∞, ∞)', 'M O Z', [-Infinity, Infinity]],
  softmax: ['(0, 1)', 'M o z', [0, 1]],
  softplus: ['(0, ∞)', 'M o z', [0, Infinity]],
  softsign: ['(-1, 1)', 'M O Z', [-1, 1]],
  sparse_plus: ['[0, ∞)', 'M o z', [0, Infinity]],
  sparse_sigmoid: ['[0, 1]', 'M o z', [0, 1]],
  sparsemax: ['[0, 1]', 'M o z', [0, 1]],
  squareplus: ['(0, ∞)', 'M o z', [0, Infinity]],
  tanh: ['(-1, 1)', 'M O Z', [-1, 1]],
  tanh_shrink: ['(-∞, ∞)', 'M O Z', [-Infinity, Infinity]],
  threshold: ['[0, ∞)', 'M o Z', [0, Infinity]],
};

describe.each(identifiers)('%s', (identifier) => {
  const facts = activations.facts(identifier);

  test('has its shape', () => {
    const { range, monotonic, odd, zeroAtOrigin, limits } = facts;
    const traits = [monotonic ? 'M' : 'm', odd ? 'O' : 'o', zeroAtOrigin ? 'Z' : 'z'].join(' ');
    expect([interval(range), traits, [limits.negative, limits.positive]]).toEqual(shapes[facts.identifier]);
  });

  test('is described', () => {
    expect(facts.formula).not.toBe('');
    expect(facts.derivative).not.toBe('');
    expect(facts.name).not.toBe(facts.identifier);
  });
});

test('kinks: where, the slopes on both sides, the derivative there', () => {
  const scale = 1.0507009873554805;
  const known = {
    hard_shrink: [
      [-0.5, 1, 0, 0],
      [0.5, 0, 1, 0],
    ],
    hard_sigmoid: [
      [-2.5, 0, 0.2, 0],
      [2.5, 0.2, 0, 0],
    ],
    hard_silu: [
      [-3, 0, -0.5, 0],
      [3, 1.5, 1, 1],
    ],
    hard_tanh: [
      [-1, 0, 1, 1],
      [1, 1, 0, 1],
    ],
    leaky_relu: [[0, 0.2, 1, 0.2]],
    relu: [[0, 0, 1, 0]],
    relu6: [
      [0, 0, 1, 0],
      [6, 1, 0, 0],
    ],
    selu: [[0, Number((1.6732632423543772 * scale).toPrecision(10)), Number(scale.toPrecision(10)), scale]],
    soft_shrink: [
      [-0.5, 1, 0, 0],
      [0.5, 0, 1, 0],
    ],
    sparse_sigmoid: [
      [-1, 0, 0.5, 0],
      [1, 0.5, 0, 0],
    ],
    threshold: [[1, 0, 1, 0]],
  };
  const sheets = identifiers
    .map((identifier) => activations.facts(identifier))
    .filter(({ kinks = [] }) => kinks.length > 0);
  expect(Object.fromEntries(sheets.map((facts) => [facts.identifier, slopesAt(facts)]))).toEqual(known);
});

test('a jump leaves out values', () => {
  const rangeOf = (identifier: activations.Describable, options = {}) =>
    activations.factTexts(activations.facts(identifier, options)).range;
  expect(identifiers.filter((identifier) => activations.facts(identifier).gaps?.length !== 0)).toEqual([
    'hard_shrink',
    'threshold',
  ]);
  expect(activations.facts('hard_shrink').gaps?.map(interval)).toEqual(['[-0.5, 0)', '(0, 0.5]']);
  expect(rangeOf('hard_shrink')).toBe('(−∞, −0.5) ∪ {0} ∪ (0.5, ∞)');
  expect(rangeOf('threshold', { threshold: 1, defaultValue: 5 })).toBe('(1, ∞)');
  expect(rangeOf('threshold', { threshold: 1, defaultValue: 1 })).toBe('[1, ∞)');
  expect(rangeOf('threshold', { threshold: -2, defaultValue: 0 })).toBe('(−2, ∞)');
  expect(rangeOf('relu', { threshold: 1 })).toBe('{0} ∪ (1, ∞)');
  expect(rangeOf('relu', { threshold: 1, maxValue: 6 })).toBe('{0} ∪ (1, 6]');
  const steps = defineActivation('steps', {}, (x) =>
    ops.where(ops.greater(x, 0), ops.add(ops.sigmoid(x), 2), ops.tanh(x)),
  );
  try {
    expect(rangeOf(steps)).toBe('(−1, 0] ∪ (2.5, 3)');
  } finally {
    activations.remove('steps');
  }
});

test('jumps', () => {
  const valuesAt = (identifier: activations.Describable) =>
    activations.facts(identifier).kinks?.map(({ values }) => values);
  expect(valuesAt('hard_shrink')).toEqual([
    [-0.5, 0],
    [0, 0.5],
  ]);
  expect(valuesAt('threshold')).toEqual([[0, 1]]);
  expect(valuesAt('relu6')).toEqual([
    [0, 0],
    [6, 6],
  ]);
});

describe('options change what is computed', () => {
  test('relu', () => {
    const { range, kinks, limits, name } = activations.facts('relu', {
      maxValue: 5,
      threshold: -1,
      negativeSlope: 0.1,
    });
    expect(name).toBe('Rectified linear unit (ReLU)');
    expect(interval(range)).toBe('(-∞, 5]');
    expect(kinks?.map(({ x }) => x)).toEqual([-1, 0, 5]);
    expect(limits).toEqual({ negative: -Infinity, positive: 5 });
    expect(activations.facts('relu', { negativeSlope: -0.5 }).monotonic).toBe(false);
  });

  test('kinks at numbers without a short form', () => {
    const places = (threshold: number) => activations.facts('soft_shrink', { threshold }).kinks?.map(({ x }) => x);
    expect(places(1 / 3)).toEqual([-1 / 3, 1 / 3]);
    expect(places(1234.5)).toEqual([-1234.5, 1234.5]);
    expect(activations.facts('hard_sigmoid', { slope: 1 / 6 }).kinks?.map(({ x }) => x)).toEqual([-3, 3]);
  });

  test('a threshold that jumps down', () => {
    const { monotonic, range, kinks } = activations.facts('threshold', { threshold: 1, defaultValue: 5 });
    expect([monotonic, interval(range), kinks?.[0]!.values]).toEqual([false, '(1, ∞)', [5, 1]]);
  });

  test('elu is smooth for alpha 1 only; its limit is -alpha', () => {
    expect(activations.facts('elu', { alpha: 0.5 }).kinks?.map(({ slopes }) => slopes)).toEqual([[0.5, 1]]);
    expect(activations.facts('elu', { alpha: 0.5 }).limits.negative).toBe(-0.5);
  });

  test('those of a config', () => {
    const keras3 = activations.deserialize('hard_sigmoid');
    expect(activations.facts(keras3).kinks?.map(({ x }) => x)).toEqual([-3, 3]);
  });
});

test('own activations', () => {
  const wave = defineActivation('wave', { k: 2 }, (x, { k }) => ops.sin(ops.multiply(k, x)));
  try {
    const { name, range, limits, odd, monotonic, since, parameters } = activations.facts(wave);
    expect([name, interval(range), odd, monotonic, since]).toEqual(['wave', '[-1, 1]', true, false, undefined]);
    expect(limits).toEqual({ negative: null, positive: null });
    expect(parameters).toEqual({ k: 2 });
  } finally {
    activations.remove('wave');
  }
});

describe('what is stated of functions of rows holds', () => {
  const others = [0.3, -1];
  const places = [-50, -3, -1, -0.25, 0, 0.25, 1, 3, 50];
  const at = (identifier: 'softmax' | 'log_softmax' | 'sparsemax', x: number): number =>
    activations.get(identifier)(tensor([[x, ...others]], { dtype: 'float64' })).data[0] as number;

  test.each(['softmax', 'log_softmax', 'sparsemax'] as const)('%s', (identifier) => {
    const { range, limits } = activations.facts(identifier);
    const values = places.map((x) => at(identifier, x));
    expect([...values].sort((a, b) => a - b)).toEqual(values);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(range!.from);
    expect(Math.max(...values)).toBeLessThanOrEqual(range!.to);
    expect(at(identifier, 700)).toBeCloseTo(limits.positive!, 12);
    if (Number.isFinite(limits.negative)) expect(at(identifier, -700)).toBeCloseTo(limits.negative!, 12);
    else expect(at(identifier, -700)).toBeLessThan(-699);
  });

  test('sparsemax has kinks where an element joins or leaves the support', () => {
    const slope = (x: number): number => (at('sparsemax', x + 1e-6) - at('sparsemax', x - 1e-6)) / 2e-6;
    // Beside 0.3 and -1: x joins at 0.3 - 1, -1 would only join lower, and 0.3 leaves at 0.3 + 1.
    expect([-0.8, -0.6, 1.2, 1.4].map((x) => Number(slope(x).toFixed(6)))).toEqual([0, 0.5, 0.5, 0]);
    expect(activations.facts('sparsemax').kinks).toBeUndefined();
    expect(activations.factTexts(activations.facts('sparsemax')).kinks).toMatch(
      /^piecewise linear in x: a kink wherever/,
    );
  });

  test('glu is a sigmoid of the gate, and linear in the gated element', () => {
    const value = (a: number, b: number): number =>
      activations.glu(tensor([a, b], { dtype: 'float64' })).data[0] as number;
    expect(places.map((x) => value(x, 1))).toEqual(places.map((x) => x * value(1, 1)));
    const gates = places.map((x) => value(1, x));
    expect([...gates].sort((a, b) => a - b)).toEqual(gates);
    const { limits } = activations.facts('glu');
    expect([value(1, -700), value(1, 700)]).toEqual(
      [limits.negative, limits.positive].map((limit) => expect.closeTo(limit!, 12) as number),
    );
  });
});

describe('LaTeX that is stated instead of derived means the same', () => {
  const stated = Object.values(formulas).filter((each) => each instanceof ActivationFormula);
  const points = [-7, -3.1, -2.5, -1.5, -1, -0.7, -0.25, 0, 0.125, 0.5, 0.9, 1.3, 2.25, 2.9, 4, 6.5];
  const parameters = { alpha: 0.7, threshold: 0.4, slope: 0.3, offset: 0.45, negativeSlope: 0.15, maxValue: 3, b: 2 };
  const expectSame = (ours: number, theirs: number): void => {
    expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(theirs)));
  };

  test.each(stated.filter((each) => formulas.factsOf(each).latex).map((each) => [each.name, each] as const))(
    '%s',
    (name, formula) => {
      const { value } = textbook[name]!;
      for (const x of points) expectSame(evaluate(formula.expression, [x], parameters), value!(x, parameters));
    },
  );

  test.each(stated.filter((each) => formulas.factsOf(each).latexDerivative).map((each) => [each.name, each] as const))(
    "%s'",
    (name, formula) => {
      const { derivative } = textbook[name]!;
      for (const x of points) expectSame(evaluate(formula.derivative, [x], parameters), derivative!(x, parameters));
    },
  );
});

/** As the packages of these versions have it. */
test('Keras versions', () => {
  const introduced: Record<string, string> = {
    '1.0, 3.0': 'hard_sigmoid linear relu sigmoid softmax softplus tanh',
    '1.1, 3.0': 'softsign',
    '1.1.1, 3.0': 'elu',
    '2.0.6, 3.0': 'selu',
    '2.2.3, 3.0': 'exponential',
    '2.2, 3.0': 'silu',
    '2.4, 3.0': 'gelu',
    '2.6, 3.0': 'leaky_relu log_softmax relu6',
    '2.13, 3.0': 'mish',
    '3.0.1': 'hard_silu',
    '3.7': 'celu glu hard_shrink hard_tanh log_sigmoid soft_shrink squareplus tanh_shrink',
    '3.8': 'sparse_plus sparsemax threshold',
    '3.10': 'sparse_sigmoid',
  };
  const found: Record<string, string> = {};
  for (const identifier of identifiers) {
    const { since } = activations.facts(identifier);
    if (since === undefined) continue;
    expect(since.keras3).toMatch(/^3\.\d+(\.\d+)?$/);
    const versions = [since.keras2, since.keras3].filter((version) => version !== undefined).join(', ');
    found[versions] = [found[versions] ?? '', identifier].join(' ').trim();
  }
  expect(found).toEqual(introduced);
});

test('the source of each is a paper that Keras names, or the first', () => {
  expect(activations.facts('sparse_sigmoid').source).toBe('Blondel et al., 2019, arXiv:1901.02324');
  expect(activations.facts('sparsemax').source).toBe('Martins and Astudillo, 2016, arXiv:1602.02068');
});

test('in words', () => {
  expect(activations.factTexts(activations.facts('threshold'))).toEqual({
    'facts for': 'threshold = 1, defaultValue = 0',
    range: '{0} ∪ (1, ∞)',
    limits: '0 at −∞, ∞ at ∞',
    kinks: 'x = 1 (value 0 | 1, slope 0 | 1, derivative 0)',
    monotonic: 'yes',
    symmetry: 'not odd, f(0) = 0',
    since: 'Keras 3.8',
  });
  expect(activations.factTexts(activations.facts('silu'))).toMatchObject({
    since: 'Keras 2.2, Keras 3.0',
    'also called': 'swish',
  });
});

test('what cannot be determined is said to be so', () => {
  const reciprocal = defineActivation('reciprocal', {}, (x) => ops.divide(1, x));
  try {
    expect(activations.factTexts(activations.facts(reciprocal))).toEqual({
      range: 'not determined',
      limits: '0 at −∞, 0 at ∞',
      kinks: 'not determined',
      monotonic: 'not determined',
      symmetry: 'odd: not determined, f(0): not determined',
    });
  } finally {
    activations.remove('reciprocal');
  }
});

test('aliases and required arguments', () => {
  expect(activations.facts('swish').identifier).toBe('silu');
  expect(activations.facts('silu').aliases).toEqual(['swish']);
  expect(activations.facts('hard_silu').aliases).toEqual(['hard_swish']);
  expect(activations.facts('threshold').parameters).toEqual({ threshold: undefined, defaultValue: undefined });
  expect(activations.facts('threshold').options).toEqual({ threshold: 1, defaultValue: 0 });
});

describe('errors', () => {
  test.each([
    [() => activations.facts('gelo' as never), 'activations.facts: unknown activation "gelo". Did you mean "gelu"?'],
    [() => activations.facts('elu', { beta: 1 }), 'unknown option "beta"'],
    [() => activations.facts('softmax', { axis: 0 }), 'expected no options where the facts do not depend on any'],
    [() => activations.facts((x) => x as never), 'expected the name of an activation, or one that has a name'],
    [() => activations.explain('softmax'), 'activations.explain: expected an elementwise activation'],
  ])('%#', (call, message) => {
    expect(call).toThrow(message);
  });
});
