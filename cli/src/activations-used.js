/** Finds the activations that are named in the config of a model. */

/** Layers that are activations themselves. */
const activationLayers = new Set(['ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'Softmax', 'ThresholdedReLU']);

/** The name of an activation, which Keras writes as a word or as an object. @param {any} value @returns {string | undefined} */
function nameOf(value) {
  if (typeof value === 'string') return value;
  const { class_name: className, config } = value ?? {};
  if (className === 'function') return nameOf(config);
  // `hard_sigmoid` with a slope of its own is written as a Sequential with this name.
  return className === 'Sequential' ? nameOf(config?.name) : (nameOf(config?.activation) ?? className);
}

/**
 * How often each activation occurs in a config, the most frequent first. The identity, which every layer without an activation has, is left
 * out.
 *
 * @param {any} config
 * @returns {Record<string, number>}
 */
export function activationsUsed(config) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  const count = (name) => {
    if (typeof name === 'string' && name !== 'linear') counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  const visit = (value) => {
    if (typeof value !== 'object' || value === null) return;
    if (activationLayers.has(value.class_name)) count(value.class_name);
    for (const [key, each] of Object.entries(value)) {
      if (/(^|_)activation$/.test(key)) count(nameOf(each));
      else if (key !== 'compile_config') visit(each);
    }
  };
  visit(config);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
