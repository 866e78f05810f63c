/** What models refuse, in which words, and that they stay as they were. */
import { beforeEach, describe, expect, test } from 'vitest';
import { clearSession, Input, layers, losses, Model, modelFromJSON, ops, Sequential, setRandomSeed } from 'hillock';

beforeEach(() => {
  clearSession();
  setRandomSeed(1);
});

async function message(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}

function classifier() {
  const model = Sequential([layers.Dense(3, { activation: 'softmax', inputShape: [2] })]);
  model.compile({ optimizer: 'sgd', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  return model;
}

const state = (model: ReturnType<typeof classifier>): unknown => [
  model.getWeights().map((weight) => weight.toArray()),
  model.optimizer?.iterations,
  model.compilation?.options,
  model.layers.map(({ name }) => name),
];

const [x, y] = [[[1, 2], [3, 4]], [0, 1]]; // prettier-ignore

/** The message of an action on a classifier, which must leave it as it was. */
async function refusal(action: (model: ReturnType<typeof classifier>) => unknown): Promise<string> {
  clearSession();
  const model = classifier();
  const before = state(model);
  const told = await message(() => action(model));
  expect(state(model)).toEqual(before);
  return told;
}

describe('fit refuses', () => {
  test('to train what is not compiled', async () => {
    const model = Sequential([layers.Dense(1)]);
    expect(await message(() => model.fit(x, y))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected a model that is compiled. Hint: Call model.compile({ optimizer: 'adam', loss: 'mse' }) first."`,
    );
    expect(await message(() => model.evaluate(x, y))).toMatchInlineSnapshot(
      `"Sequential "sequential".evaluate: expected a model that is compiled. Hint: Call model.compile({ optimizer: 'adam', loss: 'mse' }) first."`,
    );
    expect(await message(() => model.trainOnBatch(x, y))).toMatchInlineSnapshot(
      `"Sequential "sequential".trainOnBatch: expected a model that is compiled. Hint: Call model.compile({ optimizer: 'adam', loss: 'mse' }) first."`,
    );
    model.compile({ optimizer: 'sgd' });
    expect(await message(() => model.fit(x, y))).toMatchInlineSnapshot(
      `"Sequential "sequential".computeLoss: expected a model that was compiled with a loss, or layers that add losses. Hint: Call model.compile({ loss: 'mse', … }) and give x and y, or use layer.addLoss within a call."`,
    );
  });

  test('data of different lengths', async () => {
    expect(await refusal((model) => model.fit(x, [0]))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected as many samples in y as in x, 2. Received: x=Tensor(shape=[2, 2], dtype=float32), y=Tensor(shape=[1], dtype=float32)."`,
    );
    expect(await refusal((model) => model.fit(x, y, { sampleWeight: [1] }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected as many samples in sampleWeight as in x, 2. Received: x=Tensor(shape=[2, 2], dtype=float32), sampleWeight=Tensor(shape=[1], dtype=float32)."`,
    );
    expect(await refusal((model) => model.trainOnBatch(x, [0]))).toMatchInlineSnapshot(
      `"Sequential "sequential".trainOnBatch: expected as many samples in y as in x, 2. Received: x=Tensor(shape=[2, 2], dtype=float32), y=Tensor(shape=[1], dtype=float32)."`,
    );
    expect(await refusal((model) => model.fit(x, y, { validationData: [x, [0]] }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit, validationData: expected as many samples in y as in x, 2. Received: x=Tensor(shape=[2, 2], dtype=float32), y=Tensor(shape=[1], dtype=float32)."`,
    );
  });

  test('no data, and data without an axis of samples', async () => {
    expect(await refusal((model) => model.fit([], []))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected at least one sample. Received: x=Tensor(shape=[0], dtype=float32)."`,
    );
    expect(await refusal((model) => model.fit(1, 1))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected x to have an axis of samples. Received: x=Tensor(shape=[], dtype=float32)."`,
    );
    expect(await refusal((model) => model.predict([], { verbose: 0 }))).toMatchInlineSnapshot(
      `"Sequential "sequential".predict: expected at least one sample. Received: x=Tensor(shape=[0], dtype=float32)."`,
    );
  });

  test('inputs of another shape', async () => {
    expect(await refusal((model) => model.fit([[1, 2, 3]], [0]))).toMatchInlineSnapshot(
      `"Sequential "sequential": expected an input of shape [null, 2]. Received: input=Tensor(shape=[1, 3], dtype=float32)."`,
    );
    expect(await refusal((model) => model.predictOnBatch([1, 2]))).toMatchInlineSnapshot(
      `"Sequential "sequential": expected an input of shape [null, 2]. Received: input=Tensor(shape=[2], dtype=float32). Hint: For a single sample, put it into a batch of one with ops.expandDims(x, 0)."`,
    );
    expect(await refusal((model) => model.fit([['a', 'b']], [0]))).toMatchInlineSnapshot(
      `"Sequential "sequential" (ops.cast): expected a tensor of numbers. Received: x=Tensor(shape=[1, 2], dtype=string)."`,
    );
  });

  test('labels of another shape', async () => {
    expect(await refusal((model) => model.fit(x, [[0, 1], [1, 0]], { verbose: 0 }))).toMatchInlineSnapshot(`"ops.sparseCategoricalCrossentropy: expected one label for each sample, a target of the shape of the output without its class axis. Received: target=Tensor(shape=[2, 2], dtype=float32), output=Tensor(shape=[2, 3], dtype=float32)."`); // prettier-ignore
    expect(await refusal((model) => model.fit(x, [[0, 1, 0], [1, 0, 0]], { verbose: 0 }))).toMatch('Hint: for labels that are rows of ones and zeros take categorical_crossentropy, or their classes with ops.argmax'); // prettier-ignore
    const model = Sequential([layers.Dense(3, { inputShape: [2] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    expect(await message(() => model.fit(x, [[1, 2], [3, 4]], { verbose: 0 }))).toMatchInlineSnapshot(`"losses.meanSquaredError: expected labels of the shape of the predictions. Received: yTrue=Tensor(shape=[2, 2], dtype=float32), yPred=Tensor(shape=[2, 3], dtype=float32)."`); // prettier-ignore
    expect(model.optimizer!.iterations).toBe(0);
  });

  test('labels out of range, wherever they stand', async () => {
    const many = Array.from({ length: 100 }, () => [1, 2]);
    const labels = many.map((_, i) => (i === 99 ? 3 : 0));
    expect(await refusal((model) => model.fit(many, labels, { verbose: 0 }))).toMatchInlineSnapshot(
      `"sparse_categorical_crossentropy: expected integer labels from 0 to 2, because the predictions have 3 classes. Received: label=3, index=99."`,
    );
    expect(await refusal((model) => model.fit(x, [0, -1], { verbose: 0 }))).toMatchInlineSnapshot(
      `"sparse_categorical_crossentropy: expected integer labels from 0 to 2, because the predictions have 3 classes. Received: label=-1, index=1."`,
    );
    expect(await refusal((model) => model.fit(x, [0, 0.5], { verbose: 0 }))).toMatchInlineSnapshot(
      `"sparse_categorical_crossentropy: expected integer labels from 0 to 2, because the predictions have 3 classes. Received: label=0.5, index=1."`,
    );
    expect(
      await refusal((model) => model.fit(x, y, { validationData: [x, [0, 7]], verbose: 0 })),
    ).toMatchInlineSnapshot(
      `"sparse_categorical_crossentropy: expected integer labels from 0 to 2, because the predictions have 3 classes. Received: label=7, index=1."`,
    );
  });

  test('options that mean nothing', async () => {
    expect(await refusal((model) => model.fit(x, y, { epochs: NaN }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected epochs to be an integer of at least 0. Received: epochs=NaN."`,
    );
    expect(await refusal((model) => model.fit(x, y, { batchSize: 0 }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected batchSize to be a positive integer. Received: batchSize=0."`,
    );
    expect(await refusal((model) => model.fit(x, y, { validationSplit: 1 }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected validationSplit to be a number from 0 to below 1. Received: validationSplit=1."`,
    );
    expect(await refusal((model) => model.fit(x, y, { validationSplit: 0.9 }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected a validationSplit that leaves samples on both sides. Received: validationSplit=0.9, samples=2."`,
    );
    expect(await refusal((model) => model.fit(x, y, { verbose: 3 as never }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected verbose to be 'auto', 0, 1 or 2. Received: verbose=3."`,
    );
    expect(await refusal((model) => model.fit(x, y, { shuffle: 'batch' as never }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected shuffle to be true or false. Received: shuffle="batch"."`,
    );
    expect(await refusal((model) => model.fit(x, y, { validationData: [x] as never }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected validationData to be [x, y], [x, y, sampleWeight] or { x, y, sampleWeight }. Received: validationData=[[array of length 2, array of length 2]]."`,
    );
    expect(await refusal((model) => model.fit(x, y, { classWeight: { 0: NaN } }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected classWeight to have a weight of at least 0 for each class. Received: classWeight[0]=NaN."`,
    );
    expect(
      await refusal((model) => model.fit(x, y, { classWeight: { 0: 1 }, sampleWeight: [1, 1] })),
    ).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected either sampleWeight or classWeight. Received: sampleWeight=[1, 1], classWeight={ 0: 1 }."`,
    );
    expect(await refusal((model) => model.fit(x, y, { callbacks: {} as never }))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: expected callbacks to be instances of callbacks.Callback, or objects with some of its methods. Received: callbacks={  }."`,
    );
  });

  test('options that it does not have', async () => {
    expect(await refusal((model) => model.fit(x, y, { workers: 2 } as never))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: unknown option "workers". Known are batchSize, verbose, callbacks, signal, epochs, initialEpoch, shuffle, validationSplit, validationData, stepsPerEpoch, validationSteps, validationBatchSize, validationFreq, sampleWeight, classWeight."`,
    );
    expect(await refusal((model) => model.fit(x, y, { epoch: 2 } as never))).toMatchInlineSnapshot(
      `"Sequential "sequential".fit: unknown option "epoch". Did you mean "epochs"?"`,
    );
    expect(await refusal((model) => model.compile({ jitCompile: true } as never))).toMatchInlineSnapshot(
      `"Sequential "sequential".compile: unknown option "jitCompile". Known are optimizer, loss, metrics, lossWeights, weightedMetrics, stepsPerExecution, runEagerly, autoScaleLoss."`,
    );
  });
});

describe('compile refuses', () => {
  test('unknown names', async () => {
    expect(await refusal((model) => model.compile({ optimizer: 'adan' as never, loss: 'mse' }))).toMatchInlineSnapshot(
      `"Sequential "sequential".compile: unknown optimizer "adan". Did you mean "adam"?"`,
    );
    expect(await refusal((model) => model.compile({ loss: 'mean_square_error' as never }))).toMatchInlineSnapshot(
      `"Sequential "sequential".compile: unknown loss "mean_square_error". Did you mean "mean_squared_error"?"`,
    );
    expect(
      await refusal((model) => model.compile({ loss: 'mse', metrics: ['acuracy' as never] })),
    ).toMatchInlineSnapshot(`"Sequential "sequential".compile: unknown metric "acuracy". Did you mean "accuracy"?"`);
    expect(await refusal((model) => model.compile({ loss: { dens: 'mse' } }))).toMatchInlineSnapshot(
      `"Sequential "sequential".compile: unknown output "dens". Did you mean "dense"?"`,
    );
  });

  test('parts that do not fit the outputs', async () => {
    const input = Input([1]);
    const model = Model({
      inputs: input,
      outputs: [layers.Dense(1, { name: 'a' })(input), layers.Dense(1, { name: 'b' })(input)],
    });
    expect(await message(() => model.compile({ loss: ['mse'] }))).toMatchInlineSnapshot(
      `"Functional "functional".compile: expected loss to have one entry for each output: a, b. Received: loss=["mse"]."`,
    );
    expect(await message(() => model.compile({ loss: { a: 'mse', c: 'mse' } }))).toMatchInlineSnapshot(
      `"Functional "functional".compile: unknown output "c". Did you mean "a"?"`,
    );
    expect(await message(() => model.compile({ loss: 'mse', lossWeights: [1] }))).toMatchInlineSnapshot(
      `"Functional "functional".compile: expected lossWeights to have one entry for each output: a, b. Received: lossWeights=[1]."`,
    );
    expect(await message(() => model.compile({ loss: 'mse', metrics: ['mse'] }))).toMatchInlineSnapshot(
      `"Functional "functional".compile: expected metrics to have one entry for each output: a, b. Received: metrics=["mse"]."`,
    );
    model.compile({ loss: 'mse' });
    expect(await message(() => model.fit([[1]], [[1]]))).toMatchInlineSnapshot(
      `"Functional "functional".fit: expected y to be a list of 2, for a, b. Received: y.length=1."`,
    );
    expect(await message(() => model.fit([[1]], { a: [[1]] }))).toMatchInlineSnapshot(
      `"Functional "functional".fit: expected y to have entries for a, b. Received: missing=["b"]."`,
    );
    expect(await message(() => model.fit([[1]], { a: [[1]], c: [[1]] }))).toMatchInlineSnapshot(
      `"Functional "functional".fit: unknown entry of y "c". Did you mean "a"?"`,
    );
  });

  test('a loss that is not a number, when it is used', async () => {
    const model = Sequential([layers.Dense(1, { inputShape: [2] })]);
    model.compile({ loss: losses.MeanSquaredError({ reduction: 'none' }) });
    expect(await message(() => model.fit(x, y, { verbose: 0 }))).toMatchInlineSnapshot(
      `"loss "mean_squared_error": expected one number for the batch. Received: loss=Tensor(shape=[2], dtype=float32). Hint: Train with another reduction than 'none'."`,
    );
    expect(model.optimizer!.iterations).toBe(0);
  });
});

describe('Sequential refuses', () => {
  test('what is not a layer, and layers of one name', async () => {
    expect(await refusal((model) => model.add('relu' as never))).toMatchInlineSnapshot(
      `"Sequential "sequential".add: expected a layer. Received: layer="relu"."`,
    );
    expect(await refusal((model) => model.add(layers.Dense(2, { name: 'dense' })))).toMatchInlineSnapshot(
      `"Sequential "sequential".add: expected a layer with a name that no other has. Received: name="dense". Hint: Make another layer, or give one of the two another name."`,
    );
    expect(await refusal((model) => model.add(Input([2])))).toMatchInlineSnapshot(
      `"Sequential "sequential".add: expected the place of the inputs once, before all layers. Received: layer="input_layer_1"."`,
    );
    expect(await message(() => Sequential(layers.Dense(1) as never))).toMatchInlineSnapshot(
      `"Sequential: expected a list of layers. Received: layers=function dense_1."`,
    );
  });

  test('a layer that does not fit on top', async () => {
    expect(await refusal((model) => model.add(layers.Conv2D(1, 1, { name: 'conv' })))).toMatchInlineSnapshot(
      `"Conv2D "conv": expected an input of 4 axes, the first of which is the batch's. Received: inputs=SymbolicTensor(shape=[null, 3], dtype=float32)."`,
    );
  });

  test('to be built without layers or for another shape', async () => {
    expect(await message(() => Sequential().build([null, 2]))).toMatchInlineSnapshot(
      `"Sequential "sequential".build: expected a model with layers. Hint: Call model.add(layer)."`,
    );
    expect(await refusal((model) => model.build([null, 5]))).toMatchInlineSnapshot(
      `"Sequential "sequential".build: expected the shape that the model has, [null, 2]. Received: inputShape=[null, 5]."`,
    );
    expect(await message(() => Sequential([layers.Dense(1)]).outputShape)).toMatchInlineSnapshot(
      `"Sequential "sequential_1".outputShape: expected a model whose input shape is known. Hint: Give the first layer an inputShape, call model.build([null, …]), or train the model first."`,
    );
    expect(await message(() => Sequential().pop())).toMatchInlineSnapshot(
      `"Sequential "sequential_2".pop: expected a model with layers."`,
    );
  });

  test('to find a layer that it does not have', async () => {
    expect(await refusal((model) => model.getLayer('dense_1'))).toMatchInlineSnapshot(
      `"Sequential "sequential".getLayer: unknown layer "dense_1". Did you mean "dense"?"`,
    );
    expect(await refusal((model) => model.getLayer(1))).toMatchInlineSnapshot(
      `"Sequential "sequential".getLayer: expected an index from 0 to 0. Received: index=1."`,
    );
  });
});

describe('Model refuses', () => {
  test('outputs that need other inputs', async () => {
    const [a, b] = [Input([2], { name: 'a' }), Input([2], { name: 'b' })];
    expect(await message(() => Model({ inputs: a, outputs: ops.add(layers.Dense(2)(a), b) }))).toMatchInlineSnapshot(
      `"Functional "functional": expected outputs that are computed from the inputs alone. Received: tensor="b", inputs=["a"]. Hint: Every Input that an output depends on must be among the inputs."`,
    );
  });

  test('what is not symbolic', async () => {
    expect(await message(() => Model({ inputs: [[1, 2]] as never, outputs: Input([1]) }))).toMatchInlineSnapshot(
      `"Model: expected inputs to be a symbolic tensor or a list of them. Received: inputs=[[1, 2]]. Hint: Begin with Input({ shape }) and call layers on it."`,
    );
    const incomplete: unknown = { outputs: Input([1]) };
    expect(await message(() => Model(incomplete as never))).toMatchInlineSnapshot(
      `"Model: expected inputs to be a symbolic tensor or a list of them. Received: inputs=undefined. Hint: Begin with Input({ shape }) and call layers on it."`,
    );
  });

  test('layers of one name', async () => {
    const a = Input([2]);
    const hidden = layers.Dense(2, { name: 'same' })(a);
    expect(
      await message(() => Model({ inputs: a, outputs: layers.Dense(2, { name: 'same' })(hidden) })),
    ).toMatchInlineSnapshot(
      `"Functional "functional": expected layers that all have different names. Received: name="same"."`,
    );
  });

  test('another number of inputs, in a call', async () => {
    const [a, b] = [Input([2]), Input([2])];
    const model = Model({ inputs: [a, b], outputs: ops.add(a, b) });
    expect(await message(() => model(Input([2]) as never))).toMatchInlineSnapshot(
      `"Functional "functional": expected 2 inputs, for input_layer, input_layer_1. Received: inputs=[SymbolicTensor(shape=[null, 2], dtype=float32)]."`,
    );
  });
});

describe('modelFromJSON refuses', () => {
  test('what describes no model', async () => {
    expect(await message(() => modelFromJSON('{'))).toMatchInlineSnapshot(
      `"modelFromJSON: expected JSON. Received: json="{"."`,
    );
    expect(await message(() => modelFromJSON('{}'))).toMatchInlineSnapshot(
      `"modelFromJSON: expected a config of the form { class_name, config }. Received: config={  }."`,
    );
    expect(await message(() => modelFromJSON({ class_name: 'Dense', config: { units: 1 } }))).toMatchInlineSnapshot(
      `"modelFromJSON: expected the config of a model. Received: class_name="Dense"."`,
    );
    expect(await message(() => modelFromJSON({ class_name: 'Sequential', config: {} }))).toMatchInlineSnapshot(
      `"modelFromJSON: expected layers to be a list in the config of a model. Received: layers=undefined."`,
    );
    const dense = { class_name: 'Dens', config: { units: 1 } };
    expect(
      await message(() => modelFromJSON({ class_name: 'Sequential', config: { layers: [dense] } })),
    ).toMatchInlineSnapshot(`"modelFromJSON at config.layers[0]: unknown layer "Dens". Did you mean "Dense"?"`);
  });

  test('graphs that cannot be called in any order', async () => {
    const reference = (name: string) => ({ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } });
    const dense = (name: string, from: string) => ({
      ...{ class_name: 'Dense', name, config: { name, units: 1 } },
      inbound_nodes: [{ args: [reference(from)], kwargs: {} }],
    });
    const config = (...parts: object[]) => ({
      class_name: 'Functional',
      config: { layers: parts, input_layers: ['a', 0, 0], output_layers: ['b', 0, 0] },
    });
    expect(await message(() => modelFromJSON(config(dense('a', 'b'), dense('b', 'a'))))).toMatchInlineSnapshot(
      `"modelFromJSON: expected layers that can be called one after the other. Received: layers=["a", "b"]."`,
    );
    expect(await message(() => modelFromJSON(config(dense('a', 'z'))))).toMatchInlineSnapshot(
      `"modelFromJSON: unknown layer of the graph "z". Did you mean "a"?"`,
    );
    const operation = {
      module: 'keras.src.ops.numpy',
      class_name: 'Add',
      name: 'a',
      config: { name: 'a' },
      inbound_nodes: [],
    };
    expect(await message(() => modelFromJSON(config(operation)))).toMatchInlineSnapshot(
      `"modelFromJSON: expected references to tensors of the model, [layer, call, output]. Received: reference=["a", 0, 0]."`,
    );
  });
});
