/**
 * Imports Node's own modules when they are needed, under names that bundlers do not resolve, so that a page can load the modules that use
 * them. The parts that are used are typed here, so that the package does not need Node's types.
 */

export interface FileStatus {
  readonly size: number;
  readonly mode: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

export interface FolderEntry {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

export interface FileHandle {
  write(data: Uint8Array, offset: number, length: number): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface FileSystem {
  stat(path: string): Promise<FileStatus>;
  realpath(path: string): Promise<string>;
  readFile(path: string): Promise<Uint8Array>;
  readdir(path: string, options: { readonly withFileTypes: true }): Promise<FolderEntry[]>;
  open(path: string, flags: string, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
  rm(path: string, options: { readonly force: boolean }): Promise<void>;
}

export interface Paths {
  basename(path: string): string;
  dirname(path: string): string;
  join(...parts: readonly string[]): string;
}

interface NodeProcess {
  readonly pid: number;
  readonly versions?: { readonly node?: string };
  kill(pid: number, signal: number): boolean;
}

const nodeProcess = (): NodeProcess | undefined => (globalThis as { readonly process?: NodeProcess }).process;

export function isNode(): boolean {
  return typeof nodeProcess()?.versions?.node === 'string';
}

/** The number of this process, which no other running process has. */
export const processNumber = (): number => nodeProcess()?.pid ?? 0;

/** Whether a process with this number runs; signal 0 does nothing but ask. */
export function isRunning(number: number): boolean {
  try {
    return nodeProcess()?.kill(number, 0) ?? false;
  } catch (error) {
    return (error as { readonly code?: string }).code === 'EPERM';
  }
}

const importModule = async (name: string): Promise<unknown> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ `node:${name}`);

export const fileSystem = async (): Promise<FileSystem> => (await importModule('fs/promises')) as FileSystem;

export const paths = async (): Promise<Paths> => (await importModule('path')) as Paths;

export async function pathOfAddress(address: string): Promise<string> {
  const { fileURLToPath } = (await importModule('url')) as { fileURLToPath(address: string): string };
  return fileURLToPath(address);
}
