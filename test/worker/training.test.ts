/** Training at the other end of a channel: what comes back, what callbacks see, and what goes wrong. */
import { afterEach, describe, expect, test } from 'vitest';
import {
  callbacks,
  Dataset,
  Input,
  layers,
  Model,
  ops,
  random,
  Sequential,
  setRandomSeed,
  StateError,
  tensor,
  utils,
  ValueError,
  type Tensor,
} from '../../src/index.js';
import type { AnyModel } from '../../src/models/model.js';
import type { FitOptions } from '../../src/models/run-options.js';
import { portOf } from '../../src/worker/port.js';
import { serve, type ServeTrainingOptions } from '../../src/worker/serve-training.js';
import { trainThrough } from '../../src/worker/train-in-worker.js';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A connection within the thread: everything is copied as between threads. */
function connect(options: ServeTrainingOptions = {}) {
  const { port1, port2 } = new MessageChannel();
  const stop = serve(portOf(port2), options);
  ends.push(() => {
    stop();
    port1.close();
    port2.close();
  });
  return { port: portOf(port1), close: () => undefined };
}

const trained = (model: AnyModel, x: unknown, y: unknown, options: FitOptions, served?: ServeTrainingOptions) =>
  trainThrough(() => connect(served), model, x as never, y as never, { verbose: 0, ...options });

const x = random.normal([50, 4], { seed: 1 });
const y = random.randint([50], 0, 3, { seed: 2 });

function classifier(): Sequential {
  setRandomSeed(3);
  const model = Sequential([
    layers.Dense(8, { activation: 'relu', inputShape: [4], name: 'hidden' }),
    layers.BatchNormalization({ name: 'norm' }),
    layers.Dropout(0.3, { name: 'dropout' }),
    layers.Dense(3, { activation: 'softmax', name: 'out' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy', metrics: ['accuracy'] });
  return model;
}

const weightsOf = (model: AnyModel): unknown[] => model.getWeights().map((weight) => [...weight.data]);
const kept = (model: AnyModel): unknown[] => model.optimizer!.variables.map(({ value }) => [...value.data]);

describe('training elsewhere', () => {
  test('gives the same weights, history and state of the optimizer as fit, to the last bit', async () => {
    const options = { epochs: 3, batchSize: 16, validationSplit: 0.2, classWeight: { 0: 1, 1: 2, 2: 1 } };
    const [here, there] = [classifier(), classifier()];
    setRandomSeed(9);
    const expected = await here.fit(x, y, { ...options, verbose: 0 });
    const next = random.normal([3]);
    setRandomSeed(9);
    const history = await trained(there, x, y, options);
    expect(weightsOf(there)).toEqual(weightsOf(here));
    expect(kept(there)).toEqual(kept(here));
    expect(history.history).toEqual(expected.history);
    // The generator here goes on where the other one stopped.
    expect(random.normal([3]).toArray()).toEqual(next.toArray());
  });

  test('goes on where the model stood', async () => {
    const [here, there] = [classifier(), classifier()];
    for (const model of [here, there]) {
      setRandomSeed(1);
      await model.fit(x, y, { verbose: 0 });
      model.optimizer!.learningRate = 0.02;
    }
    setRandomSeed(2);
    await here.fit(x, y, { verbose: 0 });
    setRandomSeed(2);
    await trained(there, x, y, {});
    expect(weightsOf(there)).toEqual(weightsOf(here));
    expect(there.optimizer!.learningRate).toBeCloseTo(0.02, 7);
  });

  test('keeps what is frozen, and how the model was compiled', async () => {
    const make = (): Sequential => {
      const model = classifier();
      model.getLayer('hidden').trainable = false;
      model.compile({
        optimizer: 'sgd',
        loss: 'sparse_categorical_crossentropy',
        weightedMetrics: ['accuracy'],
        stepsPerExecution: 2,
        runEagerly: true,
      });
      return model;
    };
    const [here, there] = [make(), make()];
    const sampleWeight = random.uniform([50], { seed: 5 });
    setRandomSeed(4);
    const expected = await here.fit(x, y, { verbose: 0, sampleWeight });
    setRandomSeed(4);
    const history = await trained(there, x, y, { sampleWeight });
    expect(history.history).toEqual(expected.history);
    expect(weightsOf(there)).toEqual(weightsOf(here));
    expect(weightsOf(there)[0]).toEqual(weightsOf(classifier())[0]);
  });

  test('makes a model whose input shape is not known yet', async () => {
    const make = (): Sequential => {
      setRandomSeed(3);
      const model = Sequential([layers.Dense(2), layers.Dense(1)]);
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      return model;
    };
    const [here, there] = [make(), make()];
    setRandomSeed(5);
    await here.fit(x, y, { verbose: 0, shuffle: false });
    setRandomSeed(5);
    await trained(there, x, y, { shuffle: false });
    expect(there.outputShape).toEqual([null, 1]);
    expect(weightsOf(there)).toEqual(weightsOf(here));
  });

  test('knows the words that a layer has learnt, and what a layer of one keeps besides weights', async () => {
    class Counting extends layers.Layer {
      count = 0;
      override call(given: Tensor): Tensor {
        this.count++;
        return given;
      }
      override saveOwnVariables(store: Record<string, unknown>): void {
        store['count'] = tensor(this.count);
      }
      override loadOwnVariables(store: Record<string, Tensor>): void {
        this.count = store['count']!.item();
      }
    }
    const words = layers.TextVectorization({ outputMode: 'multi_hot', maxTokens: 4 });
    words.adapt(['red green', 'blue red']);
    const counting = new Counting();
    const make = (more: AnyModel['layers']): Sequential => {
      setRandomSeed(1);
      const model = Sequential([Input({ shape: [1], dtype: 'string' }), words, ...more, layers.Dense(1)]);
      model.compile({ optimizer: 'sgd', loss: 'mse', runEagerly: true });
      return model;
    };
    const [here, there] = [make([]), make([counting])];
    const [texts, labels] = [tensor([['red'], ['blue green'], ['green']]), [[1], [2], [3]]];
    const expected = await here.fit(texts, labels, { epochs: 2, verbose: 0, shuffle: false });
    const before = counting.count;
    const history = await trained(there, texts, labels, { epochs: 2, shuffle: false }, { customObjects: { Counting } });
    expect(history.history).toEqual(expected.history);
    expect(counting.count).toBe(before + 2);
  });

  test('takes several inputs and outputs by name', async () => {
    const make = (): AnyModel => {
      setRandomSeed(3);
      const [a, b] = [Input({ shape: [2], name: 'a' }), Input({ shape: [3], name: 'b' })];
      const joined = layers.Concatenate()([layers.Dense(2)(a), layers.Dense(2)(b)]);
      const outputs = { one: layers.Dense(1, { name: 'one' })(joined), two: layers.Dense(2, { name: 'two' })(joined) };
      const model = Model({ inputs: { a, b }, outputs });
      model.compile({ optimizer: 'sgd', loss: { one: 'mse', two: 'mae' } });
      return model as AnyModel;
    };
    const [here, there] = [make(), make()];
    const inputs = { a: random.normal([6, 2], { seed: 1 }), b: random.normal([6, 3], { seed: 2 }) };
    const labels = { one: random.normal([6, 1], { seed: 3 }), two: random.normal([6, 2], { seed: 4 }) };
    const expected = await here.fit(inputs, labels, { verbose: 0, shuffle: false });
    const history = await trained(there, inputs, labels, { shuffle: false });
    expect(history.history).toEqual(expected.history);
    expect(weightsOf(there)).toEqual(weightsOf(here));
  });
});

describe('batches that are given here', () => {
  class Numbered extends utils.PyDataset {
    begun = 0;
    override get length(): number {
      return 5;
    }
    override getItem(index: number): unknown {
      return [ops.slice(x, [10 * index, 0], [10, 4]), ops.slice(y, [10 * index], [10])];
    }
    override onEpochBegin(): void {
      this.begun++;
    }
  }
  const batches = (): unknown[] =>
    Array.from({ length: 5 }, (_, i) => [ops.slice(x, [10 * i, 0], [10, 4]), ops.slice(y, [10 * i], [10])]);
  const sources: [string, () => unknown][] = [
    ['a Dataset', () => Dataset.from(x, y).batch(10)],
    ['a PyDataset', () => new Numbered()],
    ['a generator function', () => () => batches()[Symbol.iterator]()],
    [
      'an async generator',
      async function* () {
        await Promise.resolve();
        yield* batches();
      },
    ],
  ];

  test.each(sources)('%s', async (_, source) => {
    const [here, there] = [classifier(), classifier()];
    setRandomSeed(7);
    const expected = await here.fit(source() as never, { verbose: 0, validationData: source() as never });
    setRandomSeed(7);
    const history = await trained(there, source(), null, { validationData: source() as never });
    expect(history.history).toEqual(expected.history);
    expect(weightsOf(there)).toEqual(weightsOf(here));
  });

  test('an error of a generator is the error of the training, and the weights are those of the last step', async () => {
    const mistake = new Error('no more');
    const source = function* () {
      yield batches()[0];
      throw mistake;
    };
    const model = classifier();
    await expect(trained(model, source, null, {})).rejects.toBe(mistake);
    const alone = classifier();
    setRandomSeed(3);
    expect(kept(model)[0]).toEqual([1]);
    expect(weightsOf(model)).not.toEqual(weightsOf(alone));
  });
});

describe('callbacks', () => {
  test('are called here as by fit, with the model as it stands there', async () => {
    const calls = (into: unknown[]) =>
      callbacks.LambdaCallback({
        onTrainBegin: () => void into.push('begin'),
        onEpochBegin: (epoch) => void into.push(['epoch', epoch]),
        onEpochEnd: (epoch, logs) => void into.push(['end', epoch, { ...logs }]),
        onTestEnd: (logs) => void into.push(['test', { ...logs }]),
        onTrainEnd: () => void into.push('over'),
      });
    const [here, there] = [classifier(), classifier()];
    const [expected, received]: [unknown[], unknown[]] = [[], []];
    const weights: [unknown[], unknown[]] = [[], []];
    const watching = (model: AnyModel, into: unknown[]) => ({
      onEpochEnd: () => void into.push(weightsOf(model)),
    });
    const options = { epochs: 2, validationSplit: 0.5 };
    setRandomSeed(1);
    await here.fit(x, y, { ...options, verbose: 0, callbacks: [calls(expected), watching(here, weights[0])] });
    setRandomSeed(1);
    await trained(there, x, y, { ...options, callbacks: [calls(received), watching(there, weights[1])] });
    expect(received).toEqual(expected);
    expect(weights[1]).toEqual(weights[0]);
  });

  test('change the learning rate, the weights and what is trained, between epochs and between batches', async () => {
    const changing = (model: AnyModel): FitOptions['callbacks'] => [
      callbacks.LearningRateScheduler((epoch) => 0.1 / (epoch + 1)),
      {
        onTrainBatchEnd: (batch) => {
          if (batch === 1) model.optimizer!.learningRate *= 0.5;
        },
        onEpochEnd: (epoch) => {
          if (epoch === 0) model.getLayer('hidden').setWeights([tensor(new Float32Array(32).fill(0.1), { shape: [4, 8] }), new Float32Array(8)]); // prettier-ignore
          if (epoch === 1) model.getLayer('out').trainable = false;
        },
      },
    ];
    const [here, there] = [classifier(), classifier()];
    setRandomSeed(1);
    await here.fit(x, y, { epochs: 3, verbose: 0, callbacks: changing(here)! });
    setRandomSeed(1);
    await trained(there, x, y, { epochs: 3, callbacks: changing(there)! });
    expect(weightsOf(there)).toEqual(weightsOf(here));
    expect(there.optimizer!.learningRate).toBe(here.optimizer!.learningRate);
  });

  test('stop the training', async () => {
    const model = classifier();
    const stopping = { onEpochEnd: (epoch: number) => void (model.stopTraining = epoch === 1) };
    const history = await trained(model, x, y, { epochs: 100, callbacks: stopping });
    expect(history.epoch).toEqual([0, 1]);
  });

  test('restore the best weights', async () => {
    const run = async (model: AnyModel, fit: (options: FitOptions) => Promise<callbacks.History>) => {
      setRandomSeed(1);
      await fit({
        epochs: 12,
        verbose: 0,
        validationSplit: 0.5,
        callbacks: callbacks.EarlyStopping({ patience: 1, restoreBestWeights: true }),
      });
      return weightsOf(model);
    };
    const [here, there] = [classifier(), classifier()];
    const expected = await run(here, (options) => here.fit(x, y, options));
    expect(await run(there, (options) => trained(there, x, y, options))).toEqual(expected);
  });

  test('that throw end it, and the model keeps the weights', async () => {
    const mistake = new Error('mine');
    const model = classifier();
    const throwing = {
      onEpochEnd: () => {
        throw mistake;
      },
    };
    await expect(trained(model, x, y, { callbacks: throwing })).rejects.toBe(mistake);
    expect(kept(model)[0]).toEqual([2]);
  });
});

describe('what ends a training early', () => {
  test('an abort, after the step, with the history so far', async () => {
    const controller = new AbortController();
    const model = classifier();
    const aborting = { onEpochEnd: (epoch: number) => void (epoch === 1 && controller.abort()) };
    const history = await trained(model, x, y, { epochs: 100, callbacks: aborting, signal: controller.signal });
    expect(history.epoch).toEqual([0, 1]);
    expect(kept(model)[0]).toEqual([4]);
  });

  test('stopTraining, set by anybody', async () => {
    const model = classifier();
    const running = trained(model, x, y, { epochs: 1_000_000 });
    setTimeout(() => (model.stopTraining = true), 100);
    const history = await running;
    expect(history.epoch.length).toBeLessThan(1_000_000);
  });

  test('a worker that dies', async () => {
    const { port1, port2 } = new MessageChannel();
    const port = portOf(port1);
    const listen: typeof port.listen = (receive, fail) => {
      setTimeout(() => fail('it ended with exit code 1'), 20);
      return port.listen(receive, fail);
    };
    const model = classifier();
    const before = weightsOf(model);
    const running = trainThrough(() => ({ port: { ...port, listen }, close: () => port2.close() }), model, x, y, {
      verbose: 0,
    });
    await expect(running).rejects.toThrow(
      new StateError({
        where: 'Sequential "sequential".fit',
        expected: 'a worker that lives until training has ended',
        received: { worker: 'it ended with exit code 1' },
        hint: 'The model has the weights that callbacks saw last',
      }).message.replace('sequential', model.name),
    );
    expect(weightsOf(model)).toEqual(before);
  });
});

describe('refusals', () => {
  test('data that do not fit are refused before anything is sent', async () => {
    const model = classifier();
    const connected: string[] = [];
    const running = trainThrough(
      () => {
        connected.push('yes');
        return connect();
      },
      model,
      random.normal([5, 3]),
      y,
      { verbose: 0 },
    );
    await expect(running).rejects.toThrow(ValueError);
    expect(connected).toEqual([]);
  });

  test('a second training while one runs', async () => {
    const model = classifier();
    const first = trained(model, x, y, {});
    await expect(trained(model, x, y, {})).rejects.toThrow(/not being trained or evaluated already/);
    await first;
  });

  test('a class that the worker does not know, with the way out; with it, it trains', async () => {
    class Scale extends layers.Layer {
      factor = this.addWeight({ name: 'factor', shape: [], initializer: 'ones' });
      override call(given: Tensor): Tensor {
        return ops.multiply(given, this.factor);
      }
    }
    const make = (): Sequential => {
      const model = Sequential([layers.Dense(1, { inputShape: [4] }), new Scale()]);
      model.compile({ optimizer: 'sgd', loss: 'mse' });
      return model;
    };
    await expect(trained(make(), x, y, {})).rejects.toThrow(/"Scale" among the custom objects/);
    const model = make();
    await trained(model, x, y, {}, { customObjects: { Scale } });
    expect(model.getWeights()[2]!.item()).not.toBe(1);
  });

  test('a loss that the worker does not know, with the way out; with it, it trains', async () => {
    const doubled = (yTrue: Tensor, yPred: Tensor): Tensor =>
      ops.mean(ops.multiply(ops.abs(ops.subtract(yTrue, yPred)), 2), { axis: -1 });
    const make = (): Sequential => {
      const model = Sequential([layers.Dense(1, { inputShape: [4] })]);
      model.compile({ optimizer: 'sgd', loss: doubled });
      return model;
    };
    await expect(trained(make(), x, y, {})).rejects.toThrow(
      'expected a worker that knows the loss of your own. Received: loss="doubled". Hint: give a worker of your own, whose file calls serveTraining({ customObjects: { doubled } })',
    );
    const history = await trained(make(), x, y, {}, { customObjects: { doubled } });
    expect(history.history['loss']).toHaveLength(1);
  });

  test('what cannot be sent', async () => {
    const model = classifier();
    const classWeight = new Map([[0, (() => 1) as never]]);
    await expect(trained(model, x, y, { classWeight: classWeight as never })).rejects.toThrow();
  });
});
