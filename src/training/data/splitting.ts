import { ValueError } from '../../errors/index.js';
import { readOptions } from '../../tensor/options.js';
import { isTypedArray, Tensor, type AnyTypedArray } from '../../tensor/index.js';
import { Dataset } from './dataset.js';
import { checkArgumentCount } from '../../tensor/argument-count.js';

/** Options of `splitDataset`. */
export interface SplitOptions {
  /** The size of the first part: a number of elements, or, if it is below 1, a share. */
  readonly leftSize?: number | null | undefined;
  /** The size of the second part, which consists of the last elements. */
  readonly rightSize?: number | null | undefined;
  /** Whether the elements are put into a random order first. */
  readonly shuffle?: boolean | undefined;
  /** Makes the order the same each time. */
  readonly seed?: number | null | undefined;
}

/**
 * The first elements and the last elements as two datasets, from arrays or from a dataset. If only one size is given, the other part is the
 * rest.
 *
 * @example
 * import { utils } from 'hillock';
 * const [train, test] = utils.splitDataset(Float32Array.of(1, 2, 3, 4), { leftSize: 0.75 });
 * [(await train.toArray()).map((x) => x.item()), test.cardinality] // → [ [ 1, 2, 3 ], 1 ]
 */
export function splitDataset<Element>(dataset: Dataset<Element>, options: SplitOptions): [left: Dataset<Element>, right: Dataset<Element>];
export function splitDataset(arrays: Tensor | AnyTypedArray, options: SplitOptions): [left: Dataset<Tensor>, right: Dataset<Tensor>];
export function splitDataset(arrays: readonly (Tensor | AnyTypedArray | readonly unknown[])[], options: SplitOptions): [left: Dataset<readonly Tensor[]>, right: Dataset<readonly Tensor[]>];
export function splitDataset(given: unknown, options: SplitOptions): [left: Dataset, right: Dataset] {
  checkArgumentCount('utils.splitDataset', arguments, 2);
  const where = 'utils.splitDataset';
  const { leftSize, rightSize, shuffle, seed } = readOptions<{
    leftSize: number | null;
    rightSize: number | null;
    shuffle: boolean;
    seed: number | null;
  }>(where, options, { leftSize: null, rightSize: null, shuffle: false, seed: null });
  const isOne = given instanceof Dataset || given instanceof Tensor || isTypedArray(given) || Array.isArray(given);
  if (!isOne) throw new ValueError({ where, expected: 'arrays or a dataset', received: { dataset: given } });
  const all = given instanceof Dataset ? (given as Dataset) : Dataset.from(given as Tensor);
  const known = all.cardinality;
  if (known === Infinity) throw new ValueError({ where, expected: 'a dataset that ends' });
  if (leftSize === null && rightSize === null)
    throw new ValueError({ where, expected: 'leftSize or rightSize', received: { leftSize, rightSize } });
  // To count the elements of a dataset of unknown length, all of them have to be read; the cache keeps them for the iteration.
  const elements = known === undefined ? all.cache() : all;
  const bounds = (count: number): Bounds => boundsOf(where, count, leftSize, rightSize);
  const ordered = (count: number): Dataset =>
    shuffle ? elements.shuffle(count, { seed: seed ?? undefined, reshuffleEachIteration: false }) : elements;
  if (known !== undefined) {
    const { left, right } = bounds(known);
    const order = ordered(known);
    return [order.take(left), order.skip(known - right)];
  }
  let counted: Promise<readonly [Dataset, Dataset]> | undefined;
  const part = (side: 0 | 1): Dataset =>
    Dataset.from(async () => {
      counted ??= elements.toArray().then(({ length }) => {
        const { left, right } = bounds(length);
        const order = ordered(length);
        return [order.take(left), order.skip(length - right)];
      });
      return (await counted)[side];
    });
  return [part(0), part(1)];
}

interface Bounds {
  readonly left: number;
  readonly right: number;
}

function boundsOf(where: string, count: number, leftSize: number | null, rightSize: number | null): Bounds {
  for (const [name, size] of Object.entries({ leftSize, rightSize })) {
    if (size === null) continue;
    // JavaScript has one type of number, so a share has to be below 1 to be distinguished from a count.
    const isFitting = size > 0 && (Number.isSafeInteger(size) ? size < count : size < 1);
    if (isFitting) continue;
    const expected = `${name} to be a positive integer below ${count}, or a number between 0 and 1`;
    throw new ValueError({ where, expected, received: { [name]: size } });
  }
  const [isShare, isOtherShare] = [leftSize, rightSize].map((size) => size !== null && size < 1);
  if (isShare && isOtherShare && leftSize! + rightSize! > 1)
    throw new ValueError({ where, expected: 'shares of together at most 1', received: { leftSize, rightSize } });
  const numberOf = (size: number): number => (size < 1 ? roundHalfToEven(size * count) : size);
  const given = [leftSize === null ? null : numberOf(leftSize), rightSize === null ? null : numberOf(rightSize)] as const;
  const left = given[0] ?? count - given[1]!;
  const right = given[1] ?? count - left;
  if (left + right > count)
    throw new ValueError({ where, expected: `at most ${count} elements together`, received: { leftSize, rightSize } });
  if (left === 0 || right === 0)
    throw new ValueError({ where, expected: `elements on both sides, of ${count}`, received: { leftSize, rightSize, left, right } });
  return { left, right };
}

/** Rounds as Python does. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
