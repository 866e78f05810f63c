/** Finds activations by the identifiers given in a terminal, with their arguments as flags. */
import { activations } from '#hillock';
import { libraryMessage, UsageError } from './failure.js';

/**
 * @typedef {((x: unknown, options?: object) => import('hillock').Tensor) & {
 *   identifier: string, configDefaults: Record<string, unknown>, resolve?: unknown }} Activation
 * @typedef {{ name: string, call: (x: Numbers) => import('hillock').Tensor }} Plottable
 * @typedef {import('hillock').Tensor | Float64Array} Numbers
 */

/** @returns {Activation[]} */
export const allActivations = () =>
  /** @type {any[]} */ ([...new Set(Object.values(activations))]).filter(({ identifier }) => identifier !== undefined);

/**
 * The activation of this name, including `threshold`, which has required arguments.
 *
 * @param {string} name
 * @returns {Activation}
 */
export function findActivation(name) {
  try {
    const named = /** @type {any} */ (name);
    return (
      allActivations().find(({ identifier }) => identifier === name) ?? /** @type {any} */ (activations.get(named))
    );
  } catch (error) {
    throw new UsageError(libraryMessage(error));
  }
}

/** Whether each element of the activation's result depends on one element only, so that it has a curve. */
export const isElementwise = (activation) => activation.resolve !== undefined;

/**
 * An elementwise activation with its arguments, which its label contains.
 *
 * @param {string} name
 * @param {Record<string, unknown>} [options]
 * @returns {Plottable}
 */
export function plottable(name, options = {}) {
  const activation = findActivation(name);
  if (!isElementwise(activation)) {
    throw new UsageError(
      `expected an activation that works on each element by itself. Received: "${name}".`,
      `its result depends on whole rows; see hillock eval ${name}`,
    );
  }
  const values = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  return {
    name: values.length === 0 ? name : `${name}(${values.join(', ')})`,
    call: (x) => activation(x, options),
  };
}
