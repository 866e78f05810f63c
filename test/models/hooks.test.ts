/** What callbacks are told in runs of fit, evaluate and predict, beside what Keras tells them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callbacks, clearSession, Input, layers, Model, optimizers, Sequential, utils, type Tensor } from 'hillock';
import { forgetWarnings } from '../../src/errors/index.js';
import { camelCase } from '../../src/objects/spelling.js';
import { expectAgreement, numbers, readGoldens, type Golden } from '../training/agreement.js';

type Call = readonly [hook: string, ...rest: unknown[]];

interface Hooks {
  readonly name: string;
  readonly method: 'fit' | 'evaluate' | 'predict';
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly options: {
    readonly source?: 'generator' | 'finite' | 'sequence';
    readonly two?: boolean;
    readonly stop?: readonly [hook: string, index: number | null];
    readonly metrics?: [];
    readonly compile?: {
      readonly weighted_metrics?: readonly ('mae' | 'mse')[];
      readonly steps_per_execution?: number;
    };
  };
  readonly x: Golden;
  readonly y: Golden;
  readonly heldX: Golden;
  readonly heldY: Golden;
  readonly sampleWeight?: Golden;
  readonly initialWeights?: readonly Golden[];
  readonly epoch?: readonly number[];
  readonly history?: Readonly<Record<string, Golden>>;
  readonly historyKeys?: readonly string[];
  readonly result?: Golden;
  readonly calls: readonly Call[];
  readonly finalWeights: readonly Golden[];
}

const { cases } = readGoldens<{ cases: Hooks[] }>('hooks', import.meta.url);

const indexed = ['onEpochBegin', 'onEpochEnd', ...['Train', 'Test', 'Predict'].flatMap((what) => [`on${what}BatchBegin`, `on${what}BatchEnd`])]; // prettier-ignore
const plain = ['Train', 'Test', 'Predict'].flatMap((what) => [`on${what}Begin`, `on${what}End`]);
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Writes down what it is told. */
function recorder(calls: Call[], stop: Hooks['options']['stop']): callbacks.Callback {
  const shown = (logs: Record<string, unknown> | undefined) =>
    Object.fromEntries(Object.entries(logs ?? {}).map(([name, value]) => [name, name === 'outputs' ? { shape: (value as Tensor).shape } : value])); // prettier-ignore
  const note = (callback: callbacks.Callback, hook: string, index: number | null, logs?: Record<string, unknown>) => {
    calls.push([hook, ...(index === null ? [] : [index]), shown(logs)]);
    if (stop?.[0] === hook && stop[1] === index) callback.model.stopTraining = true;
  };
  const callback = new callbacks.Callback();
  const methods = Object.fromEntries([
    ...indexed.map((name) => [name, (index: number, logs?: Record<string, unknown>) => note(callback, snake(name), index, logs)]), // prettier-ignore
    ...plain.map((name) => [name, (logs?: Record<string, unknown>) => note(callback, snake(name), null, logs)]),
  ]) as object;
  return Object.assign(callback, methods);
}

function modelOf({ options, initialWeights }: Hooks) {
  if (options.two === true) {
    const x = Input([2], { name: 'x' });
    const dense = (name: string) => layers.Dense(1, { name })(x);
    const model = Model({ inputs: x, outputs: { b: dense('b'), a: dense('a') } });
    for (const [layer, value] of Object.entries({ a: 0.5, b: -0.5 })) model.getLayer(layer).setWeights([[[value], [value]], [0]]); // prettier-ignore
    model.compile({
      optimizer: optimizers.SGD(0.125),
      loss: { a: 'mse', b: 'mae' },
      metrics: { a: ['mae'], b: ['mse', 'mae'] },
    });
    return model;
  }
  const model = Sequential([layers.Dense(1, { inputShape: [2] })]);
  model.setWeights(initialWeights!.map((each) => numbers(each)));
  const { weighted_metrics: weightedMetrics, steps_per_execution: stepsPerExecution } = options.compile ?? {};
  const given = { ...(weightedMetrics && { weightedMetrics }), ...(stepsPerExecution && { stepsPerExecution }) };
  model.compile({ optimizer: optimizers.SGD(0.125), loss: 'mse', metrics: options.metrics ?? ['mae'], ...given });
  return model;
}

/** The data as batches of four. */
function batchesOf({ x, y, options: { source } }: Hooks, calls: Call[]) {
  const batch = (i: number) => [x, y].map((each) => numbers((each as Golden[]).slice(4 * i, 4 * i + 4)));
  function* batches() {
    do for (let i = 0; i < 3; i++) yield batch(i);
    while (source === 'generator');
  }
  class Batches extends utils.PyDataset {
    override get length() {
      return 3;
    }
    override getItem(index: number) {
      return batch(index);
    }
    override onEpochBegin() {
      calls.push(['dataset.on_epoch_begin']);
    }
    override onEpochEnd() {
      calls.push(['dataset.on_epoch_end']);
    }
  }
  return source === 'sequence' ? new Batches() : batches();
}

beforeEach(() => {
  clearSession();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
  forgetWarnings();
});

async function run(golden: Hooks) {
  const { x, y, heldX, heldY, method, options, sampleWeight } = golden;
  const calls: Call[] = [];
  const model = modelOf(golden);
  const callback = recorder(calls, options.stop);
  const negated = (given: Golden) => (numbers(given) as number[][]).map((row) => row.map((value) => -value));
  const labels = (given: Golden) => (options.two === true ? { a: numbers(given), b: negated(given) } : numbers(given));
  const given = Object.fromEntries(Object.entries(golden.arguments).map(([name, value]) => [camelCase(name), value]));
  if (given['validationData'] === 'held') given['validationData'] = [numbers(heldX), labels(heldY)];
  if (given['sampleWeight'] === 'given') given['sampleWeight'] = numbers(sampleWeight!);
  const all = { verbose: 0 as const, callbacks: [callback], ...given, ...(method === 'fit' && { shuffle: false }) };
  const data: unknown = options.source === undefined ? numbers(x) : batchesOf(golden, calls);
  const result = await (method === 'predict'
    ? model.predict(data as number[][], all)
    : (model[method] as (...parameters: unknown[]) => Promise<unknown>)(
        data,
        ...(options.source === undefined ? [labels(y)] : []),
        all,
      ));
  const parameters = callback.params as unknown as Record<string, unknown>;
  return { model, calls: [['set_params', parameters], ...calls] as Call[], result };
}

/** Numbers as close as float32 sums of another order can be. */
const close = (value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value)
    ? (expect.closeTo(value, 5) as unknown)
    : Array.isArray(value)
      ? value.map(close)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, close(each)]))
        : value;

/** Keras tells callbacks of the last step of a full group, even if there was none. */
const withoutMissingSteps = (
  { options, arguments: { batch_size: batchSize } }: Hooks,
  calls: readonly Call[],
): Call[] => {
  if (options.compile?.steps_per_execution === undefined) return [...calls];
  const last = (count: number): number => Math.ceil(count / (batchSize as number)) - 1;
  const most: Readonly<Record<string, number>> = { on_train_batch_end: last(10), on_test_batch_end: last(5) };
  return calls.map(([hook, index, logs]) => (hook in most ? [hook, Math.min(index as number, most[hook]!), logs] : [hook, index, logs].filter((each) => each !== undefined)) as Call); // prettier-ignore
};

/** Before the run begins, JAX tells a dataset of an epoch that there is not. */
const afterTheBeginning = (calls: readonly Call[]): Call[] =>
  calls.slice(calls.findIndex(([hook]) => hook === 'set_params'));

// A generator that is spent gives Keras, in the next epoch, the batches again that it had looked at before the first one.
const others = cases.filter(({ name }) => name !== 'fit_generator_finite');

test.each(others.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
  const { model, calls, result } = await run(golden);
  const expected = withoutMissingSteps(golden, afterTheBeginning(golden.calls));
  expect(calls).toEqual(close(expected));
  if (golden.method === 'fit') {
    const { history, epoch } = result as callbacks.History;
    expect([epoch, Object.keys(history)]).toEqual([golden.epoch, golden.historyKeys]);
    for (const [name, values] of Object.entries(golden.history!)) expectAgreement(history[name]!, values, 1e-5);
  }
  if (golden.method === 'evaluate') expectAgreement(result as number[], golden.result!, 1e-5);
  model.getWeights().forEach((weight, i) => expectAgreement(weight, golden.finalWeights[i]!, 1e-5));
});

test('a generator that is spent ends training, and says so', async () => {
  const golden = cases.find(({ name }) => name === 'fit_generator_finite')!;
  const { calls, result } = await run(golden);
  const first = golden.calls.findIndex(([hook]) => hook === 'on_epoch_end') + 1;
  // Keras announces a fourth batch before it knows that there is none.
  const expected = golden.calls
    .slice(0, first)
    .filter(([hook, index]) => hook !== 'on_train_batch_begin' || index !== 3);
  expect(calls.slice(0, -1)).toEqual(close(expected));
  expect((result as callbacks.History).epoch).toEqual([0]);
  expect(vi.mocked(console.warn).mock.calls).toEqual([
    [expect.stringContaining('fit: the data ran out after 3 steps, 1 epochs before the end. Hint: Give a Dataset')],
  ]);
});
