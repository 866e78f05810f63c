/** Broadcasting: shapes are aligned at their last axes, and axes of length 1 are repeated. */
import { ShapeError } from '../errors/index.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import {
  lengthAt,
  shapesEqual,
  sizeOf,
  type Shape,
  type SymbolicShape,
  type Tensor,
  type TensorData,
} from '../tensor/index.js';
import type { TensorSpec } from './operation.js';
import { gatherStrided } from './strided-copy.js';

/** The shape that the inputs broadcast to; with `partOf`, that of the parts it takes from their shapes. */
export function broadcastShapes(
  where: string,
  inputs: readonly TensorSpec[],
  partOf = (shape: SymbolicShape): SymbolicShape => shape,
): SymbolicShape {
  let result = partOf(inputs[0]!.shape);
  for (let i = 1; i < inputs.length; i++) {
    const shape = partOf(inputs[i]!.shape);
    if (shape !== result && !shapesEqual(shape, result)) result = broadcastPair(where, inputs, result, shape);
  }
  return result;
}

function broadcastPair(
  where: string,
  inputs: readonly TensorSpec[],
  a: SymbolicShape,
  b: SymbolicShape,
): SymbolicShape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [lengthOrOne(a, axis - rank), lengthOrOne(b, axis - rank)];
    if (left === right || right === 1) return left;
    if (left === 1 || left === null) return right;
    if (right === null) return left;
    throw new ShapeError({
      where,
      expected: 'shapes that broadcast together',
      received: { shapes: inputs.map(({ shape }) => shape) },
      hint: 'counted from the last axis, two lengths must be equal or one of them 1',
    });
  });
}

/** The length of an axis, counted from the end as -1; a missing axis has length 1. */
function lengthOrOne(shape: SymbolicShape, axis: number): number | null {
  const length = lengthAt(shape, axis);
  return length === undefined ? 1 : length;
}

/** The strides with which a walk over `shape` reads an array that is broadcast to it. */
export function broadcastStrides(from: Shape, shape: Shape): number[] {
  const missing = shape.length - from.length;
  const strides = rowMajorStrides(from);
  return shape.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]!));
}

/** Whether repeating an array of this shape from its beginning to its end gives the broadcast to `shape`: kernels can do that by themselves. */
export function repeatsIn(from: Shape, shape: Shape): boolean {
  let ones = 0;
  while (from[ones] === 1) ones++;
  const missing = shape.length - from.length;
  for (let axis = ones; axis < from.length; axis++) if (from[axis] !== shape[axis + missing]) return false;
  return true;
}

/** The elements of x for a kernel that repeats short inputs: as they are if repeating them gives the broadcast, else spread over the shape. */
export function broadcastElements(x: Tensor, target: Shape): TensorData {
  return repeatsIn(x.shape, target) ? x.data : spreadElements(x, target);
}

/** The elements of the tensor broadcast to a shape, each repeated as often as it occurs there. */
export function spreadElements({ data, shape, dtype }: Tensor, target: Shape): TensorData {
  if (data.length === sizeOf(target)) return data;
  return gatherStrided(data, dtype, { strides: broadcastStrides(shape, target), start: 0 }, target);
}

/** The axes of `shape` along which an array of shape `from` is repeated by broadcasting. */
export function repeatedAxes(from: Shape, shape: Shape): number[] {
  const missing = shape.length - from.length;
  return [...shape.keys()].filter((axis) => axis < missing || (from[axis - missing] === 1 && shape[axis] !== 1));
}
