/** Bad inputs, which must leave a model as it was: checked before anything is trained, and undone where they built something. */
import { beforeEach, describe, expect, test } from 'vitest';
import {
  callbacks,
  clearSession,
  Input,
  layers,
  Model,
  modelFromJSON,
  modelToJSON,
  ops,
  Sequential,
  setRandomSeed,
  StateError,
  tensor,
  ValueError,
  type SymbolicTensor,
  type Tensor,
} from 'hillock';

beforeEach(() => {
  clearSession();
  setRandomSeed(1);
});

const x = [[1, 2], [3, 4]]; // prettier-ignore
const y = [[1], [2]];

function regression(options: object = {}) {
  const model = Sequential([layers.Dense(1, { inputShape: [2] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse', ...options });
  return model;
}

async function errorOf(action: () => unknown): Promise<Error> {
  try {
    await action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

/** The error of an action on a model, which must not have trained it. */
async function refused(model: Sequential, action: () => unknown): Promise<string> {
  const before = model.getWeights().map((weight) => weight.toArray());
  const error = await errorOf(action);
  expect(error).toBeInstanceOf(ValueError);
  expect(model.getWeights().map((weight) => weight.toArray())).toEqual(before);
  expect(model.optimizer!.iterations).toBe(0);
  return error.message;
}

const quiet = { verbose: 0 } as const;

describe('before the first step', () => {
  test('validation data of another shape are refused', async () => {
    const model = regression();
    const fit = (...validationData: [x: number[][], y: number[][]]) => model.fit(x, y, { ...quiet, validationData });
    expect(await refused(model, () => fit([[1, 2, 3]], [[1]]))).toContain('an input of shape [null, 2]');
    expect(await refused(model, () => fit([[1, 2]], [[1, 2, 3]]))).toContain('labels of the shape');
  });

  test('metrics that do not fit or throw are refused', async () => {
    const model = regression();
    model.compile({ optimizer: 'sgd', loss: (_: Tensor, yPred: Tensor) => ops.square(yPred), metrics: ['mse'] });
    expect(await refused(model, () => model.fit(x, [[1, 2, 3], [1, 2, 3]], quiet))).toContain('labels of the shape of the predictions'); // prettier-ignore
    const own = regression({
      metrics: [
        () => {
          throw new ValueError({ where: 'own', expected: 'nothing' });
        },
      ],
    });
    expect(await refused(own, () => own.fit(x, y, quiet))).toContain('own: expected nothing');
  });

  test('a model that was built for the wrong inputs forgets them', async () => {
    const wrong = [[1, 2, 3], [4, 5, 6]]; // prettier-ignore
    for (const action of [
      (model: Sequential) => model.fit(x, wrong),
      (model: Sequential) => model.evaluate(x, wrong),
      (model: Sequential) => model.trainOnBatch(x, wrong),
      (model: Sequential) => model.testOnBatch(x, wrong),
    ]) {
      const model = Sequential([layers.Dense(2)]);
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      await errorOf(() => action(model));
      expect([model.built, model.layers[0]!.built, model.weights]).toEqual([false, false, []]);
      await model.fit([[1, 2, 3]], [[1, 2]], quiet);
      expect(model.inputShape).toEqual([null, 3]);
      expect((model.layers[0]!.input as { shape: unknown }).shape).toEqual([null, 3]);
    }
  });
});

test('input and output are the symbolic ones of the graph', () => {
  const model = Sequential([layers.Dense(3, { inputShape: [2] }), layers.Dense(1)]);
  const features = Model({ inputs: model.input, outputs: model.layers[0]!.output as SymbolicTensor });
  expect(features.outputShape).toEqual([null, 3]);
  expect(features.predictOnBatch(x).toArray()).toEqual((model.layers[0]!(tensor(x)) as Tensor).toArray());
  const input = Input([2]);
  const [a, b] = [layers.Dense(1)(input), layers.Dense(2)(input)];
  const functional = Model(input, [a, b]);
  expect(functional.input).toBe(input);
  expect(functional.output).toEqual([a, b]);
  expect(() => Sequential([layers.Dense(1)]).input).toThrow(StateError);
});

test('a model for batches of one length takes others, as in Keras', async () => {
  const input = Input({ batchShape: [2, 2] });
  const model = Model(input, layers.Dense(1)(input));
  model.compile({ loss: 'mse' });
  await model.fit([...x, ...x], [...y, ...y], { batchSize: 2, ...quiet });
  expect((await model.predict([...x, ...x], { batchSize: 2, ...quiet })).shape).toEqual([4, 1]);
  await model.fit([...x, [5, 6]], [...y, [3]], { batchSize: 2, ...quiet });
  expect((await model.predict([...x, [5, 6]], { batchSize: 2, ...quiet })).shape).toEqual([3, 1]);
  const error = await errorOf(() => model.predict([[1, 2, 3]], quiet));
  expect(error.message).toContain('expected an input of shape [2, 2]');
});

describe('toJSON', () => {
  const json = (build: (a: ReturnType<typeof Input>, b: ReturnType<typeof Input>) => unknown): string => {
    const [a, b] = [Input([2]), Input([2])];
    return JSON.stringify(Model([a, b], build(a, b) as never));
  };

  // As keras.Model([a, b], keras.ops.subtract(a, b)).to_json() has it.
  test('writes operations of tensors alone as Keras does', () => {
    const { config } = JSON.parse(json((a, b) => ops.subtract(a, b))) as { config: { layers: unknown[] } };
    const reference = (name: string) => ({
      class_name: '__keras_tensor__',
      config: { shape: [null, 2], dtype: 'float32', keras_history: [name, 0, 0] },
    });
    expect(config.layers.at(-1)).toEqual({
      module: 'keras.src.ops.numpy',
      class_name: 'Subtract',
      config: { name: 'subtract' },
      registered_name: 'Subtract',
      name: 'subtract',
      inbound_nodes: [{ args: [reference('input_layer'), reference('input_layer_1')], kwargs: {} }],
    });
  });

  // As Keras 3.15.1 writes them.
  test.each([
    ['numpy', 'Sum', { axis: 1, keepdims: false }, (a: ReturnType<typeof Input>) => ops.sum(a, { axis: 1 })],
    ['numpy', 'Concatenate', { axis: -1 }, (a: ReturnType<typeof Input>) => ops.concatenate([a, a], { axis: -1 })],
    ['numpy', 'NotEqual', {}, (a: ReturnType<typeof Input>) => ops.notEqual(a, 0)],
    ['numpy', 'Reshape', { newshape: [-1, 1, 2] }, (a: ReturnType<typeof Input>) => ops.reshape(a, [-1, 1, 2])],
    ['numpy', 'Transpose', { axes: [1, 0] }, (a: ReturnType<typeof Input>) => ops.transpose(a, [1, 0])],
    ['numpy', 'Clip', { x_min: 0, x_max: 1 }, (a: ReturnType<typeof Input>) => ops.clip(a, 0, 1)],
    ['numpy', 'Any', { axis: 1, keepdims: false }, (a: ReturnType<typeof Input>) => ops.any(a, { axis: 1 })],
    ['numpy', 'ExpandDims', { axis: 1 }, (a: ReturnType<typeof Input>) => ops.expandDims(a, 1)],
    ['numpy', 'Take', { axis: 1 }, (a: ReturnType<typeof Input>) => ops.take(a, [1], { axis: 1 })],
    ['numpy', 'Squeeze', { axis: 1 }, (a: ReturnType<typeof Input>) => ops.squeeze(ops.expandDims(a, 1), { axis: 1 })],
    ['numpy', 'Tanh', {}, (a: ReturnType<typeof Input>) => ops.tanh(a)],
    ['nn', 'Relu', {}, (a: ReturnType<typeof Input>) => ops.relu(a)],
    ['nn', 'Softmax', { axis: 1 }, (a: ReturnType<typeof Input>) => ops.softmax(a, { axis: 1 })],
    ['nn', 'Elu', { alpha: 1 }, (a: ReturnType<typeof Input>) => ops.elu(a)],
  ] as const)('writes options of keras.ops.%s.%s, and reads them', (module, className, options, build) => {
    const text = json(build);
    const { config } = JSON.parse(text) as {
      config: {
        layers: { module: string; class_name: string; config: object; inbound_nodes: { args: unknown[] }[] }[];
      };
    };
    const { config: written, ...node } = config.layers.at(-1)!;
    expect(node).toMatchObject({ module: `keras.src.ops.${module}`, class_name: className });
    expect(written).toEqual({ name: expect.any(String) as string, ...options });
    expect(Array.isArray(node.inbound_nodes[0]!.args[0])).toBe(className === 'Concatenate');
    expect(JSON.parse(modelToJSON(modelFromJSON(text)))).toMatchObject({ config });
  });

  test('refuses operations of which it would lose something', () => {
    for (const [name, build] of Object.entries({
      hard_sigmoid: (a: ReturnType<typeof Input>) => ops.hardSigmoid(a),
      clip: (a: ReturnType<typeof Input>) => ops.clip(a, 0, ops.square(a)),
    }))
      expect(() => json(build)).toThrow(
        `operations between layers that Keras has, with the options that it has. Received: operation="${name}"`,
      );
  });
});

describe('lossWeights', () => {
  test('may be a number for one output', async () => {
    const weighted = regression({ lossWeights: 0.5 });
    const plain = regression();
    plain.setWeights(weighted.getWeights());
    const [half, whole] = [await weighted.evaluate(x, y, quiet), await plain.evaluate(x, y, quiet)];
    expect(half[0]).toBe(whole[0] / 2);
  });

  test('are finite numbers', () => {
    expect(() => regression({ lossWeights: NaN })).toThrow('expected lossWeights to be finite numbers');
    expect(() => regression({ lossWeights: { dense: 'a' } })).toThrow('expected lossWeights to be finite numbers');
  });
});

describe('a run', () => {
  test('is refused while another sums up', async () => {
    const model = regression();
    const first = model.fit(x, y, { epochs: 3, ...quiet });
    const messages = await Promise.all([
      errorOf(() => model.fit(x, y, quiet)),
      errorOf(() => model.evaluate(x, y, quiet)),
      errorOf(() => model.trainOnBatch(x, y)),
    ]);
    for (const error of messages) expect(error).toBeInstanceOf(StateError);
    await first;
    expect(model.optimizer!.iterations).toBe(3);
    await model.fit(x, y, quiet);
  });

  test('may be begun by a callback at the end of an epoch', async () => {
    const model = regression();
    const losses: unknown[] = [];
    class Evaluation extends callbacks.Callback {
      override async onEpochEnd() {
        losses.push(...(await model.evaluate(x, y, quiet)));
      }
    }
    const { history } = await model.fit(x, y, { callbacks: [new Evaluation()], validationData: [x, y], ...quiet });
    expect(losses).toEqual(history['val_loss']);
  });

  test('fails with what a callback rejects with, and sets the model free', async () => {
    const model = regression();
    class Failing extends callbacks.Callback {
      override onTrainBatchEnd() {
        return Promise.reject(new Error('mine'));
      }
    }
    const error = await errorOf(() => model.fit(x, y, { callbacks: [new Failing()], ...quiet }));
    expect(error.message).toBe('mine');
    await model.fit(x, y, quiet);
  });
});

describe('values of the wrong kind are named', () => {
  test('a promise of data, which was not awaited', async () => {
    const model = Sequential([layers.Dense(1, { inputShape: [1] })], { name: 'a' });
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const promise = Promise.resolve([[1]]) as never;
    const refusal = 'Received: data=Promise object.';
    await expect(model.fit(promise, [[1]], { verbose: 0 })).rejects.toThrow(refusal);
    await expect(model.fit([[1]], promise, { verbose: 0 })).rejects.toThrow(refusal);
    expect(() => model.predictOnBatch(promise)).toThrow(refusal);
  });

  test.each([[[{}]], [[null]], [[5]]])('callbacks %o', async (given) => {
    const model = regression();
    const told = await refused(model, () => model.fit(x, y, { callbacks: given as never, ...quiet }));
    expect(told).toContain('callbacks to be instances of callbacks.Callback, or objects with some of its methods');
  });

  test.each([null, 5, [1]])('options %o', async (given) => {
    const model = regression();
    const options = given as never;
    for (const action of [
      () => model.fit(x, y, options),
      () => model.evaluate(x, y, options),
      () => model.predict(x, options),
      () => model.trainOnBatch(x, y, options),
      () => model.compile(options),
    ])
      expect(await refused(model, action)).toContain('expected an object of options');
  });

  test('losses and metrics', async () => {
    expect(() => regression({ loss: {} })).toThrow('expected a loss for at least one output');
    expect(() => regression({ loss: [null] })).toThrow('expected a loss for at least one output');
    expect(() => regression({ metrics: 5 })).toThrow('expected metrics to be a list. Received: metrics=5');
    expect(() => regression({ metrics: 'accuracy' })).toThrow('expected metrics to be a list');
    const silent = regression({ loss: () => undefined });
    expect(await refused(silent, () => silent.fit(x, y, quiet))).toContain('a function that returns a tensor');
    const number = regression({ metrics: [() => 1] });
    expect(await refused(number, () => number.fit(x, y, quiet))).toContain('a function that returns a tensor');
  });

  test.each([3, new Map([[0, 1]]), { '': 1 }, { '-1': 1 }, { 0: -1 }])('classWeight %o', async (classWeight) => {
    const model = regression();
    const told = await refused(model, () => model.fit(x, y, { classWeight: classWeight as never, ...quiet }));
    expect(told).toContain('.fit: expected classWeight to ');
  });

  test('classWeight beside labels that have no class, or several outputs', async () => {
    const input = Input([2]);
    const model = Model(input, [layers.Dense(1)(input), layers.Dense(1)(input)]);
    model.compile({ loss: 'mse' });
    const error = await errorOf(() => model.fit(x, [y, y], { classWeight: { 0: 1 }, ...quiet }));
    expect(error.message).toContain(
      'classWeight for a model with one output only. Received: outputs=["dense", "dense_1"]',
    );
    const flat = regression();
    const labels = [[[1]], [[2]]];
    const told = await refused(flat, () => flat.fit(x, labels, { classWeight: { 0: 1 }, ...quiet }));
    expect(told).toContain('labels of rank 1 or 2 beside classWeight');
  });

  test('initialEpoch', async () => {
    const model = regression();
    const told = await refused(model, () => model.fit(x, y, { initialEpoch: -1 }));
    expect(told).toContain('initialEpoch to be an integer of at least 0. Received: initialEpoch=-1');
  });

  test('options of summary', () => {
    const model = regression();
    expect(() => model.summary({ lineLenght: 60 } as never)).toThrow('Did you mean "lineLength"?');
    expect(() => model.summary({ layerRange: ['a', 'b'] })).toThrow('a layerRange of names of layers');
    expect(() => model.summary({ lineLength: 10 })).toThrow('leave room for every column');
  });

  test('the input shape of Sequential.build', () => {
    const shapes = [[null, 2], [null, 2]]; // prettier-ignore
    expect(() => Sequential([layers.Dense(1)]).build(shapes as never)).toThrow('expected one input shape');
  });

  test('tensors in the JSON of a model', () => {
    const model = (layer: object, inputs: unknown = ['a', 0, 0]) => ({
      class_name: 'Functional',
      config: { layers: [layer], input_layers: inputs, output_layers: inputs },
    });
    const input = { class_name: 'InputLayer', name: 'a', config: { batch_shape: [null, 2], name: 'a' } };
    expect(() => modelFromJSON(model({ ...input, inbound_nodes: [{ args: [5] }] }))).toThrow(
      'Model: expected inputs to be a symbolic tensor or a list of them.',
    );
    expect(() => modelFromJSON(model({ ...input, inbound_nodes: [] }, ['a', 3, 0]))).toThrow(
      'references to tensors of the model',
    );
  });
});
