/** Windows that move along spatial axes, as convolution and pooling use them. */
import { ShapeError, ValueError } from '../errors/index.js';
import type { Padding as PaddedLengths } from '../kernel/windows/convolution-geometry.js';
import type { TensorSpec } from './operation.js';

/**
 * `'valid'`: only windows that lie completely inside. `'same'`: zeros are added around, so that with strides of 1 the result is as long as
 * the input.
 */
export type Padding = 'valid' | 'same';

/**
 * A named padding, or the number of zeros before and after each spatial axis. `'causal'` adds zeros only before, so that no window reads
 * elements behind its own position.
 */
export type WindowPadding = Padding | 'causal' | readonly PaddedLengths[];

/** One number for all spatial axes, or a number for each. */
export type PerAxis = number | readonly number[];

/** The size and placement of windows, with an entry for each spatial axis. */
export interface Windows {
  readonly windowSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: WindowPadding;
}

/** An integer of at least `least` for each of `count` axes. */
export function perAxis(where: string, name: string, value: PerAxis, count: number, least = 1): readonly number[] {
  const values = typeof value === 'number' ? Array<number>(count).fill(value) : value;
  const isLength = (length: number): boolean => Number.isInteger(length) && length >= least;
  const isList: boolean = Array.isArray(values) && values.length === count && values.every(isLength);
  if (isList) return values;
  const kind = least === 1 ? 'a positive integer' : `an integer of at least ${least}`;
  const expected = `${kind}, or one for each of ${count} spatial ${count === 1 ? 'axis' : 'axes'}`;
  throw new ValueError({ where, expected, received: { [name]: value } });
}

export function checkPadding(where: string, padding: unknown): asserts padding is Padding {
  if (padding === 'valid' || padding === 'same') return;
  throw new ValueError({ where, expected: '"valid" or "same"', received: { padding } });
}

/** How many elements a window spans along an axis. */
export const extent = ({ windowSize, dilation }: Omit<Windows, 'padding' | 'strides'>, axis: number): number =>
  (windowSize[axis]! - 1) * dilation[axis]! + 1;

/** The spatial lengths of the result. */
export function windowedLengths(where: string, x: TensorSpec, windows: Windows): (number | null)[] {
  const lengths = x.shape.slice(1, -1);
  return lengths.map((length, axis) => {
    if (length === null) return null;
    const stride = windows.strides[axis]!;
    if (windows.padding === 'same' || windows.padding === 'causal') return Math.ceil(length / stride);
    const [before, after] = windows.padding === 'valid' ? [0, 0] : windows.padding[axis]!;
    const span = extent(windows, axis) - before - after;
    if (span <= length) return Math.floor((length - span) / stride) + 1;
    throw new ShapeError({
      where,
      expected: `spatial lengths of at least ${lengths.map((_, each) => extent(windows, each)).join(' × ')}, the size of the window`,
      received: { x },
      hint: 'use a smaller window or padding "same"',
    });
  });
}

/** How many zeros are added before and after each axis of these lengths; if the number is odd, there is one more after. */
export function paddingOf(lengths: readonly number[], windows: Windows): readonly PaddedLengths[] {
  const { padding } = windows;
  if (typeof padding !== 'string') return padding;
  return lengths.map((length, axis) => {
    if (padding === 'valid') return [0, 0];
    if (padding === 'causal') return [extent(windows, axis) - 1, 0];
    const stride = windows.strides[axis]!;
    const missing = Math.max(0, (Math.ceil(length / stride) - 1) * stride + extent(windows, axis) - length);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
}
