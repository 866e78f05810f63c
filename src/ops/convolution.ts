/**
 * Convolution and transposed convolution over any number of spatial axes. Each is the gradient of the other with respect to its input; the
 * gradient with respect to the kernel is an operation of its own.
 */
import { ShapeError, ValueError } from '../errors/index.js';
import {
  convolve,
  convolveInputGradient,
  convolveKernelGradient,
  isConvolvedInParts,
} from '../kernel/windows/convolution.js';
import { planConvolution, planInputGradient, planKernelGradient } from '../kernel/windows/convolution-plan.js';
import type { ConvolutionShape } from '../kernel/windows/convolution-geometry.js';
import { allocate, castData, promoteDTypes, sizeOf } from '../tensor/index.js';
import type { DType, Shape, SymbolicShape, Tensor, TypedArray } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { add } from './arithmetic.js';
import { cast } from './casting.js';
import { resolveDataFormat, withChannelsLast, type DataFormat } from './data-format.js';
import { oneRun } from './lowering.js';
import {
  defineOperation,
  type ConcreteSpec,
  type Operand,
  type Operation,
  type ResultOf,
  type TensorSpec,
} from './operation.js';
import { readArguments, required, type Scalars } from './arguments.js';
import { sumTo } from './summation.js';
import { checkPadding, extent, paddingOf, perAxis, windowedLengths } from './windows.js';
import type { Padding, PerAxis, WindowPadding, Windows } from './windows.js';

/** The placement of a convolution's windows; each list has an entry for each spatial axis. */
export interface ConvolutionWindows {
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: WindowPadding;
}

interface KernelGradientAttributes extends ConvolutionWindows {
  /** The shape of the kernel. */
  readonly shape: Shape;
}

/** The convolution whose gradient a transposed convolution computes. */
interface TransposedAttributes extends ConvolutionWindows {
  readonly padding: Exclude<WindowPadding, string>;
  /** How much longer each axis is than the span of the windows: so many positions at the end are not reached by any window. */
  readonly outputPadding: readonly number[];
  readonly groups: number;
}

const windowsOf = (kernel: SymbolicShape, attributes: ConvolutionWindows): Windows => ({
  strides: attributes.strides,
  dilation: attributes.dilation,
  padding: attributes.padding,
  windowSize: kernel.slice(0, -2) as Shape,
});

/** The sizes that the kernels need, from the shapes of x and kernel. */
function geometry(x: Shape, kernel: Shape, attributes: ConvolutionWindows): ConvolutionShape {
  const windows = windowsOf(kernel, attributes);
  const [batch, ...inputSize] = x.slice(0, -1) as [number, ...number[]];
  const channels = x[x.length - 1]!;
  const [channelsOfGroup, filters] = kernel.slice(-2) as [number, number];
  return {
    ...windows,
    batch,
    channels,
    filters,
    inputSize,
    padding: paddingOf(inputSize, windows),
    groups: channels / channelsOfGroup,
  };
}

/** Whether a result can be computed in the kernel memory: float32 with at least one element. */
const isLowered = ({ shape, dtype }: ConcreteSpec): boolean => dtype === 'float32' && sizeOf(shape) > 0;

const elements = ({ data, dtype }: Tensor, to: DType): TypedArray => castData('ops.conv', data, dtype, to);

function resultDType(where: string, x: TensorSpec, kernel: TensorSpec): DType {
  const dtype = promoteDTypes(where, x.dtype, kernel.dtype);
  return dtype === 'bool' ? 'int32' : dtype;
}

/** `conv(x, kernel)`; an optional third input is a vector with one number per filter, which is added. */
const convolutionOperation: Operation<ConvolutionWindows, 'one', '2 or 3'> = /* @__PURE__ */ defineOperation<
  ConvolutionWindows,
  'one',
  '2 or 3'
>({
  name: 'conv',
  inferShape([x, kernel, bias], attributes) {
    checkShapes(x, kernel, bias);
    const lengths = windowedLengths('ops.conv', x, windowsOf(kernel.shape, attributes));
    return {
      shape: [x.shape[0]!, ...lengths, kernel.shape[kernel.shape.length - 1]!],
      dtype: resultDType('ops.conv', x, kernel),
    };
  },
  compute([x, kernel, bias], attributes, { shape, dtype }) {
    const out = allocate(dtype as 'float32', sizeOf(shape));
    const sides = geometry(x.shape, kernel.shape, attributes);
    return convolve<TypedArray>(elements(x, dtype), elements(kernel, dtype), out, sides, bias && elements(bias, dtype));
  },
  lower([x, kernel, bias], attributes, [output]) {
    const sides = geometry(x.shape, kernel.shape, attributes);
    if (!isLowered(output) || isConvolvedInParts(sizeOf(x.shape), sizeOf(output.shape), sides)) return undefined;
    const hasBias = bias !== undefined;
    return oneRun(planConvolution({ shape: sides, hasBias }), hasBias ? 3 : 2);
  },
  gradient({ inputs: [x, kernel, bias], attributes, wanted }, [dy]) {
    return [
      wanted[0] ? cast(inputGradient(dy, kernel, x.shape, attributes), x.dtype) : null,
      wanted[1] ? cast(kernelGradient(x, dy, kernel.shape, attributes), kernel.dtype) : null,
      wanted[2] ? sumTo(dy, bias!.shape) : null,
    ];
  },
});

function checkShapes(x: TensorSpec, kernel: TensorSpec, bias: TensorSpec | undefined): void {
  const where = 'ops.conv';
  if (x.shape.length < 3 || kernel.shape.length !== x.shape.length) {
    throw new ShapeError({
      where,
      expected: 'x of shape [batch, …spatial, channels] and a kernel of shape [...spatial, channels, filters]',
      received: { x, kernel },
    });
  }
  const channels = x.shape[x.shape.length - 1]!;
  const [channelsOfGroup, filters] = kernel.shape.slice(-2) as Shape;
  const isGrouped = channels % channelsOfGroup! === 0 && filters! % (channels / channelsOfGroup!) === 0;
  if (channels === null || !isGrouped) {
    throw new ShapeError({
      where,
      expected:
        'a kernel for the channels of x, or for an equal part of them, with a multiple of as many filters as there are parts',
      received: { x, kernel },
    });
  }
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== filters)) {
    throw new ShapeError({ where, expected: `a bias of shape [${filters}]`, received: { bias } });
  }
}

const convolution = (x: Tensor, kernel: Tensor, attributes: ConvolutionWindows): Tensor =>
  apply(convolutionOperation, [x, kernel], {
    strides: attributes.strides,
    dilation: attributes.dilation,
    padding: attributes.padding,
  });

/** The gradient of a convolution with respect to its input, of shape `x`: a transposed convolution of dy. */
function inputGradient(dy: Tensor, kernel: Tensor, x: Shape, attributes: ConvolutionWindows): Tensor {
  const windows = windowsOf(kernel.shape, attributes);
  const lengths = x.slice(1, -1);
  const padding = paddingOf(lengths, windows);
  const outputPadding = lengths.map((length, axis) => {
    const [before, after] = padding[axis]!;
    const span = (dy.shape[axis + 1]! - 1) * attributes.strides[axis]! + extent(windows, axis);
    return length + before + after - span;
  });
  const groups = x[x.length - 1]! / kernel.shape[kernel.shape.length - 2]!;
  return apply(transposedOperation, [dy, kernel], { ...attributes, padding, outputPadding, groups });
}

/** `conv_transpose(x, kernel)`: spreads each element of x over a window of the result, weighted by the kernel. */
const transposedOperation: Operation<TransposedAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  TransposedAttributes,
  'one',
  2
>({
  name: 'conv_transpose',
  where: 'ops.convTranspose',
  inferShape([x, kernel], attributes) {
    const where = 'ops.convTranspose';
    checkTransposedShapes(x, kernel);
    const lengths = transposedLengths(x.shape, kernel.shape.slice(0, -2) as Shape, attributes);
    const channels = kernel.shape[kernel.shape.length - 2]! * attributes.groups;
    return { shape: [x.shape[0]!, ...lengths, channels], dtype: resultDType(where, x, kernel) };
  },
  compute([x, kernel], attributes, { shape, dtype }) {
    const out = allocate(dtype as 'float32', sizeOf(shape));
    const sides = geometry(shape, kernel.shape, attributes);
    return convolveInputGradient<TypedArray>(elements(x, dtype), elements(kernel, dtype), out, sides);
  },
  lower([x, kernel], attributes, [output]) {
    const sides = geometry(output.shape, kernel.shape, attributes);
    if (!isLowered(output) || isConvolvedInParts(sizeOf(x.shape), sizeOf(output.shape), sides)) return undefined;
    return oneRun(planInputGradient(sides), 2);
  },
  gradient: ({ inputs: [x, kernel], attributes, wanted }, [dy]) => [
    wanted[0] ? cast(convolution(dy, kernel, attributes), x.dtype) : null,
    wanted[1] ? cast(kernelGradient(dy, x, kernel.shape, attributes), kernel.dtype) : null,
  ],
});

/** The spatial lengths of the result of a transposed convolution. */
export const transposedLengths = (
  x: SymbolicShape,
  windowSize: readonly number[],
  { strides, dilation, padding, outputPadding }: Omit<TransposedAttributes, 'groups'>,
): (number | null)[] =>
  x.slice(1, -1).map((length, axis) => {
    if (length === null) return null;
    const [before, after] = padding[axis]!;
    const span = (length - 1) * strides[axis]! + extent({ windowSize, dilation }, axis);
    return span + outputPadding[axis]! - before - after;
  });

function checkTransposedShapes(x: TensorSpec, kernel: TensorSpec): void {
  const where = 'ops.convTranspose';
  if (
    x.shape.length >= 3 &&
    kernel.shape.length === x.shape.length &&
    kernel.shape[kernel.shape.length - 1] === x.shape[x.shape.length - 1]
  )
    return;
  throw new ShapeError({
    where,
    expected: 'x of shape [batch, …spatial, channels] and a kernel of shape [...spatial, filters, channels]',
    received: { x, kernel },
  });
}

const kernelGradientOperation = /* @__PURE__ */ defineOperation<KernelGradientAttributes, 'one', 2>({
  name: 'conv kernel gradient',
  where: 'ops.conv',
  inferShape: ([, dy], { shape }) => ({ shape, dtype: dy.dtype }),
  compute([x, dy], attributes, { shape, dtype }) {
    const out = allocate(dtype as 'float32', sizeOf(shape));
    return convolveKernelGradient<TypedArray>(
      elements(x, dtype),
      elements(dy, dtype),
      out,
      geometry(x.shape, shape, attributes),
    );
  },
  lower: ([x], attributes, [output]) =>
    isLowered(output) ? oneRun(planKernelGradient(geometry(x.shape, output.shape, attributes)), 2) : undefined,
  gradient: ({ inputs: [x, dy], attributes, wanted }, [upstream]) => [
    wanted[0] ? cast(inputGradient(dy, upstream, x.shape, attributes), x.dtype) : null,
    wanted[1] ? convolution(x, upstream, attributes) : null,
  ],
});

const kernelGradient = (x: Tensor, dy: Tensor, shape: Shape, attributes: ConvolutionWindows): Tensor =>
  apply(kernelGradientOperation, [x, dy], {
    strides: attributes.strides,
    dilation: attributes.dilation,
    padding: attributes.padding,
    shape,
  });

/** The placement of a convolution's windows. */
export interface ConvolutionOptions {
  /** The distance between the beginnings of neighbouring windows; 1 by default. */
  readonly strides?: Scalars | undefined;
  /** `'valid'`: windows inside the input only; `'same'`: zeros around it. */
  readonly padding?: Padding | undefined;
  /** The place of the channels axis in x and in the result; last by default. */
  readonly dataFormat?: DataFormat | null | undefined;
  /** The distance between the elements of a window; 1 by default. */
  readonly dilationRate?: Scalars | undefined;
}

interface ReadConvolutionOptions {
  readonly strides: PerAxis;
  readonly padding: Padding;
  readonly dataFormat: DataFormat | null;
  readonly dilationRate: PerAxis;
}

const defaults: ReadConvolutionOptions = { strides: 1, padding: 'valid', dataFormat: null, dilationRate: 1 };

const spatialAxes = (where: string, kernel: Operand): number => Math.max(1, specOf(kernel, where).shape.length - 2);

/** The windows of a convolution with this kernel, checked. */
function windowsFor(
  where: string,
  kernel: Operand,
  { strides, padding, dilationRate }: ReadConvolutionOptions,
): ConvolutionWindows & { readonly padding: Padding } {
  checkPadding(where, padding);
  const axes = spatialAxes(where, kernel);
  return {
    strides: perAxis(where, 'strides', strides, axes),
    dilation: perAxis(where, 'dilationRate', dilationRate, axes),
    padding,
  };
}

/** The arguments of a convolution after x, checked: its kernels, the first of which has the windows' size, and its options. */
export function readConvolution(
  where: string,
  kernelNames: readonly string[],
  given: readonly unknown[],
): { readonly kernels: readonly Operand[]; readonly windows: ConvolutionWindows; readonly dataFormat: DataFormat } {
  type Arguments = ReadConvolutionOptions & Readonly<Record<string, Operand>>;
  const noKernels = Object.fromEntries(kernelNames.map((name) => [name, required]));
  const read = readArguments(where, kernelNames, given, { ...noKernels, ...defaults }) as unknown as Arguments;
  const kernels = kernelNames.map((name) => read[name]!);
  return {
    kernels,
    windows: windowsFor(where, kernels[0]!, read),
    dataFormat: resolveDataFormat(where, read.dataFormat),
  };
}

/** The convolution of a layer; the kernel adds the bias in the same pass. */
export function convolutionWithBias<X extends Operand>(
  x: X,
  kernel: Operand,
  bias: Operand | null,
  windows: ConvolutionWindows,
  dataFormat: DataFormat = 'channels_last',
): ResultOf<X> {
  const operands = bias === null ? [kernel] : [kernel, bias];
  if (dataFormat === 'channels_last') return apply(convolutionOperation, [x, ...operands], windows);
  const convolve = (x: Operand): Operand => apply(convolutionOperation, [x, ...operands], windows);
  return withChannelsLast('ops.conv', x, dataFormat, convolve) as ResultOf<X>;
}

/**
 * The convolution of x `[batch, …spatial, channels]` with a kernel `[…spatial, channels / groups, filters]`: in each window the sum of
 * `x · kernel`. As usual in deep learning, the kernel is not flipped. A kernel with fewer channels than x convolves in groups.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 2, 3, 4], { shape: [1, 4, 1] });
 * const kernel = tensor([1, -1], { shape: [2, 1, 1] });
 * ops.ravel(ops.conv(x, kernel)) // → array([-1., -1., -1.], dtype=float32)
 * ops.conv(x, kernel, { padding: 'same', strides: 2 }).shape // → [ 1, 2, 1 ]
 */
export function conv<X extends Operand, K extends Operand>(
  x: X,
  kernel: K,
  options?: ConvolutionOptions,
): ResultOf<X, K>;
export function conv<X extends Operand, K extends Operand>(
  x: X,
  options: ConvolutionOptions & { readonly kernel: K },
): ResultOf<X, K>;
export function conv(x: Operand, ...given: readonly unknown[]): unknown {
  const { kernels, windows, dataFormat } = readConvolution('ops.conv', ['kernel'], given);
  return convolutionWithBias(x, kernels[0]!, null, windows, dataFormat);
}

/** The placement of a transposed convolution's windows. */
export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /**
   * How much longer the result is than its least possible length; less than the strides. By default, with `'valid'` as much as the strides
   * exceed the window, and with `'same'` so much that the result is `strides` times as long as x.
   */
  readonly outputPadding?: Scalars | null | undefined;
}

interface ReadTransposedOptions extends ReadConvolutionOptions {
  readonly outputPadding: PerAxis | null;
}

/** Along one axis, the zero padding of the convolution whose gradient this is, and the number of positions that no window reaches. */
function transposedAxis(
  padding: Padding,
  span: number,
  stride: number,
  outputPadding: number | undefined,
): { readonly padding: readonly [number, number]; readonly outputPadding: number } {
  if (padding === 'valid') return { padding: [0, 0], outputPadding: outputPadding ?? Math.max(0, stride - span) };
  // By how much the last window lengthens the result.
  const added = outputPadding === undefined ? stride : (span % 2) + outputPadding;
  const missing = Math.max(0, span - added);
  return {
    padding: [Math.floor(missing / 2), Math.ceil(missing / 2)],
    outputPadding: added + missing - span,
  };
}

/** The windows of a transposed convolution as those of the convolution whose gradient it is, without the groups. */
export type TransposedWindows = Omit<TransposedAttributes, 'groups'>;

/** The same from the arguments of Keras's transposed convolution. */
export function transposedWindows(
  where: string,
  windowSize: readonly number[],
  { strides, padding, dilation }: { readonly padding: Padding } & Omit<ConvolutionWindows, 'padding'>,
  outputPadding: readonly number[] | null,
): TransposedWindows {
  if (outputPadding?.some((length, axis) => length >= strides[axis]!)) {
    throw new ValueError({
      where,
      expected: 'an outputPadding that is less than the strides',
      received: { outputPadding, strides },
    });
  }
  const each = windowSize.map((_, axis) =>
    transposedAxis(padding, extent({ windowSize, dilation }, axis), strides[axis]!, outputPadding?.[axis]),
  );
  return {
    strides,
    dilation,
    padding: each.map((axis) => axis.padding),
    outputPadding: each.map((axis) => axis.outputPadding),
  };
}

/** The transposed convolution of a layer, with its bias. */
export function transposedWithBias<X extends Operand>(
  x: X,
  kernel: Operand,
  bias: Operand | null,
  windows: TransposedWindows,
  dataFormat: DataFormat = 'channels_last',
): ResultOf<X> {
  const spread = (x: Operand): Operand => {
    const y = apply<Operand, TransposedAttributes>(transposedOperation, [x, kernel], { ...windows, groups: 1 });
    return bias === null ? y : add<Operand, Operand>(y, bias);
  };
  return withChannelsLast('ops.convTranspose', x, dataFormat, spread) as ResultOf<X>;
}

/**
 * The transposed convolution of x `[batch, …spatial, channels]` with a kernel `[…spatial, filters, channels]`: each element of x is spread
 * over a window of the result, and where windows overlap, they are added. The gradient of `conv` with respect to its input computes the
 * same.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 2], { shape: [1, 2, 1] });
 * const kernel = tensor([1, 10, 100], { shape: [3, 1, 1] });
 * ops.ravel(ops.convTranspose(x, kernel, { strides: 2 })) // → array([  1.,  10., 102.,  20., 200.], dtype=float32)
 */
export function convTranspose<X extends Operand, K extends Operand>(
  x: X,
  kernel: K,
  options?: TransposedConvolutionOptions,
): ResultOf<X, K>;
export function convTranspose<X extends Operand, K extends Operand>(
  x: X,
  options: TransposedConvolutionOptions & { readonly kernel: K },
): ResultOf<X, K>;
export function convTranspose(x: Operand, ...given: readonly unknown[]): unknown {
  const where = 'ops.convTranspose';
  const { kernel, ...read } = readArguments<ReadTransposedOptions & { readonly kernel: Operand }>(
    where,
    ['kernel'],
    given,
    { kernel: required, ...defaults, outputPadding: null },
  );
  const windows = windowsFor(where, kernel, read);
  const axes = windows.strides.length;
  const windowSize = specOf(kernel, where).shape.slice(0, axes) as Shape;
  const { outputPadding } = read;
  const added = outputPadding === null ? null : perAxis(where, 'outputPadding', outputPadding, axes, 0);
  const turned = transposedWindows(where, windowSize, windows, added);
  const dataFormat = resolveDataFormat(where, read.dataFormat);
  return transposedWithBias(x, kernel, null, turned, dataFormat);
}
