/** Reads texts piece by piece. */
import { FileError, StateError, ValueError } from '../../errors/index.js';
import { fileAccess } from '../file-access.js';

/**
 * A source of text: a path, a URL, a Blob, a Response, bytes, a stream, anything that provides text or bytes piece by piece, or a function
 * that returns one of these.
 */
export type CSVSource =
  | string
  | URL
  | Blob
  | Response
  | Uint8Array
  | AsyncIterable<string | Uint8Array>
  | (() => AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>);

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

const isAddress = (source: string): boolean => /^https?:\/\//i.test(source);

/** Returns a function that reads the text of a source from its beginning. */
export function textOf(where: string, source: CSVSource): () => AsyncIterable<string> {
  const pieces = piecesOf(where, source);
  return async function* () {
    const decoder = new TextDecoder();
    for await (const piece of await pieces()) yield typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    yield decoder.decode();
  };
}

function piecesOf(where: string, source: CSVSource): () => Pieces | Promise<Pieces> {
  if (typeof source === 'function') return source;
  if (typeof source === 'string' && !isAddress(source)) return () => fileOf(where, source);
  if (source instanceof Uint8Array) return () => [source];
  if (typeof source === 'string' || isURL(source)) return () => addressOf(where, String(source));
  if (isBlob(source)) return () => source.stream();
  const stream = isResponse(source) ? source.body : source;
  if (stream === null || !(Symbol.asyncIterator in Object(stream)))
    throw new ValueError({ where, expected: 'a path, a URL, a Blob, a Response, bytes or a stream', received: { source } });
  let isRead = false;
  return () => {
    const hint = 'Give a function that opens it: Dataset.fromCSV(() => stream())';
    if (isRead) throw new StateError({ where, expected: 'a source that can be read again', hint });
    isRead = true;
    return stream;
  };
}

const isURL = (source: unknown): source is URL => typeof URL === 'function' && source instanceof URL;
const isBlob = (source: unknown): source is Blob => typeof Blob === 'function' && source instanceof Blob;
const isResponse = (source: unknown): source is Response => typeof Response === 'function' && source instanceof Response;

async function* fileOf(where: string, path: string | URL): AsyncGenerator<Uint8Array, void> {
  const { open } = await fileAccess(where, 'In a page give a URL, a Blob or a Response');
  const file = await open(path).catch((error: Error & { readonly code?: string }) => {
    const hint = error.code === 'ENOENT' ? 'the file does not exist' : error.message;
    throw Object.assign(new FileError({ kind: 'access', where, expected: 'a file that can be read', received: { path }, hint }), { cause: error });
  });
  try {
    yield* file.createReadStream();
  } finally {
    await file.close();
  }
}

async function addressOf(where: string, address: string): Promise<Pieces> {
  if (address.startsWith('file:')) return fileOf(where, new URL(address));
  // eslint-disable-next-line no-restricted-globals -- the user named the address
  const response = await fetch(address);
  if (response.ok && response.body !== null) return response.body;
  throw new ValueError({ where, expected: 'an answer with the file', received: { address, status: response.status } });
}
