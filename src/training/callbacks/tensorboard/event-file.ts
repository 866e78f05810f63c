/** Writes a file of events in the format that TensorBoard reads. */
import { PbfWriter } from 'pbf';
import { secondsSince1970 } from '../../../kernel/clock.js';
import type { FileAccess } from '../../file-access.js';
import { recordOf } from './records.js';

/** The numbers that TensorFlow has for dtypes. */
const dtypes = { float: 1, double: 2, string: 7 } as const;

/** A tensor of such a dtype; its elements are one field. */
interface TensorFields {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly number: number;
  readonly content: Uint8Array;
}

/** What a part of TensorBoard is to make of a value. */
interface Meaning {
  readonly plugin: string;
  readonly content?: string;
  readonly dataClass?: number;
}

/** The fields of TensorFlow's messages `Event`, `Summary.Value`, `SummaryMetadata`, `TensorProto`. */
const field = {
  event: { time: 1, step: 2, version: 3, summary: 5 },
  value: { tag: 1, tensor: 8, metadata: 9 },
  metadata: { plugin: 1, dataClass: 4 },
  tensor: { dtype: 1, shape: 2, float: 4, text: 8 },
} as const;

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
    this.#add((event) => event.writeStringField(field.event.version, 'brain.Event:2'));
  }

  /** Writes a number of a step. */
  scalar(tag: string, value: number, step: number): void {
    const content = new Uint8Array(Float32Array.of(value).buffer);
    const tensor = { dtype: dtypes.float, shape: [], number: field.tensor.float, content };
    this.#summary(tag, step, { plugin: 'scalars', dataClass: 1 }, tensor);
  }

  /** Writes the distribution of numbers, in thirty bins from the least to the largest. */
  histogram(tag: string, values: ArrayLike<number>, step: number): void {
    const bins = binsOf(values);
    const content = new Uint8Array(Float64Array.from(bins.flat()).buffer);
    const tensor = { dtype: dtypes.double, shape: [bins.length, 3], number: field.tensor.float, content };
    this.#summary(tag, step, { plugin: 'histograms', dataClass: 2 }, tensor);
  }

  /** Writes a model as JSON, from which TensorBoard draws the graph. */
  model(json: string): void {
    const content = new TextEncoder().encode(json);
    const tensor = { dtype: dtypes.string, shape: [], number: field.tensor.text, content };
    this.#summary('keras', 0, { plugin: 'graph_keras_model', content: '1' }, tensor);
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

  #summary(tag: string, step: number, meaning: Meaning, tensor: TensorFields): void {
    this.#add((event) => {
      event.writeVarintField(field.event.step, step);
      event.writeMessage(field.event.summary, writeSummary, { tag, meaning, tensor });
    });
  }

  #add(write: (event: PbfWriter) => void): void {
    const event = new PbfWriter();
    event.writeDoubleField(field.event.time, secondsSince1970());
    write(event);
    this.#waiting.push(recordOf(event.finish()));
  }
}

/** A summary has values, of which here is one. */
const only = 1;

interface Value {
  readonly tag: string;
  readonly meaning: Meaning;
  readonly tensor: TensorFields;
}

function writeSummary(value: Value, pbf: PbfWriter): void {
  pbf.writeMessage(only, writeValue, value);
}

function writeValue({ tag, meaning, tensor }: Value, pbf: PbfWriter): void {
  pbf.writeStringField(field.value.tag, tag);
  pbf.writeMessage(field.value.tensor, writeTensor, tensor);
  pbf.writeMessage(field.value.metadata, writeMetadata, meaning);
}

function writeMetadata({ plugin, content, dataClass }: Meaning, pbf: PbfWriter): void {
  const writePlugin = (_: Meaning, inner: PbfWriter): void => {
    inner.writeStringField(1, plugin);
    if (content !== undefined) inner.writeStringField(2, content);
  };
  pbf.writeMessage(field.metadata.plugin, writePlugin, { plugin });
  if (dataClass !== undefined) pbf.writeVarintField(field.metadata.dataClass, dataClass);
}

function writeTensor({ dtype, shape, number, content }: TensorFields, pbf: PbfWriter): void {
  const writeLength = (length: number, inner: PbfWriter): void => inner.writeVarintField(1, length);
  const writeShape = (lengths: readonly number[], inner: PbfWriter): void =>
    lengths.forEach((length) => inner.writeMessage(2, writeLength, length));
  pbf.writeVarintField(field.tensor.dtype, dtype);
  pbf.writeMessage(field.tensor.shape, writeShape, shape);
  pbf.writeBytesField(number, content);
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
