/**
 * Convolution (as everywhere in deep learning, the correlation) over any number of spatial axes, channels last, and its gradients.
 *
 * All three are matrix products of gathered operands. Each fills and returns `out`.
 */
import type { NumericArray } from '../arrays.js';
import { type ConvolutionShape, inputGradientProducts, padded, patches, windowedSize } from './convolution-geometry.js';
import { lattice } from '../lattice.js';
import { gatheredProducts } from '../product/gather.js';
import { blocks } from '../product/product.js';

/** `out[n, o, f] = bias[f] + Σ_t,c x[n, stride · o + dilation · t − before, c] · kernel[t, c, f]`. */
export function convolve<Values extends NumericArray>(
  x: Values,
  kernel: Values,
  out: Values,
  shape: ConvolutionShape,
  bias?: Values,
): Values {
  const { channels, filters, groups, inputSize, padding } = shape;
  const filtersOfGroup = filters / groups;
  inParts(x, out, shape, (x, out, shape) => {
    const left = patches(shape);
    const product = {
      left,
      right: { outer: lattice([filtersOfGroup], [1]), inner: lattice([left.inner.length], [filters]) },
      targets: lattice([left.outer.length], [filters]),
      repetition: {
        count: groups,
        left: channels / groups,
        right: filtersOfGroup,
        out: filtersOfGroup,
        start: filtersOfGroup,
      },
    };
    gatheredProducts(padded(x, shape.batch, inputSize, channels, padding), kernel, out, [product], bias);
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
  inParts(dy, out, shape, (dy, out, shape) => {
    const { products, padding } = inputGradientProducts(shape);
    const dyPadded = padded(dy, shape.batch, windowedSize(shape), shape.filters, padding);
    gatheredProducts(dyPadded, kernel, out, products);
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
  const { batch, channels, filters, groups, inputSize, padding } = shape;
  const filtersOfGroup = filters / groups;
  const { outer, inner } = patches(shape);
  const product = {
    left: { outer: inner, inner: outer },
    right: { outer: lattice([filtersOfGroup], [1]), inner: lattice([outer.length], [filters]) },
    targets: lattice([inner.length], [filters]),
    repetition: { count: groups, left: channels / groups, right: filtersOfGroup, out: filtersOfGroup, start: 0 },
  };
  return gatheredProducts(padded(x, batch, inputSize, channels, padding), dy, out, [product]);
}

/** Batches beyond this many floats are convolved in parts, so that the kernel memory stays modest. */
const partLength = 1 << 24;

function inParts<Values extends NumericArray>(
  source: Values,
  target: Values,
  shape: ConvolutionShape,
  visit: (source: Values, target: Values, shape: ConvolutionShape) => void,
): void {
  const { batch } = shape;
  const part = (values: Values, first: number, images: number): Values =>
    values.subarray((values.length / batch) * first, (values.length / batch) * (first + images)) as Values;
  const images = Math.max(1, Math.floor((partLength * batch) / (source.length + target.length)));
  blocks(batch, images, (first, length) => {
    visit(part(source, first, length), part(target, first, length), { ...shape, batch: length });
  });
}
