/** Normalization, attention and quality as functions, and the blocks of images as columns. */
import { ShapeError, ValueError } from '../errors/index.js';
import { epsilon as leastDivisor } from '../objects/settings.js';
import { allocate, isHalf, type Tensor } from '../tensor/index.js';
import { tanh } from './activations.js';
import { readArguments, required, type Scalar, type AxesLike, type Scalars } from './arguments.js';
import { add, divide, multiply, rsqrt, square, subtract } from './arithmetic.js';
import { type Axes, resolveAxes, resolveAxis } from './axes.js';
import { castTo } from './casting.js';
import { where as choose } from './comparison.js';
import { ones } from './creation.js';
import { einsum } from './einsum.js';
import { log10 } from './exponentials.js';
import { sumAt, take } from './gathering.js';
import { knownLength } from './lengths.js';
import { tril } from './linalg/triangles.js';
import { asFloating, asFloatings, asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { mean, var as variance } from './reductions.js';
import { repeat } from './repetition.js';
import { reshapeTo } from './reshape.js';
import { pad, slice } from './slicing.js';
import { softmax } from './softmax.js';
import { within } from './naming.js';

/** Numbers of 16 bits are computed in float32. */
const whole = (x: Tensor): Tensor => (isHalf(x.dtype) ? castTo(x, 'float32') : x);

/** A vector in the place of one axis. */
const along = (vector: Tensor, x: Tensor, axes: readonly number[]): Tensor =>
  reshapeTo(
    castTo(vector, x.dtype),
    x.shape.map((length: number | null, axis) => (axes.includes(axis) ? (length ?? -1) : 1)),
  );

/** What `batchNormalization` may be told. */
export interface BatchNormalizationOptions {
  readonly offset?: Operand | null | undefined;
  readonly scale?: Operand | null | undefined;
  readonly epsilon?: Scalar | undefined;
}

interface BatchArguments {
  readonly mean: Operand;
  readonly variance: Operand;
  readonly axis: number;
  readonly offset: Operand | null;
  readonly scale: Operand | null;
  readonly epsilon: number;
}

/**
 * `scale · (x - mean) / √(variance + epsilon) + offset`, with vectors for the places of one axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.batchNormalization([[1, 4]], [1, 2], [1, 4], -1, { epsilon: 0 }) // → array([[0., 1.]], dtype=float32)
 */
export function batchNormalization<X extends Operand>(
  x: X,
  ...given:
    | [mean: Operand, variance: Operand, axis: Scalar, options?: BatchNormalizationOptions | undefined]
    | [mean: Operand, variance: Operand, options: BatchNormalizationOptions & { readonly axis: Scalar }]
    | [
        options: BatchNormalizationOptions & {
          readonly mean: Operand;
          readonly variance: Operand;
          readonly axis: Scalar;
        },
      ]
): ResultOf<X> {
  const where = 'ops.batchNormalization';
  return within(where, () => {
    const read = readArguments<BatchArguments>(where, ['mean', 'variance', 'axis'], given, {
      ...{ mean: required, variance: required, axis: required, offset: null, scale: null, epsilon: 1e-3 },
    });
    const values = asFloating(where, x);
    const axis = resolveAxis(where, read.axis, values.shape.length);
    const wide = (each: Operand): Tensor => along(asFloating(where, each), values, [axis]);
    const inverse = rsqrt(add(wide(read.variance), read.epsilon));
    const factor = read.scale === null ? inverse : multiply(inverse, wide(read.scale));
    const scaled = multiply(subtract(values, wide(read.mean)), factor);
    return (read.offset === null ? scaled : add(scaled, wide(read.offset))) as unknown as ResultOf<X>;
  });
}

/** What `layerNormalization` may be told. */
export interface LayerNormalizationOptions {
  readonly gamma?: Operand | null | undefined;
  readonly beta?: Operand | null | undefined;
  readonly axis?: AxesLike | undefined;
  /** `config.epsilon()` by default. */
  readonly epsilon?: Scalar | null | undefined;
}

/**
 * `gamma · (x - mean) / √(variance + epsilon) + beta`, with the mean and the variance along the given axes, the last by default.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.layerNormalization([[1, 3]]) // → array([[-0.99999994,  0.99999994]], dtype=float32)
 */
export function layerNormalization<X extends Operand>(
  x: X,
  ...given:
    | [
        gamma: Operand | null,
        beta?: Operand | null,
        options?: Omit<LayerNormalizationOptions, 'gamma' | 'beta'> | undefined,
      ]
    | [gamma: Operand | null, options: Omit<LayerNormalizationOptions, 'gamma'>]
    | [options?: LayerNormalizationOptions | undefined]
): ResultOf<X> {
  const where = 'ops.layerNormalization';
  return within(where, () => {
    type Read = {
      readonly gamma: Operand | null;
      readonly beta: Operand | null;
      readonly axis: Axes;
      readonly epsilon: number | null;
    };
    const read = readArguments<Read>(where, ['gamma', 'beta'], given, {
      gamma: null,
      beta: null,
      axis: -1,
      epsilon: null,
    });
    const own = asFloating(where, x);
    const values = whole(own);
    const axes = resolveAxes(where, read.axis, values.shape.length);
    const wide = (each: Operand): Tensor => along(asFloating(where, each), values, axes);
    const average = mean(values, { axis: axes, keepdims: true });
    const spread = variance(values, { axis: axes, keepdims: true });
    const normal = multiply(subtract(values, average), rsqrt(add(spread, read.epsilon ?? leastDivisor())));
    const scaled = read.gamma === null ? normal : multiply(normal, wide(read.gamma));
    return castTo(read.beta === null ? scaled : add(scaled, wide(read.beta)), own.dtype) as unknown as ResultOf<X>;
  });
}

/**
 * `scale · x / √(mean(x²) + epsilon)`, along the given axes, the last by default.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.rmsNormalization([[3, 4]], [1, 1]) // → array([[0.84852815, 1.1313709 ]], dtype=float32)
 */
export function rmsNormalization<X extends Operand>(
  x: X,
  ...given:
    | [
        scale: Operand | null,
        options?: { readonly axis?: AxesLike | undefined; readonly epsilon?: Scalar | null | undefined } | undefined,
      ]
    | [
        options?:
          | {
              readonly scale?: Operand | null | undefined;
              readonly axis?: AxesLike | undefined;
              readonly epsilon?: Scalar | null | undefined;
            }
          | undefined,
      ]
): ResultOf<X> {
  const where = 'ops.rmsNormalization';
  return within(where, () => {
    type Read = { readonly scale: Operand | null; readonly axis: Axes; readonly epsilon: number | null };
    const read = readArguments<Read>(where, ['scale'], given, { scale: null, axis: -1, epsilon: null });
    const own = asFloating(where, x);
    const values = whole(own);
    const axes = resolveAxes(where, read.axis, values.shape.length);
    const size = mean(square(values), { axis: axes, keepdims: true });
    const normal = multiply(values, rsqrt(add(size, read.epsilon ?? leastDivisor())));
    const scaled = read.scale === null ? normal : multiply(normal, along(asFloating(where, read.scale), values, axes));
    return castTo(scaled, own.dtype) as unknown as ResultOf<X>;
  });
}

/**
 * The peak signal-to-noise ratio of two arrays in decibels: `20·log₁₀(maxVal) - 10·log₁₀(mean((x1 - x2)²))`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.psnr([0, 1], [0.5, 0.5], 1) // → array(6.0206003, dtype=float32)
 */
export function psnr<A extends Operand, B extends Operand>(
  x1: A,
  ...given:
    | [x2: B, maxVal: Scalar, options?: Readonly<Record<never, never>> | undefined]
    | [x2: B, options: { readonly maxVal: Scalar }]
    | [options: { readonly x2: B; readonly maxVal: Scalar }]
): ResultOf<A, B> {
  const where = 'ops.psnr';
  return within(where, () => {
    const { x2, maxVal } = readArguments<{ readonly x2: Operand; readonly maxVal: number }>(
      where,
      ['x2', 'maxVal'],
      given,
      { x2: required, maxVal: required },
    );
    const [a, b] = asFloatings(where, x1, x2);
    if (a.shape.length !== b.shape.length || a.shape.some((length, axis) => length !== b.shape[axis])) {
      throw new ShapeError({ where, expected: 'two arrays of one shape', received: { x1: a, x2: b } });
    }
    const error = multiply(log10(mean(square(subtract(a, b)))), 10);
    const peak = castTo<Operand>(multiply(log10(castTo<Operand>(maxVal, 'float64')), 20), a.dtype) as Tensor;
    return subtract(peak, error) as unknown as ResultOf<A, B>;
  });
}

/** What `dotProductAttention` may be told. */
export interface DotProductAttentionOptions {
  /** What is added to the scores, `[batch, heads, queries, keys]`. */
  readonly bias?: Operand | null | undefined;
  /** Which keys each query may see. */
  readonly mask?: Operand | null | undefined;
  /** What scores are multiplied by; `1 / √(size of a head)` by default. */
  readonly scale?: Scalar | null | undefined;
  /** Whether a query sees only keys up to its own place. */
  readonly isCausal?: boolean | undefined;
  /** A kernel of graphics cards, which there is not. */
  readonly flashAttention?: false | null | undefined;
  /** The bound of scores, which are kept within it by `cap · tanh(score / cap)`. */
  readonly attnLogitsSoftCap?: Scalar | null | undefined;
}

interface AttentionArguments {
  readonly key: Operand;
  readonly value: Operand;
  readonly bias: Operand | null;
  readonly mask: Operand | null;
  readonly scale: number | null;
  readonly isCausal: boolean;
  readonly flashAttention: boolean | null;
  readonly attnLogitsSoftCap: number | null;
}

/**
 * Attention by scaled products: `softmax(query·keyᵀ · scale + bias)·value`, of arrays `[batch, length, heads, size]`. Heads of the query may share those of keys and
 * values.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.dotProductAttention(ops.ones([1, 3, 2, 4]), ops.ones([1, 5, 2, 4]), ops.ones([1, 5, 2, 4])).shape // → [ 1, 3, 2, 4 ]
 */
export function dotProductAttention<Q extends Operand>(
  query: Q,
  ...given:
    | [key: Operand, value: Operand, options?: DotProductAttentionOptions | undefined]
    | [key: Operand, options: DotProductAttentionOptions & { readonly value: Operand }]
    | [options: DotProductAttentionOptions & { readonly key: Operand; readonly value: Operand }]
): ResultOf<Q> {
  const where = 'ops.dotProductAttention';
  return within(where, () => {
    const read = readArguments<AttentionArguments>(where, ['key', 'value'], given, {
      ...{ key: required, value: required, bias: null, mask: null, scale: null, isCausal: false },
      ...{ flashAttention: null, attnLogitsSoftCap: null },
    });
    if (read.flashAttention === true) {
      throw new ValueError({
        where,
        expected: 'no `flashAttention`, which needs a graphics card',
        received: { flashAttention: true },
      });
    }
    const q = asFloating(where, query);
    const [k, v] = [asFloating(where, read.key), asFloating(where, read.value)];
    if ([q, k, v].some(({ shape }) => shape.length !== 4)) {
      throw new ShapeError({
        where,
        expected: 'arrays of four axes, [batch, length, heads, size]',
        received: { query: q, key: k, value: v },
      });
    }
    const groups = q.shape[2]! / k.shape[2]!;
    if (!Number.isInteger(groups) || k.shape[2] !== v.shape[2]) {
      throw new ShapeError({
        where,
        expected: 'heads of the query that those of the keys divide',
        received: { query: q, key: k, value: v },
      });
    }
    const spread = (x: Tensor): Tensor => (groups === 1 ? x : repeat(x, groups, { axis: 2 }));
    const scale = read.scale ?? 1 / Math.sqrt(k.shape[3]!);
    let scores = multiply(einsum('bqhd,bkhd->bhqk', q, spread(k)), scale);
    if (read.attnLogitsSoftCap !== null)
      scores = multiply(tanh(divide(scores, read.attnLogitsSoftCap)), read.attnLogitsSoftCap);
    if (read.bias !== null) scores = add(scores, castTo(asFloating(where, read.bias), scores.dtype));
    const hidden = scores.dtype === 'float16' ? -65504 * 0.7 : -0.7 * (2 - 2 ** -23) * 2 ** 127;
    if (read.mask !== null) scores = choose(asOperand(where, read.mask), scores, hidden);
    if (read.isCausal) scores = choose(tril(ones([q.shape[1]!, k.shape[1]!], { dtype: 'bool' })), scores, hidden);
    return einsum('bhqk,bkhd->bqhd', softmax(scores, { axis: -1 }), spread(v)) as unknown as ResultOf<Q>;
  });
}

/** How blocks lie in images: a number for both axes, or one for each. */
export interface BlockOptions {
  readonly dilation?: Scalars | undefined;
  readonly padding?: Scalars | undefined;
  readonly stride?: Scalars | undefined;
}

type PerAxis = number | readonly [number, number];

interface ReadBlocks {
  readonly kernelSize: PerAxis;
  readonly dilation: PerAxis;
  readonly padding: PerAxis;
  readonly stride: PerAxis;
}

const blockDefaults = { kernelSize: required, dilation: 1, padding: 0, stride: 1 } as const;

function pairOf(where: string, name: string, given: PerAxis, leastValue: number): readonly [number, number] {
  const pair = typeof given === 'number' ? ([given, given] as const) : given;
  const isPair: boolean =
    Array.isArray(pair) && pair.length === 2 && pair.every((each) => Number.isInteger(each) && each >= leastValue);
  if (isPair) return pair;
  throw new ValueError({ where, expected: `one or two integers from ${leastValue} on`, received: { [name]: given } });
}

/** For each element of a block and each block, its place in the padded image, row by row. */
function placesOf(
  where: string,
  [height, width]: readonly [number, number],
  read: ReadBlocks,
): { places: Int32Array; count: number } {
  const [kernel, dilation, stride] = [
    pairOf(where, 'kernelSize', read.kernelSize, 1),
    pairOf(where, 'dilation', read.dilation, 1),
    pairOf(where, 'stride', read.stride, 1),
  ];
  const [rows, columns] = [height, width].map(
    (length, axis) => Math.floor((length - dilation[axis]! * (kernel[axis]! - 1) - 1) / stride[axis]!) + 1,
  ) as [number, number];
  if (rows < 1 || columns < 1)
    throw new ValueError({
      where,
      expected: 'blocks that fit into the image',
      received: { height, width, kernelSize: kernel },
    });
  const places = allocate('int32', kernel[0] * kernel[1] * rows * columns, where);
  let next = 0;
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < kernel[1]; j++) {
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          places[next++] = (row * stride[0] + i * dilation[0]) * width + column * stride[1] + j * dilation[1];
        }
      }
    }
  }
  return { places, count: rows * columns };
}

/**
 * The blocks of images `[batch, channels, height, width]` as columns: `[batch, channels · block, blocks]`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.unfold(ops.ones([1, 3, 4, 4]), 2).shape // → [ 1, 12, 9 ]
 */
export function unfold<X extends Operand>(
  x: X,
  ...given:
    | [kernelSize: Scalars, options?: BlockOptions | undefined]
    | [options: BlockOptions & { readonly kernelSize: Scalars }]
): ResultOf<X> {
  const where = 'ops.unfold';
  const read = readArguments<ReadBlocks>(where, ['kernelSize'], given, blockDefaults);
  const images = asOperand(where, x);
  if (images.shape.length !== 4)
    throw new ShapeError({ where, expected: 'images [batch, channels, height, width]', received: { x: images } });
  const [top, left] = pairOf(where, 'padding', read.padding, 0);
  const padded = top + left === 0 ? images : pad(images, [[0, 0], [0, 0], [top, top], [left, left]]); // prettier-ignore
  const [channels, height, width] = [1, 2, 3].map((axis) => knownLength(where, padded, axis)) as [
    number,
    number,
    number,
  ];
  const { places, count } = placesOf(where, [height, width], read);
  const flat = reshapeTo(padded, [-1, channels, height * width]);
  return reshapeTo(take(flat, places, { axis: 2 }), [
    -1,
    (channels * places.length) / count,
    count,
  ]) as unknown as ResultOf<X>;
}

/**
 * Images `[batch, channels, height, width]` of `outputSize` from their blocks as columns, which are added where they overlap: what `unfold` takes apart.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fold(ops.ones([1, 12, 9]), 4, 2).shape // → [ 1, 3, 4, 4 ]
 */
export function fold<X extends Operand>(
  x: X,
  ...given:
    | [outputSize: Scalars, kernelSize: Scalars, options?: BlockOptions | undefined]
    | [outputSize: Scalars, options: BlockOptions & { readonly kernelSize: Scalars }]
    | [options: BlockOptions & { readonly outputSize: Scalars; readonly kernelSize: Scalars }]
): ResultOf<X> {
  const where = 'ops.fold';
  const read = readArguments<ReadBlocks & { readonly outputSize: PerAxis }>(
    where,
    ['outputSize', 'kernelSize'],
    given,
    {
      outputSize: required,
      ...blockDefaults,
    },
  );
  const columns = asOperand(where, x);
  const [height, width] = pairOf(where, 'outputSize', read.outputSize, 1);
  const [top, left] = pairOf(where, 'padding', read.padding, 0);
  const padded = [height + 2 * top, width + 2 * left] as const;
  const { places, count } = placesOf(where, padded, read);
  const size = places.length / count;
  const [, rows, blocks] = columns.shape;
  if (columns.shape.length !== 3 || blocks !== count || rows! % size !== 0) {
    throw new ShapeError({
      where,
      expected: `columns [batch, channels · ${size}, ${count}]`,
      received: { x: columns },
    });
  }
  const batch = knownLength(where, columns, 0);
  const channels = rows! / size;
  const flat = reshapeTo(columns, [batch, channels, places.length]);
  const images = reshapeTo(
    sumAt(flat, castTo(places, 'int32'), { axis: 2, shape: [batch, channels, padded[0] * padded[1]] }),
    [batch, channels, ...padded],
  );
  return slice(images, [0, 0, top, left], [batch, channels, height, width]) as unknown as ResultOf<X>;
}
