import { ValueError } from '../../errors/index.js';
import { permutation } from '../../tensor/distributions.js';
import { asTensor, nextDraw, Tensor, type TensorLike } from '../../tensor/index.js';
import { gatherKnown, defaulted, flag, integer, optional, positiveInteger, readOptions, seed, type OptionsOf } from '../../objects/options/index.js';
import { Dataset } from './dataset.js';
import { rowsBetween, rowsInOrder } from './rows.js';

const options = () => ({
  /** The distance between the beginnings of neighbouring windows. */
  sequenceStride: defaulted(positiveInteger(), 1),
  /** The distance between the steps of a window. */
  samplingRate: defaulted(positiveInteger(), 1),
  /** The number of windows in a batch; `null` for no batches. */
  batchSize: { ...optional(positiveInteger()), default: 128 as number | null },
  /** Whether the windows are in random order. */
shuffle: flag(false),
  /** Makes the random numbers the same in each run; by default they differ. */
seed: seed(),
  /** The first row that is used. */
  startIndex: optional(integer()),
  /** The row before which to end. */
  endIndex: optional(integer()),
});

/** The arguments of `timeseriesDatasetFromArray` that may be given before its options. */
export interface TimeseriesArguments {
  readonly targets: TensorLike | null;
  readonly sequenceLength: number;
}

/** Options of `timeseriesDatasetFromArray`. */
export type TimeseriesOptions = OptionsOf<ReturnType<typeof options>>;

/**
 * Windows over a series of rows, in batches `[windows, targets]`: each window has the target at the position of its first row. If `targets`
 * is null, there are only windows.
 *
 * @example
 * import { utils } from 'hillock';
 * const dataset = utils.timeseriesDatasetFromArray([1, 2, 3, 4], [10, 20, 30], 2, { batchSize: 3 });
 * for await (const [windows, targets] of dataset) console.log(windows.toArray(), targets.toArray());
 * // → [ [ 1, 2 ], [ 2, 3 ], [ 3, 4 ] ] [ 10, 20, 30 ]
 */
export function timeseriesDatasetFromArray(data: TensorLike, targets: null, sequenceLength: number, options?: TimeseriesOptions): Dataset<Tensor>;
export function timeseriesDatasetFromArray(data: TensorLike, targets: TensorLike, sequenceLength: number, options?: TimeseriesOptions): Dataset<readonly [windows: Tensor, targets: Tensor]>;
export function timeseriesDatasetFromArray(data: TensorLike, targets: TensorLike | null, given: TimeseriesOptions & { readonly sequenceLength: number }): Dataset<unknown>;
export function timeseriesDatasetFromArray(data: TensorLike, given: TimeseriesOptions & TimeseriesArguments): Dataset<unknown>;
export function timeseriesDatasetFromArray(data: TensorLike, ...given: readonly unknown[]): Dataset<unknown> {
  const where = 'utils.timeseriesDatasetFromArray';
  const table = options();
  const read = gatherKnown(where, ['targets', 'sequenceLength'], given, Object.keys(table));
  const { targets = null, sequenceLength = NaN } = read as Partial<TimeseriesArguments>;
  const { sequenceStride, samplingRate, batchSize, shuffle, seed, startIndex, endIndex } = readOptions(where, table, read);
  const rows = asTensor(data, undefined, where);
  const labels = targets === null ? null : asTensor(targets, undefined, where);
  const count = rows.shape[0] ?? 0;
  const check = (isFine: boolean, expected: string, received: Readonly<Record<string, unknown>>): void => {
    if (!isFine) throw new ValueError({ where, expected, received });
  };
  check(Number.isSafeInteger(sequenceLength) && sequenceLength > 0, 'sequenceLength to be a positive integer', { sequenceLength: read['sequenceLength'] });
  check(startIndex === null || (startIndex >= 0 && startIndex < count), `startIndex to be one of ${count} rows`, { startIndex });
  check(endIndex === null || (endIndex > (startIndex ?? 0) && endIndex < count), `endIndex to be a row behind startIndex, of ${count}`, { startIndex, endIndex });
  check(samplingRate < count, `samplingRate to be below the ${count} rows`, { samplingRate });
  check(sequenceStride < count, `sequenceStride to be below the ${count} rows`, { sequenceStride });
  const [start, end] = [startIndex ?? 0, endIndex ?? count];
  const used = rowsBetween(rows, start, end);
  const usedLabels = labels && rowsBetween(labels, Math.min(start, labels.shape[0]!), Math.min(end, labels.shape[0]!));
  const windows = Math.min(end - start - (sequenceLength - 1) * samplingRate, labels?.shape[0] ?? Infinity);
  const first = Int32Array.from({ length: Math.max(0, Math.ceil(windows / sequenceStride)) }, (_, i) => i * sequenceStride);
  const order = shuffle ? permutation(first.length, nextDraw(where, seed)) : undefined;
  const element = (i: number): unknown => {
    const begin = first[order?.[i] ?? i]!;
    const steps = Int32Array.from({ length: sequenceLength }, (_, step) => begin + step * samplingRate);
    const window = rowsInOrder(used, steps, 0, sequenceLength);
    if (usedLabels === null) return window;
    const target = rowsBetween(usedLabels, begin, begin + 1);
    return [window, new Tensor(target.data, usedLabels.shape.slice(1), usedLabels.dtype)];
  };
  const all = Dataset.from(Array.from(first, (_, i) => i)).map(element);
  return batchSize === null ? all : all.batch(batchSize);
}
