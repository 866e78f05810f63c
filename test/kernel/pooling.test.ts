import { describe, expect, it } from 'vitest';
import { type Padding } from '../../src/kernel/windows/convolution-geometry.js';
import { averagePool, averagePoolGradient, maxPool, maxPoolGradient } from '../../src/kernel/windows/pooling.js';
import { poolingModule } from '../../src/kernel/windows/pooling-module.js';
import { poolingWindows, type PoolingShape } from '../../src/kernel/windows/pooling-windows.js';
import { assembleText, integers } from '../support/kernels.js';

/** The pixels (flat, without channels) of each window of an image with two spatial axes, by the definition. */
function windowsOf({ inputSize, windowSize, strides, padding }: PoolingShape): number[][] {
  const [height, width] = inputSize as [number, number];
  const count = (axis: number): number =>
    Math.floor((inputSize[axis]! + padding[axis]![0] + padding[axis]![1] - windowSize[axis]!) / strides[axis]!) + 1;
  const windows: number[][] = [];
  for (let i = 0; i < count(0); i++) {
    for (let j = 0; j < count(1); j++) {
      const window: number[] = [];
      for (let row = 0; row < windowSize[0]!; row++) {
        for (let column = 0; column < windowSize[1]!; column++) {
          const y = i * strides[0]! + row - padding[0]![0];
          const x = j * strides[1]! + column - padding[1]![0];
          if (y >= 0 && y < height && x >= 0 && x < width) window.push(y * width + x);
        }
      }
      windows.push(window);
    }
  }
  return windows;
}

/** Visits every window of every image and channel: the index of its result, the indices of its pixels. */
function visit(shape: PoolingShape, body: (index: number, pixels: readonly number[]) => void): void {
  const { batch, channels, inputSize } = shape;
  let index = 0;
  for (let image = 0; image < batch; image++) {
    for (const window of windowsOf(shape)) {
      for (let channel = 0; channel < channels; channel++) {
        const origin = image * inputSize[0]! * inputSize[1]!;
        body(
          index++,
          window.map((pixel) => (origin + pixel) * channels + channel),
        );
      }
    }
  }
}

const shape = (changes: Partial<PoolingShape> = {}): PoolingShape => ({
  batch: 2,
  channels: 3,
  inputSize: [6, 7],
  windowSize: [2, 2],
  strides: [2, 2],
  padding: [
    [0, 0],
    [0, 0],
  ] as readonly Padding[],
  ...changes,
});

const cases: Record<string, PoolingShape> = {
  'windows side by side': shape(),
  'windows that overlap': shape({ windowSize: [3, 2], strides: [1, 1] }),
  'windows apart': shape({ windowSize: [1, 2], strides: [3, 4] }),
  'padding on all sides': shape({
    windowSize: [3, 3],
    padding: [
      [1, 1],
      [1, 1],
    ],
  }),
  'padding on one side': shape({
    windowSize: [2, 3],
    padding: [
      [0, 1],
      [0, 1],
    ],
  }),
  'one channel': shape({ channels: 1 }),
  'channels in vectors and a rest': shape({ channels: 23, windowSize: [3, 3], strides: [2, 1] }),
  'a window over everything': shape({ windowSize: [6, 7], strides: [1, 1] }),
};

describe('pooling', () => {
  describe.each(Object.entries(cases))('with %s', (_, shape) => {
    const { batch, channels, inputSize } = shape;
    const outputLength = batch * windowsOf(shape).length * channels;
    // Few different values, so that windows have several maxima.
    const x = integers(batch * inputSize[0]! * inputSize[1]! * channels, 1, 2);
    const dy = integers(outputLength, 2);
    const out = (): Float32Array<ArrayBuffer> => new Float32Array(outputLength).fill(NaN);

    it('takes the maximum', () => {
      const expected = out();
      visit(shape, (index, pixels) => (expected[index] = Math.max(...pixels.map((pixel) => x[pixel]!))));
      expect(maxPool(x, out(), shape)).toEqual(expected);
    });

    it('gives the gradient of the maximum to the first of them', () => {
      const expected = x.map(() => 0);
      visit(shape, (index, pixels) => {
        const maximum = Math.max(...pixels.map((pixel) => x[pixel]!));
        expected[pixels.find((pixel) => x[pixel] === maximum)!]! += dy[index]!;
      });
      expect(
        maxPoolGradient(
          x,
          dy,
          x.map(() => NaN),
          shape,
        ),
      ).toEqual(expected);
    });

    it('takes the mean of what lies inside', () => {
      const expected = out();
      visit(shape, (index, pixels) => {
        expected[index] = pixels.reduce((sum, pixel) => sum + x[pixel]!, 0) / pixels.length;
      });
      expect(averagePool(x, out(), shape)).toEqual(expected);
    });

    it('gives the gradient of the mean to all in equal shares', () => {
      // A multiple of every size of window, so that the shares are exact.
      const upstream = dy.map((value) => value * 5040);
      const expected = x.map(() => 0);
      visit(shape, (index, pixels) => {
        for (const pixel of pixels) expected[pixel]! += upstream[index]! / pixels.length;
      });
      expect(
        averagePoolGradient(
          upstream,
          x.map(() => NaN),
          shape,
        ),
      ).toEqual(expected);
    });
  });

  it('lets NaN win, and gives the gradient to the first NaN', () => {
    const row = shape({ batch: 1, channels: 5, inputSize: [1, 4], windowSize: [1, 4], strides: [1, 1] });
    const x = integers(20, 3);
    x[6] = NaN;
    x[11] = NaN;
    const maxima = maxPool(x, new Float32Array(5), row);
    expect([...maxima].map(Number.isNaN)).toEqual([false, true, false, false, false]);
    const gradient = maxPoolGradient(x, Float32Array.of(0, 1, 0, 0, 0), new Float32Array(20), row);
    expect([...gradient].flatMap((value, index) => (value === 0 ? [] : [index]))).toEqual([6]);
    expect(Number.isNaN(averagePool(x, new Float32Array(5), row)[1])).toBe(true);
  });

  it('takes minus infinity for a value like any other', () => {
    const row = shape({
      batch: 1,
      channels: 1,
      inputSize: [1, 2],
      windowSize: [1, 3],
      padding: [
        [0, 0],
        [1, 0],
      ],
    });
    const x = Float32Array.of(-Infinity, -Infinity);
    expect([...maxPool(x, new Float32Array(1), row)]).toEqual([-Infinity]);
    expect([...maxPoolGradient(x, Float32Array.of(3), new Float32Array(2), row)]).toEqual([3, 0]);
  });

  it('pools one and three spatial axes, and other types', () => {
    const line = { batch: 1, channels: 1, inputSize: [5], windowSize: [2], strides: [2], padding: [[0, 0]] as const };
    expect([...maxPool(Int32Array.of(1, 3, 5, 2, 9), new Int32Array(2), line)]).toEqual([3, 5]);
    expect([...averagePool(Float64Array.of(1, 3, 5, 2, 9), new Float64Array(2), line)]).toEqual([2, 3.5]);
    const cube = {
      ...line,
      inputSize: [2, 2, 2],
      windowSize: [2, 2, 1],
      strides: [1, 1, 1],
      padding: [
        [0, 0],
        [0, 0],
        [0, 0],
      ] as const,
    };
    expect([...maxPool(Float32Array.of(1, 8, 3, 6, 5, 4, 7, 2), new Float32Array(2), cube)]).toEqual([7, 8]);
  });

  it('gives nothing for an empty batch', () => {
    const none = new Float32Array(0);
    expect(maxPool(none, none, shape({ batch: 0 }))).toHaveLength(0);
    expect(averagePoolGradient(none, none, shape({ batch: 0 }))).toHaveLength(0);
  });
});

it('poolingModule reads the same as text', async () => {
  expect(poolingModule().encode()).toEqual(await assembleText(poolingModule()));
});

describe('windows that divide an axis', () => {
  it.each([
    [7, 3, [0, 3, 2, 5, 4, 7]],
    [6, 2, [0, 3, 3, 6]],
    [3, 5, [0, 1, 0, 2, 1, 2, 1, 3, 2, 3]],
    [4, 1, [0, 4]],
  ])('%i into %i', (size, count, ranges) => {
    const { starts, offsets } = poolingWindows({ batch: 1, channels: 2, inputSize: [size], outputSize: [count] });
    const windows = Array.from({ length: count }, (_, i) => [...offsets.subarray(starts[i], starts[i + 1])]);
    const expected = windows.map((_, i) => {
      const [from, to] = [ranges[2 * i]!, ranges[2 * i + 1]!];
      return Array.from({ length: to - from }, (_, pixel) => 2 * (from + pixel));
    });
    expect(windows).toEqual(expected);
  });
});
