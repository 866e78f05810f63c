/** Files on disk that exist for the duration of a test. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'hillock-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Writes files into a new folder, and returns the path of one of them. */
export async function onDisk(
  files: Readonly<Record<string, Uint8Array | string>>,
  name = Object.keys(files)[0]!,
): Promise<{ readonly folder: TemporaryFolder; readonly path: string }> {
  const folder = await temporaryFolder();
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, file)), { recursive: true });
    await writeFile(join(folder.path, file), content);
  }
  return { folder, path: join(folder.path, name) };
}
