/** Writes files atomically: into a new file beside the path, which is flushed to disk and then renamed. */
import { FileError } from '../../errors/index.js';
import { diskError } from '../sources/disk.js';
import { fileSystem, isNode, isRunning, paths, processNumber, type FileSystem } from '../sources/node-modules.js';

export interface WriteOptions {
  /** Whether a file that is there already is replaced, as by default; else it stays, and there is an error. */
  readonly overwrite?: boolean | undefined;
  /** Called after each piece with the number of bytes written so far and their total. */
  readonly onProgress?: ((progress: { readonly written: number; readonly total: number }) => void) | undefined;
}

/** The bytes written between two calls of `onProgress`. */
const pieceBytes = 2 ** 22;

let files = 0;

/**
 * Writes a file so that whoever opens the path finds either the old or the new file, even if the process is killed or the machine stops
 * meanwhile. A temporary file that a killed process left beside the path is removed by the next process that writes there.
 */
export async function writeFileAtomically(
  where: string,
  path: string,
  bytes: Uint8Array,
  { onProgress, overwrite = true }: WriteOptions = {},
): Promise<void> {
  if (!isNode()) {
    const expected = 'a place to write files: a path works in Node, Deno and Bun';
    throw new FileError({
      kind: 'access',
      where,
      expected,
      received: { path },
      hint: 'take the bytes, or use download',
    });
  }
  const system = await fileSystem();
  const place = await placeOf(system, path);
  try {
    await removeLeftovers(system, place);
    await writeAndRename(system, place, bytes, onProgress, overwrite);
  } catch (error) {
    if (!overwrite && (error as { readonly code?: unknown }).code === 'EEXIST') {
      const expected = 'no file there, since overwrite is false';
      throw new FileError({ kind: 'access', where, expected, received: { path } });
    }
    throw diskError(where, path, 'a file that can be written', error, true);
  }
}

interface Place {
  readonly folder: string;
  /** The file itself, if the path is a link. */
  readonly file: string;
  readonly prefix: string;
  readonly temporary: string;
}

async function placeOf(system: FileSystem, path: string): Promise<Place> {
  const { basename, dirname, join } = await paths();
  const file = await system.realpath(path).catch(() => path);
  const prefix = `.${basename(file)}.`;
  const folder = dirname(file);
  return { folder, file, prefix, temporary: join(folder, `${prefix}${processNumber()}-${++files}.tmp`) };
}

async function removeLeftovers(system: FileSystem, { folder, prefix }: Place): Promise<void> {
  const { join } = await paths();
  for (const { name } of await system.readdir(folder, { withFileTypes: true })) {
    const owner = name.startsWith(prefix) ? /^(\d+)-\d+\.tmp$/.exec(name.slice(prefix.length)) : null;
    if (owner !== null && !isRunning(Number(owner[1]))) await system.rm(join(folder, name), { force: true });
  }
}

async function writeAndRename(
  system: FileSystem,
  { folder, file, temporary }: Place,
  bytes: Uint8Array,
  onProgress: WriteOptions['onProgress'],
  overwrite: boolean,
): Promise<void> {
  const mode = await system.stat(file).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  try {
    const handle = await system.open(temporary, 'wx', mode);
    try {
      for (let at = 0; at < bytes.length;) {
        const length = Math.min(pieceBytes, bytes.length - at);
        at += (await handle.write(bytes, at, length)).bytesWritten;
        onProgress?.({ written: at, total: bytes.length });
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (overwrite) await system.rename(temporary, file);
    else {
      // A second name for the file, which fails if there is such a file, and then no first one.
      await system.link(temporary, file);
      await system.rm(temporary, { force: true });
    }
  } catch (error) {
    await system.rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await makeNameDurable(system, folder);
}

/** Flushes the folder, without which the rename may not be on disk. Windows cannot do that and does not need it. */
async function makeNameDurable(system: FileSystem, folder: string): Promise<void> {
  const handle = await system.open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
