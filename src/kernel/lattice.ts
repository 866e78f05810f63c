/**
 * The offsets of all points of a regular lattice, `origin + Σ index[d] · strides[d]`, last axis fastest.
 *
 * Two lattices describe where the elements of a product's operand lie. So transposition, padding, strides, dilation and the number of
 * spatial axes are data for the kernel, which needs no code for them.
 *
 * lattice([2, 3], [10, 1]) is [0, 1, 2, 10, 11, 12].
 */
export function lattice(counts: readonly number[], strides: readonly number[], origin = 0): Int32Array {
  let points = new Int32Array([origin]);
  counts.forEach((count, axis) => {
    const stride = strides[axis]!;
    const refined = new Int32Array(points.length * count);
    let at = 0;
    for (const point of points) {
      for (let index = 0; index < count; index++) refined[at++] = point + index * stride;
    }
    points = refined;
  });
  return points;
}

/** The strides of a row-major array of this shape: the last axis has stride 1. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The numbers from 0 up to `count`, exclusive. A loop takes a tenth of the time of `Array.from`, which shows in operations on few elements. */
export function range(count: number): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) numbers.push(i);
  return numbers;
}
