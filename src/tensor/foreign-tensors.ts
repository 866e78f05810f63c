/** Objects that can stand for a tensor without being one: a tensor that came from a worker as a plain object, and the pixels of an image. */
import { DTypeError } from '../errors/index.js';
import { allocate, isDType, isHalf, type DType, type TensorData, type TypedArray } from './dtype.js';
import { roundToHalf, type HalfDType } from './half-precision.js';
import { isPlainObject } from './options.js';
import { checkShape, checkSize, type Shape } from './shape.js';
import { admitTypedArray, isTypedArray, type Float16ArrayLike } from './storage.js';
import { Tensor } from './tensor.js';

/** A tensor after `postMessage` or `structuredClone`: its fields survive, its class is lost. */
export interface PostedTensor {
  readonly data: TensorData;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Pixels as a canvas gives them: red, green, blue and alpha of each, row by row. */
export interface ImageDataLike {
  readonly data: Uint8ClampedArray | Float16ArrayLike;
  readonly width: number;
  readonly height: number;
}

/** Whether a value looks like a tensor that was posted; `tensorOfPosted` checks it fully. */
export const isPostedTensor = (value: unknown): value is PostedTensor =>
  isPlainObject(value) && typeof value['dtype'] === 'string' && Array.isArray(value['shape']) && 'data' in value;

/** Whether a value is an `ImageData`, whichever page or library made it. */
export const isImageData = (value: object): value is ImageDataLike =>
  'data' in value &&
  isTypedArray(value.data) &&
  'width' in value &&
  typeof value.width === 'number' &&
  'height' in value &&
  typeof value.height === 'number';

/** For dtypes whose arrays can hold other values than theirs, whether a number is a value of the dtype. */
const isElementOf = (dtype: HalfDType | 'bool') => (value: number) =>
  Object.is(value, dtype === 'bool' ? Number(value !== 0) : roundToHalf(value, dtype));

/** A tensor over the data of one that was posted. */
export function tensorOfPosted(where: string, { data, shape, dtype }: PostedTensor): Tensor {
  const refuse = (expected: string): never => {
    throw new DTypeError({ where, expected: `${expected} in a tensor that was posted`, received: { data, dtype } });
  };
  if (!isDType(dtype)) return refuse('a dtype of tensors');
  if (Array.isArray(data)) {
    if (dtype !== 'string' || !data.every((each) => typeof each === 'string')) return refuse('data of its dtype');
  } else {
    const kind = (array: unknown): unknown => (isTypedArray(array) ? array[Symbol.toStringTag] : undefined);
    if (kind(data) !== kind(allocate(dtype, 0)) || kind(data) === undefined) return refuse('data of its dtype');
    if ((dtype === 'bool' || isHalf(dtype)) && !data.every(isElementOf(dtype))) return refuse('elements of its dtype');
  }
  checkShape(where, shape);
  checkSize(where, data.length, shape);
  return new Tensor(data as TypedArray, [...shape], dtype);
}

/** The pixels of an image, [height, width, 4], over the same bytes. */
export function tensorOfImage(where: string, { data, width, height }: ImageDataLike): Tensor {
  const pixels = admitTypedArray(where, data);
  const shape = [height, width, 4];
  checkShape(where, shape);
  checkSize(where, pixels.data.length, shape);
  return new Tensor(pixels.data, shape, pixels.dtype);
}
