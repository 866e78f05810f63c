/** Random numbers, as in `keras.random`. */
import { DTypeError, ValueError } from '../errors/index.js';
import {
  checkShape,
  isFloating,
  type DType,
  type FloatingDType,
  type Seed,
  type Shape,
  type Tensor,
} from '../tensor/index.js';
import { readOptions } from '../tensor/options.js';
import { specOf } from './apply.js';
import { cast } from './casting.js';
import { take } from './gathering.js';
import type { Operand, Operation } from './operation.js';
import {
  drawFrom,
  integerDraw,
  normalDraw,
  orderDraw,
  truncatedNormalDraw,
  uniformDraw,
  type NormalAttributes,
} from './random-draws.js';

export { SeedGenerator } from '../tensor/index.js';

/** Where the numbers come from: `null` and `undefined` are the global generator. */
interface Seeded {
  readonly seed?: Seed | null | undefined;
}

interface FloatOptions extends Seeded {
  readonly dtype?: FloatingDType | undefined;
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
  readonly dtype?: 'int32' | 'uint8' | FloatingDType | undefined;
}

/** Options of `random.shuffle`. */
export interface ShuffleOptions extends Seeded {
  readonly axis?: number | undefined;
}

function checkNumbers(where: string, received: Readonly<Record<string, number>>): void {
  if (Object.values(received).every(Number.isFinite)) return;
  throw new ValueError({ where, expected: 'finite numbers', received });
}

function checkDraw(where: string, shape: Shape, dtype: DType): void {
  checkShape(where, shape);
  if (isFloating(dtype)) return;
  throw new DTypeError({ where, expected: 'a floating-point dtype', received: { dtype } });
}

/** The defaults that distributions of floating-point numbers share. */
const floatDefaults: Required<FloatOptions> = { dtype: 'float32', seed: undefined };

/**
 * Random numbers from `minval` (included) to `maxval` (not included), each as likely as any other.
 *
 * @example
 * import { random } from 'hillock';
 * random.uniform([4], { minval: -1, maxval: 1, seed: 42 }).shape // → [ 4 ]
 */
export function uniform(shape: Shape, options: UniformOptions = {}): Tensor {
  const where = 'random.uniform';
  const { minval, maxval, dtype, seed } = readOptions(where, options, { minval: 0, maxval: 1, ...floatDefaults });
  checkNumbers(where, { minval, maxval });
  if (minval > maxval) throw new ValueError({ where, expected: 'minval ≤ maxval', received: { minval, maxval } });
  checkDraw(where, shape, dtype!);
  return drawFrom(uniformDraw, seed, { shape: [...shape], dtype: dtype!, minval, maxval });
}

function drawScaled(operation: Operation<NormalAttributes, 'one'>, shape: Shape, options: NormalOptions): Tensor {
  const { where } = operation;
  const { mean, stddev, dtype, seed } = readOptions(where, options, { mean: 0, stddev: 1, ...floatDefaults });
  checkNumbers(where, { mean, stddev });
  checkDraw(where, shape, dtype!);
  return drawFrom(operation, seed, { shape: [...shape], dtype: dtype!, mean, stddev });
}

/**
 * Random numbers of the normal distribution.
 *
 * @example
 * import { random } from 'hillock';
 * random.normal([2, 3], { stddev: 0.05, seed: 42 }).shape // → [ 2, 3 ]
 */
export function normal(shape: Shape, options: NormalOptions = {}): Tensor {
  return drawScaled(normalDraw, shape, options);
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
  return drawScaled(truncatedNormalDraw, shape, options);
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
  return cast(drawFrom(integerDraw, seed, { shape: [...shape], dtype: 'int32', minval, maxval }), dtype ?? 'int32');
}

/**
 * The same slices along an axis (the first by default) in a random order.
 *
 * @example
 * import { random } from 'hillock';
 * const x = random.shuffle([1, 2, 3, 4], { seed: 42 });
 * [...x.data].sort() // → [ 1, 2, 3, 4 ]
 */
export function shuffle(x: Operand, options: ShuffleOptions = {}): Tensor {
  const where = 'random.shuffle';
  const { axis, seed } = readOptions(where, options, { axis: 0, seed: undefined as ShuffleOptions['seed'] });
  const given = specOf(x, where);
  const rank = given.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  if (given.shape[place] === undefined) {
    throw new ValueError({ where, expected: `an axis of a tensor of rank ${rank}`, received: { axis, x: given } });
  }
  return take(x, drawFrom(orderDraw, seed, { axis: place }, x), { axis: place }) as Tensor;
}
