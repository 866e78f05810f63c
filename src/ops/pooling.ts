/** Pooling over any number of spatial axes, channels last: one number for each window and channel. */
import { ShapeError } from '../errors/index.js';
import {
  averagePool as poolMeans,
  averagePoolGradient,
  maxPool as poolMaxima,
  maxPoolGradient,
} from '../kernel/pooling.js';
import { poolingWindows, type PoolingShape } from '../kernel/pooling-windows.js';
import { allocate, castData, isFloating, sizeOf } from '../tensor/index.js';
import type { DType, Shape, Tensor, TypedArray } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { defineOperation, type Operand, type Operation, type ResultOf, type TensorSpec } from './operation.js';
import { readOptions } from '../tensor/options.js';
import { checkPadding, paddingOf, perAxis, windowedLengths } from './windows.js';
import type { Padding, PerAxis, Windows } from './windows.js';

interface GradientAttributes extends Windows {
  /** The shape of what was pooled. */
  readonly shape: Shape;
}

function geometry(shape: Shape, windows: Windows): PoolingShape {
  const [batch, ...inputSize] = shape.slice(0, -1) as [number, ...number[]];
  return { ...windows, batch, inputSize, channels: shape.at(-1)!, padding: paddingOf(inputSize, windows) };
}

const pooledSpec = (where: string, x: TensorSpec, windows: Windows, dtype: DType): TensorSpec => ({
  shape: [x.shape[0]!, ...windowedLengths(where, x, windows), x.shape.at(-1)!],
  dtype,
});

const numbers = ({ data }: Tensor): TypedArray => data;

const maxPoolOperation: Operation<Windows, 'one'> = /* @__PURE__ */ defineOperation<Windows>({
  name: 'max_pool',
  where: 'ops.maxPool',
  inferShape: ([x], windows) => pooledSpec('ops.maxPool', x!, windows, x!.dtype),
  compute: ([x], windows, { shape, dtype }) =>
    poolMaxima(numbers(x!), allocate(dtype as 'float32', sizeOf(shape)) as TypedArray, geometry(x!.shape, windows)),
  gradient: ({ inputs: [x], attributes }, [dy]) => [apply(maxPoolGradientOperation, [x!, dy!], attributes)],
});

/** Each window's gradient at the place of its maximum. */
const maxPoolGradientOperation: Operation<Windows, 'one'> = /* @__PURE__ */ defineOperation<Windows>({
  name: 'max_pool gradient',
  where: 'ops.maxPool',
  inferShape: ([x, dy]) => ({ shape: x!.shape, dtype: dy!.dtype }),
  compute: ([x, dy], windows, { shape, dtype }) =>
    maxPoolGradient(
      numbers(x!),
      numbers(dy!),
      allocate(dtype as 'float32', sizeOf(shape)) as TypedArray,
      geometry(shape, windows),
    ),
  gradient: ({ inputs: [x], attributes }, [upstream]) => [null, apply(atMaximaOperation, [x!, upstream!], attributes)],
});

/** What stands at the places of the maxima of x in another array of its shape: the counterpart of `max_pool gradient`. */
const atMaximaOperation: Operation<Windows, 'one'> = /* @__PURE__ */ defineOperation<Windows>({
  name: 'max_pool elements',
  where: 'ops.maxPool',
  inferShape: ([x, values], windows) => pooledSpec('ops.maxPool', x!, windows, values!.dtype),
  compute([x, values], windows, { shape, dtype }) {
    const target = allocate(dtype as 'float32', sizeOf(shape));
    const { channels, ...sides } = geometry(x!.shape, windows);
    const { starts, offsets } = poolingWindows({ ...sides, channels });
    const [given, chosen] = [numbers(x!), numbers(values!)];
    for (let place = 0; place < target.length; place++) {
      const channel = place % channels;
      const window = Math.floor(place / channels) % (starts.length - 1);
      const image = Math.floor(place / channels / (starts.length - 1)) * (given.length / sides.batch);
      const places = offsets.subarray(starts[window], starts[window + 1]).map((offset) => image + offset + channel);
      target[place] = chosen[places.reduce((best, at) => (given[at]! > given[best]! ? at : best))]!;
    }
    return target;
  },
  gradient: ({ inputs: [x], attributes }, [dy]) => [null, apply(maxPoolGradientOperation, [x!, dy!], attributes)],
});

const averagePoolOperation: Operation<Windows, 'one'> = /* @__PURE__ */ defineOperation<Windows>({
  name: 'average_pool',
  where: 'ops.averagePool',
  inferShape: ([x], windows) => pooledSpec('ops.averagePool', x!, windows, isFloating(x!.dtype) ? x!.dtype : 'float32'),
  compute([x], windows, { shape, dtype }) {
    const elements = castData('ops.averagePool', x!.data, x!.dtype, dtype);
    return poolMeans(elements, allocate(dtype as 'float32', sizeOf(shape)) as TypedArray, geometry(x!.shape, windows));
  },
  gradient: ({ inputs: [x], attributes }, [dy]) => [
    apply(averagePoolGradientOperation, [dy!], { ...attributes, shape: x!.shape }),
  ],
});

const averagePoolGradientOperation: Operation<GradientAttributes, 'one'> =
  /* @__PURE__ */ defineOperation<GradientAttributes>({
    name: 'average_pool gradient',
    where: 'ops.averagePool',
    inferShape: ([dy], { shape }) => ({ shape, dtype: dy!.dtype }),
    compute: ([dy], windows, { shape, dtype }) =>
      averagePoolGradient(
        numbers(dy!),
        allocate(dtype as 'float32', sizeOf(shape)) as TypedArray,
        geometry(shape, windows),
      ),
    gradient: ({ attributes }, [upstream]) => [apply(averagePoolOperation, [upstream!], attributes)],
  });

/** How the windows of a pooling lie. */
export interface PoolingOptions {
  /** How far apart neighbouring windows begin; by default the size of a window. */
  readonly strides?: PerAxis | null | undefined;
  readonly padding?: Padding | undefined;
}

interface ReadPoolingOptions {
  readonly strides: PerAxis | null;
  readonly padding: Padding;
}

function windowsOf(where: string, x: Operand, poolSize: PerAxis, options: PoolingOptions): Windows {
  const { strides, padding } = readOptions<ReadPoolingOptions>(where, options, { strides: null, padding: 'valid' });
  checkPadding(where, padding);
  const spec = specOf(x, where);
  const axes = spec.shape.length - 2;
  if (axes < 1) {
    throw new ShapeError({ where, expected: 'x of shape [batch, …spatial, channels]', received: { x: spec } });
  }
  const windowSize = perAxis(where, 'poolSize', poolSize, axes);
  return {
    windowSize,
    strides: perAxis(where, 'strides', strides ?? windowSize, axes),
    dilation: perAxis(where, 'dilation', 1, axes),
    padding,
  };
}

/**
 * The largest element of each window of x `[batch, …spatial, channels]`. Where several are the largest, the gradient goes to the first.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 4, 2, 3], { shape: [1, 4, 1] });
 * ops.ravel(ops.maxPool(x, 2)) // → array([4., 3.], dtype=float32)
 */
export function maxPool<X extends Operand>(x: X, poolSize: PerAxis, options: PoolingOptions = {}): ResultOf<X> {
  return apply(maxPoolOperation, [x], windowsOf('ops.maxPool', x, poolSize, options));
}

/**
 * The mean of each window of x `[batch, …spatial, channels]`; of a window that reaches over the edge, of what lies within.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 4, 2, 3], { shape: [1, 4, 1] });
 * ops.ravel(ops.averagePool(x, 2)) // → array([2.5, 2.5], dtype=float32)
 */
export function averagePool<X extends Operand>(x: X, poolSize: PerAxis, options: PoolingOptions = {}): ResultOf<X> {
  return apply(averagePoolOperation, [x], windowsOf('ops.averagePool', x, poolSize, options));
}
