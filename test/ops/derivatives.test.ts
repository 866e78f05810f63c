/** Every gradient rule against finite differences in float64, and the gradients of the gradients too. */
import { describe, test } from 'vitest';
import { affine } from '../../src/ops/matmul.js';
import { convolutionWithBias } from '../../src/ops/convolution.js';
import * as ops from '../../src/ops/index.js';
import type { Tensor } from '../../src/tensor/index.js';
import { expectGradients, irregular, type Function64 } from './gradient-check.js';

const x = irregular([2, 3]);
const positive = ops.add(ops.abs(irregular([2, 3], 5)), 0.5);
const images = irregular([2, 5, 4, 2], 7);

type Row = readonly [name: string, f: Function64, xs: readonly Tensor[]];

const elementwise: Row[] = [
  ...(['add', 'subtract', 'multiply', 'maximum', 'minimum', 'logaddexp'] as const).map((name): Row => [
    name,
    ops[name],
    [x, irregular([3], 2)],
  ]),
  ['divide', ops.divide, [x, positive]],
  ['power', ops.power, [positive, irregular([2, 1], 4)]],
  ['power 3', (a) => ops.power(a, 3), [x]],
  ...(['negative', 'abs', 'square', 'exp', 'expm1', 'sin', 'cos', 'tan', 'sinh', 'cosh', 'erf', 'erfc'] as const).map(
    (name): Row => [name, ops[name], [x]],
  ),
  ...(['sqrt', 'rsqrt', 'reciprocal', 'log', 'log1p', 'log2', 'log10'] as const).map((name): Row => [
    name,
    ops[name],
    [positive],
  ]),
  ['clip', (a) => ops.clip(a, -0.4, 0.4), [x]],
  ['where', (a, b) => ops.where(ops.greater(a, 0), a, ops.square(b)), [x, irregular([3], 9)]],
];

const movement: Row[] = [
  ['reshape', (a) => ops.reshape(a, [3, -1]), [x]],
  ['ravel', ops.ravel, [x]],
  ['expandDims', (a) => ops.expandDims(a, [0, -1]), [x]],
  ['squeeze', (a) => ops.squeeze(a), [irregular([1, 3, 1])]],
  ['transpose', (a) => ops.transpose(a, { axes: [2, 0, 1] }), [irregular([2, 3, 4])]],
  ['swapaxes', (a) => ops.swapaxes(a, 0, -1), [irregular([2, 3, 4])]],
  ['flip', (a) => ops.flip(a, { axis: 1 }), [x]],
  ['broadcastTo', (a) => ops.broadcastTo(a, [2, 3, 4]), [irregular([3, 1])]],
  ['concatenate', (a, b) => ops.concatenate([a, b, a], { axis: 1 }), [x, irregular([2, 2], 2)]],
  ['stack', (a, b) => ops.stack([a, b], { axis: -1 }), [x, irregular([2, 3], 2)]],
  ['split', (a) => ops.split(a, [1, 2], { axis: 1 })[1]!, [x]],
  ['slice', (a) => ops.slice(a, [0, 1], [2, 2]), [x]],
  [
    'pad',
    (a) =>
      ops.pad(
        a,
        [
          [1, 0],
          [0, 2],
        ],
        { constantValues: 3 },
      ),
    [x],
  ],
  ['tile', (a) => ops.tile(a, [2, 1, 2]), [x]],
  ['repeat', (a) => ops.repeat(a, 2, { axis: 0 }), [x]],
  ['repeat, each element', (a) => ops.repeat(a, 3), [x]],
  ['repeat, never', (a) => ops.repeat(a, 0, { axis: 1 }), [x]],
  ['repeat, each slice as often as a list says', (a) => ops.repeat(a, [2, 0, 1], { axis: -1 }), [x]],
  [
    'take',
    (a) =>
      ops.take(
        a,
        [
          [0, 2],
          [2, -1],
        ],
        { axis: 1 },
      ),
    [x],
  ],
  [
    'takeAlongAxis',
    (a) =>
      ops.takeAlongAxis(
        a,
        [
          [2, 2],
          [0, 1],
        ],
        { axis: 1 },
      ),
    [x],
  ],
  ['sort', (a) => ops.sort(a), [x]],
  ['cumsum', (a) => ops.cumsum(a, { axis: 1 }), [x]],
  ['cast', (a) => ops.multiply(ops.cast(a, 'float64'), a), [x]],
];

const reductions: Row[] = (['sum', 'mean', 'max', 'min', 'prod', 'var', 'std', 'logsumexp'] as const).flatMap(
  (name): Row[] => [
    [name, (a) => ops[name](a), [x]],
    [`${name} of two axes`, (a) => ops[name](a, { axis: [0, 2], keepdims: true }), [irregular([2, 2, 3], 4)]],
    [`${name} of the first axis`, (a) => ops[name](a, { axis: 0 }), [x]],
  ],
);

const products: Row[] = [
  ['matmul', ops.matmul, [x, irregular([3, 2], 2)]],
  ['matmul of vectors', ops.matmul, [irregular([3]), irregular([3], 2)]],
  ['matmul of a vector and a matrix', ops.matmul, [irregular([3]), irregular([3, 2], 2)]],
  ['matmul of stacks', ops.matmul, [irregular([2, 1, 2, 3]), irregular([2, 3, 2], 2)]],
  ['matmul of a stack and a matrix', ops.matmul, [irregular([2, 2, 3]), irregular([3, 2], 2)]],
  ['matmul of a matrix and a stack', ops.matmul, [irregular([2, 3]), irregular([2, 3, 2], 2)]],
  ['dot', ops.dot, [irregular([2, 3]), irregular([2, 3, 2], 2)]],
  ['affine', (a, w, b) => affine(a, w, b), [irregular([2, 2, 3]), irregular([3, 2], 2), irregular([2], 3)]],
];

const windows: Row[] = [
  ['conv', (a, w) => ops.conv(a, w), [images, irregular([3, 2, 2, 3], 2)]],
  ['conv same', (a, w) => ops.conv(a, w, { padding: 'same' }), [images, irregular([2, 3, 2, 2], 2)]],
  [
    'conv with strides',
    (a, w) => ops.conv(a, w, { padding: 'same', strides: [2, 3] }),
    [images, irregular([3, 3, 2, 2], 2)],
  ],
  ['conv with dilation', (a, w) => ops.conv(a, w, { dilationRate: [2, 1] }), [images, irregular([2, 2, 2, 2], 2)]],
  ['conv in groups', (a, w) => ops.conv(a, w), [images, irregular([2, 2, 1, 4], 2)]],
  ['conv of one axis', (a, w) => ops.conv(a, w, { strides: 2 }), [irregular([2, 5, 2]), irregular([3, 2, 2], 2)]],
  [
    'conv and bias',
    (a, w, b) => convolutionWithBias(a, w, b, { strides: [1, 1], dilation: [1, 1], padding: 'valid' }),
    [images, irregular([3, 2, 2, 3], 2), irregular([3], 3)],
  ],
  [
    'conv, channels first',
    (a, w) => ops.conv(a, w, { dataFormat: 'channels_first' }),
    [images, irregular([2, 2, 5, 3], 2)],
  ],
  [
    'conv, causal',
    (a, w) => convolutionWithBias(a, w, null, { strides: [1], dilation: [2], padding: 'causal' }),
    [irregular([2, 5, 2]), irregular([3, 2, 2], 2)],
  ],
  ['convTranspose', (a, w) => ops.convTranspose(a, w), [images, irregular([3, 2, 3, 2], 2)]],
  [
    'convTranspose with strides',
    (a, w) => ops.convTranspose(a, w, { strides: [2, 3], padding: 'same' }),
    [images, irregular([3, 2, 1, 2], 2)],
  ],
  [
    'convTranspose with output padding',
    (a, w) => ops.convTranspose(a, w, { strides: 3, outputPadding: [2, 1], dataFormat: 'channels_first' }),
    [irregular([1, 2, 3, 2], 7), irregular([2, 3, 2, 2], 2)],
  ],
  [
    'convTranspose with dilation',
    (a, w) => ops.convTranspose(a, w, { dilationRate: 2, padding: 'same' }),
    [irregular([2, 4, 2]), irregular([3, 1, 2], 2)],
  ],
  ['depthwiseConv', (a, w) => ops.depthwiseConv(a, w), [images, irregular([2, 2, 2, 1], 2)]],
  [
    'depthwiseConv with a multiplier',
    (a, w) => ops.depthwiseConv(a, w, { strides: 2, padding: 'same' }),
    [images, irregular([3, 2, 2, 3], 2)],
  ],
  [
    'separableConv',
    (a, w, v) => ops.separableConv(a, w, v, { dilationRate: 2 }),
    [images, irregular([2, 2, 2, 2], 2), irregular([1, 1, 4, 3], 3)],
  ],
  ['maxPool', (a) => ops.maxPool(a, 2), [images]],
  ['maxPool, overlapping', (a) => ops.maxPool(a, 3, { strides: 1, padding: 'same' }), [images]],
  ['maxPool, channels first', (a) => ops.maxPool(a, 2, { dataFormat: 'channels_first' }), [images]],
  ['averagePool', (a) => ops.averagePool(a, 2), [images]],
  ['adaptiveMaxPool', (a) => ops.adaptiveMaxPool(a, [3, 2]), [images]],
  ['adaptiveAveragePool', (a) => ops.adaptiveAveragePool(a, 3), [images]],
  ['resize, nearest', (a) => ops.image.resize(a, [3, 7], { interpolation: 'nearest' }), [images]],
  ['resize', (a) => ops.image.resize(a, [3, 7]), [images]],
  ['resize, area', (a) => ops.image.resize(a, [3, 7], { interpolation: 'area' }), [images]],
  [
    'resize to a larger size with lanczos5',
    (a) => ops.image.resize(a, [9, 6], { interpolation: 'lanczos5', dataFormat: 'channels_first' }),
    [irregular([2, 4, 3], 3)],
  ],
  [
    'resize of a part',
    (a) => ops.image.resize(a, [2, 3], { interpolation: 'bicubic', antialias: true, cropToAspectRatio: true }),
    [images],
  ],
  ['averagePool, overlapping', (a) => ops.averagePool(a, 3, { strides: 2, padding: 'same' }), [images]],
];

const distribution = ops.divide(positive, ops.sum(positive, { axis: 1, keepdims: true }));
const probabilities = ops.divide(positive, 3);

const crossentropies: Row[] = [
  ['binaryCrossentropy', (t, p) => ops.binaryCrossentropy(t, p), [probabilities, ops.multiply(probabilities, 0.9)]],
  ['binaryCrossentropy of logits', (t, p) => ops.binaryCrossentropy(t, p, { fromLogits: true }), [probabilities, x]],
  ['categoricalCrossentropy', (t, p) => ops.categoricalCrossentropy(t, p), [distribution, positive]],
  [
    'categoricalCrossentropy of logits',
    (t, p) => ops.categoricalCrossentropy(t, p, { fromLogits: true }),
    [distribution, x],
  ],
  ['sparseCategoricalCrossentropy', (p) => ops.sparseCategoricalCrossentropy([2, 0], p), [positive]],
  [
    'sparseCategoricalCrossentropy of logits',
    (p) => ops.sparseCategoricalCrossentropy([2, 0], p, { fromLogits: true }),
    [x],
  ],
];

const unit = ops.eye(3, { dtype: 'float64' });
/** Far from singular. */
const square = ops.add(irregular([2, 3, 3], 11), ops.multiply(unit, 3));
const rightSides = irregular([2, 3, 2], 12);
/** A function of symmetric matrices whose eigenvalues are positive, as one of any: `x·xᵀ + 1`. */
const definite = (a: Tensor): Tensor => ops.add(ops.matmul(a, ops.swapaxes(a, 1, 2)), ops.eye(3, { dtype: 'float64' }));

const linearAlgebra: Row[] = [
  ['solve', (a, b) => ops.solve(a, b), [square, rightSides]],
  [
    'solve of vectors',
    (a, b) => ops.solve(a, b),
    [ops.add(irregular([3, 3], 11), ops.multiply(unit, 3)), irregular([3], 2)],
  ],
  [
    'solve of one matrix for many',
    (a, b) => ops.solve(a, b),
    [ops.add(irregular([3, 3], 11), ops.multiply(unit, 3)), rightSides],
  ],
  ['solveTriangular', (a, b) => ops.solveTriangular(a, b), [square, rightSides]],
  ['solveTriangular, lower', (a, b) => ops.solveTriangular(a, b, { lower: true }), [square, rightSides]],
  ['inv', ops.inv, [square]],
  ['det', ops.det, [square]],
  ['slogdet', (a) => ops.slogdet(a)[1], [square]],
  ['logdet', ops.logdet, [square]],
  ['cholesky', (a) => ops.cholesky(definite(a)), [square]],
  ['cholesky, upper', (a) => ops.cholesky(definite(a), { upper: true }), [square]],
  ['choleskyInverse', (a) => ops.choleskyInverse(ops.add(ops.tril(a), ops.eye(3, { dtype: 'float64' }))), [square]],
  ['luFactor', (a) => ops.luFactor(a)[0], [square]],
  ['tril', (a) => ops.tril(a, { k: 1 }), [square]],
  ['triu', (a) => ops.triu(a, -1), [square]],
  ['norm', (a) => ops.norm(a), [x]],
  ['norm, 3', (a) => ops.norm(a, { ord: 3, axis: 1 }), [x]],
  ['norm, -∞', (a) => ops.norm(a, { ord: -Infinity, axis: 0 }), [x]],
  ['norm of matrices, 1', (a) => ops.norm(a, { ord: 1, axis: [1, 2] }), [square]],
  ['norm of matrices, -∞', (a) => ops.norm(a, { ord: -Infinity, axis: [2, 1], keepdims: true }), [square]],
  ['normalize', (a) => ops.normalize(a, { axis: 0 }), [x]],
  ['normalize, 3', (a) => ops.normalize(a, { order: 3 }), [x]],
];

const inside = ops.multiply(ops.tanh(irregular([2, 3], 8)), 0.9);
const ids = [0, 2, 0, 1];
const slices = irregular([4, 2], 9);

const furtherElementwise: Row[] = [
  ...(['arctan', 'arcsinh', 'cbrt', 'exp2', 'i0', 'sinc', 'deg2rad', 'rad2deg', 'fabs', 'absolute'] as const).map(
    (name): Row => [name, ops[name], [x]],
  ),
  ...(['arcsin', 'arccos', 'arctanh', 'erfinv'] as const).map((name): Row => [name, ops[name], [inside]]),
  ['arccosh', ops.arccosh, [ops.add(positive, 1)]],
  ...(
    ['arctan2', 'fmax', 'fmin', 'hypot', 'logaddexp2', 'ldexp', 'divideNoNan', 'trueDivide', 'mod', 'fmod'] as const
  ).map((name): Row => [name, ops[name], [x, irregular([3], 2)]]),
];

const families: Row[] = [
  ['quantile', (a) => ops.quantile(a, [0.2, 0.7], { axis: 1 }), [x]],
  ['median', (a) => ops.median(a, { axis: 0 }), [x]],
  ['average', (a, w) => ops.average(a, { axis: 1, weights: w }), [x, positive]],
  ['ptp', (a) => ops.ptp(a, { axis: 1 }), [x]],
  ['corrcoef', (a) => ops.corrcoef(a), [x]],
  ['cumprod', (a) => ops.cumprod(a, { axis: 1 }), [x]],
  ['cumprod with a zero', (a) => ops.cumprod(ops.multiply(a, [[1, 0, 1], [1, 1, 0]]), { axis: 1 }), [x]], // prettier-ignore
  ['diff', (a) => ops.diff(a, { n: 2 }), [irregular([2, 4], 3)]],
  ['trapezoid', (y, a) => ops.trapezoid(y, { x: a }), [x, irregular([3], 2)]],
  ['topK', (a) => ops.topK(a, 2)[0], [x]],
  ['segmentSum', (a) => ops.segmentSum(a, ids, { numSegments: 2 }), [slices]],
  ['segmentMax', (a) => ops.segmentMax(a, ids, { numSegments: 2 }), [slices]],
  ['segmentMin', (a) => ops.segmentMin(a, ids), [slices]],
  ['segmentProd', (a) => ops.segmentProd(a, ids), [slices]],
  ['scatter', (a) => ops.scatter([[0, 1], [1, 0], [0, 1], [1, 1]], a, [2, 2, 2]), [slices]], // prettier-ignore
  ['scatterUpdate', (a, u) => ops.scatterUpdate(a, [[1], [3]], u), [slices, irregular([2, 2], 5)]],
  ...(['add', 'sub', 'mul', 'max', 'min'] as const).map((reduction): Row => [
    `scatterUpdate, ${reduction}`,
    (a, u) => ops.scatterUpdate(a, [[1], [3]], u, { reduction }),
    [slices, irregular([2, 2], 5)],
  ]),
  ['sliceUpdate', (a, u) => ops.sliceUpdate(a, [1, 0], u), [slices, irregular([2, 1], 5)]],
  ['diag', (a) => ops.diag(a, { k: -1 }), [irregular([3], 3)]],
  ['diagonal', (a) => ops.diagonal(a, { offset: 1 }), [x]],
  ['trace', (a) => ops.trace(a), [x]],
  ['vander', (a) => ops.vander(a, { N: 4 }), [irregular([3], 3)]],
  ['roll', (a) => ops.roll(a, [1, 2], { axis: [0, 1] }), [x]],
  ['rot90', (a) => ops.rot90(a, { k: 3 }), [x]],
  ['depthToSpace', (a) => ops.depthToSpace(a, 2), [irregular([1, 2, 2, 8], 3)]],
  ['spaceToDepth', (a) => ops.spaceToDepth(a, 2, { dataFormat: 'channels_first' }), [irregular([1, 2, 2, 4], 3)]],
  ['nanmean', (a) => ops.nanmean(a, { axis: 1 }), [x]],
  ['nanvar', (a) => ops.nanvar(a), [x]],
  ['einsum of a diagonal', (a) => ops.einsum('iij->ij', a), [irregular([2, 2, 3], 3)]],
];

const places = ops.add(ops.abs(irregular([2, 2, 3], 3)), 0.3);
const projection = ops.convertToTensor([[1, 0.2, 0.3, -0.1, 0.9, 0.4, 0.02, -0.03]], { dtype: 'float64' });
const corners = ops.convertToTensor([[0, 0], [3, 0], [0, 4], [3, 4]], { dtype: 'float64' }); // prettier-ignore
const colors = ops.sigmoid(irregular([1, 2, 3, 3], 6));

const imageOperations: Row[] = [
  ['affineTransform', (a, t) => ops.image.affineTransform(a, t), [images, projection]],
  ...(['nearest', 'wrap', 'mirror', 'reflect'] as const).map((fillMode): Row => [
    `affineTransform, ${fillMode}`,
    (a, t) => ops.image.affineTransform(a, t, { fillMode }),
    [images, ops.multiply(projection, 1.1)],
  ]),
  [
    'affineTransform, nearest pixels',
    (a) => ops.image.affineTransform(a, projection, { interpolation: 'nearest' }),
    [images],
  ],
  ['perspectiveTransform', (a) => ops.image.perspectiveTransform(a, corners, ops.multiply(corners, 0.9)), [images]],
  ['mapCoordinates', (a, c) => ops.image.mapCoordinates(a, c, 1, { fillMode: 'reflect' }), [x, places]],
  ['rgbToGrayscale', (a) => ops.image.rgbToGrayscale(a), [colors]],
  ['rgbToHsv', (a) => ops.image.rgbToHsv(a), [colors]],
  ['hsvToRgb', (a) => ops.image.hsvToRgb(a), [colors]],
  ['gaussianBlur', (a) => ops.image.gaussianBlur(a, { kernelSize: [3, 5], sigma: [0.7, 1.2] }), [images]],
  ['sobelEdges', (a) => ops.image.sobelEdges(a), [images]],
  ['cropImages', (a) => ops.image.cropImages(a, { topCropping: 1, bottomCropping: 2, leftCropping: 1, targetWidth: 2 }), [images]], // prettier-ignore
  ['padImages', (a) => ops.image.padImages(a, { topPadding: 1, bottomPadding: 2, leftPadding: 1, targetWidth: 8 }), [images]], // prettier-ignore
  ['extractPatches', (a) => ops.image.extractPatches(a, [2, 3], { strides: 1 }), [images]],
  ['extractPatches3d', (a) => ops.image.extractPatches3d(a, 2), [irregular([4, 2, 4, 1], 2)]],
  ['pad, reflect', (a) => ops.pad(a, [[1, 1], [2, 0]], { mode: 'reflect' }), [x]], // prettier-ignore
  ['pad, symmetric', (a) => ops.pad(a, 2, { mode: 'symmetric' }), [x]],
  ['pad, wrap', (a) => ops.pad(a, 2, { mode: 'wrap' }), [x]],
  ['pad, edge', (a) => ops.pad(a, 2, { mode: 'edge' }), [x]],
];

describe.each(
  Object.entries({
    furtherElementwise,
    families,
    linearAlgebra,
    imageOperations,
    elementwise,
    movement,
    reductions,
    products,
    windows,
    crossentropies,
  }),
)('%s', (_, rows) => {
  test.each(rows)('%s', (_name, f, xs) => {
    expectGradients(f, xs);
  });
});
