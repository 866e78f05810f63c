/** What the bytes of a file lie in. */
import { ValueError } from '../../errors/index.js';
import { isTypedArray } from '../../tensor/index.js';

/** The bytes of a file in whatever was given for them; buffers of another frame or context are known by their tags. */
export function bytesOf(where: string, kind: string, given: Uint8Array | ArrayBufferLike): Uint8Array {
  if (isTypedArray(given) && given.BYTES_PER_ELEMENT === 1) return given;
  const isBuffer = /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(given));
  if (isBuffer) return new Uint8Array(given as ArrayBufferLike);
  throw new ValueError({
    where,
    expected: `the bytes of ${kind}, a Uint8Array or an ArrayBuffer`,
    received: { bytes: given },
    ...(typeof given === 'object' && 'arrayBuffer' in given && { hint: 'pass what its arrayBuffer() resolves to' }),
  });
}
