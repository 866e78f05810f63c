/** Summarises how a model was compiled, from a config of any Keras. */

/** @param {any} value */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The optimizer in a compile config, and the number of its steps.
 *
 * @param {any} compile
 */
function optimizerIn(compile) {
  const optimizer = compile?.optimizer ?? compile?.optimizer_config;
  if (typeof optimizer === 'string') return { name: optimizer, learningRate: null };
  if (!isObject(optimizer)) return undefined;
  const { class_name: name = '?', config = {} } = optimizer;
  const rate = config.learning_rate ?? config.lr ?? null;
  return { name: String(name).replace(/^Custom>/, ''), learningRate: isObject(rate) ? String(rate.class_name) : rate };
}

/** The names of losses or metrics, which may be given alone, in lists, by output, or as objects. @param {any} value @returns {string} */
function namesOf(value) {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(namesOf).filter(Boolean).join(', ');
  if (!isObject(value)) return String(value);
  const { class_name: name, config } = value;
  if (name === undefined) {
    const entries = Object.entries(value).map(([output, each]) => [output, namesOf(each)]);
    return entries.map(([output, names]) => `${output}: ${names}`).join('; ');
  }
  if (name === 'function') return String(config);
  return name === 'MeanMetricWrapper' ? String(config?.name ?? name) : String(name);
}

/**
 * @param {any} compile - the compile config of a file
 * @returns {{ optimizer: string, learningRate: number | string | null, loss: string, metrics: string } | null}
 */
export function compileFacts(compile) {
  const optimizer = optimizerIn(compile);
  if (optimizer === undefined) return null;
  const { name, learningRate } = optimizer;
  return { optimizer: name, learningRate, loss: namesOf(compile.loss), metrics: namesOf(compile.metrics) };
}
