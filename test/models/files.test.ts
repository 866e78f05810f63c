/** Models from files and into files. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { forgetWarnings } from '../../src/errors/index.js';
import {
  activations,
  FileError,
  Input,
  inspect,
  Layer,
  layers,
  loadModel,
  Model,
  modelFromJSON,
  modelToJSON,
  ops,
  readWeights,
  Sequential,
  tensor,
  writeNpz,
  type Tensor,
  type TensorLike,
} from '../../src/index.js';
import { temporaryFolder } from '../support/temporary-files.js';

const largest = (data: ArrayLike<number>): number =>
  Array.from(data).reduce((most, x) => Math.max(most, Math.abs(x)), 1e-30);

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const worst = Array.from(expected).reduce((most, x, i) => Math.max(most, Math.abs(x - found[i]!)), 0);
  expect(worst / largest(expected)).toBeLessThanOrEqual(tolerance);
}

const messagesOf = async (action: () => Promise<unknown>): Promise<string[]> => {
  forgetWarnings();
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  await action();
  return warn.mock.calls.map(([message]) => String(message));
};

const x = tensor([
  [1, -2, 3],
  [0.5, 0.25, -1],
]);

function exampleModel(): InstanceType<typeof Model> {
  const input = Input({ shape: [3], name: 'x' });
  const shared = layers.Dense(3, { activation: 'mish', name: 'shared' });
  const inner = Sequential([layers.Dense(4, { inputShape: [3], activation: layers.PReLU() }), layers.Dense(2)]);
  const output = inner(shared(shared(input)));
  const model = Model({ inputs: input, outputs: layers.Dense(2, { activation: 'softmax', name: 'out' })(output) });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  return model as never;
}

describe('a model that is saved', () => {
  test.each(['keras', 'h5'] as const)(
    'and loaded from .%s predicts the same, and goes on as it would have',
    async (format) => {
      const warnings = await messagesOf(async () => {
        const model = exampleModel();
        const y = tensor([
          [1, 0],
          [0, 1],
        ]);
        model.trainOnBatch(x, y);
        const again = await loadModel(await model.toBytes({ format }));
        expect(again.predictOnBatch(x)).toEqual(model.predictOnBatch(x));
        expect(again.optimizer!.iterations).toBe(1);
        for (let i = 0; i < 2; i++) {
          expect(again.trainOnBatch(x, y)).toEqual(model.trainOnBatch(x, y));
          expect(again.getWeights().map(String)).toEqual(model.getWeights().map(String));
        }
      });
      expect(warnings.filter((message) => !message.includes('put PReLU'))).toEqual([]);
    },
  );

  test('has the same bytes each time, and those of its file', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const model = exampleModel();
    const folder = await temporaryFolder();
    await model.save(join(folder.path, 'model.keras'));
    const bytes = await model.toBytes();
    expect(new Uint8Array(await readFile(join(folder.path, 'model.keras')))).toEqual(bytes);
    await model.saveWeights(join(folder.path, 'model.weights.h5'));
    expect((await inspect(join(folder.path, 'model.weights.h5'))).format).toBe('weights.h5');
    await folder.remove();
  });

  test('replaces a file, unless it is told not to', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const [first, second] = [exampleModel(), exampleModel()];
    const folder = await temporaryFolder();
    const path = join(folder.path, 'model.keras');
    await first.save(path, { overwrite: false });
    const bytes = await readFile(path);
    await expect(second.save(path, { overwrite: false })).rejects.toThrow(
      'expected no file there, since overwrite is false. Received: path=',
    );
    expect(await readFile(path)).toEqual(bytes);
    expect(await readdir(folder.path)).toEqual(['model.keras']);
    await expect(second.save(path, { overwrite: 'no' } as never)).rejects.toThrow('overwrite to be');
    await expect(second.toBytes({ overwrite: true } as never)).rejects.toThrow('unknown option "overwrite"');
    await second.save(path);
    expect(await readFile(path)).not.toEqual(bytes);
    await folder.remove();
  });

  test('has the paths of Keras', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const weights = await readWeights(await exampleModel().toBytes({ includeOptimizer: false }));
    expect([...weights.keys()].sort()).toEqual([
      ...['layers/dense/vars/0', 'layers/dense/vars/1', 'layers/dense_1/vars/0', 'layers/dense_1/vars/1'],
      'layers/sequential/layers/dense/activation/vars/0',
      ...['layers/sequential/layers/dense/vars/0', 'layers/sequential/layers/dense/vars/1'],
      ...['layers/sequential/layers/dense_1/vars/0', 'layers/sequential/layers/dense_1/vars/1'],
    ]);
  });

  test('needs weights, and a name that says what it is to be', async () => {
    const model = Sequential([layers.Dense(1)]);
    await expect(model.toBytes()).rejects.toThrow('a model whose weights exist');
    await expect(model.save('model.onnx')).rejects.toThrow('a name that ends in .keras or .h5');
    await expect(model.saveWeights('model.h5')).rejects.toThrow('a name that ends in .weights.h5');
  });
});

test.each(['keras', 'weights.h5'] as const)(
  'of a recurrent layer in both directions a .%s holds the two that compute, beside others of their kind',
  async (format) => {
    // As it is in files of Keras, where it has a shape that it is built for.
    const given = layers.GRU(4);
    given.build([null, 4, 5]);
    const model = Sequential([
      layers.GRU(5, { returnSequences: true, resetAfter: false, inputShape: [4, 3] }),
      layers.Bidirectional(given),
    ]);
    const sequences = ops.reshape(ops.arange(24, { dtype: 'float32' }), [2, 4, 3]);
    const bytes = await model.toBytes({ format });
    const opened = await loadModel(await model.toBytes());
    if (format === 'weights.h5') await opened.loadWeights(bytes);
    expect(opened.predictOnBatch(sequences)).toEqual(model.predictOnBatch(sequences));
    const paths = (await inspect(bytes)).weights.map(({ path }) => path);
    expect(paths).toHaveLength(9);
  },
);

// As Keras writes the LSTM of a decoder.
test('a recurrent layer of a file is built for its sequences, whatever states it was given', () => {
  const shapes = { sequences_shape: [null, 6, 4], initial_state_shape: [[null, 5], [null, 5]] }; // prettier-ignore
  const config = { ...layers.serialize(layers.LSTM(5)), build_config: { shapes_dict: shapes } };
  const lstm = layers.deserialize(config as never);
  expect(lstm.weights.map(({ shape }) => shape)).toEqual([[4, 20], [5, 20], [20]]); // prettier-ignore
  expect(layers.serialize(lstm).build_config).toEqual({ input_shape: [null, 6, 4] });
});

test('attention to groups of queries is found under both names that Keras has for it', async () => {
  const query = Input({ shape: [3, 4] });
  const options = { headDim: 2, numQueryHeads: 2, numKeyValueHeads: 1 };
  const attended = layers.GroupQueryAttention(options)(query, query);
  const model = Model({ inputs: query, outputs: attended });
  const { layers: written } = await inspect(await model.toBytes({ format: 'h5' }));
  expect(written.map(({ className }) => className)).toEqual(['InputLayer', 'GroupedQueryAttention']);
  const sequences = ops.reshape(ops.arange(12, { dtype: 'float32' }), [1, 3, 4]);
  const again = await loadModel(await model.toBytes({ format: 'h5' }));
  expect(again.predictOnBatch(sequences)).toEqual(model.predictOnBatch(sequences));
});

test.each(['keras', 'h5'] as const)(
  'hard_sigmoid with a slope of its own stands in a .%s as layers that Keras has, and comes back as itself',
  async (format) => {
    const activation = activations.get({ class_name: 'hard_sigmoid', config: { slope: 0.3, offset: 0.4 } });
    const model = Sequential([
      layers.GRU(2, { recurrentActivation: 'hard_sigmoid', inputShape: [4, 3] }),
      layers.Dense(2, { activation, dtype: 'float64' }),
    ]);
    const bytes = await model.toBytes({ format });
    const { config } = (await inspect(bytes)).config as { config: { layers: { config: Record<string, unknown> }[] } };
    const [, gru, dense] = config.layers as { config: Record<string, { class_name: string; config: object }> }[];
    const common = { trainable: true, dtype: dense!.config['dtype'] };
    expect(gru!.config['recurrent_activation']).toMatchObject({ module: 'keras', class_name: 'Sequential' });
    expect(dense!.config['activation']!.config).toEqual({
      ...{ name: 'hard_sigmoid', ...common },
      layers: [
        {
          ...{ module: 'keras.layers', class_name: 'Rescaling', registered_name: null },
          config: { name: 'hard_sigmoid_line', ...common, scale: 0.3, offset: 0.4 },
        },
        {
          ...{ module: 'keras.layers', class_name: 'ReLU', registered_name: null },
          config: { name: 'hard_sigmoid_ends', ...common, max_value: 1, negative_slope: 0, threshold: 0 },
        },
      ],
    });
    const again = await loadModel(bytes);
    expect(JSON.stringify(again.layers.map((layer) => layer.getConfig()))).toBe(
      JSON.stringify(model.layers.map((layer) => layer.getConfig())),
    );
    const x = ops.reshape(ops.arange(24), [2, 4, 3]);
    expect(String(again.predictOnBatch(x))).toBe(String(model.predictOnBatch(x)));
    expect(modelFromJSON(modelToJSON(model)).layers[1]!.getConfig()).toEqual(model.layers[1]!.getConfig());
  },
);

test('ThresholdedReLU stands in files as the ReLU that Keras 3 has for it', async () => {
  const model = Sequential([layers.ThresholdedReLU({ theta: 1.5, name: 'above', inputShape: [3] })]);
  const again = await loadModel(await model.toBytes());
  const { name, negative_slope: slope, threshold } = again.layers[0]!.getConfig();
  expect([again.layers[0]!.constructor.name, name, slope, threshold]).toEqual(['ReLULayer', 'above', 0, 1.5]);
  expect(String(again.predictOnBatch([[1, 1.5, 2]]))).toBe(String(model.predictOnBatch([[1, 1.5, 2]])));
});

test('that Keras 3 has no layer for is told when it is saved', async () => {
  const model = Sequential([layers.LocallyConnected1D(2, 3, { inputShape: [6, 1] })]);
  const messages = await messagesOf(async () => void (await loadModel(await model.toBytes())));
  expect(messages).toEqual([expect.stringContaining('Keras 3 has no LocallyConnected1D, and does not open the file')]);
});

test('an .h5 has the words that tf.keras had, too', async () => {
  const input = Input({ shape: [3], name: 'x' });
  const dense = layers.Dense(3, { name: 'dense' });
  const leaky = layers.LeakyReLU({ negativeSlope: 0.2, name: 'leaky' })(dense(input));
  const output = layers.Add({ name: 'add' })([leaky, dense(input)]);
  const model = Model({ inputs: input, outputs: output });
  model.compile({ optimizer: 'adam', loss: 'mean_squared_error' });
  const bytes = await model.toBytes({ format: 'h5' });
  const { config, compile } = await inspect(bytes);
  const found = (config as { config: { layers: { config: Record<string, unknown>; inbound_nodes: unknown }[] } }).config
    .layers;
  expect(found.map(({ inbound_nodes: nodes }) => nodes)).toEqual([
    [],
    [[['x', 0, 0, {}]], [['x', 0, 0, {}]]],
    [[['dense', 0, 0, {}]]],
    [[['leaky', 0, 0, {}], ['dense', 1, 0, {}]]], // prettier-ignore
  ]);
  expect(found[0]!.config).toEqual({
    name: 'x',
    batch_input_shape: [null, 3],
    dtype: 'float32',
    sparse: false,
    ragged: false,
  });
  expect(found[1]!.config).toMatchObject({ dtype: 'float32', kernel_initializer: { config: {} } });
  expect(found[1]!.config).not.toHaveProperty('quantization_config');
  expect(found[2]!.config).toEqual({ name: 'leaky', trainable: true, dtype: 'float32', alpha: 0.2 });
  expect(Object.keys((compile as { optimizer_config: { config: object } }).optimizer_config.config).sort()).toEqual([
    ...['amsgrad', 'beta_1', 'beta_2', 'epsilon', 'learning_rate', 'name'],
  ]);
  const again = await loadModel(bytes);
  expect(again.toJSON()).toEqual(model.toJSON());
});

test('an .h5 has what Keras can read there: float32 in place of bfloat16, no default that it takes for a function', async () => {
  const input = Input([3, 2]);
  const query = layers.Dense(2, { name: 'query', dtype: 'bfloat16' })(input);
  const attended = layers.Attention({ name: 'attended', dtype: 'bfloat16' })([query, query]);
  const model = Model({ inputs: input, outputs: attended });
  const bytes = await model.toBytes({ format: 'h5' });
  const { weights, config } = await inspect(bytes);
  expect(weights.map(({ dtype }) => dtype)).toEqual(['float32', 'float32']);
  const attention = (config as { config: { layers: { config: object }[] } }).config.layers.at(-1);
  expect(attention!.config).toMatchObject({ name: 'attended', use_scale: false });
  expect(attention!.config).not.toHaveProperty('score_mode');
  const again = await loadModel(bytes);
  expect(again.getLayer('query').weights.map(({ value }) => String(value))).toEqual(
    model.getLayer('query').weights.map(({ value }) => String(value)),
  );
  expect(again.getLayer('attended').getConfig()).toEqual(model.getLayer('attended').getConfig());
});

describe('loadWeights', () => {
  const twoLayers = (units = 4, names = ['first', 'second']): InstanceType<typeof Model> =>
    Sequential([
      layers.Dense(units, { inputShape: [3], name: names[0]! }),
      layers.Dense(2, { name: names[1]! }),
    ]) as never;

  test('takes the weights of .keras, .h5 and .weights.h5', async () => {
    for (const format of ['keras', 'h5', 'weights.h5'] as const) {
      const [model, other] = [twoLayers(), twoLayers()];
      await other.loadWeights(await model.toBytes({ format }));
      expect(other.getWeights().map(String)).toEqual(model.getWeights().map(String));
    }
  });

  test('says which layer does not fit, and changes nothing', async () => {
    const [model, other] = [twoLayers(4), twoLayers(5)];
    const before = other.getWeights().map(String);
    const error: unknown = await other.loadWeights(await model.toBytes()).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileError);
    expect((error as FileError).kind).toBe('mismatch');
    expect((error as FileError).message).toContain(
      'expected shape [3,5] for kernel of Dense "first". Received: shapeInFile=[3, 4]',
    );
    expect(other.getWeights().map(String)).toEqual(before);
  });

  test('with skipMismatch leaves layers that do not fit', async () => {
    const [model, other] = [twoLayers(4), twoLayers(4)];
    const larger = Sequential([layers.Dense(4, { inputShape: [3] }), layers.Dense(3)]);
    const bytes = await larger.toBytes({ format: 'h5' });
    const warnings = await messagesOf(() => other.loadWeights(bytes, { skipMismatch: true }));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('Dense "second"');
    expect(String(other.weights[0]!.value)).toBe(String(larger.weights[0]!.value));
    expect(other.weights[2]!.shape).toEqual(model.weights[2]!.shape);
  });

  test('with byName finds layers of older files by their names', async () => {
    const [model, other] = [twoLayers(4, ['a', 'b']), twoLayers(4, ['b2', 'a'])];
    const before = String(other.weights[0]!.value);
    const bytes = await Sequential([layers.Dense(2, { inputShape: [4], name: 'a' })]).toBytes({ format: 'h5' });
    await other.loadWeights(bytes, { byName: true });
    expect(String(other.weights[0]!.value)).toBe(before);
    expect([...(await readWeights(bytes)).values()].map(String)).toEqual(
      other.weights.slice(2).map(({ value }) => String(value)),
    );
    await expect(other.loadWeights(await model.toBytes(), { byName: true })).rejects.toThrow(
      'weights of Keras 1 or 2 for byName',
    );
  });

  test('counts the layers of a file', async () => {
    const bytes = await Sequential([layers.Dense(4, { inputShape: [3] })]).toBytes({ format: 'h5' });
    await expect(twoLayers().loadWeights(bytes)).rejects.toThrow('weights for 2 layers, first, second');
  });

  test('needs weights to take', async () => {
    const bytes = await twoLayers().toBytes();
    await expect(Sequential([layers.Dense(1)]).loadWeights(bytes)).rejects.toThrow('a model whose weights exist');
  });
});

describe('loadModel', () => {
  const saved = (change: (config: string) => string): Uint8Array => {
    const model = Sequential([layers.Dense(2, { inputShape: [3], activation: 'tanh', name: 'only' })]);
    model.compile({ optimizer: 'adam', loss: 'mse' });
    return new TextEncoder().encode(change(JSON.stringify(model)));
  };

  test('compiles as the file says, or not', async () => {
    const bytes = saved((config) => config);
    expect((await loadModel(bytes)).optimizer).toBeDefined();
    expect((await loadModel(bytes, { compile: false })).optimizer).toBeUndefined();
  });

  test('leaves a model uncompiled whose compile config it does not understand, and says why', async () => {
    const bytes = saved((config) => config.replace('"mse"', '"my_own_loss"'));
    const warnings = await messagesOf(async () => {
      expect((await loadModel(bytes)).optimizer).toBeUndefined();
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^loadModel: the model is not compiled, because .*my_own_loss/);
  });

  test('refuses code in how a model was compiled', async () => {
    const bytes = saved((config) =>
      config.replace('"mse"', '{"class_name":"__lambda__","config":{"value":["4wEA",null,null]}}'),
    );
    await expect(loadModel(bytes)).rejects.toThrow('a model without code');
  });

  test('says which layer it does not know, and where', async () => {
    const bytes = saved((config) => config.replace('"Dense"', '"Dens"'));
    const error: unknown = await loadModel(bytes).catch((e: unknown) => e);
    expect((error as FileError).kind).toBe('unknown-class');
    expect((error as FileError).message).toContain('loadModel at config.layers[1]');
    expect((error as FileError).message).toContain('"Dens"');
  });

  test('takes own objects by their names', async () => {
    const bytes = saved((config) => config.replace('"tanh"', '"twice"'));
    const model = await loadModel(bytes, { customObjects: { twice: (value: Tensor) => ops.multiply(value, 2) } });
    const [kernel] = model.getWeights();
    expectClose((model.predictOnBatch(x) as Tensor).data, ops.multiply(ops.matmul(x, kernel!), 2).data, 1e-6);
  });

  test('needs a model', async () => {
    await expect(loadModel(writeNpz({ a: [1] }))).rejects.toThrow(
      'expected a file with a model. Received: format="npz"',
    );
  });

  test('reads slices, sums and constants between layers', async () => {
    const layer = (name: string, rest: object): object => ({ name, config: { name }, ...rest });
    const from = (name: string): object => ({
      class_name: '__keras_tensor__',
      config: { keras_history: [name, 0, 0] },
    });
    const slice = (start: number | null, stop: number | null, step: number | null): object => ({
      class_name: '__slice__',
      config: { start, stop, step },
    });
    const operation = (name: string, className: string, args: unknown[], kwargs = {}): object =>
      layer(name, { module: 'keras.src.ops.numpy', class_name: className, inbound_nodes: [{ args, kwargs }] });
    const config = {
      name: 'm',
      layers: [
        { name: 'x', class_name: 'InputLayer', config: { batch_shape: [null, 5], name: 'x' }, inbound_nodes: [] },
        operation('back', 'GetItem', [from('x'), [slice(null, null, null), slice(null, null, -2)]]),
        operation('last', 'GetItem', [from('x'), [{ class_name: '__ellipsis__', config: {} }, -1]]),
        operation('sum', 'Sum', [from('back')], { axis: 1 }),
        operation('both', 'Subtract', [from('sum'), from('last')]),
        operation('scaled', 'Multiply', [2, from('both')]),
      ],
      input_layers: ['x', 0, 0],
      output_layers: ['scaled', 0, 0],
    };
    const model = await loadModel(
      new TextEncoder().encode(JSON.stringify({ class_name: 'Functional', config, registered_name: 'Functional' })),
    );
    expect([...(model.predictOnBatch([[1, 2, 3, 4, 5]]) as Tensor).data]).toEqual([2 * (1 + 3 + 5 - 5)]);
  });
});

describe('a layer that says itself what files hold of it', () => {
  class Counter extends Layer<[Tensor], object, Tensor> {
    calls = 0;
    words = '';
    override call(x: Tensor): Tensor {
      this.calls++;
      return x;
    }
    override saveOwnVariables(store: Record<string, TensorLike>): void {
      store['calls'] = this.calls;
      store['words'] = [...this.words].map((letter) => letter.codePointAt(0)!);
    }
    override loadOwnVariables(store: Readonly<Record<string, Tensor>>): void {
      this.calls = store['calls']!.item();
      this.words = String.fromCodePoint(...store['words']!.data);
    }
  }

  const model = (): { model: InstanceType<typeof Model>; counter: Counter } => {
    const counter = new Counter({ name: 'counter' });
    return { model: Sequential([layers.Dense(2, { inputShape: [3] }), counter]) as never, counter };
  };

  test('finds it again', async () => {
    const { model: first, counter } = model();
    counter.calls = 41;
    counter.words = 'as it was';
    const bytes = await first.toBytes({ format: 'keras' });
    expect([...(await readWeights(bytes)).keys()]).toContain('layers/counter/vars/words');
    const again = await loadModel(bytes, { customObjects: { Counter } });
    const restored = again.getLayer('counter') as unknown as Counter;
    expect([restored.calls, restored.words]).toEqual([41, 'as it was']);
    const { model: other, counter: second } = model();
    await other.loadWeights(await first.toBytes({ format: 'weights.h5' }));
    expect(second.words).toBe('as it was');
  });

  test('needs names that are no paths', async () => {
    class Wrong extends Counter {
      override saveOwnVariables(store: Record<string, TensorLike>): void {
        store['a/b'] = 1;
      }
    }
    const wrong = Sequential([layers.Dense(2, { inputShape: [3] }), new Wrong({ name: 'wrong' })]);
    await expect(wrong.toBytes()).rejects.toThrow(
      'Wrong "wrong".saveOwnVariables: expected names without a slash in the store. Received: name="a/b".',
    );
  });

  test('by default has its weights', () => {
    const dense = layers.Dense(2);
    dense.build([null, 3]);
    const store: Record<string, TensorLike> = {};
    dense.saveOwnVariables(store);
    expect(Object.keys(store)).toEqual(['0', '1']);
    dense.loadOwnVariables({ 0: ops.ones([3, 2]), 1: ops.ones([2]) });
    expect([...dense.getWeights()[1]!.data]).toEqual([1, 1]);
  });
});

test('a model of a class of one, built by its first batch, comes back from its file', async () => {
  class Own extends Model {
    dense = layers.Dense(2);
    override call(x: Tensor): Tensor {
      return this.dense(x);
    }
  }
  const model = new Own();
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.fit(x, [[1, 2], [3, 4]], { verbose: 0 }); // prettier-ignore
  const loaded = await loadModel(await model.toBytes(), { customObjects: { Own } });
  expect([...(loaded.predictOnBatch(x) as Tensor).data]).toEqual([...model.predictOnBatch(x).data]);
  expect(loaded.optimizer!.iterations).toBe(1);
});

test('a model of a class of one is not written as .h5, which nobody could open', async () => {
  class Mine extends Model {
    readonly dense = layers.Dense(1);

    override call(x: Tensor): Tensor {
      return this.dense(x);
    }
  }
  const model = new Mine();
  model(tensor([[1, 2]]));
  await expect(model.toBytes({ format: 'h5' })).rejects.toThrow('Hint: Save it as .keras, or its weights with model.saveWeights.'); // prettier-ignore
});

test('a loss of one is asked for as a custom object', async () => {
  const model = Sequential([layers.Dense(1, { inputShape: [2] })]);
  model.compile({ optimizer: 'sgd', loss: (yTrue: Tensor, yPred: Tensor) => ops.mean(ops.subtract(yTrue, yPred)) });
  const bytes = await model.toBytes();
  expect(await messagesOf(() => loadModel(bytes))).toEqual([
    expect.stringContaining('Give your own for it as { customObjects: { "loss": … } }.'),
  ]);
  const again = await loadModel(bytes, { customObjects: { loss: () => tensor(7) } });
  expect(again.testOnBatch([[1, 2]], [[1]])).toEqual([7]);
});
