/** Reads and writes arrays in files: NumPy's formats, and text that other programs read. The ending of the name decides the format. */
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { ops, readNpy, readNpz, tensor, writeNpy, writeNpz } from '#hillock';
import { Failure, libraryMessage } from './failure.js';
import { standardStream } from './files.js';
import { formatNumber, parseNumbers } from './numbers.js';

/**
 * @typedef {import('hillock').Tensor} Tensor
 * @typedef {object} Format
 * @property {(y: Tensor, options: { ending: string, dtype?: import('hillock').NpyDType }) => Uint8Array | string} write
 * @property {(bytes: Uint8Array, dtype: import('hillock').DType | undefined) => Tensor} read
 */

/**
 * The integer types of NumPy's files that tensors do not compute in, so that results would otherwise have another type than the file they
 * come from.
 */
const storedIntegers = { i1: 'int8', i2: 'int16', i8: 'int64', u2: 'uint16', u4: 'uint32', u8: 'uint64' };

/**
 * The dtype in which to write a result of integers: that of the integers in the file it comes from.
 *
 * @param {Uint8Array} file
 * @param {Tensor} y
 * @returns {import('hillock').NpyDType | undefined}
 */
export function storedDTypeFor(file, y) {
  if (y.dtype !== 'int32') return undefined;
  const start = new TextDecoder('latin1').decode(file.subarray(0, 10_000));
  return storedIntegers[/^.NUMPY[^]*?'descr': '[<>|=](\w+)'/.exec(start)?.[1]];
}

/** @type {Format} */
const numpy = {
  write: (y, { dtype }) => writeNpy(y, { dtype }),
  read: (bytes, dtype) => readNpy(bytes, { dtype }),
};

/** An archive with a single array. @type {Format} */
const archive = {
  write: (y) => writeNpz({ arr_0: y }),
  read(bytes, dtype) {
    const arrays = readNpz(bytes);
    const [x] = arrays.values();
    if (arrays.size === 1) return dtype === undefined ? x : ops.cast(x, dtype);
    const [name = 'x'] = arrays.keys();
    throw new Failure(
      `expected an archive of one array. Received: ${[...arrays.keys()].join(', ') || 'none'}.`,
      `in Python, numpy.save('x.npy', numpy.load('x.npz')['${name}']) takes one out of it`,
    );
  },
};

/** Numbers between separators, one row in a line, as `numpy.savetxt` writes them. @param {string} separator @returns {Format} */
const lines = (separator) => ({
  write(y, { ending }) {
    if (y.rank > 2) {
      throw new Failure(
        `expected an array of at most two axes for ${ending}. Received: shape (${y.shape.join(', ')}).`,
        '.npy and .json have room for more',
      );
    }
    const width = y.rank === 2 ? y.shape[1] : 1;
    const count = y.rank === 0 ? 1 : y.shape[0];
    const cell = (value) => (typeof value === 'string' ? quoted(value, separator) : formatNumber(value, y.dtype));
    const row = (_, i) => Array.from(y.data.slice(i * width, (i + 1) * width), cell);
    return Array.from({ length: count }, (_, i) => `${row(_, i).join(separator)}\n`).join('');
  },
  read(bytes, dtype) {
    const rows = new TextDecoder()
      .decode(bytes)
      .split('\n')
      .map((line, i) => parseNumbers(line, `numbers in line ${i + 1}`))
      .filter(({ length }) => length > 0);
    return tensor(rows.every(({ length }) => length === 1) ? rows.flat() : rows, { dtype });
  },
});

/** A text for a line with several texts: in quotes if it contains something that would split it. */
const quoted = (text, separator) =>
  text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** @type {Format} */
const json = {
  write(y) {
    if (y.data.every((value) => typeof value === 'string' || Number.isFinite(value)))
      return `${jsonOf(y.toArray(), y.dtype)}\n`;
    throw new Failure(
      'expected finite numbers for .json, which has no words for others. Received: inf or nan.',
      '.txt, .csv and .npy have them',
    );
  },
  read(bytes, dtype) {
    try {
      return tensor(JSON.parse(new TextDecoder().decode(bytes)), { dtype });
    } catch (error) {
      if (error instanceof SyntaxError) throw new Failure(`expected JSON. Received: ${error.message}.`);
      throw error;
    }
  },
};

const jsonOf = (value, dtype) => {
  if (Array.isArray(value)) return `[${value.map((each) => jsonOf(each, dtype)).join(', ')}]`;
  return typeof value === 'number' ? formatNumber(value, dtype) : JSON.stringify(value);
};

/** @type {Readonly<Record<string, Format>>} */
const formats = { '.npy': numpy, '.npz': archive, '.txt': lines(' '), '.csv': lines(','), '.json': json };

/** The endings of names that decide how an array is stored. */
export const arrayEndings = Object.keys(formats);

/** Whether a file begins like an archive, which NumPy's `.npz` files are. */
export const isArchive = (bytes) => bytes[0] === 0x50 && bytes[1] === 0x4b;

const endingOf = (path) => extname(path).toLowerCase();

/** Whether there is a format for an array in this file. A pipe or a device, whose name has no ending, gets NumPy's format. */
export const canHoldArray = (path) =>
  Object.hasOwn(formats, endingOf(path)) || (endingOf(path) === '' && isStream(path));

const isStream = (path) => path === standardStream || statSync(path, { throwIfNoEntry: false })?.isFile() === false;

/**
 * The content of a file for an array.
 *
 * @param {string} path
 * @param {Tensor} y
 * @param {import('hillock').NpyDType} [dtype] - that of a NumPy file, by default the array's
 */
export const arrayContent = (path, y, dtype) =>
  (formats[endingOf(path)] ?? numpy).write(y, { ending: endingOf(path), dtype });

/**
 * The array in a file. If the file's name does not decide the format, it has to be a NumPy file.
 *
 * @param {string} path
 * @param {Uint8Array} bytes
 * @param {import('hillock').DType} [dtype]
 * @returns {Tensor}
 */
export function arrayIn(path, bytes, dtype) {
  const format = isArchive(bytes) ? archive : (formats[endingOf(path)] ?? numpy);
  try {
    return format.read(bytes, dtype);
  } catch (error) {
    const name = path === standardStream ? 'standard input' : `"${path}"`;
    throw new Failure(`${name}: ${error instanceof Failure ? error.message : libraryMessage(error)}`);
  }
}
