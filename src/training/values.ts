/** Labels, predictions and weights in the form that losses and metrics use. */
import { ValueError } from '../errors/index.js';
import { cast } from '../ops/casting.js';
import {
  asTensor,
  isFloating,
  SymbolicTensor,
  Tensor,
  Variable,
  type DType,
  type TensorLike,
} from '../tensor/index.js';

/** A value as a tensor; plain numbers get the dtype. In a trace it may be a symbolic tensor. */
export function asValue(where: string, given: TensorLike, dtype?: DType): Tensor {
  const value: unknown = given instanceof Variable ? given.value : given;
  return value instanceof SymbolicTensor ? (value as unknown as Tensor) : asTensor(value as TensorLike, dtype, where);
}

/** The same, cast to a dtype. */
export const valueIn = (where: string, given: TensorLike, dtype: DType): Tensor =>
  cast(asValue(where, given, dtype), dtype);

/** Predictions as floating-point numbers: integers become float32. */
export function asPredictions(where: string, yPred: TensorLike): Tensor {
  const predictions = asValue(where, yPred);
  return isFloating(predictions.dtype) ? predictions : cast(predictions, 'float32');
}

/** Refuses the result of a user's loss or metric unless it is a tensor. */
export function checkValues(where: string, values: unknown): asserts values is Tensor {
  if (values instanceof Tensor || values instanceof SymbolicTensor) return;
  const hint = 'Compute and return a tensor, with the operations in ops';
  throw new ValueError({ where, expected: 'a function that returns a tensor', received: { returned: values }, hint });
}
