/** fit, evaluate and predict on what gives batches, and runs that are aborted. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  callbacks,
  clearSession,
  Dataset,
  Input,
  layers,
  Model,
  Sequential,
  setRandomSeed,
  tensor,
  utils,
} from 'hillock';
import { forgetWarnings } from '../../src/errors/index.js';

beforeEach(() => {
  clearSession();
  setRandomSeed(1);
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
  forgetWarnings();
});

const quiet = { verbose: 0 } as const;
const x = tensor([[1], [2], [3], [4], [5]]);
const y = tensor([[1], [0], [2], [1], [3]]);

function model() {
  const made = Sequential([layers.Dense(1, { kernelInitializer: 'ones', inputShape: [1] })]);
  made.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
  made.optimizer!.learningRate = 0.01;
  return made;
}

const weightsOf = (made: { getWeights(): { toArray(): unknown }[] }) => made.getWeights().map((each) => each.toArray());

const twice = (inputs: { shape: readonly number[] }) => tensor(new Float32Array(2 * inputs.shape[0]!), { shape: [inputs.shape[0]!, 2] }); // prettier-ignore

const samples = Dataset.from([x, y]);
const batches = samples.batch(2);

function* generated() {
  yield [tensor([[1], [2]]), tensor([[1], [0]])];
  yield [
    [[3], [4]],
    [[2], [1]],
  ];
  yield [Float32Array.of(5), [[3]]];
}

class Numbered extends utils.PyDataset {
  readonly asked: number[] = [];
  override get length() {
    return 3;
  }
  override async getItem(index: number) {
    this.asked.push(index);
    return Promise.resolve([x, y].map((each) => each.toArray().slice(2 * index, 2 * index + 2)));
  }
}

const sources = {
  'a Dataset': () => batches,
  'a generator function': () => function* () { yield* [...generated()].slice(0, 2); yield [[[5]], [[3]]]; }, // prettier-ignore
  'an async generator function': () => async function* () { for await (const [a, b] of batches) yield [a, b]; }, // prettier-ignore
  'an iterable': () => ({ [Symbol.iterator]: () => [...generated()].slice(0, 2).concat([[[[5]], [[3]]]])[Symbol.iterator]() }), // prettier-ignore
  'an async iterable': () => ({ [Symbol.asyncIterator]: () => batches[Symbol.asyncIterator]() }),
  'a PyDataset': () => new Numbered(),
};

describe.each(Object.entries(sources))('%s', (_, source) => {
  test('trains, evaluates and predicts as arrays do', async () => {
    const [first, second] = [model(), model()];
    const options = { epochs: 3, shuffle: false, ...quiet };
    const expected = await first.fit(x, y, { batchSize: 2, validationData: [x, y], ...options });
    const found = await second.fit(source(), { validationData: source(), ...options });
    expect(found.history).toEqual(expected.history);
    expect(weightsOf(second)).toEqual(weightsOf(first));
    expect(await second.evaluate(source(), quiet)).toEqual(await first.evaluate(x, y, { batchSize: 2, ...quiet }));
    expect(await second.evaluate(source(), null, { returnDict: true, ...quiet })).toEqual(await first.evaluate(x, y, { batchSize: 2, returnDict: true, ...quiet })); // prettier-ignore
    expect(String(await second.predict(source(), quiet))).toBe(String(await first.predict(x, { batchSize: 2, ...quiet }))); // prettier-ignore
    expect(vi.mocked(console.warn).mock.calls).toEqual([]);
  });
});

describe('batches', () => {
  test('may be inputs alone, several by name or in a list, with weights', async () => {
    const [a, b] = [Input([1], { name: 'a' }), Input([1], { name: 'b' })];
    const two = Model({ inputs: { a, b }, outputs: layers.Dense(1, { kernelInitializer: 'ones' })(layers.Add()([a, b])) }); // prettier-ignore
    two.compile({ loss: 'mse', optimizer: 'sgd' });
    const rows = Dataset.from([{ a: x, b: x }, y, tensor([1, 0, 1, 0, 1])]).batch(5);
    expect(await two.evaluate(rows, quiet)).toEqual(await two.evaluate({ a: x, b: x }, y, { sampleWeight: [1, 0, 1, 0, 1], ...quiet })); // prettier-ignore
    const expected = String(await two.predict({ a: x, b: x }, quiet));
    expect(String(await two.predict(rows, quiet))).toBe(expected);
    expect(
      String(
        await two.predict(
          rows.map(([inputs]) => inputs),
          quiet,
        ),
      ),
    ).toBe(expected);
    expect(
      String(
        await two.predict(
          rows.map(([inputs]) => [[inputs.a, inputs.b]]),
          quiet,
        ),
      ),
    ).toBe(expected);
  });

  test('build a model', async () => {
    const made = Sequential([layers.Dense(2)]);
    made.compile({ loss: 'mse', optimizer: 'sgd' });
    await made.fit(batches.map(([inputs]) => [inputs, twice(inputs)]), quiet); // prettier-ignore
    expect(made.inputShape).toEqual([null, 1]);
  });

  test('are weighted by class', async () => {
    const classWeight = { 0: 1, 1: 3, 2: 0, 3: 2 };
    const [first, second] = [model(), model()];
    const expected = await first.fit(x, y, { batchSize: 2, shuffle: false, classWeight, ...quiet });
    expect((await second.fit(batches, { classWeight, ...quiet })).history).toEqual(expected.history);
    await expect(second.fit(batches.map(([inputs]) => inputs), { classWeight, ...quiet })).rejects.toThrow('labels beside classWeight'); // prettier-ignore
  });

  test('of a PyDataset come in random orders, unless shuffle is false', async () => {
    const source = new Numbered();
    await model().fit(source, { epochs: 8, ...quiet });
    const orders = Array.from({ length: 8 }, (_, i) => source.asked.slice(3 * i, 3 * i + 3));
    for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2]);
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1);
    const still = new Numbered();
    await model().fit(still, { epochs: 2, shuffle: false, ...quiet });
    expect(still.asked).toEqual([0, 1, 2, 0, 1, 2]);
  });
});

describe('stepsPerEpoch', () => {
  test('goes on behind the last batch, with arrays too', async () => {
    const [first, second] = [model(), model()];
    const expected = await first.fit(batches.repeat(), { stepsPerEpoch: 2, epochs: 3, ...quiet });
    const found = await second.fit(x, y, { batchSize: 2, shuffle: false, stepsPerEpoch: 2, epochs: 1, ...quiet });
    expect(expected.history['loss']).toHaveLength(3);
    expect(found.history['loss']![0]).toBe(expected.history['loss']![0]);
    expect(expected.params.steps).toBe(2);
  });

  test('says so when the data end before, and begins anew', async () => {
    const { history } = await model().fit(batches, { stepsPerEpoch: 4, epochs: 2, ...quiet });
    expect(history['loss']).toHaveLength(2);
    expect(vi.mocked(console.warn).mock.calls).toEqual([
      ['Sequential "sequential".fit: the data ran out after 3 of 4 steps. Hint: Give a Dataset, a PyDataset or a function, which can begin anew'], // prettier-ignore
    ]);
  });

  test('a generator that goes on is gone on with, also by the next run', async () => {
    const taken: number[] = [];
    const endless = (function* () {
      for (let i = 0; ; i++) {
        taken.push(i);
        yield [[[i]], [[i]]];
      }
    })();
    const made = model();
    await made.fit(endless, { stepsPerEpoch: 2, epochs: 2, ...quiet });
    await made.evaluate(endless, { steps: 3, ...quiet });
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(endless.next().done).toBe(false);
  });

  test('is needed where batches never end', async () => {
    await expect(model().fit(batches.repeat(), quiet)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ValueError: Sequential "sequential".fit: expected a number of steps for batches that never end. Hint: Pass stepsPerEpoch to fit, validationSteps for its validation, steps to evaluate and predict.]`,
    );
    await expect(model().fit(batches, { validationData: batches.repeat(), ...quiet })).rejects.toThrow('validationData: expected a number of steps'); // prettier-ignore
    await model().fit(batches, { validationData: batches.repeat(), validationSteps: 2, ...quiet });
  });
});

describe('refused, and the model unharmed', () => {
  const refused = async (run: (made: ReturnType<typeof model>) => Promise<unknown>): Promise<string> => {
    const made = model();
    const before = weightsOf(made);
    const error = await run(made).then(
      () => new Error('accepted'),
      (reason: Error) => reason,
    );
    expect(weightsOf(made)).toEqual(before);
    // The model can still be trained.
    await made.fit(x, y, quiet);
    return `${error.name}: ${error.message}`;
  };

  test('what belongs into the batches, and what only arrays have', async () => {
    expect(await refused((made) => made.fit(batches, y, quiet))).toContain('fit: expected no y beside what gives batches. Received: y=Tensor'); // prettier-ignore
    expect(await refused((made) => made.fit(batches, { sampleWeight: [1], ...quiet }))).toContain('no sampleWeight beside'); // prettier-ignore
    expect(await refused((made) => made.fit(batches, { validationSplit: 0.5, ...quiet }))).toContain('validationSplit for arrays only'); // prettier-ignore
    expect(await refused((made) => made.fit(batches, { signal: 5 as never, ...quiet }))).toContain(
      'signal to be an AbortSignal',
    );
    expect(await refused((made) => made.fit(batches, { validationFreq: 0, ...quiet }))).toContain('validationFreq to be a positive integer or a list of them'); // prettier-ignore
  });

  test('batches that are none', async () => {
    expect(await refused((made) => made.fit(batches.take(0), quiet))).toContain('fit: expected at least one batch. Received: batches=0'); // prettier-ignore
    expect(await refused((made) => made.fit(Dataset.from(() => [[x, y, y, y]]), quiet))).toContain('fit: expected batches [x, y?, sampleWeight?]'); // prettier-ignore
    expect(await refused((made) => made.fit(Dataset.from(() => [[x, tensor([1])]]), quiet))).toContain('fit: expected as many samples in y as in x, 5'); // prettier-ignore
    expect(await refused((made) => made.fit(() => [[tensor([[1, 2]]), tensor([[1]])]], quiet))).toContain('ShapeError');
    expect(await refused((made) => made.fit((() => 5) as never, quiet))).toContain('an iterable, an async iterable, or a function that gives one'); // prettier-ignore
    expect(await refused((made) => made.fit(batches, { validationData: batches.take(0), ...quiet }))).toContain('validationData: expected at least one batch'); // prettier-ignore
    // Batches without an axis of features, which nothing else would say so plainly.
    expect(await refused((made) => made.fit(samples, quiet))).toContain('ShapeError');
  });

  test('a source that throws, at once or later, leaves the weights of the last whole step', async () => {
    expect(await refused((made) => made.fit(() => { throw new RangeError('no file'); }, quiet))).toBe('RangeError: no file'); // prettier-ignore
    const [first, second] = [model(), model()];
    await first.fit(x, y, { batchSize: 2, stepsPerEpoch: 2, shuffle: false, ...quiet });
    const failing = Dataset.from(function* () {
      yield [tensor([[1], [2]]), tensor([[1], [0]])];
      yield [tensor([[3], [4]]), tensor([[2], [1]])];
      throw new RangeError('the line is cut');
    });
    await expect(second.fit(failing, quiet)).rejects.toThrow('the line is cut');
    expect(weightsOf(second)).toEqual(weightsOf(first));
    await second.fit(x, y, quiet);
  });
});

describe('a signal', () => {
  test('ends fit after the step, with the history so far and the weights of that step', async () => {
    const [first, second] = [model(), model()];
    await first.fit(x, y, { batchSize: 1, stepsPerEpoch: 2, shuffle: false, ...quiet });
    const controller = new AbortController();
    const moments: string[] = [];
    const callback = callbacks.LambdaCallback({
      onTrainBatchEnd: (batch) => {
        if (batch === 1) controller.abort();
      },
      onTestBegin: () => void moments.push('validation'),
      onEpochEnd: () => void moments.push('epoch'),
      onTrainEnd: () => void moments.push('train'),
    });
    const options = { batchSize: 1, epochs: 5, shuffle: false, validationData: [x, y], ...quiet } as const;
    const { history, epoch } = await second.fit(x, y, { ...options, callbacks: [callback], signal: controller.signal });
    expect([epoch, Object.keys(history), moments]).toEqual([[0], ['loss', 'mae'], ['epoch', 'train']]);
    expect(weightsOf(second)).toEqual(weightsOf(first));
  });

  test('that was aborted before lets nothing begin', async () => {
    const signal = AbortSignal.abort();
    const made = model();
    const before = weightsOf(made);
    const { epoch } = await made.fit(batches, { epochs: 2, signal, ...quiet });
    expect([epoch, weightsOf(made)]).toEqual([[], before]);
    await expect(made.evaluate(x, y, { signal, ...quiet })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(made.predict(batches, { signal, ...quiet })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('ends the waiting for a batch that does not come', async () => {
    const controller = new AbortController();
    const hanging = async function* () {
      yield [tensor([[1]]), tensor([[1]])];
      setTimeout(() => controller.abort(), 5);
      await new Promise(() => {});
    };
    const { history } = await model().fit(hanging, { epochs: 3, signal: controller.signal, ...quiet });
    expect(history['loss']).toHaveLength(1);
  });

  test('in validation leaves its numbers out', async () => {
    const controller = new AbortController();
    const callback = callbacks.LambdaCallback({ onTestBatchEnd: () => controller.abort() });
    const options = { epochs: 3, validationData: batches, callbacks: [callback], signal: controller.signal, ...quiet };
    const { history, epoch } = await model().fit(batches, options);
    expect([epoch, Object.keys(history)]).toEqual([[0], ['loss', 'mae']]);
    const evaluation = new AbortController();
    const stopping = callbacks.LambdaCallback({ onTestBatchEnd: () => evaluation.abort() });
    await expect(model().evaluate(batches, { callbacks: [stopping], signal: evaluation.signal, ...quiet })).rejects.toMatchObject({ name: 'AbortError' }); // prettier-ignore
  });
});

test('the page answers while a dataset gives batches without waiting', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  const slow = batches.repeat(10).map((batch) => {
    const end = performance.now() + 10;
    while (performance.now() < end);
    return batch;
  });
  await model().fit(slow, quiet);
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('the progress bar shows how many steps there are once it knows', async () => {
  let text = '';
  const terminal = { canRedraw: false, hasColors: false, write: (more: string) => (text += more) };
  const logger = callbacks.ProgbarLogger(terminal);
  await model().fit(() => generated(), { epochs: 2, verbose: 2, callbacks: [logger] }).catch(() => undefined); // prettier-ignore
  await model().fit(sources['an iterable'](), {
    epochs: 2,
    verbose: 2,
    callbacks: [callbacks.ProgbarLogger(terminal)],
  });
  expect(text.match(/^\s*\d\/\w+/gm)).toEqual(['3/3', '3/3']);
});
