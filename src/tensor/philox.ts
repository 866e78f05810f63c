/**
 * Identifies one draw of random numbers: the seed of a sequence, and the number of the draw in it. The same draw gives the same numbers on
 * every machine, whatever was drawn before.
 */
export type Draw = readonly [seed: number, counter: number];

// The constants of Philox 4x32: Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011.
const firstMultiplier = 0xd2511f53;
const secondMultiplier = 0xcd9e8d57;
const firstKeyIncrement = 0x9e3779b9;
const secondKeyIncrement = 0xbb67ae85;
const rounds = 10;

/** The upper word of the 64-bit product of two words, computed from the products of their halves. */
export function multiplyHigh(a: number, b: number): number {
  const lowA = a & 0xffff;
  const lowB = b & 0xffff;
  const highA = a >>> 16;
  const highB = b >>> 16;
  const first = (Math.imul(highA, lowB) + (Math.imul(lowA, lowB) >>> 16)) | 0;
  const second = (Math.imul(lowA, highB) + (first & 0xffff)) | 0;
  return (Math.imul(highA, highB) + (first >>> 16) + (second >>> 16)) >>> 0;
}

/**
 * Fills `words` with random words, four from each block: Philox 4x32-10 of the counter under the key. From block to block, the first word
 * of the counter grows by one.
 */
export function philox(words: Uint32Array, counter: readonly number[], key: readonly number[]): void {
  const [firstBlock, second, third, fourth] = counter.map((word) => word | 0) as [number, number, number, number];
  const [firstKeyWord, secondKeyWord] = key.map((word) => word | 0) as [number, number];
  for (let i = 0; i < words.length; i += 4) {
    let a = (firstBlock + (i >>> 2)) | 0;
    let b = second;
    let c = third;
    let d = fourth;
    let firstKey = firstKeyWord;
    let secondKey = secondKeyWord;
    for (let round = 0; round < rounds; round++) {
      const upperA = multiplyHigh(a, firstMultiplier);
      const lowerA = Math.imul(a, firstMultiplier);
      const upperC = multiplyHigh(c, secondMultiplier);
      const lowerC = Math.imul(c, secondMultiplier);
      a = upperC ^ b ^ firstKey;
      b = lowerC;
      c = upperA ^ d ^ secondKey;
      d = lowerA;
      firstKey = (firstKey + firstKeyIncrement) | 0;
      secondKey = (secondKey + secondKeyIncrement) | 0;
    }
    // Assignments past the end of a typed array have no effect, which drops the rest of the last block.
    words[i] = a;
    words[i + 1] = b;
    words[i + 2] = c;
    words[i + 3] = d;
  }
}

/** The lower and the upper word of an integer below 2^53. */
const wordsOf = (integer: number): [number, number] => [integer >>> 0, Math.floor(integer / 2 ** 32)];

/** `count` random words of a draw: block `b` has the counter `(b, attempt, draw low, draw high)` and the key `(seed low, seed high)`. */
export function randomWords(count: number, [seed, counter]: Draw, firstBlock = 0, attempt = 0): Uint32Array {
  const words = new Uint32Array(count);
  philox(words, [firstBlock, attempt, ...wordsOf(counter)], wordsOf(seed));
  return words;
}
