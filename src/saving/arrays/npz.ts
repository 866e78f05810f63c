/** Reads and writes several arrays in one file, as `numpy.savez` and `numpy.load` do. */
import { FileError, HillockError, ValueError } from '../../errors/index.js';
import { isByName, sizeOf, type Tensor, type TensorLike } from '../../tensor/index.js';
import { readOptions } from '../../tensor/options.js';
import { readLimits, type FileLimits } from '../sources/limits.js';
import { openZip, type ZipArchive } from '../zip/reading.js';
import { writeZip } from '../zip/writing.js';
import { bytesOf } from './file-bytes.js';
import { readNpyHeader } from './npy-header.js';
import { readNpy, writeNpy } from './npy.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

const suffix = '.npy';

/**
 * The arrays in the bytes of a NumPy archive (`.npz`), by name, in the order of the archive. Types are converted as `readNpy` does; pickled objects
 * are refused.
 *
 * @param bytes - the file
 * @param options - `limits`: how much the archive may unpack to
 *
 * @example
 * import { readNpz, writeNpz } from 'hillock';
 * const arrays = readNpz(writeNpz({ x: [1, 2], y: [[3], [4]] }));
 * [...arrays.keys()] // → [ 'x', 'y' ]
 * arrays.get('y') // → array([[3.],
 * //          [4.]], dtype=float32)
 */
export function readNpz(
  bytes: Uint8Array | ArrayBufferLike,
  options: {
    /** Limits of what is read, as those of `loadModel`. */ readonly limits?: Partial<FileLimits> | undefined;
  } = {},
): Map<string, Tensor> {
  checkArgumentCount('readNpz', arguments, 2);
  const where = 'readNpz';
  const file = bytesOf(where, 'a NumPy archive', bytes);
  const { limits } = readOptions<typeof options>(where, options, { limits: undefined });
  const archive = openZip(where, file, readLimits(where, limits));
  return new Map(npzNames(archive).map((name) => [name, readNpzArray(where, archive, name)]));
}

/** The names of an archive's arrays. */
export const npzNames = ({ names }: Pick<ZipArchive, 'names'>): string[] =>
  names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length));

/** One array of an archive. All its errors are reported as faults of the file. */
export function readNpzArray(where: string, archive: ZipArchive, name: string): Tensor {
  const member = archive.unpack(name + suffix)!;
  try {
    checkClaims(where, name, member);
    return readNpy(member);
  } catch (error) {
    if (error instanceof FileError || !(error instanceof HillockError)) throw error;
    const { expected, received } = error;
    const told = new FileError({ kind: 'format', where: `${where} (array "${name}")`, expected, received });
    told.cause = error;
    throw told;
  }
}

/** Detects two kinds of faults that get their own error kinds: claims beyond the limits, and code. */
function checkClaims(where: string, name: string, member: Uint8Array): void {
  const { descr, shape } = readNpyHeader(where, member);
  if (/^.?O/.test(descr)) {
    const hint = 'pickled Python objects can run code and are never loaded';
    throw new FileError({ kind: 'code', where, expected: 'arrays of numbers', received: { array: name, descr }, hint });
  }
  if (sizeOf(shape) > member.length) {
    const expected = 'arrays whose elements lie in the file';
    throw new FileError({ kind: 'limit', where, expected, received: { array: name, shape, bytes: member.length } });
  }
}

/**
 * The bytes of a NumPy archive (`.npz`) with the arrays under their names. Equal arrays give equal bytes: the dates in the archive are fixed.
 *
 * @example
 * import { readNpz, writeNpz } from 'hillock';
 * readNpz(writeNpz(new Map([['weights/0', [1, 2, 3]]]))).get('weights/0') // → array([1., 2., 3.], dtype=float32)
 */
export function writeNpz(arrays: ReadonlyMap<string, TensorLike> | Readonly<Record<string, TensorLike>>): Uint8Array {
  checkArgumentCount('writeNpz', arguments, 1);
  if (!(arrays instanceof Map) && !isByName(arrays))
    throw new ValueError({
      where: 'writeNpz',
      expected: 'arrays by name, in an object or a Map',
      received: { arrays },
    });
  const entries = arrays instanceof Map ? [...(arrays as ReadonlyMap<string, TensorLike>)] : Object.entries(arrays);
  return writeZip('writeNpz', new Map(entries.map(([name, array]) => [name + suffix, writeNpy(array)])));
}
