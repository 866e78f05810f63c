/** Stacks of matrices, as the operations of linear algebra share them. */
import { ShapeError } from '../../errors/index.js';
import { sizeOf, type Shape, type Tensor, type TypedArray } from '../../tensor/index.js';
import { spreadElements } from '../broadcasting.js';
import type { TensorSpec } from '../operation.js';
import { transpose } from '../transpose.js';

/** Checks that x is a square matrix or a stack of them, and returns the number of rows. */
export function checkSquare(where: string, x: TensorSpec): number | null {
  const [rows, columns] = x.shape.slice(-2);
  if (x.shape.length >= 2 && (rows === columns || rows === null || columns === null)) return rows ?? columns ?? null;
  throw new ShapeError({ where, expected: 'a square matrix or a stack of them', received: { x } });
}

/** Checks that x is a matrix or a stack of them. */
export function checkMatrix(where: string, x: TensorSpec): void {
  if (x.shape.length >= 2) return;
  throw new ShapeError({ where, expected: 'a matrix or a stack of them', received: { x } });
}

/** The shape of the stack: all axes but the last two. */
export const stackOf = <S extends readonly unknown[]>(shape: S): S => shape.slice(0, -2) as unknown as S;

/** The matrices with their rows and columns exchanged. */
export function transposed(x: Tensor): Tensor {
  const last = x.shape.length - 1;
  const axes = Array.from({ length: last + 1 }, (_, axis) =>
    axis === last ? last - 1 : axis === last - 1 ? last : axis,
  );
  return transpose(x, axes);
}

/** The elements as float64, broadcast to a stack, in a new array that can be overwritten. */
export function elementsOver(x: Tensor, stack: Shape): Float64Array {
  return Float64Array.from(spreadElements(x, [...stack, ...x.shape.slice(-2)]) as TypedArray);
}

/** Calls `each` with the place of every matrix of `size` elements. */
export function forEachMatrix(stack: Shape, size: number, each: (start: number, index: number) => void): void {
  const count = sizeOf(stack);
  for (let index = 0; index < count; index++) each(index * size, index);
}
