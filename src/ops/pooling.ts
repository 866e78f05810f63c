/**
 * Pooling over any number of spatial axes: one number for each window and channel. The gradients are operations, which have gradients
 * themselves.
 */
import { ShapeError } from '../errors/index.js';
import { relu } from '../formula/activations.js';
import {
  averagePool as poolMeans,
  averagePoolGradient,
  maxPool as poolMaxima,
  maxPoolGradient,
} from '../kernel/windows/pooling.js';
import { poolingWindows, type AdaptivePoolingShape, type PoolingShape } from '../kernel/windows/pooling-windows.js';
import { isPooledRectified, planPooling, type PoolingKernel } from '../kernel/windows/pooling-plan.js';
import { allocate, checkListLength, castData, isFloating, sizeOf } from '../tensor/index.js';
import type { DType, Shape, Tensor, TypedArray } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { readArguments, required, type Scalars } from './arguments.js';
import { gradientFormula } from './elementwise-operation.js';
import { resolveDataFormat, withChannelsLast, type DataFormat } from './data-format.js';
import { oneRun, type Lowering } from './lowering.js';
import {
  defineOperation,
  type ConcreteSpec,
  type Operand,
  type Operation,
  type ResultOf,
  type TensorSpec,
} from './operation.js';
import { checkPadding, paddingOf, perAxis, windowedLengths } from './windows.js';
import type { Padding, PerAxis, Windows } from './windows.js';

/** Windows that divide each axis into this number of parts. */
interface EvenWindows {
  readonly outputSize: readonly number[];
}

type PoolingAttributes = Windows | EvenWindows;

type GradientAttributes = PoolingAttributes & {
  /** The shape of the array that was pooled. */
  readonly shape: Shape;
};

function geometry(shape: Shape, windows: PoolingAttributes): PoolingShape | AdaptivePoolingShape {
  const [batch, ...inputSize] = shape.slice(0, -1) as [number, ...number[]];
  const image = { batch, inputSize, channels: shape[shape.length - 1]! };
  return 'outputSize' in windows
    ? { ...image, outputSize: windows.outputSize }
    : { ...windows, ...image, padding: paddingOf(inputSize, windows) };
}

const pooledSpec = (where: string, x: TensorSpec, windows: PoolingAttributes, dtype: DType): TensorSpec => ({
  shape: [
    x.shape[0]!,
    ...('outputSize' in windows ? windows.outputSize : windowedLengths(where, x, windows)),
    x.shape[x.shape.length - 1]!,
  ],
  dtype,
});

const numbers = ({ data }: Tensor): TypedArray => data;

/** The kernels that take x and dy; the others take one of them. */
const inputCounts: Partial<Record<PoolingKernel, number>> = { maximumGradient: 2, rectifiedMaximumGradient: 2 };

/** The kernel run for images of this shape. */
const lowered = (
  kernel: PoolingKernel,
  { shape, dtype }: ConcreteSpec,
  image: Shape,
  windows: PoolingAttributes,
): Lowering | undefined =>
  dtype === 'float32' && sizeOf(shape) > 0
    ? oneRun(planPooling({ kernel, shape: geometry(image, windows) }), inputCounts[kernel] ?? 1)
    : undefined;

/** The same for relu(image), if its windows are so that relu can be left to the kernel. */
const rectified =
  (kernel: 'rectifiedMaximum' | 'rectifiedMaximumGradient') =>
  ([x]: readonly ConcreteSpec[], windows: PoolingAttributes, [output]: readonly ConcreteSpec[]): Lowering | undefined =>
    isPooledRectified(geometry(x!.shape, windows)) ? lowered(kernel, output!, x!.shape, windows) : undefined;

const maxPoolOperation: Operation<PoolingAttributes, 'one'> = /* @__PURE__ */ defineOperation<PoolingAttributes>({
  name: 'max_pool',
  where: 'ops.maxPool',
  inferShape: ([x], windows) => pooledSpec('ops.maxPool', x, windows, x.dtype),
  compute: ([x], windows, { shape, dtype }) =>
    poolMaxima(numbers(x), allocate(dtype as 'float32', sizeOf(shape)) as TypedArray, geometry(x.shape, windows)),
  lower: ([x], windows, [output]) => lowered('maximum', output, x.shape, windows),
  withRelu: { lower: /* @__PURE__ */ rectified('rectifiedMaximum') },
  gradient: ({ inputs: [x], attributes }, [dy]) => [apply(maxPoolGradientOperation, [x, dy], attributes)],
});

/** Puts each window's gradient at the place of its maximum. */
const maxPoolGradientOperation: Operation<PoolingAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  PoolingAttributes,
  'one',
  2
>({
  name: 'max_pool gradient',
  where: 'ops.maxPool',
  inferShape: ([x, dy]) => ({ shape: x.shape, dtype: dy.dtype }),
  compute: ([x, dy], windows, { shape, dtype }) =>
    maxPoolGradient(
      numbers(x),
      numbers(dy),
      allocate(dtype as 'float32', sizeOf(shape)) as TypedArray,
      geometry(shape, windows),
    ),
  lower: ([x], windows, [output]) => lowered('maximumGradient', output, x.shape, windows),
  withRelu: {
    reluGradient: () => gradientFormula(relu, 1, 0).expression,
    lower: /* @__PURE__ */ rectified('rectifiedMaximumGradient'),
  },
  gradient: ({ inputs: [x], attributes }, [upstream]) => [null, apply(atMaximaOperation, [x, upstream], attributes)],
});

/** The elements of another array of the shape of x at the places of the maxima of x: the gradient of `max_pool gradient` with respect to dy. */
const atMaximaOperation: Operation<PoolingAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  PoolingAttributes,
  'one',
  2
>({
  name: 'max_pool elements',
  where: 'ops.maxPool',
  inferShape: ([x, values], windows) => pooledSpec('ops.maxPool', x, windows, values.dtype),
  compute([x, values], windows, { shape, dtype }) {
    const target = allocate(dtype as 'float32', sizeOf(shape));
    const sides = geometry(x.shape, windows);
    const { channels } = sides;
    const { starts, offsets } = poolingWindows(sides);
    const [given, chosen] = [numbers(x), numbers(values)];
    for (let place = 0; place < target.length; place++) {
      const channel = place % channels;
      const window = Math.floor(place / channels) % (starts.length - 1);
      const image = Math.floor(place / channels / (starts.length - 1)) * (given.length / sides.batch);
      const places = offsets.subarray(starts[window], starts[window + 1]).map((offset) => image + offset + channel);
      target[place] = chosen[places.reduce((best, at) => (given[at]! > given[best]! ? at : best))]!;
    }
    return target;
  },
  gradient: ({ inputs: [x], attributes }, [dy]) => [null, apply(maxPoolGradientOperation, [x, dy], attributes)],
});

const averagePoolOperation: Operation<PoolingAttributes, 'one'> = /* @__PURE__ */ defineOperation<PoolingAttributes>({
  name: 'average_pool',
  where: 'ops.averagePool',
  inferShape: ([x], windows) => pooledSpec('ops.averagePool', x, windows, isFloating(x.dtype) ? x.dtype : 'float32'),
  compute([x], windows, { shape, dtype }) {
    const elements = castData('ops.averagePool', x.data, x.dtype, dtype);
    return poolMeans(elements, allocate(dtype as 'float32', sizeOf(shape)) as TypedArray, geometry(x.shape, windows));
  },
  lower: ([x], windows, [output]) => lowered('mean', output, x.shape, windows),
  gradient: ({ inputs: [x], attributes }, [dy]) => [
    apply(averagePoolGradientOperation, [dy], { ...attributes, shape: x.shape }),
  ],
});

const averagePoolGradientOperation: Operation<GradientAttributes, 'one'> =
  /* @__PURE__ */ defineOperation<GradientAttributes>({
    name: 'average_pool gradient',
    where: 'ops.averagePool',
    inferShape: ([dy], { shape }) => ({ shape, dtype: dy.dtype }),
    compute: ([dy], windows, { shape, dtype }) =>
      averagePoolGradient(
        numbers(dy),
        allocate(dtype as 'float32', sizeOf(shape)) as TypedArray,
        geometry(shape, windows),
      ),
    lower: (_, windows, [output]) => lowered('meanGradient', output, output.shape, windows),
    gradient: ({ attributes }, [upstream]) => [apply(averagePoolOperation, [upstream], attributes)],
  });

/** The placement of a pooling's windows. */
export interface PoolingOptions {
  /** The distance between the beginnings of neighbouring windows; by default the size of a window. */
  readonly strides?: Scalars | null | undefined;
  /** `'valid'`: windows inside the input only; `'same'`: windows over its edges, too. */
  readonly padding?: Padding | undefined;
  /** The place of the channels axis in x and in the result; last by default. */
  readonly dataFormat?: DataFormat | null | undefined;
}

interface ReadPoolingOptions {
  readonly poolSize: PerAxis;
  readonly strides: PerAxis | null;
  readonly padding: Padding;
  readonly dataFormat: DataFormat | null;
}

type PoolingOperation = Operation<PoolingAttributes, 'one'>;

function spatialAxes(where: string, x: Operand): number {
  const spec = specOf(x, where);
  if (spec.shape.length >= 3) return spec.shape.length - 2;
  throw new ShapeError({ where, expected: 'x of shape [batch, …spatial, channels]', received: { x: spec } });
}

function pool(operation: PoolingOperation, x: Operand, given: readonly unknown[]): Operand {
  const { where } = operation;
  const { poolSize, strides, padding, dataFormat } = readArguments<ReadPoolingOptions>(where, ['poolSize'], given, {
    poolSize: required,
    strides: null,
    padding: 'valid',
    dataFormat: null,
  });
  checkPadding(where, padding);
  const axes = spatialAxes(where, x);
  const windowSize = perAxis(where, 'poolSize', poolSize, axes);
  const windows: Windows = {
    windowSize,
    strides: perAxis(where, 'strides', strides ?? windowSize, axes),
    dilation: perAxis(where, 'dilation', 1, axes),
    padding,
  };
  return withChannelsLast(where, x, resolveDataFormat(where, dataFormat), (x) => apply(operation, [x], windows));
}

/**
 * The largest element of each window of x `[batch, …spatial, channels]`. If several elements are the largest, the first gets the gradient.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 4, 2, 3], { shape: [1, 4, 1] });
 * ops.ravel(ops.maxPool(x, 2)) // → array([4., 3.], dtype=float32)
 */
export function maxPool<X extends Operand>(x: X, poolSize: Scalars, options?: PoolingOptions): ResultOf<X>;
export function maxPool<X extends Operand>(x: X, options: PoolingOptions & { readonly poolSize: Scalars }): ResultOf<X>;
export function maxPool<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  return pool(maxPoolOperation, x, given) as ResultOf<X>;
}

/**
 * The mean of each window of x `[batch, …spatial, channels]`. In a window that reaches over the edge, only the elements inside count.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 4, 2, 3], { shape: [1, 4, 1] });
 * ops.ravel(ops.averagePool(x, 2)) // → array([2.5, 2.5], dtype=float32)
 */
export function averagePool<X extends Operand>(x: X, poolSize: Scalars, options?: PoolingOptions): ResultOf<X>;
export function averagePool<X extends Operand>(
  x: X,
  options: PoolingOptions & { readonly poolSize: Scalars },
): ResultOf<X>;
export function averagePool<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  return pool(averagePoolOperation, x, given) as ResultOf<X>;
}

/** Options of a pooling whose windows follow from the size of its result. */
export interface AdaptivePoolingOptions {
  /** The place of the channels axis in x and in the result; last by default. */
  readonly dataFormat?: DataFormat | null | undefined;
}

function poolEvenly(where: string, operation: PoolingOperation, x: Operand, given: readonly unknown[]): Operand {
  type Arguments = { readonly outputSize: PerAxis; readonly dataFormat: DataFormat | null };
  const defaults = { outputSize: required, dataFormat: null } as const;
  const { outputSize, dataFormat } = readArguments<Arguments>(where, ['outputSize'], given, defaults);
  const windows = { outputSize: perAxis(where, 'outputSize', outputSize, spatialAxes(where, x)) };
  for (const length of windows.outputSize) checkListLength(where, length);
  return withChannelsLast(where, x, resolveDataFormat(where, dataFormat), (x) => apply(operation, [x], windows));
}

/**
 * The largest elements of the parts of x `[batch, …spatial, channels]`, of which there are `outputSize` along each axis. Part i of n
 * reaches from element `⌊i · length / n⌋` up to `⌈(i + 1) · length / n⌉`.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 4, 2, 3, 5], { shape: [1, 5, 1] });
 * ops.ravel(ops.adaptiveMaxPool(x, 2)) // → array([4., 5.], dtype=float32)
 */
export function adaptiveMaxPool<X extends Operand>(
  x: X,
  outputSize: Scalars,
  options?: AdaptivePoolingOptions,
): ResultOf<X>;
export function adaptiveMaxPool<X extends Operand>(
  x: X,
  options: AdaptivePoolingOptions & { readonly outputSize: Scalars },
): ResultOf<X>;
export function adaptiveMaxPool<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  return poolEvenly('ops.adaptiveMaxPool', maxPoolOperation, x, given) as ResultOf<X>;
}

/**
 * The means of the parts of x `[batch, …spatial, channels]`, of which there are `outputSize` along each axis. Part i of n reaches
 * from element `⌊i · length / n⌋` up to `⌈(i + 1) · length / n⌉`.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 4, 1, 3, 5], { shape: [1, 5, 1] });
 * ops.ravel(ops.adaptiveAveragePool(x, 2)) // → array([2., 3.], dtype=float32)
 */
export function adaptiveAveragePool<X extends Operand>(
  x: X,
  outputSize: Scalars,
  options?: AdaptivePoolingOptions,
): ResultOf<X>;
export function adaptiveAveragePool<X extends Operand>(
  x: X,
  options: AdaptivePoolingOptions & { readonly outputSize: Scalars },
): ResultOf<X>;
export function adaptiveAveragePool<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  return poolEvenly('ops.adaptiveAveragePool', averagePoolOperation, x, given) as ResultOf<X>;
}
