/** Rotates, stretches, shifts and bends images. */
import { ShapeError, unknownNameError, ValueError } from '../../errors/index.js';
import { fittingTensor, lengthAt, type Seed, type Tensor } from '../../tensor/index.js';
import { specOf } from '../apply.js';
import { add, divide, multiply, negative, subtract } from '../arithmetic.js';
import { integersOf, numberOf, readArguments, required, type Scalar } from '../arguments.js';
import { castTo } from '../casting.js';
import { arange, onesLike, zerosLike } from '../creation.js';
import { take } from '../gathering.js';
import { concatenate, stack } from '../joining.js';
import { solve } from '../linalg/solving.js';
import { asFloating, asOperand } from '../operand.js';
import type { Operand, ResultOf } from '../operation.js';
import { cumsum } from '../ordering.js';
import { normalLike } from '../random-draws.js';
import { expandDims, reshapeTo, squeeze } from '../reshape.js';
import { blurred } from './filtering.js';
import { checkImages, knownSides, onBatch, type FormatOption, type ReadFormat } from './images.js';
import { fromZero, pixelsOf } from './pixels.js';
import { checkFillMode, sampleRows, type FillMode, type Sampling } from './sampling.js';

/** How values between pixels are computed when images are warped. */
export type WarpInterpolation = 'nearest' | 'bilinear';

const orders = { nearest: 0, bilinear: 1 } as const;

function orderOf(where: string, interpolation: WarpInterpolation): 0 | 1 {
  if (Object.hasOwn(orders, interpolation)) return orders[interpolation];
  throw unknownNameError(where, 'interpolation', String(interpolation), Object.keys(orders));
}

interface ReadWarp extends ReadFormat {
  readonly interpolation: WarpInterpolation;
  readonly fillMode: FillMode;
  readonly fillValue: number;
}

/** What stands beyond the edges, in the dtype of the array, which must be able to hold it. */
const fillOf = (where: string, x: Operand, fillValue: Scalar): number =>
  Number(fittingTensor(where, numberOf(where, 'fillValue', fillValue), specOf(x, where).dtype).data[0]);

function samplingOf(where: string, images: Operand, { interpolation, fillMode, fillValue }: ReadWarp): Sampling {
  checkFillMode(where, fillMode);
  return { order: orderOf(where, interpolation), fillMode, fillValue: fillOf(where, images, fillValue) };
}

/** Values as they are weighted. */
const sampledFrom = (x: Tensor): Tensor => (x.dtype === 'float64' ? x : castTo(x, 'float32'));

/** A batch of images, channels last, sampled at `y` and `x`, each `[batch or 1, height, width]`. */
function sampled(where: string, batch: Tensor, y: Tensor, x: Tensor, sampling: Sampling): Tensor {
  const [height, width] = knownSides(where, batch);
  const rows = reshapeTo(sampledFrom(batch), [-1, batch.shape[3]!]);
  const base = multiply(numbersOf(batch), height * width);
  return pixelsOf(sampleRows(rows, [height, width], [y, x], base, sampling), batch.dtype, fromZero);
}

/** The index of each image of a batch, `[batch, 1, 1]`; the length of the batch need not be known. */
function numbersOf(batch: Tensor): Tensor {
  const count = batch.shape[0] as number | null | undefined;
  if (typeof count === 'number') return reshapeTo(arange(count), [count, 1, 1]);
  const pixel = [0, 1, 2].reduce<Tensor>((part) => take(part, 0, { axis: 1 }), batch);
  return reshapeTo(subtract(cumsum(castTo(onesLike(pixel), 'int32'), { axis: 0 }), 1), [-1, 1, 1]);
}

/** The row and column numbers of pixels, `[1, height, 1]` and `[1, 1, width]`. */
const gridOf = (height: number, width: number): [y: Tensor, x: Tensor] => [
  reshapeTo(arange(height, { dtype: 'float32' }), [1, height, 1]),
  reshapeTo(arange(width, { dtype: 'float32' }), [1, 1, width]),
];

/** Splits numbers that are given for each image; each result can be broadcast with a grid of pixels. */
const perImage = (numbers: Tensor, count: number): Tensor[] =>
  Array.from({ length: count }, (_, i) => reshapeTo(take(numbers, i, { axis: 1 }), [-1, 1, 1]));

/** A batch whose pixels are taken from where a projection, given by eight numbers, maps their positions. */
function projected(where: string, batch: Tensor, transforms: Tensor, sampling: Sampling): Tensor {
  const [y, x] = gridOf(...knownSides(where, batch));
  const [a0, a1, a2, b0, b1, b2, c0, c1] = perImage(transforms, 8) as [
    ...[Tensor, Tensor, Tensor, Tensor],
    ...[Tensor, Tensor, Tensor, Tensor],
  ];
  const sumOf = (a: Tensor, b: Tensor, c: Tensor | number): Tensor => add(add(multiply(a, x), multiply(b, y)), c);
  const divisor = sumOf(c0, c1, 1);
  const at = (a: Tensor, b: Tensor, c: Tensor): Tensor => divide(sumOf(a, b, c), divisor);
  return sampled(where, batch, at(b0, b1, b2), at(a0, a1, a2), sampling);
}

/** Options of warping. */
export interface WarpOptions extends FormatOption {
  /** How values between pixels are computed; `'bilinear'` by default. */
  readonly interpolation?: WarpInterpolation | undefined;
  readonly fillValue?: Scalar | undefined;
}

/** Options of `affineTransform`. */
export interface AffineTransformOptions extends WarpOptions {
  /** How images continue beyond their edges; by default with `'constant'`, the `fillValue` (0). */
  readonly fillMode?: FillMode | undefined;
}

/**
 * Warps images: pixel (x, y) of the result is the pixel at `((a0·x + a1·y + a2) / k, (b0·x + b1·y + b2) / k)` of the image, with `k = c0·x
 * + c1·y + 1`. `transform` is `[a0, a1, a2, b0, b1, b2, c0, c1]`, for all images or for each.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const image = tensor([1, 2, 3], { shape: [1, 3, 1] });
 * const toTheRight = [1, 0, -1, 0, 1, 0, 0, 0];
 * ops.ravel(ops.image.affineTransform(image, toTheRight)) // → array([0., 1., 2.], dtype=float32)
 */
export function affineTransform<X extends Operand, T extends Operand>(
  images: X,
  ...given:
    [transform: T, options?: AffineTransformOptions] | [options: AffineTransformOptions & { readonly transform: T }]
): ResultOf<X, T> {
  const where = 'ops.image.affineTransform';
  const read = readArguments<ReadWarp & { readonly transform: Operand }>(where, ['transform'], given, {
    transform: required,
    interpolation: 'bilinear',
    fillMode: 'constant',
    fillValue: 0,
    dataFormat: null,
  });
  const sampling = samplingOf(where, images, read);
  const transform = asFloating(where, read.transform);
  const rank = transform.shape.length;
  if ((rank !== 1 && rank !== 2) || ![8, null].includes(transform.shape[rank - 1]!)) {
    throw new ShapeError({ where, expected: 'eight numbers, for all images or for each', received: { transform } });
  }
  const transforms = rank === 1 ? expandDims(transform, 0) : transform;
  return onBatch(where, images, read.dataFormat, (batch) => projected(where, batch, transforms, sampling)) as ResultOf<
    X,
    T
  >;
}

/** The eight numbers of the projection that maps the end points to the start points. */
function projectionOf(start: Tensor, end: Tensor): Tensor {
  const coordinate = (points: Tensor, which: 0 | 1): Tensor => take(points, which, { axis: -1 });
  const [startX, startY, x, y] = [coordinate(start, 0), coordinate(start, 1), coordinate(end, 0), coordinate(end, 1)];
  const [none, one] = [zerosLike(x), onesLike(x)];
  const row = (each: readonly Tensor[], to: Tensor): Tensor =>
    stack([...each, negative(multiply(to, x)), negative(multiply(to, y))], { axis: -1 });
  const rows = [row([x, y, one, none, none, none], startX), row([none, none, none, x, y, one], startY)];
  return squeeze(solve(concatenate(rows, { axis: 1 }), expandDims(concatenate([startX, startY], { axis: 1 }), -1)), {
    axis: -1,
  });
}

/** Four points as a batch. */
function pointsOf(where: string, name: string, given: Operand): Tensor {
  const points = castTo(asFloating(where, given), 'float32');
  const { shape } = points;
  const isOfFour = (shape.length === 2 || shape.length === 3) && lengthAt(shape, -2) === 4 && lengthAt(shape, -1) === 2;
  if (!isOfFour) {
    throw new ShapeError({
      where,
      expected: 'four points [x, y], for all images or each',
      received: { [name]: points },
    });
  }
  return shape.length === 2 ? expandDims(points, 0) : points;
}

interface Points {
  readonly startPoints: Operand;
  readonly endPoints: Operand;
}

/**
 * Images in another perspective: the pixels at the four `startPoints` `[x, y]` move to the `endPoints`. The points apply to all images, or
 * are given for each.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const image = tensor([1, 2, 3, 4], { shape: [2, 2, 1] });
 * const corners = [[0, 0], [1, 0], [0, 1], [1, 1]];
 * const exchanged = [[1, 0], [0, 0], [1, 1], [0, 1]];
 * ops.squeeze(ops.image.perspectiveTransform(image, corners, exchanged))
 * // → array([[2., 1.],
 * //          [4., 3.]], dtype=float32)
 */
export function perspectiveTransform<X extends Operand>(
  images: X,
  ...given:
    | [startPoints: Operand, endPoints: Operand, options?: WarpOptions]
    | [startPoints: Operand, options: WarpOptions & { readonly endPoints: Operand }]
    | [options: WarpOptions & Points]
): ResultOf<X> {
  const where = 'ops.image.perspectiveTransform';
  const read = readArguments<ReadWarp & Points>(where, ['startPoints', 'endPoints'], given, {
    startPoints: required,
    endPoints: required,
    interpolation: 'bilinear',
    fillMode: 'constant',
    fillValue: 0,
    dataFormat: null,
  });
  const sampling = samplingOf(where, images, read);
  const start = pointsOf(where, 'startPoints', read.startPoints);
  const end = pointsOf(where, 'endPoints', read.endPoints);
  return onBatch(where, images, read.dataFormat, (batch) =>
    projected(where, batch, projectionOf(start, end), sampling),
  ) as ResultOf<X>;
}

interface MapArguments {
  readonly coordinates: Operand;
  readonly order: 0 | 1;
  readonly fillMode: FillMode;
  readonly fillValue: number;
}

/** Options of `mapCoordinates`. */
export interface MapCoordinatesOptions {
  /** How the array continues beyond its edges; by default with `'constant'`, the `fillValue` (0). */
  readonly fillMode?: FillMode | undefined;
  readonly fillValue?: Scalar | undefined;
}

/**
 * The elements of an array at `coordinates`, whose first axis holds the positions along each axis of the array. With `order` 0 the nearest
 * elements, with 1 linear mixtures.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.mapCoordinates([10, 20, 30], [[0.5, 2]], 1) // → array([15., 30.], dtype=float32)
 */
export function mapCoordinates<X extends Operand, C extends Operand>(
  inputs: X,
  ...given:
    | [coordinates: C, order: 0 | 1, options?: MapCoordinatesOptions]
    | [coordinates: C, options: MapCoordinatesOptions & { readonly order: 0 | 1 }]
    | [options: MapCoordinatesOptions & { readonly coordinates: C; readonly order: 0 | 1 }]
): ResultOf<X, C> {
  const where = 'ops.image.mapCoordinates';
  const read = readArguments<MapArguments>(where, ['coordinates', 'order'], given, {
    coordinates: required,
    order: required,
    fillMode: 'constant',
    fillValue: 0,
  });
  const { order, fillMode, fillValue } = read;
  checkFillMode(where, fillMode);
  if ((order as unknown) !== 0 && (order as unknown) !== 1) {
    throw new ValueError({ where, expected: '`order` to be 0 or 1', received: { order } });
  }
  const x = asOperand(where, inputs);
  const coordinates = asFloating(where, read.coordinates);
  const rank = x.shape.length;
  if (coordinates.shape.length < 2 || coordinates.shape[0] !== rank) {
    const expected = 'coordinates whose first axis is as long as the inputs have axes';
    throw new ShapeError({ where, expected, received: { inputs: x, coordinates } });
  }
  const lengths = integersOf(where, 'inputs', x.shape, 'inputs of known lengths');
  const places = lengths.map((_, axis) => take(coordinates, axis, { axis: 0 }));
  const elements = sampleRows(reshapeTo(sampledFrom(x), [-1, 1]), lengths, places, undefined, {
    order,
    fillMode,
    fillValue: fillOf(where, x, fillValue),
  });
  return pixelsOf(squeeze(elements, { axis: -1 }), x.dtype, fromZero) as ResultOf<X, C>;
}

/** Options of `elasticTransform`. */
export interface ElasticTransformOptions extends AffineTransformOptions {
  /** How far pixels are moved; 20 by default. */
  readonly alpha?: Scalar | undefined;
  /** The standard deviation of the blur, which makes neighbouring pixels move together; 5 by default. */
  readonly sigma?: Scalar | undefined;
  readonly seed?: Seed | null | undefined;
}

interface ReadElastic extends ReadWarp {
  readonly alpha: Operand;
  readonly sigma: number | Tensor;
  readonly seed: Seed | null | undefined;
}

/**
 * Images bent at random: each pixel is read at the distance `alpha · d`, where the displacements d are random numbers of deviation `sigma`,
 * blurred by a Gaussian of that deviation. Source: Simard et al., 2003.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.elasticTransform(ops.ones([8, 8, 3]), { alpha: 2, sigma: 1, seed: 1 }).shape // → [ 8, 8, 3 ]
 */
export function elasticTransform<X extends Operand>(
  images: X,
  ...given: [options?: ElasticTransformOptions | undefined]
): ResultOf<X> {
  const where = 'ops.image.elasticTransform';
  const read = readArguments<ReadElastic>(where, [], given, {
    alpha: 20,
    sigma: 5,
    interpolation: 'bilinear',
    fillMode: 'reflect',
    fillValue: 0,
    seed: undefined,
    dataFormat: null,
  });
  const sigma = numberOf(where, 'sigma', read.sigma);
  return elasticallyWarped(where, images, {
    ...read,
    size: kernelSize(sigma),
    sampling: samplingOf(where, images, read),
  });
}

/** The size of the blur's kernel, an odd number. */
export const kernelSize = (sigma: number): number => Math.trunc(6 * sigma) | 1;

/** The same for a deviation that may be a tensor, whose value is not known in advance; the size of the kernel is given. */
export function elasticallyWarped<X extends Operand>(
  where: string,
  images: X,
  settings: Pick<ReadElastic, 'alpha' | 'sigma' | 'seed' | 'dataFormat'> & {
    readonly size: number;
    readonly sampling: Sampling;
  },
): ResultOf<X> {
  const { alpha, sigma, seed, dataFormat, size, sampling } = settings;
  checkImages(where, asOperand(where, images));
  return onBatch(where, images, dataFormat, (batch) => {
    const [height, width] = knownSides(where, batch);
    const plane = castTo(take(batch, [0], { axis: 3 }), 'float32');
    const push = (): Tensor => {
      const drawn = multiply(normalLike(plane, seed!), sigma);
      const smooth = blurred(drawn, [size, size], [sigma, sigma]);
      return multiply(squeeze(smooth, { axis: 3 }), alpha as Tensor);
    };
    const [y, x] = gridOf(height, width);
    return sampled(where, batch, add(y, push()), add(x, push()), sampling);
  }) as ResultOf<X>;
}
