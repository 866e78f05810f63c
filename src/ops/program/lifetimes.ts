/** Assigns memory to buffers: two buffers may share it if one is not needed any more when the other is first used. */
import { blockStart } from '../../kernel/wasm/memory.js';
import type { Buffer } from './values.js';

interface Gap {
  from: number;
  to: number;
}

/** Sets the `address` of each buffer to its offset, and returns the size of the memory they need together. */
export function assignOffsets(buffers: readonly Buffer[]): number {
  const used = buffers.filter(({ first }) => first < Infinity);
  const waiting = [...used].sort((a, b) => a.first - b.first);
  const byEnd = [...used].sort((a, b) => a.last - b.last);
  let ended = 0;
  let end = 0;
  let gaps: Gap[] = [];
  for (const buffer of waiting) {
    // The buffers that are not needed any more when this one begins have been given their addresses before, because each began before it
    // ended.
    const first = ended;
    while (byEnd[ended]!.last < buffer.first) ended += 1;
    if (ended > first) {
      const freed = byEnd.slice(first, ended).map(({ address, bytes }) => ({ from: address, to: address + bytes }));
      gaps = merged([...gaps, ...freed]);
    }
    const gap = gaps.find(({ from, to }) => blockStart(from, buffer.bytes) + buffer.bytes <= to);
    buffer.address = blockStart(gap?.from ?? end, buffer.bytes);
    const stop = buffer.address + buffer.bytes;
    if (gap === undefined) {
      if (buffer.address > end) gaps.push({ from: end, to: buffer.address });
      end = stop;
    } else {
      gaps = gaps.flatMap((each) =>
        each === gap
          ? [
              { from: gap.from, to: buffer.address },
              { from: stop, to: gap.to },
            ].filter(({ from, to }) => from < to)
          : [each],
      );
    }
  }
  return end;
}

function merged(gaps: readonly Gap[]): Gap[] {
  const result: Gap[] = [];
  for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
    const last = result[result.length - 1];
    if (last !== undefined && last.to >= gap.from) last.to = Math.max(last.to, gap.to);
    else result.push({ ...gap });
  }
  return result;
}
