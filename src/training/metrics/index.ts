export * from './entries.js';
export * from './with-arguments.js';
export type { MetricFunction } from './mean.js';
export { Metric } from './metric.js';
export type {
  AnyMetric,
  Direction,
  LabelsAndPredictions,
  MetricCallOptions,
  MetricOptions,
  MetricResult,
} from './metric.js';
export { deserialize, get, serialize } from './registry.js';
export type { MetricIdentifier, MetricName } from './named.js';
