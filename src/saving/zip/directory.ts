/**
 * Reads the directory of a ZIP archive, and compares everything it claims with the actual bytes. Source: APPNOTE.TXT of PKWARE, version
 * 6.3.10, sections 4.3 to 4.5.
 */
import { FileError } from '../../errors/index.js';
import { isSafeName } from '../sources/folder.js';
import type { FileLimits } from '../sources/limits.js';

export interface ZipMember {
  readonly name: string;
  /** Whether the data are deflated, instead of stored unchanged. */
  readonly isDeflated: boolean;
  readonly crc: number;
  /** The number of bytes in the archive, and after unpacking. */
  readonly storedSize: number;
  readonly size: number;
  /** The position at which the data begin. */
  readonly start: number;
}

const signature = { central: 0x02014b50, local: 0x04034b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 };
const headerBytes = { central: 46, local: 30, end: 22, end64: 56, locator64: 20 };
const longestComment = 0xffff;
const flag = { encrypted: 1, descriptor: 8, strongEncryption: 64, utf8: 0x800, masked: 0x2000 };

/** The value that means "see the zip64 field", for numbers that need more than 32 bits. */
const elsewhere = 0xffffffff;

export const damagedArchive = (
  where: string,
  expected: string,
  received: Readonly<Record<string, unknown>> = {},
): FileError =>
  new FileError({ kind: 'archive', where, expected, received, hint: 'the archive is damaged or was made to deceive' });

/** The members of the archive in the order of its directory, without folders. */
export function readDirectory(where: string, bytes: Uint8Array, limits: FileLimits): ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(where, view, limits);
  const members: ZipMember[] = [];
  let at = end.start;
  for (let i = 0; i < end.members; i++) {
    const entry = readEntry(where, view, at, end.start + end.bytes);
    at = entry.next;
    if (!entry.isFolder) members.push(locate(where, view, entry, end.start));
  }
  if (at !== end.start + end.bytes) throw damagedArchive(where, 'a directory of the length that the archive declares');
  checkNames(where, members);
  checkSizes(where, members, limits);
  checkOverlaps(where, members);
  return members;
}

interface End {
  readonly members: number;
  readonly start: number;
  readonly bytes: number;
}

function findEnd(where: string, view: DataView, limits: FileLimits): End {
  const first = Math.max(0, view.byteLength - headerBytes.end - longestComment);
  for (let at = view.byteLength - headerBytes.end; at >= first; at--) {
    if (view.getUint32(at, true) !== signature.end) continue;
    if (at + headerBytes.end + view.getUint16(at + 20, true) > view.byteLength) continue;
    return checkEnd(where, at, readEnd(where, view, at), limits);
  }
  throw damagedArchive(where, 'an archive with its directory at the end', { bytes: view.byteLength });
}

function readEnd(where: string, view: DataView, at: number): End {
  const locator = at - headerBytes.locator64;
  if (locator >= 0 && view.getUint32(locator, true) === signature.locator64) {
    const at64 = toNumber(where, view.getBigUint64(locator + 8, true));
    if (at64 + headerBytes.end64 > view.byteLength || view.getUint32(at64, true) !== signature.end64) {
      throw damagedArchive(where, 'the end record of a zip64 archive where the archive says');
    }
    const read = (offset: number): number => toNumber(where, view.getBigUint64(at64 + offset, true));
    return { members: read(32), bytes: read(40), start: read(48) };
  }
  return {
    members: view.getUint16(at + 10, true),
    bytes: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
}

function toNumber(where: string, value: bigint): number {
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw damagedArchive(where, 'sizes and places that lie in the file', { value });
}

function checkEnd(where: string, at: number, end: End, limits: FileLimits): End {
  if (end.members > limits.members) {
    const expected = `an archive of at most ${limits.members} members`;
    throw new FileError({ kind: 'limit', where, expected, received: { members: end.members } });
  }
  if (end.start + end.bytes > at)
    throw damagedArchive(where, 'a directory that lies before its end record', { ...end });
  return end;
}

interface Entry {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly storedSize: number;
  readonly size: number;
  readonly offset: number;
  readonly isFolder: boolean;
  readonly next: number;
}

function readEntry(where: string, view: DataView, at: number, end: number): Entry {
  if (at + headerBytes.central > end || view.getUint32(at, true) !== signature.central) {
    throw damagedArchive(where, 'one entry of the directory for each member');
  }
  const short = (offset: number): number => view.getUint16(at + offset, true);
  const long = (offset: number): number => view.getUint32(at + offset, true);
  const [nameLength, extraLength, commentLength] = [short(28), short(30), short(32)];
  const extraAt = at + headerBytes.central + nameLength;
  const next = extraAt + extraLength + commentLength;
  if (next > end) throw damagedArchive(where, 'entries that lie in the directory');
  const nameBytes = bytesOf(view, at + headerBytes.central, nameLength);
  const name = decodeName(where, nameBytes, short(8));
  const sizes: Sizes = [long(24), long(20), long(42)];
  const [size, storedSize, offset] = readZip64(where, view, extraAt, extraLength, sizes);
  checkKind(where, name, short(8), short(10), long(38) >>> 16);
  const isFolder = name.endsWith('/') && size === 0;
  return {
    name,
    nameBytes,
    flags: short(8),
    method: short(10),
    crc: long(16),
    storedSize,
    size,
    offset,
    isFolder,
    next,
  };
}

const bytesOf = (view: DataView, start: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + start, length);

/** Some Windows programs write backslashes, against the standard, in place of slashes. */
function decodeName(where: string, bytes: Uint8Array, flags: number): string {
  try {
    const encoding = flags & flag.utf8 || bytes.every((byte) => byte < 0x80) ? 'utf-8' : 'latin1';
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\\', '/');
  } catch {
    throw damagedArchive(where, 'names of members in UTF-8');
  }
}

/** The size after unpacking, the size in the archive, the offset of the header. */
type Sizes = readonly [number, number, number];

/** Sizes and offset, read from the zip64 field if the entry refers to it. */
function readZip64(where: string, view: DataView, start: number, length: number, values: Sizes): Sizes {
  if (!values.includes(elsewhere)) return values;
  for (let at = start; at + 4 <= start + length;) {
    const fieldEnd = at + 4 + view.getUint16(at + 2, true);
    if (fieldEnd > start + length) break;
    if (view.getUint16(at, true) === 1) {
      let next = at + 4;
      const wide = (value: number): number => {
        if (value !== elsewhere) return value;
        if (next + 8 > fieldEnd) throw damagedArchive(where, 'a zip64 field with each size that it stands for');
        next += 8;
        return toNumber(where, view.getBigUint64(next - 8, true));
      };
      return [wide(values[0]), wide(values[1]), wide(values[2])];
    }
    at = fieldEnd;
  }
  throw damagedArchive(where, 'sizes that lie in the file', { size: values[0] });
}

const fileTypeBits = 0o170000;
const symbolicLink = 0o120000;

function checkKind(where: string, name: string, flags: number, method: number, mode: number): void {
  if (flags & (flag.encrypted | flag.strongEncryption | flag.masked)) {
    throw new FileError({
      kind: 'archive',
      where,
      expected: 'an archive that is not encrypted',
      received: { member: name },
      hint: 'unpack it with its password first',
    });
  }
  if (method !== 0 && method !== 8) {
    throw new FileError({
      kind: 'archive',
      where,
      expected: 'members that are stored or deflated',
      received: { member: name, method },
      hint: 'pack the archive again with the usual method',
    });
  }
  if ((mode & fileTypeBits) === symbolicLink) {
    throw new FileError({
      kind: 'path',
      where,
      expected: 'members that are files, no links',
      received: { member: name },
    });
  }
}

/**
 * Compares a member's own header with its directory entry. If they differed, programs that trust one or the other would see two different
 * archives.
 */
function locate(where: string, view: DataView, entry: Entry, directory: number): ZipMember {
  const { name, offset, method, flags, storedSize, size } = entry;
  const received = { member: name };
  if (offset + headerBytes.local > directory || view.getUint32(offset, true) !== signature.local) {
    throw damagedArchive(where, 'a header at each place that the directory names', received);
  }
  const short = (at: number): number => view.getUint16(offset + at, true);
  const long = (at: number): number => view.getUint32(offset + at, true);
  const nameStart = offset + headerBytes.local;
  const start = nameStart + short(26) + short(28);
  if (start + storedSize > directory)
    throw damagedArchive(where, 'data that lies in the file', { ...received, storedSize });
  const ownName = bytesOf(view, nameStart, short(26));
  const isSameName = ownName.length === entry.nameBytes.length && ownName.every((b, i) => b === entry.nameBytes[i]);
  const isLater = (short(6) & flag.descriptor) !== 0;
  const agrees = (own: number, listed: number): boolean =>
    own === listed || own === elsewhere || (isLater && own === 0);
  const isSame = isSameName && short(8) === method && (short(6) & flag.encrypted) === (flags & flag.encrypted);
  if (!isSame || !agrees(long(18), storedSize) || !agrees(long(22), size) || !agrees(long(14), entry.crc)) {
    throw damagedArchive(where, 'the same header twice, in the directory and before the data', received);
  }
  if (method === 0 && storedSize !== size) {
    throw damagedArchive(where, 'a stored member as long as its data', { ...received, storedSize, size });
  }
  return { name, isDeflated: method === 8, crc: entry.crc, storedSize, size, start };
}

function checkNames(where: string, members: readonly ZipMember[]): void {
  const names = new Set<string>();
  for (const { name } of members) {
    if (!isSafeName(name)) {
      const expected = 'members with relative names inside the archive';
      throw new FileError({ kind: 'path', where, expected, received: { member: name } });
    }
    if (names.has(name)) {
      throw new FileError({ kind: 'path', where, expected: 'members of different names', received: { member: name } });
    }
    names.add(name);
  }
}

/** The most bytes that deflate can make of one byte. */
const mostPerByte = 1032;

/**
 * An archive that unpacks to more than this is refused as a bomb if it is also compressed by more than this factor; small data may be
 * compressed that well.
 */
const suspicious = { bytes: 2 ** 26, perByte: 200 };

function checkSizes(where: string, members: readonly ZipMember[], limits: FileLimits): void {
  let total = 0;
  for (const { name, size, storedSize } of members) {
    total += size;
    const received = { member: name, size, storedSize };
    if (size > mostPerByte * storedSize + 64) throw damagedArchive(where, 'a size that its data can have', received);
    if (size > suspicious.bytes && size > suspicious.perByte * storedSize) {
      const expected = `members that unpack to at most ${suspicious.perByte} times their size`;
      throw new FileError({ kind: 'limit', where, expected, received });
    }
  }
  if (total > limits.bytes) {
    const expected = `an archive that unpacks to at most ${limits.bytes} bytes`;
    throw new FileError({ kind: 'limit', where, expected, received: { bytes: total } });
  }
}

function checkOverlaps(where: string, members: readonly ZipMember[]): void {
  const sorted = [...members].sort((a, b) => a.start - b.start);
  sorted.forEach(({ start, name }, i) => {
    const previous = sorted[i - 1];
    if (previous !== undefined && previous.start + previous.storedSize > start - headerBytes.local) {
      throw damagedArchive(where, 'members that do not overlap', { members: [previous.name, name] });
    }
  });
}
