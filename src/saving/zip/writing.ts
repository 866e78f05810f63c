/**
 * Writes ZIP archives as Keras does: members are stored without compression, in the given order, and dated 1980, so that equal models give
 * equal bytes.
 */
import { zipSync, type Zippable } from 'fflate';
import { FileError } from '../../errors/index.js';

/** The first day that ZIP can express, which Keras writes, too; without a time zone, so that it is the same everywhere. */
const firstDay = '1980-01-01T00:00:00';

/** The most bytes of an archive without zip64 fields. */
const mostBytes = 2 ** 32 - 2 ** 20;

export function writeZip(where: string, members: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const total = [...members.values()].reduce((sum, { length }) => sum + length, 0);
  if (total > mostBytes) {
    const expected = `members of at most ${mostBytes} bytes together`;
    throw new FileError({ kind: 'limit', where, expected, received: { bytes: total } });
  }
  const entries: Zippable = {};
  for (const [name, data] of members) entries[name] = [data, { level: 0, mtime: firstDay }];
  return zipSync(entries);
}
