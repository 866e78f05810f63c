/** Access to files, where the platform has any. */
import { StateError } from '../errors/index.js';

/** The functions of `node:fs/promises` that callbacks and data use. */
export interface FileAccess {
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  appendFile(path: string, data: string | Uint8Array): Promise<void>;
  copyFile(from: string, to: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  access(path: string): Promise<void>;
  mkdir(path: string, options: { readonly recursive: true }): Promise<unknown>;
  rm(path: string, options: { readonly force: true }): Promise<void>;
  rmdir(path: string): Promise<void>;
  open(path: string | URL): Promise<OpenFile>;
}

/** An open file that is read piece by piece. */
export interface OpenFile {
  createReadStream(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** The functions for files. In pages, which have no files, it throws; `instead` says what to do there. */
export async function fileAccess(where: string, instead: string): Promise<FileAccess> {
  try {
    // The name is in a variable, so that bundlers for pages do not resolve it, and compilers without Node's types accept it.
    const name = 'fs/promises';
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ `node:${name}`)) as FileAccess;
  } catch {
    throw new StateError({ where, expected: 'files, which there are in Node, Deno and Bun', hint: instead });
  }
}

/** Makes the folder of a file, and the folders around it, where they are missing. */
export async function makeFolderOf(where: string, path: string, instead: string): Promise<void> {
  const folder = /^(.*)[\\/]/.exec(path)?.[1];
  if (folder === undefined || folder === '') return;
  const { mkdir } = await fileAccess(where, instead);
  await mkdir(folder, { recursive: true });
}
