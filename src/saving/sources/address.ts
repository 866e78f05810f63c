/** Reads files from the network: only from the address that the user gave, and files with plain names beside it. */
import { FileError } from '../../errors/index.js';
import type { Folder } from './folder.js';

export async function fetchBytes(where: string, address: string, most: number): Promise<Uint8Array> {
  return responseBytes(where, await fetchResponse(where, address), most);
}

async function fetchResponse(where: string, address: string): Promise<Response> {
  try {
    // eslint-disable-next-line no-restricted-globals -- the user named the address
    return await fetch(address);
  } catch (error) {
    throw new FileError({
      kind: 'access',
      where,
      expected: 'an address that answers',
      received: { address, error: String((error as Error).cause ?? error) },
    });
  }
}

/** The body of a response; reading stops if it exceeds `most` bytes. */
export async function responseBytes(where: string, response: Response, most: number): Promise<Uint8Array> {
  const { url: address, status } = response;
  if (!response.ok) {
    const received = { address, status };
    throw new FileError({ kind: 'access', where, expected: 'an answer with the file', received });
  }
  if (response.bodyUsed) {
    const received = { response };
    throw new FileError({ kind: 'access', where, expected: 'a Response whose body was not read yet', received });
  }
  const refuse = (bytes: number): FileError =>
    new FileError({
      kind: 'limit',
      where,
      expected: `a file of at most ${most} bytes`,
      received: { address, bytes },
      hint: 'pass { limits: { bytes } } if files this large are meant',
    });
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > most) {
    await response.body?.cancel();
    throw refuse(declared);
  }
  return collect(where, address, response, most, refuse);
}

async function collect(
  where: string,
  address: string,
  response: Response,
  most: number,
  refuse: (bytes: number) => FileError,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      const received = { address, bytes: length, error: String(error) };
      throw new FileError({ kind: 'access', where, expected: 'the whole file', received });
    });
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw refuse(length);
    }
    pieces.push(value);
  }
  return joined(pieces, length);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

const absolute = (address: string): URL | undefined => {
  const base = typeof document === 'undefined' ? undefined : document.baseURI;
  return URL.canParse(address, base) ? new URL(address, base) : undefined;
};

export function fileNameOf(address: string): string | undefined {
  const name = absolute(address)?.pathname.split('/').pop();
  return name === undefined || name === '' ? undefined : name;
}

/** The files beside an address: of the same origin and folder, requested with the same query, which may contain a signature. */
export function filesBeside(address: string): Folder {
  const base = absolute(address);
  if (base === undefined || !/^https?:$/.test(base.protocol)) {
    return { names: [], read: () => Promise.resolve(undefined) };
  }
  return {
    names: undefined,
    read: async (name, most = Infinity) => {
      const sibling = new URL(encodeURIComponent(name), base);
      sibling.search = base.search;
      const where = 'a file beside the model';
      const response = await fetchResponse(where, sibling.href);
      if (response.status === 404) return undefined;
      return responseBytes(where, response, most);
    },
  };
}
