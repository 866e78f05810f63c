import { describe, expect, it } from 'vitest';
import { convolve, convolveInputGradient, convolveKernelGradient } from '../../src/kernel/windows/convolution.js';
import { type ConvolutionShape, type Padding, windowedSize } from '../../src/kernel/windows/convolution-geometry.js';
import { channelwiseModule } from '../../src/kernel/product/channelwise.js';
import { assembleText, fractions, integers } from '../support/kernels.js';

const size = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** Every index of an array of this shape. */
function* indices(shape: readonly number[]): Generator<number[]> {
  for (let flat = 0; flat < size(shape); flat++) {
    let rest = flat;
    yield shape.map((_, axis) => {
      const inner = size(shape.slice(axis + 1));
      const index = Math.floor(rest / inner);
      rest %= inner;
      return index;
    });
  }
}

const flatten = (index: readonly number[], shape: readonly number[]): number =>
  index.reduce((flat, position, axis) => flat * shape[axis]! + position, 0);

/** All products that the definition of a convolution adds up, as flat indices into x, the kernel and the result. */
function* terms(shape: ConvolutionShape): Generator<readonly [x: number, kernel: number, y: number]> {
  const { batch, channels, filters, groups, inputSize, windowSize, strides, dilation, padding } = shape;
  const xShape = [batch, ...inputSize, channels];
  const kernelShape = [...windowSize, channels / groups, filters];
  const yShape = [batch, ...windowedSize(shape), filters];
  for (const [image, ...rest] of indices(yShape)) {
    const filter = rest.at(-1)!;
    const group = Math.floor(filter / (filters / groups));
    for (const tap of indices([...windowSize, channels / groups])) {
      const position = inputSize.map(
        (_, axis) => rest[axis]! * strides[axis]! + tap[axis]! * dilation[axis]! - padding[axis]![0],
      );
      if (position.some((p, axis) => p < 0 || p >= inputSize[axis]!)) continue;
      const channel = group * (channels / groups) + tap.at(-1)!;
      yield [
        flatten([image!, ...position, channel], xShape),
        flatten([...tap, filter], kernelShape),
        flatten([image!, ...rest], yShape),
      ];
    }
  }
}

/** A square shape with two spatial axes, changed where a case says so. */
const shape = (changes: Partial<ConvolutionShape> = {}): ConvolutionShape => {
  const axes = (changes.inputSize ?? [7, 6]).map(() => 1);
  return {
    batch: 2,
    channels: 3,
    filters: 5,
    inputSize: [7, 6],
    windowSize: axes.map(() => 3),
    strides: axes,
    dilation: axes,
    padding: axes.map((): Padding => [0, 0]),
    groups: 1,
    ...changes,
  };
};

const cases: Record<string, ConvolutionShape> = {
  'a plain one': shape(),
  'one channel, one filter': shape({ channels: 1, filters: 1 }),
  'more channels than a vector holds': shape({ channels: 9, filters: 17 }),
  'a depth beyond one block': shape({ batch: 1, channels: 40, filters: 3, inputSize: [4, 4] }),
  'a window of one': shape({ windowSize: [1, 1] }),
  'a window that is no square': shape({ windowSize: [2, 5] }),
  'uneven padding': shape({
    padding: [
      [1, 2],
      [0, 1],
    ],
  }),
  'more padding than input': shape({
    inputSize: [2, 1],
    padding: [
      [3, 3],
      [2, 4],
    ],
  }),
  strides: shape({
    strides: [2, 3],
    padding: [
      [1, 1],
      [0, 2],
    ],
  }),
  'strides longer than the window': shape({ windowSize: [1, 2], strides: [2, 4] }),
  'strides that leave a rest': shape({ inputSize: [9, 8], strides: [4, 3] }),
  dilation: shape({
    dilation: [2, 1],
    padding: [
      [2, 2],
      [1, 1],
    ],
  }),
  'strides and dilation': shape({
    inputSize: [11, 12],
    strides: [2, 3],
    dilation: [3, 2],
    padding: [
      [1, 2],
      [3, 0],
    ],
  }),
  'strides and dilation with a common factor': shape({
    inputSize: [11, 12],
    strides: [4, 2],
    dilation: [2, 4],
    windowSize: [3, 3],
  }),
  groups: shape({ channels: 6, filters: 4, groups: 2 }),
  'groups with strides': shape({
    channels: 6,
    filters: 9,
    groups: 3,
    strides: [2, 2],
    padding: [
      [0, 1],
      [0, 1],
    ],
  }),
  depthwise: shape({
    channels: 7,
    filters: 7,
    groups: 7,
    padding: [
      [1, 1],
      [1, 1],
    ],
  }),
  'depthwise with strides': shape({ channels: 22, filters: 22, groups: 22, strides: [2, 3] }),
  'depthwise with a multiplier': shape({ channels: 3, filters: 6, groups: 3 }),
  'borders apart': shape({ batch: 8, channels: 4, filters: 9 }),
  'borders apart and uneven padding': shape({
    batch: 8,
    channels: 9,
    filters: 8,
    inputSize: [6, 9],
    padding: [
      [1, 0],
      [0, 2],
    ],
  }),
  'borders apart, strides and dilation': shape({
    batch: 8,
    channels: 2,
    filters: 8,
    inputSize: [11, 9],
    strides: [1, 2],
    dilation: [3, 1],
    windowSize: [2, 3],
  }),
  'borders apart and inputs that nothing reaches': shape({
    batch: 8,
    channels: 2,
    filters: 8,
    inputSize: [5, 8],
    windowSize: [2, 2],
    strides: [1, 3],
  }),
  'borders apart, strides, dilation and padding': shape({
    batch: 8,
    channels: 8,
    filters: 3,
    inputSize: [11, 9],
    strides: [1, 2],
    dilation: [3, 1],
    padding: [
      [3, 3],
      [1, 1],
    ],
  }),
  'windows that reach nothing but zeros': shape({
    batch: 16,
    channels: 8,
    filters: 3,
    inputSize: [2, 6],
    dilation: [4, 1],
    windowSize: [2, 3],
    padding: [
      [2, 2],
      [1, 1],
    ],
  }),
  'one spatial axis': shape({ inputSize: [13], strides: [2], padding: [[2, 1]] }),
  'three spatial axes': shape({
    inputSize: [4, 3, 5],
    windowSize: [2, 3, 2],
    strides: [2, 1, 1],
    padding: [
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  }),
};

describe('convolution', () => {
  describe.each(Object.entries(cases))('with %s', (_, shape) => {
    const { batch, channels, filters, groups, inputSize, windowSize } = shape;
    const x = integers(batch * size(inputSize) * channels, 1);
    const kernel = integers((size(windowSize) * channels * filters) / groups, 2);
    const dy = integers(batch * size(windowedSize(shape)) * filters, 3);
    const bias = integers(filters, 4);

    it('is the sum of its terms', () => {
      const expected = dy.map((_, index) => bias[index % filters]!);
      for (const [i, k, o] of terms(shape)) expected[o]! += x[i]! * kernel[k]!;
      expect(
        convolve(
          x,
          kernel,
          dy.map(() => NaN),
          shape,
          bias,
        ),
      ).toEqual(expected);
    });

    it('has the gradient of its terms with respect to the input', () => {
      const expected = x.map(() => 0);
      for (const [i, k, o] of terms(shape)) expected[i]! += dy[o]! * kernel[k]!;
      expect(
        convolveInputGradient(
          dy,
          kernel,
          x.map(() => NaN),
          shape,
        ),
      ).toEqual(expected);
    });

    it('has the gradient of its terms with respect to the kernel', () => {
      const expected = kernel.map(() => 0);
      for (const [i, k, o] of terms(shape)) expected[k]! += x[i]! * dy[o]!;
      expect(
        convolveKernelGradient(
          x,
          dy,
          kernel.map(() => NaN),
          shape,
        ),
      ).toEqual(expected);
    });
  });

  it('computes fractions within the rounding of float32 sums, in float64 exactly', () => {
    const plain = shape({ channels: 30, filters: 4 });
    const x = fractions(2 * 42 * 30, 1);
    const kernel = fractions(9 * 30 * 4, 2);
    const exact = new Float64Array(2 * 20 * 4);
    const magnitudes = new Float64Array(exact.length);
    for (const [i, k, o] of terms(plain)) {
      exact[o]! += x[i]! * kernel[k]!;
      magnitudes[o]! += Math.abs(x[i]! * kernel[k]!);
    }
    convolve(x, kernel, new Float32Array(exact.length), plain).forEach((value, index) => {
      expect(Math.abs(value - exact[index]!)).toBeLessThan(4e-7 * magnitudes[index]!);
    });
    convolve(new Float64Array(x), new Float64Array(kernel), new Float64Array(exact.length), plain).forEach(
      (value, index) => {
        expect(Math.abs(value - exact[index]!)).toBeLessThan(1e-15 * magnitudes[index]!);
      },
    );
  });

  it('gives nothing for an empty batch and where the window does not fit', () => {
    const none = new Float32Array(0);
    expect(convolve(none, integers(135, 1), none, shape({ batch: 0 }))).toHaveLength(0);
    const tooSmall = shape({ inputSize: [2, 2] });
    expect(windowedSize(tooSmall)).toEqual([0, 0]);
    expect(convolve(integers(24, 1), integers(135, 1), none, tooSmall)).toHaveLength(0);
    expect(convolveInputGradient(none, integers(135, 1), new Float32Array(24).fill(NaN), tooSmall)).toEqual(
      new Float32Array(24),
    );
    expect(convolveKernelGradient(integers(24, 1), none, new Float32Array(135).fill(NaN), tooSmall)).toEqual(
      new Float32Array(135),
    );
  });
});

it('channelwiseModule reads the same as text', async () => {
  expect(channelwiseModule().encode()).toEqual(await assembleText(channelwiseModule()));
});
