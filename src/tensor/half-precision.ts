/** Numbers of 16 bits: IEEE 754's binary16, and bfloat16, the upper half of a float32. Tensors hold them as float32. */

/** The dtypes whose numbers take 16 bits. */
export type HalfDType = 'float16' | 'bfloat16';

interface HalfFormat {
  /** The bits behind the binary point. */
  readonly fractionBits: number;
  /** The exponent of the smallest normal number; subnormal numbers have it too. */
  readonly leastExponent: number;
  /** The number halfway between the greatest finite number and what would follow it; from here on everything rounds to infinity. */
  readonly overflow: number;
}

const formats: { readonly [D in HalfDType]: HalfFormat } = {
  float16: { fractionBits: 10, leastExponent: -14, overflow: 65520 },
  bfloat16: { fractionBits: 7, leastExponent: -126, overflow: (2 - 2 ** -8) * 2 ** 127 },
};

/** One double and its two words, the upper one last. */
function makeScratch(): { readonly double: Float64Array; readonly words: Uint32Array } {
  const double = new Float64Array(1);
  return { double, words: new Uint32Array(double.buffer) };
}

const scratch = /* @__PURE__ */ makeScratch();

const doubleBias = 1023;
const doubleFractionBits = 52;

/** The number of a half-precision dtype that is nearest to a number; of two equally near, the even one. */
export function roundToHalf(x: number, dtype: HalfDType): number {
  const { fractionBits, leastExponent, overflow } = formats[dtype];
  const magnitude = Math.abs(x);
  if (!(magnitude < overflow)) return magnitude >= overflow ? Math.sign(x) * Infinity : x;
  const { double, words } = scratch;
  double[0] = magnitude;
  const exponent = Math.max((words[1]! >>> 20) - doubleBias, leastExponent);
  // Adding 1.5 · 2^52 units in the last place of the result leaves the double no room for a fraction of a unit; so the addition rounds,
  // ties to even, and the subtraction restores the magnitude.
  words[0] = 0;
  words[1] = ((exponent - fractionBits + doubleFractionBits + doubleBias) << 20) | 0x80000;
  const rounded = magnitude + double[0] - double[0];
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}

const bitsOf = (data: Float32Array): Uint32Array => new Uint32Array(data.buffer, data.byteOffset, data.length);

const signBit = 0x80000000;
const infinityBits = 0x7f800000;

/** A number so large that a double beside it has no room for a fraction of float16's smallest number. */
const besideSubnormal = 1.5 * 2 ** (doubleFractionBits - 24);

function roundToFloat16InPlace(data: Float32Array): void {
  const bits = bitsOf(data);
  for (let i = 0; i < bits.length; i++) {
    const sign = bits[i]! & signBit;
    const magnitude = bits[i]! & ~signBit;
    if (magnitude < 0x38800000) {
      // Below 2^-14 lie the subnormal numbers, which are all equally far apart.
      data[i] = Math.abs(data[i]!) + besideSubnormal - besideSubnormal;
      bits[i]! |= sign;
    } else if (magnitude < 0x477ff000) {
      bits[i] = sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1)) & ~0x1fff);
    } else if (magnitude <= infinityBits) {
      bits[i] = sign | infinityBits;
    }
  }
}

function roundToBfloat16InPlace(data: Float32Array): void {
  const bits = bitsOf(data);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i]!;
    if ((word & ~signBit) <= infinityBits) bits[i] = (word + 0x7fff + ((word >>> 16) & 1)) & 0xffff0000;
  }
}

/** Rounds every number of an array to a half-precision dtype, in place; returns the array. */
export function roundInPlace(data: Float32Array, dtype: HalfDType): Float32Array {
  if (dtype === 'float16') roundToFloat16InPlace(data);
  else roundToBfloat16InPlace(data);
  return data;
}

/** The numbers of an array of any kind, each rounded once to a half-precision dtype. */
export function roundedToHalf(data: ArrayLike<number>, dtype: HalfDType): Float32Array {
  if (data instanceof Float32Array) return roundInPlace(data.slice(), dtype);
  const target = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) target[i] = roundToHalf(data[i]!, dtype);
  return target;
}

/** The value of a binary16, `(-1)^sign · 2^(exponent - 15) · 1.fraction`. */
function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The bits of a float16, from the bits of a float32 that has the same value. */
function float16Bits(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & ~signBit;
  if (magnitude > infinityBits) return sign | 0x7e00;
  if (magnitude === infinityBits) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | ((magnitude - 0x38000000) >>> 13);
  const significand = (magnitude & 0x7fffff) | 0x800000;
  const shift = 126 - (magnitude >>> 23);
  return sign | (shift < 24 ? significand >>> shift : 0);
}

/** Numbers of a half-precision dtype from their 16 bits each. */
export function decodeHalves(bits: Uint16Array, dtype: HalfDType): Float32Array {
  if (dtype === 'float16') return Float32Array.from(bits, float16Value);
  const singles = Uint32Array.from(bits, (upper) => upper << 16);
  return new Float32Array(singles.buffer);
}

/** The 16 bits of each number of an array that holds numbers of a half-precision dtype. */
export function encodeHalves(data: Float32Array, dtype: HalfDType): Uint16Array {
  const bits = bitsOf(data);
  return Uint16Array.from(bits, dtype === 'float16' ? float16Bits : bfloat16Bits);
}

/** A NaN whose fraction lies in the lower 16 bits alone would become infinity if these were just cut off. */
function bfloat16Bits(word: number): number {
  return (word & ~signBit) > infinityBits ? ((word >>> 16) & 0x8000) | 0x7fc0 : word >>> 16;
}
