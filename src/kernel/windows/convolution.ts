/**
 * Convolution (as everywhere in deep learning, the correlation) over any number of spatial axes, channels last, and its gradients.
 *
 * All three are matrix products of gathered operands. Each fills and returns `out`.
 */
import { type FloatArray, isForWasm, type NumericArray } from '../arrays.js';
import { eagerly } from '../eager.js';
import { blocks } from '../plan.js';
import { gatheredProducts } from '../product/gather-evaluator.js';
import { type ConvolutionShape, padded } from './convolution-geometry.js';
import {
  type ConvolutionProducts,
  convolutionProducts,
  gradientOfInputProducts,
  kernelGradientProducts,
  planConvolution,
  planInputGradient,
  planKernelGradient,
} from './convolution-plan.js';

const convolveInWasm = /* @__PURE__ */ eagerly(planConvolution);
const inputGradientInWasm = /* @__PURE__ */ eagerly(planInputGradient);
const kernelGradientInWasm = /* @__PURE__ */ eagerly(planKernelGradient);

const floats = (...arrays: readonly (NumericArray | undefined)[]): readonly FloatArray[] =>
  arrays.filter((array) => array !== undefined) as FloatArray[];

function multiplyPlainly(
  { products, image }: ConvolutionProducts,
  x: NumericArray,
  other: NumericArray,
  out: NumericArray,
  start?: NumericArray,
): void {
  gatheredProducts(padded(x, image), other, out, products, start);
}

/** `out[n, o, f] = bias[f] + Σ_t,c x[n, stride · o + dilation · t − before, c] · kernel[t, c, f]`. */
export function convolve<Values extends NumericArray>(
  x: Values,
  kernel: Values,
  out: Values,
  shape: ConvolutionShape,
  bias?: Values,
): Values {
  const isCompiled = isForWasm(x, kernel, out, bias);
  inParts(x, out, shape, (x, out, shape) => {
    if (isCompiled) convolveInWasm({ shape, hasBias: bias !== undefined }, floats(x, kernel, bias), floats(out));
    else multiplyPlainly(convolutionProducts(shape), x, kernel, out, bias);
  });
  return out;
}

/** The gradient of `convolve` with respect to `x`, given the one with respect to its result, `dy`. */
export function convolveInputGradient<Values extends NumericArray>(
  dy: Values,
  kernel: Values,
  out: Values,
  shape: ConvolutionShape,
): Values {
  const isCompiled = isForWasm(dy, kernel, out);
  inParts(dy, out, shape, (dy, out, shape) => {
    if (isCompiled) inputGradientInWasm(shape, floats(dy, kernel), floats(out));
    else multiplyPlainly(gradientOfInputProducts(shape), dy, kernel, out);
  });
  return out;
}

/** The gradient of `convolve` with respect to the kernel. */
export function convolveKernelGradient<Values extends NumericArray>(
  x: Values,
  dy: Values,
  out: Values,
  shape: ConvolutionShape,
): Values {
  if (isForWasm(x, dy, out)) kernelGradientInWasm(shape, floats(x, dy), floats(out));
  else multiplyPlainly(kernelGradientProducts(shape), x, dy, out);
  return out;
}

/** A batch with more floats than this is convolved in parts, so that the kernel memory stays small. */
const partLength = 1 << 24;

const imagesOfPart = (floats: number, batch: number): number => Math.max(1, Math.floor((partLength * batch) / floats));

/** Whether a batch is too large to be convolved in one part. */
export const isConvolvedInParts = (
  sourceLength: number,
  targetLength: number,
  { batch }: Pick<ConvolutionShape, 'batch'>,
): boolean => imagesOfPart(sourceLength + targetLength, batch) < batch;

function inParts<Values extends NumericArray>(
  source: Values,
  target: Values,
  shape: ConvolutionShape,
  visit: (source: Values, target: Values, shape: ConvolutionShape) => void,
): void {
  const { batch } = shape;
  const part = (values: Values, first: number, images: number): Values =>
    values.subarray((values.length / batch) * first, (values.length / batch) * (first + images)) as Values;
  const images = imagesOfPart(source.length + target.length, batch);
  blocks(batch, images, (first, length) => {
    visit(part(source, first, length), part(target, first, length), { ...shape, batch: length });
  });
}
