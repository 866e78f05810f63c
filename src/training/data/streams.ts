/** Batches one after the other, for fit, evaluate and predict. */
import { shuffle as shuffled } from '../../ops/random.js';
import { isTypedArray, SymbolicTensor, Tensor, Variable } from '../../tensor/index.js';
import { PyDataset } from './py-dataset.js';
import { iterationOf, type Elements, type ElementsFunction } from './iteration.js';

/**
 * A source of batches `[x, y?, sampleWeight?]`: a `Dataset`, a `PyDataset`, iterables, async iterables, generators, and functions that
 * return these.
 */
export type BatchSource = PyDataset | Elements<unknown> | ElementsFunction<unknown>;

const isSample = (value: object): boolean =>
  Array.isArray(value) ||
  isTypedArray(value) ||
  value instanceof Tensor ||
  value instanceof Variable ||
  value instanceof SymbolicTensor;

/** Whether x is a source of batches. Arrays and tensors can be iterated, too, but they are the samples themselves. */
export function isBatchSource(given: unknown): given is BatchSource {
  if (typeof given === 'function' || given instanceof PyDataset) return true;
  if (typeof given !== 'object' || given === null || isSample(given)) return false;
  const { next } = given as { next?: unknown };
  return Symbol.asyncIterator in given || Symbol.iterator in given || typeof next === 'function';
}

/** Passes over the batches of a source. */
export interface BatchStream {
  /** The number of batches: Infinity if they never end, undefined if it is not known. */
  readonly cardinality: number | undefined;
  /** Whether only one pass is possible, as with a generator that the user has already called. */
  readonly isOnce: boolean;
  /** Begins a pass. */
  open(): Promise<AsyncIterator<unknown> | Iterator<unknown>>;
  readonly onEpochBegin?: () => void | Promise<void>;
  readonly onEpochEnd?: () => void | Promise<void>;
}

/** The passes over a source; with `shuffle`, the batches of a `PyDataset` come in random order. */
export function batchStream(where: string, source: BatchSource, shuffle: boolean): BatchStream {
  if (source instanceof PyDataset) return numberedBatches(source, shuffle);
  if (typeof source === 'function') {
    const open = async (): Promise<AsyncIterator<unknown>> => iteratorOf(iterationOf(where, await source()));
    return { cardinality: undefined, isOnce: false, open };
  }
  const iteration = iterationOf(where, source);
  const iterator = iteratorOf(iteration);
  const { cardinality } = iteration as { readonly cardinality?: number | undefined };
  // An iterator that is its own iterable cannot start again.
  const isOnce = (iterator as unknown) === source || (iterator as unknown) === iteration || 'next' in source;
  let begun: AsyncIterator<unknown> | undefined = iterator;
  const open = (): Promise<AsyncIterator<unknown>> => {
    const opened = begun ?? iteratorOf(iteration);
    if (!isOnce) begun = undefined;
    return Promise.resolve(opened);
  };
  return { cardinality: typeof cardinality === 'number' ? cardinality : undefined, isOnce, open };
}

function iteratorOf(iteration: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterator<unknown> {
  if (Symbol.asyncIterator in iteration) return iteration[Symbol.asyncIterator]();
  return iteration[Symbol.iterator]() as unknown as AsyncIterator<unknown>;
}

function numberedBatches(source: PyDataset, shuffle: boolean): BatchStream {
  const order = (): ArrayLike<number> => {
    const numbers = Int32Array.from({ length: source.length }, (_, i) => i);
    return shuffle ? (shuffled(new Tensor(numbers, [numbers.length], 'int32')).data) : numbers;
  };
  return {
    cardinality: source.length,
    isOnce: false,
    open: () => {
      const numbers = order();
      let next = 0;
      const iterator: AsyncIterator<unknown> = {
        next: async () =>
          next < numbers.length
            ? { done: false, value: await source.getItem(numbers[next++]!) }
            : { done: true, value: undefined },
      };
      return Promise.resolve(iterator);
    },
    onEpochBegin: () => source.onEpochBegin(),
    onEpochEnd: () => source.onEpochEnd(),
  };
}
