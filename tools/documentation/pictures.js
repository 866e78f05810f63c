/** The pictures of the pages, drawn by the plots of the command `hillock`. */
import { plottable } from '../../cli/src/activation.js';
import { plotActivations } from '../../cli/src/plot.js';
import { pictureRows } from './picture-rows.js';

// The command has the library in one file of its own, and tensors of one copy are none of another.
const library = new URL('../../cli/dist/hillock.js', import.meta.url).href;
/** @type {typeof import('../../dist/index.js')} */
const { activations, ops } = await import(library);

/**
 * The same for all, so that they can be compared, and for light and dark pages: so large that a page shows it beside its text, and the gallery
 * three in a row; a unit is as long along x as along y.
 */
const frame = /** @type {const} */ ({ width: 480, height: 384, range: [-6, 6], heights: [-3, 5], ground: 'either' });

/**
 * An activation and its derivative as SVG.
 *
 * @param {string} identifier
 * @returns {Promise<string>}
 */
export async function activationPicture(identifier) {
  const row = pictureRows[identifier];
  const call = row === undefined ? elementCurve(identifier) : rowCurve(identifier, row);
  const picture = await plotActivations([{ name: identifier, call }], { derivative: true, ...frame });
  return rounded(picture);
}

/** Hundredths of a pixel are enough, and halve the file. */
const rounded = (svg) => svg.replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));

const elementCurve = (identifier) => plottable(identifier, activations.facts(identifier).options).call;

/** The first element of what an activation makes of rows, as a function of their x. @returns {any} */
function rowCurve(identifier, row) {
  const activation = activations.get(identifier);
  const elements = (x) => row.map((element) => (element === 'x' ? x : ops.add(ops.multiply(x, 0), element)));
  return (x) => ops.take(activation(ops.stack(elements(x), { axis: -1 })), 0, { axis: -1 });
}
