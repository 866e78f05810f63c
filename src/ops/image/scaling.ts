/** Scales and moves arrays along some of their axes, by factors and distances that may be computed. */
import { ShapeError, unknownNameError, ValueError } from '../../errors/index.js';
import type { Shape, SymbolicShape, Tensor } from '../../tensor/index.js';
import { integersOf, readArguments, required, shapeOf, type Integers, type ShapeLike } from '../arguments.js';
import { abs, add, divide, maximum, multiply, square, subtract } from '../arithmetic.js';
import { resolveAxis } from '../axes.js';
import { castTo } from '../casting.js';
import { greater, greaterEqual, lessEqual, logicalAnd, notEqual, where as choose } from '../comparison.js';
import { arange } from '../creation.js';
import { take } from '../gathering.js';
import { matmul } from '../matmul.js';
import { asFloating } from '../operand.js';
import type { Operand, ResultOf } from '../operation.js';
import { expandDims } from '../reshape.js';
import { sum } from '../summation.js';
import { swapaxes } from '../transpose.js';
import { sin } from '../trigonometry.js';

/** A weight as a function of the distance. */
type Kernel = (distance: Tensor) => Tensor;

const triangle: Kernel = (x) => maximum(0, subtract(1, x));

/** Keys: "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2. */
const cubic: Kernel = (x) => {
  const near = add(multiply(multiply(subtract(multiply(1.5, x), 2.5), x), x), 1);
  const far = add(multiply(subtract(multiply(add(multiply(-0.5, x), 2.5), x), 4), x), 2);
  return choose(greaterEqual(x, 2), 0, choose(greaterEqual(x, 1), far, near));
};

/** `sinc(x) · sinc(x / radius)`. */
const lanczos =
  (radius: number): Kernel =>
  (x) => {
    const product = multiply(multiply(radius, sin(multiply(Math.PI, x))), sin(multiply(Math.PI / radius, x)));
    const isNear = lessEqual(x, 1e-3);
    const quotient = divide(product, choose(isNear, 1, square(multiply(Math.PI, x))));
    return choose(greater(x, radius), 0, choose(isNear, 1, quotient));
  };

const kernels = {
  linear: triangle,
  bilinear: triangle,
  trilinear: triangle,
  cubic,
  bicubic: cubic,
  tricubic: cubic,
  lanczos3: /* @__PURE__ */ lanczos(3),
  lanczos5: /* @__PURE__ */ lanczos(5),
} as const;

/** How values between elements are computed. */
export type ScalingMethod = keyof typeof kernels;

/** Sums of weights up to this count as 0: a thousand of float32's steps at 1. */
const leastSum = 1000 * 2 ** -23;

/** How much of each of `from` old elements is in each of `to` new ones: a matrix. */
function weightsOf(
  from: number,
  to: number,
  scale: Tensor,
  translation: Tensor,
  kernel: Kernel,
  antialias: boolean,
): Tensor {
  const places = (length: number): Tensor => castTo(arange(length), scale.dtype);
  const step = divide(1, scale);
  const middle: Tensor = subtract(subtract(multiply(add(places(to), 0.5), step), multiply(translation, step)), 0.5);
  const distances: Tensor = abs(subtract(expandDims(middle, 0), expandDims(places(from), 1)));
  const weights = kernel(antialias ? divide(distances, maximum(step, 1)) : distances);
  const total: Tensor = sum(weights, { axis: 0, keepdims: true });
  const shares = divide(weights, choose(notEqual(total, 0), total, 1));
  // What lies outside of the old array is 0.
  const isInside = logicalAnd(greaterEqual(middle, -0.5), lessEqual(middle, from - 0.5));
  return choose(logicalAnd(greater(abs(total), leastSum), expandDims(isInside, 0)), shares, 0);
}

/** What `scaleAndTranslate` may be told besides its arguments. */
export interface ScalingOptions {
  /** Whether every old element counts even where arrays become smaller, which is the default. */
  readonly antialias?: boolean | undefined;
}

/** The arguments of `scaleAndTranslate` besides the images. */
export interface ScalingArguments extends ScalingOptions {
  readonly outputShape: ShapeLike;
  readonly scale: Operand;
  readonly translation: Operand;
  readonly spatialDims: Integers;
  readonly method: ScalingMethod;
}

interface ReadScaling extends ScalingArguments {
  readonly antialias: boolean;
}

/**
 * Images of shape `outputShape` that are scaled by the factors `scale` along the axes `spatialDims`, and then moved by `translation`. The old element at x comes to `x·scale + translation`, where
 * positions are those of the elements' edges; what lies outside is 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.scaleAndTranslate([1, 2, 3], [6], [2], [0], [0], 'linear')
 * // → array([1.  , 1.25, 1.75, 2.25, 2.75, 3.  ], dtype=float32)
 */
export function scaleAndTranslate<X extends Operand>(
  images: X,
  ...given:
    | [
        outputShape: ShapeLike,
        scale: Operand,
        translation: Operand,
        spatialDims: Integers,
        method: ScalingMethod,
        options?: ScalingOptions | undefined,
      ]
    | [options: ScalingArguments]
): ResultOf<X> {
  const where = 'ops.image.scaleAndTranslate';
  const read = readArguments<ReadScaling>(
    where,
    ['outputShape', 'scale', 'translation', 'spatialDims', 'method'],
    given,
    {
      outputShape: required,
      scale: required,
      translation: required,
      spatialDims: required,
      method: required,
      antialias: true,
    },
  );
  if (!Object.hasOwn(kernels, read.method))
    throw unknownNameError(where, 'method', String(read.method), Object.keys(kernels));
  const x = asFloating(where, images);
  const rank = x.shape.length;
  const [scale, translation] = [read.scale, read.translation].map((each) => asFloating(where, each)) as [
    Tensor,
    Tensor,
  ];
  const axes = integersOf(where, 'spatialDims', read.spatialDims).map((axis) => resolveAxis(where, axis, rank));
  const outputShape = shapeOf(where, read.outputShape);
  checkShapes(where, { x, outputShape, axes, scale, translation });
  const result = axes.reduce<Tensor>((part, axis, i) => {
    const at = (each: Tensor): Tensor => take(each, i, { axis: 0 });
    const weights = weightsOf(x.shape[axis]!, outputShape[axis]!, at(scale), at(translation), kernels[read.method], read.antialias); // prettier-ignore
    return swapaxes(matmul(swapaxes(part, axis, -1), castTo(weights, x.dtype)), axis, -1);
  }, x);
  return result as unknown as ResultOf<X>;
}

interface Scaled {
  readonly x: Tensor;
  readonly outputShape: Shape;
  readonly axes: readonly number[];
  readonly scale: Tensor;
  readonly translation: Tensor;
}

function checkShapes(where: string, { x, outputShape, axes, scale, translation }: Scaled): void {
  const shape: SymbolicShape = x.shape;
  const keeps = shape.every((length, axis) => axes.includes(axis) || length === null || length === outputShape[axis]);
  if (outputShape.length !== shape.length || !keeps || axes.some((axis) => shape[axis] === null)) {
    const expected =
      'an `outputShape` that differs from that of the images along `spatialDims` alone, of which the lengths are known';
    throw new ShapeError({ where, expected, received: { outputShape, images: x } });
  }
  const isList = (each: Tensor): boolean => each.shape.length === 1 && each.shape[0] === axes.length;
  if (isList(scale) && isList(translation)) return;
  const expected = `lists of ${axes.length} numbers, one for each of \`spatialDims\``;
  throw new ValueError({ where, expected, received: { scale, translation } });
}
