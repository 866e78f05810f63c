import { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } from '../losses/crossentropy.js';
import { meanAbsoluteError, meanSquaredError } from '../losses/regression.js';
import type { DeserializeOptions } from '../../objects/config-context.js';
import type { ConfigurableClass } from '../../objects/deserialization.js';
import { objectNamespace, type ObjectConfig } from '../../objects/namespace.js';
import type { SerializedFunction, SerializedObject } from '../../objects/serialization.js';
import {
  accuracy,
  Accuracy,
  binaryAccuracy,
  BinaryAccuracy,
  categoricalAccuracy,
  CategoricalAccuracy,
  sparseCategoricalAccuracy,
  SparseCategoricalAccuracy,
} from './accuracy.js';
import * as errors from './errors.js';
import { Mean, type MetricFunction } from './mean.js';
import { Metric } from './metric.js';

type ClassName =
  | 'Accuracy'
  | 'BinaryAccuracy'
  | 'BinaryCrossentropy'
  | 'CategoricalAccuracy'
  | 'CategoricalCrossentropy'
  | 'Mean'
  | 'MeanAbsoluteError'
  | 'MeanSquaredError'
  | 'RootMeanSquaredError'
  | 'SparseCategoricalAccuracy'
  | 'SparseCategoricalCrossentropy';

const classes: Readonly<Record<ClassName, unknown>> = {
  Accuracy,
  BinaryAccuracy,
  BinaryCrossentropy: errors.BinaryCrossentropy,
  CategoricalAccuracy,
  CategoricalCrossentropy: errors.CategoricalCrossentropy,
  Mean,
  MeanAbsoluteError: errors.MeanAbsoluteError,
  MeanSquaredError: errors.MeanSquaredError,
  RootMeanSquaredError: errors.RootMeanSquaredError,
  SparseCategoricalAccuracy,
  SparseCategoricalCrossentropy: errors.SparseCategoricalCrossentropy,
};

/** By Keras's identifiers, with its abbreviations. */
const functions = {
  accuracy,
  binary_accuracy: binaryAccuracy,
  binary_crossentropy: binaryCrossentropy,
  bce: binaryCrossentropy,
  BCE: binaryCrossentropy,
  categorical_accuracy: categoricalAccuracy,
  categorical_crossentropy: categoricalCrossentropy,
  mean_absolute_error: meanAbsoluteError,
  mae: meanAbsoluteError,
  MAE: meanAbsoluteError,
  mean_squared_error: meanSquaredError,
  mse: meanSquaredError,
  MSE: meanSquaredError,
  sparse_categorical_accuracy: sparseCategoricalAccuracy,
  sparse_categorical_crossentropy: sparseCategoricalCrossentropy,
};

/** The names of all metrics. */
export type MetricName = ClassName | keyof typeof functions;

/** What can stand for a metric. */
export type MetricIdentifier = MetricName | Metric | MetricFunction | ObjectConfig;

/** The metrics by their names. */
export const metricObjects = /* @__PURE__ */ objectNamespace<Metric, MetricFunction>({
  name: 'metrics',
  kind: 'metric',
  base: Metric,
  classes: classes as Readonly<Record<string, ConfigurableClass<Metric>>>,
  functions,
});

/**
 * The metric that an identifier names: a function for the name of a function, a new metric for the name of a class; metrics and
 * functions as they are.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.get('BinaryAccuracy').name // → binary_accuracy
 */
export function get(identifier: MetricIdentifier): Metric | MetricFunction {
  return metricObjects.get(identifier);
}

/**
 * The config of a metric, with its class; the name of a function. A function of your own is written as Keras does, by its registered name.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.serialize(metrics.Accuracy()).config // → { name: 'accuracy', dtype: 'float32' }
 */
export function serialize(metric: Metric): SerializedObject;
export function serialize(metric: MetricFunction): SerializedFunction | string;
export function serialize(metric: Metric | MetricFunction): SerializedObject | SerializedFunction | string {
  return metricObjects.serialize(metric);
}

/**
 * The metric that `serialize` described, as new. Metrics of your own are found by registration, in a scope, or in `customObjects`.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.deserialize({ class_name: 'BinaryAccuracy', config: { name: 'hits', threshold: 0.3 } }).name // → hits
 */
export function deserialize(config: SerializedFunction | string, options?: DeserializeOptions): Metric | MetricFunction;
export function deserialize(config: ObjectConfig, options?: DeserializeOptions): Metric;
export function deserialize(config: ObjectConfig | string, options?: DeserializeOptions): Metric | MetricFunction {
  return metricObjects.deserialize(config, options);
}
