/** Cuts parts out of images, and puts images into larger ones. */
import { ShapeError, ValueError } from '../../errors/index.js';
import { isFloating, sizeOf, type Tensor } from '../../tensor/index.js';
import { readArguments, required, type Scalars } from '../arguments.js';
import { castTo } from '../casting.js';
import { conv } from '../convolution.js';
import { eye } from '../creation.js';
import { crop } from '../cropping.js';
import { resolveDataFormat, type DataFormat } from '../data-format.js';
import { asOperand } from '../operand.js';
import type { Operand, ResultOf } from '../operation.js';
import { expandDims, reshapeTo, squeeze } from '../reshape.js';
import { pad, type Pair } from '../slicing.js';
import type { Padding } from '../windows.js';
import { channelAxis, checkImages, type FormatOption, type ReadFormat } from './images.js';

type Length = number | null | undefined;

interface ReadTarget extends ReadFormat {
  readonly targetHeight: number | null;
  readonly targetWidth: number | null;
}

const noTarget = { targetHeight: null, targetWidth: null, dataFormat: null } as const;

/** Checks that exactly two of the three lengths along an axis are given, since the third follows: before, after, and the resulting length. */
function checkTwo(where: string, lengths: Readonly<Record<string, number | null>>): void {
  const isCount = (length: number | null): boolean => length === null || (Number.isInteger(length) && length >= 0);
  const given = Object.values(lengths);
  if (given.filter((length) => length !== null).length === 2 && given.every(isCount)) return;
  const expected = `exactly two of ${Object.keys(lengths).join(', ')}, integers ≥ 0`;
  throw new ValueError({ where, expected, received: lengths });
}

/** The positions of height and width among the axes of images. */
function sidesOf(where: string, images: Tensor, dataFormat: DataFormat | null): [rows: number, columns: number] {
  checkImages(where, images);
  const rows = images.shape.length - (channelAxis(where, dataFormat) === -1 ? 3 : 2);
  return [rows, rows + 1];
}

function knownLength(where: string, images: Tensor, axis: number): number {
  const length = images.shape[axis] as number | null;
  if (length !== null) return length;
  throw new ShapeError({ where, expected: 'images of which height and width are known', received: { images } });
}

/** Options of `cropImages`: two of top, bottom and height, and two of left, right and width. */
export interface CropImagesOptions extends FormatOption {
  readonly topCropping?: Length;
  readonly leftCropping?: Length;
  readonly bottomCropping?: Length;
  readonly rightCropping?: Length;
  readonly targetHeight?: Length;
  readonly targetWidth?: Length;
}

interface ReadCropping extends ReadTarget {
  readonly topCropping: number | null;
  readonly leftCropping: number | null;
  readonly bottomCropping: number | null;
  readonly rightCropping: number | null;
}

/**
 * A part of images: the given numbers of rows and columns are cut off at the edges, or so many that the given numbers remain.
 *
 * @example
 * import { ops } from 'hillock';
 * const options = { topCropping: 1, targetHeight: 2, leftCropping: 0, rightCropping: 3 };
 * ops.image.cropImages(ops.ones([5, 5, 3]), options).shape // → [ 2, 2, 3 ]
 */
export function cropImages<X extends Operand>(images: X, ...given: [options: CropImagesOptions]): ResultOf<X> {
  const where = 'ops.image.cropImages';
  const read = readArguments<ReadCropping>(where, [], given, {
    ...{ topCropping: null, leftCropping: null, bottomCropping: null, rightCropping: null },
    ...noTarget,
  });
  const { topCropping, bottomCropping, targetHeight, leftCropping, rightCropping, targetWidth } = read;
  checkTwo(where, { topCropping, bottomCropping, targetHeight });
  checkTwo(where, { leftCropping, rightCropping, targetWidth });
  const x = asOperand(where, images);
  const [rows, columns] = sidesOf(where, x, read.dataFormat);
  const cut = (axis: number, before: number | null, after: number | null, target: number | null): Pair => {
    const length = knownLength(where, x, axis);
    const first = before ?? length - target! - after!;
    const last = after ?? length - target! - first;
    if (first >= 0 && last >= 0 && first + last < length) return [first, last];
    const expected = `less than the ${length} rows or columns that there are`;
    throw new ValueError({ where, expected, received: { before: first, after: last, images: x } });
  };
  const height = cut(rows, topCropping, bottomCropping, targetHeight);
  const width = cut(columns, leftCropping, rightCropping, targetWidth);
  const cropping = x.shape.map((_, axis): Pair => (axis === rows ? height : axis === columns ? width : [0, 0]));
  return crop(x, cropping) as ResultOf<X>;
}

/** Options of `padImages`: two of top, bottom and height, and two of left, right and width. */
export interface PadImagesOptions extends FormatOption {
  readonly topPadding?: Length;
  readonly leftPadding?: Length;
  readonly bottomPadding?: Length;
  readonly rightPadding?: Length;
  readonly targetHeight?: Length;
  readonly targetWidth?: Length;
}

interface ReadPadding extends ReadTarget {
  readonly topPadding: number | null;
  readonly leftPadding: number | null;
  readonly bottomPadding: number | null;
  readonly rightPadding: number | null;
}

/**
 * Images surrounded by rows and columns of zeros: the given numbers of them, or so many that the result has the given size.
 *
 * @example
 * import { ops } from 'hillock';
 * const options = { topPadding: 1, targetHeight: 4, leftPadding: 0, rightPadding: 3 };
 * ops.image.padImages(ops.ones([2, 2, 3]), options).shape // → [ 4, 5, 3 ]
 */
export function padImages<X extends Operand>(images: X, ...given: [options: PadImagesOptions]): ResultOf<X> {
  const where = 'ops.image.padImages';
  const read = readArguments<ReadPadding>(where, [], given, {
    ...{ topPadding: null, leftPadding: null, bottomPadding: null, rightPadding: null },
    ...noTarget,
  });
  const { topPadding, bottomPadding, targetHeight, leftPadding, rightPadding, targetWidth } = read;
  checkTwo(where, { topPadding, bottomPadding, targetHeight });
  checkTwo(where, { leftPadding, rightPadding, targetWidth });
  const x = asOperand(where, images);
  const [rows, columns] = sidesOf(where, x, read.dataFormat);
  const added = (axis: number, before: number | null, after: number | null, target: number | null): Pair => {
    if (before !== null && after !== null) return [before, after];
    const rest = target! - (before ?? after!) - knownLength(where, x, axis);
    if (rest >= 0) return before === null ? [rest, after!] : [before, rest];
    throw new ValueError({ where, expected: 'a target that is large enough', received: { target, images: x } });
  };
  const height = added(rows, topPadding, bottomPadding, targetHeight);
  const width = added(columns, leftPadding, rightPadding, targetWidth);
  const padWidth = x.shape.map((_, axis): Pair => (axis === rows ? height : axis === columns ? width : [0, 0]));
  return pad(x, padWidth) as ResultOf<X>;
}

/** Options of `extractPatches`. */
export interface ExtractPatchesOptions extends FormatOption {
  /** The distance between neighbouring patches; by default their size. */
  readonly strides?: Scalars | null | undefined;
  /** The distance between the pixels of a patch. */
  readonly dilationRate?: Scalars | undefined;
  readonly padding?: Padding | undefined;
}

interface ReadPatches extends ReadFormat {
  readonly size: number | readonly number[];
  readonly strides: number | readonly number[] | null;
  readonly dilationRate: number | readonly number[];
  readonly padding: Padding;
}

/**
 * The patches of images with two, or volumes with three, spatial axes: a convolution whose kernel copies each element by itself. Without a
 * rank, the size tells it.
 */
function patchesOf(where: string, images: Operand, given: readonly unknown[], ofRank?: number): Tensor {
  const read = readArguments<ReadPatches>(where, ['size'], given, {
    ...{ size: required, strides: null, dilationRate: 1, padding: 'valid', dataFormat: null },
  });
  const { strides, dilationRate, padding } = read;
  const rank = ofRank ?? (Array.isArray(read.size) && read.size.length === 3 ? 3 : 2);
  const size: readonly number[] = typeof read.size === 'number' ? Array<number>(rank).fill(read.size) : read.size;
  const isSize: boolean =
    Array.isArray(size) && size.length === rank && size.every((n) => Number.isInteger(n) && n > 0);
  if (!isSize) {
    throw new ValueError({ where, expected: `${rank} positive integers, or one`, received: { size: read.size } });
  }
  const x = asOperand(where, images);
  if (x.shape.length !== rank + 1 && x.shape.length !== rank + 2) {
    const expected = `an array of rank ${rank + 1}, or a batch of rank ${rank + 2}`;
    throw new ShapeError({ where, expected, received: { images: x } });
  }
  const dataFormat = resolveDataFormat(where, read.dataFormat);
  const channels = x.shape[dataFormat === 'channels_last' ? x.shape.length - 1 : x.shape.length - 1 - rank];
  if (typeof channels !== 'number') {
    throw new ShapeError({ where, expected: 'images of a known number of channels', received: { images: x } });
  }
  const count = sizeOf(size) * channels;
  // Convolutions of integers are of float32, which cannot hold them all.
  const values = isFloating(x.dtype) ? x : castTo(x, 'float64');
  const kernel = reshapeTo(eye(count, { dtype: values.dtype as 'float32' }), [...size, channels, count]);
  const isSingle = x.shape.length === rank + 1;
  const options = { strides: strides ?? size, padding, dataFormat, dilationRate };
  const patches = castTo(conv(isSingle ? expandDims(values, 0) : values, kernel, options), x.dtype);
  return isSingle ? squeeze(patches, { axis: 0 }) : patches;
}

/**
 * The patches of size `size` of images, or, if the size has three numbers, of volumes. All elements of a patch, row by row, take the place
 * of the channels.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.extractPatches(ops.ones([4, 6, 3]), 2).shape // → [ 2, 3, 12 ]
 */
export function extractPatches<X extends Operand>(
  images: X,
  ...given:
    [size: Scalars, options?: ExtractPatchesOptions] | [options: ExtractPatchesOptions & { readonly size: Scalars }]
): ResultOf<X> {
  return patchesOf('ops.image.extractPatches', images, given) as ResultOf<X>;
}

/**
 * The patches of size `size` of volumes. All elements of a patch take the place of the channels.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.image.extractPatches3d(ops.ones([4, 6, 4, 1]), 2).shape // → [ 2, 3, 2, 8 ]
 */
export function extractPatches3d<X extends Operand>(
  volumes: X,
  ...given:
    [size: Scalars, options?: ExtractPatchesOptions] | [options: ExtractPatchesOptions & { readonly size: Scalars }]
): ResultOf<X> {
  return patchesOf('ops.image.extractPatches3d', volumes, given, 3) as ResultOf<X>;
}
