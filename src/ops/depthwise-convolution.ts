/** Convolutions that treat each channel separately. */
import { ShapeError } from '../errors/index.js';
import { specOf } from './apply.js';
import {
  convolutionWithBias,
  readConvolution,
  type ConvolutionOptions,
  type ConvolutionWindows,
} from './convolution.js';
import { withChannelsLast, type DataFormat } from './data-format.js';
import type { Operand, ResultOf, TensorSpec } from './operation.js';
import { repeat } from './repetition.js';
import { reshape } from './reshape.js';
import { lengthAt, type Shape } from '../tensor/index.js';
import { within } from './naming.js';

/** The kernel of a depthwise convolution as the kernel of a convolution with as many groups as channels. */
function groupedKernel(where: string, x: TensorSpec, kernel: Operand): Operand {
  const spec = specOf(kernel, where);
  const channels = spec.shape[spec.shape.length - 2];
  if (x.shape.length < 3 || spec.shape.length !== x.shape.length || channels !== x.shape[x.shape.length - 1]) {
    throw new ShapeError({
      where,
      expected: 'x of shape [batch, …spatial, channels] and a kernel of shape [...spatial, channels, multiplier]',
      received: { x, kernel: spec },
    });
  }
  const [multiplier, ...window] = [spec.shape[spec.shape.length - 1]!, ...spec.shape.slice(0, -2)] as [
    number,
    ...number[],
  ];
  return reshape<Operand>(kernel, [...window, 1, (channels as number) * multiplier] as Shape);
}

/** The depthwise convolution of a layer, with its bias. */
export function depthwiseWithBias<X extends Operand>(
  x: X,
  kernel: Operand,
  bias: Operand | null,
  windows: ConvolutionWindows,
  dataFormat: DataFormat = 'channels_last',
): ResultOf<X> {
  const where = 'ops.depthwiseConv';
  return withChannelsLast(where, x, dataFormat, (x) => {
    const grouped = groupedKernel(where, specOf(x, where), kernel);
    const multiplier = lengthAt(specOf(kernel, where).shape, -1)!;
    // Each channel is repeated once for each of its kernels; then channels can be computed one by one, by the fast kernel that works on
    // vectors of channels.
    const repeated = multiplier === 1 ? x : repeat(x, multiplier, { axis: -1 });
    return convolutionWithBias(repeated, grouped, bias, windows);
  }) as ResultOf<X>;
}

/**
 * The convolution of each channel of x `[batch, …spatial, channels]` with kernels of its own `[…spatial, channels, multiplier]`. Channel
 * `c · multiplier + m` of the result comes from channel c of x and `kernel[…, c, m]`.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 10, 2, 20, 3, 30], { shape: [1, 3, 2] });
 * const kernel = tensor([1, 1, -1, 1], { shape: [2, 2, 1] });
 * ops.squeeze(ops.depthwiseConv(x, kernel))
 * // → array([[-1., 30.],
 * //          [-1., 50.]], dtype=float32)
 */
export function depthwiseConv<X extends Operand, K extends Operand>(
  x: X,
  kernel: K,
  options?: ConvolutionOptions,
): ResultOf<X, K>;
export function depthwiseConv<X extends Operand, K extends Operand>(
  x: X,
  options: ConvolutionOptions & { readonly kernel: K },
): ResultOf<X, K>;
export function depthwiseConv(x: Operand, ...given: readonly unknown[]): unknown {
  const { kernels, windows, dataFormat } = readConvolution('ops.depthwiseConv', ['kernel'], given);
  return depthwiseWithBias(x, kernels[0]!, null, windows, dataFormat);
}

function checkPointwise(where: string, depthwiseKernel: Operand, pointwiseKernel: Operand): void {
  const [first, second] = [specOf(depthwiseKernel, where), specOf(pointwiseKernel, where)];
  const [channels, multiplier] = first.shape.slice(-2) as [number, number];
  const isPointwise = second.shape.slice(0, -2).every((length) => length === 1);
  const isMatching =
    second.shape.length === first.shape.length && second.shape[second.shape.length - 2] === channels * multiplier;
  if (isPointwise && isMatching) return;
  throw new ShapeError({
    where,
    expected: 'a pointwise kernel of shape [1, …, channels · multiplier, filters]',
    received: { depthwiseKernel: first, pointwiseKernel: second },
  });
}

/** The separable convolution of a layer, with its bias. */
export function separableWithBias<X extends Operand>(
  x: X,
  depthwiseKernel: Operand,
  pointwiseKernel: Operand,
  bias: Operand | null,
  windows: ConvolutionWindows,
  dataFormat: DataFormat = 'channels_last',
): ResultOf<X> {
  const where = 'ops.separableConv';
  checkPointwise(where, depthwiseKernel, pointwiseKernel);
  const ones = windows.strides.map(() => 1);
  const places: ConvolutionWindows = { strides: ones, dilation: ones, padding: 'valid' };
  return withChannelsLast(where, x, dataFormat, (x) =>
    convolutionWithBias(depthwiseWithBias(x, depthwiseKernel, null, windows), pointwiseKernel, bias, places),
  ) as ResultOf<X>;
}

/**
 * A depthwise convolution with a kernel `[…spatial, channels, multiplier]`, whose resulting channels a second kernel `[1, …, channels ·
 * multiplier, filters]` mixes at each position.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const x = tensor([1, 10, 2, 20, 3, 30], { shape: [1, 3, 2] });
 * const depthwise = tensor([1, 1, -1, 1], { shape: [2, 2, 1] });
 * const pointwise = tensor([1, 2], { shape: [1, 2, 1] });
 * ops.ravel(ops.separableConv(x, depthwise, pointwise)) // → array([59., 99.], dtype=float32)
 */
export function separableConv<X extends Operand>(
  x: X,
  depthwiseKernel: Operand,
  pointwiseKernel: Operand,
  options?: ConvolutionOptions,
): ResultOf<X>;
export function separableConv<X extends Operand>(
  x: X,
  depthwiseKernel: Operand,
  options: ConvolutionOptions & { readonly pointwiseKernel: Operand },
): ResultOf<X>;
export function separableConv<X extends Operand>(
  x: X,
  options: ConvolutionOptions & { readonly depthwiseKernel: Operand; readonly pointwiseKernel: Operand },
): ResultOf<X>;
export function separableConv(x: Operand, ...given: readonly unknown[]): unknown {
  return within('ops.separableConv', () => {
    const names = ['depthwiseKernel', 'pointwiseKernel'];
    const { kernels, windows, dataFormat } = readConvolution('ops.separableConv', names, given);
    return separableWithBias(x, kernels[0]!, kernels[1]!, null, windows, dataFormat);
  });
}
