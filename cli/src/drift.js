/** Compares what the layers of a model compute here with what they compute in another system. */
import { layerOutputs } from '#hillock';
import { Failure } from './failure.js';

/**
 * @typedef {import('hillock').Tensor} Tensor
 * @typedef {import('./model-files.js').Model} Model
 *
 * @typedef {object} LayerDrift
 * @property {string} path
 * @property {Tensor} output - what the layer computes here
 * @property {number | undefined} alone - its error if it is given what the other system computed before it
 * @property {number | undefined} soFar - its error from the inputs on; undefined where nothing is expected of the layer
 */

/**
 * The distance of an array from the expected one, relative to the largest expected value; NaN and infinities have to be equal.
 *
 * @param {Tensor} found
 * @param {Tensor} expected
 */
export function relativeError(found, expected) {
  let [largest, difference] = [0, 0];
  for (let i = 0; i < expected.size; i++) {
    const [a, b] = [Number(found.data[i]), Number(expected.data[i])];
    if (Number.isFinite(b)) largest = Math.max(largest, Math.abs(b));
    if (!Object.is(a, b) && a !== b)
      difference = Math.max(difference, Number.isNaN(a - b) ? Infinity : Math.abs(a - b));
  }
  return difference === 0 ? 0 : difference / (largest || 1);
}

/**
 * The layers of a model in the order in which they are computed, with their errors.
 *
 * @param {Model} model
 * @param {any} inputs
 * @param {ReadonlyMap<string, Tensor>} expected - what the other system computed, by the paths of the layers
 * @returns {LayerDrift[]}
 */
export function driftOf(model, inputs, expected) {
  const outputs = layerOutputs(model, inputs);
  checkPaths([...outputs.keys()], [...expected.keys()]);
  for (const [path, output] of outputs) checkShape(path, output, expected.get(path));
  const alone = expected.size === 0 ? outputs : layerOutputs(model, inputs, { given: expected });
  return [...outputs].map(([path, output]) => {
    const other = expected.get(path);
    const errorOf = (found) => (other === undefined ? undefined : relativeError(found, other));
    return { path, output, alone: errorOf(alone.get(path)), soFar: errorOf(output) };
  });
}

function checkPaths(paths, expected) {
  if (expected.length === 0 || expected.some((path) => paths.includes(path))) return;
  throw new Failure(
    `expected outputs of layers by their names, ${paths.join(', ')}. Received: ${expected.join(', ')}.`,
    'hillock compare --script prints what writes them',
  );
}

function checkShape(path, output, expected) {
  if (expected === undefined || String(expected.shape) === String(output.shape)) return;
  throw new Failure(
    `expected an output of shape (${output.shape.join(', ')}) for "${path}", as it is computed here. Received: (${expected.shape.join(', ')}).`,
    'the expected values may be of other inputs, or of another model',
  );
}
