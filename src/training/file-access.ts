/** The files of the machine, where there are any. */
import { StateError } from '../errors/index.js';

/** What callbacks and data need of `node:fs/promises`. */
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

/** A file that is read bit by bit. */
export interface OpenFile {
  createReadStream(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Pages have none; `instead` says what they do. */
export async function fileAccess(where: string, instead: string): Promise<FileAccess> {
  try {
    // A name that bundlers for pages do not follow, and compilers without Node's types do not ask about.
    const name = 'fs/promises';
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ `node:${name}`)) as FileAccess;
  } catch {
    throw new StateError({ where, expected: 'files, which there are in Node, Deno and Bun', hint: instead });
  }
}
