/** Layers that disturb their inputs in training: what is drawn, in which shape, and what of it is reproducible. */
import { describe, expect, test } from 'vitest';
import { layers } from '../../src/models/index.js';
import * as ops from '../../src/ops/index.js';
import { grad } from '../../src/ops/gradient.js';
import { tensor, type Shape, type Tensor } from '../../src/tensor/index.js';
import { messageOf, ones } from './layer-harness.js';

const training = { training: true };
const numberOf = (x: Tensor): number => Number(x.item());
const different = (x: Tensor): number[] => [...new Set(x.data as Float32Array)].sort((a, b) => a - b);

describe('dropout of channels', () => {
  const spatial: readonly (readonly [
    string,
    (rate: number) => (x: Tensor, options?: object) => Tensor,
    Shape,
    number[],
  ])[] = [
    ['SpatialDropout1D', (rate) => layers.SpatialDropout1D(rate, { seed: 3 }), [20, 5, 30], [1]],
    ['SpatialDropout2D', (rate) => layers.SpatialDropout2D(rate, { seed: 3 }), [20, 3, 2, 30], [1, 2]],
    [
      'SpatialDropout2D, channels first',
      (rate) => layers.SpatialDropout2D(rate, { seed: 3, dataFormat: 'channels_first' }),
      [20, 30, 3, 2],
      [2, 3],
    ],
    ['SpatialDropout3D', (rate) => layers.SpatialDropout3D(rate, { seed: 3 }), [20, 2, 2, 3, 30], [1, 2, 3]],
    [
      'SpatialDropout3D, channels first',
      (rate) => layers.SpatialDropout3D(rate, { seed: 3, dataFormat: 'channels_first' }),
      [20, 30, 2, 2, 3],
      [2, 3, 4],
    ],
  ];

  test.each(spatial)('%s drops whole channels of single samples', (_, make, shape, axis) => {
    const y = make(0.25)(ones(shape), training);
    expect(different(y)).toEqual([0, Math.fround(1 / 0.75)]);
    // Each channel of each sample is dropped or kept as a whole, ...
    const decisions = ops.mean(y, { axis });
    expect(different(decisions)).toHaveLength(2);
    // ... some of them in every sample, and not the same ones: of 600 decisions about a quarter.
    const dropped = numberOf(ops.mean(ops.cast<Tensor>(ops.equal(decisions, 0), 'float32')));
    expect(Math.abs(dropped - 0.25)).toBeLessThan(0.06);
    expect(
      different(ops.mean(ops.cast<Tensor>(ops.equal(decisions, 0), 'float32'), { axis: 0 })).length,
    ).toBeGreaterThan(3);
  });

  test.each(spatial)('%s gives its inputs otherwise, and at rate 0', (_, make, shape) => {
    expect(different(make(0.25)(ones(shape)))).toEqual([1]);
    expect(different(make(0)(ones(shape), training))).toEqual([1]);
    expect(different(make(1)(ones(shape), training))).toEqual([0]);
  });

  test('inputs of another rank are refused', () => {
    expect(messageOf(() => layers.SpatialDropout2D(0.5, { name: 'a' })(ones([2, 3, 4])))).toMatchInlineSnapshot(
      `"ShapeError SpatialDropout2D "a": expected an input of 4 axes, the first of which is the batch's. Received: inputs=Tensor(shape=[2, 3, 4], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0)."`,
    );
    expect(messageOf(() => layers.SpatialDropout1D(1.5))).toMatchInlineSnapshot(
      `"ValueError SpatialDropout1D: expected rate to be a number from 0 to 1. Received: rate=1.5."`,
    );
  });

  test('configs name what Keras takes, whatever the policy', () => {
    const policy = { class_name: 'DTypePolicy', config: { name: 'mixed_float16' } };
    const { dtype, ...config } = layers.SpatialDropout1D(0.5, { name: 'a', dtype: 'mixed_float16' }).getConfig();
    expect(config).toEqual({ name: 'a', rate: 0.5, seed: null });
    expect(dtype).toMatchObject(policy);
    expect(layers.SpatialDropout1D(0.5, { dtype: 'float64' }).getConfig()['dtype']).toBe('float64');
  });
});

describe('Gaussian noise', () => {
  const x = ops.full([200, 100], 3);
  const momentsOf = (y: Tensor): [number, number] => [numberOf(ops.mean(y)), numberOf(ops.std(y))];

  test('GaussianNoise adds numbers of mean 0 and the given deviation', () => {
    const [mean, deviation] = momentsOf(layers.GaussianNoise(0.5, { seed: 1 })(x, training));
    expect(Math.abs(mean - 3)).toBeLessThan(0.02);
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.01);
  });

  test('GaussianDropout multiplies by numbers of mean 1 and the deviation √(rate / (1 - rate))', () => {
    const [mean, deviation] = momentsOf(layers.GaussianDropout(0.2, { seed: 1 })(x, training));
    expect(Math.abs(mean - 3)).toBeLessThan(0.05);
    expect(Math.abs(deviation - 3 * 0.5)).toBeLessThan(0.03);
  });

  test('the gradient of GaussianDropout is its noise', () => {
    const forward = layers.GaussianDropout(0.2, { seed: 1 })(ops.ones([5]), training);
    const layer = layers.GaussianDropout(0.2, { seed: 1 });
    const slope = grad((each: Tensor) => ops.sum(layer(each, training)))(ops.zeros([5]));
    expect([...slope.data]).toEqual([...forward.data]);
  });

  test.each([
    ['GaussianNoise', () => layers.GaussianNoise(0, { seed: 1 })],
    ['GaussianDropout', () => layers.GaussianDropout(0, { seed: 1 })],
  ])('%s of nothing changes nothing', (_, make) => {
    expect(different(make()(x, training))).toEqual([3]);
  });

  test.each([
    ['GaussianNoise', () => layers.GaussianNoise(0.3, { seed: 9 })],
    ['GaussianDropout', () => layers.GaussianDropout(0.3, { seed: 9 })],
    ['Dropout', () => layers.Dropout(0.3, { seed: 9 })],
    ['AlphaDropout', () => layers.AlphaDropout(0.3, { seed: 9 })],
    ['SpatialDropout1D', () => layers.SpatialDropout1D(0.3, { seed: 9 })],
  ])('%s draws the same with the same seed, and then other numbers', (_, make) => {
    const [a, b] = [make(), make()];
    const y = ones([2, 3, 40]);
    const run = (layer: (x: Tensor, options: object) => Tensor): number[] => [...layer(y, training).data] as number[];
    const first = run(a);
    expect(run(b)).toEqual(first);
    expect(run(a)).not.toEqual(first);
  });

  test('float16 stays float16, with its rounding', () => {
    const y = layers.GaussianNoise(0.5, { seed: 1, dtype: 'float16' })(ops.ones([100]), training);
    expect(y.dtype).toBe('float16');
    expect([...ops.cast<Tensor>(tensor(Float32Array.from(y.data as Float32Array)), 'float16').data]).toEqual([
      ...y.data,
    ]);
  });

  test('what leaves nothing, or is no part, is refused', () => {
    expect(messageOf(() => layers.GaussianDropout(1, { name: 'a' })(x, training))).toMatchInlineSnapshot(
      `"ValueError GaussianDropout "a": expected a rate below 1 in training. Received: rate=1."`,
    );
    expect(messageOf(() => layers.GaussianDropout(1.5))).toMatchInlineSnapshot(
      `"ValueError GaussianDropout: expected rate to be a number from 0 to 1. Received: rate=1.5."`,
    );
    expect(messageOf(() => layers.GaussianNoise(2))).toMatchInlineSnapshot(
      `"ValueError GaussianNoise: expected stddev to be a number from 0 to 1. Received: stddev=2."`,
    );
  });
});

describe('the shape of noise', () => {
  test.each([
    ['Dropout', () => layers.Dropout(0.5, { seed: 2, noiseShape: [null, 1, null] })],
    ['AlphaDropout', () => layers.AlphaDropout(0.5, { seed: 2, noiseShape: [null, 1, null] })],
  ])('%s decides once along axes of length 1', (_, make) => {
    const y = make()(ones([4, 6, 50]), training);
    expect(numberOf(ops.max(ops.std(y, { axis: 1 })))).toBeLessThan(1e-6);
    expect(different(y)).toHaveLength(2);
    expect(different(ops.mean(y, { axis: [1, 2] })).length).toBeGreaterThan(1);
  });
});
