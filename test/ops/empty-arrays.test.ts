/** Arrays without elements: results and gradients of the right shape, and nothing that is no number. */
import { describe, expect, test } from 'vitest';
import { grad } from '../../src/ops/gradient.js';
import * as ops from '../../src/ops/index.js';
import { tensor, type Shape, type Tensor } from '../../src/tensor/index.js';
import {
  activationNames,
  binaryNames,
  call,
  expectRows,
  furtherBinary,
  furtherUnary,
  kinds,
  operationTable,
  reasonsOf,
  unaryNames,
  type OperationName,
} from './operation-table.js';

type Computation = (...xs: Tensor[]) => Tensor;
type Row = readonly [name: string, f: Computation, ...shapes: readonly Shape[]];

const shapes: readonly Shape[] = [[0], [0, 3], [3, 0], [2, 0, 3], [0, 0]];
const noIndices = ops.zeros([0], { dtype: 'int32' });

const constant = [
  ...([
    'logicalNot',
    'isnan',
    'isinf',
    'isfinite',
    'isneginf',
    'isposinf',
    'signbit',
    'isreal',
    'imag',
    'angle',
  ] as const),
] as const;
const elementwise = [...unaryNames, ...activationNames, ...furtherUnary, ...kinds.parts].filter(
  (name) => !constant.includes(name as never),
);
const arithmetic = [
  ...binaryNames.slice(0, binaryNames.indexOf('greater')),
  ...furtherBinary.filter((name) => name !== 'logicalXor'),
];

const called =
  (name: OperationName, ...more: readonly unknown[]): Computation =>
  (...xs) =>
    call(name, ...xs, ...more) as Tensor;

function rowsOf(shape: Shape): Row[] {
  const last = shape.length - 1;
  const zeros = shape.map(() => 0);
  const reductions = [
    ...(['sum', 'prod', 'mean', 'var', 'std', 'nansum', 'nanprod', 'nanmean', 'nanvar', 'nanstd', 'average'] as const),
  ] as const;
  const axes = [null, 0, last];
  const nonEmpty = [0, last].filter((axis) => shape[axis] !== 0);
  return [
    ...elementwise.map((name): Row => [name, called(name), shape]),
    ...arithmetic.flatMap((name): Row[] => [
      [name, called(name), shape, shape],
      [`${name} with a scalar`, called(name), shape, []],
      [`${name} of a scalar`, called(name), [], shape],
      [`${name} with a row`, called(name), shape, [1, ...shape.slice(1)]],
    ]),
    ...reductions.flatMap((name) => axes.map((axis): Row => [`${name} along ${axis}`, called(name, { axis }), shape])),
    ...axes.map((axis): Row => [`logsumexp along ${axis}`, called('logsumexp', { axis }), shape]),
    ...(['max', 'min', 'amax', 'amin', 'nanmax', 'nanmin', 'ptp', 'median'] as const).flatMap((name) =>
      nonEmpty.map((axis): Row => [`${name} along ${axis}`, called(name, { axis }), shape]),
    ),
    ['mean of what is left', (x) => ops.subtract(x, ops.mean(x, { axis: last, keepdims: true })), shape],
    ['softmax', called('softmax', { axis: -1 }), shape],
    ['logSoftmax', called('logSoftmax', { axis: -1 }), shape],
    ['sparsemax', called('sparsemax', { axis: -1 }), shape],
    ...(shape[last]! % 2 === 0 ? ([['glu', called('glu'), shape]] as Row[]) : []),
    ['threshold', called('threshold', 0, 0), shape],
    ['clip', called('clip', 0, 1), shape],
    ['where', (x) => ops.where(ops.greater(x, 0), x, 0), shape],
    ['cast', (x) => ops.cast(ops.cast(x, 'float64'), 'float32'), shape],
    ['round to decimals', called('round', 1), shape],
    ['reshape', called('reshape', [0, 5]), shape],
    ['reshape to what is left', called('reshape', [-1]), shape],
    ['ravel', called('ravel'), shape],
    ['expandDims', called('expandDims', 0), shape],
    ['squeeze', called('squeeze'), shape],
    ['transpose', called('transpose'), shape],
    ['swapaxes', called('swapaxes', 0, -1), shape],
    ['flip', called('flip'), shape],
    ['concatenate', (a, b) => ops.concatenate([a, b]), shape, shape],
    ['stack', (a, b) => ops.stack([a, b]), shape, shape],
    ['split', (x) => ops.split(x, 1)[0]!, shape],
    ['split at 0', (x) => ops.split(x, [0])[1]!, shape],
    ['slice', called('slice', zeros, zeros), shape],
    ['pad', called('pad', 1), shape],
    ['tile', called('tile', 2), shape],
    ['tile 0 times', called('tile', 0), shape],
    ['repeat', called('repeat', 2), shape],
    ['take', called('take', noIndices), shape],
    ['takeAlongAxis', called('takeAlongAxis', ops.zeros(shape, { dtype: 'int32' }), { axis: 0 }), shape],
    ['sort', called('sort'), shape],
    ...(['cumsum', 'cumprod', 'nancumsum', 'nancumprod', 'diff'] as const).map((name): Row => [
      `${name} along 0`,
      called(name, { axis: 0 }),
      shape,
    ]),
    ...(['emptyLike', 'layerNormalization', 'rmsNormalization', 'normalize'] as const).map((name): Row => [
      name,
      called(name),
      shape,
    ]),
    ...(shape.length > 1 ? (['diagonal', 'trace', 'tril', 'triu', 'fliplr', 'rot90'] as const) : []).map(
      (name): Row => [name, called(name), shape],
    ),
    ['flipud', called('flipud'), shape],
    ['roll', called('roll', 1), shape],
    ['moveaxis', called('moveaxis', 0, -1), shape],
    ['saturateCast', called('saturateCast', 'float32'), shape],
    ['select', (x, y) => ops.select([ops.greater(x, 0)], [x], { default: y }), shape, shape],
    ['append', called('append'), shape, shape],
    ['hstack', (a, b) => ops.hstack([a, b]), shape, shape],
    ['vstack', (a, b) => ops.vstack([a, b]), shape, shape],
    ['dstack', (a, b) => ops.dstack([a, b]), shape, shape],
    ['arraySplit', (x) => ops.arraySplit(x, 1)[0]!, shape],
    ['outer', called('outer'), shape, [2]],
    ['inner', called('inner'), shape, shape],
    ['vdot', called('vdot'), shape, shape],
    ['norm', called('norm'), shape],
    ['diagflat', called('diagflat'), shape],
    ['broadcastTo', called('broadcastTo', [2, ...shape]), shape],
    ['fullLike', (x) => ops.fullLike(x, 1), shape],
    ['linspace', (a, b) => ops.linspace(a, b, 3), shape, shape],
    ['stopGradient', (x) => ops.add(x, ops.stopGradient(x)), shape],
  ];
}

const others: Row[] = [
  ['slice of nothing', called('slice', [0, 0], [0, 2]), [2, 2]],
  ['take of nothing', called('take', noIndices, { axis: 0 }), [2, 2]],
  ['tile to nothing', called('tile', [0, 1]), [2, 2]],
  ['repeat to nothing', called('repeat', 0, { axis: 0 }), [2, 2]],
  ['split off nothing', (x) => ops.split(x, [0])[0]!, [2, 2]],
  ['takeAlongAxis of nothing', called('takeAlongAxis', ops.zeros([0, 2], { dtype: 'int32' }), { axis: 0 }), [2, 2]],
  ['logspace of no points', (a, b) => ops.logspace(a, b, 0), [2], [2]],
  ['logspace of nothing', (a, b) => ops.logspace(a, b, 3), [0], [0]],
  ['geomspace of no points', (a, b) => ops.geomspace(a, b, 0), [2], [2]],
  ['geomspace of nothing', (a, b) => ops.geomspace(a, b, 3), [0, 2], [2]],
  ['segmentSum of nothing', called('segmentSum', noIndices, { numSegments: 2 }), [0, 3]],
  ['segmentProd of nothing', called('segmentProd', noIndices, { numSegments: 2 }), [0, 3]],
  ['tensordot over nothing', called('tensordot', 1), [2, 0], [0, 3]],
  ['kron of nothing', called('kron'), [0, 2], [2, 2]],
  ['trapezoid of nothing', called('trapezoid'), [2, 0]],
  ['vander of nothing', called('vander'), [0]],
  ['diag of nothing', called('diag'), [0]],
  ['unstack nothing', (x) => ops.unstack(x, { axis: 1 })[0]!, [0, 2]],
  ['getItem of nothing', called('getItem', 0), [2, 0]],
  ['hsplit of nothing', (x) => ops.hsplit(x, 1)[0]!, [0, 2]],
  ['vsplit of nothing', (x) => ops.vsplit(x, 1)[0]!, [0, 2]],
  ['dsplit of nothing', (x) => ops.dsplit(x, 1)[0]!, [0, 2, 2]],
  ['meshgrid of nothing', (a, b) => ops.meshgrid(a, b)[0]!, [0], [2]],
  ['scatter of nothing', (x) => ops.scatter(ops.zeros([0, 1], { dtype: 'int32' }), x, [3]), [0]],
  ['scatterUpdate of nothing', (x, y) => ops.scatterUpdate(x, ops.zeros([0, 1], { dtype: 'int32' }), y), [3], [0]],
  ['sliceUpdate of nothing', (x, y) => ops.sliceUpdate(x, [0], y), [3], [0]],
  ['moments of nothing', (x) => ops.moments(x, 1)[0], [0, 3]],
  ['cross of nothing', called('cross'), [0, 3], [0, 3]],
  ['linspace of no points', (a, b) => ops.linspace(a, b, 0), [2], [2]],
  ...[
    [
      [2, 0],
      [0, 3],
    ],
    [
      [0, 2],
      [2, 3],
    ],
    [
      [2, 3],
      [3, 0],
    ],
    [[0], [0]],
    [
      [5, 2, 0],
      [0, 3],
    ],
    [
      [5, 2, 0],
      [5, 0, 3],
    ],
    [
      [0, 2, 3],
      [3, 2],
    ],
    [
      [0, 2, 2],
      [0, 2, 2],
    ],
  ].flatMap(([a, b]): Row[] => [
    ['matmul', called('matmul'), a!, b!],
    ['dot', called('dot'), a!, b!],
    ...(a!.length === 2 ? [['einsum', (x, y) => ops.einsum('ij,jk->ik', x, y), a!, b!] as Row] : []),
  ]),
  ['conv of no images', called('conv'), [0, 5, 2], [3, 2, 4]],
  ['conv with no filters', called('conv'), [1, 5, 2], [3, 2, 0]],
  ['conv of no length', called('conv', { padding: 'same' }), [1, 0, 2], [3, 2, 4]],
  ['convTranspose of no images', called('convTranspose'), [0, 5, 2], [3, 4, 2]],
  ['depthwiseConv of no images', called('depthwiseConv'), [0, 5, 2], [3, 2, 2]],
  ['separableConv of no images', called('separableConv'), [0, 5, 2], [3, 2, 2], [1, 4, 3]],
  ['adaptiveMaxPool of no images', called('adaptiveMaxPool', 2), [0, 4, 2]],
  ['adaptiveAveragePool of no images', called('adaptiveAveragePool', 2), [0, 4, 2]],
  ['maxPool of no images', called('maxPool', 2), [0, 4, 2]],
  ['maxPool of no channels', called('maxPool', 2), [1, 4, 0]],
  ['averagePool of no images', called('averagePool', 2), [0, 4, 2]],
  ['averagePool of no channels', called('averagePool', 2), [1, 4, 0]],
  ...[false, true].flatMap((fromLogits): Row[] => [
    ['binaryCrossentropy', called('binaryCrossentropy', { fromLogits }), [0, 3], [0, 3]],
    ['categoricalCrossentropy', called('categoricalCrossentropy', { fromLogits }), [0, 3], [0, 3]],
    ['sparseCategoricalCrossentropy', (p) => ops.sparseCategoricalCrossentropy(noIndices, p, { fromLogits }), [0, 3]],
  ]),
];

const rows = [...shapes.flatMap(rowsOf), ...others];
const truth = 'gives truth values or positions: no gradient, see "without gradients"';
const noOperand = 'has no operand';
const without = [
  ...constant,
  ...(['isclose', 'allclose', 'isin', 'logicalXor', 'countNonzero', 'nonzero'] as const),
  ...kinds.descriptions.filter((name) => name !== 'saturateCast' && name !== 'view'),
  ...binaryNames.slice(binaryNames.indexOf('greater')),
  ...(['any', 'all', 'argsort', 'oneHot', 'zerosLike', 'onesLike', 'convertToTensor', 'shape'] as const),
] as const;

expectRows(
  rows.map(([name]) => name.split(' ')[0]!),
  {
    ...Object.fromEntries(without.map((name) => [name, truth])),
    ...Object.fromEntries((['zeros', 'ones', 'full', 'arange', 'eye'] as const).map((name) => [name, noOperand])),
    argmax: 'needs an element',
    argmin: 'needs an element',
    view: 'reads the bytes of an array, without gradients: see test/ops/further-functions.test.ts',
    ...Object.fromEntries((['nanargmax', 'nanargmin'] as const).map((name) => [name, 'needs an element'])),
    ...reasonsOf(
      {
        linearAlgebra: 'is about matrices: see test/ops/linear-algebra.test.ts',
        bits: 'is about integers, without gradients',
        divisors: 'is about integers, without gradients',
        products: 'has rows of its kind: outer, inner, tensordot, kron',
        comparisons: 'compares, without gradients',
        moves: 'has rows of its kind: tril, roll, append and others',
        sums: 'has rows of its kind: cumprod, segmentSum, trace and others',
        statistics: 'needs elements: see test/ops/numpy.test.ts',
        counts: 'gives counts and positions, without gradients',
        creation: noOperand,
        controlFlow: 'computes what it is told: see test/ops/control-flow.test.ts',
        sequences: 'has tests of its own: see test/ops/ctc.test.ts',
      },
      [...rows.map(([name]) => name.split(' ')[0]!), ...without],
    ),
  },
);

describe.each(['float32', 'float64'] as const)('gradients of %s', (dtype) => {
  test.each(rows.map(([name, f, ...of]) => [name, f, of] as const))('%s', (_, f, of) => {
    const xs = of.map((shape) => ops.ones(shape, { dtype }));
    const gradients = grad((...each: Tensor[]) => ops.sum(ops.cast(f(...each), dtype)), {
      argument: xs.map((_each, index) => index),
    })(...xs);
    expect(gradients.map((each) => each.shape)).toEqual(of);
    expect(gradients.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });
});

describe('without gradients', () => {
  test.each(without)('%s', (name) => {
    for (const shape of shapes) {
      const x = ops.zeros(shape, { dtype: name === 'oneHot' ? 'int32' : 'float32' });
      const given = name === 'oneHot' ? [x, 3] : operationTable[name]!(x, x);
      expect(() => call(name, ...given)).not.toThrow();
    }
  });

  test('what nothing leaves', () => {
    const nothing = ops.zeros([0]);
    expect([ops.sum(nothing).item(), ops.prod(nothing).item(), ops.mean(nothing).item()]).toEqual([0, 1, NaN]);
    expect(ops.logsumexp(nothing).item()).toBe(-Infinity);
    expect(ops.logsumexp(ops.zeros([0, 2]), { axis: 0, keepdims: true }).toArray()).toEqual([[-Infinity, -Infinity]]);
    expect([ops.any(nothing).item(), ops.all(nothing).item()]).toEqual([false, true]);
    expect(ops.matmul(ops.zeros([2, 0]), ops.zeros([0, 3])).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(ops.pad(nothing, [[1, 1]], { constantValues: 7 }).toArray()).toEqual([7, 7]);
    expect(ops.linspace([0, 1], [2, 3], { num: 0 }).shape).toEqual([0, 2]);
    expect(() => ops.max(nothing)).toThrow('ops.max: expected one element or more to choose from');
    expect(tensor([]).shape).toEqual([0]);
  });
});
