/** What fit, evaluate and predict do with data, epochs, callbacks and seeds. */
import { beforeEach, describe, expect, test } from 'vitest';
import { callbacks, clearSession, Input, layers, Model, random, Sequential, setRandomSeed, tensor } from 'hillock';
import type { Tensor } from 'hillock';

beforeEach(() => {
  clearSession();
  setRandomSeed(1);
});

/** One weight that starts at 0: with learning rate 0 every loss is the mean of the squares of the labels. */
function still() {
  const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', useBias: false, inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
  model.optimizer!.learningRate = 0;
  return model;
}

const [x, y] = [
  [[1], [1], [1], [1], [1]],
  [[1], [2], [3], [4], [5]],
];

describe('fit', () => {
  test('means the loss over samples, also when the last batch is smaller', async () => {
    const { history, epoch, params } = await still().fit(x, y, { batchSize: 2, epochs: 2, verbose: 0 });
    expect(history).toEqual({ loss: [11, 11], mae: [3, 3] });
    expect(epoch).toEqual([0, 1]);
    expect(params).toEqual({ verbose: 0, epochs: 2, steps: 3 });
  });

  test('validates on the last samples, before shuffling', async () => {
    const { history } = await still().fit(x, y, { validationSplit: 0.4, verbose: 0 });
    expect(history).toEqual({ loss: [expect.closeTo(14 / 3, 6)], mae: [2], val_loss: [20.5], val_mae: [4.5] });
  });

  test('takes validation data before a validation split', async () => {
    const { history } = await still().fit(x, y, { validationData: [[[1]], [[7]]], validationSplit: 0.4, verbose: 0 });
    expect(history).toMatchObject({ loss: [11], val_loss: [49] });
  });

  test('weighs samples in the loss, and not in the metrics', async () => {
    const { history } = await still().fit(x, y, { sampleWeight: [1, 0, 0, 0, 1], verbose: 0 });
    expect(history).toMatchObject({ loss: [expect.closeTo(26 / 5, 6)], mae: [3] });
  });

  test('begins at the epoch it is told', async () => {
    const { epoch } = await still().fit(x, y, { initialEpoch: 2, epochs: 4, verbose: 0 });
    expect(epoch).toEqual([2, 3]);
  });

  test('gives the same numbers for the same seed, and others for another', async () => {
    const run = async (seed: number) => {
      clearSession();
      setRandomSeed(seed);
      const model = Sequential([
        layers.Dense(8, { activation: 'relu', inputShape: [4] }),
        layers.Dropout(0.5),
        layers.Dense(3, { activation: 'softmax' }),
      ]);
      model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy' });
      const inputs = random.normal([40, 4], { seed: 5 });
      const labels = Array.from({ length: 40 }, (_, i) => i % 3);
      return (await model.fit(inputs, labels, { epochs: 3, batchSize: 8, verbose: 0 })).history['loss'];
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  test('shows each sample once in every epoch, in different orders', async () => {
    const orders: number[][] = [];
    class Recorder extends layers.Layer {
      override call(inputs: Tensor): Tensor {
        if (inputs.data !== undefined) orders.at(-1)?.push(...(inputs.data as Float32Array));
        return inputs;
      }
      override computeOutputShape(shape: number[]): number[] {
        return shape;
      }
    }
    class NewList extends callbacks.Callback {
      override onEpochBegin(): void {
        orders.push([]);
      }
    }
    const model = Sequential([new Recorder({ inputShape: [1] }), layers.Dense(1)]);
    // A step that is traced does not look into what it is given.
    model.compile({ loss: 'mse', runEagerly: true });
    const samples = Array.from({ length: 20 }, (_, i) => [i]);
    await model.fit(samples, samples, { epochs: 2, batchSize: 6, verbose: 0, callbacks: [new NewList()] });
    expect(orders.map((order) => [...order].sort((a, b) => a - b))).toEqual([samples.flat(), samples.flat()]);
    expect(orders[0]).not.toEqual(orders[1]);
    expect(orders[0]).not.toEqual(samples.flat());
  });

  test('tells callbacks of several steps at once, as many as stepsPerExecution', async () => {
    const train = async (stepsPerExecution: number) => {
      const steps: string[] = [];
      class Log extends callbacks.Callback {
        override onTrainBatchBegin(batch: number): void {
          steps.push(`fit ${batch}-`);
        }
        override onTrainBatchEnd(batch: number): void {
          steps.push(steps.pop()! + batch);
        }
        override onTestBatchBegin(batch: number): void {
          steps.push(`test ${batch}-`);
        }
        override onTestBatchEnd(batch: number): void {
          steps.push(steps.pop()! + batch);
        }
        override onPredictBatchBegin(batch: number): void {
          steps.push(`predict ${batch}-`);
        }
        override onPredictBatchEnd(batch: number): void {
          steps.push(steps.pop()! + batch);
        }
      }
      const model = Sequential([layers.Dense(1, { inputShape: [1], kernelInitializer: 'ones' })]);
      model.compile({ loss: 'mse', optimizer: 'adam', stepsPerExecution });
      const samples = Array.from({ length: 10 }, (_, i) => [i / 10]);
      const options = { batchSize: 2, verbose: 0, callbacks: [new Log()] } as const;
      const history = await model.fit(samples, samples, { ...options, shuffle: false });
      const evaluated = await model.evaluate(samples, samples, options);
      const predicted = String(await model.predict(samples, options));
      return { steps, numbers: { history: history.history, evaluated, predicted } };
    };
    const [one, two] = [await train(1), await train(2)];
    const group = (what: string, groups: readonly string[]): string[] => groups.map((each) => `${what} ${each}`);
    const all = (groups: readonly string[]): string[] =>
      ['fit', 'test', 'predict'].flatMap((what) => group(what, groups));
    expect(one.steps).toEqual(all(['0-0', '1-1', '2-2', '3-3', '4-4']));
    expect(two.steps).toEqual(all(['0-1', '2-3', '4-4']));
    expect(two.numbers).toEqual(one.numbers);
  });

  test('calls back in order, and stops when told to', async () => {
    const calls: string[] = [];
    class Log extends callbacks.Callback {
      override onTrainBegin(): void {
        calls.push(`train ${this.params.steps}`);
      }
      override onEpochBegin(epoch: number): void {
        calls.push(`epoch ${epoch}`);
      }
      override onTrainBatchEnd(batch: number, logs: callbacks.Logs): void {
        calls.push(`batch ${batch}: ${Object.keys(logs).join(' ')}`);
        if (calls.length > 4) this.model.stopTraining = true;
      }
      override onTestEnd(logs: callbacks.Logs): void {
        calls.push(`test ${logs['loss']}`);
      }
      override onEpochEnd(epoch: number, logs: callbacks.Logs): void {
        calls.push(`end ${epoch}: ${Object.keys(logs).join(' ')}`);
      }
      override onTrainEnd(): void {
        calls.push('over');
      }
    }
    await still().fit(x, y, {
      batchSize: 3,
      epochs: 9,
      validationData: [[[1]], [[2]]],
      verbose: 0,
      callbacks: [new Log()],
    });
    expect(calls).toEqual([
      ...['train 2', 'epoch 0', 'batch 0: loss mae', 'batch 1: loss mae', 'test 4', 'end 0: loss mae val_loss val_mae'],
      ...['epoch 1', 'batch 0: loss mae', 'test 4', 'end 1: loss mae val_loss val_mae', 'over'],
    ]);
  });

  test('lets other work go on meanwhile', async () => {
    const model = Sequential([layers.Dense(64, { inputShape: [64] }), layers.Dense(64)]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    const data = random.normal([2048, 64]);
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setTimeout(count);
    };
    setTimeout(count);
    await model.fit(data, data, { epochs: 20, batchSize: 8, verbose: 0 });
    isOver = true;
    expect(turns).toBeGreaterThan(1);
  });

  test('takes inputs of any numeric dtype', async () => {
    const model = still();
    const bytes = tensor(new Uint8Array([1, 1]), { shape: [2, 1] });
    const { history } = await model.fit(bytes, new Int32Array([3, 4]), { verbose: 0 });
    expect(history['loss']).toEqual([12.5]);
  });

  test('trains several inputs and outputs, given as lists or by name', async () => {
    const [a, b] = [Input([1], { name: 'a' }), Input([1], { name: 'b' })];
    const zero = { kernelInitializer: 'zeros', useBias: false } as const;
    const model = Model({
      inputs: [a, b],
      outputs: [layers.Dense(1, { ...zero, name: 'p' })(a), layers.Dense(1, { ...zero, name: 'q' })(b)],
    });
    model.compile({ optimizer: 'sgd', loss: 'mse', lossWeights: { p: 1, q: 10 } });
    model.optimizer!.learningRate = 0;
    const fit = async (...data: [never, never]) => (await model.fit(...data, { verbose: 0 })).history;
    const wanted = { loss: [91], p_loss: [1], q_loss: [9] };
    expect(await fit([[[1]], [[1]]] as never, [[[1]], [[3]]] as never)).toEqual(wanted);
    expect(await fit({ b: [[1]], a: [[1]] } as never, { q: [[3]], p: [[1]] } as never)).toEqual(wanted);
  });
});

describe('a model without an input shape', () => {
  test('is built by its first data', async () => {
    const model = Sequential([layers.Dense(2), layers.Dense(1)]);
    expect(model.built).toBe(false);
    model.compile({ loss: 'mse' });
    await model.fit([[1, 2, 3]], [[1]], { verbose: 0 });
    expect(model.inputShape).toEqual([null, 3]);
    expect(model.countParams()).toBe(11);
  });

  test('is built by predict, predictOnBatch and build', async () => {
    const models = [0, 1, 2].map(() => Sequential([layers.Dense(2)]));
    await models[0]!.predict([[1, 2, 3]], { verbose: 0 });
    models[1]!.predictOnBatch([[1, 2, 3]]);
    models[2]!.build([null, 3]);
    expect(models.map(({ outputShape }) => outputShape)).toEqual([0, 1, 2].map(() => [null, 2]));
  });
});

describe('Sequential', () => {
  test('grows and shrinks, and keeps its weights', () => {
    const first = layers.Dense(2, { inputShape: [3] });
    const model = Sequential([first]);
    const kernel = first.weights[0]!.value;
    model.add(layers.Dense(4));
    expect([model.outputShape, model.layers.length]).toEqual([[null, 4], 2]);
    expect(model.pop()).toBeInstanceOf(layers.Dense);
    expect(model.outputShape).toEqual([null, 2]);
    expect(first.weights[0]!.value).toBe(kernel);
  });

  test('is a layer', () => {
    const model = Sequential([layers.Dense(2, { inputShape: [3], kernelInitializer: 'ones' })]);
    expect(model(tensor([[1, 2, 3]])).toArray()).toEqual([[6, 6]]);
    expect(Sequential([model, layers.Dense(1)]).countParams()).toBe(11);
    expect(model).toBeInstanceOf(layers.Layer);
    expect(model).toBeInstanceOf(Sequential);
  });

  test('finds its layers by name and by place', () => {
    const model = Sequential([layers.Dense(2, { name: 'a' }), layers.Dense(3, { name: 'b' })]);
    expect(model.getLayer('b')).toBe(model.layers[1]);
    expect(model.getLayer(0)).toBe(model.layers[0]);
  });
});

describe('results', () => {
  test('of predict are joined from batches', async () => {
    const model = Sequential([layers.Dense(1, { kernelInitializer: 'ones', inputShape: [1] })]);
    const samples = Array.from({ length: 7 }, (_, i) => [i]);
    expect((await model.predict(samples, { batchSize: 3, verbose: 0 })).toArray()).toEqual(samples);
    expect(model.predictOnBatch(samples).toArray()).toEqual(samples);
  });

  test('of evaluate are a list or an object', async () => {
    const model = still();
    expect(await model.evaluate(x, y, { batchSize: 2, verbose: 0 })).toEqual([11, 3]);
    expect(await model.evaluate(x, y, { verbose: 0, returnDict: true })).toEqual({ loss: 11, mae: 3 });
    model.compile({ loss: 'mse' });
    expect(await model.evaluate(x, y, { verbose: 0 })).toEqual([11]);
  });

  test('of single batches are those of that batch alone', () => {
    const model = still();
    expect(model.trainOnBatch([[1]], [[2]])).toEqual([4, 2]);
    expect(model.trainOnBatch([[1]], [[3]], { returnDict: true })).toEqual({ loss: 9, mae: 3 });
    expect(model.testOnBatch([[1]], [[4]])).toEqual([16, 4]);
  });
});
