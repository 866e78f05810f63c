/** Pixels that were computed as floating-point numbers, in the dtype of their images. */
import { isFloating, type DType, type Tensor } from '../../tensor/index.js';
import { abs, add, floor, multiply, round, sign } from '../arithmetic.js';
import { castTo } from '../casting.js';

/** The nearest integers; of two that are as near, the even one. */
export const toEven = (x: Tensor): Tensor => round(x);

/** The nearest integers; of two that are as near, the one farther from 0. */
export const fromZero = (x: Tensor): Tensor => multiply(sign(x), floor(add(abs(x), 0.5)));

/** What integers cannot hold becomes their least or largest; of truth values, all but 0 is true. */
export function pixelsOf(pixels: Tensor, dtype: DType, rounded: typeof toEven): Tensor {
  return castTo(isFloating(dtype) || dtype === 'bool' ? pixels : rounded(pixels), dtype);
}
