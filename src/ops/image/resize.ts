/** Resizes images. */
import { ShapeError, unknownNameError, ValueError } from '../../errors/index.js';
import type { Tensor } from '../../tensor/index.js';
import { specOf } from '../apply.js';
import { integersOf, readArguments, required, type Integers, type Scalar } from '../arguments.js';
import { resolveDataFormat, type DataFormat } from '../data-format.js';
import { take } from '../gathering.js';
import type { Operand, ResultOf } from '../operation.js';
import { pad } from '../slicing.js';
import { interpolations, type Interpolation } from './interpolation.js';
import { pixelsOf, toEven } from './pixels.js';
import { resample } from './resampling.js';
import { within } from '../naming.js';

/** Options of `resize`. */
export interface ResizeOptions {
  /** How new elements are computed from the old ones around their places; `'bilinear'` by default. */
  readonly interpolation?: Interpolation | undefined;
  /** Whether every old element counts even where images become smaller. */
  readonly antialias?: boolean | undefined;
  /** Whether images are cropped evenly on both sides if they are too high or too wide for the new proportions. */
  readonly cropToAspectRatio?: boolean | undefined;
  /** Whether images are padded evenly on both sides if they are not high or wide enough for the new proportions. */
  readonly padToAspectRatio?: boolean | undefined;
  /** What images are padded with: a constant. */
  readonly fillMode?: 'constant' | undefined;
  /** The value that images are padded with; 0 by default. */
  readonly fillValue?: Scalar | undefined;
  /** The place of the channels axis; last by default. */
  readonly dataFormat?: DataFormat | null | undefined;
}

interface ResizeArguments {
  readonly size: Integers;
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
  readonly cropToAspectRatio: boolean;
  readonly padToAspectRatio: boolean;
  readonly fillMode: 'constant';
  readonly fillValue: number;
  readonly dataFormat: DataFormat | null;
}

const where = 'ops.image.resize';

type Size = readonly [height: number, width: number];

function sizeOf(given: Integers): Size {
  const expected = 'a size of two positive integers';
  const size = integersOf(where, 'size', given, expected);
  if (size.length === 2 && size.every((n) => n > 0)) return size as unknown as Size;
  throw new ValueError({ where, expected, received: { size } });
}

function checkArguments(options: ResizeArguments): void {
  const { interpolation, cropToAspectRatio, padToAspectRatio, fillMode } = options;
  if (!interpolations.includes(interpolation)) {
    throw unknownNameError(where, 'interpolation', String(interpolation), interpolations);
  }
  if (cropToAspectRatio && padToAspectRatio) {
    throw new ValueError({
      where,
      expected: 'either cropToAspectRatio or padToAspectRatio',
      received: { cropToAspectRatio, padToAspectRatio },
    });
  }
  if ((fillMode as string) !== 'constant') {
    throw new ValueError({ where, expected: '"constant"', received: { fillMode } });
  }
}

/** The height and width of images. They have to be known, because the cropping or padding depends on them. */
function knownSize(images: Operand, axes: readonly [number, number]): Size {
  const { shape } = specOf(images, where);
  const [height, width] = axes.map((axis) => shape[axis]!);
  if (height !== null && width !== null) return [height!, width!];
  throw new ShapeError({ where, expected: 'images of which height and width are known', received: { images } });
}

/** The largest part with the proportions of `size`, from the middle of the images. */
function cropped(images: Operand, axes: readonly [number, number], [height, width]: Size): Operand {
  const [oldHeight, oldWidth] = knownSize(images, axes);
  const least = (length: number, wanted: number): number => Math.max(1, Math.min(length, Math.floor(wanted)));
  const cropHeight = least(oldHeight, (oldWidth * height) / width);
  const cropWidth = least(oldWidth, (oldHeight * width) / height);
  const part = (length: number, kept: number): number[] =>
    Array.from({ length: kept }, (_, i) => Math.floor((length - kept) / 2) + i);
  const rows = take<Operand, Operand>(images, part(oldHeight, cropHeight), { axis: axes[0] });
  return take<Operand, Operand>(rows, part(oldWidth, cropWidth), { axis: axes[1] });
}

/** The images in the middle of the smallest area around them that has the proportions of `size`. */
function filledUp(images: Operand, axes: readonly [number, number], [height, width]: Size, value: number): Operand {
  const [oldHeight, oldWidth] = knownSize(images, axes);
  const above = Math.floor((Math.max(oldHeight, Math.floor((oldWidth * height) / width)) - oldHeight) / 2);
  const beside = Math.floor((Math.max(oldWidth, Math.floor((oldHeight * width) / height)) - oldWidth) / 2);
  const padWidth = specOf(images, where).shape.map((_, axis): [number, number] => {
    const added = axis === axes[0] ? above : axis === axes[1] ? beside : 0;
    return [added, added];
  });
  return pad(images, padWidth, { constantValues: value });
}

/**
 * The images, `[height, width, channels]` or a batch of them, in another size `[height, width]`. The position of an element is its middle,
 * so that the edges of the old and the new images coincide. Integers stay integers: they are rounded, ties to the even one.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * const images = tensor([0, 4], { shape: [1, 2, 1] });
 * ops.ravel(ops.image.resize(images, [1, 4])) // → array([0., 1., 3., 4.], dtype=float32)
 * ops.ravel(ops.image.resize(images, [1, 4], { interpolation: 'nearest' })) // → array([0., 0., 4., 4.], dtype=float32)
 */
export function resize<X extends Operand>(images: X, size: Integers, options?: ResizeOptions): ResultOf<X>;
export function resize<X extends Operand>(images: X, options: ResizeOptions & { readonly size: Integers }): ResultOf<X>;
export function resize(images: Operand, ...given: readonly unknown[]): unknown {
  return within('ops.image.resize', () => {
    const read = readArguments<ResizeArguments>(where, ['size'], given, {
      size: required,
      interpolation: 'bilinear',
      antialias: false,
      cropToAspectRatio: false,
      padToAspectRatio: false,
      fillMode: 'constant',
      fillValue: 0,
      dataFormat: null,
    });
    const size = sizeOf(read.size);
    checkArguments(read);
    const { interpolation, antialias } = read;
    const spec = specOf(images, where);
    const rank = spec.shape.length;
    if (rank !== 3 && rank !== 4) {
      const expected = 'images of rank 3, or a batch of them of rank 4';
      throw new ShapeError({ where, expected, received: { images: spec } });
    }
    const first = rank - (resolveDataFormat(where, read.dataFormat) === 'channels_last' ? 3 : 2);
    const axes = [first, first + 1] as const;
    let x: Operand = images;
    if (read.cropToAspectRatio) x = cropped(x, axes, size);
    if (read.padToAspectRatio) x = filledUp(x, axes, size, read.fillValue);
    const rows = resample(x, { axis: axes[0], length: size[0], interpolation, antialias });
    const resized = resample(rows, { axis: axes[1], length: size[1], interpolation, antialias });
    return pixelsOf(resized as Tensor, spec.dtype, toEven);
  });
}
