/** Reads and writes files and the standard streams. */
import { open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Failure } from './failure.js';

/** The name that means standard input or output. */
export const standardStream = '-';

const reasons = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ENOSPC: 'the disk is full',
};

const reasonOf = ({ code, message }) => reasons[code] ?? message;

/**
 * @param {string} path - a file, or - for standard input
 * @returns {Promise<Uint8Array>}
 */
export async function readInput(path) {
  const isStream = path === standardStream;
  try {
    return await (isStream ? buffer(process.stdin) : readFile(path));
  } catch (error) {
    const name = isStream ? 'standard input' : `"${path}"`;
    throw new Failure(`expected a file that can be read. Received: ${name}, ${reasonOf(error)}.`);
  }
}

/**
 * Writes to a file, or to standard output. A file is written completely or not at all: the bytes go to a new file beside it, which is then
 * renamed.
 *
 * @param {string} path - a file, or - for standard output
 * @param {Uint8Array | string} content
 */
export async function writeOutput(path, content) {
  if (path === standardStream) return writeToStream(content);
  try {
    await replaceFile(path, content);
  } catch (error) {
    const reason = error.code === 'ENOENT' ? 'its folder does not exist' : reasonOf(error);
    throw new Failure(`expected a file that can be written. Received: "${path}", ${reason}.`);
  }
}

/** If the reader of a pipe, such as head, stops reading, that is no failure. */
async function writeToStream(content) {
  const error = await new Promise((resolve) => process.stdout.write(content, resolve));
  if (!error || error.code === 'EPIPE') return;
  throw new Failure(`expected a standard output that can be written. Received: ${reasonOf(error)}.`);
}

async function replaceFile(path, content) {
  const target = await realpath(path).catch(() => path);
  const existing = await stat(target).catch(() => undefined);
  // Devices and pipes cannot be replaced by a new file, so they are written directly. Opening a folder fails.
  if (existing !== undefined && !existing.isFile()) return writeAndClose(await open(target, 'w'), content);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const file = await open(temporary, 'wx', existing?.mode);
  try {
    await writeAndClose(file, content);
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary);
    throw error;
  }
}

async function writeAndClose(file, content) {
  try {
    await file.writeFile(content);
  } finally {
    await file.close();
  }
}
