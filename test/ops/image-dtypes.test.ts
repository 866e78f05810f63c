/** What operations on images give for images of each dtype. Values from Keras 3.15 on JAX. */
import { describe, expect, test } from 'vitest';
import { layers, ops, tensor, type DType, type Tensor } from '../../src/index.js';

const integers = ['uint8', 'int32'] as const;
const floating = ['float16', 'bfloat16', 'float32'] as const;

const gray = (dtype: DType): Tensor => ops.reshape(ops.cast(ops.arange(16), dtype), [4, 4, 1]);
const batch = (dtype: DType): Tensor => ops.expandDims(gray(dtype), 0);
const colors = (dtype: DType): Tensor => ops.concatenate([gray(dtype), gray(dtype), gray(dtype)], { axis: -1 });
const large = (dtype: DType): Tensor => ops.repeat(ops.repeat(gray(dtype), 4, { axis: 0 }), 4, { axis: 1 });
const dot = (dtype: DType): Tensor => tensor([0, 0, 0, 0, 1, 0, 0, 0, 0], { dtype, shape: [3, 3, 1] });
const corners = [[0, 0], [0, 3], [3, 0], [3, 3]]; // prettier-ignore
const moved = [[0, 0], [0, 3], [3, 0], [3, 2]]; // prettier-ignore
const sides = { topPadding: 1, bottomPadding: 1, leftPadding: 1, rightPadding: 1 };
const parts = { topCropping: 1, bottomCropping: 1, leftCropping: 1, rightCropping: 1 };

/** A call, and the first numbers that it gives for integers, truth values and float32; `null` where it refuses, or Keras does. */
type Row = readonly [(dtype: DType) => Tensor, readonly number[] | null, readonly number[] | null, readonly number[]];

const rows: Readonly<Record<keyof typeof ops.image, Row>> = {
  affineTransform: [
    (dtype) => ops.image.affineTransform(gray(dtype), [1, 0, 0.5, 0, 1, 0.5, 0, 0]),
    ...[[3, 4, 5, 3, 7, 8], [1, 1, 1, 1, 1, 1], [2.5, 3.5, 4.5, 2.5, 6.5, 7.5]] as const, // prettier-ignore
  ],
  cropImages: [(dtype) => ops.image.cropImages(gray(dtype), parts), [5, 6, 9, 10], [1, 1, 1, 1], [5, 6, 9, 10]],
  extractPatches: [(dtype) => ops.image.extractPatches(gray(dtype), 2), [0, 1, 4, 5], [0, 1, 1, 1], [0, 1, 4, 5]],
  extractPatches3d: [
    (dtype) => ops.image.extractPatches3d(ops.reshape(gray(dtype), [1, 2, 2, 4, 1]), 2),
    ...[[0, 1, 4, 5, 8, 9], [0, 1, 1, 1, 1, 1], [0, 1, 4, 5, 8, 9]] as const, // prettier-ignore
  ],
  elasticTransform: [(dtype) => ops.image.elasticTransform(ops.onesLike(gray(dtype)), { fillMode: 'nearest' }), null, null, [1, 1, 1]], // prettier-ignore
  gaussianBlur: [
    (dtype) => ops.image.gaussianBlur(dot(dtype)),
    null,
    null,
    [0.07511361, 0.1238414, 0.07511361, 0.1238414, 0.20417994],
  ],
  hsvToRgb: [(dtype) => ops.image.hsvToRgb(colors(dtype)), null, null, [0, 0, 0, 1, 0, 0]],
  rgbToHsv: [(dtype) => ops.image.rgbToHsv(colors(dtype)), null, null, [0, 0, 0, 0, 0, 1]],
  mapCoordinates: [
    (dtype) => ops.image.mapCoordinates(ops.ravel(gray(dtype)), [[0.5, 1.5, 2.5, 0.25, 0.75]], 1),
    ...[[1, 2, 3, 0, 1], [1, 1, 1, 1, 1], [0.5, 1.5, 2.5, 0.25, 0.75]] as const, // prettier-ignore
  ],
  padImages: [(dtype) => ops.image.padImages(gray(dtype), sides), [0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 0, 0, 1]], // prettier-ignore
  perspectiveTransform: [
    (dtype) => ops.image.perspectiveTransform(gray(dtype), corners, moved),
    ...[[0, 1, 2, 3, 4, 5, 7, 9], [0, 1, 1, 1, 1, 1, 1, 1], [0, 0.75, 1.7142857, 3, 4, 5.25]] as const, // prettier-ignore
  ],
  resize: [
    (dtype) => ops.image.resize(gray(dtype), [2, 3]),
    ...[[2, 4, 5, 10, 12, 13], [1, 1, 1, 1, 1, 1], [2.1666667, 3.5, 4.8333335, 10.166667, 11.5, 12.833334]] as const, // prettier-ignore
  ],
  rgbToGrayscale: [(dtype) => ops.image.rgbToGrayscale(colors(dtype)), [0, 0, 1, 2, 3], [0, 1, 1, 1, 1], [0, 0.9999, 1.9998, 2.9997]], // prettier-ignore
  scaleAndTranslate: [(dtype) => ops.image.scaleAndTranslate(gray(dtype), [4, 4, 1], [1, 1], [0.5, 0.5], [0, 1], 'linear'), null, null, [0, 0.5, 1.5, 2.5, 2]], // prettier-ignore
  sobelEdges: [(dtype) => ops.image.sobelEdges(batch(dtype)), null, null, [13, 7, 20, 6, 24, 6, 20, -10]],
  ssim: [(dtype) => ops.image.ssim(large(dtype), large(dtype)), [1], [1], [1]],
};

const beginningOf = (x: Tensor, count: number): number[] => [...(x.data as Float32Array).slice(0, count)];

describe.each(Object.entries(rows))('image.%s', (_, [call, ofIntegers, ofTruth, ofFloats]) => {
  test('integers', () => {
    for (const dtype of ofIntegers === null ? [] : integers) {
      const result = call(dtype);
      expect([result.dtype, beginningOf(result, ofIntegers!.length)]).toEqual([dtype, ofIntegers]);
    }
  });

  test('truth values', () => {
    if (ofTruth === null) return;
    const result = call('bool');
    expect([result.dtype, beginningOf(result, ofTruth.length)]).toEqual(['bool', ofTruth]);
  });

  test('floating-point numbers', () => {
    for (const dtype of [...floating, 'float64'] as const) {
      const result = call(dtype);
      expect(result.dtype).toBe(dtype);
      const most = { float16: 2 ** -10, bfloat16: 2 ** -7, float32: 1e-6, float64: 1e-6 }[dtype];
      beginningOf(result, ofFloats.length).forEach((value, i) => {
        expect(Math.abs(value - ofFloats[i]!)).toBeLessThanOrEqual(most * Math.max(1, Math.abs(ofFloats[i]!)));
      });
    }
  });
});

describe('images of integers are resized as integers', () => {
  const row = (values: readonly number[], dtype: 'uint8' | 'int32'): Tensor =>
    tensor(values, { dtype, shape: [1, values.length, 1] });

  test.each(integers)('%s', (dtype) => {
    const [six, two] = [tensor([0, 51, 102, 153, 204, 255], { dtype, shape: [1, 2, 3, 1] }), row([0, 255], dtype)];
    expect([...ops.image.resize(six, [2, 6]).data]).toEqual([0, 13, 38, 64, 89, 102, 153, 166, 191, 217, 242, 255]);
    const halves = tensor([0, 1, 2, 3, 4, 5], { dtype, shape: [1, 2, 3, 1] });
    expect([...ops.image.resize(halves, [1, 3]).data]).toEqual([2, 2, 4]);
    const beyond = dtype === 'uint8' ? [0, 0, 22, 89, 166, 233, 255, 255] : [-29, -13, 22, 89, 166, 233, 268, 284];
    expect([...ops.image.resize(two, [1, 8], { interpolation: 'bicubic' }).data]).toEqual(beyond);
    const twice = layers.UpSampling2D(2, { interpolation: 'bilinear' })(
      tensor([0, 1, 2, 3, 4, 5, 6, 7], { dtype, shape: [1, 2, 4, 1] }),
    );
    expect([twice.dtype, ...beginningOf(twice, 9)]).toEqual([dtype, 0, 0, 1, 1, 2, 2, 3, 3, 1]);
  });

  test('places are rounded away from 0', () => {
    const nearest = ops.image.mapCoordinates(ops.arange(6), [[0.5, 1.5, 2.5, 0.25, 3.5]], 0);
    expect([nearest.dtype, ...nearest.data]).toEqual(['int32', 1, 2, 3, 0, 4]);
    const negative = ops.image.mapCoordinates(ops.negative(ops.arange(6)), [[0.5, 1.5, 2.5]], 1);
    expect([...negative.data]).toEqual([-1, -2, -3]);
  });

  test('the slopes of integers are integers', () => {
    const slopes = ops.image.sobelEdges(batch('int32'));
    expect([slopes.dtype, ...beginningOf(slopes, 8)]).toEqual(['int32', 13, 7, 20, 6, 24, 6, 20, -10]);
  });
});
