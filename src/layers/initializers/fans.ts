import { lengthAt, sizeOf, type Shape } from '../../tensor/index.js';

/** How many inputs reach an output through a weight, and how many outputs an input. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** The axes of a weight that belong to its inputs and to its outputs, where they are not the last two. */
export interface FanAxes {
  readonly inputAxes: readonly number[] | null;
  readonly outputAxes: readonly number[] | null;
}

/**
 * The fans of a weight as Keras counts them: the last two axes are inputs and outputs, the ones before are the window
 * of a convolution, and each of its places counts.
 */
export function fansOf(shape: Shape, { inputAxes, outputAxes }: FanAxes): Fans {
  if (inputAxes !== null && outputAxes !== null) {
    const along = (axes: readonly number[]): number => sizeOf(axes.map((axis) => lengthAt(shape, axis) ?? 1));
    return { fanIn: along(inputAxes), fanOut: along(outputAxes) };
  }
  const [fanIn = 1, fanOut = fanIn] = shape.slice(-2);
  const window = sizeOf(shape.slice(0, -2));
  return { fanIn: fanIn * window, fanOut: fanOut * window };
}
