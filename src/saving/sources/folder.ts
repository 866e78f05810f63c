/**
 * Files that belong together and have plain names: a folder on disk, an archive, files that a user picked, or an address with the files
 * beside it.
 */
import { FileError } from '../../errors/index.js';

export interface Folder {
  /** The names of the files inside, with slashes; `undefined` if they cannot be listed, as with an address. */
  readonly names: readonly string[] | undefined;
  /** Reads a file; `undefined` if it does not exist. A file with more than `most` bytes is refused before it is read. */
  read(name: string, most?: number): Promise<Uint8Array | undefined>;
}

/** An opened source: the bytes of a file, or a folder. */
export interface OpenedSource {
  /** What messages call the source. */
  readonly label: string;
  /** The file's name, if it has one. */
  readonly name: string | undefined;
  /** `undefined` for a folder. */
  readonly bytes: Uint8Array | undefined;
  /** The files beside the file, or those in the folder. */
  readonly folder: Folder;
}

/** A folder without files, for bytes that have nothing beside them. */
export const emptyFolder: Folder = { names: [], read: () => Promise.resolve(undefined) };

const windowsDrive = /^[A-Za-z]:/;

/** Control characters, which do not occur in names that people choose. */
// eslint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u001f\u007f]/;

/** Whether a name, with slashes, stays inside its folder on every system. */
export function isSafeName(name: string): boolean {
  const steps = name.split('/');
  const staysInside = steps.every((step) => step !== '' && step !== '.' && step !== '..');
  return staysInside && !windowsDrive.test(name) && !name.includes('\\') && !controlCharacters.test(name);
}

/** Checks the name of a file that another file refers to; it has to be plain, and a leading `./` is dropped. */
export function plainName(where: string, name: unknown): string {
  const bare = typeof name === 'string' ? name.replace(/^\.\//, '') : name;
  if (typeof bare === 'string' && !bare.includes('/') && isSafeName(bare) && !/^[\w+.-]+:/.test(bare)) return bare;
  throw new FileError({
    kind: typeof name === 'string' ? 'path' : 'config',
    where,
    expected: 'the plain name of a file in the same folder',
    received: { name },
    hint: 'a model opens no other folder and no address',
  });
}

/** The part of a folder whose names begin with a prefix, which ends with a slash. */
export function folderUnder(folder: Folder, prefix: string): Folder {
  if (prefix === '') return folder;
  return {
    names: folder.names?.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)),
    read: (name, most) => folder.read(prefix + name, most),
  };
}
