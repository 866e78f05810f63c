/** Reads files from disk, in Node, Deno and Bun. */
import { FileError } from '../../errors/index.js';
import type { Folder, OpenedSource } from './folder.js';
import { tooLarge, type FileLimits } from './limits.js';
import { fileSystem, paths } from './node-modules.js';

interface SystemError extends Error {
  readonly code?: string;
}

/** The meanings of the system's error codes, in words. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'the file does not exist',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
};

/** Their meanings for a file that was to be written. */
const reasonsNotToWrite: typeof reasons = { ...reasons, ENOENT: 'its folder does not exist' };

/** A `FileError` for an error of the file system. */
export function diskError(where: string, path: string, expected: string, error: unknown, isWriting = false): FileError {
  const { code, message } = error as SystemError;
  const reason = code === undefined ? undefined : (isWriting ? reasonsNotToWrite : reasons)[code];
  const told = new FileError({ kind: 'access', where, expected, received: { path }, hint: reason ?? message });
  told.cause = error;
  return told;
}

export async function openPath(where: string, path: string, limits: FileLimits): Promise<OpenedSource> {
  const { basename, dirname } = await paths();
  const { stat } = await fileSystem();
  const expected = 'a file that can be read';
  const found = await stat(path).catch((error: unknown) => {
    throw diskError(where, path, expected, error);
  });
  const name = basename(path);
  if (found.isDirectory()) {
    return { label: path, name, bytes: undefined, folder: await folderOnDisk(where, path) };
  }
  if (!found.isFile()) throw new FileError({ kind: 'access', where, expected: 'a file', received: { path } });
  if (found.size > limits.bytes) throw tooLarge(where, path, found.size, limits);
  return { label: path, name, bytes: await readBytes(where, path), folder: lazyFolder(where, dirname(path)) };
}

async function readBytes(where: string, path: string): Promise<Uint8Array> {
  const { readFile } = await fileSystem();
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw diskError(where, path, 'a file that can be read', error);
  }
}

/** The deepest folders that are listed: deep enough for the assets of a model. */
const mostDepth = 8;

async function folderOnDisk(where: string, path: string): Promise<Folder> {
  const { readdir } = await fileSystem();
  const { join } = await paths();
  const names: string[] = [];
  const list = async (prefix: string, depth: number): Promise<void> => {
    const entries = await readdir(join(path, prefix), { withFileTypes: true }).catch((error: unknown) => {
      throw diskError(where, path, 'a folder that can be listed', error);
    });
    for (const entry of entries) {
      if (entry.isFile() || entry.isSymbolicLink()) names.push(prefix + entry.name);
      if (entry.isDirectory() && depth < mostDepth) await list(`${prefix}${entry.name}/`, depth + 1);
    }
  };
  await list('', 1);
  return { ...lazyFolder(where, path), names: names.sort() };
}

/**
 * A folder that is not listed, but from which files with plain names can be read. Links in it are followed, because whoever owns the folder
 * put them there, as caches of downloads do.
 */
function lazyFolder(where: string, path: string): Folder {
  return {
    names: undefined,
    read: async (name, most = Infinity) => {
      const { stat } = await fileSystem();
      const { join } = await paths();
      const file = join(path, ...name.split('/'));
      const found = await stat(file).catch((error: unknown) => {
        if ((error as SystemError).code === 'ENOENT') return undefined;
        throw diskError(where, file, 'a file that can be read', error);
      });
      if (found === undefined) return undefined;
      const received = { path: file };
      if (!found.isFile()) throw new FileError({ kind: 'access', where, expected: 'a file', received });
      if (found.size <= most) return readBytes(where, file);
      throw new FileError({ kind: 'limit', where, expected: `a file of at most ${most} bytes`, received });
    },
  };
}
