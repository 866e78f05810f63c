import type { DeserializeOptions } from '../../objects/config-context.js';
import type { ObjectConfig } from '../../objects/namespace.js';
import { type SerializedFunction, type SerializedObject } from '../../objects/serialization.js';
import type { MetricFunction } from './mean.js';
import type { Metric } from './metric.js';
import { metricNamespace, type MetricIdentifier } from './named.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';
import * as withArguments from './with-arguments.js';

/** The namespace of all metrics. */
export const metricObjects = /* @__PURE__ */ metricNamespace(withArguments, []);

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
