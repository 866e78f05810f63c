/** Translates how the model in a file was compiled to Keras 3's config of it. */
import { entryOf, isJsonObject, type Json } from '../../saving/json/parsing.js';

/** How the model in a file was compiled; `undefined` if it was not. */
export function compileConfigIn(compile: Json | undefined): Readonly<Record<string, unknown>> | undefined {
  const optimizer = entryOf(compile, 'optimizer') ?? entryOf(compile, 'optimizer_config');
  if (!isJsonObject(compile) || optimizer === undefined || optimizer === null) return undefined;
  const { loss, loss_weights, metrics, weighted_metrics } = compile;
  return {
    optimizer: translateOptimizer(optimizer),
    loss: translateLoss(loss ?? null),
    loss_weights,
    metrics: translateMetrics(metrics ?? null),
    weighted_metrics: translateMetrics(weighted_metrics ?? null),
  };
}

/** Entries of older optimizers that do not affect the results, or do not if they are 0. */
const dropped = /* @__PURE__ */ new Set(['jit_compile', 'is_legacy_optimizer', 'sgd_name']);

function translateOptimizer(optimizer: Json): Json {
  const config = entryOf(optimizer, 'config');
  const className = entryOf(optimizer, 'class_name');
  if (!isJsonObject(config) || typeof className !== 'string') return optimizer;
  const { lr, decay, ...rest } = config;
  const kept = Object.entries(rest).filter(([key, value]) => !dropped.has(key) && value !== undefined);
  const rate = rest['learning_rate'] ?? lr;
  return {
    class_name: className.replace(/^Custom>/, ''),
    config: {
      ...Object.fromEntries(kept),
      // In tf.keras's Nadam, `decay` is not a decay of the learning rate.
      ...(className === 'Nadam' && decay !== undefined && { schedule_decay: decay }),
      ...(rate !== undefined && { learning_rate: className === 'Nadam' ? rate : withDecay(rate, decay) }),
      ...(typeof rest['name'] === 'string' && { name: rest['name'].toLowerCase() }),
    },
  };
}

/** In Keras 1 and 2 the learning rate falls as 1 / (1 + decay · iterations). */
function withDecay(rate: Json, decay: Json | undefined): Json {
  if (typeof rate !== 'number' || typeof decay !== 'number' || decay === 0) return rate;
  const config = { initial_learning_rate: rate, decay_steps: 1, decay_rate: decay, staircase: false };
  return { module: 'keras.optimizers.schedules', class_name: 'InverseTimeDecay', config };
}

/** Translates each part of a value that is a list, an object by output, or a single part. */
function each(value: Json, translate: (part: Json) => Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((part) => each(part, translate));
  if (isJsonObject(value) && !('class_name' in value)) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, each(part, translate)]));
  }
  return translate(value);
}

/** tf.keras's reduction `auto` is what Keras 3 does by default. */
function translateLoss(loss: Json): Json {
  return each(loss, (part) => {
    const config = entryOf(part, 'config');
    if (!isJsonObject(part) || !isJsonObject(config)) return part;
    const { reduction, fn: _, ...rest } = config;
    const isAuto = reduction === 'auto' || reduction === undefined;
    return { ...part, config: { ...rest, ...(!isAuto && { reduction }) } };
  });
}

/** tf.keras wraps functions in a metric class, which is unwrapped; and for a single output its lists by output are nested once too often. */
function translateMetrics(metrics: Json): Json {
  const translated = each(metrics, (part) => {
    const config = entryOf(part, 'config');
    if (entryOf(part, 'class_name') !== 'MeanMetricWrapper') return part;
    return entryOf(config, 'fn') ?? entryOf(config, 'name') ?? part;
  });
  const isNested = Array.isArray(translated) && translated.length === 1 && Array.isArray(translated[0]);
  return isNested ? (translated[0] as Json) : translated;
}
