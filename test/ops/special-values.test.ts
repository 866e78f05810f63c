/** What is infinite, no number, or nothing: powers as IEEE 754 has them, logarithms of sums, crossentropies. */
import { describe, expect, test } from 'vitest';
import { defineActivation } from '../../src/activations/define.js';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type DType, type Tensor } from '../../src/tensor/index.js';
import { call, operationNames, reductionNames, type OperationName } from './operation-table.js';

const dtypes = ['float32', 'float64'] as const satisfies readonly DType[];
const inf = Infinity;

/** `aᵇ`, from IEEE 754-2019, 9.2.1. */
const powers: readonly (readonly [a: number, b: number, power: number])[] = [
  ...[2, -2, 0, -0, 1, inf, -inf, NaN].flatMap((a) => [[a, 0, 1] as const, [a, -0, 1] as const]),
  ...[2, -2, inf, -inf, NaN, 0.5].map((b) => [1, b, 1] as const),
  ...([
    [-1, inf, 1],
    [-1, -inf, 1],
    [-1, NaN, NaN],
    [-1, 3, -1],
    [-1, 4, 1],
  ] as const),
  ...([
    [0, 3, 0],
    [-0, 3, -0],
    [0, 2, 0],
    [-0, 2, 0],
    [0, 0.5, 0],
    [-0, 0.5, 0],
    [-0, inf, 0],
  ] as const),
  ...([
    [0, -3, inf],
    [-0, -3, -inf],
    [0, -2, inf],
    [-0, -2, inf],
    [0, -0.5, inf],
    [-0, -0.5, inf],
    [0, -inf, inf],
  ] as const),
  ...([
    [-0, -inf, inf],
    [0, inf, 0],
    [0.5, inf, 0],
    [-0.5, inf, 0],
    [2, inf, inf],
    [-2, inf, inf],
  ] as const),
  ...([
    [0.5, -inf, inf],
    [-0.5, -inf, inf],
    [2, -inf, 0],
    [-2, -inf, 0],
  ] as const),
  ...([
    [inf, 2, inf],
    [inf, -2, 0],
    [inf, 0.5, inf],
    [inf, inf, inf],
    [inf, -inf, 0],
  ] as const),
  ...([
    [-inf, 3, -inf],
    [-inf, 2, inf],
    [-inf, 0.5, inf],
    [-inf, -3, -0],
    [-inf, -2, 0],
    [-inf, -0.5, 0],
  ] as const),
  ...([
    [-inf, inf, inf],
    [-inf, -inf, 0],
    [-8, 1 / 3, NaN],
    [-2, 0.5, NaN],
    [NaN, 1, NaN],
    [2, NaN, NaN],
  ] as const),
  ...([
    [-2, 3, -8],
    [-2, -1, -0.5],
    [-3, 4, 81],
    [2, -1074, 2 ** -1074],
    [2, 1024, inf],
  ] as const),
];

describe.each(dtypes)('powers of %s', (dtype) => {
  const isSmall = dtype === 'float32';
  const rounded = (value: number): number => (isSmall ? Math.fround(value) : value);

  test.each(powers)('%d to the %d is %d', (a, b, power) => {
    const [base, exponent] = [tensor([a], { dtype }), tensor([b], { dtype })];
    const expected = [rounded(power)];
    expect([...ops.power(base, exponent).data]).toEqual(expected);
    expect([...ops.power(base, b).data]).toEqual(expected);
    expect([...ops.power(a, exponent).data]).toEqual(expected);
    // In whole vectors, too.
    expect([...ops.power(ops.tile(base, 64), exponent).data]).toEqual(Array(64).fill(expected[0]));
  });

  test('are exact where the result is', () => {
    const rows = [2, -2, 3, 5, 7, 10, 15, 1.5, -0.5].flatMap((base) =>
      Array.from({ length: 80 }, (_, n) => [base, n - 20, exactPower(base, n - 20)] as const),
    );
    const exact = rows.filter(([, , power]) => power !== undefined && rounded(power) === power);
    expect(exact.length).toBeGreaterThan(isSmall ? 150 : 250);
    const [bases, exponents] = [0, 1].map((side) =>
      tensor(
        exact.map((row) => row[side]!),
        { dtype },
      ),
    );
    expect([...ops.power(bases!, exponents!).data]).toEqual(exact.map(([, , power]) => power));
    for (const [base, n, power] of exact) expect(ops.power(tensor([base], { dtype }), n).item()).toBe(power);
  });

  test('square roots and cubes', () => {
    expect([...ops.power(tensor([4, 2.25, 1e10], { dtype }), 0.5).data]).toEqual([2, 1.5, 1e5]);
    expect([...ops.power(tensor([3, -5, 1e5], { dtype }), 3).data]).toEqual([27, -125, rounded(1e15)]);
  });
});

/** The power of a dyadic number, if it is one that float64 holds. */
function exactPower(base: number, n: number): number | undefined {
  const magnitude = BigInt(Math.abs(base) * 2) ** BigInt(Math.abs(n));
  const value = Number(magnitude);
  if (BigInt(value) !== magnitude) return undefined;
  const power = value * 2 ** -Math.abs(n);
  const reciprocal = 1 / power;
  if (n < 0 && Math.log2(power) % 1 !== 0) return undefined;
  return (base < 0 && n % 2 !== 0 ? -1 : 1) * (n < 0 ? reciprocal : power);
}

describe.each(dtypes)('logarithms of %s', (dtype) => {
  test('are exact at powers', () => {
    const twos = Array.from({ length: 250 }, (_, n) => n - 126);
    expect([
      ...ops.log2(
        tensor(
          twos.map((n) => 2 ** n),
          { dtype },
        ),
      ).data,
    ]).toEqual(twos);
    const tens = Array.from({ length: dtype === 'float32' ? 11 : 23 }, (_, n) => n);
    expect([
      ...ops.log10(
        tensor(
          tens.map((n) => Number(`1e${n}`)),
          { dtype },
        ),
      ).data,
    ]).toEqual(tens);
  });

  test.each(['log', 'log2', 'log10'] as const)('%s at the ends', (name) => {
    expect([...ops[name](tensor([0, -0, -1, inf, NaN, 1], { dtype })).data]).toEqual([-inf, -inf, NaN, inf, NaN, 0]);
  });
});

const fourth = defineActivation('fourth_power', {}, (x) => ops.power(x, 4));
const exponential = defineActivation('power_of_two', {}, (x) => ops.power(2, x));
const alphaPower = defineActivation('alpha_power', { alpha: 4 }, (x, { alpha }) => ops.power(x, alpha));

describe.each(dtypes)('derivatives of powers of %s', (dtype) => {
  const number = (value: number): Tensor => tensor(value, { dtype });

  test.each([
    ['power(x, 4)', (x: Tensor) => ops.power(x, 4), 4, 12],
    ['own power(x, 4)', (x: Tensor) => fourth(x), 4, 12],
    ['own power(x, alpha)', (x: Tensor) => alphaPower(x), 4, 12],
    ['power(x, tensor)', (x: Tensor) => ops.power(x, number(4)), 4, 12],
  ] as const)('%s', (_, f, first, second) => {
    const [derivative, curvature] = [grad(f), grad(grad(f))];
    expect([0, 1, -1].map((at) => derivative(number(at)).item())).toEqual([0, first, -first]);
    expect([0, 1, -1].map((at) => curvature(number(at)).item())).toEqual([0, second, second]);
    expect([0, 1].map((at) => grad(grad(grad(f)))(number(at)).item())).toEqual([0, 24]);
    expect([0, 1].map((at) => grad(grad(grad(grad(f))))(number(at)).item())).toEqual([24, 24]);
    expect([0, 1].map((at) => grad(grad(grad(grad(grad(f)))))(number(at)).item())).toEqual([0, 0]);
  });

  test('by the exponent', () => {
    const at = (value: number): number => grad((x: Tensor) => exponential(x))(number(value)).item();
    expect([0, 1, 2].map(at)).toEqual(
      [Math.LN2, 2 * Math.LN2, 4 * Math.LN2].map((value): unknown => expect.closeTo(value, 6)),
    );
    const byExponent = grad((b: Tensor, a: Tensor) => ops.power(a, b));
    // At a base of 0 nothing changes with an exponent above 0; by convention nothing does for negative bases.
    expect([0, -0, -2].map((base) => byExponent(number(2), number(base)).item())).toEqual([0, 0, 0]);
    expect(byExponent(number(2), number(NaN)).item()).toBeNaN();
  });

  test('mixed', () => {
    const byBase = (a: Tensor, b: Tensor): Tensor => grad((x: Tensor) => ops.power(x, b))(a);
    const byExponent = (a: Tensor, b: Tensor): Tensor => grad((y: Tensor) => ops.power(a, y))(b);
    for (const [a, b] of [
      [2, 1],
      [2, 0],
      [3, 2.5],
      [0.5, -1],
      [1, 1],
    ] as const) {
      const expected = a ** (b - 1) * (1 + b * Math.log(a));
      expect(grad((y: Tensor) => byBase(number(a), y))(number(b)).item()).toBeCloseTo(expected, 5);
      expect(grad((x: Tensor) => byExponent(x, number(b)))(number(a)).item()).toBeCloseTo(expected, 5);
    }
    expect(grad((y: Tensor) => byBase(number(0), y))(number(2)).item()).toBe(0);
    expect(grad((y: Tensor) => byBase(number(0), y))(number(3)).item()).toBe(0);
    expect(grad((x: Tensor) => byBase(x, number(0)))(number(2)).item()).toBeCloseTo(0, 12);
  });
});

describe.each(dtypes)('logsumexp of %s', (dtype) => {
  test.each<[xs: number[], value: number, gradient: number[]]>([
    [[-inf, -inf], -inf, [0, 0]],
    [[inf, 0], inf, [1, 0]],
    [[inf, inf], inf, [0.5, 0.5]],
    [[inf, -inf], inf, [1, 0]],
    [[0, -inf], 0, [1, 0]],
    [[NaN, 0], NaN, [NaN, NaN]],
    [[1e30, 1e30], 1e30, [0.5, 0.5]],
  ])('%j', (xs, value, gradient) => {
    const x = tensor(xs, { dtype });
    expect(ops.logsumexp(x).item()).toBe(dtype === 'float32' ? Math.fround(value) : value);
    expect([...grad((each: Tensor) => ops.logsumexp(each))(x).data]).toEqual(gradient);
    if (value !== -inf) expect([...ops.softmax(x).data]).toEqual(gradient);
    const rows = ops.stack([x, ops.zerosLike(x)]);
    const ofRows = grad((each: Tensor) => ops.sum(ops.logsumexp(each, { axis: 1 })))(rows);
    expect([...ofRows.data]).toEqual([...gradient, 0.5, 0.5]);
    const ofColumns = grad((each: Tensor) => ops.sum(ops.logsumexp(each, { axis: 0, keepdims: true })))(
      ops.transpose(rows),
    );
    expect([...ofColumns.data]).toEqual([gradient[0], 0.5, gradient[1], 0.5]);
  });
});

test.each(dtypes)('clip of %s: what is no number stays none, a bound too', (dtype) => {
  const x = tensor([NaN, -inf, inf, 0.5, 3, -3], { dtype });
  expect([...ops.clip(x, -1, 2).data]).toEqual([NaN, -1, 2, 0.5, 2, -1]);
  expect([...ops.clip(x, NaN, 2).data]).toEqual(Array(6).fill(NaN));
  expect([...ops.clip(x, -1, NaN).data]).toEqual(Array(6).fill(NaN));
  expect([...ops.clip(x, -inf, inf).data]).toEqual([...x.data]);
  // As NumPy has it: the greatest bound counts last.
  expect([...ops.clip(x, 2, -1).data]).toEqual([NaN, -1, -1, -1, -1, -1]);
});

describe.each(dtypes)('gradients of reductions of %s', (dtype) => {
  const unusual = [
    [inf, 1],
    [inf, inf],
    [-inf, -inf],
    [inf, -inf],
    [NaN, 1],
    [0, 0],
    [1e30, -1e30],
  ];
  const nothing = [NaN, NaN];
  const ofAll = (each: number): number[][] => unusual.map(() => [each, each]);
  /** The derivatives by both elements; of what is no number, and has none, null. */
  const table: Partial<Record<OperationName, readonly (readonly number[])[] | null>> = {
    sum: ofAll(1),
    mean: ofAll(0.5),
    max: [
      [1, 0],
      [0.5, 0.5],
      [0.5, 0.5],
      [1, 0],
      [1, 0],
      [0.5, 0.5],
      [1, 0],
    ],
    min: [
      [0, 1],
      [0.5, 0.5],
      [0.5, 0.5],
      [0, 1],
      [1, 0],
      [0.5, 0.5],
      [0, 1],
    ],
    logsumexp: [[1, 0], [0.5, 0.5], [0, 0], [1, 0], nothing, [0.5, 0.5], [1, 0]],
    var: [nothing, nothing, nothing, nothing, nothing, [0, 0], [1e30, -1e30]],
    any: null,
    all: null,
    argmax: null,
    argmin: null,
  };

  test('are known for every reduction', () => {
    // That of the standard deviation is the variance's, over twice a root; that of a product, the product over the element, has its own tests.
    expect(reductionNames.filter((name) => !(name in table))).toEqual(['prod', 'std']);
  });

  test.each(Object.entries(table).filter(([, rows]) => rows !== null))('%s', (name, rows) => {
    const f = (x: Tensor): Tensor => call(name as OperationName, x, { axis: 1 }) as Tensor;
    const gradient = grad((x: Tensor) => ops.sum(f(x)))(tensor(unusual, { dtype }));
    const rounded = tensor(rows!.flat(), { dtype }).data;
    expect([...gradient.data]).toEqual([...rounded]);
  });
});

describe.each(dtypes)('softmax and logSoftmax of %s', (dtype) => {
  const half = dtype === 'float32' ? Math.fround(Math.log(0.5)) : Math.log(0.5);

  // Limits, as far as there are any. A row of nothing has no distribution, as in NumPy and Keras; that of logsumexp has no weights, above.
  test.each<[xs: number[], shares: number[], logarithms: number[], slopes: number[], slopesOfLogarithms: number[]]>([
    [
      [-inf, -inf],
      [NaN, NaN],
      [NaN, NaN],
      [NaN, NaN],
      [NaN, NaN],
    ],
    [
      [inf, 1],
      [1, 0],
      [0, -inf],
      [0, 0],
      [-2, 2],
    ],
    [
      [inf, inf],
      [0.5, 0.5],
      [half, half],
      [-0.25, 0.25],
      [-0.5, 0.5],
    ],
    [
      [inf, -inf],
      [1, 0],
      [0, -inf],
      [0, 0],
      [-2, 2],
    ],
    [
      [-inf, 1],
      [0, 1],
      [-inf, 0],
      [0, 0],
      [1, -1],
    ],
    [
      [NaN, 1],
      [NaN, NaN],
      [NaN, NaN],
      [NaN, NaN],
      [NaN, NaN],
    ],
    [
      [NaN, inf],
      [NaN, NaN],
      [NaN, NaN],
      [NaN, NaN],
      [NaN, NaN],
    ],
  ])('%j', (xs, shares, logarithms, slopes, slopesOfLogarithms) => {
    const x = tensor([xs], { dtype });
    const upstream = tensor([[1, 2]], { dtype });
    const numbers = (y: Tensor): number[] => [...y.data].map((each) => each + 0);
    expect(numbers(ops.softmax(x))).toEqual(shares);
    expect(numbers(ops.logSoftmax(x))).toEqual(logarithms);
    expect(numbers(grad((y: Tensor) => ops.softmax(y), { upstream })(x))).toEqual(slopes);
    expect(numbers(grad((y: Tensor) => ops.logSoftmax(y), { upstream })(x))).toEqual(slopesOfLogarithms);
  });
});

describe.each(dtypes)('crossentropies of %s', (dtype) => {
  const given = (values: number[] | number[][]): Tensor => tensor(values, { dtype });
  const isFinite = (x: Tensor): boolean => x.data.every(Number.isFinite);

  test('are these', () => {
    expect(operationNames.filter((name) => name.endsWith('Crossentropy'))).toEqual([
      'binaryCrossentropy',
      'categoricalCrossentropy',
      'sparseCategoricalCrossentropy',
    ]);
  });

  test('of probabilities that are all 0 are finite', () => {
    const p = given([[0, 0]]);
    const losses = [
      (x: Tensor) => ops.categoricalCrossentropy(given([[1, 0]]), x),
      (x: Tensor) => ops.sparseCategoricalCrossentropy([0], x),
      (x: Tensor) => ops.binaryCrossentropy(given([[1, 0]]), x),
    ];
    for (const loss of losses) {
      expect(isFinite(loss(p))).toBe(true);
      expect(isFinite(grad((x: Tensor) => ops.sum(loss(x)))(p))).toBe(true);
    }
    expect(losses[0]!(p).item()).toBeCloseTo(-Math.log(1e-7), 5);
    expect(losses[1]!(p).item()).toBe(losses[0]!(p).item());
  });

  test('of infinite logits are 0 where these are right, without a gradient', () => {
    const options = { fromLogits: true } as const;
    const losses: readonly [(x: Tensor) => Tensor, Tensor][] = [
      [(x) => ops.categoricalCrossentropy(given([[1, 0]]), x, options), given([[0, -inf]])],
      [(x) => ops.sparseCategoricalCrossentropy([0], x, options), given([[0, -inf]])],
      [(x) => ops.binaryCrossentropy(given([1, 0]), x, options), given([inf, -inf])],
    ];
    for (const [loss, x] of losses) {
      expect(loss(x).data.every((each) => each === 0)).toBe(true);
      expect(grad((each: Tensor) => ops.sum(loss(each)))(x).data.every((each) => each === 0)).toBe(true);
    }
    expect(ops.categoricalCrossentropy(given([[0, 1]]), given([[0, -inf]]), options).item()).toBe(inf);
  });
});
