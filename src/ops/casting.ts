/** Conversion to other dtypes, and to tensors. */
import {
  AnyVariable,
  asTensor,
  asTensorOf,
  castData,
  checkDType,
  isHalf,
  isTracing,
  SymbolicTensor,
  Tensor,
  type DType,
  type Shape,
  type SymbolicShape,
  type TensorLike,
} from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply, specOf, valueInScope } from './apply.js';
import { readArguments, required } from './arguments.js';
import { sameElements } from './lowering.js';
import { defineOperation, type Operand, type ResultOf } from './operation.js';

const castOperation = /* @__PURE__ */ defineOperation<{ readonly dtype: DType }>({
  name: 'cast',
  inferShape: ([x], { dtype }) => ({ shape: x.shape, dtype }),
  compute: ([x], { dtype }) => castData('ops.cast', x.data, x.dtype, dtype),
  // In the kernel memory, float32 numbers, 16-bit numbers and truth values are all float32: there is nothing to convert.
  lower: ([x], { dtype }) =>
    dtype === x.dtype || (dtype === 'float32' && !isHalf(x.dtype) && x.dtype !== 'float64') ? sameElements : undefined,
  gradient: ({ inputs }, [dy]) => [castTo(dy, inputs[0].dtype)],
});

/**
 * The same values in another dtype. Floating-point numbers are cut towards zero and limited to the range of an integer dtype, and
 * NaN becomes 0; as bool, all but 0 is true.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cast([-1.7, 0.2, 2.5], 'int32') // → array([-1,  0,  2], dtype=int32)
 */
export function cast<X extends Operand>(x: X, dtype: DType): ResultOf<X>;
export function cast<X extends Operand>(x: X, options: { readonly dtype: DType }): ResultOf<X>;
export function cast<X extends Operand>(x: X, given: DType | { readonly dtype: DType }): ResultOf<X> {
  const where = 'ops.cast';
  if (arguments.length > 2) checkArgumentCount(where, arguments, 2);
  const dtype =
    typeof given === 'string'
      ? given
      : readArguments<{ readonly dtype: DType }>(where, ['dtype'], [given], { dtype: required }).dtype;
  checkDType(where, dtype);
  return castTo(x, dtype);
}

/** `cast` for other operations, which do not need the dtype checked. */
export function castTo<X extends Operand>(x: X, dtype: DType): ResultOf<X> {
  // In a trace as with tensors, so that the gradients of x are added up in the same order.
  if ((x instanceof Tensor || (isTracing() && x instanceof SymbolicTensor)) && x.dtype === dtype) return x as never;
  return apply(castOperation, [x], { dtype });
}

/**
 * The result of several operations on x. If x is float16 or bfloat16, they compute in float32, and only the result is rounded, because
 * intermediate numbers such as squares and counts could leave the range of float16.
 */
export function inFloat32<X extends Operand>(x: X, compute: (x: Operand) => Tensor | SymbolicTensor): ResultOf<X> {
  const { dtype } = specOf(x, 'ops.cast');
  return (isHalf(dtype) ? cast<Operand>(compute(cast<Operand>(x, 'float32')), dtype) : compute(x)) as ResultOf<X>;
}

/** What `convertToTensor` may be told. */
export interface ConversionOptions {
  readonly dtype?: DType | undefined;
  /** Whether a sparse tensor of Keras stays one; here all elements are stored either way. */
  readonly sparse?: boolean | null | undefined;
  /** Whether a ragged tensor of Keras stays one; here there are none. */
  readonly ragged?: boolean | null | undefined;
}

/**
 * A number, nested arrays, a typed array, a variable or a tensor as a tensor. A tensor is returned unchanged unless another dtype is asked
 * for.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.convertToTensor([1, 2], { dtype: 'int32' }) // → array([1, 2], dtype=int32)
 */
export function convertToTensor(x: TensorLike, ...given: [options?: ConversionOptions | undefined]): Tensor {
  const where = 'ops.convertToTensor';
  type Read = { readonly dtype: DType | undefined; readonly sparse: boolean | null; readonly ragged: boolean | null };
  const { dtype } = readArguments<Read>(where, [], given, { dtype: undefined, sparse: null, ragged: null });
  if (dtype !== undefined) checkDType(where, dtype);
  const isTensor = x instanceof Tensor || (x as unknown) instanceof SymbolicTensor || x instanceof AnyVariable;
  // What is one already is converted by an operation, which gradients go through and a trace holds.
  if (isTensor) return dtype === undefined ? (valueInScope(x, where) as Tensor) : castTo(x, dtype);
  return dtype === undefined ? asTensor(x, undefined, where) : asTensorOf(where, x, dtype);
}

/**
 * The shape of an operand; `null` stands for an unknown length of a symbolic tensor.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.shape([[1, 2, 3]]) // → [ 1, 3 ]
 */
export function shape(x: Tensor): Shape;
export function shape(x: Operand): SymbolicShape;
export function shape(x: Operand): SymbolicShape {
  if (arguments.length > 1) checkArgumentCount('ops.shape', arguments, 1);
  return specOf(x, 'ops.shape').shape;
}
