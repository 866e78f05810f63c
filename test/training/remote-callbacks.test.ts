/** Callbacks that write for other programs, or send to them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { callbacks, clearSession, layers, Sequential } from 'hillock';
import { forgetWarnings } from '../../src/errors/index.js';
import { checksum } from '../../src/training/callbacks/tensorboard/records.js';

const x = [[1], [2], [3], [4]]; // prettier-ignore
const folder = mkdtempSync(join(tmpdir(), 'hillock-events-'));

afterEach(() => {
  vi.restoreAllMocks();
  forgetWarnings();
});

function model() {
  clearSession();
  const made = Sequential([layers.Dense(1, { inputShape: [1], kernelInitializer: 'ones' })]);
  made.compile({ loss: 'mse', optimizer: 'sgd', metrics: ['mae'] });
  return made;
}

/** A message by the numbers of its fields, as Protocol Buffers are written. */
function fieldsOf(bytes: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const fields = new Map<number, (number | Uint8Array)[]>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let place = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = bytes[place++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
  };
  while (place < bytes.length) {
    const key = varint();
    const [number, wire] = [key >>> 3, key & 7];
    const length = wire === 2 ? varint() : 8;
    const value =
      wire === 0 ? varint() : wire === 1 ? view.getFloat64(place, true) : bytes.subarray(place, place + length);
    if (wire !== 0) place += length;
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

const text = (value: unknown): string => new TextDecoder().decode(value as Uint8Array);
const one = (fields: Map<number, (number | Uint8Array)[]>, number: number) => fields.get(number)?.[0];

interface Event {
  readonly step: number;
  readonly tag?: string;
  readonly plugin?: string;
  readonly numbers?: number[];
  readonly version?: string;
}

/** The events of a file, whose checksums have to be right. */
function eventsIn(path: string): Event[] {
  const bytes = Uint8Array.from(readFileSync(path));
  const view = new DataView(bytes.buffer);
  const events: Event[] = [];
  const unmasked = (value: number): number => {
    const turned = (value - 0xa282ead8) >>> 0;
    return ((turned >>> 17) | (turned << 15)) >>> 0;
  };
  for (let place = 0; place < bytes.length;) {
    const length = Number(view.getBigUint64(place, true));
    const data = bytes.subarray(place + 12, place + 12 + length);
    expect(unmasked(view.getUint32(place + 8, true))).toBe(checksum(bytes.subarray(place, place + 8)));
    expect(unmasked(view.getUint32(place + 12 + length, true))).toBe(checksum(data));
    const event = fieldsOf(data);
    const [step, summary, version] = [2, 5, 3].map((number) => one(event, number));
    if (summary === undefined) events.push({ step: 0, version: text(version) });
    else {
      const value = fieldsOf(one(fieldsOf(summary as Uint8Array), 1) as Uint8Array);
      const tensor = fieldsOf(one(value, 8) as Uint8Array);
      const metadata = fieldsOf(one(value, 9) as Uint8Array);
      const plugin = text(one(fieldsOf(one(metadata, 1) as Uint8Array), 1));
      const content = Uint8Array.from((one(tensor, 4) ?? []) as Uint8Array).buffer;
      const numbers = Array.from(
        one(tensor, 1) === 1 ? new Float32Array(content) : one(tensor, 1) === 2 ? new Float64Array(content) : [],
      );
      events.push({ step: step as number, tag: text(one(value, 1)), plugin, numbers });
    }
    place += 16 + length;
  }
  return events;
}

describe('TensorBoard', () => {
  test('the checksum is that of RFC 3720', () => {
    expect(checksum(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(checksum(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  });

  test('writes quantities and distributions', async () => {
    const logDir = join(folder, 'run');
    const board = callbacks.TensorBoard(logDir, { histogramFreq: 1, updateFreq: 'batch', writeStepsPerSecond: true });
    const options = { epochs: 2, batchSize: 2, shuffle: false, validationData: [x, x], verbose: 0 } as const;
    const { history } = await model().fit(x, x, { ...options, callbacks: [board] });
    const eventsOf = (part: string): Event[] => {
      const files = readdirSync(join(logDir, part));
      expect(files).toHaveLength(1);
      expect(files[0]).toMatch(/^events\.out\.tfevents\.\d+\./);
      return eventsIn(join(logDir, part, files[0]!));
    };
    const train = eventsOf('train');
    expect(train[0]).toEqual({ step: 0, version: 'brain.Event:2' });
    expect(train[1]).toMatchObject({ tag: 'keras', plugin: 'graph_keras_model' });
    const scalar = (events: Event[], tag: string) => events.filter((event) => event.tag === tag).map(({ step, numbers }) => [step, numbers![0]]); // prettier-ignore
    expect(scalar(train, 'epoch_loss')).toEqual(history['loss']!.map((loss, epoch) => [epoch, Math.fround(loss)]));
    expect(scalar(train, 'epoch_learning_rate')).toEqual([[0, Math.fround(0.01)], [1, Math.fround(0.01)]]); // prettier-ignore
    expect(scalar(train, 'batch_mae').map(([step]) => step)).toEqual([1, 2, 3, 4]);
    expect(scalar(train, 'epoch_steps_per_second').every(([, value]) => value! > 0)).toBe(true);
    const histograms = train.filter(({ plugin }) => plugin === 'histograms');
    expect(histograms.map(({ tag, step }) => `${tag} ${step}`)).toEqual(['sequential/dense/kernel/histogram 0', 'sequential/dense/bias/histogram 0', 'sequential/dense/kernel/histogram 1', 'sequential/dense/bias/histogram 1']); // prettier-ignore
    for (const { numbers } of histograms)
      expect(numbers!.filter((_, i) => i % 3 === 2).reduce((a, b) => a + b)).toBe(1);
    const validation = eventsOf('validation');
    expect(scalar(validation, 'epoch_loss')).toEqual(
      history['val_loss']!.map((loss, epoch) => [epoch, Math.fround(loss)]),
    );
    expect(scalar(validation, 'evaluation_mae_vs_iterations').map(([step]) => step)).toEqual([2, 4]);
    rmSync(folder, { recursive: true });
  });

  test('wrong arguments', () => {
    expect(() => callbacks.TensorBoard('')).toThrow('TensorBoard: expected the path of a folder. Received: logDir="".');
    expect(() => callbacks.TensorBoard('a', { updateFreq: 0 })).toThrow(
      'updateFreq to be "epoch", "batch" or a number of batches',
    );
    expect(() => callbacks.TensorBoard('a', { writeImages: true } as never)).toThrow(
      'no writeImages, which Hillock does not support',
    );
    expect(() => callbacks.TensorBoard('a', { histogramFreq: -1 })).toThrow(
      'histogramFreq to be an integer of at least 0',
    );
  });
});

describe('RemoteMonitor', () => {
  test('sends quantities as a form, or as JSON', async () => {
    const received: [type: string | undefined, own: unknown, body: string][] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        received.push([request.headers['content-type'], request.headers['a'], `${request.url} ${body}`]);
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const logs = { loss: 0.10000000149011612, val_loss: 2 };
    await callbacks.RemoteMonitor({ root }).onEpochEnd(3, logs);
    await callbacks.RemoteMonitor({ root, sendAsJson: true }).onEpochEnd(3, logs);
    await callbacks.RemoteMonitor({ root, path: '/x', field: 'log', headers: { A: 'b' } }).onEpochEnd(3, logs);
    server.close();
    // The fields that Keras sends.
    const json = '{"epoch":3,"loss":0.10000000149011612,"val_loss":2}';
    const form = 'application/x-www-form-urlencoded;charset=UTF-8';
    expect(received).toEqual([
      [form, undefined, `/publish/epoch/end/ data=${encodeURIComponent(json)}`],
      ['application/json', undefined, `/publish/epoch/end/ ${json}`],
      [form, 'b', `/x log=${encodeURIComponent(json)}`],
    ]);
  });

  test('warns once where nobody answers, and training goes on', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const monitor = callbacks.RemoteMonitor({ root: 'http://127.0.0.1:1' });
    const { epoch } = await model().fit(x, x, { epochs: 2, verbose: 0, callbacks: [monitor] });
    expect(epoch).toEqual([0, 1]);
    expect(vi.mocked(console.warn).mock.calls).toEqual([
      ['RemoteMonitor: nobody answers at http://127.0.0.1:1/publish/epoch/end/'],
    ]);
    expect(() => callbacks.RemoteMonitor({ root: 5 as never })).toThrow('root to be a text. Received: root=5.');
    expect(() => callbacks.RemoteMonitor({ headers: 5 as never })).toThrow('headers to be an object of texts');
  });
});
