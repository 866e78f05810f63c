/** The data from which layers learn before training: arrays, or batches one after the other. */
import { ValueError } from '../../errors/index.js';
import {
  asTensor,
  isPostedTensor,
  isTypedArray,
  SymbolicTensor,
  Tensor,
  Variable,
  type TensorLike,
} from '../../tensor/index.js';
import { readOptions } from '../../tensor/options.js';

/** Batches by number, like those of a `PyDataset`. */
interface NumberedBatches {
  readonly length: number;
  getItem(index: number): unknown;
}

/**
 * What a layer can learn from besides arrays: a `Dataset`, a `PyDataset`, iterables and async iterables of batches, and functions that
 * return these.
 */
export type AdaptSource = AsyncIterable<unknown> | Iterable<unknown> | NumberedBatches | (() => AdaptSource);

/** How many batches are used. */
export interface AdaptOptions {
  /** The number of batches to look at; by default all. */
  readonly steps?: number | undefined;
}

const isValue = (value: unknown): boolean =>
  Array.isArray(value) ||
  isTypedArray(value) ||
  isPostedTensor(value) ||
  value instanceof Tensor ||
  value instanceof Variable ||
  value instanceof SymbolicTensor;

const hasItems = (value: object): value is NumberedBatches => 'getItem' in value && 'length' in value;

/** The inputs in a batch, which may contain labels, too: `[x, y]` differs from a nested array in that it contains tensors. */
function inputsOf(where: string, batch: unknown): Tensor {
  const isPacked =
    Array.isArray(batch) && batch.length <= 3 && batch.some((each) => isTypedArray(each) || each instanceof Tensor);
  return asTensor((isPacked ? (batch as unknown[])[0] : batch) as TensorLike, undefined, where);
}

/** Refuses what is neither arrays nor batches, such as a promise of them. */
function checkIsSource(where: string, data: unknown): asserts data is AdaptSource {
  const isObject = typeof data === 'object' && data !== null;
  if (isObject && (hasItems(data) || Symbol.iterator in data || Symbol.asyncIterator in data)) return;
  throw new ValueError({ where, expected: 'arrays or batches to learn from', received: { data } });
}

async function* batchesOf(where: string, source: AdaptSource): AsyncGenerator<unknown, void> {
  const given = typeof source === 'function' ? source() : source;
  checkIsSource(where, given);
  if (typeof given !== 'function' && hasItems(given))
    for (let i = 0; i < given.length; i++) yield await given.getItem(i);
  else yield* given as AsyncIterable<unknown>;
}

/** Shows data to a layer: arrays at once, batches one after the other. */
export function adaptTo(
  where: string,
  data: TensorLike | AdaptSource,
  options: AdaptOptions,
  learner: {
    readonly begin: () => void;
    readonly learn: (batch: Tensor, isWhole: boolean) => void;
    readonly end: () => void;
  },
): void | Promise<void> {
  const { steps } = readOptions(where, options, { steps: Infinity });
  if (!(steps === Infinity || (Number.isSafeInteger(steps) && steps > 0)))
    throw new ValueError({ where, expected: 'steps to be a positive integer', received: { steps } });
  const isWhole = isValue(data) || typeof data === 'string';
  if (!isWhole && typeof data !== 'function') checkIsSource(where, data);
  learner.begin();
  if (isWhole) {
    learner.learn(asTensor(data as TensorLike, undefined, where), true);
    learner.end();
    return;
  }
  const run = async (): Promise<void> => {
    let count = 0;
    for await (const batch of batchesOf(where, data as AdaptSource)) {
      learner.learn(inputsOf(where, batch), false);
      if (++count === steps) break;
    }
    if (count === 0) throw new ValueError({ where, expected: 'at least one batch', received: { batches: 0 } });
    learner.end();
  };
  return run();
}
