/** Buffers of a program share memory only where one is not needed any more when the other begins. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignOffsets } from '../../src/ops/program/lifetimes.js';
import { Buffer } from '../../src/ops/program/values.js';

function bufferOf({ length, first, uses }: { length: number; first: number; uses: number }): Buffer {
  const buffer = new Buffer(length);
  if (uses >= 0) {
    buffer.useAt(first);
    buffer.useAt(first + uses);
  }
  if (uses === 7) buffer.last = Infinity;
  return buffer;
}

const arbitraryBuffer = fc
  .record({
    length: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 900, max: 3000 })),
    first: fc.nat(40),
    uses: fc.integer({ min: -1, max: 7 }),
  })
  .map(bufferOf);

test('what is needed at the same time lies apart, and all within the bytes that are asked for', () => {
  fc.assert(
    fc.property(fc.array(arbitraryBuffer, { maxLength: 40 }), (buffers) => {
      const bytes = assignOffsets(buffers);
      const used = buffers.filter(({ first }) => first < Infinity);
      for (const each of used) {
        expect(each.address + each.bytes).toBeLessThanOrEqual(bytes);
        expect(each.address % 64).toBe(0);
        for (const other of used) {
          const isTogether = each.first <= other.last && other.first <= each.last;
          if (each === other || !isTogether) continue;
          const isApart = each.address + each.bytes <= other.address || other.address + other.bytes <= each.address;
          expect(isApart).toBe(true);
        }
      }
    }),
  );
});

test('what is needed one after the other shares its memory', () => {
  const buffers = Array.from({ length: 10 }, (_, i) => bufferOf({ length: 1000, first: 2 * i, uses: 1 }));
  expect(assignOffsets(buffers)).toBeLessThan(2 * buffers[0]!.bytes);
});
