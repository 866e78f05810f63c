/** Convolution over any number of spatial axes, channels last. Its two gradients are operations with gradients of their own. */
import { ShapeError } from '../errors/index.js';
import { convolve, convolveInputGradient, convolveKernelGradient } from '../kernel/convolution.js';
import type { ConvolutionShape } from '../kernel/convolution-geometry.js';
import { allocate, castData, isFloating, promoteDTypes, sizeOf } from '../tensor/index.js';
import type { DType, Shape, Tensor, TypedArray } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { cast } from './casting.js';
import { defineOperation, type Operand, type ResultOf, type TensorSpec } from './operation.js';
import { readOptions } from '../tensor/options.js';
import { sumTo } from './summation.js';
import { checkPadding, paddingOf, perAxis, windowedLengths } from './windows.js';
import type { Padding, PerAxis, Windows } from './windows.js';

const where = 'ops.conv';

interface ConvolutionAttributes {
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
}

interface GradientAttributes extends ConvolutionAttributes {
  /** The shape of the gradient, which is that of what it is the gradient of. */
  readonly shape: Shape;
}

const windowsOf = (kernel: readonly (number | null)[], attributes: ConvolutionAttributes): Windows => ({
  ...attributes,
  windowSize: kernel.slice(0, -2) as Shape,
});

/** Everything that the kernels want to know, from the shapes of x and kernel. */
function geometry(x: Shape, kernel: Shape, attributes: ConvolutionAttributes): ConvolutionShape {
  const windows = windowsOf(kernel, attributes);
  const [batch, ...inputSize] = x.slice(0, -1) as [number, ...number[]];
  const channels = x.at(-1)!;
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

const elements = ({ data, dtype }: Tensor, to: DType): TypedArray => castData(where, data, dtype, to);

/** `conv(x, kernel)`, plus, as a third input, a vector of one number per filter. */
const convolutionOperation = /* @__PURE__ */ defineOperation<ConvolutionAttributes>({
  name: 'conv',
  inferShape([x, kernel, bias], attributes) {
    checkShapes(x!, kernel!, bias);
    const lengths = windowedLengths(where, x!, windowsOf(kernel!.shape, attributes));
    const dtype = promoteDTypes(where, x!.dtype, kernel!.dtype);
    return { shape: [x!.shape[0]!, ...lengths, kernel!.shape.at(-1)!], dtype: isFloating(dtype) ? dtype : 'float32' };
  },
  compute([x, kernel, bias], attributes, { shape, dtype }) {
    const out = allocate(dtype as 'float32', sizeOf(shape));
    const sides = geometry(x!.shape, kernel!.shape, attributes);
    return convolve<TypedArray>(
      elements(x!, dtype),
      elements(kernel!, dtype),
      out,
      sides,
      bias && elements(bias, dtype),
    );
  },
  gradient({ inputs: [x, kernel, bias], attributes, wanted }, [dy]) {
    return [
      wanted[0] ? cast(inputGradient(dy!, kernel!, x!.shape, attributes), x!.dtype) : null,
      wanted[1] ? cast(kernelGradient(x!, dy!, kernel!.shape, attributes), kernel!.dtype) : null,
      wanted[2] ? sumTo(dy!, bias!.shape) : null,
    ];
  },
});

function checkShapes(x: TensorSpec, kernel: TensorSpec, bias: TensorSpec | undefined): void {
  if (x.shape.length < 3 || kernel.shape.length !== x.shape.length) {
    throw new ShapeError({
      where,
      expected: 'x of shape [batch, …spatial, channels] and a kernel of shape [...spatial, channels, filters]',
      received: { x, kernel },
    });
  }
  const channels = x.shape.at(-1)!;
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

const convolution = (x: Tensor, kernel: Tensor, attributes: ConvolutionAttributes): Tensor =>
  apply(convolutionOperation, [x, kernel], attributes);

const inputGradientOperation = /* @__PURE__ */ defineOperation<GradientAttributes>({
  name: 'conv input gradient',
  where,
  inferShape: ([dy], { shape }) => ({ shape, dtype: dy!.dtype }),
  compute([dy, kernel], attributes, { shape, dtype }) {
    const out = allocate(dtype as 'float32', sizeOf(shape));
    const sides = geometry(shape, kernel!.shape, attributes);
    return convolveInputGradient<TypedArray>(elements(dy!, dtype), elements(kernel!, dtype), out, sides);
  },
  gradient: ({ inputs: [dy, kernel], attributes, wanted }, [upstream]) => [
    wanted[0] ? convolution(upstream!, kernel!, attributes) : null,
    wanted[1] ? cast(kernelGradient(upstream!, dy!, kernel!.shape, attributes), kernel!.dtype) : null,
  ],
});

const inputGradient = (dy: Tensor, kernel: Tensor, shape: Shape, attributes: ConvolutionAttributes): Tensor =>
  apply(inputGradientOperation, [dy, kernel], { ...attributes, shape });

const kernelGradientOperation = /* @__PURE__ */ defineOperation<GradientAttributes>({
  name: 'conv kernel gradient',
  where,
  inferShape: ([, dy], { shape }) => ({ shape, dtype: dy!.dtype }),
  compute([x, dy], attributes, { shape, dtype }) {
    const out = allocate(dtype as 'float32', sizeOf(shape));
    return convolveKernelGradient<TypedArray>(
      elements(x!, dtype),
      elements(dy!, dtype),
      out,
      geometry(x!.shape, shape, attributes),
    );
  },
  gradient: ({ inputs: [x, dy], attributes, wanted }, [upstream]) => [
    wanted[0] ? cast(inputGradient(dy!, upstream!, x!.shape, attributes), x!.dtype) : null,
    wanted[1] ? convolution(x!, upstream!, attributes) : null,
  ],
});

const kernelGradient = (x: Tensor, dy: Tensor, shape: Shape, attributes: ConvolutionAttributes): Tensor =>
  apply(kernelGradientOperation, [x, dy], { ...attributes, shape });

/** How the windows of a convolution lie. */
export interface ConvolutionOptions {
  /** How far apart neighbouring windows begin; 1 by default. */
  readonly strides?: PerAxis | undefined;
  readonly padding?: Padding | undefined;
  /** How far apart the elements of a window lie; 1 by default. */
  readonly dilationRate?: PerAxis | undefined;
}

interface ReadConvolutionOptions {
  readonly strides: PerAxis;
  readonly padding: Padding;
  readonly dilationRate: PerAxis;
}

const defaults: ReadConvolutionOptions = { strides: 1, padding: 'valid', dilationRate: 1 };

/** The convolution of a layer; one kernel adds the bias in passing. */
export function convolutionWithBias<X extends Operand>(
  x: X,
  kernel: Operand,
  bias: Operand | null,
  options: ConvolutionOptions = {},
): ResultOf<X> {
  const { strides, padding, dilationRate } = readOptions<ReadConvolutionOptions>(where, options, defaults);
  checkPadding(where, padding);
  const axes = Math.max(1, specOf(kernel, where).shape.length - 2);
  return apply(convolutionOperation, bias === null ? [x, kernel] : [x, kernel, bias], {
    strides: perAxis(where, 'strides', strides, axes),
    dilation: perAxis(where, 'dilationRate', dilationRate, axes),
    padding,
  });
}

/**
 * The convolution of x `[batch, …spatial, channels]` with a kernel `[…spatial, channels / groups, filters]`: in each window the sum of
 * `x · kernel`. As everywhere in deep learning the kernel is not turned around. A kernel with fewer channels than x convolves in groups.
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
  options: ConvolutionOptions = {},
): ResultOf<X, K> {
  return convolutionWithBias<Operand>(x, kernel, null, options) as ResultOf<X, K>;
}
