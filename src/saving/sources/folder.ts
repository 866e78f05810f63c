/** Files that belong together under plain names: a folder on disk, an archive, files that a user picked, an address and what lies beside it. */
import { FileError } from '../../errors/index.js';

export interface Folder {
  /** The names inside, with slashes; `undefined` where they cannot be listed, as beside an address. */
  readonly names: readonly string[] | undefined;
  /** The bytes of one, or `undefined` where there is none; more than `most` are refused before they are read. */
  read(name: string, most?: number): Promise<Uint8Array | undefined>;
}

/** A file as it came: its bytes, or a folder that stands for one. */
export interface OpenedSource {
  /** How messages call it. */
  readonly label: string;
  /** Its name where it has one. */
  readonly name: string | undefined;
  /** `undefined` for a folder. */
  readonly bytes: Uint8Array | undefined;
  /** What lies beside the file, or in the folder. */
  readonly folder: Folder;
}

/** Nothing lies beside bytes. */
export const emptyFolder: Folder = { names: [], read: () => Promise.resolve(undefined) };

const windowsDrive = /^[A-Za-z]:/;

/** Control characters stand in no name that a person gave. */
// eslint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u001f\u007f]/;

/** Whether a name, with slashes, stays inside its folder whatever is done with it. */
export function isSafeName(name: string): boolean {
  const steps = name.split('/');
  const staysInside = steps.every((step) => step !== '' && step !== '.' && step !== '..');
  return staysInside && !windowsDrive.test(name) && !name.includes('\\') && !controlCharacters.test(name);
}

/** The name of a file that another file says lies beside it; `./` before it means the same. */
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

/** The part of a folder under a prefix that ends with a slash. */
export function folderUnder(folder: Folder, prefix: string): Folder {
  if (prefix === '') return folder;
  return {
    names: folder.names?.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)),
    read: (name, most) => folder.read(prefix + name, most),
  };
}
