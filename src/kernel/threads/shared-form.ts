/** Modules for memory that threads share. */
import { unsigned } from '../wasm/assembler.js';
import { mostPages } from '../wasm/memory.js';

/** An encoded module in the form that imports memory shared by threads, of as many pages as there can be. */
export function inSharedForm(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // The section of imports begins behind the header of 8 bytes, the number of the section of types, its length and its contents.
  let [at, length, shift] = [9, 0, 0];
  do {
    length |= (bytes[at]! & 0x7f) << shift;
    shift += 7;
    at += 1;
  } while (bytes[at - 1]! & 0x80);
  const first = at + length;
  const end = first + 2 + bytes[first + 1]!;
  // Its last two bytes are the limits of the memory: that there is no greatest size, and the least size.
  const content = [...bytes.subarray(first + 2, end - 2), 0x03, 0x01, ...unsigned(mostPages)];
  return new Uint8Array([
    ...bytes.subarray(0, first),
    2,
    ...unsigned(content.length),
    ...content,
    ...bytes.subarray(end),
  ]);
}
