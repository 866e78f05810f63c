/** SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012), a hash with a key. */
import { rotateLeft, word, Words } from './words.js';

/** The hash of bytes, with a key of two words. */
export function sipHash(bytes: Uint8Array, [first, second]: readonly [bigint, bigint]): bigint {
  let [a, b, c, d] = [
    word(first) ^ 0x736f6d6570736575n,
    word(second) ^ 0x646f72616e646f6dn,
    word(first) ^ 0x6c7967656e657261n,
    word(second) ^ 0x7465646279746573n,
  ];
  const round = (): void => {
    a = word(a + b);
    b = rotateLeft(b, 13n) ^ a;
    a = rotateLeft(a, 32n);
    c = word(c + d);
    d = rotateLeft(d, 16n) ^ c;
    a = word(a + d);
    d = rotateLeft(d, 21n) ^ a;
    c = word(c + b);
    b = rotateLeft(b, 17n) ^ c;
    c = rotateLeft(c, 32n);
  };
  const absorb = (message: bigint): void => {
    d ^= message;
    round();
    round();
    a ^= message;
  };
  const words = new Words(bytes);
  const whole = bytes.length - (bytes.length % 8);
  for (let place = 0; place < whole; place += 8) absorb(words.at64(place));
  let rest = BigInt(bytes.length & 0xff) << 56n;
  for (let i = whole; i < bytes.length; i++) rest |= words.at8(i) << BigInt(8 * (i - whole));
  absorb(rest);
  c ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  return a ^ b ^ c ^ d;
}
