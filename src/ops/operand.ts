/** Operands as functions need them that are composed of operations: with a shape and a dtype. */
import {
  AnyVariable,
  asTensor,
  isFloating,
  promoteDTypes,
  SymbolicTensor,
  Tensor,
  type DType,
  type SymbolicShape,
} from '../tensor/index.js';
import { ValueError } from '../errors/index.js';
import { specOf, valueInScope } from './apply.js';
import { castTo } from './casting.js';
import type { Operand } from './operation.js';

/**
 * An operand as something with a shape and a dtype. Plain numbers become tensors; a variable stays a variable, so that a graph reads it
 * each time it is computed. Code may treat the result as a tensor; lengths are `null` if it is symbolic with unknown lengths.
 */
export function asOperand(where: string, x: Operand): Tensor {
  const isOne = x instanceof Tensor || x instanceof SymbolicTensor || x instanceof AnyVariable;
  return (isOne ? x : asTensor(x, undefined, where)) as Tensor;
}

/** Whether an operand is a plain JavaScript value, which has no dtype of its own. */
export const isPlain = (operand: Operand): operand is number | readonly [] =>
  typeof operand !== 'object' || Array.isArray(operand);

/** Plain numbers become float64, so that they are not rounded before anything is computed; what has a dtype keeps it. */
export const inFullPrecision = (where: string, x: Operand): Operand => (isPlain(x) ? asTensor(x, 'float64', where) : x);

/** The same with a floating-point dtype: integers become float32. */
export function asFloating(where: string, x: Operand): Tensor {
  const operand = asOperand(where, x);
  return isFloating(operand.dtype) ? operand : castTo(operand, 'float32');
}

/** The dtype itself if it is floating-point, else float32. */
export const floatingDType = (dtype: DType): DType => (isFloating(dtype) ? dtype : 'float32');

/** The floating-point dtype that operands have together; plain numbers have none, and those of float32 where nothing else has one. */
export function floatingDTypeOf(where: string, ...operands: readonly Operand[]): DType {
  const dtypes = operands.filter((each) => !isPlain(each)).map((each) => specOf(each, where).dtype);
  return floatingDType(dtypes.reduce((a, b) => promoteDTypes(where, a, b), dtypes[0] ?? 'float32'));
}

/** Operands in the floating-point dtype that they have together. */
export function asFloatings<Xs extends readonly Operand[]>(where: string, ...xs: Xs): { [Place in keyof Xs]: Tensor } {
  const dtype = floatingDTypeOf(where, ...xs);
  return xs.map((each) => castTo(asOperand(where, each), dtype)) as { [Place in keyof Xs]: Tensor };
}

/** Whether all lengths of a shape are known. */
export const isKnown = (shape: SymbolicShape): boolean => !shape.includes(null);

/** The values of a tensor, which must be known. */
export function known(where: string, x: Operand): Tensor {
  const value = valueInScope(x, where);
  if (value instanceof Tensor) return value;
  throw new ValueError({
    where,
    expected: 'a tensor whose values are known, because the shape of the result follows from them',
    received: { x: value },
  });
}
