/** Small things of Keras's: closeness, parts of numbers, copies, kinds of arrays. */
import { DTypeError, ValueError } from '../errors/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import {
  checkDType,
  type DType,
  integerRange,
  isFloating,
  type SymbolicShape,
  type Tensor,
  type TensorLike,
} from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { readArguments, required, type ShapeLike, shapeOf, type Scalar } from './arguments.js';
import { abs, add, clip, multiply, subtract } from './arithmetic.js';
import { castTo, convertToTensor } from './casting.js';
import { equal, isnan, less, lessEqual, logicalAnd, logicalOr, where as choose } from './comparison.js';
import { type CreationOptions, eye, onesLike, zeros, zerosLike } from './creation.js';
import { withWeakNumbers } from './elementwise.js';
import { max, min } from './extremes.js';
import { oneHot } from './gathering.js';
import { identity as same } from './identity.js';
import { isneginf, isposinf, signbit } from './more-arithmetic.js';
import { asFloating, asOperand, inFullPrecision, isPlain } from './operand.js';
import { defineOperation, noAttributes, type Operand, type Operation, type ResultOf } from './operation.js';
import { reductionAttributes, type ReductionOptions } from './reduction.js';
import { all } from './reductions.js';
import { within } from './naming.js';

/** How close is close. */
export interface ClosenessOptions {
  /** What the difference may be for each unit of the second; 1e-5 by default. */
  readonly rtol?: Scalar | undefined;
  /** And beside it; 1e-8 by default. */
  readonly atol?: Scalar | undefined;
  /** Whether NaN is close to NaN. */
  readonly equalNan?: boolean | undefined;
}

interface ReadCloseness {
  readonly x2: Operand;
  readonly rtol: number;
  readonly atol: number;
  readonly equalNan: boolean;
}

type Closeness<B> = [x2: B, options?: ClosenessOptions | undefined] | [options: ClosenessOptions & { readonly x2: B }];

function closeness(where: string, x1: Operand, given: readonly unknown[]): Tensor {
  const read = readArguments<ReadCloseness>(where, ['x2'], given, {
    x2: required,
    rtol: 1e-5,
    atol: 1e-8,
    equalNan: false,
  });
  const ends = [x1, read.x2];
  const areFloating = ends.every((each) => isPlain(each) || isFloating(specOf(each, where).dtype));
  // Float32 cannot hold every int32.
  const [a, b] = ends.map((each) =>
    areFloating ? asFloating(where, each) : (castTo(inFullPrecision(where, each), 'float64') as Tensor),
  ) as [Tensor, Tensor];
  const isNear = lessEqual(abs(subtract(a, b)), add(multiply(abs(b), read.rtol), read.atol));
  const isFinite = less(abs(b), Infinity);
  const close = logicalOr(equal(a, b), logicalAnd(isNear, isFinite));
  return read.equalNan ? logicalOr(close, logicalAnd(isnan(a), isnan(b))) : close;
}

/**
 * Whether `|x1 - x2| ≤ atol + rtol·|x2|`, element by element.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isclose([1, 2], [1.000001, 3]) // → array([ True, False])
 */
export function isclose<A extends Operand, B extends Operand>(x1: A, ...given: Closeness<B>): ResultOf<A, B> {
  return within('ops.isclose', () => closeness('ops.isclose', x1, given) as unknown as ResultOf<A, B>);
}

/**
 * Whether all elements of two arrays are close to each other.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.allclose([1, 2], [1, 2.000001]) // → array(True)
 */
export function allclose<A extends Operand, B extends Operand>(x1: A, ...given: Closeness<B>): ResultOf<A, B> {
  return within('ops.allclose', () => all(closeness('ops.allclose', x1, given)) as unknown as ResultOf<A, B>);
}

/** What stands for what is no finite number. */
export interface NanToNumOptions {
  readonly nan?: Scalar | undefined;
  /** By default the largest number of the dtype. */
  readonly posinf?: Scalar | null | undefined;
  readonly neginf?: Scalar | null | undefined;
}

const largest: Readonly<Partial<Record<DType, number>>> = {
  float16: 65504,
  bfloat16: (2 - 2 ** -7) * 2 ** 127,
  float32: (2 - 2 ** -23) * 2 ** 127,
  float64: Number.MAX_VALUE,
};

/**
 * Numbers in the place of NaN (0) and of infinities (the largest ones of the dtype).
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nanToNum([NaN, Infinity, 1], { posinf: 9 }) // → array([0., 9., 1.], dtype=float32)
 */
export function nanToNum<X extends Operand>(x: X, ...given: [options?: NanToNumOptions | undefined]): ResultOf<X> {
  const where = 'ops.nanToNum';
  return within(where, () => {
    type Read = { readonly nan: number; readonly posinf: number | null; readonly neginf: number | null };
    const { nan, posinf, neginf } = readArguments<Read>(where, [], given, { nan: 0, posinf: null, neginf: null });
    const values = asOperand(where, x);
    if (!isFloating(values.dtype)) return values as unknown as ResultOf<X>;
    const most = largest[values.dtype]!;
    const bounded = choose(isposinf(values), posinf ?? most, choose(isneginf(values), neginf ?? -most, values));
    return choose(isnan(values), nan, bounded) as unknown as ResultOf<X>;
  });
}

/**
 * The real part: of real numbers they themselves.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.real([1, 2]) // → array([1., 2.], dtype=float32)
 */
export function real<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.real', arguments, 1);
  return same(asOperand('ops.real', x)) as unknown as ResultOf<X>;
}

/**
 * The imaginary part: of real numbers 0.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.imag([1, 2]) // → array([0., 0.], dtype=float32)
 */
export function imag<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.imag', arguments, 1);
  return within('ops.imag', () => zerosLike(asOperand('ops.imag', x)) as unknown as ResultOf<X>);
}

/**
 * The complex conjugate: of real numbers they themselves.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.conjugate([1, 2]) // → array([1., 2.], dtype=float32)
 */
export function conjugate<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.conjugate', arguments, 1);
  return same(asOperand('ops.conjugate', x)) as unknown as ResultOf<X>;
}

/**
 * The complex conjugate: of real numbers they themselves.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.conj([1, 2]) // → array([1., 2.], dtype=float32)
 */
export function conj<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.conj', arguments, 1);
  return same(asOperand('ops.conj', x)) as unknown as ResultOf<X>;
}

/**
 * The angle in the plane of complex numbers: 0 of numbers from 0 on, π of negative ones.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.angle([1, -2]) // → array([0.       , 3.1415927], dtype=float32)
 */
export function angle<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.angle', arguments, 1);
  return within('ops.angle', () => {
    const values = asFloating('ops.angle', x);
    return choose(
      isnan(values),
      NaN,
      multiply(castTo(signbit(values), values.dtype), Math.PI),
    ) as unknown as ResultOf<X>;
  });
}

/**
 * Whether a number has no imaginary part, as all numbers here.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isreal([1, 2]) // → array([ True,  True])
 */
export function isreal<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.isreal', arguments, 1);
  return within('ops.isreal', () => castTo(onesLike(asOperand('ops.isreal', x)), 'bool') as unknown as ResultOf<X>);
}

/**
 * The largest element along the given axes, or of all; another name for `ops.max`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.amax([1, 3, 2]) // → array(3., dtype=float32)
 */
export function amax<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return within('ops.amax', () => max(x, reductionAttributes('ops.amax', given)));
}

/**
 * The smallest element along the given axes, or of all; another name for `ops.min`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.amin([1, 3, 2]) // → array(1., dtype=float32)
 */
export function amin<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return within('ops.amin', () => min(x, reductionAttributes('ops.amin', given)));
}

/** The finite numbers that a dtype holds. */
function rangeOf(where: string, dtype: DType): readonly [least: number, most: number] {
  if (dtype === 'string') throw new DTypeError({ where, expected: 'a dtype of numbers', received: { dtype } });
  if (dtype === 'int32' || dtype === 'uint8') return integerRange[dtype];
  const most = { bool: 1, float16: 65504, bfloat16: (2 - 2 ** -7) * 2 ** 127, float32: (2 - 2 ** -23) * 2 ** 127, float64: Number.MAX_VALUE }[dtype]; // prettier-ignore
  return [dtype === 'bool' ? 0 : -most, most];
}

/**
 * The same values in another dtype, held within its range.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.saturateCast([-3.5, 300], 'uint8') // → array([  0, 255], dtype=uint8)
 */
export function saturateCast<X extends Operand>(
  x: X,
  ...given: [dtype: DType, options?: Readonly<Record<never, never>> | undefined] | [options: { readonly dtype: DType }]
): ResultOf<X> {
  const where = 'ops.saturateCast';
  return within(where, () => {
    const { dtype } = readArguments<{ readonly dtype: DType }>(where, ['dtype'], given, { dtype: required });
    checkDType(where, dtype);
    const values = asOperand(where, x);
    const [of, to] = [rangeOf(where, values.dtype), rangeOf(where, dtype)];
    const held = clip(castTo(values, 'float64'), Math.max(of[0], to[0]), Math.min(of[1], to[1]));
    return castTo(held, dtype) as unknown as ResultOf<X>;
  });
}

const copyOperation: Operation<object, 'one', 1> = /* @__PURE__ */ defineOperation<object, 'one', 1>({
  name: 'copy',
  takesStrings: true,
  inferShape: ([x]) => x,
  compute: ([x]) => x.data.slice(),
  gradient: (_, [dy]) => [dy],
});

/**
 * The same values once more, in an array of their own.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.copy([1, 2]) // → array([1., 2.], dtype=float32)
 */
export function copy<X extends Operand>(x: X): ResultOf<X> {
  checkArgumentCount('ops.copy', arguments, 1);
  return apply<ResultOf<X>, object>(copyOperation, [x], noAttributes);
}

/**
 * What is given as a tensor of its own: a copy, where `ops.convertToTensor` returns a tensor as it is.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.array([1, 2], { dtype: 'int32' }) // → array([1, 2], dtype=int32)
 */
export function array(x: TensorLike, ...given: [options?: { readonly dtype?: DType | undefined } | undefined]): Tensor {
  return within('ops.array', () => {
    const { dtype } = readArguments<{ readonly dtype: DType | undefined }>('ops.array', [], given, {
      dtype: undefined,
    });
    return copy(convertToTensor(x, { dtype }));
  });
}

/**
 * A tensor of this shape, of zeros: what Keras leaves open is set here.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.empty([2]) // → array([0., 0.], dtype=float32)
 */
export function empty(
  ...given:
    | [shape: ShapeLike, options?: CreationOptions | undefined]
    | [options: CreationOptions & { readonly shape: ShapeLike }]
): Tensor {
  return within('ops.empty', () => {
    type Read = { readonly shape: ShapeLike; readonly dtype: CreationOptions['dtype'] };
    const { shape, dtype } = readArguments<Read>('ops.empty', ['shape'], given, { shape: required, dtype: undefined });
    return zeros(shapeOf('ops.empty', shape), { dtype });
  });
}

/**
 * A tensor in the shape of x, of zeros.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.emptyLike([1, 2]) // → array([0., 0.], dtype=float32)
 */
export function emptyLike<X extends Operand>(x: X, ...given: [options?: CreationOptions | undefined]): ResultOf<X> {
  return within('ops.emptyLike', () => {
    const { dtype } = readArguments<{ readonly dtype: CreationOptions['dtype'] }>('ops.emptyLike', [], given, {
      dtype: undefined,
    });
    return zerosLike(x, { dtype });
  });
}

/**
 * The square matrix with ones on its diagonal.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.identity(2)
 * // → array([[1., 0.],
 * //          [0., 1.]], dtype=float32)
 */
export function identity(
  ...given: [n: Scalar, options?: CreationOptions | undefined] | [options: CreationOptions & { readonly n: Scalar }]
): Tensor {
  return within('ops.identity', () => {
    type Read = { readonly n: number; readonly dtype: CreationOptions['dtype'] };
    const { n, dtype } = readArguments<Read>('ops.identity', ['n'], given, { n: required, dtype: undefined });
    return eye(n, { dtype });
  });
}

/**
 * The number of elements, `null` where it is not known.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.size([[1, 2, 3]]) // → 3
 */
export function size(x: Operand): number | null {
  checkArgumentCount('ops.size', arguments, 1);
  const shape: SymbolicShape = specOf(x, 'ops.size').shape;
  return shape.reduce<number | null>(
    (product, length) => (product === null || length === null ? null : product * length),
    1,
  );
}

/**
 * The number of axes.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.ndim([[1, 2, 3]]) // → 2
 */
export function ndim(x: Operand): number {
  checkArgumentCount('ops.ndim', arguments, 1);
  return specOf(x, 'ops.ndim').shape.length;
}

/**
 * The name of the dtype.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.dtype([1, 2]) // → float32
 */
export function dtype(x: Operand): DType {
  checkArgumentCount('ops.dtype', arguments, 1);
  return specOf(x, 'ops.dtype').dtype;
}

/**
 * For each element what the first condition that holds chooses, and `defaultValue` (0) where none does.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.select([[true, false], [true, true]], [[1, 1], [2, 2]], { default: 9 }) // → array([1., 2.], dtype=float32)
 */
export function select(
  condlist: readonly Operand[],
  ...given:
    | [choicelist: readonly Operand[], options?: { readonly default?: Operand | undefined } | undefined]
    | [options: { readonly choicelist: readonly Operand[]; readonly default?: Operand | undefined }]
): Tensor {
  const where = 'ops.select';
  const read = readArguments<{ readonly choicelist: readonly Operand[]; readonly default: Operand }>(
    where,
    ['choicelist'],
    given,
    {
      choicelist: required,
      default: 0,
    },
  );
  if (
    !Array.isArray(condlist) ||
    !Array.isArray(read.choicelist) ||
    condlist.length !== read.choicelist.length ||
    condlist.length === 0
  ) {
    throw new ValueError({
      where,
      expected: 'as many choices as conditions, at least one',
      received: { condlist, choicelist: read.choicelist },
    });
  }
  const values = withWeakNumbers(where, [...(read.choicelist as readonly Operand[]), read.default]);
  const [rest, ...choices] = values.map((each) => asOperand(where, each)).reverse() as [Tensor, ...Tensor[]];
  return (condlist as readonly Operand[]).reduceRight<Tensor>(
    (others, condition, i) => choose(asOperand(where, condition), choices[choices.length - 1 - i]!, others),
    rest,
  );
}

/** What `multiHot` may be told. */
export interface MultiHotOptions {
  readonly axis?: Scalar | undefined;
  readonly dtype?: 'float32' | 'float64' | 'int32' | 'uint8' | 'bool' | null | undefined;
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  readonly sparse?: boolean | undefined;
}

/**
 * For each list of class numbers a vector with 1 at each of them and 0 elsewhere.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * ops.multiHot(tensor([0, 2], { dtype: 'int32' }), 4) // → array([1., 0., 1., 0.], dtype=float32)
 */
export function multiHot<X extends Operand>(
  inputs: X,
  ...given:
    | [numClasses: Scalar, options?: MultiHotOptions | undefined]
    | [options: MultiHotOptions & { readonly numClasses: Scalar }]
): ResultOf<X> {
  const where = 'ops.multiHot';
  return within(where, () => {
    type Read = {
      readonly numClasses: number;
      readonly axis: number;
      readonly dtype: MultiHotOptions['dtype'];
      readonly sparse: boolean;
    };
    const { numClasses, axis, dtype } = readArguments<Read>(where, ['numClasses'], given, {
      numClasses: required,
      axis: -1,
      dtype: null,
      sparse: false,
    });
    const labels = asOperand(where, inputs);
    const vectors = oneHot(labels, numClasses, { axis, dtype: dtype ?? 'float32' });
    return max(vectors, { axis: labels.shape.length > 1 ? 1 : 0 }) as unknown as ResultOf<X>;
  });
}
