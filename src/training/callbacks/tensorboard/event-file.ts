/** Writes a file of events in the format that TensorBoard reads. */
import { secondsSince1970 } from '../../clock.js';
import type { FileAccess } from '../../file-access.js';
import { bytesField, doubleField, integerField, message, textField, type Field } from './messages.js';
import { recordOf } from './records.js';

/** The numbers that TensorFlow has for dtypes. */
const dtypes = { float: 1, double: 2, string: 7 } as const;

/** Distinguishes files that begin in the same second. */
let count = 0;

export class EventFile {
  readonly #files: FileAccess;
  readonly #folder: string;
  readonly #path: string;
  #waiting: Uint8Array[] = [];
  #isBegun = false;

  constructor(files: FileAccess, folder: string) {
    this.#files = files;
    this.#folder = folder;
    this.#path = `${folder}/events.out.tfevents.${Math.floor(secondsSince1970())}.hillock.${count++}.v2`;
    this.#add(textField(3, 'brain.Event:2'));
  }

  /** Writes a number of a step. */
  scalar(tag: string, value: number, step: number): void {
    const content = new Uint8Array(Float32Array.of(value).buffer);
    this.#summary(tag, step, { plugin: 'scalars', dataClass: 1 }, tensorOf(dtypes.float, [], bytesField(4, content)));
  }

  /** Writes the distribution of numbers, in thirty bins from the least to the largest. */
  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    const bins = binsOf(values);
    const content = new Uint8Array(Float64Array.from(bins.flat()).buffer);
    const tensor = tensorOf(dtypes.double, [bins.length, 3], bytesField(4, content));
    this.#summary(tag, step, { plugin: 'histograms', dataClass: 2 }, tensor);
  }

  /** Writes a model as JSON, from which TensorBoard draws the graph. */
  model(json: string): void {
    this.#summary(
      'keras',
      0,
      { plugin: 'graph_keras_model', content: '1' },
      tensorOf(dtypes.string, [], textField(8, json)),
    );
  }

  /** Writes events that are waiting to the file. */
  async flush(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    if (!this.#isBegun) await this.#files.mkdir(this.#folder, { recursive: true });
    this.#isBegun = true;
    const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
    let place = 0;
    for (const record of records) {
      bytes.set(record, place);
      place += record.length;
    }
    await this.#files.appendFile(this.#path, bytes);
  }

  #summary(
    tag: string,
    step: number,
    { plugin, content, dataClass }: { readonly plugin: string; readonly content?: string; readonly dataClass?: number },
    tensor: Uint8Array,
  ): void {
    const pluginData = message(textField(1, plugin), ...(content === undefined ? [] : [textField(2, content)]));
    const metadata = message(
      bytesField(1, pluginData),
      ...(dataClass === undefined ? [] : [integerField(4, dataClass)]),
    );
    const value = message(textField(1, tag), bytesField(8, tensor), bytesField(9, metadata));
    this.#add(integerField(2, step), bytesField(5, message(bytesField(1, value))));
  }

  #add(...fields: readonly Field[]): void {
    this.#waiting.push(recordOf(message(doubleField(1, secondsSince1970()), ...fields)));
  }
}

function tensorOf(dtype: number, shape: readonly number[], content: Field): Uint8Array {
  const lengths = shape.map((length) => bytesField(2, message(integerField(1, length))));
  return message(integerField(1, dtype), bytesField(2, message(...lengths)), content);
}

/** The bounds of the bins and the number of values in each; values that are not finite are left out. */
function binsOf(given: ArrayLike<number>): [from: number, to: number, count: number][] {
  const values = Array.from(given).filter(Number.isFinite);
  if (values.length === 0) return [];
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  if (least === most) return [[least - 0.5, least + 0.5, values.length]];
  const bins = 30;
  const width = (most - least) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - least) / width))]!++;
  return counts.map((each, i) => [least + i * width, i === bins - 1 ? most : least + (i + 1) * width, each]);
}
