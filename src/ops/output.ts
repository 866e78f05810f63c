/** Writes results into an array of the user's instead of a new one. */
import { ValueError } from '../errors/index.js';
import {
  asTensor,
  castData,
  isHalf,
  isTypedArray,
  roundInPlace,
  type Shape,
  sizeOf,
  SymbolicTensor,
  Tensor,
  type TypedArray,
} from '../tensor/index.js';
import { computingDTypeOf, type Integers } from './elementwise-operation.js';
import type { Operand } from './operation.js';
import { isRecording } from './tape.js';

/** The option to write the result into an existing array. That may be the input itself if the sizes agree. */
export interface OutputOption {
  /** A tensor or typed array of the result's size and type. It is filled, and returned as a tensor over it. */
  readonly out?: Tensor | TypedArray | undefined;
}

interface FillOptions {
  readonly out: Tensor | TypedArray;
  readonly where: string;
  /** How the function treats integers. */
  readonly integers?: Integers | undefined;
  /** The shape of the result, by default that of x. */
  readonly shape?: Shape;
}

/**
 * Computes from `x`, a tensor of the result's dtype, into `target`, which either begins where the array of `x` begins or does not overlap
 * it.
 */
type Compute = (x: Tensor & { readonly data: TypedArray }, target: TypedArray) => void;

/** A tensor over `out`, filled with a result. */
export function fillOutput(
  x: Operand,
  { out, where, integers = 'promoted', shape }: FillOptions,
  compute: Compute,
): Tensor {
  if (x instanceof SymbolicTensor || isRecording()) {
    throw new ValueError({
      where,
      expected: 'no `out` where a graph is built or gradients are recorded, because it has no history',
      received: { out },
    });
  }
  const source = asTensor(x, undefined, where);
  const resultShape = shape ?? source.shape;
  const dtype = computingDTypeOf(integers, source.dtype);
  const data = castData(where, source.data, source.dtype, dtype);
  const target = out instanceof Tensor ? out.data : out;
  const isSameType = isTypedArray(target) && target.constructor === data.constructor;
  const isOtherDType = out instanceof Tensor && (isHalf(out.dtype) || isHalf(dtype)) && out.dtype !== dtype;
  if (!isSameType || isOtherDType || target.length !== sizeOf(resultShape)) {
    const type = isHalf(dtype) ? `${dtype} in a Float32Array` : dtype;
    throw new ValueError({
      where,
      expected: `\`out\` to be an array of ${sizeOf(resultShape)} elements of the result's type, ${type}`,
      received: { x: source, out },
    });
  }
  const safe = overlapAside(data, target) ? data.slice() : data;
  compute(new Tensor(safe, source.shape, dtype), target);
  if (isHalf(dtype)) roundInPlace(target as Float32Array, dtype);
  return new Tensor(target, out instanceof Tensor ? out.shape : resultShape, dtype);
}

/** Whether two arrays overlap without beginning at the same place: then writing one would change elements of the other before they are read. */
function overlapAside(a: TypedArray, b: TypedArray): boolean {
  const isApart = a.byteOffset >= b.byteOffset + b.byteLength || b.byteOffset >= a.byteOffset + a.byteLength;
  return a.buffer === b.buffer && a.byteOffset !== b.byteOffset && !isApart;
}
