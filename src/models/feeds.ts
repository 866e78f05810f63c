/** Provides the batches of a run: from samples in memory, or from a source of batches. */
import { ShapeError, ValueError } from '../errors/index.js';
import {
  batchStream,
  isBatchSource,
  type BatchSource,
  type BatchStream,
  type ModelData,
} from '../training/data/index.js';
import { runData, stepData, type RunData, type WeightOptions } from './step-data.js';
import type { StepData } from './steps.js';
import type { Trainee } from './trainee.js';

/** The data for a run: samples, or a source of batches. */
export type FeedData = ModelData | BatchSource;

/** The data with which a model is built and checked before anything is computed, and the size of batches. */
export interface Beginning {
  readonly data: RunData;
  readonly batchSize: number;
}

/** Batches in passes. Usually each epoch is a pass, but several epochs may share one. */
export interface Feed {
  /** The number of steps in an epoch, if it is known; Infinity if the batches never end. */
  readonly steps: number | undefined;
  /** Whether there will be no more batches, in this epoch or another. */
  readonly isSpent: boolean;
  first(): Beginning | Promise<Beginning>;
  /** Begins an epoch. */
  begin(): void | Promise<void>;
  /** The next batch; undefined at the end of a pass. */
  next(): StepData | undefined | Promise<StepData | undefined>;
  /** Ends an epoch. */
  end(): void | Promise<void>;
  /** Ends the run. */
  close(): void | Promise<void>;
}

/** Options for taking batches. */
export interface FeedOptions extends WeightOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** The number of batches in an epoch; by default all. */
  readonly steps: number | null;
  readonly signal: AbortSignal | null;
  /** Whether labels are read; predictions need none. */
  readonly hasLabels: boolean;
}

export function feedOf(where: string, trainee: Trainee, x: FeedData, y: ModelData | null, options: FeedOptions): Feed {
  if (!isBatchSource(x)) return new StoredFeed(runData(where, trainee, x, y, options), options);
  const { sampleWeight } = options;
  for (const [name, given] of Object.entries({ y, sampleWeight })) {
    if (given === null) continue;
    const hint = 'They belong into its batches: [x, y, sampleWeight]';
    throw new ValueError({
      where,
      expected: `no ${name} beside what gives batches`,
      received: { [name]: given },
      hint,
    });
  }
  return new StreamedFeed(where, trainee, batchStream(where, x, options.shuffle), options);
}

/** The batches of samples in memory. */
export class StoredFeed implements Feed {
  readonly steps: number;
  readonly isSpent = false;
  readonly #data: RunData;
  readonly #options: Pick<FeedOptions, 'batchSize' | 'shuffle' | 'steps'>;
  readonly #stepsOfPass: number;
  #order: Int32Array | undefined;
  #next = Infinity;

  constructor(data: RunData, options: Pick<FeedOptions, 'batchSize' | 'shuffle' | 'steps'>) {
    this.#data = data;
    this.#options = options;
    this.#stepsOfPass = data.samples.steps(options.batchSize);
    this.steps = options.steps ?? this.#stepsOfPass;
  }

  first(): Beginning {
    return { data: this.#data, batchSize: this.#options.batchSize };
  }

  begin(): void {
    const goesOn = this.#options.steps !== null && this.#next < this.#stepsOfPass;
    if (goesOn) return;
    this.#next = 0;
    this.#order = this.#options.shuffle ? this.#data.samples.randomOrder() : undefined;
  }

  next(): StepData | undefined {
    if (this.#next >= this.#stepsOfPass) return undefined;
    return stepData(this.#data.samples.batch(this.#next++, this.#options.batchSize, this.#order), this.#data);
  }

  end(): void {}

  close(): void {}
}

/** The batches of a source. */
class StreamedFeed implements Feed {
  readonly steps: number | undefined;
  readonly #where: string;
  readonly #trainee: Trainee;
  readonly #stream: BatchStream;
  readonly #options: FeedOptions;
  #pass: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  /** A batch that was requested early and not used yet. */
  #waiting: RunData | undefined;
  #isSpent = false;
  #wake: (() => void) | undefined;
  readonly #onAbort = (): void => this.#wake?.();

  constructor(where: string, trainee: Trainee, stream: BatchStream, options: FeedOptions) {
    this.#where = where;
    this.#trainee = trainee;
    this.#stream = stream;
    this.#options = options;
    this.steps = options.steps ?? stream.cardinality;
    if (this.steps === Infinity) {
      const hint = 'Pass stepsPerEpoch to fit, validationSteps for its validation, steps to evaluate and predict';
      throw new ValueError({ where, expected: 'a number of steps for batches that never end', hint });
    }
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get isSpent(): boolean {
    return this.#isSpent;
  }

  async first(): Promise<Beginning> {
    this.#pass ??= await this.#stream.open();
    this.#waiting ??= await this.#draw();
    const data = this.#waiting;
    if (data === undefined)
      throw new ValueError({ where: this.#where, expected: 'at least one batch', received: { batches: 0 } });
    return { data, batchSize: data.samples.size };
  }

  async begin(): Promise<void> {
    await this.#stream.onEpochBegin?.();
    const goesOn = this.#options.steps !== null || this.#waiting !== undefined || this.#stream.isOnce;
    if (goesOn && this.#pass !== undefined) return;
    await this.#endPass();
    this.#pass = await this.#stream.open();
  }

  async next(): Promise<StepData | undefined> {
    const data = this.#waiting ?? (await this.#draw());
    this.#waiting = undefined;
    if (data === undefined) {
      this.#isSpent = this.#stream.isOnce && !this.#isAborted;
      if (!this.#isAborted) this.#pass = undefined;
      return undefined;
    }
    return stepData(data.samples, data);
  }

  end(): void | Promise<void> {
    return this.#stream.onEpochEnd?.();
  }

  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    await this.#endPass();
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  /** Closes the pass if it was opened here. A generator that the user gave is not closed, because the user may go on with it. */
  async #endPass(): Promise<void> {
    const pass = this.#pass;
    this.#pass = undefined;
    if (pass === undefined || this.#stream.isOnce) return;
    const ending = Promise.resolve(pass.return?.()).catch(() => undefined);
    // If the run was aborted, a source that hangs must not delay the end.
    if (!this.#isAborted) await ending;
  }

  async #draw(): Promise<RunData | undefined> {
    if (this.#pass === undefined) return undefined;
    const { done, value } = await this.#answer(this.#pass);
    if (done === true) return undefined;
    const where = this.#where;
    const { hasLabels } = this.#options;
    const [x, y, sampleWeight] = hasLabels ? partsOf(where, value) : [partsOf(where, value)[0], null, null];
    const { classWeight } = this.#options;
    if (classWeight !== null && y === null)
      throw new ValueError({ where, expected: 'labels beside classWeight', received: { batch: value } });
    const data = batchData(() => runData(where, this.#trainee, x, y, { sampleWeight, classWeight }));
    const { outputShapes, compilation } = this.#trainee;
    // This is checked before the step, so that labels that do not fit leave the weights unchanged.
    if (y !== null && outputShapes !== undefined && compilation !== undefined)
      compilation.checkLabels(data.samples.y, outputShapes);
    return data;
  }

  /** The next element, or the end as soon as the run is aborted. */
  #answer(pass: AsyncIterator<unknown> | Iterator<unknown>): Promise<IteratorResult<unknown, unknown>> {
    return new Promise((resolve, reject) => {
      const stop = (): void => resolve({ done: true, value: undefined });
      if (this.#isAborted) {
        stop();
        return;
      }
      this.#wake = stop;
      const asked = async (): Promise<IteratorResult<unknown, unknown>> => pass.next();
      asked().then(resolve, (error: Error) => reject(error));
    });
  }
}

/** Adds a hint to an error about the shape of a batch: a single sample may have been given in its place. */
function batchData(read: () => RunData): RunData {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { where, expected, received } = error;
    throw new ShapeError({ where, expected, received, hint: 'Samples come in batches: dataset.batch(32)' });
  }
}

/** The x, y and sampleWeight of a batch: the entries of an array are these three; anything else is x. */
function partsOf(where: string, batch: unknown): [x: ModelData, y: ModelData | null, sampleWeight: ModelData | null] {
  if (!Array.isArray(batch)) return [batch as ModelData, null, null];
  const [x, y = null, sampleWeight = null] = batch as (ModelData | null | undefined)[];
  if (batch.length >= 1 && batch.length <= 3 && x !== undefined && x !== null) return [x, y, sampleWeight];
  const hint = 'A batch of inputs alone is [x], or a tensor';
  throw new ValueError({ where, expected: 'batches [x, y?, sampleWeight?]', received: { batch }, hint });
}
