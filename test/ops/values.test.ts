/** Every operation at special and at usual numbers: held against IEEE 754 and 400 bits (tools/goldens/values.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defineActivation } from '../../src/activations/define.js';
import { snakeCase } from '../../src/objects/spelling.js';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
import { activationNames, call, expectRows, reasonsOf, unaryNames, type OperationName } from './operation-table.js';

type FloatDType = 'float32' | 'float64';
type Texts = readonly string[];

interface Goldens {
  readonly xs: Texts;
  readonly pairs: readonly Texts[];
  readonly rows: readonly Texts[];
  readonly unary: Readonly<Record<string, Texts>>;
  readonly binary: Readonly<Record<string, Texts>>;
  readonly reductions: Readonly<Record<string, Texts>>;
}

const file = new URL('goldens/values.json', import.meta.url);
const goldens = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<FloatDType, Goldens>> & {
  readonly derivatives: Readonly<Record<string, Record<'first' | 'second', Texts> & { readonly xs: number[] }>>;
  /** Of aᵇ: by a, by b, by a twice, by both, by b twice. */
  readonly powers: readonly (readonly [a: number, b: number, ...derivatives: readonly (string | null)[]])[];
};
const { unary, binary, reductions } = goldens.float64;

const elsewhere: readonly (readonly [reason: string, names: readonly OperationName[]])[] = [
  ['is an activation: see test/activations, whose goldens are as exact', [...activationNames, 'glu', 'threshold']],
  [
    'is a function of rows: see test/kernel/softmax.test.ts, and special values',
    ['softmax', 'logSoftmax', 'sparsemax'],
  ],
  ['is a sum of products: see the tests of kernels', ['matmul', 'dot', 'einsum', 'conv', 'convTranspose']],
  ['is a sum of products: see the tests of kernels', ['depthwiseConv', 'separableConv', 'averagePool']],
  ['is a sum of products: see the tests of kernels', ['adaptiveAveragePool']],
  ['is a loss: see its tests, and special values', ['binaryCrossentropy', 'categoricalCrossentropy']],
  ['is a loss: see its tests, and special values', ['sparseCategoricalCrossentropy']],
  ['is exact: see test/ops/remainders.test.ts, and integers', ['floorDivide', 'mod', 'fmod']],
  ['multiplies by 2ˣ: see the test of exp2', ['ldexp']],
  ['takes elements, and computes nothing', ['clip', 'where', 'sort', 'argsort', 'maxPool', 'adaptiveMaxPool', 'take']],
  ['takes elements, and computes nothing', ['takeAlongAxis', 'slice', 'split', 'pad', 'tile', 'repeat', 'flip']],
  ['takes elements, and computes nothing', ['concatenate', 'stack', 'ravel', 'reshape', 'squeeze', 'expandDims']],
  ['takes elements, and computes nothing', ['swapaxes', 'transpose', 'broadcastTo', 'stopGradient', 'oneHot']],
  ['takes elements, and computes nothing', ['convertToTensor', 'cast', 'shape']],
  ['makes elements', ['zeros', 'ones', 'full', 'zerosLike', 'onesLike', 'fullLike', 'arange', 'linspace', 'eye']],
];

const rows = [unary, binary, reductions].flatMap((table) => Object.keys(table));

expectRows(rows, {
  ...Object.fromEntries(elsewhere.flatMap(([reason, names]) => names.map((name) => [name, reason]))),
  ...reasonsOf(
    {
      parts: 'replaces what is no number: see test/ops/further-forms.test.ts',
      linearAlgebra: 'is a function of matrices: see test/ops/linear-algebra.test.ts',
      bits: 'is about integers: see test/ops/integer-arithmetic.test.ts',
      divisors: 'is about integers: see test/ops/integer-arithmetic.test.ts',
      products: 'is a sum of products: see test/ops/further-forms.test.ts',
      comparisons: 'compares: see the tests of integers and test/ops/further-forms.test.ts',
      moves: 'takes elements, and computes nothing',
      sums: 'adds or multiplies one by one: see the tests of integers and of gradients',
      statistics: 'is composed of rows that are here: see test/ops/numpy.test.ts',
      counts: 'counts: see test/ops/numpy.test.ts',
      creation: 'makes elements',
      controlFlow: 'computes what it is told: see test/ops/control-flow.test.ts',
      sequences: 'has tests of its own: see test/ops/ctc.test.ts',
      descriptions: 'describes an array',
    },
    rows,
  ),
});

/** Numbers of the dtype in ascending order have ascending places, neighbours by 1. */
function place(x: number, dtype: FloatDType): bigint {
  if (dtype === 'float32') {
    const bits = new Int32Array(Float32Array.of(x).buffer)[0]!;
    return BigInt(bits < 0 ? -(bits & 0x7fff_ffff) : bits);
  }
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0]!;
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
}

/** Units in the last place that a result may be off, where it is not 1: those that are made of several functions round more than once. */
const looser: Readonly<Record<FloatDType, Readonly<Record<string, number>>>> = {
  float32: {},
  float64: {
    ...{ cosh: 2, erfc: 2, tan: 2, logaddexp: 6, logaddexp2: 10, arccos: 2, arccosh: 2, arcsin: 2, arcsinh: 2 },
    ...{ arctan: 2, arctan2: 2, arctanh: 2, deg2rad: 2, rad2deg: 2, sinc: 4 },
    // Sums of dozens of Chebyshev polynomials; the step of Newton's method of a subnormal number.
    ...{ i0: 40, cbrt: 62 },
  },
};

function misses(name: string, dtype: FloatDType, result: Tensor, wanted: Texts, given: readonly unknown[]): unknown[] {
  return wanted.flatMap((text, i) => {
    const [value, expected] = [Number(result.data[i]), Number(text)];
    // The median of zeros takes their signs in any order.
    const isSignless = name === 'median' && value === 0;
    const isSame =
      Object.is(value, expected) || (isSignless && expected === 0) || (result.dtype === 'bool' && value === expected);
    const isNumber = Number.isFinite(value) && Number.isFinite(expected) && (expected !== 0 || value !== 0);
    const off = isNumber ? Math.abs(Number(place(value, dtype) - place(expected, dtype))) : Infinity;
    return isSame || off <= (looser[dtype][name] ?? 1) ? [] : [{ at: given[i], value, expected, off }];
  });
}

describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
  const { xs, pairs, rows, ...tables } = goldens[dtype];
  const array = (values: Texts): Tensor => tensor(values.map(Number), { dtype });

  test.each(Object.entries(tables.unary))('%s', (name, wanted) => {
    expect(misses(name, dtype, call(name as OperationName, array(xs)) as Tensor, wanted, xs)).toEqual([]);
  });

  test.each(Object.entries(tables.binary))('%s', (name, wanted) => {
    const [a, b] = [0, 1].map((side) => array(pairs.map((pair) => pair[side]!)));
    expect(misses(name, dtype, call(name as OperationName, a, b) as Tensor, wanted, pairs)).toEqual([]);
  });

  test.each(Object.entries(tables.reductions))('%s', (name, wanted) => {
    const x = tensor(
      rows.map((row) => row.map(Number)),
      { dtype },
    );
    expect(misses(name, dtype, call(name as OperationName, x, { axis: 1 }) as Tensor, wanted, rows)).toEqual([]);
  });
});

describe.each(['float32', 'float64'] as const)('derivatives of %s', (dtype) => {
  const tolerance = dtype === 'float32' ? 2e-6 : 1e-14;
  const sumOf =
    (f: (...xs: Tensor[]) => Tensor) =>
    (...xs: Tensor[]): Tensor =>
      ops.sum(f(...xs));
  const by = (f: (...xs: Tensor[]) => Tensor, argument = 0): ((...xs: Tensor[]) => Tensor) =>
    grad(sumOf(f), { argument });

  /** Relative to the derivative, where that is not a difference of numbers of size 1. */
  const misses = (result: Tensor, wanted: readonly (string | null)[], given: readonly unknown[]): unknown[] =>
    wanted.flatMap((text, i) => {
      if (text === null) return [];
      const [value, expected] = [Number(result.data[i]), Number(text)];
      const isClose = Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected));
      return isClose ? [] : [{ at: given[i], value, expected }];
    });

  test('are known for every function of one element that has some', () => {
    const constants = ['logicalNot', 'isnan', 'isinf', 'isfinite'];
    expect(unaryNames.filter((name) => !(name in goldens.derivatives) && !constants.includes(name))).toEqual([]);
  });

  describe.each(Object.entries(goldens.derivatives))('%s', (name, { xs, first, second }) => {
    const x = tensor(xs, { dtype });
    const operation = (y: Tensor): Tensor => call(name as OperationName, y) as Tensor;
    const own = defineActivation(`own_${snakeCase(name)}_${dtype}`, {}, (y) => call(name as OperationName, y) as never);
    test.each([
      ['as an operation', operation],
      ['in an own formula', (y: Tensor) => own(y)],
    ])('%s', (_, f) => {
      expect(misses(by(f)(x), first, xs)).toEqual([]);
      expect(misses(by(by(f))(x), second, xs)).toEqual([]);
    });
  });

  const bases = tensor(
    goldens.powers.map(([a]) => a),
    { dtype },
  );
  const exponents = tensor(
    goldens.powers.map(([, b]) => b),
    { dtype },
  );
  const derivatives: readonly (readonly [name: string, argument: readonly number[]])[] = [
    ['by the base', [0]],
    ['by the exponent', [1]],
    ['by the base twice', [0, 0]],
    ['by both', [0, 1]],
    ['by the exponent twice', [1, 1]],
  ];

  test.each(derivatives.map((each, place) => [...each, place] as const))('power %s', (_, order, place) => {
    const wanted = goldens.powers.map((row) => row[place + 2] as string | null);
    const f = order.reduce<(...xs: Tensor[]) => Tensor>((g, argument) => by(g, argument), ops.power);
    expect(misses(f(bases, exponents), wanted, goldens.powers)).toEqual([]);
    if (order.includes(1)) return;
    goldens.powers.forEach(([a, b], i) => {
      const own = defineActivation(`own_power_${i}_${place}_${dtype}`, {}, (x) => ops.power(x, b));
      const byBase = order.reduce<(x: Tensor) => Tensor>(
        (g) => by(g),
        (x) => own(x),
      );
      expect(misses(byBase(tensor([a], { dtype })), [wanted[i]!], [goldens.powers[i]])).toEqual([]);
    });
  });
});
