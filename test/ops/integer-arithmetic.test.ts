/** Integers: exact where they are compared or moved, modulo 2³² (bytes: 2⁸) where they are computed with. */
import { describe, expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { jit } from '../../src/ops/program/jit.js';
import { tensor, type DType, type Tensor } from '../../src/tensor/index.js';
import {
  activationNames,
  argumentsOf,
  call,
  expectRows,
  furtherBinary,
  furtherReductions,
  furtherUnary,
  kinds,
  operationNames,
  reasonsOf,
  type OperationName,
} from './operation-table.js';

type IntegerDType = 'int32' | 'uint8';

/** Numbers at which float32, or float64, or no wrapping shows. */
const numbers: Readonly<Record<IntegerDType, readonly number[]>> = {
  int32: [
    ...[0, 1, -1, 2, 3, 7, 16777216, 16777217, -16777217, 33554433, 123456789, 987654321, -123456789],
    ...[2147483646, 2147483647, -2147483647, -2147483648],
  ],
  uint8: [0, 1, 2, 3, 7, 15, 16, 127, 128, 200, 254, 255],
};

const dtypes = Object.keys(numbers) as IntegerDType[];

/** A sum or product of any size as an integer of the dtype. */
const wrap = (value: bigint, dtype: IntegerDType): number =>
  Number(dtype === 'int32' ? BigInt.asIntN(32, value) : BigInt.asUintN(8, value));

const integers = (values: readonly number[], dtype: DType): Tensor => tensor([...values], { dtype });

/** What an operation of one integer is, computed with integers of any size. */
const unary: Partial<Record<OperationName, (x: bigint) => bigint>> = {
  negative: (x) => -x,
  abs: (x) => (x < 0n ? -x : x),
  sign: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
  square: (x) => x * x,
  round: (x) => x,
  linear: (x) => x,
  relu: (x) => (x > 0n ? x : 0n),
  relu6: (x) => (x > 6n ? 6n : x > 0n ? x : 0n),
  absolute: (x) => (x < 0n ? -x : x),
  trunc: (x) => x,
  nanToNum: (x) => x,
  copy: (x) => x,
  array: (x) => x,
  real: (x) => x,
  conj: (x) => x,
  conjugate: (x) => x,
  imag: () => 0n,
  bitwiseNot: (x) => ~x,
  bitwiseInvert: (x) => ~x,
};

const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const floored = (a: bigint, b: bigint): bigint => a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);

/** Euclid's greatest common divisor. */
const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : divisor(b, a % b));

const binary: Partial<Record<OperationName, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  maximum: greatest,
  minimum: least,
  power: (a, b) => a ** b,
  floorDivide: floored,
  mod: (a, b) => a - b * floored(a, b),
  fmod: (a, b) => a % b,
  fmax: greatest,
  fmin: least,
  gcd: divisor,
  lcm: (a, b) => (a === 0n || b === 0n ? 0n : greatest((a * b) / divisor(a, b), (-a * b) / divisor(a, b))),
  bitwiseAnd: (a, b) => a & b,
  bitwiseOr: (a, b) => a | b,
  bitwiseXor: (a, b) => a ^ b,
  bitwiseLeftShift: (a, b) => a << b,
  leftShift: (a, b) => a << b,
  bitwiseRightShift: (a, b) => a >> b,
  rightShift: (a, b) => a >> b,
};

/** Of these only some second numbers have a result that Python's integers of any size have, too. */
const isDefined = (name: string, b: number): boolean => {
  if (name === 'power' || name.endsWith('Shift')) return b >= 0 && b < 64;
  return b !== 0 || !['floorDivide', 'mod', 'fmod'].includes(name);
};

const comparisons: Partial<Record<OperationName, (a: number, b: number) => boolean>> = {
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
};

const total = (xs: readonly bigint[]): bigint => xs.reduce((sum, x) => sum + x, 0n);

const reductions: Partial<Record<OperationName, (xs: readonly bigint[]) => bigint>> = {
  sum: total,
  prod: (xs) => xs.reduce((product, x) => product * x, 1n),
  max: (xs) => xs.reduce(greatest),
  min: (xs) => xs.reduce(least),
  argmax: (xs) => BigInt(xs.indexOf(xs.reduce(greatest))),
  argmin: (xs) => BigInt(xs.indexOf(xs.reduce(least))),
  nansum: total,
  nanprod: (xs) => xs.reduce((product, x) => product * x, 1n),
  amax: (xs) => xs.reduce(greatest),
  amin: (xs) => xs.reduce(least),
  nanmax: (xs) => xs.reduce(greatest),
  nanmin: (xs) => xs.reduce(least),
  nanargmax: (xs) => BigInt(xs.indexOf(xs.reduce(greatest))),
  nanargmin: (xs) => BigInt(xs.indexOf(xs.reduce(least))),
  ptp: (xs) => xs.reduce(greatest) - xs.reduce(least),
  countNonzero: (xs) => BigInt(xs.filter((x) => x !== 0n).length),
};

/** Operations whose rows are tests of their own, below. */
const own = [
  'cumsum',
  'cumprod',
  'nancumsum',
  'nancumprod',
  'diff',
  'trace',
  'segmentSum',
  'segmentProd',
  'segmentMax',
  'segmentMin',
  'isclose',
  'allclose',
  'isin',
  'searchsorted',
  'digitize',
  'outer',
  'inner',
  'vdot',
  'tensordot',
  'kron',
  'logicalXor',
  'matmul',
  'dot',
  'where',
  'clip',
  'sort',
  'argsort',
  'oneHot',
  'any',
  'all',
  'threshold',
  'maxPool',
  'adaptiveMaxPool',
  'einsum',
] as const;

const isRounded = 'gives float32 for integers';
const moves = 'moves elements without looking at them: see "moves"';
const moving = [
  ...([
    'ravel',
    'transpose',
    'flip',
    'squeeze',
    'stopGradient',
    'reshape',
    'expandDims',
    'swapaxes',
    'convertToTensor',
  ] as const),
  ...([
    'broadcastTo',
    'concatenate',
    'stack',
    'split',
    'slice',
    'pad',
    'tile',
    'repeat',
    'take',
    'takeAlongAxis',
  ] as const),
] as const;

const rows = [unary, binary, comparisons, reductions].flatMap((table) => Object.keys(table));
const exempt: Partial<Record<OperationName, string>> = {
  ...Object.fromEntries(moving.map((name) => [name, moves])),
  ...Object.fromEntries(activationNames.filter((name) => !(name in unary)).map((name) => [name, isRounded])),
  ...Object.fromEntries(
    (
      [
        ...([
          'divide',
          'sqrt',
          'rsqrt',
          'reciprocal',
          'floor',
          'ceil',
          'exp',
          'expm1',
          'log',
          'log1p',
          'log2',
        ] as const),
        ...(['log10', 'logaddexp', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'erf', 'erfc', 'mean', 'var', 'std'] as const),
        ...(['logsumexp', 'softmax', 'logSoftmax', 'sparsemax', 'glu', 'averagePool', 'conv'] as const),
        ...(['convTranspose', 'depthwiseConv', 'separableConv', 'adaptiveAveragePool'] as const),
        ...(['binaryCrossentropy', 'categoricalCrossentropy', 'sparseCategoricalCrossentropy'] as const),
      ] as const
    ).map((name) => [name, isRounded]),
  ),
  ...Object.fromEntries(
    (['logicalAnd', 'logicalOr', 'logicalNot', 'isnan', 'isinf', 'isfinite'] as const).map((name) => [
      name,
      'asks only whether a number is 0, or none',
    ]),
  ),
  ...Object.fromEntries(
    (['zeros', 'ones', 'full', 'zerosLike', 'onesLike', 'fullLike', 'arange', 'linspace', 'eye', 'cast'] as const).map(
      (name) => [name, 'makes integers of numbers: see the tests of creation'],
    ),
  ),
  shape: 'looks at no element',
  ...Object.fromEntries(
    [...furtherUnary, ...furtherBinary, ...furtherReductions]
      .filter((name) => ![...rows, ...own].includes(name))
      .map((name) => [name, /signbit|inf$/.test(name) ? 'asks only for a sign, or for infinities' : isRounded]),
  ),
  ...reasonsOf(
    {
      parts: isRounded,
      linearAlgebra: isRounded,
      products: 'is a product of matrices, or gives float32',
      comparisons: 'compares floating-point numbers',
      moves: 'moves elements without looking at them: see "moves"',
      sums: 'adds or multiplies as segmentSum and cumprod do',
      statistics: isRounded,
      counts: 'gives counts and positions: see test/ops/numpy.test.ts',
      creation: 'makes integers of numbers: see the tests of creation',
      controlFlow: 'computes what it is told: see test/ops/control-flow.test.ts',
      sequences: 'has tests of its own: see test/ops/ctc.test.ts',
      descriptions: 'looks at no element, or limits it: see test/ops/further-forms.test.ts',
    },
    [...rows, ...own],
  ),
};

expectRows([...rows, ...own], exempt);

describe.each(dtypes)('%s', (dtype) => {
  const values = numbers[dtype];
  const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
  const [left, right] = [0, 1].map((side) =>
    integers(
      pairs.map((pair) => pair[side]!),
      dtype,
    ),
  ) as [Tensor, Tensor];

  test.each(Object.entries(unary))('%s', (name, definition) => {
    const result = call(name as OperationName, integers(values, dtype)) as Tensor;
    expect(result.dtype).toBe(dtype);
    expect([...result.data]).toEqual(values.map((x) => wrap(definition(BigInt(x)), dtype)));
  });

  test.each(Object.entries(binary))('%s', (name, definition) => {
    const kept = pairs.filter(([, b]) => isDefined(name, b));
    const [a, b] = [0, 1].map((side) =>
      integers(
        kept.map((pair) => pair[side]!),
        dtype,
      ),
    );
    const result = call(name as OperationName, a, b) as Tensor;
    expect(result.dtype).toBe(dtype);
    expect([...result.data]).toEqual(kept.map(([x, y]) => wrap(definition(BigInt(x), BigInt(y)), dtype)));
  });

  test.each(Object.entries(comparisons))('%s', (name, definition) => {
    const result = call(name as OperationName, left, right) as Tensor;
    expect([...result.data]).toEqual(pairs.map(([a, b]) => Number(definition(a, b))));
  });

  test.each(Object.entries(reductions))('%s', (name, definition) => {
    const rows = [values, [...values].reverse(), values.map(() => 3)];
    const x = ops.reshape(integers(rows.flat(), dtype), [3, values.length]);
    const result = call(name as OperationName, x, { axis: 1 }) as Tensor;
    const isPosition = /arg|count/.test(name);
    const resultDType = result.dtype as IntegerDType;
    expect(resultDType).toBe(isPosition || /sum|prod/.test(name) ? 'int32' : dtype);
    expect([...result.data]).toEqual(rows.map((row) => wrap(definition(row.map(BigInt)), resultDType)));
    const columns = call(name as OperationName, ops.transpose(x), { axis: 0 }) as Tensor;
    expect([...columns.data]).toEqual([...result.data]);
  });

  test('running sums, products and differences', () => {
    const product = reductions.prod!;
    const x = integers(values, dtype);
    const running = (of: (xs: readonly bigint[]) => bigint): number[] =>
      values.map((_, i) => wrap(of(values.slice(0, i + 1).map(BigInt)), dtype));
    expect([...ops.cumsum<Tensor>(x).data]).toEqual(running(total));
    expect([...ops.nancumsum<Tensor>(x).data]).toEqual(running(total));
    // Without the 0 that they begin with.
    const factors = values.slice(1);
    const products = factors.map((_, i) => wrap(product(factors.slice(0, i + 1).map(BigInt)), dtype));
    for (const name of ['cumprod', 'nancumprod'] as const) {
      expect([...ops[name]<Tensor>(integers(factors, dtype)).data]).toEqual(products);
    }
    const steps = factors.map((value, i) => wrap(BigInt(value) - BigInt(values[i]!), dtype));
    expect([...ops.diff<Tensor>(x).data]).toEqual(steps);
    const square = ops.reshape(integers(values.slice(-4), dtype), [2, 2]);
    expect(ops.trace<Tensor>(square).item()).toBe(wrap(BigInt(values.at(-4)!) + BigInt(values.at(-1)!), 'int32'));
  });

  test('segments', () => {
    const places = values.map((_, i) => i % 2);
    const [even, odd] = [0, 1].map((rest) => values.filter((_, i) => i % 2 === rest).map(BigInt));
    const expected = (of: (xs: readonly bigint[]) => bigint): number[] =>
      [even!, odd!].map((each) => wrap(of(each), dtype));
    const given = [integers(values, dtype), integers(places, 'int32'), { numSegments: 2 }] as const;
    expect([...ops.segmentSum<Tensor>(...given).data]).toEqual(expected(total));
    expect([...ops.segmentProd<Tensor>(...given).data]).toEqual(expected(reductions.prod!));
    expect([...ops.segmentMax<Tensor>(...given).data]).toEqual(expected(reductions.max!));
    expect([...ops.segmentMin<Tensor>(...given).data]).toEqual(expected(reductions.min!));
  });

  test('places and members', () => {
    const sorted = [...values].sort((a, b) => a - b);
    const [x, some] = [integers(values, dtype), integers(values.slice(3, 5), dtype)];
    const place = (value: number): number => sorted.filter((each) => each < value).length;
    expect([...ops.searchsorted(integers(sorted, dtype), x).data]).toEqual(values.map(place));
    expect([...ops.digitize(x, integers(sorted, dtype)).data]).toEqual(values.map((value) => place(value) + 1));
    expect([...ops.isin(x, some).data]).toEqual(values.map((value) => Number(values.slice(3, 5).includes(value))));
    const exact = { rtol: 0, atol: 0 };
    expect([...ops.isclose(left, right, exact).data]).toEqual(pairs.map(([a, b]) => Number(a === b)));
    expect(ops.allclose(left, right, exact).item()).toBe(false);
    expect(ops.allclose(x, x, exact).item()).toBe(true);
    const differ = pairs.map(([a, b]) => Number((a === 0) !== (b === 0)));
    expect([...ops.logicalXor(left, right).data]).toEqual(differ);
  });

  test('products of vectors', () => {
    const x = integers(values, dtype);
    const all = values.flatMap((a) => values.map((b) => wrap(BigInt(a) * BigInt(b), dtype)));
    expect([...ops.outer<Tensor, Tensor>(x, x).data]).toEqual(all);
    expect([...ops.kron<Tensor, Tensor>(x, x).data]).toEqual(all);
    const square = wrap(total(values.map((value) => BigInt(value) ** 2n)), dtype);
    expect(ops.inner<Tensor, Tensor>(x, x).item()).toBe(square);
    expect(ops.vdot<Tensor, Tensor>(x, x).item()).toBe(square);
    expect(ops.tensordot<Tensor, Tensor>(x, x, 1).item()).toBe(square);
  });

  test.each([
    [3, 4, 5],
    [1, 4, 5],
    [3, 4, 1],
    [2, 300, 2],
  ])('matmul and dot of [%i, %i] and [.., %i]', (m, k, n) => {
    const pick = (i: number): number => values[(i * 7 + 3) % values.length]!;
    const a = Array.from({ length: m * k }, (_, i) => pick(i));
    const b = Array.from({ length: k * n }, (_, i) => pick(3 * i + 1));
    const expected = Array.from({ length: m * n }, (_, place) => {
      const [row, column] = [Math.floor(place / n), place % n];
      return wrap(
        total(Array.from({ length: k }, (_, p) => BigInt(a[row * k + p]!) * BigInt(b[p * n + column]!))),
        dtype,
      );
    });
    const [left, right] = [ops.reshape(integers(a, dtype), [m, k]), ops.reshape(integers(b, dtype), [k, n])];
    expect([...ops.matmul(left, right).data]).toEqual(expected);
    expect([...ops.dot(left, right).data]).toEqual(expected);
    expect([...ops.einsum('ij,jk->ik', left, right).data]).toEqual(expected);
    const stack = ops.matmul(ops.stack([left, left]), ops.stack([right, right]));
    expect([...stack.data]).toEqual([...expected, ...expected]);
  });

  test('where, clip, sort, argsort, threshold, maxPool', () => {
    const x = integers(values, dtype);
    const isOdd = values.map((_, i) => i % 2 === 1);
    expect([...ops.where(isOdd, x, 5).data]).toEqual(values.map((value, i) => (isOdd[i] ? value : 5)));
    const [low, high] = [values[1]!, values.at(-3)!].sort((a, b) => a - b) as [number, number];
    expect([...ops.clip(x, low, high).data]).toEqual(values.map((value) => Math.min(high, Math.max(low, value))));
    const sorted = [...values].sort((a, b) => a - b);
    expect([...ops.sort(x).data]).toEqual(sorted);
    expect([...ops.argsort<Tensor>(x).data].map((at) => values[at])).toEqual(sorted);
    expect(ops.threshold(x, 3, 0).dtype).toBe('float32');
    const pooled = ops.maxPool(ops.reshape(x, [1, values.length, 1]), 1);
    expect([...pooled.data]).toEqual(values);
    const least = ops.adaptiveMaxPool(ops.reshape(x, [1, values.length, 1]), 1);
    expect([...least.data]).toEqual([Math.max(...values)]);
  });

  test('oneHot, any, all', () => {
    const x = integers(values, dtype);
    const hot = ops.oneHot<Tensor>(x, 3);
    expect([...hot.data]).toEqual(values.flatMap((value) => [0, 1, 2].map((label) => Number(label === value))));
    expect([ops.any(x).item(), ops.all(x).item(), ops.all(integers([1, values.at(-1)!], dtype)).item()]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test.each(moving)('%s moves', (name) => {
    const value = values.at(-2)!;
    const x = integers([value, value, value, value], dtype);
    const square = ops.reshape(x, [2, 2]);
    const given: Partial<Record<OperationName, readonly unknown[]>> = {
      reshape: [square, [4]],
      expandDims: [square, 0],
      swapaxes: [square, 0, 1],
      broadcastTo: [square, [2, 2, 2]],
      concatenate: [[square, square]],
      stack: [[square, square]],
      split: [square, 2],
      slice: [square, [0, 0], [1, 2]],
      pad: [square, 1, { constantValues: value }],
      tile: [square, 2],
      repeat: [square, [1, 2, 3, 1]],
      take: [square, [0, 1]],
      takeAlongAxis: [square, [[0, 1]], { axis: 0 }],
    };
    const result = call(name, ...(given[name] ?? [square]));
    const moved = (Array.isArray(result) ? result[0] : result) as Tensor;
    expect(moved.dtype).toBe(dtype);
    expect([...moved.data].every((element) => element === value)).toBe(true);
  });
});

describe.each(dtypes)('%s', (dtype) => {
  const value = Math.max(...numbers[dtype]) - 1;
  const square = ops.reshape(integers([value, value, value, value], dtype), [2, 2]);

  test.each(kinds.moves)('%s moves', (name) => {
    const result = call(name, ...argumentsOf(name, square));
    const moved = (Array.isArray(result) ? result[0] : result) as Tensor;
    expect(moved.dtype).toBe(dtype);
    // What is beside the diagonals is 0.
    expect([...moved.data].every((element) => element === value || element === 0)).toBe(true);
    expect([...moved.data]).toContain(value);
  });
});

describe('negative exponents of integers are an error, as in NumPy', () => {
  const message = /^ops\.power: expected no negative exponent of integers, whose powers are fractions\. Received: x1=/;
  const [two, minusOne] = [integers([2, 1], 'int32'), integers([-1, 3], 'int32')];

  test.each<readonly [name: string, f: () => unknown]>([
    ['an array by an array', () => ops.power(two, minusOne)],
    ['an array by a number', () => ops.power(two, -1)],
    ['an array by a number that is no simpler', () => ops.power(two, -2)],
    ['a number by an array', () => ops.power(2, minusOne)],
    ['1 by an array', () => ops.power(1, minusOne)],
    ['bytes by a number', () => ops.power(integers([2], 'uint8'), -1)],
    ['bytes by an array', () => ops.power(integers([2], 'uint8'), integers([-1], 'int32'))],
    ['truth values by a number', () => ops.power(tensor([true]), -1)],
    ['truth values by an array', () => ops.power(tensor([true]), minusOne)],
    ['within a compiled function', () => jit((x: Tensor) => ops.power(x, minusOne))(two)],
  ])('%s', (_, f) => {
    expect(f).toThrow(message);
  });

  test('but not of floating numbers, nor by fractions', () => {
    expect(ops.power(tensor([2, 4]), minusOne).toArray()).toEqual([0.5, 64]);
    expect(ops.power(two, tensor([-1, 3])).toArray()).toEqual([0.5, 1]);
    expect(ops.power(two, -0.5).dtype).toBe('float32');
    expect(ops.power(tensor([true, false]), tensor([false, false])).toArray()).toEqual([1, 1]);
    expect(ops.power(two, integers([0, 0], 'int32')).toArray()).toEqual([1, 1]);
  });
});

test('numbers that float32 does not hold', () => {
  const i32 = (values: readonly number[]): Tensor => integers(values, 'int32');
  expect(ops.equal(i32([16777217]), i32([16777216])).toArray()).toEqual([false]);
  expect(ops.less(i32([2147483646]), i32([2147483647])).toArray()).toEqual([true]);
  expect(ops.multiply(i32([123456789]), i32([987654321])).toArray()).toEqual([-67153019]);
  expect(ops.prod(i32(Array<number>(40).fill(3))).item()).toBe(689956897);
  expect(ops.matmul(i32([123456789]), i32([987654321])).item()).toBe(-67153019);
  const threes = ops.reshape(i32([3 ** 15, 3 ** 15, 7, 5]), [2, 2]);
  // From NumPy.
  expect(ops.matmul(threes, threes).toArray()).toEqual([
    [-909698650, -938396464],
    [100442384, 100442374],
  ]);
});

test('integers beside float32 are not rounded before they are compared', () => {
  const [a, b] = [integers([16777217], 'int32'), tensor([16777216])];
  expect(ops.equal(a, b).toArray()).toEqual([false]);
  expect(ops.greater(a, b).toArray()).toEqual([true]);
  expect(ops.equal(integers([16777217], 'int32'), 16777217).toArray()).toEqual([true]);
});

describe('integers beside numbers that are none of theirs', () => {
  const x = integers([16777217, 2147483647, -2147483648], 'int32');
  test.each<readonly [name: string, f: () => Tensor, expected: readonly number[]]>([
    ['less than 10²⁰', () => ops.less(x, 1e20), [1, 1, 1]],
    ['10²⁰ less than', () => ops.less(1e20, x), [0, 0, 0]],
    ['greater than -10²⁰', () => ops.greater(x, -1e20), [1, 1, 1]],
    ['at most ∞', () => ops.lessEqual(x, Infinity), [1, 1, 1]],
    ['at least NaN', () => ops.greaterEqual(x, NaN), [0, 0, 0]],
    ['equal to a fraction nearby', () => ops.equal(x, 16777217.2), [0, 0, 0]],
    ['different from each of a list', () => ops.notEqual(x, [16777217, 2147483648, -2147483648.5]), [0, 1, 1]],
    ['bytes', () => ops.less(integers([255, 0], 'uint8'), 1e20), [1, 1]],
    ['truth values', () => ops.less(tensor([true, false]), 1e20), [1, 1]],
    ['in a compiled function', () => jit((y: Tensor) => ops.less(y, 1e20))(x), [1, 1, 1]],
  ])('%s', (_, f, expected) => {
    expect([...f().data]).toEqual(expected);
  });
});

test('closeness of integers is measured exactly, as in NumPy', () => {
  const [a, b] = [integers([16777217, 2147483647, 5], 'int32'), integers([16777216, 2147462170, 5], 'int32')];
  expect(ops.isclose(a, b, { rtol: 0, atol: 0 }).toArray()).toEqual([false, false, true]);
  expect(ops.isclose(a, b, { rtol: 0, atol: 0.999 }).toArray()).toEqual([false, false, true]);
  expect(ops.isclose(a, b).toArray()).toEqual([true, false, true]);
  expect(ops.isclose(a, [16777216, 2147462170, 5], { rtol: 0, atol: 0 }).toArray()).toEqual([false, false, true]);
  expect(ops.isclose([16777217], integers([16777216], 'int32'), { rtol: 0, atol: 0 }).toArray()).toEqual([false]);
  expect(ops.isclose(a, ops.cast(b, 'float32'), { rtol: 0, atol: 0 }).toArray()).toEqual([false, false, true]);
  expect(ops.allclose(a, b, { rtol: 0, atol: 1 }).item()).toBe(false);
  expect(ops.allclose(a, b, { rtol: 0, atol: 21477 }).item()).toBe(true);
});

test('sums of truth values are counts, but a product of matrices of them is true or not', () => {
  const many = ops.fullLike(ops.zeros([1, 256], { dtype: 'bool' }), 1);
  expect(ops.matmul(many, ops.transpose(many)).toArray()).toEqual([[true]]);
  expect(ops.sum(many).item()).toBe(256);
});

test('operations that are tested here are operations', () => {
  expect([...rows, ...own].filter((name) => !operationNames.includes(name as OperationName))).toEqual([]);
});
