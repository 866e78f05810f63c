/** Converts the options of `compile` to and from Keras's configs. */
import * as losses from '../training/losses/index.js';
import * as metrics from '../training/metrics/index.js';
import * as optimizers from '../training/optimizers/index.js';
import type { Compilation, CompileOptions } from './compilation.js';

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
  const { loss, lossWeights, metrics: metricsOption, weightedMetrics } = compilation.options;
  return {
    optimizer: optimizers.serialize(compilation.givenOptimizer),
    loss: serializeEach(loss, losses.serialize),
    loss_weights: lossWeights ?? null,
    metrics: serializeEach(metricsOption, metrics.serialize),
    weighted_metrics: serializeEach(weightedMetrics, metrics.serialize),
    run_eagerly: compilation.runEagerly,
    steps_per_execution: compilation.stepsPerExecution,
    jit_compile: true,
  };
}

/** The options of `compile` for such a config. */
export function compileOptionsOf(config: Readonly<Record<string, unknown>>): CompileOptions {
  const { optimizer, loss, loss_weights: lossWeights, metrics, weighted_metrics: weightedMetrics } = config;
  const { run_eagerly: runEagerly, steps_per_execution: stepsPerExecution, auto_scale_loss: autoScaleLoss } = config;
  const options = {
    optimizer,
    loss,
    lossWeights,
    metrics,
    weightedMetrics,
    runEagerly,
    stepsPerExecution,
    autoScaleLoss,
  };
  return options as CompileOptions;
}
