/** Whole runs with callbacks against Keras's: what is called and in which order, what is printed and sent, what the histories hold. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { callbacks, layers, optimizers, Sequential, type FitOptions } from '../../src/index.js';
import type { Terminal } from '../../src/training/callbacks/terminal.js';
import { camelCase } from '../../src/objects/spelling.js';
import { expectAgreement, numbers, readGoldens, type Golden } from './agreement.js';

type Calls = readonly (readonly unknown[])[];
type Told = {
  readonly epoch: readonly number[];
  readonly history: Readonly<Record<string, Golden>>;
  readonly params: object;
};

const goldens = readGoldens<{
  data: readonly { x: Golden; y: Golden; badRow: number; secondsPerBatch: number }[];
  order: readonly { batchSize: number; epochs: number; calls: Calls; historyKeys: string[]; extra: number[] }[];
  invalid: readonly {
    bad: 'nan' | 'inf';
    raiseError: boolean;
    epochsRun?: number;
    historyKeys?: string[];
    error?: string;
    printed: string;
    calls: Calls;
  }[];
  sent: readonly {
    arguments: Readonly<Record<string, unknown>>;
    sent: readonly {
      url: string;
      data: Readonly<Record<string, string>> | null;
      json?: object;
      headers: object | null;
    }[];
  }[];
  printed: readonly {
    method: 'fit' | 'evaluate' | 'predict';
    arguments: Readonly<Record<string, unknown>>;
    source?: 'generator';
    text: string;
  }[];
  histories: readonly { batchSize: number; runs: [Told, Told]; isTheOneGiven: boolean; isModelHistory: boolean }[];
}>('callback-runs', import.meta.url);

const { badRow, secondsPerBatch, ...data } = goldens.data[0]!;
const [x, y] = [numbers(data.x), numbers(data.y)] as [number[][], number[][]];
const quiet = { shuffle: false, verbose: 0 } as const;

function modelOfTwo() {
  const model = Sequential([layers.Dense(1, { inputShape: [2] })]);
  model.setWeights([[[0.5], [-0.25]], [0.125]]);
  model.compile({ optimizer: optimizers.SGD(0.125), loss: 'mse', metrics: ['mae'] });
  return model;
}

function* batches() {
  for (const begin of [0, 4]) yield [x.slice(begin, begin + 4), y.slice(begin, begin + 4)];
}

/** Notes every call under Keras's name. */
function recorder(calls: unknown[][], name?: string): callbacks.Callback {
  const front = name === undefined ? [] : [name];
  const callback = new callbacks.Callback();
  for (const what of ['Train', 'Test', 'Predict', 'TrainBatch', 'TestBatch', 'PredictBatch', 'Epoch']) {
    for (const end of ['Begin', 'End']) {
      const hook = `on_${what.replace('Batch', '_Batch')}_${end}`.toLowerCase();
      const isIndexed = /batch|epoch/.test(hook);
      Object.assign(callback, {
        [`on${what}${end}`]: (index: unknown) => void calls.push([...front, hook, ...(isIndexed ? [index] : [])]),
      });
    }
  }
  return callback;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('each callback is told before the next one, and reads what those before it wrote', async () => {
  const { batchSize, epochs, calls, historyKeys, extra } = goldens.order[0]!;
  const found: unknown[][] = [];
  const reads = callbacks.LambdaCallback({
    onEpochEnd: (_, logs) => void found.push(['reads', Object.keys(logs).sort()]),
  });
  const writes = callbacks.LambdaCallback({ onEpochEnd: (epoch, logs) => void (logs['extra'] = epoch + 0.5) });
  const own = [recorder(found, 'first'), reads, writes, recorder(found, 'second'), reads];
  const { history } = await modelOfTwo().fit(x, y, { ...quiet, batchSize, epochs, callbacks: own });
  expect(found).toEqual(calls);
  expect(Object.keys(history)).toEqual(historyKeys);
  expect(history['extra']).toEqual(extra);
});

test.each(goldens.invalid)('a loss of $bad, where raiseError is $raiseError', async (golden) => {
  const bad = y.map((row, i) => (i === badRow ? [golden.bad === 'nan' ? NaN : Infinity] : row));
  const found: unknown[][] = [];
  let written = '';
  vi.spyOn(console, 'log').mockImplementation((line: string) => void (written += `${line}\n`));
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const own = [callbacks.TerminateOnNaN({ raiseError: golden.raiseError }), recorder(found)];
  const options = {
    ...quiet,
    batchSize: 2,
    epochs: 3,
    validationData: [x, y] as [number[][], number[][]],
    callbacks: own,
  };
  const run = modelOfTwo().fit(x, bad, options);
  if (golden.error === undefined) {
    const { epoch, history } = await run;
    expect(epoch).toHaveLength(golden.epochsRun!);
    expect(Object.keys(history)).toEqual(golden.historyKeys);
  } else {
    const [, batch] = /at batch (\d+)/.exec(golden.error)!;
    await expect(run).rejects.toThrow(`TerminateOnNaN, batch ${batch}: expected a finite loss`);
  }
  expect(written).toBe(golden.printed);
  expect(found).toEqual(golden.calls);
});

test.each(goldens.sent)('what RemoteMonitor sends, given $arguments', async (golden) => {
  const requests: [string, RequestInit][] = [];
  vi.stubGlobal(
    'fetch',
    (url: string, init: RequestInit) => (requests.push([url, init]), Promise.resolve(new Response())),
  );
  const given = Object.entries(golden.arguments).map(([name, value]) => [camelCase(name), value]);
  const monitor = callbacks.RemoteMonitor(Object.fromEntries(given) as object);
  await monitor.onEpochEnd(0, { loss: 0.5, accuracy: 0.25 });
  await monitor.onEpochEnd(3, { loss: 0.125, val_loss: 2 });
  expect(requests.map(([url]) => url)).toEqual(golden.sent.map(({ url }) => url));
  for (const [i, { data: fields, json, headers }] of golden.sent.entries()) {
    const { body, headers: sent } = requests[i]![1];
    if (headers !== null) expect(sent).toMatchObject(headers);
    if (fields === null) {
      expect(JSON.parse(body as string)).toEqual(json);
      expect(sent).toMatchObject({ 'content-type': 'application/json' });
      continue;
    }
    // JSON of Python has a space behind each comma and colon.
    const entries = [...(body as URLSearchParams)].map(([name, text]) => [name, JSON.parse(text) as unknown]);
    expect(entries).toEqual(Object.entries(fields).map(([name, text]) => [name, JSON.parse(text) as unknown]));
  }
});

describe('what is printed', () => {
  let milliseconds = 0;
  beforeEach(() => {
    milliseconds = 1e6;
    vi.spyOn(performance, 'now').mockImplementation(() => milliseconds);
  });

  test.each(
    goldens.printed.map(
      (each) => [`${each.method} ${JSON.stringify(each.arguments)} ${each.source ?? ''}`, each] as const,
    ),
  )('%s', async (_, { method, arguments: given, source, text }) => {
    let written = '';
    const terminal: Terminal = { canRedraw: true, hasColors: true, write: (more) => void (written += more) };
    const passing = new callbacks.Callback();
    const advance = (): void => void (milliseconds += secondsPerBatch * 1000);
    const moments =
      source === undefined ? ['onTrainBatchBegin', 'onTestBatchBegin', 'onPredictBatchBegin'] : ['onTrainBatchEnd'];
    Object.assign(passing, Object.fromEntries(moments.map((moment) => [moment, advance])));
    const { validationData, ...options } = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [camelCase(name), value]),
    ) as FitOptions;
    const all = { ...options, callbacks: [passing, callbacks.ProgbarLogger(terminal)] };
    const model = modelOfTwo();
    if (method === 'predict') await model.predict(x, all);
    else if (method === 'evaluate') await model.evaluate(x, y, all);
    else if (source === 'generator') await model.fit(batches(), all);
    else
      await model.fit(x, y, {
        ...all,
        shuffle: false,
        ...(validationData !== undefined && { validationData: [x, y] }),
      });
    expect(written).toBe(text);
  });
});

test('a second fit makes a second history, its own or the one given', async () => {
  const { batchSize, runs, isTheOneGiven, isModelHistory } = goldens.histories[0]!;
  const model = modelOfTwo();
  const first = await model.fit(x, y, { ...quiet, batchSize, epochs: 2 });
  const own = new callbacks.History();
  const second = await model.fit(x, y, { ...quiet, batchSize, epochs: 5, initialEpoch: 3, callbacks: [own] });
  for (const [i, found] of [first, second].entries()) {
    const { epoch, history, params } = runs[i]!;
    expect([found.epoch, found.params, Object.keys(found.history)]).toEqual([epoch, params, Object.keys(history)]);
    for (const [name, values] of Object.entries(history)) expectAgreement(found.history[name]!, values, 1e-5);
  }
  expect([second === own, model.history === second]).toEqual([isTheOneGiven, isModelHistory]);
});
