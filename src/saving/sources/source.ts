/** Opens whatever names or holds a file: gives its bytes and the files beside it. */
import { FileError, ValueError } from '../../errors/index.js';
import { fetchBytes, fileNameOf, filesBeside, responseBytes } from './address.js';
import { openPath } from './disk.js';
import { emptyFolder, type OpenedSource } from './folder.js';
import { tooLarge, type FileLimits } from './limits.js';
import { isNode, pathOfAddress } from './node-modules.js';

/**
 * What a file can be read from: a path (in Node), an address, its bytes, a `Blob` or `File`, a `Response`, or the files of a folder that
 * a user picked. A string is an address if it begins with a scheme; in pages it always is.
 */
export type FileSource = string | URL | Uint8Array | ArrayBuffer | Blob | Response | Iterable<File>;

/** A scheme has at least two letters, because `C:` is a drive. */
const scheme = /^[a-z][a-z\d+.-]+:/i;

export async function openSource(where: string, source: FileSource, limits: FileLimits): Promise<OpenedSource> {
  const opened = await open(where, source, limits);
  const size = opened.bytes?.length ?? 0;
  if (size > limits.bytes) throw tooLarge(where, opened.label, size, limits);
  return opened;
}

function open(where: string, source: FileSource, limits: FileLimits): Promise<OpenedSource> | OpenedSource {
  if (typeof source === 'string') {
    return scheme.test(source) || !isNode() ? openAddress(where, source, limits) : openPath(where, source, limits);
  }
  if (source instanceof URL) return openAddress(where, source.href, limits);
  if (source instanceof Uint8Array) return { label: 'bytes', name: undefined, bytes: source, folder: emptyFolder };
  if (source instanceof ArrayBuffer) return open(where, new Uint8Array(source), limits);
  if (source instanceof Blob) return openBlob(where, source, limits);
  if (source instanceof Response) return openResponse(where, source, limits);
  const isList = typeof source === 'object' && source !== null && Symbol.iterator in source;
  if (isList && !ArrayBuffer.isView(source)) return openPicked(where, source);
  throw new ValueError({
    where,
    expected: 'a path, URL, Uint8Array, ArrayBuffer, Blob, File, Response, or a list of Files',
    received: { source },
  });
}

async function openAddress(where: string, address: string, limits: FileLimits): Promise<OpenedSource> {
  if (/^file:/i.test(address) && isNode()) {
    return openPath(where, await pathOfAddress(address), limits);
  }
  const name = fileNameOf(address);
  return { label: address, name, bytes: await fetchBytes(where, address, limits.bytes), folder: filesBeside(address) };
}

async function openResponse(where: string, response: Response, limits: FileLimits): Promise<OpenedSource> {
  const { url } = response;
  return {
    label: url === '' ? 'a Response' : url,
    name: url === '' ? undefined : fileNameOf(url),
    bytes: await responseBytes(where, response, limits.bytes),
    folder: url === '' ? emptyFolder : filesBeside(url),
  };
}

async function openBlob(where: string, blob: Blob, limits: FileLimits): Promise<OpenedSource> {
  const name = blob instanceof File ? blob.name : undefined;
  const label = name ?? 'a Blob';
  if (blob.size > limits.bytes) throw tooLarge(where, label, blob.size, limits);
  return { label, name, bytes: await blobBytes(where, label, blob), folder: emptyFolder };
}

async function blobBytes(where: string, label: string, blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    const received = { file: label, error: String(error) };
    throw new FileError({ kind: 'access', where, expected: 'a file that can be read', received });
  }
}

/** The files of a folder that a user picked in a page; their paths begin with the folder's name. */
function openPicked(where: string, files: Iterable<File>): OpenedSource {
  const byName = new Map<string, File>();
  for (const file of files) {
    if (!(file instanceof File)) {
      throw new ValueError({ where, expected: 'a list of Files', received: { element: file } });
    }
    byName.set(file.webkitRelativePath?.replace(/^[^/]*\//, '') || file.name, file);
  }
  const read = async (name: string, most = Infinity): Promise<Uint8Array | undefined> => {
    const file = byName.get(name);
    if (file === undefined) return undefined;
    if (file.size <= most) return blobBytes(where, name, file);
    const received = { file: name, bytes: file.size };
    throw new FileError({ kind: 'limit', where, expected: `a file of at most ${most} bytes`, received });
  };
  return { label: 'a list of Files', name: undefined, bytes: undefined, folder: { names: [...byName.keys()], read } };
}
