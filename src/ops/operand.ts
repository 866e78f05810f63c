/** Operands as compositions of operations see them: with a shape and a dtype. */
import {
  AnyVariable,
  asTensor,
  isFloating,
  SymbolicTensor,
  Tensor,
  type DType,
  type SymbolicShape,
} from '../tensor/index.js';
import { castTo } from './casting.js';
import type { Operand } from './operation.js';

/**
 * What is given as something with a shape and a dtype: plain numbers become tensors, a variable stays itself, so that a graph reads it when it
 * is computed. Compositions treat it as a tensor, whose lengths may be `null` where it is symbolic.
 */
export function asOperand(where: string, x: Operand): Tensor {
  const isOne = x instanceof Tensor || x instanceof SymbolicTensor || x instanceof AnyVariable;
  return (isOne ? x : asTensor(x, undefined, where)) as Tensor;
}

/** The same as numbers that have fractions: integers become float32. */
export function asFloating(where: string, x: Operand): Tensor {
  const operand = asOperand(where, x);
  return isFloating(operand.dtype) ? operand : castTo(operand, 'float32');
}

/** The dtype of what has fractions, made of this one. */
export const floatingDType = (dtype: DType): DType => (isFloating(dtype) ? dtype : 'float32');

/** Whether every length is known. */
export const isKnown = (shape: SymbolicShape): boolean => !shape.includes(null);
