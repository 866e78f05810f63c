/** Products of vectors and tensors, and distances. */
import { ShapeError, ValueError } from '../errors/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { promoteDTypes, sizeOf, type Tensor } from '../tensor/index.js';
import { readArguments, required, secondOperand, type Scalar } from './arguments.js';
import { multiply, negative, sqrt, square, subtract } from './arithmetic.js';
import { resolveAxis } from './axes.js';
import { castTo } from './casting.js';
import { where as choose } from './comparison.js';
import { withWeakNumbers } from './elementwise.js';
import { take } from './gathering.js';
import { stack } from './joining.js';
import { knownLength, numbersFrom } from './lengths.js';
import { matmul } from './matmul.js';
import { asFloatings, asOperand, floatingDType } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { moveaxis } from './rearranging.js';
import { expandDims, ravel, reshapeTo } from './reshape.js';
import { sum } from './summation.js';
import { flip, transpose } from './transpose.js';
import { within } from './naming.js';

type Second<B> = B | { readonly x2: B };

/** Two operands, of which plain numbers take the dtype of the array beside them. */
const pairOf = (where: string, a: Operand, b: Operand): [Tensor, Tensor] =>
  withWeakNumbers(where, [a, b]).map((each) => asOperand(where, each)) as [Tensor, Tensor];

/**
 * The sums of products along the last axes of both; with a scalar the product.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.inner([1, 2, 3], [4, 5, 6]) // → array(32., dtype=float32)
 */
export function inner<A extends Operand, B extends Operand>(x1: A, x2: Second<B>): ResultOf<A, B> {
  checkArgumentCount('ops.inner', arguments, 2);
  const where = 'ops.inner';
  return within(where, () => {
    const [a, b] = pairOf(where, x1, secondOperand(where, x2));
    if (a.shape.length === 0 || b.shape.length === 0) return multiply(a, b) as unknown as ResultOf<A, B>;
    return contracted(where, a, b, [a.shape.length - 1], [b.shape.length - 1]) as unknown as ResultOf<A, B>;
  });
}

/**
 * The products of all elements of the first with all of the second, both in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.outer([1, 2], [3, 4])
 * // → array([[3., 4.],
 * //          [6., 8.]], dtype=float32)
 */
export function outer<A extends Operand, B extends Operand>(x1: A, x2: Second<B>): ResultOf<A, B> {
  checkArgumentCount('ops.outer', arguments, 2);
  const where = 'ops.outer';
  return within(where, () => {
    const [a, b] = pairOf(where, x1, secondOperand(where, x2)).map((each) => ravel(each)) as [Tensor, Tensor];
    return multiply(expandDims(a, 1), b) as unknown as ResultOf<A, B>;
  });
}

/**
 * The sum of products of the elements of both, in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.vdot([[1, 2]], [[3], [4]]) // → array(11., dtype=float32)
 */
export function vdot<A extends Operand, B extends Operand>(x1: A, x2: Second<B>): ResultOf<A, B> {
  checkArgumentCount('ops.vdot', arguments, 2);
  const where = 'ops.vdot';
  return within(where, () => {
    const [a, b] = pairOf(where, x1, secondOperand(where, x2)).map((each) => ravel(each)) as [Tensor, Tensor];
    return matmul(a, b) as unknown as ResultOf<A, B>;
  });
}

/** The sums of products over axes of both; the others of the first come before those of the second. */
function contracted(where: string, a: Tensor, b: Tensor, axesA: readonly number[], axesB: readonly number[]): Tensor {
  const others = (x: Tensor, axes: readonly number[]): number[] =>
    numbersFrom(x.shape.length, (axis) => axis).filter((axis) => !axes.includes(axis));
  const lengths = axesA.map((axis, i) => {
    const [left, right] = [a.shape[axis] as number | null, b.shape[axesB[i]!] as number | null];
    if (left !== null && right !== null && left !== right) {
      throw new ShapeError({ where, expected: 'axes of one length', received: { x1: a, x2: b, axes: [axesA, axesB] } });
    }
    return left ?? right;
  });
  const count = lengths.reduce<number>((product, length) => product * (length ?? -1), 1);
  const [restA, restB] = [others(a, axesA), others(b, axesB)];
  const open = (x: Tensor, axes: readonly number[]): number[] =>
    axes.map((axis) => (x.shape[axis] as number | null) ?? -1);
  const rows = sizeOf(open(a, restA));
  const left = reshapeTo(transpose(a, [...restA, ...axesA]), [rows < 0 ? -1 : rows, count]);
  const columns = sizeOf(open(b, restB));
  const right = reshapeTo(transpose(b, [...axesB, ...restB]), [count, columns < 0 ? -1 : columns]);
  return reshapeTo(matmul(left, right), [...open(a, restA), ...open(b, restB)]);
}

/** So many axes at the end of the first and the beginning of the second, or the axes of both. */
export type ContractionAxes = number | readonly [number | readonly number[], number | readonly number[]];

/**
 * The sums of products over axes: the last `axes` (2) of the first with the first ones of the second, or those that a pair of lists names.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.tensordot(ops.ones([2, 3, 4]), ops.ones([3, 4, 5])).shape // → [ 2, 5 ]
 * ops.tensordot([1, 2], [3, 4], 0).shape // → [ 2, 2 ]
 */
export function tensordot<A extends Operand, B extends Operand>(
  x1: A,
  ...given:
    | [x2: B, axes?: ContractionAxes, options?: Readonly<Record<never, never>> | undefined]
    | [x2: B, options: { readonly axes?: ContractionAxes | undefined }]
    | [options: { readonly x2: B; readonly axes?: ContractionAxes | undefined }]
): ResultOf<A, B> {
  const where = 'ops.tensordot';
  return within(where, () => {
    const { x2, axes } = readArguments<{ readonly x2: Operand; readonly axes: ContractionAxes }>(
      where,
      ['x2', 'axes'],
      given,
      { x2: required, axes: 2 },
    );
    const [a, b] = pairOf(where, x1, x2);
    const isCount = typeof axes === 'number';
    if (
      !(isCount
        ? Number.isInteger(axes) && axes >= 0 && axes <= Math.min(a.shape.length, b.shape.length)
        : Array.isArray(axes))
    ) {
      throw new ValueError({
        where,
        expected: 'a number of axes that both have, or a list of axes for each',
        received: { axes },
      });
    }
    const pairs = isCount
      ? [numbersFrom(axes, (i) => a.shape.length - axes + i), numbersFrom(axes, (i) => i)]
      : (axes as readonly (number | readonly number[])[]).map((each) => [each].flat());
    const [left, right] = pairs.map((each, i) =>
      each.map((axis) => resolveAxis(where, axis, [a, b][i]!.shape.length, 'axes')),
    );
    if (pairs.length !== 2 || left!.length !== right!.length) {
      throw new ValueError({
        where,
        expected: 'a number of axes, or as many of the first as of the second',
        received: { axes },
      });
    }
    return contracted(where, a, b, left!, right!) as unknown as ResultOf<A, B>;
  });
}

/**
 * Kronecker's product: each element of the first times the whole of the second, in its place.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.kron([1, 10], [1, 2]) // → array([ 1.,  2., 10., 20.], dtype=float32)
 */
export function kron<A extends Operand, B extends Operand>(x1: A, x2: Second<B>): ResultOf<A, B> {
  checkArgumentCount('ops.kron', arguments, 2);
  const where = 'ops.kron';
  return within(where, () => {
    const [a, b] = pairOf(where, x1, secondOperand(where, x2));
    const rank = Math.max(a.shape.length, b.shape.length);
    const lengths = (x: Tensor): number[] =>
      numbersFrom(rank, (axis) => {
        const place = axis - rank + x.shape.length;
        return place < 0 ? 1 : knownLength(where, x, place);
      });
    const [left, right] = [lengths(a), lengths(b)];
    const spread = reshapeTo(
      a,
      left.flatMap((length) => [length, 1]),
    );
    const product = multiply(
      spread,
      reshapeTo(
        b,
        right.flatMap((length) => [1, length]),
      ),
    );
    return reshapeTo(
      product,
      left.map((length, axis) => length * right[axis]!),
    ) as unknown as ResultOf<A, B>;
  });
}

/** What `cross` may be told: the axes of the vectors of both and of the result; the last by default. */
export interface CrossOptions {
  readonly axisa?: Scalar | undefined;
  readonly axisb?: Scalar | undefined;
  readonly axisc?: Scalar | undefined;
  /** One for all of them. */
  readonly axis?: Scalar | null | undefined;
}

interface ReadCross {
  readonly x2: Operand;
  readonly axisa: number;
  readonly axisb: number;
  readonly axisc: number;
  readonly axis: number | null;
}

/**
 * The cross product of vectors of two or three numbers; of two vectors of two numbers the third one alone.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cross([1, 0, 0], [0, 1, 0]) // → array([0., 0., 1.], dtype=float32)
 */
export function cross<A extends Operand, B extends Operand>(
  x1: A,
  ...given: [x2: B, options?: CrossOptions | undefined] | [options: CrossOptions & { readonly x2: B }]
): ResultOf<A, B> {
  const where = 'ops.cross';
  return within(where, () => {
    const read = readArguments<ReadCross>(where, ['x2'], given, {
      x2: required,
      axisa: -1,
      axisb: -1,
      axisc: -1,
      axis: null,
    });
    const vectors = (operand: Tensor, axis: number): { parts: Tensor[]; count: number } => {
      const moved = moveaxis(operand, read.axis ?? axis, -1);
      const count = moved.shape[moved.shape.length - 1]!;
      if (count !== 2 && count !== 3)
        throw new ShapeError({ where, expected: 'vectors of two or three numbers', received: { x: operand } });
      return { parts: numbersFrom(count, (i) => i).map((i) => take(moved, i, { axis: -1 })), count };
    };
    const [left, right] = pairOf(where, x1, read.x2);
    const [a, b] = [vectors(left, read.axisa), vectors(right, read.axisb)];
    const term = (i: number, j: number): Tensor | undefined => {
      const [left, right] = [a.parts[i], b.parts[j]];
      return left === undefined || right === undefined ? undefined : multiply(left, right);
    };
    const minus = (left: Tensor | undefined, right: Tensor | undefined): Tensor => {
      if (left === undefined) return negative(right!);
      return right === undefined ? left : subtract(left, right);
    };
    const last = minus(term(0, 1), term(1, 0));
    if (a.count === 2 && b.count === 2) return last as unknown as ResultOf<A, B>;
    const rows = stack([minus(term(1, 2), term(2, 1)), minus(term(2, 0), term(0, 2)), last], { axis: -1 });
    return moveaxis(rows, -1, read.axis ?? read.axisc) as unknown as ResultOf<A, B>;
  });
}

/**
 * The distances of all points of the first from all of the second: `[…, p, d]` and `[…, r, d]` give `[…, p, r]`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.cdist([[0, 0]], [[3, 4], [0, 1]]) // → array([[5., 1.]], dtype=float32)
 */
export function cdist<A extends Operand, B extends Operand>(
  x: A,
  ...given: [y: B, options?: Readonly<Record<never, never>> | undefined] | [options: { readonly y: B }]
): ResultOf<A, B> {
  const where = 'ops.cdist';
  return within(where, () => {
    const { y } = readArguments<{ readonly y: Operand }>(where, ['y'], given, { y: required });
    const [a, b] = asFloatings(where, x, y);
    if (a.shape.length < 2 || b.shape.length < 2 || a.shape[a.shape.length - 1] !== b.shape[b.shape.length - 1]) {
      throw new ShapeError({ where, expected: 'points of one dimension, one a row', received: { x: a, y: b } });
    }
    return sqrt(sum(square(subtract(expandDims(a, -2), expandDims(b, -3))), { axis: -1 })) as unknown as ResultOf<A, B>;
  });
}

/** How much of a correlation is given: where both overlap wholly, as much as the longer one, or everything. */
export type CorrelationMode = 'valid' | 'same' | 'full';

/**
 * The correlation of two vectors: `Σₙ x1[n + k] · x2[n]`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.correlate([1, 2, 3], [1, 1]) // → array([3., 5.], dtype=float32)
 */
export function correlate<A extends Operand, B extends Operand>(
  x1: A,
  ...given:
    | [x2: B, options?: { readonly mode?: CorrelationMode | undefined } | undefined]
    | [options: { readonly x2: B; readonly mode?: CorrelationMode | undefined }]
): ResultOf<A, B> {
  const where = 'ops.correlate';
  return within(where, () => {
    const read = readArguments<{ readonly x2: Operand; readonly mode: CorrelationMode }>(where, ['x2'], given, {
      x2: required,
      mode: 'valid',
    });
    const operands = pairOf(where, x1, read.x2);
    const dtype = floatingDType(promoteDTypes(where, operands[0].dtype, operands[1].dtype));
    const [a, b] = operands.map((each) => castTo(each, dtype)) as [Tensor, Tensor];
    if (!['valid', 'same', 'full'].includes(read.mode)) {
      throw new ValueError({
        where,
        expected: '`mode` to be "valid", "same" or "full"',
        received: { mode: read.mode },
      });
    }
    if (a.shape.length !== 1 || b.shape.length !== 1)
      throw new ShapeError({ where, expected: 'two vectors', received: { x1: a, x2: b } });
    const [m, n] = [knownLength(where, a, 0), knownLength(where, b, 0)];
    if (m === 0 || n === 0)
      throw new ShapeError({ where, expected: 'vectors that are not empty', received: { x1: a, x2: b } });
    const [long, short] = m >= n ? [a, b] : [b, a];
    const [length, width] = [Math.max(m, n), Math.min(m, n)];
    // What goes beyond an end meets zeros.
    const before = read.mode === 'valid' ? 0 : read.mode === 'full' ? width - 1 : Math.floor(width / 2);
    const count = read.mode === 'valid' ? length - width + 1 : read.mode === 'same' ? length : length + width - 1;
    const places = numbersFrom(count, (i) => numbersFrom(width, (j) => i + j - before));
    const isInside = places.map((row) => row.map((place) => Number(place >= 0 && place < length)));
    const held = places.map((row) => row.map((place) => Math.min(length - 1, Math.max(0, place))));
    const windows = choose(castTo(isInside, 'bool'), take(long, held, { axis: 0 }), castTo(0, dtype));
    const result = sum(multiply(windows, short), { axis: 1 });
    return (m >= n ? result : flip(result)) as unknown as ResultOf<A, B>;
  });
}
