import { DTypeError, ValueError } from '../errors/index.js';
import { asTensor, castTensor, type TensorLike } from './conversion.js';
import { fillIntegers, fillNormal, fillTruncatedNormal, fillUniform, permutation } from './distributions.js';
import { allocate, isFloating, type DType, type TypedArray } from './dtype.js';
import { readOptions } from './options.js';
import type { Draw } from './philox.js';
import { nextDraw, type Seed } from './seed-generator.js';
import { checkShape, sizeOf, type Shape } from './shape.js';
import { Tensor } from './tensor.js';

export { SeedGenerator } from './seed-generator.js';

/** Where the numbers come from: `null` and `undefined` are the global generator. */
interface Seeded {
  readonly seed?: Seed | null | undefined;
}

interface FloatOptions extends Seeded {
  readonly dtype?: 'float32' | 'float64' | undefined;
}

/** Options of `random.uniform`: the bounds, the upper one exclusive. */
export interface UniformOptions extends FloatOptions {
  readonly minval?: number | undefined;
  readonly maxval?: number | undefined;
}

/** Options of `random.normal` and `random.truncatedNormal`. */
export interface NormalOptions extends FloatOptions {
  readonly mean?: number | undefined;
  readonly stddev?: number | undefined;
}

/** Options of `random.randint`. */
export interface RandintOptions extends Seeded {
  readonly dtype?: 'int32' | 'uint8' | 'float32' | 'float64' | undefined;
}

/** Options of `random.shuffle`. */
export interface ShuffleOptions extends Seeded {
  readonly axis?: number | undefined;
}

function checkNumbers(where: string, received: Readonly<Record<string, number>>): void {
  if (Object.values(received).every(Number.isFinite)) return;
  throw new ValueError({ where, expected: 'finite numbers', received });
}

type FloatArray = Float32Array | Float64Array;

/** A tensor of numbers that `fill` draws and `transform` then moves to where they are wanted. */
function drawFloats(
  where: string,
  shape: Shape,
  { dtype = 'float32', seed }: FloatOptions,
  fill: (out: FloatArray, draw: Draw) => void,
  transform: (data: FloatArray) => void,
): Tensor {
  checkShape(where, shape);
  if (!isFloating(dtype)) {
    throw new DTypeError({ where, expected: 'the dtype float32 or float64', received: { dtype } });
  }
  const data = allocate(dtype, sizeOf(shape));
  fill(data, nextDraw(where, seed));
  transform(data);
  return new Tensor(data, [...shape], dtype);
}

/** The defaults that distributions of floating-point numbers share. */
const floatDefaults: Required<FloatOptions> = { dtype: 'float32', seed: undefined };

/** Standard numbers to those of a mean and a standard deviation. */
const scaleBy =
  (mean: number, stddev: number) =>
  (data: FloatArray): void => {
    for (let i = 0; i < data.length; i++) data[i] = mean + stddev * data[i]!;
  };

/** Numbers that `fill` draws with mean 0 and standard deviation 1, moved to the mean and the deviation of the options. */
function drawScaled(
  where: string,
  shape: Shape,
  options: NormalOptions,
  fill: (out: FloatArray, draw: Draw) => void,
): Tensor {
  const { mean, stddev, ...rest } = readOptions(where, options, { mean: 0, stddev: 1, ...floatDefaults });
  checkNumbers(where, { mean, stddev });
  return drawFloats(where, shape, rest, fill, scaleBy(mean, stddev));
}

/**
 * Random numbers from `minval` (included) to `maxval` (not included), each as likely as any other.
 *
 * @example
 * import { random } from 'hillock';
 * random.uniform([4], { minval: -1, maxval: 1, seed: 42 }).shape // → [ 4 ]
 */
export function uniform(shape: Shape, options: UniformOptions = {}): Tensor {
  const where = 'random.uniform';
  const { minval, maxval, ...rest } = readOptions(where, options, { minval: 0, maxval: 1, ...floatDefaults });
  checkNumbers(where, { minval, maxval });
  if (minval > maxval) throw new ValueError({ where, expected: 'minval ≤ maxval', received: { minval, maxval } });
  return drawFloats(where, shape, rest, fillUniform, (data) => {
    for (let i = 0; i < data.length; i++) {
      data[i] = minval + data[i]! * (maxval - minval);
      // Rounding may reach maxval, which does not belong to the interval.
      if (data[i]! >= maxval) data[i] = minval;
    }
  });
}

/**
 * Random numbers of the normal distribution.
 *
 * @example
 * import { random } from 'hillock';
 * random.normal([2, 3], { stddev: 0.05, seed: 42 }).shape // → [ 2, 3 ]
 */
export function normal(shape: Shape, options: NormalOptions = {}): Tensor {
  return drawScaled('random.normal', shape, options, fillNormal);
}

/**
 * Random numbers of the normal distribution, where values farther than two standard deviations from the mean are
 * drawn again.
 *
 * @example
 * import { random } from 'hillock';
 * const x = random.truncatedNormal([1000], { stddev: 0.1, seed: 42 });
 * x.data.every((value) => Math.abs(Number(value)) <= 0.2) // → true
 */
export function truncatedNormal(shape: Shape, options: NormalOptions = {}): Tensor {
  return drawScaled('random.truncatedNormal', shape, options, fillTruncatedNormal);
}

/**
 * Random integers from `minval` (included) to `maxval` (not included), each as likely as any other.
 *
 * @example
 * import { random } from 'hillock';
 * random.randint([3], 0, 10, { seed: 42 }).dtype // → int32
 */
export function randint(shape: Shape, minval: number, maxval: number, options: RandintOptions = {}): Tensor {
  const where = 'random.randint';
  const { dtype, seed } = readOptions<Required<RandintOptions>>(where, options, { dtype: 'int32', seed: undefined });
  checkShape(where, shape);
  const isRange = [minval, maxval].every((limit) => (limit | 0) === limit) && minval < maxval;
  if (!isRange) {
    throw new ValueError({
      where,
      expected: 'integers minval < maxval in the range of int32',
      received: { minval, maxval },
    });
  }
  const data = new Int32Array(sizeOf(shape));
  fillIntegers(data, minval, maxval - minval, nextDraw(where, seed));
  return castTensor(where, new Tensor(data, [...shape], 'int32'), dtype ?? 'int32');
}

/** The slices of one axis in another order. */
function reorder({ data, shape, dtype }: Tensor, axis: number, order: Int32Array): Tensor {
  const length = shape[axis]!;
  const inner = sizeOf(shape.slice(axis + 1));
  const target: TypedArray = allocate(dtype as Exclude<DType, 'string'>, data.length);
  for (let start = 0; start < data.length; start += length * inner) {
    for (let i = 0; i < length; i++) {
      const from = start + order[i]! * inner;
      for (let j = 0; j < inner; j++) target[start + i * inner + j] = data[from + j]!;
    }
  }
  return new Tensor(target, shape, dtype);
}

/**
 * The same slices along an axis (the first by default) in a random order.
 *
 * @example
 * import { random } from 'hillock';
 * const x = random.shuffle([1, 2, 3, 4], { seed: 42 });
 * [...x.data].sort() // → [ 1, 2, 3, 4 ]
 */
export function shuffle(x: TensorLike, options: ShuffleOptions = {}): Tensor {
  const where = 'random.shuffle';
  const { axis, seed } = readOptions(where, options, { axis: 0, seed: undefined as ShuffleOptions['seed'] });
  const given = asTensor(x, undefined, where);
  const place = axis < 0 ? axis + given.rank : axis;
  if (given.shape[place] === undefined) {
    throw new ValueError({
      where,
      expected: `an axis of a tensor of rank ${given.rank}`,
      received: { axis, x: given },
    });
  }
  return reorder(given, place, permutation(given.shape[place], nextDraw(where, seed)));
}
