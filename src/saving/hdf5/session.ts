/** One use of the library: a file's bytes go in, plain data come out, and neither stays in the library. */
import { FileError, HillockError } from '../../errors/index.js';
import { millisecondsNow } from '../../kernel/clock.js';
import { filePath, hdf5Library, type Hdf5Instance, type Hdf5Module } from './library.js';

export interface Hdf5Session {
  readonly module: Hdf5Module;
  readonly file: bigint;
  /** The file, as messages call it. */
  readonly where: string;
  /** Allows the library the work for a call that handles so many bytes; throws if the session has taken too long. */
  allow(bytes?: number): void;
}

/**
 * Opens the bytes as an HDF5 file and runs `f`, which must be synchronous, because the library has room for one file only. Everything that
 * goes wrong in the library, even a trap of WebAssembly, becomes an error about the file, after which the library is reset.
 */
export async function withHdf5<T>(
  where: string,
  bytes: Uint8Array,
  seconds: number,
  f: (session: Hdf5Session) => T,
): Promise<T> {
  const library = await hdf5Library();
  library.watch();
  library.module.FS.writeFile(filePath, bytes, { canOwn: true });
  const end = millisecondsNow() + seconds * 1000;
  let isSound = false;
  try {
    const allow = allowance(where, library, bytes.length, seconds, end);
    allow();
    const result = f({ module: library.module, file: openFile(where, library), where, allow });
    if (library.refused.length > 0) throw libraryFault(where, library, undefined);
    isSound = true;
    return result;
  } catch (error) {
    if (error instanceof HillockError && library.refused.length === 0) throw error;
    if (library.budget === 0 && millisecondsNow() > end) throw tookTooLong(where, seconds);
    throw libraryFault(where, library, error);
  } finally {
    if (isSound) closeFile(library);
    else library.restore();
    library.module.FS.unlink(filePath);
  }
}

const readOnly = 0;
let opened: bigint | undefined;

function openFile(where: string, library: Hdf5Instance): bigint {
  opened = library.module.open(filePath, readOnly, false, -1, -1);
  if (opened >= 0n) return opened;
  throw libraryFault(where, library, undefined);
}

function closeFile(library: Hdf5Instance): void {
  library.budget = work.least;
  if (opened !== undefined) library.module.close_file(opened);
  opened = undefined;
}

/**
 * The budget of work for a call: for one on the smallest file, and for each byte that it may have to look at. Inflating a byte takes about
 * ten. No computer does more than `perSecond`, so that a call does not go on for long after the time is over.
 */
const work = { least: 2e7, perByte: 200, perSecond: 1e9, most: 2 ** 31 - 1 };

function allowance(
  where: string,
  library: Hdf5Instance,
  size: number,
  seconds: number,
  end: number,
): (bytes?: number) => void {
  return (bytes = 0) => {
    const left = (end - millisecondsNow()) / 1000;
    if (left <= 0) throw tookTooLong(where, seconds);
    const wanted = work.least + work.perByte * (size + bytes);
    library.budget = Math.ceil(Math.min(work.most, wanted, work.perSecond * left));
  };
}

function tookTooLong(where: string, seconds: number): FileError {
  const expected = `an HDF5 file that is read within ${seconds} seconds`;
  const hint = 'pass { limits: { seconds } } if files this large are meant';
  return new FileError({ kind: 'limit', where, expected, hint });
}

/** The innermost of the library's error messages: `#003: … : name doesn't exist`. */
const reasonIn = (printed: string): string | undefined =>
  [...printed.matchAll(/^\s*#\d+: .*?: (.*)$/gm)].pop()?.[1]?.trim();

function reasonOf(library: Hdf5Instance, error: unknown): string {
  if (library.budget === 0) return 'reading it would take far more work than its size explains';
  return reasonIn(library.printed()) ?? (error instanceof Error ? error.message : 'the file cannot be opened');
}

function libraryFault(where: string, library: Hdf5Instance, error: unknown): FileError {
  const [foreign] = library.refused;
  const received = foreign === undefined ? { error: reasonOf(library, error) } : { reference: foreign };
  const told = new FileError({
    kind: 'hdf5',
    where,
    expected: foreign === undefined ? 'an HDF5 file that can be read' : 'an HDF5 file that keeps its data in itself',
    received,
    hint: foreign === undefined ? 'the file is damaged or incomplete' : 'a model opens no other file',
  });
  told.cause = error;
  return told;
}
