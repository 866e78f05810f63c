/** What the parts for this machine share: the digits as tensors, the files, and how well a model does. */
import { fileURLToPath } from 'node:url';
import { imagesOf, side } from '../digits/data.js';

/** @typedef {import('../digits/data.js').Digits} Digits */

/** The path of a file that the parts hand over to each other. @param {string} name */
export const fileHere = (name) => fileURLToPath(new URL(`output/${name}`, import.meta.url));

/** @param {Digits} digits */
export const tensorsOf = (digits) => [imagesOf(digits, [side, side, 1]), digits.labels];

/**
 * How far a model is, and how well it knows digits that it has not learned from.
 *
 * @param {import('hillock').Model} model
 * @param {Digits} test
 */
export async function accuracyText(model, test) {
  const [x, y] = tensorsOf(test);
  const [loss, accuracy] = await model.evaluate(x, y, { verbose: 0, batchSize: 500 });
  return `step ${model.optimizer.iterations}, loss ${loss.toFixed(6)}, accuracy ${accuracy.toFixed(3)}`;
}
