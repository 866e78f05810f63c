/** The predictions of a model, by the names of its outputs. */

/**
 * @param {import('./model-files.js').Model} model
 * @param {any} y - one tensor, a list of them, or tensors by name
 * @returns {Map<string, import('hillock').Tensor>}
 */
export function outputsByName({ outputNames }, y) {
  const list = Array.isArray(y) ? y : 'shape' in y ? [y] : outputNames.map((name) => y[name]);
  return new Map(list.map((each, i) => [outputNames[i] ?? `output_${i}`, each]));
}
