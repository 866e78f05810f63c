/** Recognises what a file is by its first bytes, because names may be wrong and downloads may fail. */
import { FileError } from '../../errors/index.js';

export type Content = 'zip' | 'hdf5' | 'json' | 'npy';

const startsWith = (bytes: Uint8Array, text: string, start = 0): boolean =>
  [...text].every((character, i) => bytes[start + i] === character.charCodeAt(0));

const hdf5Signature = '\x89HDF\r\n\x1a\n';

/** Whether bytes are HDF5. Its signature may come after a block of the user's own, of 512 bytes or a power of 2 times that. */
function isHdf5(bytes: Uint8Array): boolean {
  if (startsWith(bytes, hdf5Signature)) return true;
  for (let start = 512; start < bytes.length; start *= 2) if (startsWith(bytes, hdf5Signature, start)) return true;
  return false;
}

const firstText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(0, 512)).trimStart();

/** Whether bytes may be JSON: it begins with one of these characters; in UTF-16 there is also a mark or a zero byte. */
function isJson(bytes: Uint8Array): boolean {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isWide || /^[{["]/.test(firstText(bytes));
}

/** Files that people open by mistake: how they are recognised, what they are, and what to do. */
const mistaken: readonly {
  readonly matches: (bytes: Uint8Array) => boolean;
  readonly what: string;
  readonly hint?: string;
}[] = [
  { matches: (bytes) => bytes.length === 0, what: 'an empty file', hint: 'the download or copy may have failed' },
  {
    matches: (bytes) => startsWith(bytes, 'version https://git-lfs'),
    what: 'a pointer of Git LFS, not the file itself',
    hint: 'fetch the file with `git lfs pull`, or from its download address',
  },
  {
    matches: (bytes) => /^<(!doctype|html|\?xml)/i.test(firstText(bytes)),
    what: 'a web page',
    hint: 'the address leads to a page about the file, or to an error page',
  },
  { matches: (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b, what: 'a gzip file', hint: 'unpack it first' },
  {
    matches: (bytes) => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5,
    what: 'a pickle of Python, which can run code',
    hint: 'save the model with `model.save("model.keras")`',
  },
  {
    matches: (bytes) => startsWith(bytes, 'TFL3', 4),
    what: 'a TensorFlow Lite model, which holds no Keras layers',
    hint: 'use the .keras or .h5 file that it was made from',
  },
  { matches: (bytes) => startsWith(bytes, '{', 8) && bytes[7] === 0, what: 'a safetensors file' },
];

/** Recognises the content of a file; if it is none that can be opened, the error says what it looks like. */
export function recognise(where: string, bytes: Uint8Array): Content {
  if (startsWith(bytes, 'PK\x03\x04') || startsWith(bytes, 'PK\x05\x06')) return 'zip';
  if (isHdf5(bytes)) return 'hdf5';
  if (startsWith(bytes, '\x93NUMPY')) return 'npy';
  const mistake = mistaken.find(({ matches }) => matches(bytes));
  if (mistake === undefined && isJson(bytes)) return 'json';
  throw new FileError({
    kind: 'format',
    where,
    expected: 'a model file (.keras, .h5, .weights.h5, JSON or NumPy)',
    received: { content: mistake?.what ?? `${bytes.length} bytes that begin with ${firstText(bytes).slice(0, 20)}` },
    ...(mistake?.hint !== undefined && { hint: mistake.hint }),
  });
}
