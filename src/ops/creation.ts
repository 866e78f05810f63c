/** Makes tensors from a shape or a range alone. */
import { ValueError } from '../errors/index.js';
import { allocate, checkDType, fittingData, fittingTensor, sizeOf, Tensor } from '../tensor/index.js';
import type { DType, TensorLike, TypedArray } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { divide, multiply, subtract } from './arithmetic.js';
import { numberOf, readArguments, required, shapeOf, type ShapeLike, type Scalar } from './arguments.js';
import { resolveAxis } from './axes.js';
import { broadcastShapes, spreadElements } from './broadcasting.js';
import { cast } from './casting.js';
import { floatingDType, floatingDTypeOf, inFullPrecision, isPlain } from './operand.js';
import { defineOperation, type InputGradients, type Operand, type Operation, type ResultOf } from './operation.js';
import { broadcastTo, sum, sumTo } from './summation.js';
import { within } from './naming.js';

type NumericDType = Exclude<DType, 'string'>;

/** Options of the functions that make tensors. */
export interface CreationOptions {
  /** The dtype of the result. */
  readonly dtype?: NumericDType | undefined;
}

interface ReadDType {
  readonly dtype: NumericDType | undefined;
}

const noDType: ReadDType = { dtype: undefined };

function checkedDType<D extends NumericDType | undefined>(where: string, dtype: D): D {
  if (dtype !== undefined) checkDType(where, dtype);
  return dtype;
}

function filled(where: string, given: ShapeLike, value: number, dtype: NumericDType): Tensor {
  const shape = shapeOf(where, given);
  const data = allocate<NumericDType>(dtype, sizeOf(shape), where);
  return new Tensor(value === 0 ? data : data.fill(value), shape, dtype);
}

interface ShapeArguments extends ReadDType {
  readonly shape: ShapeLike;
}

function filledWith(where: string, value: number, given: readonly unknown[]): Tensor {
  const { shape, dtype = 'float32' } = readArguments<ShapeArguments>(where, ['shape'], given, {
    shape: required,
    ...noDType,
  });
  return filled(where, shape, value, checkedDType(where, dtype));
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
export function zeros(shape: ShapeLike, options?: CreationOptions): Tensor;
export function zeros(options: CreationOptions & { readonly shape: ShapeLike }): Tensor;
export function zeros(...given: readonly unknown[]): Tensor {
  return filledWith('ops.zeros', 0, given);
}

/**
 * A tensor of ones.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.ones([3], { dtype: 'int32' }) // → array([1, 1, 1], dtype=int32)
 */
export function ones(shape: ShapeLike, options?: CreationOptions): Tensor;
export function ones(options: CreationOptions & { readonly shape: ShapeLike }): Tensor;
export function ones(...given: readonly unknown[]): Tensor {
  return filledWith('ops.ones', 1, given);
}

interface FillOptions extends CreationOptions {
  readonly fillValue: TensorLike;
}

/**
 * A tensor filled with one value, or with a smaller tensor that is repeated; float32 unless another dtype is given.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.full([2, 2], 7)
 * // → array([[7., 7.],
 * //          [7., 7.]], dtype=float32)
 */
export function full(shape: ShapeLike, fillValue: TensorLike, options?: CreationOptions): Tensor;
export function full(shape: ShapeLike, options: FillOptions): Tensor;
export function full(options: FillOptions & { readonly shape: ShapeLike }): Tensor;
export function full(...given: readonly unknown[]): Tensor {
  const where = 'ops.full';
  return within(where, () => {
    const placed = ['shape', 'fillValue'];
    const defaults = { shape: required, fillValue: required, ...noDType } as const;
    const { shape, fillValue, dtype } = readArguments<ShapeArguments & { readonly fillValue: TensorLike }>(
      where,
      placed,
      given,
      defaults,
    );
    const value = fittingTensor(where, fillValue, checkedDType(where, dtype) ?? 'float32');
    return broadcastTo(value, shapeOf(where, shape));
  });
}

interface LikeAttributes {
  /** The dtype of the result; `null` means that of x. */
  readonly dtype: DType | null;
}

const numberLikeOperation = /* @__PURE__ */ defineOperation<LikeAttributes & { readonly value: number }>({
  name: 'full_like',
  where: 'ops.fullLike',
  inferShape: ([x], { dtype }) => ({ shape: x.shape, dtype: dtype ?? x.dtype }),
  compute(_, { value }, { shape, dtype }) {
    const data = allocate<NumericDType>(dtype as NumericDType, sizeOf(shape), 'ops.fullLike');
    return value === 0 ? data : data.fill(value);
  },
  lower: (_, { value }) => ({ kind: 'filled', value }),
});

/** Broadcasts the second input to the shape of the first. */
const tensorLikeOperation = /* @__PURE__ */ defineOperation<LikeAttributes, 'one', 2>({
  name: 'full_like of a tensor',
  where: 'ops.fullLike',
  inferShape([x, value], { dtype }) {
    const shape = broadcastShapes('ops.fullLike', [x, value]);
    const isLike =
      shape.length === x.shape.length && x.shape.every((each, axis) => each === null || each === shape[axis]);
    if (isLike) return { shape: x.shape, dtype: dtype ?? x.dtype };
    throw new ValueError({
      where: 'ops.fullLike',
      expected: '`fillValue` to broadcast to the shape of x',
      received: { x, fillValue: value },
    });
  },
  compute([, value], _, { shape, dtype }) {
    const elements = fittingData('ops.fullLike', value.data, value.dtype, dtype);
    return spreadElements(new Tensor(elements, value.shape, dtype), shape);
  },
  gradient: ({ inputs: [, value], wanted }, [dy]): InputGradients => [
    null,
    wanted[1] ? cast(sumTo(dy, value.shape), value.dtype) : null,
  ],
});

/** Values are refused if the dtype cannot hold them. */
function fillLike<X extends Operand>(where: string, x: X, fillValue: Operand, dtype: DType | undefined): ResultOf<X> {
  if (fillValue === 0 || fillValue === 1)
    return apply(numberLikeOperation, [x], { value: fillValue, dtype: dtype ?? null });
  const attributes = { dtype: dtype ?? null };
  if (!isPlain(fillValue)) return apply(tensorLikeOperation, [x, fillValue], attributes);
  const value = fittingTensor(where, fillValue, dtype ?? specOf(x, where).dtype);
  if (typeof fillValue !== 'number') return apply(tensorLikeOperation, [x, value], attributes);
  return apply(numberLikeOperation, [x], { ...attributes, value: value.data[0]! });
}

/**
 * Zeros with the shape and dtype of x.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.zerosLike([1, 2]) // → array([0., 0.], dtype=float32)
 */
export function zerosLike<X extends Operand>(x: X, ...given: [options?: CreationOptions | undefined]): ResultOf<X> {
  const where = 'ops.zerosLike';
  return within(where, () => {
    const { dtype } = readArguments<ReadDType>(where, [], given, noDType);
    return fillLike(where, x, 0, checkedDType(where, dtype));
  });
}

/**
 * Ones with the shape and dtype of x.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.onesLike([1, 2]) // → array([1., 1.], dtype=float32)
 */
export function onesLike<X extends Operand>(x: X, ...given: [options?: CreationOptions | undefined]): ResultOf<X> {
  const where = 'ops.onesLike';
  return within(where, () => {
    const { dtype } = readArguments<ReadDType>(where, [], given, noDType);
    return fillLike(where, x, 1, checkedDType(where, dtype));
  });
}

/**
 * A tensor with the shape and dtype of x, filled with one number or with a smaller tensor that is repeated.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.fullLike([1, 2], 7) // → array([7., 7.], dtype=float32)
 */
export function fullLike<X extends Operand>(x: X, fillValue: Operand, options?: CreationOptions): ResultOf<X>;
export function fullLike<X extends Operand>(
  x: X,
  options: CreationOptions & { readonly fillValue: Operand },
): ResultOf<X>;
export function fullLike<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.fullLike';
  const { fillValue, dtype } = readArguments<ReadDType & { readonly fillValue: Operand }>(where, ['fillValue'], given, {
    fillValue: required,
    ...noDType,
  });
  return fillLike(where, x, fillValue, checkedDType(where, dtype));
}

/** Options of `arange`. */
export interface ArangeOptions extends CreationOptions {
  /** The end, which is not among the numbers. */
  readonly stop?: Scalar | null | undefined;
  /** The distance of the numbers; 1 by default. */
  readonly step?: Scalar | null | undefined;
}

/**
 * The numbers from `start` (0) up to but not including `stop`, in steps of `step` (1). If all three are integers the result is int32, else
 * float32.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arange(4) // → array([0, 1, 2, 3], dtype=int32)
 * ops.arange(0, 1, 0.25) // → array([0.  , 0.25, 0.5 , 0.75], dtype=float32)
 * ops.arange(3, { dtype: 'float32' }) // → array([0., 1., 2.], dtype=float32)
 */
export function arange(start: Scalar, stop?: Scalar | null, step?: Scalar | null, options?: CreationOptions): Tensor;
export function arange(start: Scalar, stop: Scalar | null, options: Omit<ArangeOptions, 'stop'>): Tensor;
export function arange(start: Scalar, options: ArangeOptions): Tensor;
export function arange(options: ArangeOptions & { readonly start: Scalar }): Tensor;
export function arange(...given: readonly unknown[]): Tensor {
  const where = 'ops.arange';
  type Argument = Scalar | null;
  type Arguments = { readonly start: Scalar; readonly stop: Argument; readonly step: Argument } & ReadDType;
  const read = readArguments<Arguments>(where, ['start', 'stop', 'step'], given, {
    start: required,
    stop: null,
    step: 1,
    ...noDType,
  });
  const start = numberOf(where, 'start', read.start);
  const [first, end] = read.stop === null ? [0, start] : [start, numberOf(where, 'stop', read.stop)];
  const step = numberOf(where, 'step', read.step ?? 1);
  if (![first, end, step].every(Number.isFinite) || step === 0) {
    throw new ValueError({
      where,
      expected: 'finite numbers and a step that is not 0',
      received: { start: first, stop: end, step },
    });
  }
  const given32 = [first, end, step].every(Number.isInteger) ? 'int32' : 'float32';
  const dtype = checkedDType(where, read.dtype) ?? given32;
  const values = allocate('float64', Math.max(0, Math.ceil((end - first) / step)), where);
  for (let i = 0; i < values.length; i++) values[i] = first + i * step;
  return new Tensor(fittingData(where, values, 'float64', dtype), [values.length], dtype);
}

interface LinspaceAttributes {
  readonly num: number;
  readonly endpoint: boolean;
  readonly axis: number;
  readonly dtype: NumericDType;
}

const linspaceOperation: Operation<LinspaceAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  LinspaceAttributes,
  'one',
  2
>({
  name: 'linspace',
  inferShape([start, stop], { num, axis, dtype }) {
    const where = 'ops.linspace';
    if (!Number.isInteger(num) || num < 0) {
      throw new ValueError({ where, expected: 'a number of points, an integer ≥ 0', received: { num } });
    }
    const shape = broadcastShapes(where, [start, stop]);
    const along = resolveAxis(where, axis, shape.length + 1);
    return { shape: [...shape.slice(0, along), num, ...shape.slice(along)], dtype };
  },
  compute([start, stop], attributes, { shape, dtype }) {
    const where = 'ops.linspace';
    const along = resolveAxis(where, attributes.axis, shape.length);
    const inner = sizeOf(shape.slice(along + 1));
    const others = [...shape.slice(0, along), ...shape.slice(along + 1)];
    const [firsts, lasts] = [start, stop].map((each) => spreadElements(each, others) as TypedArray);
    const values = allocate('float64', sizeOf(shape), where);
    const shares = sharesOf(attributes);
    for (let i = 0; i < values.length; i++) {
      const share = shares[Math.floor(i / inner) % shares.length]!;
      const line = Math.floor(i / (inner * shares.length)) * inner + (i % inner);
      const [first, last] = [firsts![line]!, lasts![line]!];
      const value = share === 1 ? last : first + (last - first) * share;
      values[i] = dtype === 'int32' || dtype === 'uint8' ? Math.floor(value) : value;
    }
    return fittingData(where, values, 'float64', dtype);
  },
  gradient({ inputs: [start, stop], attributes, wanted }, [dy]) {
    const axis = resolveAxis('ops.linspace', attributes.axis, dy.rank);
    const shares = sharesOf(attributes);
    const gradientOf = (x: Tensor, weights: Float64Array): Tensor => {
      const shape = dy.shape.map((_, each) => (each === axis ? weights.length : 1));
      const weight = cast(new Tensor(weights as TypedArray, shape, 'float64'), dy.dtype);
      return cast(sumTo(sum(multiply(dy, weight), { axis }), x.shape), x.dtype);
    };
    return [
      wanted[0]
        ? gradientOf(
            start,
            shares.map((share) => 1 - share),
          )
        : null,
      wanted[1] ? gradientOf(stop, shares) : null,
    ];
  },
});

/** The position of each point, from 0 at the start to 1 at the stop. */
function sharesOf({ num, endpoint }: LinspaceAttributes): Float64Array {
  const intervals = Math.max(1, endpoint ? num - 1 : num);
  return Float64Array.from({ length: num }, (_, i) => i / intervals);
}

/** Options of `linspace`. */
export interface LinspaceOptions extends CreationOptions {
  /** How many numbers; 50 by default. */
  readonly num?: Scalar | undefined;
  /** Whether `stop` is the last number, which is the default. */
  readonly endpoint?: boolean | undefined;
  /** The axis of the result along which the numbers lie if start or stop are arrays; the first by default. */
  readonly axis?: Scalar | undefined;
  /** Whether the distance of the numbers is returned too, as `[numbers, distance]`; NaN where there is none. */
  readonly retstep?: boolean | undefined;
}

/**
 * `num` numbers at equal distances from `start` to `stop`, which may be arrays; numbers of an integer dtype are rounded down.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.linspace(0, 1, 5) // → array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)
 * ops.linspace([0, 10], [1, 20], 3)
 * // → array([[ 0. , 10. ],
 * //          [ 0.5, 15. ],
 * //          [ 1. , 20. ]], dtype=float32)
 * ops.linspace(0, 1, 5, { retstep: true })[1] // → array(0.25, dtype=float32)
 */
export function linspace<A extends Operand, B extends Operand>(
  start: A,
  stop: B,
  num: Scalar,
  options: Omit<LinspaceOptions, 'num'> & { readonly retstep: true },
): [numbers: ResultOf<A, B>, distance: ResultOf<A, B>];
export function linspace<A extends Operand, B extends Operand>(
  start: A,
  stop: B,
  options: LinspaceOptions & { readonly retstep: true },
): [numbers: ResultOf<A, B>, distance: ResultOf<A, B>];
export function linspace<A extends Operand, B extends Operand>(
  start: A,
  stop: B,
  num?: Scalar,
  options?: Omit<LinspaceOptions, 'num'>,
): ResultOf<A, B>;
export function linspace<A extends Operand, B extends Operand>(
  start: A,
  stop: B,
  options?: LinspaceOptions,
): ResultOf<A, B>;
export function linspace(...given: readonly unknown[]): unknown {
  const where = 'ops.linspace';
  type Arguments = Omit<LinspaceAttributes, 'dtype'> &
    ReadDType & { readonly start: Operand; readonly stop: Operand; readonly retstep: boolean };
  const { start, stop, dtype, retstep, ...others } = readArguments<Arguments>(where, ['start', 'stop', 'num'], given, {
    start: required,
    stop: required,
    num: 50,
    endpoint: true,
    axis: 0,
    retstep: false,
    ...noDType,
  });
  const ends = [start, stop].map((end) => inFullPrecision(where, end));
  const wanted = checkedDType(where, dtype) ?? (floatingDTypeOf(where, start, stop) as NumericDType);
  const numbers = apply<Tensor, LinspaceAttributes>(linspaceOperation, ends, { ...others, dtype: wanted });
  if (!retstep) return numbers;
  const intervals = others.endpoint ? others.num - 1 : others.num;
  const distance = divide(subtract<Operand, Operand>(ends[1]!, ends[0]!), intervals > 0 ? intervals : NaN);
  return [numbers, cast(distance, floatingDType(numbers.dtype))];
}

/** Options of `eye`. */
export interface EyeOptions extends CreationOptions {
  /** The number of columns, by default that of the rows. */
  readonly M?: Scalar | null | undefined;
  /** The diagonal: the k-th above the main one, or below it for a negative k. */
  readonly k?: Scalar | undefined;
}

/**
 * The matrix with ones on the diagonal, or on the k-th one above it, and zeros elsewhere.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.eye(2)
 * // → array([[1., 0.],
 * //          [0., 1.]], dtype=float32)
 * ops.eye(2, { k: 1 })
 * // → array([[0., 1.],
 * //          [0., 0.]], dtype=float32)
 */
export function eye(N: Scalar, M?: Scalar | null, k?: Scalar, options?: CreationOptions): Tensor;
export function eye(N: Scalar, M: Scalar | null, options: Omit<EyeOptions, 'M'>): Tensor;
export function eye(N: Scalar, options: EyeOptions): Tensor;
export function eye(options: EyeOptions & { readonly N: Scalar }): Tensor;
export function eye(...given: readonly unknown[]): Tensor {
  const where = 'ops.eye';
  type Arguments = { readonly N: number; readonly M: number | null; readonly k: number } & ReadDType;
  const read = readArguments<Arguments>(where, ['N', 'M', 'k'], given, { N: required, M: null, k: 0, ...noDType });
  const rows = numberOf(where, 'N', read.N);
  const columns = read.M === null ? rows : numberOf(where, 'M', read.M);
  const k = numberOf(where, 'k', read.k);
  if (!Number.isInteger(k)) throw new ValueError({ where, expected: '`k` to be an integer', received: { k } });
  const matrix = filled(where, [rows, columns], 0, checkedDType(where, read.dtype) ?? 'float32');
  const data = matrix.data;
  for (let row = Math.max(0, -k); row < rows && row + k < columns; row++) data[row * columns + row + k] = 1;
  return matrix;
}
