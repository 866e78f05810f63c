import { describe, expect, test } from 'vitest';
import { castData, decodeStorage, encodeStorage, roundToHalf, type HalfDType } from '../../src/tensor/index.js';

const everyPattern = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

const valuesOf = (dtype: HalfDType): Float32Array =>
  decodeStorage('.npy file', new Uint8Array(everyPattern.buffer), dtype).data as Float32Array;

/** The positive numbers of a dtype in order, with the number that its infinity stands for if the exponents went on. */
const orderedValues = (dtype: HalfDType): number[] => {
  const infinity = dtype === 'float16' ? 0x7c00 : 0x7f80;
  const next = dtype === 'float16' ? 65536 : 2 ** 128;
  return [...valuesOf(dtype).subarray(0, infinity), next];
};

const overflowing = (x: number, dtype: HalfDType): number =>
  x >= (dtype === 'float16' ? 65536 : 2 ** 128) ? Infinity : x;

/** The doubles beside one that is not zero. */
function neighbours(x: number): [below: number, above: number] {
  const double = new Float64Array([x]);
  const bits = new BigInt64Array(double.buffer);
  bits[0]! -= 1n;
  const below = double[0]!;
  bits[0]! += 2n;
  return [below, double[0]!];
}

describe.each(['float16', 'bfloat16'] as const)('%s', (dtype) => {
  const values = valuesOf(dtype);
  const ordered = orderedValues(dtype);

  test('every number stays as it is, from a double, from an array of floats, from one of doubles', () => {
    expect(Float32Array.from(values, (x) => roundToHalf(x, dtype))).toEqual(values);
    expect(castData('ops.cast', values, 'float32', dtype)).toEqual(values);
    expect(castData('ops.cast', Float64Array.from(values), 'float64', dtype)).toEqual(values);
  });

  test('every pair of bytes is read and written back', () => {
    const written = new Uint16Array(encodeStorage({ data: values, dtype }).buffer);
    const isNumber = (bits: number): boolean => !Number.isNaN(values[bits]!);
    expect(written.filter((_, i) => isNumber(i))).toEqual(everyPattern.filter(isNumber));
    const quietNaN = dtype === 'float16' ? 0x7e00 : 0x7fc0;
    expect(new Set(written.filter((_, i) => !isNumber(i)).map((bits) => bits & 0x7fff))).toEqual(new Set([quietNaN]));
  });

  test('the middle of every two neighbours goes to the even one, from both sides of zero', () => {
    const expected = ordered.slice(1).map((_, i) => overflowing(ordered[i % 2 === 0 ? i : i + 1]!, dtype));
    const middles = ordered.slice(1).map((x, i) => (x + ordered[i]!) / 2);
    expect(middles.map((x) => roundToHalf(x, dtype))).toEqual(expected);
    expect(middles.map((x) => -roundToHalf(-x, dtype))).toEqual(expected);
    expect(castData('ops.cast', Float64Array.from(middles), 'float64', dtype)).toEqual(Float32Array.from(expected));
    // The middle below the smallest bfloat16 is a float32 too, and so are all others.
    expect(Float32Array.from(middles).every((x, i) => x === middles[i])).toBe(true);
    expect(castData('ops.cast', Float32Array.from(middles), 'float32', dtype)).toEqual(Float32Array.from(expected));
    const negative = Float32Array.from(middles, (x) => -x);
    expect(castData('ops.cast', negative, 'float32', dtype)).toEqual(Float32Array.from(expected, (x) => -x));
  });

  test('the doubles beside a middle go to the nearer neighbour: nothing is rounded twice', () => {
    const middles = ordered.slice(1).map((x, i) => (x + ordered[i]!) / 2);
    const rounded = middles.map((middle) => neighbours(middle).map((x) => roundToHalf(x, dtype)));
    expect(rounded).toEqual(ordered.slice(1).map((x, i) => [ordered[i], overflowing(x, dtype)]));
  });

  test('what is too large is infinite, NaN stays, zeros keep their sign', () => {
    const from = [1e300, -1e300, NaN, -0, 0, -1e-300, 5e-324, Infinity, -Infinity];
    const to = [Infinity, -Infinity, NaN, -0, 0, -0, 0, Infinity, -Infinity];
    expect(from.map((x) => roundToHalf(x, dtype))).toEqual(to);
    expect([...castData('ops.cast', Float32Array.from(from), 'float32', dtype)]).toEqual(to);
  });
});

test('integers are rounded once', () => {
  // Half of the way from 2^24 to 2^24 + 2^17 and one more, of which float32 would lose the one.
  const data = Int32Array.of(2 ** 24 + 2 ** 16 + 1, 2049, 65520, -3);
  expect([...castData('ops.cast', data, 'int32', 'bfloat16')]).toEqual([2 ** 24 + 2 ** 17, 2048, 65536, -3]);
  expect([...castData('ops.cast', data, 'int32', 'float16')]).toEqual([Infinity, 2048, Infinity, -3]);
});

test('half-precision becomes what other numbers become', () => {
  const data = Float32Array.of(-1.5, 300, NaN, 0);
  expect([...castData('ops.cast', data, 'float16', 'int32')]).toEqual([-1, 300, 0, 0]);
  expect([...castData('ops.cast', data, 'bfloat16', 'uint8')]).toEqual([0, 255, 0, 0]);
  expect([...castData('ops.cast', data, 'float16', 'bool')]).toEqual([1, 1, 1, 0]);
  expect(castData('ops.cast', data, 'float16', 'float64')).toEqual(Float64Array.from(data));
});

test('the tensor of another half-precision dtype is rounded to it', () => {
  const data = Float32Array.of(1 + 2 ** -10, 2 ** -20);
  expect([...castData('ops.cast', data, 'float16', 'bfloat16')]).toEqual([1, 2 ** -20]);
  expect([...castData('ops.cast', Float32Array.of(2 ** 100, 1.5), 'bfloat16', 'float16')]).toEqual([Infinity, 1.5]);
});
