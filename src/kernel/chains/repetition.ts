/** Broadcasting as kernels see it: an array whose rows are repeated, seen as `[outer, times, inner]` with one row for each `outer`. */

/** Each of `outer` rows of `inner` elements is repeated `times` times. */
export interface Repetition {
  readonly outer: number;
  readonly times: number;
  readonly inner: number;
}

/**
 * The repetition by which a walk with these strides reads an array that lies in order; stride 0 repeats. Undefined if the walk is none, or
 * repeats at several places.
 */
export function repetitionOf(strides: readonly number[], shape: readonly number[]): Repetition | undefined {
  let [outer, times, inner] = [1, 1, 1];
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const stride = strides[axis]!;
    if (stride === 0) {
      if (outer > 1) return undefined;
      times *= length;
    } else {
      if (stride !== outer * inner) return undefined;
      if (times > 1) outer *= length;
      else inner *= length;
    }
  }
  return { outer, times, inner };
}

export const isWhole = ({ times }: Repetition): boolean => times === 1;
export const isSingle = ({ outer, times, inner }: Repetition): boolean => times > 1 && outer * inner === 1;
