import { divide } from '../ops/arithmetic.js';
import { equal, where } from '../ops/comparison.js';
import { fused } from '../ops/fused.js';
import type { Operand } from '../ops/operation.js';
import type { Tensor } from '../tensor/index.js';

/** `a / b`, or 0 where b is 0. */
export const divideOrZero = (a: Operand, b: Operand): Tensor =>
  fused('divideOrZero', [a, b], (x, y) => where(equal(y, 0), 0, divide(x, y)));
