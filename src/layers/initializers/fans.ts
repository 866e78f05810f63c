import { lengthAt, sizeOf, type Shape } from '../../tensor/index.js';

/** The number of inputs that each output depends on through a weight, and the number of outputs that depend on each input. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** The axes of a weight that belong to its inputs and its outputs, if they are not the last two. */
export interface FanAxes {
  readonly inputAxes: readonly number[] | null;
  readonly outputAxes: readonly number[] | null;
}

/**
 * The fans of a weight as Keras counts them: the last two axes are the inputs and outputs, the axes before them are the window of a
 * convolution, and each position in the window counts.
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
