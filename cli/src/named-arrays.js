/** Reads arrays from files as inputs of a model: a single array, several by name, or columns of a table. */
import { extname } from 'node:path';
import { dsvFormat } from 'd3-dsv';
import { readNpz, tensor } from '#hillock';
import { arrayIn, isArchive } from './array-files.js';
import { Failure, libraryMessage } from './failure.js';
import { readInput } from './files.js';
import { nameOfFile } from './model-files.js';
import { parseNumber } from './parse-number.js';

/**
 * @typedef {import('hillock').Tensor} Tensor
 * @typedef {object} Table
 * @property {string[] | undefined} header - the names of the columns, if the first row is no row of values
 * @property {string[][]} rows
 */

/**
 * The content of a file: one array, several by name, or a table of texts, of which only the model determines which are numbers.
 *
 * @param {string} path
 * @returns {Promise<{ array: Tensor } | { arrays: Map<string, Tensor> } | { table: Table }>}
 */
export async function readArrays(path) {
  const bytes = await readInput(path);
  if (extname(path).toLowerCase() === '.csv') return { table: tableIn(path, bytes) };
  if (!isArchive(bytes)) return { array: arrayIn(path, bytes) };
  try {
    return { arrays: readNpz(bytes) };
  } catch (error) {
    throw new Failure(`${nameOfFile(path)}: ${libraryMessage(error)}`);
  }
}

/** @returns {Table} */
function tableIn(path, bytes) {
  const text = new TextDecoder().decode(bytes).replace(/^\uFEFF/, '');
  const lines = dsvFormat(',')
    .parseRows(text)
    .map((row) => row.map((cell) => cell.trim()))
    .filter((row) => row.some((cell) => cell !== ''));
  const [first = []] = lines;
  const width = first.length;
  const ragged = lines.findIndex((row) => row.length !== width);
  if (width === 0 || ragged >= 0) {
    const received = width === 0 ? 'none' : `${lines[ragged].length} values in row ${ragged + 1}`;
    throw new Failure(`${nameOfFile(path)}: expected rows of ${width || 'some'} values each. Received: ${received}.`);
  }
  const isHeader = lines.length > 1 && first.every((cell) => parseNumber(cell) === undefined);
  return isHeader ? { header: first, rows: lines.slice(1) } : { header: undefined, rows: lines };
}

/**
 * Columns of a table as an array with one row for each row of the table. Texts stay texts if the model takes strings.
 *
 * @param {string} path
 * @param {Table} table
 * @param {string} dtype
 * @param {number[]} [columns] - all by default
 * @returns {import('hillock').Tensor<any>}
 */
export function arrayOfTable(path, { header, rows }, dtype, columns = rows[0].map((_, i) => i)) {
  const shape = [rows.length, columns.length];
  const cells = rows.flatMap((row) => columns.map((column) => row[column]));
  if (dtype === 'string') return tensor(cells, { shape, dtype: 'string' });
  const numbers = cells.map((cell, i) => {
    const value = parseNumber(cell);
    if (value !== undefined) return value;
    const row = Math.floor(i / columns.length) + (header === undefined ? 1 : 2);
    const column = columns[i % columns.length] + 1;
    throw new Failure(
      `${nameOfFile(path)}: expected a number in row ${row}, column ${column}. Received: "${cell.slice(0, 40)}".`,
    );
  });
  return tensor(numbers, { shape });
}
