import type { DataFormat } from '../../objects/options/index.js';

/** The sizes of a layer whose windows each have their own kernel. Every list has an entry for each spatial axis. */
interface LocalWindows {
  readonly inputSize: readonly number[];
  readonly outputSize: readonly number[];
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly channels: number;
  readonly filters: number;
  readonly dataFormat: DataFormat;
}

/** The elements of a sample that each position of the result depends on. Elements are counted in row-major order of the data format. */
export interface Connections {
  readonly places: number;
  /** The number of elements in a window. */
  readonly windowLength: number;
  /** The numbers of elements of a sample and of its result. */
  readonly inputLength: number;
  readonly outputLength: number;
  /** For each position, the elements in its window; -1 for those outside the sample. */
  readonly seen: readonly (readonly number[])[];
  /** For each position, the elements of the result that hold its filters. */
  readonly targets: readonly (readonly number[])[];
}

/** All tuples of indices below these lengths; the last index changes fastest. */
const tuples = (lengths: readonly number[]): number[][] =>
  lengths.reduce<number[][]>(
    (found, length) => found.flatMap((tuple) => Array.from({ length }, (_, index) => [...tuple, index])),
    [[]],
  );

const product = (lengths: readonly number[]): number => lengths.reduce((result, length) => result * length, 1);

/** The number of a tuple of indices among all tuples below these lengths. */
const positionIn = (lengths: readonly number[], tuple: readonly number[]): number =>
  tuple.reduce((position, index, axis) => position * lengths[axis]! + index, 0);

/** Computes which elements are connected. With padding `'same'`, a window begins half a window before its position, rounded down. */
export function localConnections(windows: LocalWindows): Connections {
  const { inputSize, outputSize, kernelSize, strides, padding, channels, filters, dataFormat } = windows;
  const inOrder = <T>(spatial: readonly T[], channel: T): T[] =>
    dataFormat === 'channels_last' ? [...spatial, channel] : [channel, ...spatial];
  const inputShape = inOrder(inputSize, channels);
  const outputShape = inOrder(outputSize, filters);
  const places = tuples(outputSize);
  const window = tuples(inOrder(kernelSize, channels));
  const seen = places.map((place) => {
    const start = place.map((index, axis) => {
      const shift = padding === 'same' ? Math.floor(kernelSize[axis]! / 2) : 0;
      return index * strides[axis]! - shift;
    });
    const corner = inOrder(start, 0);
    return window.map((offsets) => {
      const at = offsets.map((offset, axis) => corner[axis]! + offset);
      const isInside = at.every((index, axis) => index >= 0 && index < inputShape[axis]!);
      return isInside ? positionIn(inputShape, at) : -1;
    });
  });
  const targets = places.map((place) =>
    Array.from({ length: filters }, (_, filter) => positionIn(outputShape, inOrder(place, filter))),
  );
  return {
    places: places.length,
    windowLength: window.length,
    inputLength: product(inputShape),
    outputLength: product(outputShape),
    seen,
    targets,
  };
}
