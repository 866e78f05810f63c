/** Copies between differently laid out arrays: transposing, broadcasting, slicing, padding and joining all use it. */
import { rowMajorStrides } from '../kernel/lattice.js';
import { allocate, sizeOf, type DType, type Shape, type TensorData } from '../tensor/index.js';

/** Where the elements of a walk lie in an array: the distance between them along each axis, and the place of the first. */
export interface Layout {
  readonly strides: readonly number[];
  readonly start: number;
}

/** The layout of a whole array in row-major order. */
export const contiguous = (shape: Shape): Layout => ({ strides: rowMajorStrides(shape), start: 0 });

/** Copies the elements of a walk over `shape` from their places in the layout `from` to those in the layout `to`. */
export function copyStrided(source: TensorData, from: Layout, target: TensorData, to: Layout, shape: Shape): void {
  if (sizeOf(shape) === 0) return;
  const axes = mergedAxes(shape, from.strides, to.strides);
  const inner = axes.pop() ?? { length: 1, from: 1, to: 1 };
  const index = new Array<number>(axes.length).fill(0);
  let [read, write] = [from.start, to.start];
  for (;;) {
    copyRun(source, read, inner.from, target, write, inner.to, inner.length);
    let axis = axes.length - 1;
    for (; axis >= 0; axis--) {
      const { length, from: readStride, to: writeStride } = axes[axis]!;
      read += readStride;
      write += writeStride;
      if (++index[axis]! < length) break;
      index[axis] = 0;
      read -= readStride * length;
      write -= writeStride * length;
    }
    if (axis < 0) return;
  }
}

interface Axis {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** The same walk with as few axes as possible: two axes become one where the elements of the first continue those of the second. */
export function mergedAxes(shape: Shape, from: readonly number[], to: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  for (let i = 0; i < shape.length; i++) {
    const axis = { length: shape[i]!, from: from[i]!, to: to[i]! };
    const last = axes[axes.length - 1];
    if (axis.length === 1) continue;
    if (last?.from === axis.length * axis.from && last.to === axis.length * axis.to) {
      axes[axes.length - 1] = { length: last.length * axis.length, from: axis.from, to: axis.to };
    } else axes.push(axis);
  }
  return axes;
}

/** For shorter runs, a loop is faster than a call of `set`. */
const shortRun = 32;

function copyRun(
  source: TensorData,
  read: number,
  readStride: number,
  target: TensorData,
  write: number,
  writeStride: number,
  length: number,
): void {
  if (length > shortRun && readStride === 1 && writeStride === 1 && !Array.isArray(source) && !Array.isArray(target)) {
    target.set(source.subarray(read, read + length), write);
    return;
  }
  for (let i = 0; i < length; i++) target[write + i * writeStride] = source[read + i * readStride]!;
}

/** The elements that a walk over `shape` reads from `source`, as a new row-major array. */
export function gatherStrided(source: TensorData, dtype: DType, from: Layout, shape: Shape): TensorData {
  const target = allocate(dtype, sizeOf(shape));
  copyStrided(source, from, target, contiguous(shape), shape);
  return target;
}
