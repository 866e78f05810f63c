/**
 * Where a number may stand, a tensor or a variable of one may: an axis, a count, a size. Keras 3.15 on JAX takes them nearly everywhere; where it
 * does not, it is the tracing of JAX that happens to refuse them. Here they are taken everywhere.
 */
import { describe, expect, test } from 'vitest';
import { ops, random, SymbolicTensor, tensor, Variable, type Tensor } from '../../src/index.js';
import { functionCalls } from './calls.js';
import { publicFunctions, type AnyFunction } from './public-functions.js';

const images = ops.ones([1, 4, 4, 4]);
const cubes = ops.ones([1, 4, 4, 4, 1]);
const line = ops.ones([1, 4, 1]);
const kernel = ops.ones([2, 1, 1]);
const planes = ops.ones([1, 1, 4, 4]);
const x = tensor([[3, 1, 2], [4, 6, 5]]); // prettier-ignore
const square = tensor([[1, 2, 3], [3, 4, 6], [1, 0, 1]]); // prettier-ignore
const vector = tensor([2, 1]);
const indices = tensor([1, 0], { dtype: 'int32' });

type Row = readonly [name: string, arrays: readonly unknown[], numbers: Readonly<Record<string, unknown>>];

const rows = (names: readonly string[], ...row: [readonly unknown[], Row[2]]): Row[] =>
  names.map((name) => [name, ...row]);

/** Calls by name, with a value for every argument that is a number or a list of numbers. */
const calls: readonly Row[] = [
  ...rows(['all', 'amax', 'amin', 'any', 'argmax', 'argmin', 'argsort', 'average', 'countNonzero', 'cumprod'], [x], { axis: 1 }), // prettier-ignore
  ...rows(['cumsum', 'flip', 'logSoftmax', 'logsumexp', 'max', 'mean', 'median', 'min', 'nanargmax'], [x], { axis: 1 }),
  ...rows(['nanargmin', 'nancumprod', 'nancumsum', 'nanmax', 'nanmean', 'nanmedian', 'nanmin', 'nanprod'], [x], { axis: 1 }), // prettier-ignore
  ...rows(['nanstd', 'nansum', 'nanvar', 'prod', 'ptp', 'softmax', 'sort', 'sparsemax', 'std', 'sum', 'var'], [x], { axis: 1 }), // prettier-ignore
  ...rows(['max', 'min'], [x], { initial: 7 }),
  ...rows(['all', 'any', 'average', 'countNonzero', 'flip', 'logsumexp', 'max', 'mean', 'prod', 'std', 'sum', 'nansum', 'softmax'], [x], { axis: [0, 1] }), // prettier-ignore
  ...rows(['percentile', 'nanpercentile'], [x], { q: 50, axis: 1 }),
  ...rows(['quantile', 'nanquantile'], [x], { q: 0.5, axis: [0, 1] }),
  ...rows(['activations.softmax', 'activations.logSoftmax', 'activations.sparsemax'], [x], { axis: 0 }),
  ...rows(['glu', 'activations.glu'], [images], { axis: 1 }),
  ...rows(['layerNormalization', 'rmsNormalization'], [x], { axis: 0, epsilon: 0.5 }),
  ['batchNormalization', [x, [1, 2], [1, 2]], { axis: 0, epsilon: 0.5 }],
  ['moments', [x], { axes: 1 }],
  ['moments', [x], { axes: [0, 1] }],
  ['normalize', [x], { axis: 0, order: 1, epsilon: 0.5 }],
  ['norm', [x], { axis: 1, ord: 1 }],
  ...rows(['append'], [x, x], { axis: 1 }),
  ...rows(['concatenate', 'stack'], [[x, x]], { axis: 1 }),
  ...rows(['categoricalCrossentropy'], [x, x], { axis: 0 }),
  ['sparseCategoricalCrossentropy', [[0, 1, 0], x], { axis: 0 }],
  ['associativeScan', [ops.add, x], { axis: 1 }],
  ['argpartition', [x], { kth: 1, axis: 0 }],
  ...rows(['arraySplit', 'split'], [x], { indicesOrSections: 3, axis: 1 }),
  ...rows(['arraySplit', 'split'], [x], { indicesOrSections: [1, 2], axis: 1 }),
  ...rows(['hsplit', 'vsplit', 'dsplit'], [ops.ones([2, 2, 2])], { indicesOrSections: 2 }),
  ['cross', [square, ops.add(square, 1)], { axis: 0 }],
  ['cross', [square, ops.add(square, 1)], { axisa: 0, axisb: 0, axisc: 0 }],
  ['diff', [x], { n: 2, axis: 1 }],
  ['diag', [vector], { k: 1 }],
  ['diagflat', [vector], { k: -1 }],
  ...rows(['diagonal', 'trace'], [ops.ones([3, 3, 3])], { offset: 1, axis1: 1, axis2: 2 }),
  ...rows(['tril', 'triu'], [square], { k: 1 }),
  ['eye', [], { N: 2, M: 3, k: 1 }],
  ['tri', [], { N: 2, M: 3, k: 1 }],
  ['identity', [], { n: 3 }],
  ['vander', [vector], { N: 3 }],
  ['arange', [], { start: 1, stop: 7, step: 2 }],
  ['linspace', [], { start: 0, stop: 3, num: 4, axis: 0 }],
  ['linspace', [], { start: 0, stop: [1, 2], num: 4, axis: 1 }],
  ['geomspace', [], { start: 1, stop: 8, num: 4, axis: 0 }],
  ['logspace', [], { start: 0, stop: 3, num: 4, axis: 0, base: 2 }],
  ...rows(['zeros', 'ones', 'empty'], [], { shape: 2 }),
  ...rows(['zeros', 'ones', 'empty'], [], { shape: [2, 3] }),
  ['full', [], { shape: [2, 3], fillValue: 7 }],
  ['fullLike', [x], { fillValue: 7 }],
  ['clip', [x], { xMin: 2, xMax: 3 }],
  ['pad', [x], { padWidth: [[1, 0], [0, 2]], constantValues: 3 }], // prettier-ignore
  ['pad', [x], { padWidth: 1 }],
  ['slice', [x], { startIndices: [0, 1], shape: [2, 2] }],
  ['sliceUpdate', [x], { startIndices: [0, 1], updates: [[9]] }],
  ['scatter', [[[1], [0]], vector], { shape: [3] }], // prettier-ignore
  ['unravelIndex', [indices], { shape: [2, 2] }],
  ['reshape', [x], { newshape: [3, -1] }],
  ['broadcastTo', [x], { shape: [2, 2, 3] }],
  ['expandDims', [x], { axis: 1 }],
  ['expandDims', [x], { axis: [0, 1] }],
  ['squeeze', [line], { axis: 0 }],
  ['squeeze', [line], { axis: [0, 2] }],
  ['swapaxes', [x], { axis1: 0, axis2: 1 }],
  ['transpose', [x], { axes: [1, 0] }],
  ['moveaxis', [x], { source: 0, destination: 1 }],
  ['moveaxis', [x], { source: [0], destination: [1] }],
  ['rot90', [x], { k: 3, axes: [1, 0] }],
  ['roll', [x], { shift: 1, axis: 1 }],
  ['roll', [x], { shift: [1, 2], axis: [0, 1] }],
  ['repeat', [x], { repeats: 2, axis: 1 }],
  ['repeat', [x], { repeats: [2, 1], axis: 0 }],
  ['tile', [x], { repeats: 2 }],
  ['tile', [x], { repeats: [2, 1] }],
  ['take', [x], { indices: 1, axis: 1 }],
  ['takeAlongAxis', [x, [[1], [0]]], { axis: 1 }], // prettier-ignore
  ['unstack', [x], { num: 3, axis: 1 }],
  ['unique', [x], { axis: 1, size: 4, fillValue: 7 }],
  ['getItem', [x], { key: 1 }],
  ['nanToNum', [[NaN, Infinity, -Infinity]], { nan: 1, posinf: 2, neginf: 3 }],
  ['select', [[[true, false]], [tensor([1, 2])]], { default: 3 }],
  ['round', [x], { decimals: -1 }],
  ['isclose', [x, ops.add(x, 0.5)], { rtol: 0.1, atol: 0.1 }],
  ['allclose', [x, ops.add(x, 0.5)], { rtol: 0.1, atol: 0.1 }],
  ['trapezoid', [x], { dx: 2, axis: 0 }],
  ['tensordot', [square, square], { axes: 1 }],
  ['tensordot', [square, square], { axes: [0, 1] }],
  ['oneHot', [indices], { numClasses: 3, axis: 0 }],
  ['multiHot', [indices], { numClasses: 3, axis: 0 }],
  ['topK', [x], { k: 2 }],
  ['inTopK', [indices, x], { k: 2 }],
  ['bincount', [indices], { minlength: 5 }],
  ['histogram', [x], { bins: 3, range: [0, 3] }],
  ...rows(['segmentMax', 'segmentMin', 'segmentProd', 'segmentSum'], [x, indices], { numSegments: 3 }),
  ...rows(['depthToSpace', 'spaceToDepth'], [images], { blockSize: 2 }),
  ...rows(['conv', 'depthwiseConv'], [line, kernel], { strides: 2, dilationRate: 1 }),
  ...rows(['conv', 'depthwiseConv'], [line, kernel], { strides: [1], dilationRate: [2] }),
  ['separableConv', [line, kernel, ops.ones([1, 1, 1])], { strides: 2, dilationRate: 1 }],
  ['convTranspose', [line, kernel], { strides: 2, outputPadding: 1, dilationRate: 1 }],
  ...rows(['maxPool', 'averagePool'], [line], { poolSize: 2, strides: [1] }),
  ...rows(['adaptiveMaxPool', 'adaptiveAveragePool'], [line], { outputSize: 2 }),
  ['unfold', [planes], { kernelSize: 2, dilation: 1, padding: 1, stride: 2 }],
  ['fold', [ops.ones([1, 4, 9])], { outputSize: [4, 4], kernelSize: 2, dilation: 1, padding: 1, stride: 2 }],
  ['kaiser', [5], { beta: 3 }],
  ['psnr', [x, ops.add(x, 1)], { maxVal: 6 }],
  ['dotProductAttention', [images, images, images], { scale: 2, attnLogitsSoftCap: 3 }],
  ['scan', [(sum: Tensor) => [ops.add(sum, 1), sum], 0, null], { length: 3 }],
  ['whileLoop', [() => true, (each: Tensor) => ops.add(each, 1), [1]], { maximumIterations: 3 }],
  ['ctcLoss', [[[1]], ops.ones([1, 2, 3]), [1], [2]], { maskIndex: 0 }],
  ['ctcDecode', [ops.ones([1, 2, 3]), [2]], { strategy: 'beam_search', beamWidth: 3, topPaths: 2, maskIndex: 0 }],
  ...rows(['celu', 'elu'], [x], { alpha: 2 }),
  ['hardShrink', [x], { threshold: 2 }],
  ['softShrink', [x], { threshold: 2 }],
  ['squareplus', [x], { b: 2 }],
  ['leakyRelu', [x], { negativeSlope: 2 }],
  ['hardSigmoid', [x], { slope: 2, offset: 1 }],
  ['threshold', [x], { threshold: 2, defaultValue: 1 }],
  ['image.resize', [images], { size: [2, 3], fillValue: 0 }],
  ['image.cropImages', [images], { topCropping: 1, bottomCropping: 1, leftCropping: 1, rightCropping: 1 }],
  ['image.cropImages', [images], { topCropping: 1, leftCropping: 1, targetHeight: 2, targetWidth: 2 }],
  ['image.padImages', [images], { topPadding: 1, bottomPadding: 1, leftPadding: 1, rightPadding: 1 }],
  ['image.padImages', [images], { topPadding: 1, leftPadding: 1, targetHeight: 6, targetWidth: 6 }],
  ['image.extractPatches', [images], { size: 2, strides: 1, dilationRate: 1 }],
  ['image.extractPatches', [images], { size: [2, 1], strides: [1, 2] }],
  ['image.extractPatches', [cubes], { size: [1, 2, 1] }],
  ['image.extractPatches3d', [cubes], { size: 2, strides: 1, dilationRate: 1 }],
  ['image.gaussianBlur', [images], { kernelSize: [3, 3], sigma: [1, 2] }],
  ['image.elasticTransform', [images], { alpha: 2, sigma: 3, fillValue: 1, seed: 1 }],
  ['image.affineTransform', [images, [1, 0, 1, 0, 1, 0, 0, 0]], { fillValue: 1 }],
  ['image.perspectiveTransform', functionCalls['ops.image.perspectiveTransform']!(), { fillValue: 1 }],
  ['image.mapCoordinates', [x, [[0, 0.5, 9], [1, 1.5, 9]]], { order: 1, fillValue: 1 }], // prettier-ignore
  ['image.scaleAndTranslate', [x], { outputShape: [3, 3], spatialDims: [0], scale: [2], translation: [1], method: 'linear' }], // prettier-ignore
  ['image.ssim', [ops.ones([3, 3, 1]), ops.zeros([3, 3, 1])], { maxVal: 2, filterSize: 3, filterSigma: 1, k1: 0.5, k2: 0.25 }], // prettier-ignore
  ...rows(['random.normal', 'random.truncatedNormal'], [], { shape: [2, 3], seed: 1 }),
  ['random.uniform', [], { shape: [2, 3], minval: 2, maxval: 5, seed: 1 }],
  ['random.gamma', [], { shape: [2], alpha: 2, seed: 1 }],
  ['random.beta', [], { shape: [2], alpha: 2, beta: 3, seed: 1 }],
  ['random.binomial', [], { shape: [2], counts: 5, probabilities: 0.5, seed: 1 }],
  ['random.categorical', [[[0, 1]]], { numSamples: 3, seed: 1 }],
  ['random.dropout', [x], { rate: 0.5, noiseShape: [2, 1], seed: 1 }],
  ['random.shuffle', [x], { axis: 1, seed: 1 }],
  ['utils.toCategorical', [[0, 1]], { numClasses: 3 }],
  ['utils.normalize', [x], { axis: 0, order: 1 }],
  ['rearrange', [x, 'a (b c) -> a b c'], { b: 3 }],
];

/** Arguments that are arrays, names, truth values or functions. A seed is that of a generator. */
const others = new Set([
  ...[
    'antialias',
    'approximate',
    'assumeUnique',
    'bias',
    'choicelist',
    'coordinates',
    'cropToAspectRatio',
    'dataFormat',
  ],
  ...[
    'depthwiseKernel',
    'stddev',
    'dtype',
    'elems',
    'endPoints',
    'endpoint',
    'equalNan',
    'excluded',
    'fillMode',
    'flashAttention',
  ],
  ...[
    'fromLogits',
    'gamma',
    'hasAux',
    'image2',
    'increasing',
    'indexing',
    'init',
    'interpolation',
    'invert',
    'isCausal',
  ],
  ...['keepdims', 'kernel', 'loopVars', 'lower', 'mask', 'mean', 'mergeRepeated', 'method', 'mode', 'out', 'output'],
  ...[
    'outputLength',
    'padToAspectRatio',
    'pointwiseKernel',
    'predictions',
    'primals',
    'ragged',
    'reduction',
    'retstep',
  ],
  ...['returnCounts', 'returnIndex', 'returnInverse', 'reverse', 'seed', 'segmentIds', 'sequenceLengths', 'side'],
  ...[
    'signature',
    'sorted',
    'sparse',
    'startPoints',
    'strategy',
    'synchronized',
    'tangents',
    'targetLength',
    'transform',
  ],
  ...['unroll', 'updates', 'upper', 'value', 'values', 'variance', 'weights', 'x', 'x1', 'x2', 'xs', 'y'],
]);
/** What the same names mean elsewhere. */
const notNumbers = new Set([
  ...['solve.b', 'solveTriangular.b', 'layerNormalization.beta', 'rmsNormalization.scale', 'digitize.bins'],
  ...[
    'dotProductAttention.key',
    'scatterUpdate.indices',
    'relu.threshold',
    'relu.negativeSlope',
    'relu.maxValue',
    'relu.alpha',
  ],
  ...['batchNormalization.offset', 'batchNormalization.scale', 'random.randint.minval', 'random.randint.maxval'],
  ...['random.randint.shape', 'takeAlongAxis.indices'],
]);

const functions: Readonly<Record<string, AnyFunction>> = Object.fromEntries(
  publicFunctions.map(([name, f]) => [name.replace(/^ops\./, ''), f]),
);

const isList = Array.isArray as (value: unknown) => value is readonly unknown[];
const integersIn = (value: unknown): boolean => [value].flat(2).every(Number.isInteger);
const ofEach = (value: unknown, make: (each: number) => unknown): unknown =>
  isList(value) ? value.map((each) => ofEach(each, make)) : make(value as number);
const i32 = (value: unknown): Tensor => tensor(value as number, { dtype: 'int32' });

/** The same number, or list of numbers, in its other forms. */
const formsOf = (value: unknown): Readonly<Record<string, unknown>> => ({
  tensor: integersIn(value) ? i32(value) : tensor(value as number),
  variable: new Variable(integersIn(value) ? i32(value) : (value as number)),
  ...(isList(value) && { 'list of tensors': ofEach(value, (each) => tensor(each)) }),
});

describe.each(calls.map((row, place) => [place, ...row] as const))('%i: %s', (_, name, arrays, options) => {
  const f = functions[name]!;
  const call = (given: object): unknown => f(...arrays, given);
  const numbers = Object.entries(options).filter(([key, value]) => typeof value !== 'string' && key !== 'seed');

  test.each(numbers)('%s', (argument, value) => {
    const expected = call(options);
    for (const [form, given] of Object.entries(formsOf(value))) {
      expect(call({ ...options, [argument]: given }), form).toEqual(expected);
    }
  });
});

test('places among keys', () => {
  expect(ops.getItem(x, [i32(1), new Variable(i32(2))] as never)).toEqual(tensor(5));
  expect(ops.getItem(x, [null, Int32Array.of(2, 0)] as never).toArray()).toEqual([[2, 3], [5, 4]]); // prettier-ignore
});

describe('what is there', () => {
  /** The options that a function says it knows. */
  const optionsOf = (name: string): readonly string[] => {
    try {
      functions[name]!(...functionCalls[functionCalls[name] ? name : `ops.${name}`]!(), { isNoOptionOfThis: 1 });
    } catch (error) {
      return /Known are (.*)\./.exec(String(error))?.[1]?.split(', ') ?? [];
    }
    return [];
  };
  const namespaces = /^(?!activations|layers|losses|metrics|optimizers|initializers|utils|config)[a-z]/;
  const rowsOf = (name: string): readonly string[] =>
    calls.filter((row) => row[0] === name).flatMap((row) => Object.keys(row[2]));

  test('every argument that is a number has a row', () => {
    const missing = Object.keys(functions)
      .filter((name) => namespaces.test(name) && (name in ops || /^(image|random)\./.test(name)))
      .flatMap((name) =>
        optionsOf(name)
          .filter((option) => !rowsOf(name).includes(option))
          .map((option) => `${name}.${option}`)
          .filter((each) => !(each.endsWith('.padding') && !/fold/.test(each)))
          .filter((each) => !others.has(each.split('.').at(-1)!) && !notNumbers.has(each)),
      );
    expect(missing).toEqual([]);
  });
});

describe('a number that is not known yet', () => {
  const unknown = new SymbolicTensor({ shape: [], dtype: 'int32' });
  test.each<[string, () => unknown]>([
    ['ops.sum: expected axis to be a number that is known', () => ops.sum(x, { axis: unknown as never })],
    ['ops.linspace: expected num to be a number that is known', () => ops.linspace(0, 1, unknown as never)],
    ['ops.tile: expected repeats to be a number that is known', () => ops.tile(x, unknown as never)],
    ['ops.transpose: expected axes to be a number that is known', () => ops.transpose(x, [unknown, 0] as never)],
    ['random.shuffle: expected axis to be a number that is known', () => random.shuffle(x, { axis: unknown as never })],
  ])('%s', (message, call) => {
    expect(call).toThrow(message);
    expect(call).toThrow('Hint: ');
  });
});
