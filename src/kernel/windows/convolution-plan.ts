/** Plans of the convolution and its two gradients: products of gathered operands, of which the first may be an image padded with zeros. */
import { lattice } from '../lattice.js';
import { type Plan, plannedOnce } from '../plan.js';
import { channelwise } from '../product/channelwise.js';
import { planGathered } from '../product/gather-plan.js';
import type { Product } from '../product/product.js';
import {
  borderedProducts,
  type ConvolutionShape,
  type Image,
  inputGradientProducts,
  paddedLength,
  patches,
  windowedSize,
} from './convolution-geometry.js';
import { withPadding } from './padding-plan.js';

/** The products that compute a convolution or one of its gradients, and the image that is padded for them. */
export interface ConvolutionProducts {
  readonly products: readonly Product[];
  readonly image: Image;
  /** How many elements the other operand and the result have. */
  readonly otherLength: number;
  readonly outLength: number;
}

const product = (lengths: readonly number[]): number => lengths.reduce((result, length) => result * length, 1);

const kernelLength = ({ windowSize, channels, groups, filters }: ConvolutionShape): number =>
  (product(windowSize) * channels * filters) / groups;

const inputOf = ({ batch, inputSize, channels, padding }: ConvolutionShape): Image => ({
  batch,
  size: inputSize,
  channels,
  padding,
});

/** The products that compute the convolution of x with the kernel. */
export function convolutionProducts(shape: ConvolutionShape): ConvolutionProducts {
  const { batch, channels, filters, groups } = shape;
  const filtersOfGroup = filters / groups;
  const lengths = { otherLength: kernelLength(shape), outLength: batch * product(windowedSize(shape)) * filters };
  const image = inputOf(shape);
  const bordered = borderedProducts(shape);
  if (bordered !== undefined) {
    return { products: bordered, image: { ...image, padding: image.padding.map(() => [0, 0]) }, ...lengths };
  }
  const left = patches(shape);
  return {
    products: [
      {
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
      },
    ],
    image,
    ...lengths,
  };
}

/** The products that compute the gradient with respect to x, from dy and the kernel. */
export function gradientOfInputProducts(shape: ConvolutionShape): ConvolutionProducts {
  const { batch, channels, filters, inputSize } = shape;
  const { products, padding } = inputGradientProducts(shape);
  return {
    products,
    image: { batch, size: windowedSize(shape), channels: filters, padding },
    otherLength: kernelLength(shape),
    outLength: batch * product(inputSize) * channels,
  };
}

/** The products that compute the gradient with respect to the kernel, from x and dy. */
export function kernelGradientProducts(shape: ConvolutionShape): ConvolutionProducts {
  const { batch, channels, filters, groups } = shape;
  const filtersOfGroup = filters / groups;
  const { outer, inner } = patches(shape);
  return {
    products: [
      {
        left: { outer: inner, inner: outer },
        right: { outer: lattice([filtersOfGroup], [1]), inner: lattice([outer.length], [filters]) },
        targets: lattice([inner.length], [filters]),
        repetition: { count: groups, left: channels / groups, right: filtersOfGroup, out: filtersOfGroup, start: 0 },
      },
    ],
    image: inputOf(shape),
    otherLength: batch * product(windowedSize(shape)) * filters,
    outLength: kernelLength(shape),
  };
}

const planOf = ({ products, image, otherLength, outLength }: ConvolutionProducts, startLength = 0): Plan =>
  withPadding(
    image,
    planGathered(
      { products, leftLength: paddedLength(image), rightLength: otherLength, outLength, startLength },
      channelwise,
    ),
  );

/** The key of a shape. All its lists have an entry for each axis, so it needs no marks between them. */
const keyOf = ({
  batch,
  channels,
  filters,
  inputSize,
  windowSize,
  strides,
  dilation,
  padding,
  groups,
}: ConvolutionShape): readonly number[] => [
  batch,
  channels,
  filters,
  groups,
  ...inputSize,
  ...windowSize,
  ...strides,
  ...dilation,
  ...padding.flat(),
];

export interface BiasedConvolution {
  readonly shape: ConvolutionShape;
  readonly hasBias: boolean;
}

/** The plan of the convolution; its inputs are x, kernel and, if there is one, bias. */
export const planConvolution = /* @__PURE__ */ plannedOnce(
  ({ shape, hasBias }: BiasedConvolution) => planOf(convolutionProducts(shape), hasBias ? shape.filters : 0),
  ({ shape, hasBias }) => [...keyOf(shape), hasBias],
);

/** The plan of the gradient with respect to x; its inputs are dy and kernel. */
export const planInputGradient = /* @__PURE__ */ plannedOnce(
  (shape: ConvolutionShape) => planOf(gradientOfInputProducts(shape)),
  keyOf,
);

/** The plan of the gradient with respect to the kernel; its inputs are x and dy. */
export const planKernelGradient = /* @__PURE__ */ plannedOnce(
  (shape: ConvolutionShape) => planOf(kernelGradientProducts(shape)),
  keyOf,
);
