/**
 * A WebAssembly module with less memory than it asks for. Its declared maximum is the only cap that an instance cannot pass.
 * Source: WebAssembly core specification, 5.5 (sections) and 5.3.11 (limits).
 */

const memorySection = 5;
const headerBytes = 8;

/** An unsigned LEB128 number: seven bits a byte, the eighth says that more follow. */
function readNumber(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let i = start; ; i++) {
    value += (bytes[i]! & 0x7f) * 2 ** (7 * (i - start));
    if ((bytes[i]! & 0x80) === 0) return { value, end: i + 1 };
  }
}

/** A copy of the module whose memory grows to at most so many pages of 64 KiB; `undefined` where it declares no maximum. */
export function withMaximumPages(module: Uint8Array, pages: number): Uint8Array<ArrayBuffer> | undefined {
  for (let at = headerBytes; at < module.length;) {
    const id = module[at]!;
    const { value: length, end: content } = readNumber(module, at + 1);
    if (id === memorySection) return withLimits(module, content, pages);
    at = content + length;
  }
  return undefined;
}

function withLimits(module: Uint8Array, start: number, pages: number): Uint8Array<ArrayBuffer> | undefined {
  const { end: flags } = readNumber(module, start);
  if ((module[flags]! & 1) === 0) return undefined;
  const { end: maximum } = readNumber(module, flags + 1);
  const { value, end } = readNumber(module, maximum);
  const copy = Uint8Array.from(module);
  // As many bytes as the number had, so that nothing else moves; LEB128 allows leading zeros.
  let rest = Math.min(value, pages);
  for (let i = maximum; i < end; i++) {
    copy[i] = (rest & 0x7f) | (i + 1 < end ? 0x80 : 0);
    rest >>>= 7;
  }
  return copy;
}
