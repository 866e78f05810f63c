/** What people try first either works, or the error says in one sentence how it is written. */
import { describe, expect, test } from 'vitest';
import { Dataset, FileError, layers, ops, optimizers, Sequential, tensor } from '../../src/index.js';

const x = tensor([[1, 2], [3, 4]]); // prettier-ignore
const y = tensor([[1], [2]]);

const made = (compilation: object = { optimizer: 'sgd', loss: 'mse' }) => {
  const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [2], name: 'dense' })], {
    name: 'tried',
  });
  model.compile(compilation);
  return model;
};

type Loose = (...given: readonly unknown[]) => Promise<{ history: Record<string, number[]> }>;
const fitting = (...given: unknown[]) => {
  const model = made();
  return (model.fit as unknown as Loose).apply(model, given);
};

describe('options of older generations', () => {
  test.each<[string, object]>([
    ['Adam: unknown option "lr". Did you mean "learningRate"?', { lr: 0.01 }],
    ['Adam: unknown option "learning_rate". Did you mean "learningRate"?', { learning_rate: 0.01 }],
  ])('%s', (message, options) => {
    expect(() => optimizers.Adam(options as never)).toThrow(message);
  });
});

describe('fit', () => {
  test.each<[string, unknown[]]>([
    ['write { batchSize: 32, epochs: 2 }', [x, y, 32, 2]],
    ['write { batchSize: 32 }', [x, y, 32]],
    ['nothing stands behind the options', [x, y, { epochs: 2 }, { verbose: 0 }]],
    ['Data and options come in one object: fit({ x, y, epochs: 2 })', [{ x, y }, { epochs: 2 }]],
    ['tried".fit: expected labels y that are numbers', [x, ['cat', 'dog']]],
    ['y.map((each) => classes.indexOf(each))', [x, ['cat', 'dog']]],
    ['tried".fit, validationData: expected labels y', [x, y, { verbose: 0, validationData: [x, ['cat', 'dog']] }]],
    ['{ x, y, sampleWeight }', [x, y, { validationData: x }]],
    ['unknown option "labels"', [x, y, { validationData: { x, y, labels: y } }]],
    ['Samples come in batches: dataset.batch(32)', [Dataset.from([x, y])]],
    ['Samples come in batches: dataset.batch(32)', [Dataset.from([x, tensor([1, 2])])]],
    [
      'dataset.map(([row, label]) => [Object.values(row), label])',
      [Dataset.fromCSV(new Blob(['a,b,label\n1,2,3\n']), { labelName: 'label' }).batch(1)],
    ],
  ])('%s', async (message, given) => {
    await expect(fitting(...given)).rejects.toThrow(message);
  });

  test('validationData by name', async () => {
    const byPosition = await fitting(x, y, { verbose: 0, validationData: [x, y] });
    const byName = await fitting(x, y, { verbose: 0, validationData: { x, y } });
    expect(byName.history).toEqual(byPosition.history);
    const weighted = await fitting(x, y, { verbose: 0, validationData: [x, y, [1, 3]] });
    const weightedByName = await fitting(x, y, { verbose: 0, validationData: { x, y, sampleWeight: [1, 3] } });
    expect(weightedByName.history).toEqual(weighted.history);
    expect(weighted.history).not.toEqual(byName.history);
  });

  test('the rows of a CSV file, as the error says', async () => {
    const rows = Dataset.fromCSV(new Blob(['a,b,label\n1,2,3\n4,5,6\n']), { labelName: 'label' });
    const { history } = await fitting(rows.map(([row, label]) => [Object.values(row), label]).batch(2), { verbose: 0 });
    expect(history).toEqual((await fitting([[1, 2], [4, 5]], [3, 6], { verbose: 0, shuffle: false })).history); // prettier-ignore
  });
});

describe('options without labels before them', () => {
  test('are options', async () => {
    const model = made({ optimizer: 'sgd' });
    const penalized = Sequential([layers.Dense(1, { kernelRegularizer: 'l2', inputShape: [2] })]);
    penalized.compile({ optimizer: 'sgd' });
    const { history } = await penalized.fit(x, { epochs: 2, verbose: 0 });
    expect(history['loss']).toHaveLength(2);
    expect(await penalized.evaluate(x, { verbose: 0 })).toHaveLength(1);
    await expect(model.fit(x, { verbose: 0 })).rejects.toThrow('give x and y, or use layer.addLoss');
  });

  test('may hold the labels', async () => {
    const { history } = await fitting(x, { y, verbose: 0, shuffle: false });
    expect(history).toEqual((await fitting(x, y, { verbose: 0, shuffle: false })).history);
  });

  test('are looked at when one of them is misspelt', async () => {
    await expect(fitting(x, { epochs: 2, verbos: 0 })).rejects.toThrow('unknown option "verbos"');
  });

  test('are told from labels by name', async () => {
    const { history } = await fitting(x, { dense: y }, { verbose: 0, shuffle: false });
    expect(history).toEqual((await fitting(x, y, { verbose: 0, shuffle: false })).history);
  });
});

test('getLayer by name or index, as Keras has them', () => {
  const model = made();
  expect(model.getLayer({ name: 'dense' })).toBe(model.layers[0]);
  expect(model.getLayer({ index: 0 })).toBe(model.layers[0]);
  expect(() => model.getLayer({ name: 'dens' })).toThrow('unknown layer "dens". Did you mean "dense"?');
});

test('states of a recurrent layer are an option of its call', () => {
  const [series, states] = [ops.ones([1, 3, 2]), [ops.zeros([1, 2]), ops.zeros([1, 2])]];
  const lstm = layers.LSTM(2) as unknown as (...given: unknown[]) => unknown;
  expect(() => lstm(series, states)).toThrow('expected one input and then { training, mask, initialState }');
  expect(() => lstm(series, { initialState: states[0] })).toThrow(
    'expected initialState to be a list of 2: tensors of shapes [1, 2] and [1, 2]',
  );
});

describe('misspelt names in compile', () => {
  test.each<[string, object]>([
    ['Sequential "tried".compile: unknown loss "mes". Did you mean "mse"?', { loss: 'mes' }],
    ['Sequential "tried".compile: unknown optimizer "adm". Did you mean "adam"?', { optimizer: 'adm', loss: 'mse' }],
    ['Sequential "tried".compile: unknown metric "acuracy". Did you mean "accuracy"?', { metrics: ['acuracy'] }],
    ['Sequential "tried".compile: unknown metric "mea". Did you mean "mae"?', { weightedMetrics: ['mea'] }],
  ])('%s', (message, compilation) => {
    expect(() => made(compilation)).toThrow(message);
  });
});

describe('shapes of samples without their last axis', () => {
  test.each<[string, () => layers.AnyLayer]>([
    ['inputShape: [28, 28, 1]', () => layers.Conv2D(8, 3, { inputShape: [28, 28] })],
    ['inputShape: [28, 28, 1]', () => layers.MaxPooling2D(2, { inputShape: [28, 28] })],
    ['inputShape: [28, 1]', () => layers.LSTM(8, { inputShape: [28] })],
  ])('%s', (hint, layer) => {
    expect(() => Sequential([layer()])).toThrow(hint);
  });

  test('a single sample goes on being told of batches', () => {
    expect(() => layers.Conv2D(8, 3)(ops.ones([28, 28, 3]))).toThrow('ops.expandDims(x, 0)');
  });
});

describe('Dataset.fromCSV', () => {
  test('a file that is missing', async () => {
    const rows = Dataset.fromCSV('no-such-folder/data.csv').toArray();
    await expect(rows).rejects.toThrow(FileError);
    await expect(rows).rejects.toThrow('Dataset.fromCSV: expected a file that can be read. Received: path="no-such-folder/data.csv". Hint: the file does not exist.'); // prettier-ignore
  });

  test.each<[string, object]>([
    ['unknown column "lable". Did you mean "label"?', { labelName: 'lable' }],
    ['unknown column "bb"', { selectColumns: ['a', 'bb'] }],
  ])('%s', async (message, options) => {
    const rows = Dataset.fromCSV(new Blob(['a,b,label\n1,2,3\n']), options).toArray();
    await expect(rows).rejects.toThrow(message);
  });
});

test('integers that only floats can hold', () => {
  for (const large of [new Uint32Array([3e9]), new BigUint64Array([3_000_000_000n])]) {
    expect(ops.convertToTensor(large, { dtype: 'float64' })).toEqual(tensor([3e9], { dtype: 'float64' }));
    expect(() => ops.convertToTensor(large)).toThrow('expected integers that int32 can hold');
  }
});
