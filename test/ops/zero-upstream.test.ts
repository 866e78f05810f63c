/** Where no gradient comes from upstream none flows on, whatever the derivative is there: infinite, or no number. */
import { describe, expect, test } from 'vitest';
import * as activations from '../../src/activations/index.js';
import { defineActivation } from '../../src/activations/define.js';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';
import {
  activationNames,
  binaryNames,
  call,
  expectRows,
  furtherBinary,
  furtherUnary,
  kinds,
  operationNames,
  unaryNames,
  type OperationName,
} from './operation-table.js';

const dtypes = ['float32', 'float64'] as const;
const inf = Infinity;
const points = [0, -0, -1, 1, 3, -1e30, 1e30, 1e-40, inf, -inf, NaN];

const hasNoGradient = 'gives truth values, or is constant between its steps';
const isNotElementwise = 'is no function of single elements';
const constant = [
  ...(['logicalNot', 'isnan', 'isinf', 'isfinite', 'sign', 'floor', 'ceil', 'round', 'trunc', 'signbit'] as const),
  ...(['isneginf', 'isposinf', 'imag', 'isreal', 'floorDivide', 'logicalXor', 'angle'] as const),
] as const;
const comparisons = binaryNames.slice(binaryNames.indexOf('greater'));

type FloatFunction = (...xs: Tensor[]) => Tensor;

const ofOne = [...unaryNames, ...activationNames, ...furtherUnary, ...kinds.parts].filter(
  (name) => !constant.includes(name as never),
);
const ofTwo = [...binaryNames, ...furtherBinary].filter(
  (name) => !comparisons.includes(name as never) && !constant.includes(name as never),
);

const functions: readonly (readonly [name: string, f: FloatFunction, arity: number])[] = [
  ...ofOne.map((name) => [name, (x: Tensor) => call(name, x) as Tensor, 1] as const),
  ...ofTwo.map((name) => [name, (a: Tensor, b: Tensor) => call(name, a, b) as Tensor, 2] as const),
  ['power -1', (x) => ops.power(x, -1), 1],
  ['power 3', (x) => ops.power(x, 3), 1],
  ['power 0.5', (x) => ops.power(x, 0.5), 1],
  ['threshold', (x) => ops.threshold(x, 1, 0), 1],
  ['clip', (x, low) => ops.clip(x, low, 1), 2],
  ['where', (x, y) => ops.where(ops.greater(ops.stopGradient(x), 0), x, y), 2],
  ['binaryCrossentropy', (t, p) => ops.binaryCrossentropy(t, p), 2],
  ['binaryCrossentropy of logits', (t, x) => ops.binaryCrossentropy(t, x, { fromLogits: true }), 2],
  ['leakyRelu with a trained slope', (x, slope) => activations.leakyRelu(x, { negativeSlope: slope }), 2],
];

const rows = functions.map(([name]) => name.split(' ')[0]!);
const others = operationNames.filter(
  (name) => !rows.includes(name) && !constant.includes(name as never) && !comparisons.includes(name as never),
);

expectRows(rows, {
  ...Object.fromEntries([...constant, ...comparisons].map((name) => [name, hasNoGradient])),
  ...Object.fromEntries(others.map((name) => [name, isNotElementwise])),
});

describe('those that are no functions of single elements', () => {
  test('are known', () => {
    expect(others).toMatchInlineSnapshot(`
      [
        "cast",
        "convertToTensor",
        "shape",
        "conv",
        "convTranspose",
        "depthwiseConv",
        "separableConv",
        "categoricalCrossentropy",
        "sparseCategoricalCrossentropy",
        "argmax",
        "argmin",
        "oneHot",
        "take",
        "takeAlongAxis",
        "stopGradient",
        "concatenate",
        "split",
        "stack",
        "ctcDecode",
        "ctcLoss",
        "einsum",
        "det",
        "logdet",
        "slogdet",
        "cholesky",
        "choleskyInverse",
        "luFactor",
        "norm",
        "normalize",
        "inv",
        "solve",
        "solveTriangular",
        "tri",
        "tril",
        "triu",
        "dot",
        "matmul",
        "view",
        "vectorize",
        "rearrange",
        "average",
        "corrcoef",
        "countNonzero",
        "median",
        "moments",
        "percentile",
        "ptp",
        "quantile",
        "argsort",
        "sort",
        "adaptiveAveragePool",
        "adaptiveMaxPool",
        "averagePool",
        "maxPool",
        "all",
        "any",
        "logsumexp",
        "mean",
        "std",
        "var",
        "repeat",
        "tile",
        "expandDims",
        "ravel",
        "reshape",
        "squeeze",
        "pad",
        "slice",
        "broadcastTo",
        "sum",
        "flip",
        "swapaxes",
        "transpose",
        "glu",
        "logSoftmax",
        "softmax",
        "sparsemax",
        "zeros",
        "ones",
        "full",
        "zerosLike",
        "onesLike",
        "fullLike",
        "arange",
        "linspace",
        "eye",
        "max",
        "min",
        "prod",
        "bitwiseAnd",
        "bitwiseOr",
        "bitwiseXor",
        "bitwiseLeftShift",
        "bitwiseRightShift",
        "leftShift",
        "rightShift",
        "bitwiseNot",
        "bitwiseInvert",
        "gcd",
        "lcm",
        "nextafter",
        "cond",
        "whileLoop",
        "foriLoop",
        "scan",
        "associativeScan",
        "map",
        "vectorizedMap",
        "customGradient",
        "jvp",
        "diagonal",
        "trace",
        "diag",
        "diagflat",
        "vander",
        "isclose",
        "allclose",
        "amax",
        "amin",
        "saturateCast",
        "empty",
        "emptyLike",
        "identity",
        "size",
        "ndim",
        "dtype",
        "select",
        "multiHot",
        "getItem",
        "batchNormalization",
        "layerNormalization",
        "rmsNormalization",
        "psnr",
        "dotProductAttention",
        "unfold",
        "fold",
        "inner",
        "outer",
        "vdot",
        "tensordot",
        "kron",
        "cross",
        "cdist",
        "correlate",
        "logspace",
        "geomspace",
        "bartlett",
        "hanning",
        "hamming",
        "blackman",
        "kaiser",
        "nanquantile",
        "nanpercentile",
        "nanmedian",
        "nansum",
        "nanprod",
        "nanmax",
        "nanmin",
        "nanmean",
        "nanvar",
        "nanstd",
        "nanargmax",
        "nanargmin",
        "nancumsum",
        "nancumprod",
        "moveaxis",
        "roll",
        "rot90",
        "fliplr",
        "flipud",
        "sliceUpdate",
        "depthToSpace",
        "spaceToDepth",
        "cumsum",
        "cumprod",
        "diff",
        "trapezoid",
        "topK",
        "inTopK",
        "argpartition",
        "searchsorted",
        "digitize",
        "bincount",
        "histogram",
        "nonzero",
        "isin",
        "unravelIndex",
        "segmentSum",
        "segmentMax",
        "segmentMin",
        "segmentProd",
        "scatter",
        "scatterUpdate",
        "hstack",
        "vstack",
        "dstack",
        "append",
        "arraySplit",
        "hsplit",
        "vsplit",
        "dsplit",
        "unstack",
        "meshgrid",
        "unique",
      ]
    `);
  });
});

const unusualRows = [
  [1, 2, 3, 4],
  [inf, 1, 2, inf],
  [-inf, -inf, -inf, -inf],
  [NaN, 0, 1, 2],
  [0, 0, 0, 0],
  [1e30, -1e30, 1e30, 1],
];

const alongRows = { axis: 1 };
const firstClass = ops.zeros([unusualRows.length], { dtype: 'int32' });
const images = (x: Tensor): Tensor => ops.expandDims(x, -1);

/** Those that multiply one operand by another (matmul, dot, einsum, conv) are left out: 0 · NaN is NaN there, as in every library. */
const ofRows: readonly (readonly [name: OperationName, f: (x: Tensor) => Tensor])[] = [
  ...(['max', 'min', 'prod', 'std', 'var', 'mean', 'sum', 'logsumexp', 'cumsum', 'sort'] as const).map(
    (name) => [name, (x: Tensor) => ops[name](x, alongRows)] as const,
  ),
  ...(['glu', 'softmax', 'logSoftmax', 'sparsemax'] as const).map(
    (name) => [name, (x: Tensor) => ops[name](x)] as const,
  ),
  ['categoricalCrossentropy', (x) => ops.categoricalCrossentropy(x, x)],
  ['categoricalCrossentropy', (x) => ops.categoricalCrossentropy(x, x, { fromLogits: true })],
  ['sparseCategoricalCrossentropy', (x) => ops.sparseCategoricalCrossentropy(firstClass, x)],
  ['sparseCategoricalCrossentropy', (x) => ops.sparseCategoricalCrossentropy(firstClass, x, { fromLogits: true })],
  ['maxPool', (x) => ops.maxPool(images(x), 2)],
  ['averagePool', (x) => ops.averagePool(images(x), 2)],
  ['adaptiveMaxPool', (x) => ops.adaptiveMaxPool(images(x), 2)],
  ['adaptiveAveragePool', (x) => ops.adaptiveAveragePool(images(x), 2)],
];

/** All points, or pairs of them, as one array for each operand. */
function operandsOf(arity: number, dtype: 'float32' | 'float64'): Tensor[] {
  const tuples = arity === 1 ? points.map((x) => [x]) : points.flatMap((a) => points.map((b) => [a, b]));
  return Array.from({ length: arity }, (_, side) =>
    tensor(
      tuples.map((each) => each[side]!),
      { dtype },
    ),
  );
}

const isZero = (x: Tensor): boolean => x.data.every((each) => each === 0);

describe.each(dtypes)('%s', (dtype) => {
  test.each(functions)('%s', (_, f, arity) => {
    const xs = operandsOf(arity, dtype);
    const argument = xs.map((_each, index) => index);
    const gradients = grad(f, {
      argument,
      upstream: ops.zerosLike(f(...xs)),
    })(...xs);
    expect(gradients.map(isZero)).toEqual(argument.map(() => true));
    // And a gradient of it, again.
    const gradientOfNothing = grad(f, { upstream: ops.zerosLike(f(...xs)) });
    const nothing: FloatFunction = (...given) => ops.sum(ops.multiply(0, gradientOfNothing(...given)));
    expect(isZero(grad(nothing)(...xs))).toBe(true);
  });

  test('where(x > 0, f(x), 0) has gradient 0 where x is not positive', () => {
    const x = tensor([0, -1, 4, -inf, NaN], { dtype });
    for (const f of [ops.sqrt, ops.log, ops.rsqrt, ops.reciprocal, ops.log2, (y: Tensor) => ops.power(y, 0.25)]) {
      const safe = (y: Tensor): Tensor => ops.sum(ops.where(ops.greater(y, 0), f(y), 0));
      const gradient = grad(safe)(x).data;
      expect([gradient[0], gradient[1], gradient[3], gradient[4]].every((each) => each === 0)).toBe(true);
      expect(gradient[2]).not.toBe(0);
      const second = grad((y: Tensor) => ops.sum(grad(safe)(y)))(x).data;
      expect([second[0], second[1], second[3], second[4]].every((each) => each === 0)).toBe(true);
      expect(second[2]).not.toBe(0);
    }
  });

  test('where(x > 0, log(sqrt(x)), 0) has second derivative 0 where x is not positive', () => {
    const f = (y: Tensor): Tensor => ops.sum(ops.where(ops.greater(y, 0), ops.log(ops.sqrt(y)), 0));
    const second = grad((y: Tensor) => ops.sum(grad(f)(y)))(tensor([0, -1, 1, -inf, NaN], { dtype })).data;
    expect([...second]).toEqual([0, 0, -0.5, 0, 0]);
  });

  const mask = tensor(points.map(() => false));
  /** The points at which derivatives of these orders are not 0, though nothing comes from upstream. */
  const leaks = (name: string, f: (x: Tensor) => Tensor, orders: number): unknown[] => {
    let derivative = (x: Tensor): Tensor => ops.where(mask, f(x), 0);
    return Array.from({ length: orders }, (_, order) => {
      const lower = derivative;
      derivative = grad((y: Tensor) => ops.sum(lower(y)));
      const { data } = derivative(tensor(points, { dtype }));
      const at = points.filter((_each, i) => data[i] !== 0);
      return at.length === 0 ? [] : [{ name, order: order + 1, at }];
    }).flat();
  };

  test.each(['square', 'sqrt', 'log', 'reciprocal', 'sin', 'log10', 'cosh', 'erfc', 'softplus', 'mish'] as const)(
    'derivatives of compositions with %s, of second order too',
    (inner) => {
      const of = (name: OperationName, ...xs: Tensor[]): Tensor => call(name, ...xs) as Tensor;
      const found = [
        ...ofOne.flatMap((outer) => leaks(outer, (x) => of(outer, of(inner, x)), 2)),
        ...ofTwo.flatMap((outer) => leaks(outer, (x) => of(outer, of(inner, x), x), 2)),
        ...ofTwo.flatMap((outer) => leaks(outer, (x) => of(inner, of(outer, x, x)), 2)),
        ...leaks('third', (x) => of('exp', of(inner, of('sqrt', x))), 3),
      ];
      expect(found).toEqual([]);
    },
  );

  test('derivatives of rows of compositions, of third order too', () => {
    const alongRow = { axis: 1, keepdims: true };
    const row = (x: Tensor): Tensor => ops.reshape(x, [1, points.length]);
    const back = (x: Tensor): Tensor => ops.broadcastTo(ops.reshape(x, [x.size]), [points.length]);
    const functionsOfRows = [
      ...(['softmax', 'logSoftmax', 'sparsemax'] as const).map((name) => [name, (x: Tensor) => ops[name](x)] as const),
      ...(['sum', 'mean', 'prod', 'max', 'std', 'logsumexp'] as const).map(
        (name) => [name, (x: Tensor) => ops[name](x, alongRow)] as const,
      ),
    ];
    const found = functionsOfRows.flatMap(([name, f]) =>
      ([ops.sin, ops.log, ops.sqrt] as const).flatMap((g) => [
        ...leaks(name, (x) => back(f(row(g(x)))), 3),
        ...leaks(name, (x) => back(g(f(row(x)))), 3),
      ]),
    );
    expect(found).toEqual([]);
  });

  test('rows of softmax and its kin', () => {
    const x = tensor(
      [
        [1, 2],
        [-inf, -inf],
        [NaN, 0],
      ],
      { dtype },
    );
    const mask = tensor([[true], [false], [false]]);
    for (const f of [ops.softmax, activations.logSoftmax, activations.sparsemax]) {
      const gradient = grad((y: Tensor) => ops.sum(ops.where(mask, ops.square(f(y)), 0)))(x);
      expect(gradient.data.slice(2).every((each) => each === 0)).toBe(true);
    }
    const ofSums = grad((y: Tensor) => ops.sum(ops.where([true, false, false], ops.logsumexp(y, { axis: 1 }), 0)))(x);
    expect(ofSums.data.slice(2).every((each) => each === 0)).toBe(true);
  });

  test.each(ofRows)('%s of rows', (_, f) => {
    const x = tensor(unusualRows, { dtype });
    expect(isZero(grad(f, { upstream: ops.zerosLike(f(x)) })(x))).toBe(true);
  });

  test('the gradient of an extreme that is no number goes to what is none', () => {
    const x = tensor([NaN, 1, NaN, 3], { dtype });
    for (const f of [ops.max, ops.min]) expect([...grad((y: Tensor) => f(y))(x).data]).toEqual([0.5, 0, 0.5, 0]);
  });

  test('second derivatives go through a first one of 0', () => {
    // The gradient of y² at y = 0 brings 0 upstream, but its change does not.
    const f = (x: Tensor): Tensor => ops.sum(ops.square(ops.sin(x)));
    expect(grad(grad(f))(tensor(0, { dtype })).item()).toBe(2);
    const mixed = (x: Tensor): Tensor => ops.sum(ops.square(ops.subtract(ops.exp(x), 1)));
    expect(grad(grad(mixed))(tensor(0, { dtype })).item()).toBe(2);
  });

  test('what is no number stays none where a gradient comes', () => {
    const f = (x: Tensor): Tensor => ops.sum(ops.sqrt(x));
    expect([...grad(f)(tensor([0, NaN, 4], { dtype })).data]).toEqual([inf, NaN, 0.25]);
    const relu = (x: Tensor): Tensor => ops.sum(activations.relu(x));
    expect([...grad(relu)(tensor([NaN, 1], { dtype })).data]).toEqual([NaN, 1]);
  });
});

const ownRoot = defineActivation('own_root', { slope: 1 }, (x, { slope }) => ops.multiply(slope, ops.sqrt(x)));

test('in own activations', () => {
  const f = (x: Tensor): Tensor => ops.sum(ops.where(ops.greater(x, 0), ownRoot(x), 0));
  expect([...grad(f)([0, -1, 4]).data]).toEqual([0, 0, 0.25]);
});

test('names are those of operations', () => {
  expect(operationNames).toEqual(expect.arrayContaining([...ofOne, ...ofTwo] as OperationName[]));
});
