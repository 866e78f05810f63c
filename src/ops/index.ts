/** The operations, as the namespace `ops` contains them. */
export * from './arithmetic.js';
export { cast, convertToTensor, shape, type ConversionOptions } from './casting.js';
export * from './comparison.js';
export { conv, convTranspose, type ConvolutionOptions, type TransposedConvolutionOptions } from './convolution.js';
export type { DataFormat } from './data-format.js';
export { depthwiseConv, separableConv } from './depthwise-convolution.js';
export * from './creation.js';
export {
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  type CrossentropyOptions,
} from './crossentropy.js';
export * from './exponentials.js';
export { argmax, argmin, type PositionOptions } from './extremes.js';
export * from './started-reductions.js';
export { oneHot, take, takeAlongAxis } from './gathering.js';
export { stopGradient } from './identity.js';
export * as image from './image/index.js';
export { concatenate, split, stack } from './joining.js';
export { ctcDecode, type CtcDecodeOptions } from './ctc-decoding.js';
export { ctcLoss, type CtcLossOptions } from './ctc-loss.js';
export { einsum } from './einsum.js';
export { det, logdet, slogdet } from './linalg/determinants.js';
export { cholesky, choleskyInverse, luFactor, type CholeskyOptions } from './linalg/factors.js';
export { norm, normalize, type NormalizeOptions, type NormOptions, type NormOrder } from './linalg/norms.js';
export { inv, solve, solveTriangular, type TriangularOptions } from './linalg/solving.js';
export { tri, tril, triu, type DiagonalOptions, type TriOptions } from './linalg/triangles.js';
export { dot, matmul } from './matmul.js';
export { i0 } from './bessel.js';
export * from './bits.js';
export { view } from './bit-view.js';
export * from './control-flow.js';
export * from './derivatives.js';
export * from './diagonals.js';
export * from './further-forms.js';
export * from './items.js';
export * from './normalizing.js';
export * from './products.js';
export * from './spaces.js';
export { vectorize, type VectorizeOptions } from './vectorize.js';
export * from './window-functions.js';
export * from './inverse-functions.js';
export * from './more-arithmetic.js';
export * from './remainders.js';
export * from './nan-quantiles.js';
export * from './nan-reductions.js';
export { rearrange } from './rearrange.js';
export * from './rearranging.js';
export * from './running.js';
export * from './searching.js';
export * from './segments.js';
export * from './stacking.js';
export {
  average,
  corrcoef,
  countNonzero,
  median,
  moments,
  percentile,
  ptp,
  quantile,
  type AverageOptions,
  type MomentsOptions,
  type QuantileMethod,
  type QuantileOptions,
} from './statistics.js';
export { argsort, sort, type SortOptions } from './ordering.js';
export {
  adaptiveAveragePool,
  adaptiveMaxPool,
  averagePool,
  maxPool,
  type AdaptivePoolingOptions,
  type PoolingOptions,
} from './pooling.js';
export type { ReductionOptions } from './reduction.js';
export { all, any, logsumexp, mean, std, var } from './reductions.js';
export { repeat, tile } from './repetition.js';
export { expandDims, ravel, reshape, squeeze } from './reshape.js';
export { pad, type PadMode, type PadOptions } from './padding.js';
export { slice, type PadWidth } from './slicing.js';
export { broadcastTo, sum } from './summation.js';
export { flip, swapaxes, transpose } from './transpose.js';
export * from './trigonometry.js';
export * from './uniqueness.js';
export type { Padding, PerAxis } from './windows.js';
export * from './activations.js';
export { gelu, hardSigmoid } from './activation-variants.js';
export { glu } from './glu.js';
export { logSoftmax, softmax, sparsemax } from './softmax.js';
