/** Tensors made of nothing but a shape or a range. */
import { ValueError } from '../errors/index.js';
import {
  allocate,
  asTensor,
  checkDType,
  checkShape,
  isFloating,
  isHalf,
  roundInPlace,
  roundTo,
  sizeOf,
  Tensor,
} from '../tensor/index.js';
import type { DType, Shape, TensorLike, TypedArray } from '../tensor/index.js';
import { apply } from './apply.js';
import { cast } from './casting.js';
import { defineOperation, type Operand, type ResultOf } from './operation.js';
import { checkIsOptions, readOptions } from '../tensor/options.js';
import { broadcastTo } from './summation.js';

type NumericDType = Exclude<DType, 'string'>;

/** The dtypes that a creation may be asked for. */
export interface CreationOptions {
  readonly dtype?: NumericDType | undefined;
}

function dtypeOption(where: string, options: CreationOptions): NumericDType | undefined {
  const { dtype } = readOptions<{ dtype: NumericDType | undefined }>(where, options, { dtype: undefined });
  if (dtype !== undefined) checkDType(where, dtype);
  return dtype;
}

/** An array of zeros; one too large for JavaScript is the caller's mistake. */
function allocated(where: string, dtype: NumericDType, size: number): TypedArray {
  try {
    return allocate(dtype, size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ValueError({ where, expected: 'no more elements than memory can hold', received: { elements: size } });
  }
}

function filled(where: string, shape: Shape, value: number, dtype: NumericDType): Tensor {
  checkShape(where, shape);
  checkDType(where, dtype);
  const data = allocated(where, dtype, sizeOf(shape));
  return new Tensor(
    value === 0 ? data : data.fill(isFloating(dtype) ? roundTo(value, dtype) : value),
    [...shape],
    dtype,
  );
}

/**
 * A tensor of zeros.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.zeros([2, 2])
 * // → array([[0., 0.],
 * //          [0., 0.]], dtype=float32)
 */
export function zeros(shape: Shape, options: CreationOptions = {}): Tensor {
  return filled('ops.zeros', shape, 0, dtypeOption('ops.zeros', options) ?? 'float32');
}

/**
 * A tensor of ones.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.ones([3], { dtype: 'int32' }) // → array([1, 1, 1], dtype=int32)
 */
export function ones(shape: Shape, options: CreationOptions = {}): Tensor {
  return filled('ops.ones', shape, 1, dtypeOption('ops.ones', options) ?? 'float32');
}

/**
 * A tensor of one value, or of a smaller tensor that is repeated.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.full([2, 2], 7)
 * // → array([[7., 7.],
 * //          [7., 7.]], dtype=float32)
 */
export function full(shape: Shape, fillValue: TensorLike, options: CreationOptions = {}): Tensor {
  const dtype = dtypeOption('ops.full', options);
  checkShape('ops.full', shape);
  const value = asTensor(fillValue, dtype, 'ops.full');
  return broadcastTo(cast(value, dtype ?? value.dtype), shape);
}

interface LikeAttributes {
  readonly value: number;
  /** By default that of the tensor. */
  readonly dtype: DType | null;
}

const fullLikeOperation = /* @__PURE__ */ defineOperation<LikeAttributes>({
  name: 'full_like',
  where: 'ops.fullLike',
  inferShape: ([x], { dtype }) => ({ shape: x!.shape, dtype: dtype ?? x!.dtype }),
  compute: (_, { value }, { shape, dtype }) => filled('ops.fullLike', shape, value, dtype as NumericDType).data,
});

/**
 * Zeros in the shape of x, and in its dtype.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.zerosLike([1, 2]) // → array([0., 0.], dtype=float32)
 */
export function zerosLike<X extends Operand>(x: X, options: CreationOptions = {}): ResultOf<X> {
  return fullLike(x, 0, options);
}

/**
 * Ones in the shape of x, and in its dtype.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.onesLike([1, 2]) // → array([1., 1.], dtype=float32)
 */
export function onesLike<X extends Operand>(x: X, options: CreationOptions = {}): ResultOf<X> {
  return fullLike(x, 1, options);
}

/**
 * One number in the shape of x, and in its dtype.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fullLike([1, 2], 7) // → array([7., 7.], dtype=float32)
 */
export function fullLike<X extends Operand>(x: X, fillValue: number, options: CreationOptions = {}): ResultOf<X> {
  return apply(fullLikeOperation, [x], { value: fillValue, dtype: dtypeOption('ops.fullLike', options) ?? null });
}

/**
 * The numbers from `start` (0) up to but not including `stop`, `step` (1) apart. Only integers give int32, others float32.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arange(4) // → array([0, 1, 2, 3], dtype=int32)
 * ops.arange(0, 1, 0.25) // → array([0.  , 0.25, 0.5 , 0.75], dtype=float32)
 */
export function arange(start: number, stop?: number | null, step = 1, options: CreationOptions = {}): Tensor {
  const [first, end] = stop === undefined || stop === null ? [0, start] : [start, stop];
  if (![first, end, step].every(Number.isFinite) || step === 0) {
    throw new ValueError({
      where: 'ops.arange',
      expected: 'finite numbers and a step that is not 0',
      received: { start: first, stop: end, step },
    });
  }
  const chosen =
    dtypeOption('ops.arange', options) ?? ([first, end, step].every(Number.isInteger) ? 'int32' : 'float32');
  const data = allocated('ops.arange', chosen, Math.max(0, Math.ceil((end - first) / step)));
  for (let i = 0; i < data.length; i++) data[i] = first + i * step;
  return new Tensor(isHalf(chosen) ? roundInPlace(data as Float32Array, chosen) : data, [data.length], chosen);
}

/** What `linspace` may be told. */
export interface LinspaceOptions extends CreationOptions {
  /** How many numbers; 50 by default. */
  readonly num?: number | undefined;
  /** Whether `stop` is the last of them, as by default. */
  readonly endpoint?: boolean | undefined;
}

/**
 * `num` numbers at equal distances from `start` to `stop`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.linspace(0, 1, 5) // → array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
 */
export function linspace(start: number, stop: number, num?: number, options?: Omit<LinspaceOptions, 'num'>): Tensor;
export function linspace(start: number, stop: number, options?: LinspaceOptions): Tensor;
export function linspace(
  start: number,
  stop: number,
  numOrOptions: number | LinspaceOptions = {},
  others: LinspaceOptions = {},
): Tensor {
  checkIsOptions('ops.linspace', others, ['endpoint']);
  const options = typeof numOrOptions === 'number' ? { ...others, num: numOrOptions } : numOrOptions;
  const defaults = { num: 50, endpoint: true, dtype: 'float32' as NumericDType };
  const { num, endpoint, dtype } = readOptions('ops.linspace', options, defaults);
  checkDType('ops.linspace', dtype);
  if (!Number.isInteger(num) || num < 0) {
    throw new ValueError({ where: 'ops.linspace', expected: 'a number of points, an integer ≥ 0', received: { num } });
  }
  const data = allocated('ops.linspace', dtype, num);
  const intervals = endpoint ? num - 1 : num;
  for (let i = 0; i < num; i++) data[i] = i === intervals ? stop : start + ((stop - start) * i) / (intervals || 1);
  return new Tensor(isHalf(dtype) ? roundInPlace(data as Float32Array, dtype) : data, [num], dtype);
}

/**
 * The matrix with ones on the diagonal, or on the k-th one above it, and zeros elsewhere.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.eye(2)
 * // → array([[1., 0.],
 * //          [0., 1.]], dtype=float32)
 */
export function eye(
  N: number,
  M: number | null = N,
  options: CreationOptions & { readonly k?: number | undefined } = {},
): Tensor {
  const { k, dtype } = readOptions<{ k: number; dtype: NumericDType }>('ops.eye', options, { k: 0, dtype: 'float32' });
  const columns = M ?? N;
  const matrix = filled('ops.eye', [N, columns], 0, dtype);
  const data = matrix.data;
  for (let row = Math.max(0, -k); row < N && row + k < columns; row++) data[row * columns + row + k] = 1;
  return matrix;
}
