/** Random numbers as pure functions of a draw: nothing in this file keeps a state. */
import { cos, log, sin } from '../formula/float64.js';
import { multiplyHigh, randomWords, type Draw } from './philox.js';

type FloatArray = Float32Array | Float64Array;

/** A number from [0, 1) made of 53 random bits of two words: `k · 2^-53`, with `k` from 0 to 2^53 - 1. */
export const unitDouble = (words: Uint32Array, at: number): number =>
  ((words[at]! >>> 5) * 2 ** 26 + (words[at + 1]! >>> 6)) * 2 ** -53;

/** Fills with numbers from [0, 1): multiples of 2^-24 for float32, of 2^-53 for float64. */
export function fillUniform(out: FloatArray, draw: Draw): void {
  if (out instanceof Float32Array) {
    const words = randomWords(out.length, draw);
    for (let i = 0; i < out.length; i++) out[i] = (words[i]! >>> 8) * 2 ** -24;
  } else {
    const words = randomWords(2 * out.length, draw);
    for (let i = 0; i < out.length; i++) out[i] = unitDouble(words, 2 * i);
  }
}

// Box and Muller: four words give the two normals `√(-2·log u) · cos 2πv` and `√(-2·log u) · sin 2πv`.
const radiusOf = (words: Uint32Array, at: number): number => Math.sqrt(-2 * log(1 - unitDouble(words, at)));
const angleOf = (words: Uint32Array, at: number): number => 2 * Math.PI * unitDouble(words, at + 2);

/** Fills with numbers of the normal distribution of mean 0 and standard deviation 1. */
export function fillNormal(out: FloatArray, draw: Draw): void {
  const words = randomWords(2 * (out.length + 1), draw);
  for (let i = 0; i < out.length; i += 2) {
    const radius = radiusOf(words, 2 * i);
    const angle = angleOf(words, 2 * i);
    out[i] = radius * cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * sin(angle);
  }
}

/** Where Keras cuts the normal distribution: at two standard deviations. */
const truncation = 2;

/**
 * Fills with numbers of the standard normal distribution between -2 and 2. An element that falls outside is drawn again with random words
 * of its own, so that its value does not depend on how often its neighbours were drawn.
 */
export function fillTruncatedNormal(out: FloatArray, draw: Draw): void {
  fillNormal(out, draw);
  for (let i = 0; i < out.length; i++) {
    for (let attempt = 1; Math.abs(out[i]!) > truncation; attempt++) {
      const words = randomWords(4, draw, i >> 1, attempt);
      out[i] = radiusOf(words, 0) * (i % 2 === 0 ? cos : sin)(angleOf(words, 0));
    }
  }
}

/**
 * An integer from 0 to `bound - 1`, each equally likely: the upper word of `word · bound`. Products that would make some results more
 * likely are drawn again. Lemire: "Fast random integer generation in an interval", 2019.
 */
function boundedInteger(words: Uint32Array, index: number, bound: number, draw: Draw): number {
  const unfair = (2 ** 32 - bound) % bound;
  let word = words[index]!;
  for (let attempt = 1; Math.imul(word, bound) >>> 0 < unfair; attempt++) {
    word = randomWords(4, draw, index >>> 2, attempt)[index & 3]!;
  }
  return multiplyHigh(word, bound);
}

/** Fills with integers from `least` to `least + bound - 1`, for a `bound` below 2^32. */
export function fillIntegers(out: Int32Array, least: number, bound: number, draw: Draw): void {
  const words = randomWords(out.length, draw);
  for (let i = 0; i < out.length; i++) out[i] = least + boundedInteger(words, i, bound, draw);
}

/** The numbers from 0 to `length - 1` in random order, each order equally likely: the shuffle of Fisher and Yates. */
export function permutation(length: number, draw: Draw): Int32Array {
  const words = randomWords(length, draw);
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = boundedInteger(words, i, i + 1, draw);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
