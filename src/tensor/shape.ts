import { ShapeError } from '../errors/index.js';

/** The length of each axis. */
export type Shape = readonly number[];

/** A shape in which null stands for a length that is not known yet, often that of the batch. */
export type SymbolicShape = readonly (number | null)[];

/** The number of elements: the product of the lengths, 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** The length of an axis; a negative axis counts from the end. Undefined if the shape has no such axis. */
export function lengthAt<Length extends number | null>(shape: readonly Length[], axis: number): Length | undefined {
  return shape[axis < 0 ? axis + shape.length : axis];
}

export function shapesEqual(a: SymbolicShape, b: SymbolicShape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** A shape as Python writes the tuple: `(None, 64)`, `(3,)`, `()`. */
export function formatShape(shape: SymbolicShape): string {
  const lengths = shape.map((length) => (length === null ? 'None' : String(length)));
  return `(${lengths.join(', ')}${shape.length === 1 ? ',' : ''})`;
}

export function checkShape(where: string, shape: unknown): asserts shape is Shape {
  const isLength = (length: unknown): boolean => Number.isSafeInteger(length) && (length as number) >= 0;
  if (Array.isArray(shape) && shape.every(isLength)) return;
  throw new ShapeError({ where, expected: 'a shape, an array of integers that are not negative', received: { shape } });
}

export function checkSize(where: string, size: number, shape: Shape): void {
  if (size === sizeOf(shape)) return;
  throw new ShapeError({
    where,
    expected: `${sizeOf(shape)} elements for shape [${shape.join(', ')}]`,
    received: { elements: size, shape },
  });
}
