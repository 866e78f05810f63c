/** Strings name what can be made without arguments, and nothing else; `compile` says how the others are given. */
import { describe, expect, test } from 'vitest';
import { layers, metrics, modelFromJSON, optimizers, Sequential } from '../../src/index.js';
import * as namedMetrics from '../../src/training/metrics/entries.js';
import * as metricsWithArguments from '../../src/training/metrics/with-arguments.js';
import * as namedOptimizers from '../../src/training/optimizers/entries.js';
import * as optimizersWithArguments from '../../src/training/optimizers/with-arguments.js';
import { messageOf } from '../support/message-of.js';

const compiled = (options: object) => {
  const model = Sequential([layers.Dense(3, { inputShape: [2] })], { name: 'net' });
  model.compile({ loss: 'mse', ...options });
  return model;
};

const classesOf = (module: object): string[] =>
  Object.keys(module).filter((name) => name.startsWith(name[0]!.toUpperCase()));

describe('a name alone', () => {
  test.each(classesOf(namedOptimizers))('%s is an optimizer', (name) => {
    expect(compiled({ optimizer: name }).optimizer?.constructor).toBe(
      (optimizers as never as Record<string, { prototype: object }>)[name]!.prototype.constructor,
    );
  });

  test.each(classesOf(namedMetrics))('%s is a metric', (name) => {
    expect(() => compiled({ metrics: [name] })).not.toThrow();
  });

  test.each([
    ...classesOf(optimizersWithArguments).map((name) => [name, 'optimizers', { optimizer: name }] as const),
    ...classesOf(optimizersWithArguments).map(
      (name) => [name, 'optimizers', { optimizer: name.toLowerCase() }] as const,
    ),
    ...classesOf(metricsWithArguments).map((name) => [name, 'metrics', { metrics: [name] }] as const),
    ['MeanIoU', 'metrics', { metrics: ['mean_iou'] }] as const,
    ['IoU', 'metrics', { weightedMetrics: ['io_u'] }] as const,
    ['PrecisionAtRecall', 'metrics', { metrics: ['PrecisionAtRecal'] }] as const,
  ])('%s is not enough', (name, namespace, options) => {
    const error = messageOf(() => compiled(options));
    expect(error).toContain(`expected an instance of ${name}, which needs arguments.`);
    expect(error).toContain(`Hint: ${namespace}.${name}(…) makes one, and ${namespace}.deserialize(…) from a config.`);
  });
});

describe('a config of what has no name', () => {
  const map = optimizers.OptimizerMap(optimizers.SGD(0.5), { bias: optimizers.Adam() });
  const multiple = optimizers.MultiOptimizer(map);
  const scheduled = optimizers.SGD(optimizers.schedules.ExponentialDecay(0.5, 10, 0.25));

  test.each([
    ['an optimizer of several', { optimizer: multiple }],
    ['an optimizer with a schedule', { optimizer: scheduled }],
    ['a metric', { metrics: [metrics.MeanIoU(3)], weightedMetrics: [metrics.PrecisionAtRecall(0.5)] }],
  ])('comes back with its model: %s', (_, options) => {
    const model = compiled(options);
    const again = modelFromJSON(JSON.stringify(model)) as typeof model;
    expect(again.getCompileConfig()).toEqual(model.getCompileConfig());
  });

  test('is for deserialize, not for compile', () => {
    expect(messageOf(() => compiled({ optimizer: optimizers.serialize(multiple) }))).toMatchInlineSnapshot(
      `"Sequential "net".compile: expected an instance of MultiOptimizer, which needs arguments. Received: optimizer="MultiOptimizer". Hint: optimizers.MultiOptimizer(…) makes one, and optimizers.deserialize(…) from a config."`,
    );
    expect(messageOf(() => compiled({ metrics: [metrics.serialize(metrics.MeanIoU(3))] }))).toMatchInlineSnapshot(
      `"Sequential "net".compile: expected an instance of MeanIoU, which needs arguments. Received: metrics="MeanIoU". Hint: metrics.MeanIoU(…) makes one, and metrics.deserialize(…) from a config."`,
    );
  });

  test('is read by classes and compile if it is of a schedule', () => {
    expect(optimizers.SGD.fromConfig(scheduled.getConfig()).getConfig()).toEqual(scheduled.getConfig());
    const { optimizer } = compiled({ optimizer: optimizers.serialize(scheduled) });
    expect(optimizer?.getConfig()).toEqual(scheduled.getConfig());
  });
});

test('an unknown class in the config of a model is told with its place', () => {
  const json = JSON.parse(JSON.stringify(compiled({ optimizer: 'adam', metrics: ['mae'] }))) as {
    compile_config: { metrics: unknown };
  };
  json.compile_config.metrics = ['mae', { class_name: 'Mine', config: {} }];
  expect(messageOf(() => modelFromJSON(json as never))).toMatchInlineSnapshot(
    `"modelFromJSON at compile_config.metrics[1]: unknown metric "Mine". Known are accuracy, binary_accuracy, categorical_accuracy, sparse_categorical_accuracy, sparse_top_k_categorical_accuracy, top_k_categorical_accuracy, concordance_correlation, pearson_correlation, binary_crossentropy, binary_focal_crossentropy, categorical_crossentropy, categorical_focal_crossentropy, kl_divergence, poisson, huber, log_cosh, mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, mean_squared_logarithmic_error, categorical_hinge, hinge, squared_hinge, sparse_categorical_crossentropy, auc, binary_io_u, cosine_similarity, f1_score, f_beta_score, false_negatives, false_positives, io_u, log_cosh_error, mean, mean_io_u, mean_metric_wrapper, one_hot_io_u, one_hot_mean_io_u, precision, precision_at_recall, r2_score, recall, recall_at_precision, root_mean_squared_error, sensitivity_at_specificity, specificity_at_sensitivity, sum, true_negatives, true_positives."`,
  );
});
