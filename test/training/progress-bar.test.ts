import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { camelCase } from '../../src/objects/spelling.js';
import { readGoldens } from './agreement.js';
import { History } from '../../src/training/callbacks/history.js';
import { ProgressBar } from '../../src/training/callbacks/progress-bar.js';
import { layers, Sequential, utils } from '../../src/index.js';
import { callbacks } from '../../src/training/index.js';
import { standardTerminal, type Terminal } from '../../src/training/callbacks/terminal.js';

class Recorder implements Terminal {
  text = '';
  constructor(
    readonly canRedraw: boolean,
    readonly hasColors = false,
  ) {}
  write(text: string): void {
    this.text += text;
  }
}

/** A clock that goes on by a fixed time whenever it is asked. */
const clock = (seconds: number): (() => number) => {
  let time = -seconds;
  return () => (time += seconds);
};

describe('a progress bar', () => {
  test('redraws itself on a terminal, and covers what was longer before', () => {
    const terminal = new Recorder(true);
    const bar = new ProgressBar({ target: 12, verbose: 1, terminal, now: clock(2) });
    bar.update(1, { accuracy: 0.5, loss: 1.25 });
    bar.update(6, { accuracy: 0.5, loss: 0.00004 });
    bar.finish(12, { accuracy: 0.75 });
    expect(terminal.text.split('\r')).toEqual([
      '',
      ' 1/12 ━                    22s 2s/step - accuracy: 0.5000 - loss: 1.2500',
      ' 6/12 ━━━━━━━━━━           2s 400ms/step - accuracy: 0.5000 - loss: 4.0000e-05',
      '12/12 ━━━━━━━━━━━━━━━━━━━━ 6s 364ms/step - accuracy: 0.7500                   \n',
    ]);
  });

  test('is drawn as Keras draws it where there are colors', () => {
    const terminal = new Recorder(true, true);
    new ProgressBar({ target: 2, verbose: 1, terminal, now: clock(0.001) }).update(1, { loss: 1 });
    // keras.utils.Progbar(2).update(1, [("loss", 1.0)]) of Keras 3.15.1
    expect(terminal.text).toBe(
      '\r\u001b[1m1/2\u001b[0m \u001b[32m━━━━━━━━━━\u001b[0m\u001b[37m━━━━━━━━━━\u001b[0m \u001b[1m0s\u001b[0m 1ms/step - loss: 1.0000',
    );
  });

  test('is not drawn more often than the eye can follow', () => {
    const terminal = new Recorder(true);
    const bar = new ProgressBar({ target: 1000, verbose: 1, terminal, now: clock(0.001) });
    for (let step = 1; step <= 1000; step++) bar.update(step, { loss: 1 });
    expect(terminal.text.split('\r').length - 1).toBe(20);
  });

  test('is one line at the end where nothing can be redrawn', () => {
    const terminal = new Recorder(false);
    const bar = new ProgressBar({ target: 2, verbose: 1, terminal, now: clock(0.0001) });
    bar.update(1, { loss: 2 });
    bar.finish(2, { loss: NaN });
    expect(terminal.text).toBe('2/2 ━━━━━━━━━━━━━━━━━━━━ 0s 100us/step - loss: nan\n');
  });

  test('is a line per epoch for verbose 2, and nothing for verbose 0', () => {
    const terminal = new Recorder(true);
    const quiet = new ProgressBar({ target: 45, verbose: 0, terminal });
    quiet.update(1, {});
    quiet.finish(45, {});
    const bar = new ProgressBar({ target: 45, verbose: 2, terminal, now: clock(3) });
    bar.update(1, { loss: 1 });
    bar.finish(45, { loss: 0.5 });
    expect(terminal.text).toBe('45/45 - 6s - 68ms/step - loss: 0.5000\n');
  });
});

interface GoldenBar {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly updates: readonly {
    readonly current: number;
    readonly values: readonly (readonly [name: string, value: number | string])[];
    readonly seconds: number;
    readonly finalize: boolean | null;
    readonly text: string;
  }[];
}

describe('utils.Progbar', () => {
  const { bars } = readGoldens<{ bars: GoldenBar[] }>('progress-bars', import.meta.url);
  let milliseconds = 0;
  beforeEach(() => {
    vi.spyOn(performance, 'now').mockImplementation(() => milliseconds);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test.each(bars.map((bar, index) => [`${index} ${JSON.stringify(bar.arguments)}`, bar] as const))('%s', (_, bar) => {
    milliseconds = 1e6;
    const terminal = new Recorder(true, true);
    const { target, ...options } = Object.fromEntries(
      Object.entries(bar.arguments).map(([name, value]) => [camelCase(name), value]),
    );
    const made = utils.Progbar(target as number | null, { ...options, terminal });
    for (const { current, values, seconds, finalize, text } of bar.updates) {
      terminal.text = '';
      milliseconds = (1000 + seconds) * 1000;
      made.update(
        current,
        values.map(([name, value]) => [name, Number(value)] as const),
        { finalize },
      );
      expect(terminal.text).toBe(text);
    }
  });

  test('counts on by `add`, and takes values by names', () => {
    const terminal = new Recorder(true);
    const bar = new utils.Progbar(4, { verbose: 2, terminal });
    bar.add(3, { loss: 1 });
    bar.add(1, { loss: 5 });
    expect(terminal.text).toBe('4/4 - 0s - 0s/step - loss: 5.0000\n');
  });

  test.each<[unknown[], string]>([
    [[-1], 'utils.Progbar: expected target to be the number of steps, or null if it is not known. Received: target=-1'],
    [[2.5], 'utils.Progbar: expected target to be the number of steps'],
    [[3, { width: 0 }], 'utils.Progbar: expected width to be a positive integer. Received: width=0'],
    [[3, { verbose: true }], 'utils.Progbar: expected verbose to be 0, 1 or 2. Received: verbose=true'],
    [
      [3, { statefulMetrics: 'loss' }],
      'utils.Progbar: expected statefulMetrics to be a list of names. Received: statefulMetrics="loss"',
    ],
    [
      [3, { statefulMetrics: [], statelessMetrics: [] }],
      'utils.Progbar: expected statefulMetrics or statelessMetrics, not both',
    ],
    [[3, { intervall: 1 }], 'Did you mean'],
  ])('%j is refused', (given, message) => {
    expect(() => new utils.Progbar(...(given as [number]))).toThrow(message);
  });

  test('refuses what is not a number', () => {
    const bar = utils.Progbar(3, { verbose: 0 });
    expect(() => bar.update(1, { loss: '2' as never })).toThrow(
      'utils.Progbar.update: expected numbers by names. Received: values[loss]="2"',
    );
    expect(() => bar.update('1' as never)).toThrow('utils.Progbar.update: expected the number of steps done');
  });
});

describe('the progress logger', () => {
  test('announces epochs, and is silent while fit validates', () => {
    const terminal = new Recorder(false);
    const logger = callbacks.ProgbarLogger(terminal);
    logger.params = { verbose: 2, epochs: 2, steps: 3 };
    logger.onTrainBegin();
    logger.onEpochBegin(0);
    logger.onTrainBatchEnd(0, { loss: 1 });
    logger.onTestBegin();
    logger.onTestBatchEnd(0, { loss: 1 });
    logger.onTestEnd({ loss: 1 });
    logger.onEpochEnd(0, { loss: 1, val_loss: 2 });
    expect(terminal.text.replace(/\d+(ms|us|s)/g, '0s')).toBe(
      'Epoch 1/2\n3/3 - 0s - 0s/step - loss: 1.0000 - val_loss: 2.0000\n',
    );
  });

  test('of a caller is the only one', async () => {
    const terminal = new Recorder(false);
    const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
    model.compile({ optimizer: 'sgd', loss: 'mse' });
    await model.fit([[1]], [[2]], { verbose: 2, callbacks: [callbacks.ProgbarLogger(terminal)] });
    expect(terminal.text.replace(/\d+(ms|us|s)/g, '0s')).toBe('1/1 - 0s - 0s/step - loss: 4.0000\n');
  });

  test('shows evaluate and predict', () => {
    const terminal = new Recorder(false);
    const logger = callbacks.ProgbarLogger(terminal);
    logger.params = { verbose: 1, epochs: 1, steps: 1 };
    logger.onTestBegin();
    logger.onTestBatchEnd(0, { loss: 1 });
    logger.onTestEnd({ loss: 1 });
    logger.onPredictBegin();
    logger.onPredictBatchEnd(0);
    logger.onPredictEnd();
    const lines = terminal.text.replace(/\d+(ms|us|s)/g, '0s').split('\n');
    expect(lines).toEqual([
      '1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step - loss: 1.0000',
      '1/1 ━━━━━━━━━━━━━━━━━━━━ 0s 0s/step',
      '',
    ]);
  });
});

describe('a history', () => {
  test('keeps what each epoch ended with', () => {
    const history = new History();
    history.onEpochEnd(3, { loss: 2 });
    history.onEpochEnd(4, { loss: 1, val_loss: 5 });
    expect([history.epoch, history.history]).toEqual([[3, 4], { loss: [2, 1], val_loss: [5] }]);
  });
});

describe('the standard terminal', () => {
  test('is the output of the process, or the console where there is none', () => {
    const written: string[] = [];
    const stdout = { isTTY: true, write: (text: string) => written.push(text) };
    vi.stubGlobal('process', { stdout, env: { NO_COLOR: '1' } });
    const terminal = standardTerminal();
    terminal.write('a\n');
    expect([terminal.canRedraw, terminal.hasColors]).toEqual([true, false]);
    vi.stubGlobal('process', undefined);
    vi.stubGlobal('console', { log: (text: string) => written.push(text) });
    standardTerminal().write('b\n');
    expect([standardTerminal().canRedraw, written]).toEqual([false, ['a\n', 'b']]);
    vi.unstubAllGlobals();
  });
});
