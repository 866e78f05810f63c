/** Lowers the maximum in a module's memory section, which is the only limit that an instance cannot exceed. */
import { BinaryReader, encodedNumber } from './module-binary.js';

/** The content of the section with at most so many pages of 64 KiB; `undefined` if it declares no maximum. */
export function withMaximumPages(memory: Uint8Array, pages: number): Uint8Array | undefined {
  const reader = new BinaryReader(memory);
  const count = reader.number();
  const flags = reader.byte();
  const minimum = reader.number();
  if (count !== 1 || flags !== 1) return undefined;
  const maximum = Math.min(pages, reader.number());
  return Uint8Array.from([1, flags, ...encodedNumber(minimum), ...encodedNumber(maximum)]);
}
