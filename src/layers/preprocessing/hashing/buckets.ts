import { fingerprint } from './farm-hash.js';
import { sipHash } from './sip-hash.js';

const encoder = (): TextEncoder => new TextEncoder();

/** What two integers make a hash secret. */
export type Salt = readonly [number, number];

/** The number below `count` that a text falls on, as in TensorFlow: by FarmHash, with a salt by SipHash. */
export function bucketOf(text: string, count: number, salt: Salt | null): number {
  const bytes = encoder().encode(text);
  const hash = salt === null ? fingerprint(bytes) : sipHash(bytes, [BigInt(salt[0]), BigInt(salt[1])]);
  return Number(hash % BigInt(count));
}

/** The fingerprint of a text, or the integer itself. */
export const fingerprintOf = (value: string | number): bigint =>
  typeof value === 'string' ? fingerprint(encoder().encode(value)) : BigInt.asUintN(64, BigInt(Math.trunc(value)));
