import type { DeserializeOptions } from '../../objects/config-context.js';
import { objectNamespace, type ObjectConfig } from '../../objects/namespace.js';
import { type SerializedFunction, type SerializedObject } from '../../objects/serialization.js';
import { stemOfName, type SnakeCase } from '../../objects/spelling.js';
import { classesIn, functionsIn } from '../../objects/entries.js';
import * as entries from './entries.js';
import type { MetricFunction } from './mean.js';
import { Metric } from './metric.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** Keras's abbreviations. */
const abbreviations = {
  mse: 'MeanSquaredError',
  MSE: 'MeanSquaredError',
  mae: 'MeanAbsoluteError',
  MAE: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  MAPE: 'MeanAbsolutePercentageError',
  msle: 'MeanSquaredLogarithmicError',
  MSLE: 'MeanSquaredLogarithmicError',
  bce: 'BinaryCrossentropy',
  BCE: 'BinaryCrossentropy',
} as const;

type Entries = typeof entries;
type ClassName = { [Name in keyof Entries]: Name extends Capitalize<Name> ? Name : never }[keyof Entries];
type FunctionName = SnakeCase<Exclude<keyof Entries, ClassName>>;

/** Keras's names in snake_case of classes without a function. */
type SpelledClassName =
  | 'auc'
  | 'binary_io_u'
  | 'cosine_similarity'
  | 'f1_score'
  | 'f_beta_score'
  | 'false_negatives'
  | 'false_positives'
  | 'log_cosh_error'
  | 'mean'
  | 'precision'
  | 'r2_score'
  | 'recall'
  | 'root_mean_squared_error'
  | 'sum'
  | 'true_negatives'
  | 'true_positives';

/** The names of all metrics that can be made without arguments. */
export type MetricName =
  Exclude<ClassName, 'MeanMetricWrapper'> | FunctionName | SpelledClassName | keyof typeof abbreviations;

/** The forms in which a metric can be given. */
export type MetricIdentifier = MetricName | Metric | MetricFunction | ObjectConfig;

/** The namespace of the metrics. */
export const metricObjects = /* @__PURE__ */ objectNamespace<Metric, MetricFunction>({
  name: 'metrics',
  kind: 'metric',
  base: Metric,
  classes: /* @__PURE__ */ classesIn<Metric>(entries),
  aliases: abbreviations,
  spell: stemOfName,
  functions: /* @__PURE__ */ functionsIn<MetricFunction>(entries),
});

/**
 * The metric that an identifier means: a new metric for the name of a class, in Keras's snake_case as well; a function for the name of a
 * function that no class computes; metrics and functions are returned unchanged.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.get('BinaryAccuracy').name // → binary_accuracy
 * metrics.get('mse').name // → mean_squared_error
 */
export function get(identifier: MetricIdentifier): Metric | MetricFunction {
  checkArgumentCount('metrics.get', arguments, 1);
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
  checkArgumentCount('metrics.serialize', arguments, 1);
  return metricObjects.serialize(metric);
}

/**
 * The metric that `serialize` described, without accumulated values. Metrics of your own are found by registration, in a scope, or in
 * `customObjects`.
 *
 * @example
 * import { metrics } from 'hillock';
 * metrics.deserialize({ class_name: 'BinaryAccuracy', config: { name: 'hits', threshold: 0.3 } }).name // → hits
 */
export function deserialize(config: SerializedFunction | string, options?: DeserializeOptions): Metric | MetricFunction;
export function deserialize(config: ObjectConfig, options?: DeserializeOptions): Metric;
export function deserialize(config: ObjectConfig | string, options?: DeserializeOptions): Metric | MetricFunction {
  checkArgumentCount('metrics.deserialize', arguments, 2);
  return metricObjects.deserialize(config, options);
}
