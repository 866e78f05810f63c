import type { Tensor } from '../tensor/index.js';

/** The sum of all elements as a plain number, accumulated in double precision. */
export function sumOf({ data }: Tensor): number {
  const values = data;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** The sum of the squares of all elements as a plain number, accumulated in double precision. */
export function sumOfSquares({ data }: Tensor): number {
  const values = data;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
