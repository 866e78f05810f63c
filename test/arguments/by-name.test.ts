/** Further arguments of what is no operation of `ops` may stand among the options, as everywhere; tensors where Keras takes them for numbers. */
import { describe, expect, test } from 'vitest';
import { callbacks, layers, metrics, ops, random, ShapeError, tensor, utils, ValueError } from '../../src/index.js';

const images = tensor([0, 4, 2, 6], { shape: [1, 2, 2, 1] });
const series = ops.arange(6, { dtype: 'float32' });

describe('by position and by name', () => {
  test.each<[string, () => unknown, readonly (() => unknown)[]]>([
    [
      'random.uniform',
      () => random.uniform([2], { seed: 1, minval: 3, maxval: 4 }),
      [() => random.uniform({ shape: [2], seed: 1, minval: 3, maxval: 4 })],
    ],
    ['random.normal', () => random.normal([2], { seed: 1 }), [() => random.normal({ shape: [2], seed: 1 })]],
    [
      'random.truncatedNormal',
      () => random.truncatedNormal([2], { seed: 1 }),
      [() => random.truncatedNormal({ shape: [2], seed: 1 })],
    ],
    [
      'random.randint',
      () => random.randint([9], 2, 5, { seed: 1 }),
      [
        () => random.randint([9], 2, { maxval: 5, seed: 1 }),
        () => random.randint([9], { minval: 2, maxval: 5, seed: 1 }),
        () => random.randint({ shape: [9], minval: 2, maxval: 5, seed: 1 }),
      ],
    ],
    [
      'ops.image.resize',
      () => ops.image.resize(images, [4, 4], { interpolation: 'nearest' }),
      [() => ops.image.resize(images, { size: [4, 4], interpolation: 'nearest' })],
    ],
    [
      'utils.toCategorical',
      () => utils.toCategorical([0, 1], 3),
      [() => utils.toCategorical([0, 1], { numClasses: 3 })],
    ],
    [
      'utils.normalize',
      () => utils.normalize(images, 1, 1),
      [() => utils.normalize(images, 1, { order: 1 }), () => utils.normalize(images, { axis: 1, order: 1 })],
    ],
    [
      'layers.dot',
      () =>
        layers.dot(
          [series, series].map((each) => ops.expandDims(each, 0)),
          { axes: 1 },
        ),
      [],
    ],
    [
      'metrics.MeanMetricWrapper',
      () => metrics.MeanMetricWrapper((y) => y, { name: 'a' }).name,
      [() => metrics.MeanMetricWrapper({ fn: (y) => y, name: 'a' }).name],
    ],
    [
      'callbacks.BackupAndRestore',
      () => callbacks.BackupAndRestore('folder').backupDir,
      [() => callbacks.BackupAndRestore({ backupDir: 'folder' }).backupDir],
    ],
    [
      'random.SeedGenerator',
      () => new random.SeedGenerator(3).seed,
      [() => new random.SeedGenerator({ seed: 3 }).seed],
    ],
  ])('%s', (_, expected, forms) => {
    for (const form of forms) expect(form()).toEqual(expected());
  });

  test('utils.timeseriesDatasetFromArray', async () => {
    const rows = async (dataset: AsyncIterable<unknown>): Promise<unknown[]> => {
      const all: unknown[] = [];
      for await (const batch of dataset) all.push(String(batch));
      return all;
    };
    const expected = await rows(utils.timeseriesDatasetFromArray(series, null, 3));
    expect(await rows(utils.timeseriesDatasetFromArray(series, null, { sequenceLength: 3 }))).toEqual(expected);
    expect(await rows(utils.timeseriesDatasetFromArray(series, { targets: null, sequenceLength: 3 }))).toEqual(
      expected,
    );
  });

  test('callbacks that need something', () => {
    expect(() => callbacks.ModelCheckpoint({ filepath: 'model.keras', saveBestOnly: true })).not.toThrow();
    expect(() => callbacks.ModelCheckpoint({ saveBestOnly: true } as never)).toThrow(
      'ModelCheckpoint: expected a path',
    );
    expect(() => callbacks.CSVLogger({ filename: 'log.csv', append: true })).not.toThrow();
    expect(() => callbacks.LearningRateScheduler({ schedule: () => 0.1 })).not.toThrow();
    expect(() => callbacks.TensorBoard({ logDir: 'logs', histogramFreq: 1 })).not.toThrow();
  });

  test('a tensor that a worker posted is an operand, not an object of options', () => {
    const posted = structuredClone(tensor([2, 3]));
    expect(ops.add([1, 1], posted)).toEqual(tensor([3, 4]));
    expect(ops.take([10, 20, 30, 40], structuredClone(tensor([1], { dtype: 'int32' })))).toEqual(tensor([20]));
  });
});

// In Keras 3.15 on JAX each draw takes tensors, which broadcast to the shape.
describe('distributions that are told tensors', () => {
  test('draw each number from its own', () => {
    const uniform = random.uniform([2, 3], { minval: [0, 10, 20], maxval: tensor([1, 11, 21]), seed: 1 });
    uniform.toArray().forEach((row) => expect((row as number[]).map(Math.floor)).toEqual([0, 10, 20]));
    const unit = random.uniform([2, 3], { seed: 1 });
    expect(random.uniform([2, 3], { minval: tensor(0), maxval: [[1]], seed: 1 })).toEqual(unit);

    const standard = random.normal([2, 3], { seed: 1 });
    const moved = random.normal([2, 3], { mean: [0, 10, 20], stddev: [1, 2, 3], seed: 1 });
    expect(moved).toEqual(ops.add([0, 10, 20], ops.multiply(standard, [1, 2, 3])));
    const cut = random.truncatedNormal([1000], { stddev: tensor(0.5), seed: 1 });
    expect(Math.max(...cut.data)).toBeLessThanOrEqual(1);
  });

  test('draw integers, each as likely as another', () => {
    const drawn = random.randint([3000, 2], [0, 10], tensor([3, 12], { dtype: 'int32' }), { seed: 1 });
    expect(drawn.dtype).toBe('int32');
    const counts = new Map<number, number>();
    for (const value of drawn.data) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 10, 11]);
    for (const value of [0, 1, 2]) expect(Math.abs(counts.get(value)! - 1000)).toBeLessThan(150);
  });

  test('and a shape from a tensor, or a length', () => {
    expect(random.normal(tensor([2, 3], { dtype: 'int32' })).shape).toEqual([2, 3]);
    expect(random.normal(3).shape).toEqual([3]);
  });

  test('refuse what does not fit', () => {
    expect(() => random.normal([2], { mean: [1, 2, 3] })).toThrow(ShapeError);
    expect(() => random.normal([2], { mean: [[1, 2], [3, 4]] })).toThrow('random.normal: expected `mean` to broadcast to the shape'); // prettier-ignore
    expect(() => random.uniform([2], { minval: [1, 2], maxval: [2, 1] })).toThrow(
      'random.uniform: expected minval ≤ maxval',
    );
    expect(() => random.randint([2], [0, 1], [1, 1])).toThrow('random.randint: expected integers minval < maxval');
    expect(() => random.randint([2], { minval: 0 } as never)).toThrow('random.randint: expected the argument `maxval`');
    expect(() => (random.uniform as (...given: readonly unknown[]) => unknown)([2], 0, 1)).toThrow(ValueError);
  });
});

test('no dtype is the one by default, as None in Keras', () => {
  const none = { dtype: null as never };
  expect(ops.arange(3, none).dtype).toBe('int32');
  expect([ops.zeros([1], none), ops.eye(2, none), ops.full([2], 3, none), tensor([1], none)].map(String)).toEqual(
    [ops.zeros([1]), ops.eye(2), ops.full([2], 3), tensor([1])].map(String),
  );
  expect(ops.fullLike(tensor([1], { dtype: 'int32' }), 3, none).dtype).toBe('int32');
  expect(random.normal([1], { seed: 1, ...none })).toEqual(random.normal([1], { seed: 1 }));
});
