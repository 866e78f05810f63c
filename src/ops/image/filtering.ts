/** Blurs images, and finds their edges. */
import { ShapeError, ValueError } from '../../errors/index.js';
import { tensor, type Tensor } from '../../tensor/index.js';
import { divide, multiply, square } from '../arithmetic.js';
import { readArguments } from '../arguments.js';
import { castTo, inFloat32 } from '../casting.js';
import { arange } from '../creation.js';
import { depthwiseConv } from '../depthwise-convolution.js';
import { exp } from '../exponentials.js';
import { stack } from '../joining.js';
import { asFloating, asOperand } from '../operand.js';
import type { Operand, ResultOf } from '../operation.js';
import { reshapeTo } from '../reshape.js';
import { tile } from '../repetition.js';
import { sum } from '../summation.js';
import { channelAxis, onBatch, type FormatOption, type ReadFormat } from './images.js';

/** One number along the columns (x) and one along the rows (y). */
export type PerSide<T = number> = readonly [x: T, y: T];

/** Options of `gaussianBlur`. */
export interface GaussianBlurOptions extends FormatOption {
  /** The width and height of the kernel, in columns and rows; [3, 3] by default. */
  readonly kernelSize?: PerSide | undefined;
  /** The standard deviations of the kernel along x and y; [1, 1] by default. */
  readonly sigma?: PerSide | Tensor | undefined;
}

interface ReadBlur extends ReadFormat {
  readonly kernelSize: PerSide;
  readonly sigma: PerSide | Tensor;
}

/** The bell `exp(-x² / (2·sigma²))` around the middle, scaled to the sum 1. */
export function bell(size: number, sigma: number | Tensor, dtype: Tensor['dtype']): Tensor {
  const distances = castTo(arange((1 - size) / 2, (size + 1) / 2, { dtype: 'float32' }), dtype);
  const weights = exp(multiply(square(divide(distances, sigma)), -0.5));
  return divide(weights, sum(weights));
}

/** A batch of images, channels last, blurred; pixels beyond the edges count as 0. */
export function blurred(batch: Tensor, [columns, rows]: PerSide, [x, y]: PerSide<number | Tensor>): Tensor {
  return inFloat32(batch, (each) => {
    const { shape, dtype } = each as Tensor;
    const channels = shape[3]!;
    const along = (size: number, sigma: number | Tensor, form: readonly number[]): Tensor =>
      tile(reshapeTo(bell(size, sigma, dtype), [...form, 1, 1]), [1, 1, channels, 1]);
    const vertical = depthwiseConv(each as Tensor, along(rows, y, [rows, 1]), { padding: 'same' });
    return depthwiseConv(vertical, along(columns, x, [1, columns]), { padding: 'same' });
  });
}

/**
 * Images blurred by a Gaussian kernel of `kernelSize` `[columns, rows]` and standard deviations `sigma`; pixels beyond the edges count as
 * 0.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const image = tensor([0, 0, 1, 0, 0], { shape: [1, 5, 1] });
 * ops.ravel(ops.image.gaussianBlur(image, { kernelSize: [3, 1] }))
 * // → array([0.        , 0.27406862, 0.45186275, 0.27406862, 0.        ],
 * //         dtype=float32)
 */
export function gaussianBlur<X extends Operand>(
  images: X,
  ...given: [options?: GaussianBlurOptions | undefined]
): ResultOf<X> {
  const where = 'ops.image.gaussianBlur';
  const { kernelSize, sigma, dataFormat } = readArguments<ReadBlur>(where, [], given, {
    kernelSize: [3, 3],
    sigma: [1, 1],
    dataFormat: null,
  });
  const isSize = Array.isArray(kernelSize) && kernelSize.length === 2 && kernelSize.every((n) => n % 2 === 1 && n > 0);
  if (!isSize) throw new ValueError({ where, expected: 'two odd numbers', received: { kernelSize } });
  const deviations = Array.isArray(sigma)
    ? (sigma as PerSide)
    : (['0', '1'].map((i) => partOf(sigma as Tensor, Number(i))) as unknown as PerSide<Tensor>);
  if (deviations.length !== 2) throw new ValueError({ where, expected: 'two deviations', received: { sigma } });
  return onBatch(where, asFloating(where, images), dataFormat, (batch) =>
    blurred(batch, kernelSize, deviations),
  ) as ResultOf<X>;
}

const partOf = (pair: Tensor, index: number): Tensor =>
  sum(multiply(pair, tensor(index === 0 ? [1, 0] : [0, 1], { dtype: pair.dtype as 'float32' })));

/**
 * The slopes of images by Sobel's kernels. A new last axis holds the slope along y and that along x. Pixels beyond the edges count as 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.sobelEdges(ops.ones([4, 5, 3])).shape // → [ 4, 5, 3, 2 ]
 */
export function sobelEdges<X extends Operand>(images: X, ...given: [options?: FormatOption | undefined]): ResultOf<X> {
  const where = 'ops.image.sobelEdges';
  const { dataFormat } = readArguments<ReadFormat>(where, [], given, { dataFormat: null });
  const x = asOperand(where, images);
  // Differences of integers are integers, which float32 could not hold all.
  const values = x.dtype === 'int32' ? castTo(x, 'float64') : asFloating(where, x);
  const channels = values.shape[values.shape.length + channelAxis(where, dataFormat)] as number | null | undefined;
  if (typeof channels !== 'number') {
    throw new ShapeError({ where, expected: 'images of a known number of channels', received: { images: values } });
  }
  const edges = [
    [-1, -2, -1, 0, 0, 0, 1, 2, 1],
    [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  ].map((weights) => {
    const kernel = tensor(weights, { shape: [3, 3, 1, 1], dtype: values.dtype as 'float32' });
    return onBatch(where, values, dataFormat, (batch) =>
      depthwiseConv(batch, tile(kernel, [1, 1, channels, 1]), { padding: 'same' }),
    );
  });
  const slopes = stack(edges, { axis: -1 });
  return (x.dtype === 'int32' ? castTo(slopes, 'int32') : slopes) as ResultOf<X>;
}
