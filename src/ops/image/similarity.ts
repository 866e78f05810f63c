/** How similar images are. Source: Wang et al., "Image quality assessment: from error visibility to structural similarity", 2004. */
import { ShapeError, ValueError } from '../../errors/index.js';
import type { Tensor } from '../../tensor/index.js';
import { numberOf, readArguments, required, type Scalar } from '../arguments.js';
import { add, divide, multiply, square, subtract } from '../arithmetic.js';
import { castTo, inFloat32 } from '../casting.js';
import { depthwiseConv } from '../depthwise-convolution.js';
import { asFloating, asOperand } from '../operand.js';
import type { Operand, ResultOf } from '../operation.js';
import { mean } from '../reductions.js';
import { tile } from '../repetition.js';
import { reshapeTo, squeeze } from '../reshape.js';
import { bell } from './filtering.js';
import { onBatch, type FormatOption, type ReadFormat } from './images.js';

/** Options of `ssim`. */
export interface SsimOptions extends FormatOption {
  /** The largest value that pixels can have, 1 by default. */
  readonly maxVal?: Scalar | undefined;
  /** The height and width of the Gaussian window, an odd number; 11 by default. */
  readonly filterSize?: Scalar | undefined;
  /** Its standard deviation, 1.5 by default. */
  readonly filterSigma?: Scalar | undefined;
  /** How much steadies the comparison of the means, 0.01 by default. */
  readonly k1?: Scalar | undefined;
  /** How much steadies the comparison of the variances, 0.03 by default. */
  readonly k2?: Scalar | undefined;
}

interface ReadSsim extends ReadFormat {
  readonly image2: Operand;
  readonly maxVal: Scalar;
  readonly filterSize: Scalar;
  readonly filterSigma: Scalar;
  readonly k1: Scalar;
  readonly k2: Scalar;
}

/** Weighted means around each pixel of a batch whose window lies within it. */
function windowMeans(batch: Tensor, size: number, sigma: number): Tensor {
  const weights = bell(size, sigma, batch.dtype);
  return [[size, 1], [1, size]].reduce<Tensor>(
    (x, [rows, columns]) => depthwiseConv(x, tile(reshapeTo(weights, [rows!, columns!, 1, 1]), [1, 1, batch.shape[3]!, 1])),
    batch,
  ); // prettier-ignore
}

/**
 * The structural similarity of images, 1 for images that are the same: `(2·μ₁·μ₂ + c₁)·(2·σ₁₂ + c₂) / ((μ₁² + μ₂² + c₁)·(σ₁² + σ₂² + c₂))`, the mean of all windows and channels, with
 * `c₁ = (k1·maxVal)²` and `c₂ = (k2·maxVal)²`. Of a batch, one number for each pair.
 *
 * @example
 * import { ops } from 'hillock';
 * const image = ops.reshape(ops.arange(0, 1, 1 / 256), [16, 16, 1]);
 * ops.image.ssim(image, image) // → array(1., dtype=float32)
 */
export function ssim<A extends Operand, B extends Operand>(
  image1: A,
  ...given:
    | [image2: B, maxVal?: Scalar, options?: Omit<SsimOptions, 'maxVal'> | undefined]
    | [image2: B, options: SsimOptions]
    | [options: SsimOptions & { readonly image2: B }]
): ResultOf<A, B> {
  const where = 'ops.image.ssim';
  const read = readArguments<ReadSsim>(where, ['image2', 'maxVal'], given, {
    image2: required,
    maxVal: 1,
    filterSize: 11,
    filterSigma: 1.5,
    k1: 0.01,
    k2: 0.03,
    dataFormat: null,
  });
  const number = (name: 'maxVal' | 'filterSize' | 'filterSigma' | 'k1' | 'k2'): number =>
    numberOf(where, name, read[name]);
  const [size, sigma] = [number('filterSize'), number('filterSigma')];
  if (!(Number.isInteger(size) && size > 0 && size % 2 === 1 && sigma > 0))
    throw new ValueError({ where, expected: 'an odd `filterSize` and a `filterSigma` above 0', received: { filterSize: size, filterSigma: sigma } }); // prettier-ignore
  const [x, y] = [image1, read.image2].map((each) => asOperand(where, each)) as [Tensor, Tensor];
  if (x.shape.length !== y.shape.length)
    throw new ShapeError({ where, expected: 'two images, or two batches of them', received: { image1: x, image2: y } });
  const [c1, c2] = [number('k1'), number('k2')].map((k) => (k * number('maxVal')) ** 2) as [number, number];
  const similarity = (a: Tensor, b: Tensor): Tensor => {
    const means = (each: Tensor): Tensor => windowMeans(each, size, sigma);
    const [meanA, meanB] = [means(a), means(b)];
    const [squareA, squareB, product]: [Tensor, Tensor, Tensor] = [
      square(meanA),
      square(meanB),
      multiply(meanA, meanB),
    ];
    const [varianceA, varianceB]: [Tensor, Tensor] = [
      subtract(means(square(a)), squareA),
      subtract(means(square(b)), squareB),
    ];
    const covariance: Tensor = subtract(means(multiply(a, b)), product);
    const above = multiply(add(multiply(2, product), c1), add(multiply(2, covariance), c2));
    const below = multiply(add(add(squareA, squareB), c1), add(add(varianceA, varianceB), c2));
    return mean(divide(above, below), { axis: [1, 2, 3], keepdims: true });
  };
  const floats = [x, y].map((each) => asFloating(where, each)) as [Tensor, Tensor];
  let result: Tensor | undefined;
  // Both images in the layout of a batch with the channels last.
  onBatch(where, floats[0], read.dataFormat, (a) => {
    onBatch(where, floats[1], read.dataFormat, (b) => {
      result = inFloat32(a, (each) => similarity(each as Tensor, castTo(b, (each as Tensor).dtype)));
      return b;
    });
    return a;
  });
  const all: Tensor = squeeze(result!, { axis: x.shape.length === 3 ? [0, 1, 2, 3] : [1, 2, 3] });
  return castTo(all, x.dtype) as unknown as ResultOf<A, B>;
}
