/**
 * Random draws as operations. Their input is the seed and the number of draws so far, so that a traced step draws different numbers each
 * time it is replayed. The shape may come from an operand whose batch length is unknown.
 */
import { DTypeError, ShapeError, ValueError } from '../errors/index.js';
import {
  allocate,
  checkShape,
  classNumbers,
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
  unitSequence,
  type DType,
  type Draw,
  type Seed,
  type Shape,
  type SymbolicShape,
  type TypedArray,
  type UnitSequence,
} from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { add } from './arithmetic.js';
import { spreadElements } from './broadcasting.js';
import { defineOperation, type Operand, type Operation, type TensorSpec } from './operation.js';

type FloatArray = Float32Array | Float64Array;

/** The attributes of a draw. `null` in the shape stands for the length that the second input has there. */
export interface DrawAttributes {
  readonly shape: SymbolicShape;
  readonly dtype: DType;
}

const drawOf = (state: Tensor): Draw => [state.data[0]!, state.data[1]!];

/** Makes the operation that fills a tensor with random numbers of a distribution. */
function drawing<Attributes extends DrawAttributes>(
  name: string,
  fill: (out: TypedArray, draw: Draw, attributes: Attributes) => void,
): Operation<Attributes, 'one'> {
  return defineOperation<Attributes, 'one', 2>({
    name,
    where: `random.${name}`,
    inferShape: ([, like], { shape, dtype }) => ({ shape: fillLengths(shape, like), dtype }),
    compute([state], attributes, { shape, dtype }) {
      const out = allocate(dtype, sizeOf(shape)) as TypedArray;
      fill(out, drawOf(state), attributes);
      return out;
    },
  });
}

const fillLengths = (shape: SymbolicShape, like: TensorSpec | undefined): SymbolicShape =>
  like === undefined ? shape : shape.map((length, axis) => length ?? like.shape[axis] ?? null);

export interface UniformAttributes extends DrawAttributes {
  readonly minval: number;
  readonly maxval: number;
}

export const uniformDraw = /* @__PURE__ */ drawing<UniformAttributes>(
  'uniform',
  (out, draw, { minval, maxval, dtype }) => {
    fillUniform(out as FloatArray, draw);
    for (let i = 0; i < out.length; i++) {
      const x = minval + out[i]! * (maxval - minval);
      out[i] = isHalf(dtype) ? roundToHalf(x, dtype) : x;
      // Rounding may give maxval itself, which does not belong to the interval.
      if (out[i]! >= maxval) out[i] = minval;
    }
  },
);

export interface NormalAttributes extends DrawAttributes {
  readonly mean: number;
  readonly stddev: number;
}

/** The operation that draws standard numbers with `fill`, and scales and shifts them to a standard deviation and a mean. */
const scaledDraw = (name: string, fill: (out: FloatArray, draw: Draw) => void): Operation<NormalAttributes, 'one'> =>
  drawing<NormalAttributes>(name, (out, draw, { mean, stddev }) => {
    fill(out as FloatArray, draw);
    for (let i = 0; i < out.length; i++) out[i] = mean + stddev * out[i]!;
  });

export const normalDraw = /* @__PURE__ */ scaledDraw('normal', fillNormal);
export const truncatedNormalDraw = /* @__PURE__ */ scaledDraw('truncatedNormal', fillTruncatedNormal);

export interface IntegerAttributes extends DrawAttributes {
  readonly minval: number;
  readonly maxval: number;
}

export const integerDraw = /* @__PURE__ */ drawing<IntegerAttributes>('randint', (out, draw, { minval, maxval }) => {
  fillIntegers(out as Int32Array, minval, maxval - minval, draw);
});

/** A random order of the slices along an axis of the second input. */
export const orderDraw = /* @__PURE__ */ defineOperation<{ readonly axis: number }, 'one', 2>({
  name: 'permutation',
  where: 'random.shuffle',
  takesStrings: true,
  inferShape: ([, x], { axis }) => ({ shape: [x.shape[axis]!], dtype: 'int32' }),
  compute: ([state], _, { shape }) => permutation(shape[0]!, drawOf(state)),
});

/** What a draw with parameters for each number makes, whose shape is known. */
export interface ParameterAttributes {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The operation that draws each number with parameters of its own: tensors of float64 that are broadcast to the shape. */
export const parameterDraw = (
  name: string,
  numberOf: (unit: UnitSequence, ...parameters: readonly number[]) => number,
): Operation<ParameterAttributes, 'one'> =>
  defineOperation<ParameterAttributes, 'one', 'any'>({
    name,
    where: `random.${name}`,
    inferShape: (_, { shape, dtype }) => ({ shape, dtype }),
    compute([state, ...parameters], _, { shape, dtype }) {
      const draw = drawOf(state!);
      const spread = parameters.map((each) => spreadElements(each, shape) as Float64Array);
      const out = allocate(dtype, sizeOf(shape)) as FloatArray;
      for (let i = 0; i < out.length; i++) out[i] = numberOf(unitSequence(draw, i), ...spread.map((each) => each[i]!));
      return out;
    },
  });

/** Draws class numbers for each row of logits, the second input. */
export const classDraw = /* @__PURE__ */ defineOperation<{ readonly numSamples: number }, 'one', 2>({
  name: 'categorical',
  where: 'random.categorical',
  inferShape: ([, logits], { numSamples }) => ({ shape: [logits.shape[0]!, numSamples], dtype: 'int32' }),
  compute([state, logits], { numSamples }) {
    const [rows, classes] = logits.shape as readonly [number, number];
    const units = allocate('float64', rows * numSamples);
    fillUniform(units, drawOf(state));
    const found = Array.from({ length: rows }, (_, row) =>
      classNumbers(logits.data, row * classes, classes, [...units.subarray(row * numSamples, (row + 1) * numSamples)]),
    );
    return Int32Array.from(found.flat());
  },
});

/** Calls a draw with the next state of the generator that a seed means. */
export function drawFrom<Attributes extends object>(
  operation: Operation<Attributes, 'one'>,
  seed: Seed | null | undefined,
  attributes: Attributes,
  ...rest: readonly Operand[]
): Tensor {
  const source = seedOf(operation.where, seed);
  if (!(source instanceof SeedGenerator)) {
    const state = new Tensor(Float64Array.of(source, 0), [2], 'float64');
    return apply<Tensor, Attributes>(operation, [state, ...rest], attributes);
  }
  const state = source.variable.value;
  const drawn = apply<Tensor, Attributes>(operation, [state, ...rest], attributes);
  source.variable.adopt(add(state, oneMore));
  return drawn;
}

/** Refuses bounds in the wrong order. */
export function checkBounds(where: string, minval: number, maxval: number): void {
  if (minval > maxval) throw new ValueError({ where, expected: 'minval ≤ maxval', received: { minval, maxval } });
}

/** Numbers of a distribution of floating-point numbers, in a shape that is known. */
export function drawFloats<Attributes extends DrawAttributes>(
  operation: Operation<Attributes, 'one'>,
  seed: Seed | null | undefined,
  attributes: Attributes,
  ...parameters: readonly Operand[]
): Tensor {
  const { where } = operation;
  const { dtype, shape } = attributes;
  checkShape(where, shape);
  if (!isFloating(dtype)) throw new DTypeError({ where, expected: 'a floating-point dtype', received: { dtype } });
  return drawFrom(operation, seed, attributes, ...parameters);
}

/** The difference between a generator's state before and after a draw: one more draw. */
const oneMore = /* @__PURE__ */ new Tensor(/* @__PURE__ */ Float64Array.of(0, 1), [2], 'float64');

/** Random numbers from [0, 1) in the shape of x, or in a given shape whose `null` lengths are those of x. */
export function uniformLike(x: Operand, seed: Seed | null | undefined, shape?: SymbolicShape): Tensor {
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

/** A random number from [0, 1) for every decision about x, in a shape that broadcasts to that of x: `null` for a length of x, or for all of them. */
export function noiseLike(
  where: string,
  x: Tensor,
  noiseShape: SymbolicShape | null,
  seed: Seed | null | undefined,
): Tensor {
  if (noiseShape === null) return uniformLike(x, seed);
  const fits =
    Array.isArray(noiseShape) &&
    noiseShape.length === x.rank &&
    noiseShape.every((length, axis) => length === null || length === 1 || length === x.shape[axis]);
  if (fits) return uniformLike(x, seed, noiseShape);
  const expected = 'a noiseShape that broadcasts to the inputs';
  throw new ShapeError({ where, expected, received: { noiseShape, inputs: x } });
}
