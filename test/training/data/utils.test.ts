/** What prepares data, beside what keras.utils makes of the same. */
import { describe, expect, test } from 'vitest';
import { Dataset, tensor, utils, type Tensor } from 'hillock';
import { camelCase } from '../../../src/objects/spelling.js';
import { expectAgreement, numbers, readGoldens, type Golden } from '../agreement.js';

type Nested = number | boolean | string | readonly Nested[];

interface Case {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

const goldens = readGoldens<{
  toCategorical: { labels: Nested; numClasses: number | null; output?: Golden; error?: string }[];
  normalize: { given: 'array' | 'tensor'; input: Golden; axis: number; order: number | 'inf'; output?: Golden; error?: string }[];
  padSequences: (Case & { sequences: Nested[]; output?: Nested; dtype?: string; shape?: number[] })[];
  timeseries: (Case & { data: Golden; targets: Golden | null; batches?: Golden[] })[];
  splitDataset: (Case & { given: 'array' | 'list_of_arrays' | 'tuple_of_arrays'; left?: Golden[]; right?: Golden[] })[];
  packing: { name: string; packed?: string; length?: number | null; unpacked?: (string | null)[]; error?: string }[];
}>('utils', import.meta.url);

const titled = <Each extends object>(cases: readonly Each[]): [string, Each][] =>
  cases.map((each, i) => [`${i} ${'arguments' in each ? JSON.stringify(each.arguments) : ''}`, each]);

const optionsOf = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [camelCase(name), value]));

/** Keras's errors of these kinds are ours. */
const isOurs = (error: string): boolean => /^(ValueError|IndexError|OverflowError|InvalidArgumentError)/.test(error);

describe('toCategorical', () => {
  test.each(titled(goldens.toCategorical))('%s', (_, { labels, numClasses, output, error }) => {
    const run = () => utils.toCategorical(labels, numClasses);
    if (error !== undefined) {
      expect(isOurs(error)).toBe(true);
      expect(run).toThrow('utils.toCategorical: expected');
      return;
    }
    expect(run().toArray()).toEqual(output);
    expect(run().dtype).toBe('float32');
  });

  test('wrong arguments', () => {
    expect(() => utils.toCategorical([3], 2)).toThrowErrorMatchingInlineSnapshot(`[ValueError: utils.toCategorical: expected labels from 0 to below 2. Received: label=3.]`);
    expect(() => utils.toCategorical([], null)).toThrowErrorMatchingInlineSnapshot(`[ValueError: utils.toCategorical: expected at least one label. Received: labels=[].]`);
    expect(() => utils.toCategorical([1], 0)).toThrowErrorMatchingInlineSnapshot(`[ValueError: utils.toCategorical: expected numClasses to be a positive integer. Received: numClasses=0.]`);
    expect(() => utils.toCategorical([NaN], 3)).toThrow('labels from 0 to below 3. Received: label=NaN');
  });
});

describe('normalize', () => {
  // Of a NumPy array Keras divides along the wrong axis unless it is the last, and takes orders that it refuses of a tensor.
  const isRight = ({ given, input, axis, order }: (typeof goldens.normalize)[number]): boolean => {
    let rank = 0;
    for (let row: unknown = input; Array.isArray(row); row = row[0]) rank++;
    return given === 'tensor' || ((axis === -1 || (axis === rank - 1 && rank > 1)) && typeof order === 'number' && order > 0);
  };

  test.each(titled(goldens.normalize.filter(isRight)))('%s', (_, { input, axis, order, output, error }) => {
    const run = () => utils.normalize(numbers(input), axis, order as number);
    if (error !== undefined) {
      expect(run).toThrow('utils.normalize: expected order to be an integer of at least 1. Received: order=');
      return;
    }
    expectAgreement(run(), output!, 1e-6);
  });
});

describe('padSequences', () => {
  // In Python, a text that stands for missing ones is cut to the length of the others.
  const cases = goldens.padSequences.filter(({ arguments: { dtype, value } }) => !(dtype === 'str' && value === 1.5) && dtype !== 'object');
  const dtypes: Readonly<Record<string, string>> = { int64: 'int32', str: 'string' };

  test.each(titled(cases))('%s', (_, { sequences, arguments: given, output, dtype, shape, error }) => {
    const run = () => utils.padSequences(sequences as number[][], { ...optionsOf(given), ...(typeof given['dtype'] === 'string' && { dtype: (dtypes[given['dtype']] ?? given['dtype']) as 'int32' }) }); // prettier-ignore
    if (error !== undefined) {
      expect(isOurs(error)).toBe(true);
      expect(run).toThrow(/^utils\.padSequences: (expected|unknown)/);
      return;
    }
    expect(run().toArray()).toEqual(output);
    if (shape !== undefined) expect([run().shape, run().dtype]).toEqual([shape, dtypes[dtype!] ?? dtype]);
  });

  test('takes tensors and typed arrays for sequences', () => {
    expect(utils.padSequences([Int32Array.of(1, 2), [3]]).toArray()).toEqual([[1, 2], [0, 3]]); // prettier-ignore
    expect(utils.padSequences([tensor([[1, 2]]), []], { dtype: 'float32' }).toArray()).toEqual([[[1, 2]], [[0, 0]]]);
  });

  test('wrong arguments', () => {
    expect(() => utils.padSequences([[1]], { padding: 'middle' as never })).toThrowErrorMatchingInlineSnapshot(`[ValueError: utils.padSequences: unknown padding "middle". Known are pre, post.]`);
    expect(() => utils.padSequences([[1], [[2, 3]]])).toThrowErrorMatchingInlineSnapshot(`[ShapeError: utils.padSequences: expected entries of one shape, [] as the first. Received: sequences[1]=Tensor(shape=[2], dtype=int32).]`);
    expect(() => utils.padSequences([[1, 2], 3 as never])).toThrowErrorMatchingInlineSnapshot(`[ValueError: utils.padSequences: expected sequences of values. Received: sequences[1]=3.]`);
  });
});

const plain = (element: unknown): unknown =>
  Array.isArray(element) ? element.map(plain) : (element as Tensor).toArray();

describe('timeseriesDatasetFromArray', () => {
  // Windows of no length are none.
  const cases = goldens.timeseries.filter(({ arguments: given }) => given['sequence_length'] !== 0);

  test.each(titled(cases))('%s', async (_, { data, targets, arguments: given, batches, error }) => {
    const { sequence_length: length, ...rest } = given;
    const run = () => utils.timeseriesDatasetFromArray(numbers(data), targets === null ? null : (numbers(targets) as never), length as number, optionsOf(rest)) as Dataset; // prettier-ignore
    if (error !== undefined) {
      expect(isOurs(error)).toBe(true);
      expect(run).toThrow('utils.timeseriesDatasetFromArray: expected');
      return;
    }
    expect((await run().toArray()).map(plain)).toEqual(batches);
  });

  test('shuffles windows together with their targets, by the seed', async () => {
    const series = Float32Array.from({ length: 50 }, (_, i) => i);
    const run = async (seed: number) => (await utils.timeseriesDatasetFromArray(series, series, 3, { shuffle: true, seed, batchSize: 100 }).toArray()).map(plain); // prettier-ignore
    const [[windows, targets]] = (await run(1)) as [[number[][], number[]]];
    expect(windows.map(([first]) => first)).toEqual(targets);
    expect([...targets].sort((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, i) => i));
    expect(await run(1)).toEqual(await run(1));
    expect(await run(2)).not.toEqual(await run(1));
  });
});

describe('splitDataset', () => {
  const x = Float32Array.from({ length: 10 }, (_, i) => i);
  const arrays = [x, x.map((value) => 10 * value)];
  // JavaScript does not tell 1.0 from 1.
  const cases = goldens.splitDataset.filter(({ arguments: { left_size: left } }) => left !== 1);

  test.each(titled(cases))('%s', async (_, { given, arguments: sizes, left, right, error }) => {
    const run = () => utils.splitDataset(given === 'array' ? (x as never) : arrays, optionsOf(sizes)) as [Dataset, Dataset];
    if (error !== undefined) {
      expect(isOurs(error)).toBe(true);
      expect(run).toThrow('utils.splitDataset: expected');
      return;
    }
    const parts = run();
    expect(parts.map(({ cardinality }) => cardinality)).toEqual([left!.length, right!.length]);
    expect((await parts[0].toArray()).map(plain)).toEqual(left);
    expect((await parts[1].toArray()).map(plain)).toEqual(right);
  });

  test('takes datasets, also of an unknown length', async () => {
    let runs = 0;
    const counted = Dataset.from(function* () {
      runs++;
      yield* [1, 2, 3, 4];
    });
    const [left, right] = utils.splitDataset(counted, { leftSize: 0.75 });
    expect([await right.toArray(), await left.toArray(), runs]).toEqual([[4], [1, 2, 3], 1]);
    const [, none] = utils.splitDataset(counted, { leftSize: 9 });
    await expect(none.toArray()).rejects.toThrow('leftSize to be a positive integer below 4');
    expect(() => utils.splitDataset(counted.repeat(), { leftSize: 1 })).toThrow('a dataset that ends');
  });

  test('shuffles once for both sides', async () => {
    const [left, right] = utils.splitDataset(x, { leftSize: 0.5, shuffle: true, seed: 3 });
    const all = [...(await left.toArray()), ...(await right.toArray())].map((each) => each.item());
    expect([...all].sort((a, b) => a - b)).toEqual([...x]);
    expect(all).not.toEqual([...x]);
    expect((await left.toArray()).map((each) => each.item())).toEqual(all.slice(0, 5));
  });
});

describe('packing', () => {
  const [x, y, w] = [tensor([1]), tensor([2]), tensor([3])];
  const kind = (value: unknown) => (value === null ? null : Array.isArray(value) ? 'list' : 'ndarray');

  test('is undone', () => {
    expect(utils.packXYSampleWeight(x)).toBe(x);
    expect(utils.packXYSampleWeight([x])).toEqual([[x]]);
    expect(utils.packXYSampleWeight(x, y)).toEqual([x, y]);
    expect(utils.packXYSampleWeight(x, y, w)).toEqual([x, y, w]);
    expect(utils.packXYSampleWeight(x, null, w)).toBe(x);
    const named: Readonly<Record<string, unknown>> = { 'unpack_x_y_sample_weight(x)': x, 'unpack_x_y_sample_weight([x, y])': [x, y], 'unpack_x_y_sample_weight((x,))': [x], 'unpack_x_y_sample_weight((x, y))': [x, y], 'unpack_x_y_sample_weight((x, y, w))': [x, y, w] }; // prettier-ignore
    for (const { name, unpacked } of goldens.packing) {
      if (name in named) expect(utils.unpackXYSampleWeight(named[name]).map(kind)).toEqual(unpacked);
    }
    expect(utils.unpackXYSampleWeight({ a: x })).toEqual([{ a: x }, null, null]);
    expect(() => utils.unpackXYSampleWeight([x, y, w, w])).toThrow('utils.unpackXYSampleWeight: expected x, or [x, y?, sampleWeight?]');
  });
});
