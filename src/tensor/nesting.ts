import type { DType, TensorData } from './dtype.js';
import type { Shape } from './shape.js';

/** A value of plain JavaScript that can be one element of a tensor. */
export type Scalar = number | boolean | string;

/** Plain arrays in arrays, as deep as the tensor's rank; a scalar for rank 0. */
export type NestedArray = Scalar | NestedArray[];

/** One element as plain JavaScript has it: a byte of a `bool` tensor is a boolean. */
export function elementOf(data: TensorData, dtype: DType, index: number): Scalar {
  const element = data[index]!;
  return dtype === 'bool' ? element !== 0 : element;
}

/** Flat, row-major elements as nested arrays of a shape. */
export function nest(data: TensorData, shape: Shape, dtype: DType): NestedArray {
  let next = 0;
  const descend = (axis: number): NestedArray =>
    axis === shape.length
      ? elementOf(data, dtype, next++)
      : Array.from({ length: shape[axis]! }, () => descend(axis + 1));
  return descend(0);
}
