/** Accepts the bytes of a file in any kind of buffer. */
import { ValueError } from '../../errors/index.js';
import { isTypedArray } from '../../tensor/index.js';

/** The bytes of a file, from whatever holds them. Buffers of another frame or context are recognised by their tags. */
export function bytesOf(where: string, kind: string, given: Uint8Array | ArrayBufferLike): Uint8Array {
  if (isTypedArray(given) && given.BYTES_PER_ELEMENT === 1) return given;
  const isBuffer = /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(given));
  if (isBuffer) return new Uint8Array(given as ArrayBufferLike);
  throw new ValueError({
    where,
    expected: `the bytes of ${kind}, a Uint8Array or an ArrayBuffer`,
    received: { bytes: given },
    ...(typeof given === 'object' &&
      (given as unknown) !== null &&
      'arrayBuffer' in given && { hint: 'pass what its arrayBuffer() resolves to' }),
  });
}
