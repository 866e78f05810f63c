/** A call of every operation, for tests that hold for all of them: an operation without a row fails. */
import { expect, test } from 'vitest';
import * as ops from '../../src/ops/index.js';
import { tensor, type Tensor } from '../../src/tensor/index.js';

/** The functions of `ops`, without the namespaces in it. */
export type OperationName = Exclude<keyof typeof ops, 'image' | 'switch'>;

/** The arguments of a call, from two arrays of shape [2, 2]. */
export type Arguments = (x: Tensor, y: Tensor) => readonly unknown[];

const ofOne: Arguments = (x) => [x];
const ofTwo: Arguments = (x, y) => [x, y];
const rowsOf = (names: readonly OperationName[], row: Arguments): [OperationName, Arguments][] =>
  names.map((name) => [name, row]);

/** Functions of each element. */
export const unaryNames = [
  ...(['negative', 'abs', 'sign', 'square', 'sqrt', 'rsqrt', 'reciprocal', 'floor', 'ceil', 'round'] as const),
  ...(['exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'erf', 'erfc'] as const),
  ...(['logicalNot', 'isnan', 'isinf', 'isfinite'] as const),
] as const satisfies readonly OperationName[];

/** Activations, of each element as well. */
export const activationNames = [
  ...([
    'celu',
    'elu',
    'exponential',
    'gelu',
    'hardShrink',
    'hardSigmoid',
    'hardSilu',
    'hardSwish',
    'hardTanh',
  ] as const),
  ...(['leakyRelu', 'linear', 'logSigmoid', 'mish', 'relu', 'relu6', 'selu', 'sigmoid', 'silu', 'swish'] as const),
  ...([
    'softShrink',
    'softplus',
    'softsign',
    'sparsePlus',
    'sparseSigmoid',
    'squareplus',
    'tanh',
    'tanhShrink',
  ] as const),
] as const satisfies readonly OperationName[];

/** Functions of two elements. */
export const binaryNames = [
  ...(['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum', 'power', 'logaddexp'] as const),
  ...(['greater', 'greaterEqual', 'less', 'lessEqual', 'equal', 'notEqual', 'logicalAnd', 'logicalOr'] as const),
] as const satisfies readonly OperationName[];

/** Reductions over axes. */
export const reductionNames = [
  ...(['sum', 'mean', 'prod', 'max', 'min', 'var', 'std', 'any', 'all', 'logsumexp', 'argmax', 'argmin'] as const),
] as const satisfies readonly OperationName[];

const indices = tensor([1, 0], { dtype: 'int32' });

/** The arrays, if they are of integers, as operations of bits need them. */
const integersFrom = (...xs: readonly Tensor[]): readonly Tensor[] =>
  xs.map((x) => (x.dtype.includes('float') ? indices : x));

/** A symmetric matrix with positive eigenvalues. */
const definite = (x: Tensor): Tensor => ops.add(ops.zerosLike(x), ops.eye(2, { dtype: x.dtype as 'float32' }));

/** Further functions of each element. */
export const furtherUnary = [
  ...(['absolute', 'arccos', 'arccosh', 'arcsin', 'arcsinh', 'arctan', 'arctanh', 'cbrt', 'deg2rad'] as const),
  ...(['erfinv', 'exp2', 'fabs', 'i0', 'isneginf', 'isposinf', 'rad2deg', 'signbit', 'sinc', 'trunc'] as const),
] as const satisfies readonly OperationName[];

/** Further functions of two elements. */
export const furtherBinary = [
  ...(['arctan2', 'divideNoNan', 'floorDivide', 'fmax', 'fmin', 'fmod', 'heaviside', 'hypot', 'ldexp'] as const),
  ...(['logaddexp2', 'logicalXor', 'mod', 'trueDivide'] as const),
] as const satisfies readonly OperationName[];

/** Further reductions over axes. */
export const furtherReductions = [
  ...(['amax', 'amin', 'average', 'countNonzero', 'median', 'nanargmax', 'nanargmin', 'nanmax', 'nanmean'] as const),
  ...(['nanmin', 'nanprod', 'nanstd', 'nansum', 'nanvar', 'ptp'] as const),
] as const satisfies readonly OperationName[];

/** The other operations by what they do, for tables that say of a kind why it has no rows in them. */
export const kinds = {
  /** Give each number as it is, or a part of it. */
  parts: ['angle', 'array', 'conj', 'conjugate', 'copy', 'imag', 'isreal', 'nanToNum', 'real'],
  linearAlgebra: ['cholesky', 'choleskyInverse', 'det', 'inv', 'logdet', 'luFactor', 'norm', 'normalize', 'slogdet', 'solve', 'solveTriangular'], // prettier-ignore
  bits: ['bitwiseAnd', 'bitwiseInvert', 'bitwiseLeftShift', 'bitwiseNot', 'bitwiseOr', 'bitwiseRightShift', 'bitwiseXor', 'leftShift', 'rightShift'], // prettier-ignore
  divisors: ['gcd', 'lcm'],
  products: ['cdist', 'correlate', 'cross', 'dotProductAttention', 'inner', 'kron', 'outer', 'tensordot', 'vdot'],
  comparisons: ['allclose', 'digitize', 'inTopK', 'isclose', 'isin', 'nextafter', 'searchsorted'],
  moves: ['append', 'arraySplit', 'depthToSpace', 'diag', 'diagflat', 'diagonal', 'dsplit', 'dstack', 'fliplr', 'flipud', 'getItem', 'hsplit', 'hstack', 'meshgrid', 'moveaxis', 'rearrange', 'roll', 'rot90', 'scatterUpdate', 'select', 'sliceUpdate', 'spaceToDepth', 'topK', 'tril', 'triu', 'unfold', 'unique', 'unstack', 'vsplit', 'vstack'], // prettier-ignore
  sums: ['cumprod', 'cumsum', 'diff', 'fold', 'nancumprod', 'nancumsum', 'scatter', 'segmentMax', 'segmentMin', 'segmentProd', 'segmentSum', 'trace', 'trapezoid', 'vander'], // prettier-ignore
  statistics: ['batchNormalization', 'corrcoef', 'layerNormalization', 'moments', 'percentile', 'psnr', 'quantile', 'rmsNormalization', 'nanquantile', 'nanpercentile', 'nanmedian'], // prettier-ignore
  counts: ['argpartition', 'bincount', 'histogram', 'multiHot', 'nonzero', 'unravelIndex'],
  creation: ['bartlett', 'blackman', 'empty', 'emptyLike', 'geomspace', 'hamming', 'hanning', 'identity', 'kaiser', 'logspace', 'tri'], // prettier-ignore
  controlFlow: ['associativeScan', 'cond', 'foriLoop', 'map', 'scan', 'vectorizedMap', 'whileLoop', 'vectorize', 'customGradient', 'jvp'], // prettier-ignore
  sequences: ['ctcDecode', 'ctcLoss'],
  descriptions: ['dtype', 'ndim', 'saturateCast', 'size', 'view'],
} as const satisfies Readonly<Record<string, readonly OperationName[]>>;

/** A reason for each operation of these kinds, but for those that have rows. */
export const reasonsOf = (
  reasons: Readonly<Partial<Record<keyof typeof kinds, string>>>,
  rows: readonly string[],
): Readonly<Partial<Record<OperationName, string>>> =>
  Object.fromEntries(
    Object.entries(reasons).flatMap(([kind, reason]) =>
      kinds[kind as keyof typeof kinds].filter((name) => !rows.includes(name)).map((name) => [name, reason]),
    ),
  );

/** The operations of these kinds, with all of their arguments that may stand by position. */
const familyTable: Readonly<Record<string, Arguments>> = {
  // test/ops/linear-algebra.test.ts
  cholesky: (x) => [definite(x), false],
  choleskyInverse: (x) => [definite(x), false],
  det: (x) => [x],
  inv: (x) => [definite(x)],
  logdet: (x) => [definite(x)],
  luFactor: (x) => [definite(x)],
  norm: (x) => [x, null],
  normalize: (x) => [x],
  slogdet: (x) => [x],
  solve: (x, y) => [definite(x), y],
  solveTriangular: (x, y) => [definite(x), y, false],
  tri: () => [2, 3, 1],
  // test/ops/further-elementwise.test.ts
  ...Object.fromEntries(furtherUnary.map((name): [string, Arguments] => [name, (x) => [x]])),
  ...Object.fromEntries(furtherBinary.map((name): [string, Arguments] => [name, (x, y) => [x, y]])),
  // test/ops/numpy.test.ts
  ...Object.fromEntries(furtherReductions.map((name): [string, Arguments] => [name, (x) => [x]])),
  // test/ops/further-forms.test.ts
  ...Object.fromEntries(
    (['angle', 'conj', 'conjugate', 'real', 'imag', 'isreal', 'copy', 'emptyLike', 'nancumprod', 'nancumsum', 'nanToNum', 'size', 'ndim', 'dtype', 'array', 'layerNormalization', 'rmsNormalization'] as const).map((name): [string, Arguments] => [name, (x) => [x]]), // prettier-ignore
  ),
  ...Object.fromEntries(
    (['isclose', 'allclose', 'inner', 'outer', 'vdot', 'kron', 'cdist', 'nextafter', 'cross'] as const).map((name): [string, Arguments] => [name, (x, y) => [x, y]]), // prettier-ignore
  ),
  ...Object.fromEntries(
    (['bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'bitwiseLeftShift', 'bitwiseRightShift', 'leftShift', 'rightShift', 'gcd', 'lcm'] as const).map((name): [string, Arguments] => [name, (x, y) => integersFrom(x, y)]), // prettier-ignore
  ),
  bitwiseNot: (x) => integersFrom(x),
  bitwiseInvert: (x) => integersFrom(x),
  saturateCast: (x) => [x, 'uint8'],
  empty: () => [[2]],
  identity: () => [2],
  select: (x, y) => [[ops.greater(x, 0)], [y]],
  multiHot: () => [indices, 3],
  logspace: () => [0, 1, 3],
  geomspace: () => [1, 2, 3],
  getItem: (x) => [x, 0],
  tensordot: (x, y) => [x, y, 1],
  correlate: (x, y) => [ops.ravel(x), ops.ravel(y)],
  batchNormalization: (x) => [x, [0, 0], [1, 1], -1],
  psnr: (x, y) => [x, y, 1],
  dotProductAttention: (x) => [
    ops.reshape(x, [1, 2, 1, 2]),
    ops.reshape(x, [1, 2, 1, 2]),
    ops.reshape(x, [1, 2, 1, 2]),
  ],
  unfold: (x) => [ops.reshape(x, [1, 1, 2, 2]), 2],
  fold: (x) => [ops.reshape(x, [1, 4, 1]), 2, 2],
  bartlett: () => [3],
  blackman: () => [3],
  hamming: () => [3],
  hanning: () => [3],
  kaiser: () => [3, 1],
  // test/ops/control-flow.test.ts
  cond: (x, y) => [true, () => x, () => y],
  whileLoop: () => [() => false, (each: Tensor) => each, [1]],
  foriLoop: () => [0, 1, (_: number, each: Tensor) => each, 1],
  scan: (x) => [(carry: Tensor, each: Tensor) => [carry, each], 0, x],
  associativeScan: (x) => [(a: Tensor, b: Tensor) => ops.add(a, b), x],
  map: (x) => [(each: Tensor) => each, x],
  vectorizedMap: (x) => [(each: Tensor) => each, x],
  append: (x, y) => [x, y],
  argpartition: (x) => [x, 0],
  arraySplit: (x) => [x, 2],
  bincount: () => [tensor([1, 0], { dtype: 'int32' })],
  corrcoef: (x) => [x],
  cumprod: (x) => [x],
  cumsum: (x) => [x],
  depthToSpace: (x) => [ops.reshape(x, [1, 1, 1, 4]), 2],
  diag: (x) => [x, 0],
  diagflat: (x) => [x, 0],
  diagonal: (x) => [x],
  diff: (x) => [x, 1],
  digitize: (x, y) => [x, ops.ravel(y)],
  dsplit: (x) => [ops.reshape(x, [1, 2, 2]), 2],
  dstack: (x, y) => [[x, y]],
  fliplr: (x) => [x],
  flipud: (x) => [x],
  histogram: (x) => [x],
  hsplit: (x) => [x, 2],
  hstack: (x, y) => [[x, y]],
  inTopK: (x) => [tensor([0, 1], { dtype: 'int32' }), x, 1],
  isin: (x, y) => [x, y],
  meshgrid: (x, y) => [ops.ravel(x), ops.ravel(y)],
  moments: (x) => [x, 0],
  moveaxis: (x) => [x, 0, 1],
  nonzero: (x) => [x],
  percentile: (x) => [x, 50],
  quantile: (x) => [x, 0.5],
  roll: (x) => [x, 1],
  rot90: (x) => [x, 1],
  scatter: (x) => [tensor([[1], [0]], { dtype: 'int32' }), x, [3, 2]],
  scatterUpdate: (x, y) => [x, tensor([[1], [0]], { dtype: 'int32' }), y],
  searchsorted: (x, y) => [ops.ravel(x), y],
  segmentMax: (x) => [x, tensor([1, 0], { dtype: 'int32' })],
  segmentMin: (x) => [x, tensor([1, 0], { dtype: 'int32' })],
  segmentProd: (x) => [x, tensor([1, 0], { dtype: 'int32' })],
  segmentSum: (x) => [x, tensor([1, 0], { dtype: 'int32' })],
  sliceUpdate: (x, y) => [x, [0, 0], y],
  spaceToDepth: (x) => [ops.reshape(x, [1, 2, 2, 1]), 2],
  topK: (x) => [x, 1],
  trace: (x) => [x],
  trapezoid: (x) => [x],
  unique: (x) => [x],
  unravelIndex: () => [tensor([1, 0], { dtype: 'int32' }), [2, 2]],
  unstack: (x) => [x],
  vander: (x) => [ops.ravel(x)],
  vsplit: (x) => [x, 2],
  vstack: (x, y) => [[x, y]],
  // test/ops/ctc.test.ts
  ctcLoss: (x) => [tensor([[1]], { dtype: 'int32' }), ops.reshape(x, [1, 2, 2]), [1], [2]],
  ctcDecode: (x) => [ops.reshape(x, [1, 2, 2]), [2]],
  // test/ops/further-functions.test.ts
  customGradient: () => [(each: Tensor) => [each, (dy: Tensor) => dy]],
  jvp: (x, y) => [(each: Tensor) => ops.multiply(each, each), [x], [y]],
  nanmedian: (x) => [x],
  nanpercentile: (x) => [x, 50],
  nanquantile: (x) => [x, 0.5],
  rearrange: (x) => [x, 'a b -> b a', {}],
  vectorize: () => [(each: Tensor) => each],
  view: (x) => [x, 'int32'],
  tril: (x) => [x, 0],
  triu: (x) => [x, 0],
};

export const operationTable: Readonly<Partial<Record<OperationName, Arguments>>> = Object.fromEntries<Arguments>([
  ...Object.entries(familyTable),
  ...rowsOf([...unaryNames, ...activationNames, ...reductionNames], ofOne),
  ...rowsOf(binaryNames, ofTwo),
  ...rowsOf(['ravel', 'transpose', 'flip', 'squeeze', 'sort', 'argsort', 'stopGradient'], ofOne),
  ...rowsOf(['softmax', 'logSoftmax', 'sparsemax', 'glu', 'zerosLike', 'onesLike', 'convertToTensor', 'shape'], ofOne),
  ...rowsOf(['matmul', 'dot', 'binaryCrossentropy', 'categoricalCrossentropy'], ofTwo),
  ['threshold', (x) => [x, 0, 0]],
  ['clip', (x) => [x, 0, 1]],
  ['where', (x, y) => [tensor([true, false]), x, y]],
  ['zeros', () => [[2]]],
  ['ones', () => [[2]]],
  ['full', (x) => [[2, 2], x]],
  ['fullLike', (x) => [x, 1]],
  ['arange', () => [3]],
  ['linspace', (x, y) => [x, y, 3]],
  ['eye', () => [2]],
  ['einsum', (x, y) => ['ij,jk->ik', x, y]],
  ['cast', (x) => [x, x.dtype]],
  ['concatenate', (x, y) => [[x, y]]],
  ['stack', (x, y) => [[x, y]]],
  ['split', (x) => [x, 2]],
  ['slice', (x) => [x, [0, 0], [1, 1]]],
  ['pad', (x) => [x, [[1, 1]]]],
  ['tile', (x) => [x, 2]],
  ['repeat', (x) => [x, 2]],
  ['reshape', (x) => [x, [4]]],
  ['expandDims', (x) => [x, 0]],
  ['swapaxes', (x) => [x, 0, 1]],
  ['broadcastTo', (x) => [x, [3, 2, 2]]],
  ['take', (x) => [x, indices]],
  ['takeAlongAxis', (x) => [x, ops.zeros([2, 2], { dtype: 'int32' })]],
  ['oneHot', () => [indices, 3]],
  ['sparseCategoricalCrossentropy', (x) => [indices, x]],
  ['conv', (x, y) => [ops.reshape(x, [1, 4, 1]), ops.reshape(y, [4, 1, 1])]],
  ['convTranspose', (x, y) => [ops.reshape(x, [1, 4, 1]), ops.reshape(y, [4, 1, 1])]],
  ['depthwiseConv', (x, y) => [ops.reshape(x, [1, 4, 1]), ops.reshape(y, [4, 1, 1])]],
  ['separableConv', (x, y) => [ops.reshape(x, [1, 4, 1]), ops.reshape(y, [4, 1, 1]), ops.ones([1, 1, 1])]],
  ['adaptiveMaxPool', (x) => [ops.reshape(x, [1, 4, 1]), 2]],
  ['adaptiveAveragePool', (x) => [ops.reshape(x, [1, 4, 1]), 2]],
  ['maxPool', (x) => [ops.reshape(x, [1, 4, 1]), 2]],
  ['averagePool', (x) => [ops.reshape(x, [1, 4, 1]), 2]],
]);

/** Those on images have a namespace within, and a test of their own; what a switch is given is the operands of its functions. */
export const operationNames = Object.keys(ops).filter(
  (name) => name !== 'image' && name !== 'switch',
) as OperationName[];

/** Of operations of those kinds, the names of the arguments behind the first, or first arrays, in their order. */
export const furtherArgumentNames: Readonly<Partial<Record<OperationName, readonly string[]>>> = {
  ...Object.fromEntries(
    [
      ...[...furtherBinary, ...kinds.divisors],
      ...(['isclose', 'allclose', 'inner', 'outer', 'vdot', 'kron', 'nextafter', 'cross', 'correlate', 'append', 'isin'] as const), // prettier-ignore
    ].map((name) => [name, ['x2']]),
  ),
  ...Object.fromEntries(kinds.bits.filter((name) => !/Not|Invert/.test(name)).map((name) => [name, ['y']])),
  solve: ['b'],
  solveTriangular: ['b', 'lower'],
  cdist: ['y'],
  tri: ['M', 'k'],
  saturateCast: ['dtype'],
  select: ['choicelist'],
  multiHot: ['numClasses'],
  logspace: ['start', 'stop', 'num'],
  geomspace: ['start', 'stop', 'num'],
  getItem: ['key'],
  tensordot: ['x2', 'axes'],
  batchNormalization: ['mean', 'variance', 'axis'],
  psnr: ['x2', 'maxVal'],
  dotProductAttention: ['key', 'value'],
  unfold: ['kernelSize'],
  fold: ['outputSize', 'kernelSize'],
  kaiser: ['beta'],
  argpartition: ['kth'],
  arraySplit: ['indicesOrSections'],
  digitize: ['bins'],
  inTopK: ['predictions', 'k'],
  moments: ['axes'],
  moveaxis: ['source', 'destination'],
  percentile: ['q'],
  quantile: ['q'],
  roll: ['shift'],
  scatter: ['values', 'shape'],
  scatterUpdate: ['indices', 'updates'],
  searchsorted: ['values'],
  sliceUpdate: ['startIndices', 'updates'],
  topK: ['k'],
  unravelIndex: ['shape'],
  diag: ['k'],
  diagflat: ['k'],
  diff: ['n'],
  rot90: ['k'],
  tril: ['k'],
  triu: ['k'],
  norm: ['ord'],
  segmentSum: ['segmentIds'],
  segmentProd: ['segmentIds'],
  segmentMax: ['segmentIds'],
  segmentMin: ['segmentIds'],
  depthToSpace: ['blockSize'],
  spaceToDepth: ['blockSize'],
  hsplit: ['indicesOrSections'],
  vsplit: ['indicesOrSections'],
  dsplit: ['indicesOrSections'],
};

/** The arguments of a call of an operation. */
export const argumentsOf = (name: OperationName, x: Tensor, y = x): readonly unknown[] => operationTable[name]!(x, y);

/** Calls an operation with whatever is given. */
export const call = (name: OperationName, ...given: readonly unknown[]): unknown =>
  (ops[name] as unknown as (...all: readonly unknown[]) => unknown)(...given);

/** A test that every operation has its row in a table, or a reason for having none. */
export function expectRows(
  rows: readonly string[],
  exempt: Readonly<Partial<Record<OperationName, string>>> = {},
): void {
  test('every operation has a row, or a reason to have none', () => {
    expect(operationNames.filter((name) => !rows.includes(name) && exempt[name] === undefined)).toEqual([]);
    expect(Object.keys(exempt).filter((name) => rows.includes(name))).toEqual([]);
  });
}
