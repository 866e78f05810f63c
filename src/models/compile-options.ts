/** Makes the options of `compile` from Keras's configs. */
import { isPlainObject } from '../tensor/options.js';
import { within, type ConfigContext } from '../objects/config-context.js';
import { metricObjects } from '../training/metrics/registry.js';
import { optimizerObjects } from '../training/optimizers/registry.js';
import type { CompileOptions } from './compilation.js';

type Entries = Readonly<Record<string, unknown>>;

/** An option that is one thing or a tree of several, with each config in it replaced by what it describes. */
function readEach(option: unknown, read: ConfigReader, context: ConfigContext): unknown {
  if (Array.isArray(option)) return option.map((part, i) => readEach(part, read, within(context, i)));
  if (!isPlainObject(option)) return option;
  if ('class_name' in option) return read(option, context);
  return Object.fromEntries(
    Object.entries(option).map(([name, part]) => [name, readEach(part, read, within(context, name))]),
  );
}

type ConfigReader = (config: Entries, context: ConfigContext) => unknown;

/**
 * The options of `compile` for a config. Optimizers and metrics are made here and not by `compile`, which knows only those that strings can
 * name.
 */
export function compileOptionsOf(config: Entries, context: ConfigContext): CompileOptions {
  const { loss, loss_weights: lossWeights, run_eagerly: runEagerly } = config;
  const { steps_per_execution: stepsPerExecution, auto_scale_loss: autoScaleLoss } = config;
  const read = (entry: string, reader: ConfigReader): unknown =>
    readEach(config[entry], reader, within(context, entry));
  const metric: ConfigReader = (each, at) => metricObjects.read(each, at);
  const options = {
    optimizer: read('optimizer', (each, at) => optimizerObjects.read(each, at)),
    loss,
    lossWeights,
    metrics: read('metrics', metric),
    weightedMetrics: read('weighted_metrics', metric),
    runEagerly,
    stepsPerExecution,
    autoScaleLoss,
  };
  return options as CompileOptions;
}
