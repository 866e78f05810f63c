/** Reads the inputs of a model from files. */
import { ops } from '#hillock';
import { Failure, UsageError } from './failure.js';
import { nameOfFile } from './model-files.js';
import { arrayOfTable, readArrays } from './named-arrays.js';

/**
 * @typedef {import('hillock').Tensor} Tensor
 * @typedef {import('./model-files.js').Model} Model
 * @typedef {object} InputPlace
 * @property {string} name
 * @property {readonly (number | null)[] | undefined} shape - undefined where the model takes what it is given
 * @property {string} dtype
 */

/** @param {Model} model @returns {InputPlace[]} */
function placesOf(model) {
  if (model.graph === undefined) return [{ name: 'x', shape: undefined, dtype: 'float32' }];
  return model.inputs.map(({ shape, dtype }, i) => ({ name: model.inputNames[i], shape, dtype }));
}

/**
 * The inputs of a model: one file for each input in order, `name=file` in any order, or a single file with all inputs by name (a NumPy
 * archive, or a table with a header).
 *
 * @param {Model} model
 * @param {readonly string[]} operands
 * @returns {Promise<Tensor[]>}
 */
export async function readInputs(model, operands) {
  const places = placesOf(model);
  if (operands.length === 1 && places.length > 1 && nameIn(places, operands[0]) === undefined) {
    return inputsFromOne(places, operands[0]);
  }
  const files = filesByPlace(places, operands);
  const inputs = [];
  for (const [i, path] of files.entries()) inputs.push(await inputFrom(places[i], path));
  return inputs;
}

/** The name of an input in front of a file: `image=x.npy`. */
function nameIn(places, operand) {
  const name = operand.slice(0, Math.max(0, operand.indexOf('=')));
  return places.some((place) => place.name === name) ? name : undefined;
}

const listed = (places) => places.map(({ name }) => name).join(', ');

function filesByPlace(places, operands) {
  const names = operands.map((operand) => nameIn(places, operand));
  const isNamed = names.some((name) => name !== undefined);
  if (operands.length === places.length && !isNamed) return [...operands];
  const missing = places.filter(({ name }) => !names.includes(name));
  const isComplete = operands.length === places.length && missing.length === 0;
  if (isComplete) return places.map(({ name }) => operands[names.indexOf(name)].slice(name.length + 1));
  const count = places.length === 1 ? 'one file' : `${places.length} files, or one .npz or table with all of them`;
  const advice = places.length === 1 ? undefined : `${places.map(({ name }) => `${name}=FILE`).join(' ')} in any order`;
  throw new UsageError(`expected ${count}, for ${listed(places)}. Received: ${operands.join(', ')}.`, advice);
}

/** All inputs, from a single file. */
async function inputsFromOne(places, path) {
  const content = await readArrays(path);
  if ('arrays' in content) {
    const { arrays } = content;
    checkNames(path, places, [...arrays.keys()], 'arrays');
    return places.map((place) => fitted(arrays.get(place.name), place));
  }
  if (!('table' in content)) {
    throw new UsageError(
      `expected files for ${listed(places)}. Received: ${nameOfFile(path)}, which holds one array.`,
      `${places.map(({ name }) => `${name}=FILE`).join(' ')}, or a .npz or a table with all of them`,
    );
  }
  const { table } = content;
  const { header = [] } = table;
  checkNames(path, places, header, 'columns');
  return places.map((place) => {
    const columns = header.flatMap((name, i) => (name === place.name ? [i] : []));
    return fitted(arrayOfTable(path, table, place.dtype, columns), place);
  });
}

function checkNames(path, places, given, what) {
  if (places.every(({ name }) => given.includes(name))) return;
  throw new Failure(
    `${nameOfFile(path)}: expected ${what} with the names ${listed(places)}. Received: ${given.join(', ') || 'no names'}.`,
  );
}

/** @param {InputPlace} place @param {string} path */
async function inputFrom(place, path) {
  const content = await readArrays(path);
  if ('array' in content) return fitted(content.array, place);
  if ('table' in content) return fitted(arrayOfTable(path, tableFor(place, content.table), place.dtype), place);
  const { arrays } = content;
  const array = arrays.get(place.name) ?? (arrays.size === 1 ? [...arrays.values()][0] : undefined);
  if (array !== undefined) return fitted(array, place);
  const names = [...arrays.keys()].join(', ') || 'none';
  throw new Failure(`${nameOfFile(path)}: expected an array with the name ${place.name}. Received: ${names}.`);
}

/** The table for one input. In a table of texts, the first row is a header only if it names the input. */
const tableFor = ({ name, dtype }, { header, rows }) =>
  dtype === 'string' && header !== undefined && !header.includes(name)
    ? { header: undefined, rows: [header, ...rows] }
    : { header, rows };

/** The array in the shape that the model takes: a single sample becomes a batch of one, and rows of a table get the shape of a sample. */
function fitted(array, { shape }) {
  if (shape === undefined || array.rank === shape.length) return array;
  const sample = shape.slice(1);
  const isSample = array.rank === sample.length && sample.every((axis, i) => axis === null || axis === array.shape[i]);
  if (isSample) return ops.expandDims(array, 0);
  const size = sample.reduce((product, axis) => product * (axis ?? NaN), 1);
  return array.rank === 2 && array.shape[1] === size ? ops.reshape(array, [array.shape[0], ...sample]) : array;
}
