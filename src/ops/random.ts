/**
 * Random draws as operations: the seed and the number of draws so far are their input, so that a traced step draws other numbers each
 * time it is replayed.
 */
import { DTypeError, ValueError } from '../errors/index.js';
import {
  allocate,
  checkShape,
  fillIntegers,
  fillNormal,
  fillTruncatedNormal,
  fillUniform,
  isFloating,
  isHalf,
  permutation,
  roundToHalf,
  SeedGenerator,
  seedOf,
  sizeOf,
  Tensor,
  type DType,
  type Draw,
  type FloatingDType,
  type Seed,
  type Shape,
  type SymbolicShape,
  type TypedArray,
} from '../tensor/index.js';
import { readOptions } from '../tensor/options.js';
import { apply, specOf } from './apply.js';
import { add } from './arithmetic.js';
import { cast } from './casting.js';
import { take } from './gathering.js';
import { defineOperation, type Operand, type Operation, type TensorSpec } from './operation.js';

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

type FloatArray = Float32Array | Float64Array;

/** What a draw is told besides the state of a generator: a `null` in the shape is the length that a second input has there. */
interface DrawAttributes {
  readonly shape: SymbolicShape;
  readonly dtype: DType;
}

const drawOf = (state: Tensor): Draw => [state.data[0]!, state.data[1]!];

/** The operation that fills a tensor with numbers of a distribution. */
function drawing<Attributes extends DrawAttributes>(
  name: string,
  fill: (out: TypedArray, draw: Draw, attributes: Attributes) => void,
): Operation<Attributes, 'one'> {
  return defineOperation<Attributes>({
    name,
    where: `random.${name}`,
    inferShape: ([, like], { shape, dtype }) => ({ shape: fillLengths(shape, like), dtype }),
    compute([state], attributes, { shape, dtype }) {
      const out = allocate(dtype, sizeOf(shape)) as TypedArray;
      fill(out, drawOf(state!), attributes);
      return out;
    },
  });
}

const fillLengths = (shape: SymbolicShape, like: TensorSpec | undefined): SymbolicShape =>
  like === undefined ? shape : shape.map((length, axis) => length ?? like.shape[axis] ?? null);

interface UniformAttributes extends DrawAttributes {
  readonly minval: number;
  readonly maxval: number;
}

const uniformDraw = /* @__PURE__ */ drawing<UniformAttributes>('uniform', (out, draw, { minval, maxval, dtype }) => {
  fillUniform(out as FloatArray, draw);
  for (let i = 0; i < out.length; i++) {
    const x = minval + out[i]! * (maxval - minval);
    out[i] = isHalf(dtype) ? roundToHalf(x, dtype) : x;
    // Rounding may reach maxval, which does not belong to the interval.
    if (out[i]! >= maxval) out[i] = minval;
  }
});

interface NormalAttributes extends DrawAttributes {
  readonly mean: number;
  readonly stddev: number;
}

/** Standard numbers that `fill` draws, moved to a mean and a standard deviation. */
const scaledDraw = (name: string, fill: (out: FloatArray, draw: Draw) => void): Operation<NormalAttributes, 'one'> =>
  drawing<NormalAttributes>(name, (out, draw, { mean, stddev }) => {
    fill(out as FloatArray, draw);
    for (let i = 0; i < out.length; i++) out[i] = mean + stddev * out[i]!;
  });

const normalDraw = /* @__PURE__ */ scaledDraw('normal', fillNormal);
const truncatedNormalDraw = /* @__PURE__ */ scaledDraw('truncatedNormal', fillTruncatedNormal);

interface IntegerAttributes extends DrawAttributes {
  readonly minval: number;
  readonly maxval: number;
}

const integerDraw = /* @__PURE__ */ drawing<IntegerAttributes>('randint', (out, draw, { minval, maxval }) => {
  fillIntegers(out as Int32Array, minval, maxval - minval, draw);
});

/** An order of the slices along an axis of the second input. */
const orderDraw = /* @__PURE__ */ defineOperation<{ readonly axis: number }>({
  name: 'permutation',
  where: 'random.shuffle',
  takesStrings: true,
  inferShape: ([, x], { axis }) => ({ shape: [x!.shape[axis]!], dtype: 'int32' }),
  compute: ([state], _, { shape }) => permutation(shape[0]!, drawOf(state!)),
});

/** Calls a draw with the next state of the generator that a seed stands for. */
function drawFrom<Attributes extends object>(
  operation: Operation<Attributes, 'one'>,
  seed: Seed | null | undefined,
  attributes: Attributes,
  like?: Operand,
): Tensor {
  const source = seedOf(operation.where, seed);
  const rest = like === undefined ? [] : [like];
  if (!(source instanceof SeedGenerator)) {
    const state = new Tensor(Float64Array.of(source, 0), [2], 'float64');
    return apply<Tensor, Attributes>(operation, [state, ...rest], attributes);
  }
  const state = source.variable.value;
  const drawn = apply<Tensor, Attributes>(operation, [state, ...rest], attributes);
  source.variable.assign(add(state, oneMore));
  return drawn;
}

/** What a draw adds to a generator's state. */
const oneMore = /* @__PURE__ */ new Tensor(/* @__PURE__ */ Float64Array.of(0, 1), [2], 'float64');

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

/** Random numbers from [0, 1) in the shape of x, or in another whose `null` lengths are those of x. */
export function uniformLike(x: Operand, seed: Seed, shape?: SymbolicShape): Tensor {
  const spec = specOf(x, 'random.uniform');
  const dtype = isFloating(spec.dtype) ? spec.dtype : 'float32';
  const open = shape ?? spec.shape.map(() => null);
  return drawFrom(uniformDraw, seed, { shape: open, dtype, minval: 0, maxval: 1 }, x);
}

/** Random numbers of the normal distribution in the shape of x. */
export function normalLike(x: Operand, seed: Seed, { mean = 0, stddev = 1 } = {}): Tensor {
  const spec = specOf(x, 'random.normal');
  const dtype = isFloating(spec.dtype) ? spec.dtype : 'float32';
  return drawFrom(normalDraw, seed, { shape: spec.shape.map(() => null), dtype, mean, stddev }, x);
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
