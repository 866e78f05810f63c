import type { DType, TensorData } from './dtype.js';
import type { Shape } from './shape.js';

/** A value of plain JavaScript that can be one element of a tensor. */
export type Scalar = number | boolean | string;

/** Plain arrays in arrays, as deep as the tensor's rank; a scalar for rank 0. */
export type NestedArray = Scalar | NestedArray[];

/** The type of the elements in an array of data, for the compiler. */
export type ElementOf<Data extends TensorData> = Data extends readonly string[] ? string : number;

/**
 * Nested plain arrays whose depth the compiler does not know: the type lets them be indexed and iterated to any depth, and lets what is
 * found there be used as an element.
 */
export type Nested<Element extends Scalar> = Element & Nested<Element>[];

/** One element as plain JavaScript: a byte of a `bool` tensor becomes a boolean. */
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
