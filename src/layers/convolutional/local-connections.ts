import type { DataFormat } from '../../objects/options/index.js';

/** Sizes of a layer that looks at windows with another kernel at every place. One entry for each spatial axis in every list. */
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

/** Which elements of a sample each place of the result sees. Positions are those in the row-major order of the data format. */
export interface Connections {
  readonly places: number;
  /** How many elements a window has. */
  readonly windowLength: number;
  /** How long a sample and its result are. */
  readonly inputLength: number;
  readonly outputLength: number;
  /** For each place, the positions that its window holds; -1 outside of the sample. */
  readonly seen: readonly (readonly number[])[];
  /** Where each place has its filters in the result. */
  readonly targets: readonly (readonly number[])[];
}

/** All tuples of indices below these lengths, the last index fastest. */
const tuples = (lengths: readonly number[]): number[][] =>
  lengths.reduce<number[][]>(
    (found, length) => found.flatMap((tuple) => Array.from({ length }, (_, index) => [...tuple, index])),
    [[]],
  );

const product = (lengths: readonly number[]): number => lengths.reduce((result, length) => result * length, 1);

/** The position of a tuple of indices among all below these lengths. */
const positionIn = (lengths: readonly number[], tuple: readonly number[]): number =>
  tuple.reduce((position, index, axis) => position * lengths[axis]! + index, 0);

/** What is connected with what. With padding `'same'`, the window of a place begins half a window before it, rounded down. */
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
