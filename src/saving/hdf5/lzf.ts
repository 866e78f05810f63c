/**
 * LZF, a fast compression that h5py offers. A stream consists of runs of literal bytes and of references to what has been unpacked before.
 * Source: LibLZF, the layout described in lzf_c.c.
 */

const longestRun = 32;

/** The number of bytes that a stream unpacks to, or `undefined` if it ends within a run or a reference. */
export function unpackedLzfSize(packed: Uint8Array): number | undefined {
  let size = 0;
  let at = 0;
  while (at < packed.length) {
    const control = packed[at++]!;
    if (control < longestRun) {
      at += control + 1;
      size += control + 1;
    } else {
      size += lengthOfReference(packed, control, at);
      at += control >> 5 === 7 ? 2 : 1;
    }
  }
  return at === packed.length ? size : undefined;
}

/** The length of a reference is in three bits, or, where these are all set, in the next byte as well. */
const lengthOfReference = (packed: Uint8Array, control: number, at: number): number =>
  2 + (control >> 5 === 7 ? 7 + packed[at]! : control >> 5);

/** Unpacks a stream into bytes of just its unpacked size; gives whether all references lead to what was unpacked before. */
export function unpackLzf(packed: Uint8Array, unpacked: Uint8Array): boolean {
  let at = 0;
  let end = 0;
  while (at < packed.length) {
    const control = packed[at++]!;
    if (control < longestRun) {
      const next = at + control + 1;
      while (at < next) unpacked[end++] = packed[at++]!;
      continue;
    }
    const length = lengthOfReference(packed, control, at);
    if (control >> 5 === 7) at++;
    let from = end - (((control & 0x1f) << 8) | packed[at++]!) - 1;
    if (from < 0) return false;
    // A reference may reach into what it unpacks itself, so it is copied byte by byte.
    for (const stop = end + length; end < stop;) unpacked[end++] = unpacked[from++]!;
  }
  return true;
}
