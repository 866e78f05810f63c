/**
 * The header of a NumPy file: magic, version, length, and the text of a Python dict, which is read by its grammar and never evaluated.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { DTypeError, ShapeError, ValueError } from '../../errors/index.js';
import { checkShape, formatShape, sizeOf, type Shape } from '../../tensor/index.js';

/** What the header of a NumPy file says about the array. */
export interface NpyHeader {
  /** NumPy's code for the element type with its byte order, `<f4`. */
  readonly descr: string;
  /** Whether elements along the first axis follow each other (Fortran order). */
  readonly isFortranOrder: boolean;
  readonly shape: Shape;
  /** The position at which the elements begin. */
  readonly length: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** The first bytes of archives, which NumPy's `.npz` files are. */
const archiveMagic = [0x50, 0x4b]; // PK

const beginsWith = (start: readonly number[], bytes: Uint8Array): boolean =>
  start.every((byte, i) => bytes[i] === byte);

/** The width of the header's length, and the encoding of its text, for each version of the format. */
const versions: Readonly<Record<number, { readonly lengthBytes: 2 | 4; readonly encoding: 'latin1' | 'utf-8' }>> = {
  1: { lengthBytes: 2, encoding: 'latin1' },
  2: { lengthBytes: 4, encoding: 'latin1' },
  3: { lengthBytes: 4, encoding: 'utf-8' },
};

/** Reads and checks the header at the beginning of a file. */
export function readNpyHeader(where: string, bytes: Uint8Array): NpyHeader {
  if (bytes.length < 8 || !beginsWith(magic, bytes)) {
    throw new ValueError({
      where,
      expected: 'a NumPy file, which begins with \\x93NUMPY',
      received: { bytes },
      ...(beginsWith(archiveMagic, bytes) && {
        hint: 'this is an archive of arrays, .npz perhaps, which readNpz reads',
      }),
    });
  }
  const [major, minor] = [bytes[6]!, bytes[7]!];
  const version = versions[major];
  if (version === undefined || minor !== 0) {
    throw new ValueError({
      where,
      expected: 'version 1.0, 2.0 or 3.0 of the format',
      received: { version: `${major}.${minor}` },
    });
  }
  const start = 8 + version.lengthBytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < start) throw truncatedHeader(where, start, bytes);
  const length = start + (version.lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (length > mostHeaderBytes) {
    throw new ValueError({ where, expected: `a header of at most ${mostHeaderBytes} bytes`, received: { length } });
  }
  if (bytes.length < length) throw truncatedHeader(where, length, bytes);
  const text = new TextDecoder(version.encoding).decode(bytes.subarray(start, length));
  checkOneType(where, text);
  return { ...checkEntries(where, parseDict(where, text), text), length };
}

/** The most axes, as in NumPy. */
const mostAxes = 64;

/** The largest header, as in NumPy's reader; no array needs more. */
const mostHeaderBytes = 10_000;

const truncatedHeader = (where: string, length: number, bytes: Uint8Array): ValueError =>
  new ValueError({
    where,
    expected: `a header of ${length} bytes`,
    received: { bytes },
    hint: 'the file is truncated',
  });

type Literal = string | boolean | readonly number[];

const malformed = (where: string, header: string): ValueError =>
  new ValueError({
    where,
    expected: `a header such as {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}`,
    received: { header: header.trimEnd() },
  });

/** Refuses arrays whose elements are records: their type is a list of fields instead of a code. */
function checkOneType(where: string, header: string): void {
  const fields = /['"]descr['"]\s*:\s*(\[.*\])/s.exec(header)?.[1];
  if (fields === undefined) return;
  throw new DTypeError({
    where,
    expected: 'an array of numbers or booleans, not of records with fields',
    received: { descr: fields },
    hint: "save one field, numpy.save('x.npy', array['field']), or numpy.lib.recfunctions.structured_to_unstructured(array)",
  });
}

/** The tokens of the header's grammar. A number begins with 0 only if it is 0; Python 2's long integers end with L. */
const tokenPattern = /\s*(?:'([^'\\]*)'|"([^"\\]*)"|(-?[1-9]\d*|0)L?(?!\w)|(True|False)|([{}(),:])|$)/y;

/** Parses the header: a dict of strings, booleans and tuples of integers. */
function parseDict(where: string, text: string): ReadonlyMap<string, Literal> {
  const pattern = new RegExp(tokenPattern);
  const fail = (): never => {
    throw malformed(where, text);
  };
  const next = (): RegExpExecArray => pattern.exec(text) ?? fail();
  const isMark = (token: RegExpExecArray, mark: string): boolean => token[5] === mark;

  /** Calls `entry` for each token that begins an entry, up to the closing mark; returns the number of commas. */
  const parseList = (closing: string, entry: (token: RegExpExecArray) => void): number => {
    let commas = 0;
    for (let token = next(); !isMark(token, closing); token = next()) {
      entry(token);
      const separator = next();
      if (isMark(separator, closing)) return commas;
      if (!isMark(separator, ',')) fail();
      commas++;
    }
    return commas;
  };
  const parseTuple = (): number[] => {
    const items: number[] = [];
    const commas = parseList(')', (token) => items.push(token[3] === undefined ? fail() : Number(token[3])));
    return items.length === 1 && commas === 0 ? fail() : items;
  };
  const parseValue = (token: RegExpExecArray): Literal => {
    if (token[4] !== undefined) return token[4] === 'True';
    return isMark(token, '(') ? parseTuple() : (token[1] ?? token[2] ?? fail());
  };

  const entries = new Map<string, Literal>();
  if (!isMark(next(), '{')) fail();
  parseList('}', (token) => {
    const key = token[1] ?? token[2] ?? fail();
    if (entries.has(key) || !isMark(next(), ':')) fail();
    entries.set(key, parseValue(next()));
  });
  if (next()[0].trim() !== '') fail();
  return entries;
}

function checkEntries(where: string, entries: ReadonlyMap<string, Literal>, text: string): Omit<NpyHeader, 'length'> {
  const [descr, isFortranOrder, shape] = ['descr', 'fortran_order', 'shape'].map((key) => entries.get(key));
  const isComplete = typeof descr === 'string' && typeof isFortranOrder === 'boolean' && typeof shape === 'object';
  if (!isComplete || entries.size !== 3) throw malformed(where, text);
  checkShape(where, shape);
  if (shape.length > mostAxes) {
    throw new ShapeError({ where, expected: `an array of at most ${mostAxes} axes`, received: { axes: shape.length } });
  }
  // Axes of length 0 are left out here: they would make the size 0 and hide that the other lengths are too large.
  if (!Number.isSafeInteger(sizeOf(shape.filter((axis) => axis > 0)))) {
    throw new ShapeError({ where, expected: 'an array whose elements can be counted', received: { shape } });
  }
  return { descr, isFortranOrder, shape };
}

/** NumPy reserves so many digits for the first axis, so that it can grow without moving the elements. */
const growthDigits = 21;
const alignment = 64;

/** The header that NumPy writes, byte for byte, for an array in row-major order. */
export function npyHeader(descr: string, shape: Shape): Uint8Array {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${formatShape(shape)}, }`;
  const room = shape.length === 0 ? 0 : growthDigits - String(shape[0]).length;
  const start = magic.length + 4;
  const unpadded = dict.length + room + 1;
  const length = unpadded + alignment - ((start + unpadded) % alignment);
  const text = `${dict.padEnd(length - 1)}\n`;
  return Uint8Array.from([...magic, 1, 0, length & 0xff, length >> 8, ...new TextEncoder().encode(text)]);
}
