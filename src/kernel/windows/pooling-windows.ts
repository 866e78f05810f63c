/** Computes which pixels of an image belong to each window of a pooling. */
import { type Padding, windowedSize } from './convolution-geometry.js';
import { rowMajorStrides } from '../lattice.js';

/** Sizes of a pooling of `[batch, ...inputSize, channels]`. One entry per spatial axis in every list. */
export interface PoolingShape {
  readonly batch: number;
  readonly channels: number;
  readonly inputSize: readonly number[];
  readonly windowSize: readonly number[];
  readonly strides: readonly number[];
  /** How far windows may reach beyond the edges of the image; there are no pixels there, so they are left out. */
  readonly padding: readonly Padding[];
}

/**
 * Sizes of a pooling whose windows divide each axis into `outputSize` parts as equal as possible; a pixel on a boundary belongs to both
 * parts.
 */
export interface AdaptivePoolingShape {
  readonly batch: number;
  readonly channels: number;
  readonly inputSize: readonly number[];
  readonly outputSize: readonly number[];
}

export type AnyPoolingShape = PoolingShape | AdaptivePoolingShape;

/** Window i consists of the pixels `offsets[starts[i]]` to `offsets[starts[i + 1]]`, exclusive, in their order in the image. */
export interface PoolingWindows {
  readonly starts: Int32Array;
  readonly offsets: Int32Array;
}

/** The windows of one image: every combination of the ranges along the axes. */
export function poolingWindows(shape: AnyPoolingShape): PoolingWindows {
  const strides = rowMajorStrides([...shape.inputSize, shape.channels]);
  const outputSize = 'outputSize' in shape ? shape.outputSize : windowedSize(shape);
  return outputSize.reduce<PoolingWindows>(
    ({ starts, offsets }, count, axis) => {
      const ranges = 'outputSize' in shape ? evenRanges(shape.inputSize[axis]!, count) : axisRanges(shape, axis, count);
      const pixels = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
      const refinedStarts = new Int32Array((starts.length - 1) * count + 1);
      const refinedOffsets = new Int32Array(offsets.length * pixels);
      let window = 0;
      let pixel = 0;
      for (let coarse = 0; coarse + 1 < starts.length; coarse++) {
        for (const [from, to] of ranges) {
          for (let p = starts[coarse]!; p < starts[coarse + 1]!; p++) {
            for (let i = from; i < to; i++) refinedOffsets[pixel++] = offsets[p]! + i * strides[axis]!;
          }
          refinedStarts[++window] = pixel;
        }
      }
      return { starts: refinedStarts, offsets: refinedOffsets };
    },
    { starts: Int32Array.of(0, 1), offsets: Int32Array.of(0) },
  );
}

/** How the windows lie on the image. */
export interface WindowCoverage {
  /** Whether no two windows have a pixel in common. */
  readonly areApart: boolean;
  /** Whether every window has a pixel. */
  readonly areFilled: boolean;
  /** The offsets of the pixels that belong to no window. */
  readonly uncovered: Int32Array;
}

export function windowCoverage(
  { starts, offsets }: PoolingWindows,
  { inputSize, channels }: AnyPoolingShape,
): WindowCoverage {
  const pixels = inputSize.reduce((product, length) => product * length, 1);
  const isCovered = new Uint8Array(pixels);
  for (const offset of offsets) isCovered[offset / channels] = 1;
  const uncovered: number[] = [];
  isCovered.forEach((covered, pixel) => {
    if (covered === 0) uncovered.push(pixel * channels);
  });
  return {
    areApart: offsets.length + uncovered.length === pixels,
    areFilled: starts.every((start, window) => window === 0 || start > starts[window - 1]!),
    uncovered: Int32Array.from(uncovered),
  };
}

type Range = readonly [from: number, to: number];

const evenRanges = (size: number, count: number): Range[] =>
  Array.from({ length: count }, (_, index) => [
    Math.floor((index * size) / count),
    Math.ceil(((index + 1) * size) / count),
  ]);

function axisRanges(shape: PoolingShape, axis: number, count: number): Range[] {
  const size = shape.inputSize[axis]!;
  return Array.from({ length: count }, (_, index) => {
    const first = index * shape.strides[axis]! - shape.padding[axis]![0];
    const from = Math.min(Math.max(first, 0), size);
    return [from, Math.max(from, Math.min(first + shape.windowSize[axis]!, size))];
  });
}
