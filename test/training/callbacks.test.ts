import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { forgetWarnings } from '../../src/errors/index.js';
import { layers, Sequential } from '../../src/index.js';
import { camelCase } from '../../src/objects/spelling.js';
import { tensor, type Tensor, type TensorLike } from '../../src/tensor/index.js';
import { callbacks, metrics, optimizers } from '../../src/training/index.js';
import { floatRepr } from '../../src/training/callbacks/python-text.js';
import { expectAgreement, numbers, readGoldens, type Golden, type GoldenNumber } from './agreement.js';

type GoldenLogs = Readonly<Record<string, GoldenNumber>>;

interface Scripted {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
  readonly logs: readonly GoldenLogs[];
  readonly printed?: string;
  readonly warnings?: readonly string[];
  readonly error?: string;
}

interface Stopping extends Scripted {
  readonly epochs: readonly { readonly best: GoldenNumber | null; readonly wait: number; readonly stop: boolean }[];
  readonly stoppedEpoch: number;
  readonly bestEpoch: number;
  readonly weightAtEnd: number;
}

interface Plateau extends Scripted {
  readonly learningRate: number;
  readonly epochs: readonly Readonly<
    Record<'best' | 'wait' | 'cooldown' | 'loggedLearningRate' | 'learningRate', number>
  >[];
}

interface Scheduler {
  readonly name: string;
  readonly schedule: string;
  readonly arguments: Record<string, unknown>;
  readonly learningRate: number;
  readonly epochs: readonly { readonly learningRate: number; readonly logged: number }[];
  readonly printed?: string;
}

interface Checkpoint extends Scripted {
  readonly batches: readonly number[];
  readonly best?: readonly number[];
  readonly saves: readonly {
    readonly epoch: number;
    readonly batch?: number;
    readonly call: string;
    readonly file: string;
  }[];
}

interface Csv extends Scripted {
  readonly text: string;
  readonly textAfterSecondRun?: string;
}

interface Run {
  readonly name: string;
  readonly x: Golden;
  readonly y: Golden;
  readonly batchSize: number;
  readonly epochs: number;
  readonly learningRate?: number;
  readonly runs: readonly {
    readonly callbacks: string;
    readonly swapOnEpoch: boolean;
    readonly history: Readonly<Record<string, Golden>>;
    readonly historyKeys: readonly string[];
    readonly finalWeights: readonly Golden[];
    readonly evaluateSwapped: Golden;
    readonly arguments: Record<string, unknown>;
    readonly interruptedIn: readonly [hook: string, index: number];
    readonly epochsBegun: readonly number[];
    readonly weightsAtInterruption: readonly Golden[];
    readonly filesLeft: readonly string[];
    readonly epochsBegunAfterwards: readonly number[];
    readonly historyEpochs: readonly number[];
    readonly filesAtEnd: readonly string[] | null;
  }[];
}

const goldens = readGoldens<{
  earlyStopping: Stopping[];
  reduceLROnPlateau: Plateau[];
  learningRateScheduler: Scheduler[];
  modelCheckpoint: Checkpoint[];
  csvLogger: Csv[];
  runs: Run[];
}>('callbacks', import.meta.url);

const named = <Case extends { readonly name: string }>(cases: readonly Case[]): [string, Case][] =>
  cases.map((each) => [each.name, each]);

const optionsOf = ({ filepath: _, ...given }: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value]));

const logsOf = (logs: GoldenLogs): Record<string, number> =>
  Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, Number(value)]));

/** A model of one weight with the metrics of the scripted cases. */
function scriptedModel() {
  let weights: Tensor[] = [tensor(0)];
  const saves: [call: string, path: string][] = [];
  const note = (call: string) => (path: string) => (saves.push([call, path]), Promise.resolve());
  return {
    stopTraining: false,
    optimizer: optimizers.SGD(0.5),
    metrics: [metrics.Mean({ name: 'loss' }), metrics.BinaryAccuracy({ name: 'accuracy' }), metrics.MeanAbsoluteError({ name: 'mae' })], // prettier-ignore
    getWeights: () => weights,
    setWeights: (next: readonly TensorLike[]) => (weights = next as Tensor[]),
    save: note('save'),
    saveWeights: note('saveWeights'),
    saves,
  };
}

const told = <Each extends callbacks.Callback>(callback: Each, model: Partial<callbacks.TrainingModel>): Each =>
  Object.assign(callback, { model });

let printed = '';

beforeEach(() => {
  printed = '';
  vi.spyOn(console, 'log').mockImplementation((line: string) => (printed += `${line}\n`));
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
  forgetWarnings();
});

describe('EarlyStopping', () => {
  test.each(named(goldens.earlyStopping))('%s', (_, golden) => {
    const make = () => callbacks.EarlyStopping(optionsOf(golden.arguments));
    if (golden.arguments['mode'] === 'sideways') {
      // Keras warns and goes on.
      expect(make).toThrow('unknown mode "sideways"');
      return;
    }
    const model = scriptedModel();
    const callback = told(make(), model);
    const run = (): void => {
      callback.onTrainBegin();
      for (const [epoch, logs] of golden.logs.entries()) {
        model.setWeights([tensor(epoch + 1)]);
        callback.onEpochEnd(epoch, logsOf(logs));
        const { best, wait, stop } = golden.epochs[epoch]!;
        expect([callback.best, callback.wait, model.stopTraining]).toEqual([best === null ? null : Number(best), wait, stop]); // prettier-ignore
        if (model.stopTraining) break;
      }
      callback.onTrainEnd();
    };
    if (golden.error !== undefined) {
      expect(run).toThrow('expected a monitor of which it is known whether more is better');
      return;
    }
    run();
    const weight = model.getWeights()[0]!.item();
    expect([callback.stoppedEpoch, callback.bestEpoch, weight]).toEqual([golden.stoppedEpoch, golden.bestEpoch, golden.weightAtEnd]); // prettier-ignore
    expect(printed).toBe(golden.printed ?? '');
    expect(vi.mocked(console.warn).mock.calls).toHaveLength(golden.warnings === undefined ? 0 : 1);
  });
});

describe('ReduceLROnPlateau', () => {
  test.each(named(goldens.reduceLROnPlateau))('%s', (_, golden) => {
    const make = () => callbacks.ReduceLROnPlateau(optionsOf(golden.arguments));
    if ((golden.arguments['factor'] as number) >= 1) {
      expect(make).toThrow('expected factor to be a number below 1');
      return;
    }
    const model = scriptedModel();
    model.optimizer.learningRate = golden.learningRate;
    const callback = told(make(), model);
    callback.onTrainBegin();
    if (golden.error !== undefined) {
      expect(() => callback.onEpochEnd(0, logsOf(golden.logs[0]!))).toThrow('expected a monitor');
      return;
    }
    golden.logs.forEach((given, epoch) => {
      const logs = logsOf(given);
      callback.onEpochEnd(epoch, logs);
      const { best, wait, cooldown, loggedLearningRate, learningRate } = golden.epochs[epoch]!;
      expect([callback.best, callback.wait, callback.cooldownCounter]).toEqual([best, wait, cooldown]);
      expect(logs['learning_rate']).toBe(Math.fround(loggedLearningRate));
      expect(model.optimizer.learningRate).toBe(Math.fround(learningRate));
    });
    expect(printed).toBe(golden.printed ?? '');
  });
});

describe('LearningRateScheduler', () => {
  const schedules: Readonly<Record<string, callbacks.EpochSchedule>> = {
    'epoch < 2 ? lr : lr * exp(-0.1)': (epoch, rate) => (epoch < 2 ? rate : rate * Math.exp(-0.1)),
    '0.1 / (1 + epoch)': (epoch) => 0.1 / (1 + epoch),
    '0.25 * 0.5 ** epoch': (epoch) => 0.25 * 0.5 ** epoch,
  };

  // The remaining case is an integer, which Keras refuses and JavaScript does not tell from a float.
  test.each(named(goldens.learningRateScheduler.filter(({ schedule }) => schedule in schedules)))('%s', (_, golden) => {
    const model = scriptedModel();
    model.optimizer.learningRate = golden.learningRate;
    const callback = told(callbacks.LearningRateScheduler(schedules[golden.schedule]!, optionsOf(golden.arguments)), model); // prettier-ignore
    golden.epochs.forEach(({ learningRate, logged }, epoch) => {
      const logs: callbacks.Logs = {};
      callback.onEpochBegin(epoch);
      callback.onEpochEnd(epoch, logs);
      expect(model.optimizer.learningRate).toBeCloseTo(learningRate, 7);
      expect(logs['learning_rate']).toBeCloseTo(logged, 7);
    });
    expect(printed).toBe(golden.printed ?? '');
  });

  test('refuses what is no number', () => {
    const callback = told(
      callbacks.LearningRateScheduler(() => NaN),
      scriptedModel(),
    );
    expect(() => callback.onEpochBegin(0)).toThrowErrorMatchingInlineSnapshot(
      `[ValueError: LearningRateScheduler: expected a schedule that gives a finite number. Received: learningRate=NaN.]`,
    );
  });
});

describe('ModelCheckpoint', () => {
  test.each(named(goldens.modelCheckpoint))('%s', async (_, golden) => {
    const model = scriptedModel();
    const saves: Checkpoint['saves'][number][] = [];
    const run = async (): Promise<void> => {
      const callback = told(callbacks.ModelCheckpoint(golden.arguments['filepath'] as string, optionsOf(golden.arguments)), model); // prettier-ignore
      const note = (epoch: number, batch?: number): void => {
        for (const [call, file] of model.saves.splice(0)) saves.push({ epoch, ...(batch !== undefined && { batch }), call, file }); // prettier-ignore
      };
      for (const [epoch, logs] of golden.logs.entries()) {
        callback.onEpochBegin(epoch);
        for (const batch of golden.batches) {
          await callback.onTrainBatchEnd(batch, { loss: Number(logs['loss']) + 0.25 - batch / 8 });
          note(epoch, batch);
        }
        await callback.onEpochEnd(epoch, logsOf(logs));
        note(epoch);
        if (golden.best !== undefined) expect(callback.best).toBe(golden.best[epoch]);
      }
    };
    if (golden.error !== undefined) {
      await expect(run).rejects.toThrow('ModelCheckpoint: expected');
      return;
    }
    await run();
    expect(saves).toEqual(golden.saves);
    expect(printed).toBe(golden.printed ?? '');
  });
});

describe('CSVLogger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hillock-csv-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  // Whole numbers and None come in no logs of fit, whose numbers are floats.
  test.each(named(goldens.csvLogger.filter(({ name }) => name !== 'integers_strings_lists')))(
    '%s',
    async (_, golden) => {
      const path = join(folder, `${golden.name}.csv`);
      const run = async (): Promise<string> => {
        const callback = callbacks.CSVLogger(path, optionsOf(golden.arguments));
        await callback.onTrainBegin();
        for (const [epoch, logs] of golden.logs.entries()) {
          const values = Object.entries(logs).map(([name, value]): [string, unknown] => [
            name,
            name === 'note' ? value : Number(value),
          ]);
          await callback.onEpochEnd(epoch, Object.fromEntries(values) as callbacks.Logs);
        }
        return readFileSync(path, 'utf8');
      };
      expect(await run()).toBe(golden.text);
      if (golden.textAfterSecondRun !== undefined) expect(await run()).toBe(golden.textAfterSecondRun);
    },
  );
});

describe('in fit', () => {
  const runOf = (name: string): Run => goldens.runs.find((run) => run.name === name)!;

  function modelWith(optimizer: optimizers.Optimizer) {
    const model = Sequential([layers.Dense(1, { inputShape: [2] })]);
    model.setWeights([[[0.5], [-0.25]], [0.125]]);
    model.compile({ optimizer, loss: 'mse', metrics: ['mae'] });
    return model;
  }

  test('learning rates stand in the history', async () => {
    const { x, y, batchSize, epochs, learningRate, runs } = runOf('learning_rates');
    const plateau = () => callbacks.ReduceLROnPlateau({ monitor: 'loss', factor: 0.5, patience: 1, minDelta: 1 });
    const scheduler = () => callbacks.LearningRateScheduler((_, rate) => rate / 2);
    const lists: Readonly<Record<string, callbacks.Callback[]>> = {
      plateau: [plateau()],
      scheduler: [scheduler()],
      both: [scheduler(), plateau()],
    };
    for (const { callbacks: name, history, historyKeys } of runs) {
      if (!(name in lists)) continue;
      const model = modelWith(optimizers.SGD(learningRate));
      const data = [numbers(x), numbers(y)] as [number[][], number[][]];
      const options = { batchSize, epochs, shuffle: false, verbose: 0 as const, callbacks: lists[name]! };
      const found = await model.fit(...data, options);
      expect(Object.keys(found.history)).toEqual(historyKeys);
      for (const key of historyKeys) expectAgreement(found.history[key]!, history[key]!, 1e-5);
    }
  });

  test('running means take the places of the weights for validation', async () => {
    const { x, y, batchSize, epochs, runs } = runOf('swap_ema');
    const data = [numbers(x), numbers(y)] as [number[][], number[][]];
    for (const { swapOnEpoch, history, finalWeights, evaluateSwapped } of runs) {
      const model = modelWith(optimizers.SGD(0.125, { useEma: true, emaMomentum: 0.5 }));
      const options = { batchSize, epochs, shuffle: false, verbose: 0 as const, validationData: data };
      const found = await model.fit(...data, { ...options, callbacks: [callbacks.SwapEMAWeights({ swapOnEpoch })] });
      for (const [key, values] of Object.entries(history)) expectAgreement(found.history[key]!, values, 1e-5); // prettier-ignore
      model.getWeights().forEach((weight, i) => expectAgreement(weight, finalWeights[i]!, 1e-5));
      expectAgreement(await model.evaluate(...data, { batchSize, verbose: 0 }), evaluateSwapped, 1e-5);
    }
  });

  describe('a run goes on after an interruption', () => {
    const { x, y, batchSize, epochs, runs } = runOf('backup');
    const data = [numbers(x), numbers(y)] as [number[][], number[][]];
    const folder = mkdtempSync(join(tmpdir(), 'hillock-backup-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const filesIn = (place: string) => (existsSync(place) ? readdirSync(place).sort() : null);

    class Interruption extends callbacks.Callback {
      readonly epochs: number[] = [];
      constructor(private readonly moment: readonly [hook: string, index: number]) {
        super();
      }
      #told(hook: string, index: number): void {
        const isThere = hook === this.moment[0] && index === this.moment[1];
        if (isThere && (hook !== 'on_train_batch_end' || this.epochs.length === 2)) throw new Error('interrupted');
      }
      override onEpochBegin(epoch: number): void {
        this.epochs.push(epoch);
        this.#told('on_epoch_begin', epoch);
      }
      override onEpochEnd(epoch: number): void {
        this.#told('on_epoch_end', epoch);
      }
      override onTrainBatchEnd(batch: number): void {
        this.#told('on_train_batch_end', batch);
      }
    }

    const fit = async (place: string, given: Record<string, unknown>, moment: readonly [string, number]) => {
      const model = modelWith(optimizers.SGD(0.125));
      const interruption = new Interruption(moment);
      const options = { batchSize, epochs, shuffle: false, verbose: 0 as const };
      const own = [callbacks.BackupAndRestore(place, optionsOf(given)), interruption];
      const history = await model.fit(...data, { ...options, callbacks: own }).catch((error: Error) => error);
      return { model, history, begun: interruption.epochs };
    };

    test.each(runs.map((run, i) => [JSON.stringify(run.arguments), i, run] as const))('%s %i', async (_, i, run) => {
      const place = join(folder, String(i));
      const first = await fit(place, run.arguments, run.interruptedIn);
      expect(first.history).toMatchObject({ message: 'interrupted' });
      expect(first.begun).toEqual(run.epochsBegun);
      first.model.getWeights().forEach((weight, k) => expectAgreement(weight, run.weightsAtInterruption[k]!, 1e-5));
      expect(filesIn(place)).toEqual(run.filesLeft);
      const { model, history, begun } = await fit(place, run.arguments, ['never', 0]);
      expect(begun).toEqual(run.epochsBegunAfterwards);
      expect((history as callbacks.History).epoch).toEqual(run.historyEpochs);
      for (const [key, values] of Object.entries(run.history)) {
        expectAgreement((history as callbacks.History).history[key]!, values, 1e-5);
      }
      model.getWeights().forEach((weight, k) => expectAgreement(weight, run.finalWeights[k]!, 1e-5));
      expect(filesIn(place)).toEqual(run.filesAtEnd);
    });

    test('from the copy before the last one, where that is damaged', async () => {
      const place = join(folder, 'damaged');
      await fit(place, { double_checkpoint: true }, ['on_epoch_begin', 2]);
      writeFileSync(join(place, 'latest.weights.h5'), 'damaged');
      const { begun } = await fit(place, { double_checkpoint: true }, ['never', 0]);
      expect(begun).toEqual([1, 2, 3]);
    });

    test('and fails where it cannot, and leaves what others put into the folder', async () => {
      const place = join(folder, 'shared');
      await fit(place, {}, ['on_epoch_begin', 2]);
      const [weights, metadata] = ['latest.weights.h5', 'training_metadata.json'].map((name) => join(place, name));
      const copy = readFileSync(weights!);
      writeFileSync(weights!, 'damaged');
      expect((await fit(place, {}, ['never', 0])).history).toBeInstanceOf(Error);
      writeFileSync(weights!, copy);
      writeFileSync(metadata!, '{}');
      const message = 'BackupAndRestore: expected the epoch of the run in its file. Received: text="{}"';
      expect((await fit(place, {}, ['never', 0])).history).toMatchObject({ message: expect.stringContaining(message) as string }); // prettier-ignore
      writeFileSync(metadata!, '{"epoch": 3, "batch": 0}');
      writeFileSync(join(place, 'notes.txt'), '');
      expect((await fit(place, {}, ['never', 0])).begun).toEqual([3]);
      expect(filesIn(place)).toEqual(['notes.txt']);
    });

    test('wrong arguments', () => {
      expect(() => callbacks.BackupAndRestore('')).toThrow('BackupAndRestore: expected the path of a folder. Received: backupDir=""'); // prettier-ignore
      expect(() => callbacks.BackupAndRestore('a', { saveFreq: 0 })).toThrow('saveFreq to be "epoch" or a number of batches. Received: saveFreq=0'); // prettier-ignore
    });
  });

  test('the best weights come back', async () => {
    const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', useBias: false, inputShape: [1] })]);
    model.compile({ optimizer: optimizers.SGD(2), loss: 'mse' });
    const stopping = callbacks.EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    const { epoch } = await model.fit([[1]], [[1]], { epochs: 50, verbose: 0, callbacks: [stopping] });
    expect(epoch).toHaveLength(3);
    expect(model.getWeights()[0]!.item()).toBe(4);
  });

  test('a loss that is no number ends training', async () => {
    const model = modelWith(optimizers.SGD(0.1));
    const x = [[1, 1], [NaN, 1], [1, 1]]; // prettier-ignore
    const options = { epochs: 3, batchSize: 1, shuffle: false, verbose: 0 as const };
    const { epoch } = await model.fit(x, [[1], [1], [1]], { ...options, callbacks: [callbacks.TerminateOnNaN()] });
    expect([epoch, printed]).toEqual([[0], 'Batch 1: Invalid loss, terminating training\n']);
  });

  test('functions are called at their moments', async () => {
    const calls: string[] = [];
    const callback = callbacks.LambdaCallback({
      onTrainBegin: () => void calls.push('begin'),
      onEpochEnd: (epoch, logs) => void calls.push(`${epoch} ${Object.keys(logs).join()}`),
    });
    await modelWith(optimizers.SGD(0.1)).fit([[1, 1]], [[1]], { verbose: 0, callbacks: [callback] });
    expect(calls).toEqual(['begin', '0 loss,mae']);
    expect(() => callbacks.LambdaCallback({ onEpoch: () => {} } as never)).toThrow('unknown option "onEpoch"');
  });
});

test('floats are written as Python does', () => {
  const values = [0.1, 1, -0, 1e-7, 123456789, 1e16, 1e15, 0.0001, 0.00001234, NaN, -Infinity, 1.5e300, -2.5];
  expect(values.map(floatRepr)).toEqual(['0.1', '1.0', '-0.0', '1e-07', '123456789.0', '1e+16', '1000000000000000.0', '0.0001', '1.234e-05', 'nan', '-inf', '1.5e+300', '-2.5']); // prettier-ignore
});

test('ModelCheckpoint makes the folder of its file; CSVLogger needs one before the first epoch, as in Keras', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hillock-'));
  const model = Sequential([layers.Dense(1, { inputShape: [1] })]);
  model.compile({ optimizer: 'sgd', loss: 'mse' });
  const fit = (callback: InstanceType<typeof callbacks.Callback>) => model.fit([[1]], [[1]], { verbose: 0, callbacks: [callback] }); // prettier-ignore
  await fit(callbacks.ModelCheckpoint(join(folder, 'a', 'b', 'model.keras')));
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['model.keras']);
  const { iterations } = model.optimizer!;
  for (const append of [false, true]) {
    await expect(fit(callbacks.CSVLogger(join(folder, 'c', 'log.csv'), { append }))).rejects.toThrow('no such file');
  }
  expect(model.optimizer!.iterations).toBe(iterations);
  rmSync(folder, { recursive: true });
});

describe('the older names of what happens at batches', () => {
  test('are called, as in Keras', async () => {
    const seen: string[] = [];
    class Old extends callbacks.Callback {
      override onBatchBegin(batch: number): void {
        seen.push(`begin ${batch}`);
      }
      override onBatchEnd(batch: number, logs: callbacks.Logs): void {
        seen.push(`end ${batch} ${Object.keys(logs).join()}`);
      }
    }
    const functions = { onBatchEnd: (batch: number) => void seen.push(`function ${batch}`) };
    const model = Sequential([layers.Dense(1, { inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit([[1], [2]], [[1], [2]], { batchSize: 1, verbose: 0, callbacks: [new Old(), functions] });
    expect(seen).toEqual(['begin 0', 'end 0 loss', 'function 0', 'begin 1', 'end 1 loss', 'function 1']);
  });
});
