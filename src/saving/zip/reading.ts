/** A ZIP archive as a folder in memory: members are unpacked when they are asked for, and never onto a disk. */
import { Inflate } from 'fflate';
import { FileError } from '../../errors/index.js';
import type { Folder } from '../sources/folder.js';
import type { FileLimits } from '../sources/limits.js';
import { crc32 } from './checksum.js';
import { damagedArchive, readDirectory, type ZipMember } from './directory.js';

export interface ZipArchive {
  readonly names: readonly string[];
  /** The data of a member; `undefined` if it does not exist. If it has more than `most` bytes, it is refused before it is unpacked. */
  unpack(name: string, most?: number): Uint8Array | undefined;
}

export function openZip(where: string, bytes: Uint8Array, limits: FileLimits): ZipArchive {
  const members = new Map(readDirectory(where, bytes, limits).map((member) => [member.name, member]));
  return {
    names: [...members.keys()],
    unpack: (name, most = limits.bytes) => {
      const member = members.get(name);
      return member === undefined ? undefined : unpack(where, bytes, member, most);
    },
  };
}

export function folderOfZip({ names, unpack }: ZipArchive): Folder {
  return { names, read: (name, most) => new Promise((resolve) => resolve(unpack(name, most))) };
}

function unpack(where: string, bytes: Uint8Array, member: ZipMember, most: number): Uint8Array {
  const { name, size, start, storedSize, isDeflated, crc } = member;
  if (size > most) {
    const received = { member: name, bytes: size };
    throw new FileError({ kind: 'limit', where, expected: `a member of at most ${most} bytes`, received });
  }
  const stored = bytes.subarray(start, start + storedSize);
  const data = isDeflated ? inflate(where, stored, member) : stored;
  if (crc32(data) !== crc)
    throw damagedArchive(where, 'data with the checksum that the archive states', { member: name });
  return data;
}

/** The bytes that are unpacked in one step: so few that a bomb is noticed before it has grown. */
const stepBytes = 1 << 14;

function inflate(where: string, stored: Uint8Array, { name, size }: ZipMember): Uint8Array {
  const data = new Uint8Array(size);
  const wrongSize = (): FileError =>
    damagedArchive(where, 'a member that unpacks to the size it declares', { member: name, size });
  let end = 0;
  let isComplete = false;
  const stream = new Inflate((piece, final) => {
    if (end + piece.length > size) throw wrongSize();
    data.set(piece, end);
    end += piece.length;
    isComplete ||= final;
  });
  try {
    for (let at = 0; at < stored.length; at += stepBytes) {
      stream.push(stored.subarray(at, at + stepBytes), at + stepBytes >= stored.length);
    }
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw damagedArchive(where, 'deflated data', { member: name, error: String(error) });
  }
  if (end !== size || !isComplete) throw wrongSize();
  return data;
}
