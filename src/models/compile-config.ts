/** Converts the options of `compile` to Keras's configs. */
import { serialize as serializeLoss } from '../training/losses/index.js';
import { namedMetrics } from '../training/metrics/named.js';
import { namedOptimizers } from '../training/optimizers/named.js';
import type { Compilation } from './compilation.js';

/** An option that is one thing or a tree of several, with each of them serialized. */
function serializeEach(option: unknown, serialize: (part: never) => unknown): unknown {
  if (option === undefined || option === null || typeof option === 'string') return option ?? null;
  if (Array.isArray(option)) return option.map((part) => serializeEach(part, serialize));
  if (typeof option === 'function' || Object.getPrototypeOf(option) !== Object.prototype)
    return serialize(option as never);
  if ('class_name' in Object(option)) return option;
  return Object.fromEntries(Object.entries(option).map(([name, part]) => [name, serializeEach(part, serialize)]));
}

/** How a model was compiled, as Keras writes it; empty if it was not. */
export function serializeCompilation(compilation: Compilation | undefined): Record<string, unknown> {
  if (compilation === undefined) return {};
  const serializeMetric = (metric: unknown): unknown => namedMetrics.serialize(metric);
  const { loss, lossWeights, metrics: metricsOption, weightedMetrics } = compilation.options;
  return {
    optimizer: namedOptimizers.serialize(compilation.givenOptimizer),
    loss: serializeEach(loss, serializeLoss),
    loss_weights: lossWeights ?? null,
    metrics: serializeEach(metricsOption, serializeMetric),
    weighted_metrics: serializeEach(weightedMetrics, serializeMetric),
    run_eagerly: compilation.runEagerly,
    steps_per_execution: compilation.stepsPerExecution,
    jit_compile: true,
  };
}
