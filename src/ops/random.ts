/** Random numbers, as in `keras.random`. */
import { ValueError } from '../errors/index.js';
import { isFloating, Tensor, type DType, type FloatingDType, type Shape, type TensorLike } from '../tensor/index.js';
import { specOf } from './apply.js';
import { readArguments, required, shapeOf, type ShapeLike, type Scalar } from './arguments.js';
import { add, floor, multiply, subtract } from './arithmetic.js';
import { cast } from './casting.js';
import { take } from './gathering.js';
import type { Operand, Operation } from './operation.js';
import { floatDefaults, perNumber, type DrawArguments, type FloatOptions, type Seeded } from './random-arguments.js';
import {
  checkBounds,
  drawFloats,
  drawFrom,
  integerDraw,
  normalDraw,
  orderDraw,
  truncatedNormalDraw,
  uniformDraw,
  type NormalAttributes,
} from './random-draws.js';

export { SeedGenerator } from './seed-generator.js';
export * from './further-random.js';

/** Options of `random.uniform`: the bounds, of which the upper one is exclusive. Bounds that are tensors are broadcast to the shape. */
export interface UniformOptions extends FloatOptions {
  /** The lower bound. */
  readonly minval?: TensorLike | undefined;
  /** The upper bound. */
  readonly maxval?: TensorLike | undefined;
}

/** Options of `random.normal` and `random.truncatedNormal`. Means and deviations that are tensors are broadcast to the shape. */
export interface NormalOptions extends FloatOptions {
  /** The mean of the distribution. */
  readonly mean?: TensorLike | undefined;
  /** The standard deviation of the distribution. */
  readonly stddev?: TensorLike | undefined;
}

/** Options of `random.randint`. */
export interface RandintOptions extends Seeded {
  /** The dtype of the result; int32 by default. */
  readonly dtype?: 'int32' | 'uint8' | FloatingDType | undefined;
}

/** The bounds of `random.randint`, of which the upper one is exclusive. Bounds that are tensors are broadcast to the shape. */
export interface RandintBounds {
  readonly minval: TensorLike;
  readonly maxval: TensorLike;
}

/** Options of `random.shuffle`. */
export interface ShuffleOptions extends Seeded {
  readonly axis?: Scalar | undefined;
}

function checkNumbers(where: string, received: Readonly<Record<string, number>>): void {
  if (Object.values(received).every(Number.isFinite)) return;
  throw new ValueError({ where, expected: 'finite numbers', received });
}

/** The lower bound and the length of the interval, for each number. Intervals whose bounds are known must not be empty. */
function checkedBounds(
  where: string,
  { minval, maxval }: RandintBounds,
  shape: Shape,
  dtype: DType,
): [Operand, Operand] {
  const low = perNumber(where, 'minval', minval, shape, dtype);
  const high = perNumber(where, 'maxval', maxval, shape, dtype);
  const lengths = subtract<Operand, Operand>(high, low);
  if (!(lengths instanceof Tensor) || lengths.data.every((length) => length >= (isFloating(dtype) ? 0 : 1)))
    return [low, lengths];
  const expected = isFloating(dtype) ? 'minval ≤ maxval everywhere' : 'integers minval < maxval everywhere';
  throw new ValueError({ where, expected, received: { minval, maxval } });
}

/**
 * Random numbers from `minval` (included) to `maxval` (excluded), all equally likely.
 *
 * @example
 * import { random } from 'hillock';
 * random.uniform([4], { minval: -1, maxval: 1, seed: 42 }).shape // → [ 4 ]
 */
export function uniform(shape: ShapeLike, options?: UniformOptions): Tensor;
export function uniform(options: UniformOptions & { readonly shape: ShapeLike }): Tensor;
export function uniform(...given: readonly unknown[]): Tensor {
  const where = 'random.uniform';
  const read = readArguments<DrawArguments & RandintBounds>(where, ['shape'], given, {
    shape: required,
    minval: 0,
    maxval: 1,
    ...floatDefaults,
  });
  const { minval, maxval, dtype, seed } = read;
  const shape = shapeOf(where, read.shape);
  if (typeof minval !== 'number' || typeof maxval !== 'number') {
    const [low, length] = checkedBounds(where, read, shape, dtype);
    const unit = drawFloats(uniformDraw, seed, { shape, dtype, minval: 0, maxval: 1 });
    return add(low, multiply(unit, length)) as Tensor;
  }
  checkNumbers(where, { minval, maxval });
  checkBounds(where, minval, maxval);
  return drawFloats(uniformDraw, seed, { shape, dtype, minval, maxval });
}

function drawScaled(operation: Operation<NormalAttributes, 'one'>, given: readonly unknown[]): Tensor {
  const { where } = operation;
  type Arguments = DrawArguments & { readonly mean: TensorLike; readonly stddev: TensorLike };
  const read = readArguments<Arguments>(where, ['shape'], given, {
    shape: required,
    mean: 0,
    stddev: 1,
    ...floatDefaults,
  });
  const { mean, stddev, dtype, seed } = read;
  const shape = shapeOf(where, read.shape);
  if (typeof mean !== 'number' || typeof stddev !== 'number') {
    const [middle, scale] = [
      perNumber(where, 'mean', mean, shape, dtype),
      perNumber(where, 'stddev', stddev, shape, dtype),
    ];
    const standard = drawFloats(operation, seed, { shape, dtype, mean: 0, stddev: 1 });
    return add(middle, multiply(standard, scale)) as Tensor;
  }
  checkNumbers(where, { mean, stddev });
  return drawFloats(operation, seed, { shape, dtype, mean, stddev });
}

/**
 * Random numbers of the normal distribution.
 *
 * @example
 * import { random } from 'hillock';
 * random.normal([2, 3], { stddev: 0.05, seed: 42 }).shape // → [ 2, 3 ]
 */
export function normal(shape: ShapeLike, options?: NormalOptions): Tensor;
export function normal(options: NormalOptions & { readonly shape: ShapeLike }): Tensor;
export function normal(...given: readonly unknown[]): Tensor {
  return drawScaled(normalDraw, given);
}

/**
 * Random numbers of the normal distribution; values farther than two standard deviations from the mean are drawn again.
 *
 * @example
 * import { random } from 'hillock';
 * const x = random.truncatedNormal([1000], { stddev: 0.1, seed: 42 });
 * x.data.every((value) => Math.abs(Number(value)) <= 0.2) // → true
 */
export function truncatedNormal(shape: ShapeLike, options?: NormalOptions): Tensor;
export function truncatedNormal(options: NormalOptions & { readonly shape: ShapeLike }): Tensor;
export function truncatedNormal(...given: readonly unknown[]): Tensor {
  return drawScaled(truncatedNormalDraw, given);
}

/**
 * Random integers from `minval` (included) to `maxval` (excluded), all equally likely.
 *
 * @example
 * import { random } from 'hillock';
 * random.randint([3], 0, 10, { seed: 42 }).dtype // → int32
 * random.randint([2], [0, 10], [1, 11]) // → array([ 0, 10], dtype=int32)
 */
export function randint(shape: ShapeLike, minval: TensorLike, maxval: TensorLike, options?: RandintOptions): Tensor;
export function randint(
  shape: ShapeLike,
  minval: TensorLike,
  options: RandintOptions & Pick<RandintBounds, 'maxval'>,
): Tensor;
export function randint(shape: ShapeLike, options: RandintOptions & RandintBounds): Tensor;
export function randint(options: RandintOptions & RandintBounds & { readonly shape: ShapeLike }): Tensor;
export function randint(...given: readonly unknown[]): Tensor {
  const where = 'random.randint';
  const read = readArguments<DrawArguments & RandintBounds>(where, ['shape', 'minval', 'maxval'], given, {
    shape: required,
    minval: required,
    maxval: required,
    dtype: 'int32',
    seed: undefined,
  });
  const { minval, maxval, dtype, seed } = read;
  const shape = shapeOf(where, read.shape);
  if (typeof minval !== 'number' || typeof maxval !== 'number') {
    // The numbers are drawn in float64, with which all integers are equally likely to within 2⁻²¹.
    const [low, length] = checkedBounds(where, read, shape, 'int32');
    const unit = drawFrom(uniformDraw, seed, { shape, dtype: 'float64', minval: 0, maxval: 1 });
    return cast(add(low, floor(multiply(unit, cast(length, 'float64')))), dtype) as Tensor;
  }
  const isRange = [minval, maxval].every((limit) => (limit | 0) === limit) && minval < maxval;
  if (!isRange) {
    throw new ValueError({
      where,
      expected: 'integers minval < maxval in the range of int32',
      received: { minval, maxval },
    });
  }
  return cast(drawFrom(integerDraw, seed, { shape, dtype: 'int32', minval, maxval }), dtype);
}

/**
 * The slices of x along an axis (the first by default), in random order.
 *
 * @example
 * import { random } from 'hillock';
 * const x = random.shuffle([1, 2, 3, 4], { seed: 42 });
 * [...x.data].sort() // → [ 1, 2, 3, 4 ]
 */
export function shuffle(x: Operand, ...given: [options?: ShuffleOptions | undefined]): Tensor {
  const where = 'random.shuffle';
  type Arguments = { readonly axis: number; readonly seed: ShuffleOptions['seed'] };
  const { axis, seed } = readArguments<Arguments>(where, [], given, { axis: 0, seed: undefined });
  const spec = specOf(x, where);
  const rank = spec.shape.length;
  const place = axis < 0 ? axis + rank : axis;
  if (spec.shape[place] === undefined) {
    throw new ValueError({ where, expected: `an axis of a tensor of rank ${rank}`, received: { axis, x: spec } });
  }
  return take(x, drawFrom(orderDraw, seed, { axis: place }, x), { axis: place }) as Tensor;
}
