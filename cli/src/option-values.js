/** The kinds of values that options take. Each function parses a text, or throws an error that says what was expected. */
import { InvalidArgumentError } from 'commander';
import { arrayEndings, canHoldArray } from './array-files.js';
import { parseNumber } from './parse-number.js';

export function numberValue(text) {
  const value = parseNumber(text);
  if (value === undefined) throw new InvalidArgumentError('a number');
  return value;
}

/** One axis, or several separated by commas. */
export function axisValue(text) {
  const axes = text.split(',').map(parseNumber);
  if (!axes.every(Number.isInteger)) throw new InvalidArgumentError('an integer, or several with commas between them');
  return axes.length === 1 ? axes[0] : axes;
}

/** Called for each of the two numbers of an interval, with the numbers before it. */
export function rangeValue(text, [low, high] = []) {
  if (high !== undefined) throw new InvalidArgumentError('two numbers, and names before them,');
  const value = numberValue(text);
  if (low === undefined) {
    if (Number.isFinite(value)) return [value];
    throw new InvalidArgumentError('two finite numbers');
  }
  if (Number.isFinite(value - low) && low < value) return [low, value];
  throw new InvalidArgumentError(`a finite number above ${low}`);
}

export function sizeValue(text) {
  const value = numberValue(text);
  if (value >= 100 && value <= 10_000) return value;
  throw new InvalidArgumentError('a number from 100 to 10000');
}

export function dtypeValue(text) {
  if (text === 'float32' || text === 'float64') return text;
  throw new InvalidArgumentError('float32 or float64');
}

/** A file for an array, or - for standard output. */
export function arrayFileValue(text) {
  if (text === '') throw new InvalidArgumentError('the name of a file, or - for standard output');
  if (canHoldArray(text)) return text;
  throw new InvalidArgumentError(`a name that ends in ${arrayEndings.join(', ')}, or - for standard output`);
}

const pictures = /\.(svg|png)$/i;

/** A file for a picture, or - for standard output. */
export function pictureValue(text) {
  if (text === '-' || pictures.test(text)) return text;
  throw new InvalidArgumentError('a name that ends in .svg or .png, or - for standard output');
}

const modelFiles = /\.(keras|h5|hdf5|json|npz)$/i;

/** A file to write a model to. */
export function modelFileValue(text) {
  if (modelFiles.test(text)) return text;
  throw new InvalidArgumentError('a name that ends in .keras, .h5, .weights.h5, .json or .npz');
}

export function batchSizeValue(text) {
  const value = numberValue(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('a positive integer');
}

export function toleranceValue(text) {
  const value = numberValue(text);
  if (value >= 0) return value;
  throw new InvalidArgumentError('a number of at least 0');
}
