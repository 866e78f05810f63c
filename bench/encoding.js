/** Arrays of float32 as text, for messages between processes. */

/** @param {ArrayLike<number>} values */
export function encode(values) {
  const { buffer } = Float32Array.from(values);
  // Node before 25 has no method of arrays for it, and pages have no Buffer.
  return typeof Buffer === 'undefined' ? new Uint8Array(buffer).toBase64() : Buffer.from(buffer).toString('base64');
}

/** @param {string} text */
export function decode(text) {
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
