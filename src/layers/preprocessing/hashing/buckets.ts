import { fingerprint } from './farm-hash.js';
import { sipHash } from './sip-hash.js';

const encoder = (): TextEncoder => new TextEncoder();

/** The key of a hash: two integers. */
export type Salt = readonly [number, number];

/** The bin of a text, a number below `count`, as in TensorFlow: by FarmHash, or by SipHash if there is a salt. */
export function bucketOf(text: string, count: number, salt: Salt | null): number {
  const bytes = encoder().encode(text);
  const hash = salt === null ? fingerprint(bytes) : sipHash(bytes, [BigInt(salt[0]), BigInt(salt[1])]);
  return Number(hash % BigInt(count));
}

/** The fingerprint of a text; an integer is its own. */
export const fingerprintOf = (value: string | number): bigint =>
  typeof value === 'string' ? fingerprint(encoder().encode(value)) : BigInt.asUintN(64, BigInt(Math.trunc(value)));
