/** FarmHash's Fingerprint64 (Pike, 2014), with which TensorFlow hashes strings. It is the same on every machine. */
import { rotateRight as rotate, shiftMix, word, Words } from './words.js';

const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;

function hash16(u: bigint, v: bigint, mul: bigint): bigint {
  const a = shiftMix(word((u ^ v) * mul));
  const b = shiftMix(word((v ^ a) * mul));
  return word(b * mul);
}

const mulOf = (length: number): bigint => word(k2 + BigInt(length) * 2n);

function upTo16(s: Words): bigint {
  const { length } = s;
  if (length >= 8) {
    const mul = mulOf(length);
    const a = word(s.at64(0) + k2);
    const b = s.at64(length - 8);
    return hash16(word(rotate(b, 37n) * mul + a), word((rotate(a, 25n) + b) * mul), mul);
  }
  if (length >= 4) return hash16(word(BigInt(length) + (s.at32(0) << 3n)), s.at32(length - 4), mulOf(length));
  if (length === 0) return k2;
  const y = s.at8(0) + (s.at8(length >> 1) << 8n);
  const z = BigInt(length) + (s.at8(length - 1) << 2n);
  return word(shiftMix(word(y * k2) ^ word(z * k0)) * k2);
}

function upTo32(s: Words): bigint {
  const mul = mulOf(s.length);
  const a = word(s.at64(0) * k1);
  const b = s.at64(8);
  const c = word(s.at64(s.length - 8) * mul);
  const d = word(s.at64(s.length - 16) * k2);
  const first = word(rotate(word(a + b), 43n) + rotate(c, 30n) + d);
  return hash16(first, word(a + rotate(word(b + k2), 18n) + c), mul);
}

function upTo64(s: Words): bigint {
  const { length } = s;
  const mul = mulOf(length);
  const a = word(s.at64(0) * k2);
  const b = s.at64(8);
  const c = word(s.at64(length - 8) * mul);
  const d = word(s.at64(length - 16) * k2);
  const y = word(rotate(word(a + b), 43n) + rotate(c, 30n) + d);
  const z = hash16(y, word(a + rotate(word(b + k2), 18n) + c), mul);
  const e = word(s.at64(16) * mul);
  const f = s.at64(24);
  const g = word((y + s.at64(length - 32)) * mul);
  const h = word((z + s.at64(length - 24)) * mul);
  return hash16(word(rotate(word(e + f), 43n) + rotate(g, 30n) + h), word(e + rotate(word(f + a), 18n) + g), mul);
}

type Pair = readonly [first: bigint, second: bigint];

function mixed32(s: Words, place: number, a: bigint, b: bigint): Pair {
  const z = s.at64(place + 24);
  const start = word(a + s.at64(place));
  const turned = rotate(word(b + start + z), 21n);
  const end = word(start + s.at64(place + 8) + s.at64(place + 16));
  return [word(end + z), word(turned + rotate(end, 44n) + start)];
}

function longer(s: Words): bigint {
  const { length } = s;
  const seed = 81n;
  let x = seed;
  let y = word(seed * k1 + 113n);
  let z = word(shiftMix(word(y * k2 + 113n)) * k2);
  let v: Pair = [0n, 0n];
  let w: Pair = [0n, 0n];
  x = word(x * k2 + s.at64(0));
  const round = (place: number, mul: bigint, last: bigint): void => {
    x = word(rotate(word(x + y + v[0] + s.at64(place + 8)), 37n) * mul);
    y = word(rotate(word(y + v[1] + s.at64(place + 48)), 42n) * mul);
    x ^= word(w[1] * last);
    y = word(y + v[0] * last + s.at64(place + 40));
    z = word(rotate(word(z + w[0]), 33n) * mul);
    v = mixed32(s, place, word(v[1] * mul), word(x + w[0]));
    w = mixed32(s, place + 32, word(z + w[1]), word(y + s.at64(place + 16)));
    [z, x] = [x, z];
  };
  const end = Math.floor((length - 1) / 64) * 64;
  for (let place = 0; place < end; place += 64) round(place, k1, 1n);
  const mul = word(k1 + ((z & 0xffn) << 1n));
  w = [word(w[0] + BigInt((length - 1) & 63)), w[1]];
  v = [word(v[0] + w[0]), v[1]];
  w = [word(w[0] + v[0]), w[1]];
  round(end + ((length - 1) & 63) - 63, mul, 9n);
  const left = word(hash16(v[0], w[0], mul) + shiftMix(y) * k0 + z);
  return hash16(left, word(hash16(v[1], w[1], mul) + x), mul);
}

/** The fingerprint of bytes, an unsigned integer of 64 bits. */
export function fingerprint(bytes: Uint8Array): bigint {
  const s = new Words(bytes);
  if (s.length <= 16) return upTo16(s);
  if (s.length <= 32) return upTo32(s);
  return s.length <= 64 ? upTo64(s) : longer(s);
}

/** Combines two fingerprints as TensorFlow does; their order matters. */
export function joinFingerprints(first: bigint, second: bigint): bigint {
  const multiplier = 0xc6a4a7935bd1e995n;
  let result = first ^ multiplier;
  result ^= word(shiftMix(word(second * multiplier)) * multiplier);
  result = word(result * multiplier);
  result = word(shiftMix(result) * multiplier);
  return shiftMix(result);
}
