/** Batches that one thread provides and the other takes, one at a time. */
import type { BatchSource } from '../training/data/index.js';
import { PyDataset } from '../training/data/py-dataset.js';
import { batchStream, type BatchStream } from '../training/data/streams.js';

/** What the training thread knows of a source before it asks for batches. */
export type PostedSource =
  | { readonly kind: 'numbered'; readonly length: number }
  | { readonly kind: 'passes'; readonly cardinality: number | undefined }
  | { readonly kind: 'once' };

export type Question = 'open' | 'next' | 'return' | 'item' | 'begin' | 'end';

/** Asks the thread that provides the batches. */
export type Ask = (question: Question, index?: number) => Promise<unknown>;

type Answered = IteratorResult<unknown, unknown>;

/** The source on the side that provides the batches. */
export class GivenSource {
  readonly #source: BatchSource;
  readonly #stream: BatchStream;
  #pass: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  /** The first batch, if it was looked at by `first` and not asked for yet. */
  #waiting: Answered | undefined;

  constructor(where: string, source: BatchSource) {
    this.#source = source;
    this.#stream = batchStream(where, source, false);
  }

  get posted(): PostedSource {
    if (this.#source instanceof PyDataset) return { kind: 'numbered', length: this.#source.length };
    const { isOnce, cardinality } = this.#stream;
    return isOnce ? { kind: 'once' } : { kind: 'passes', cardinality };
  }

  /** The first batch, which is provided again when it is asked for; undefined if there is none. */
  async first(): Promise<unknown> {
    if (this.#source instanceof PyDataset) return this.#source.length > 0 ? this.#source.getItem(0) : undefined;
    this.#pass = await this.#stream.open();
    this.#waiting = await this.#pass.next();
    return this.#waiting.done === true ? undefined : this.#waiting.value;
  }

  async answer(question: Question, index: number): Promise<unknown> {
    if (this.#source instanceof PyDataset) {
      if (question === 'item') return this.#source.getItem(index);
      return question === 'begin' ? this.#source.onEpochBegin() : this.#source.onEpochEnd();
    }
    if (question === 'open') {
      if (this.#waiting === undefined && !this.#stream.isOnce) this.#pass = await this.#stream.open();
      return undefined;
    }
    if (question === 'return') return this.close();
    const next: Answered = this.#waiting ?? (await this.#pass!.next());
    this.#waiting = undefined;
    return { done: next.done === true, value: next.value };
  }

  /** Ends the pass that was opened here. A generator that the user gave is not closed, because the user may go on with it. */
  async close(): Promise<void> {
    const pass = this.#pass;
    this.#pass = undefined;
    if (!this.#stream.isOnce) await pass?.return?.();
  }
}

class NumberedBatches extends PyDataset {
  readonly #length: number;
  readonly #ask: Ask;

  constructor(length: number, ask: Ask) {
    super();
    this.#length = length;
    this.#ask = ask;
  }

  override get length(): number {
    return this.#length;
  }

  override getItem(index: number): Promise<unknown> {
    return this.#ask('item', index);
  }

  override async onEpochBegin(): Promise<void> {
    await this.#ask('begin');
  }

  override async onEpochEnd(): Promise<void> {
    await this.#ask('end');
  }
}

function passOf(ask: Ask): AsyncIterator<unknown> {
  let isOpen = false;
  return {
    async next(): Promise<Answered> {
      if (!isOpen) await ask('open');
      isOpen = true;
      return (await ask('next')) as Answered;
    },
    async return(): Promise<Answered> {
      if (isOpen) await ask('return');
      return { done: true, value: undefined };
    },
  };
}

/** The source on the side that takes the batches. */
export function takenSource(posted: PostedSource, ask: Ask): BatchSource {
  if (posted.kind === 'numbered') return new NumberedBatches(posted.length, ask);
  if (posted.kind === 'once') return passOf(ask);
  const passes = { [Symbol.asyncIterator]: () => passOf(ask) };
  return posted.cardinality === undefined ? passes : Object.assign(passes, { cardinality: posted.cardinality });
}
