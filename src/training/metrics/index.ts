export {
  accuracy,
  Accuracy,
  binaryAccuracy,
  BinaryAccuracy,
  categoricalAccuracy,
  CategoricalAccuracy,
  sparseCategoricalAccuracy,
  SparseCategoricalAccuracy,
} from './accuracy.js';
export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  MeanAbsoluteError,
  MeanSquaredError,
  RootMeanSquaredError,
  SparseCategoricalCrossentropy,
} from './errors.js';
export { Mean, MeanMetricWrapper } from './mean.js';
export type { MetricFunction } from './mean.js';
export { Metric } from './metric.js';
export type { LabelsAndPredictions, MetricCallOptions, MetricOptions } from './metric.js';
export { deserialize, get, serialize } from './registry.js';
export type { MetricIdentifier, MetricName } from './registry.js';
export { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from '../losses/crossentropy.js';
export { meanAbsoluteError, meanSquaredError } from '../losses/regression.js';
