/** Products of matrices, of stacks of them, and of vectors. */
import { ShapeError } from '../errors/index.js';
import { isMultipliedInParts, matmul as multiplyMatrices } from '../kernel/product/matmul.js';
import { planMatmul } from '../kernel/product/matmul-plan.js';
import { allocate, castData, promoteDTypes, sizeOf } from '../tensor/index.js';
import type { DType, Shape, SymbolicShape, Tensor, TypedArray } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply, specOf } from './apply.js';
import { secondOperand } from './arguments.js';
import { multiply } from './arithmetic.js';
import { broadcastShapes, spreadElements } from './broadcasting.js';
import { cast } from './casting.js';
import { oneRun } from './lowering.js';
import { defineOperation, type ConcreteSpec, type Operand, type ResultOf, type TensorSpec } from './operation.js';
import { expandDims, reshape, squeeze } from './reshape.js';
import { sumTo } from './summation.js';
import { transpose } from './transpose.js';
import { within } from './naming.js';

interface MatmulAttributes {
  /** Whether the last two axes of an operand are exchanged before the multiplication. */
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const where = 'ops.matmul';

const batchOf = <S extends SymbolicShape>(shape: S): S => shape.slice(0, -2) as SymbolicShape as S;

/** The numbers of rows and columns as they enter the multiplication. */
function sidesOf<S extends SymbolicShape>(shape: S, isTransposed: boolean): [rows: S[number], columns: S[number]] {
  const [rows, columns]: S[number][] = shape.slice(-2);
  return isTransposed ? [columns!, rows!] : [rows!, columns!];
}

/** A product of two matrices or stacks of matrices; an optional third input is a vector that is added to every row. */
const matmulOperation = /* @__PURE__ */ defineOperation<MatmulAttributes, 'one', '2 or 3'>({
  name: 'matmul',
  inferShape([a, b, bias], { transposeA, transposeB }) {
    const [m, depth] = sidesOf(a.shape, transposeA);
    const [otherDepth, n] = sidesOf(b.shape, transposeB);
    checkLengths(a, b, depth === otherDepth || depth === null || otherDepth === null);
    const batch = broadcastShapes(where, [a, b], batchOf);
    const dtype = promoteDTypes(where, a.dtype, b.dtype);
    checkBias(bias, n, dtype);
    return { shape: [...batch, m, n], dtype };
  },
  compute([a, b, bias], { transposeA, transposeB }, { shape, dtype }) {
    // Products of truth values are summed as integers, and become truth values at the end.
    const computing = dtype === 'bool' ? 'int32' : dtype;
    const out = allocate(computing as 'float32', sizeOf(shape), where);
    const [k, n] = sidesOf(b.shape, transposeB);
    // A stack of matrices on the left of a single one is multiplied as one tall matrix.
    const isTall = b.rank === 2 && !transposeA;
    const batch = isTall ? [] : batchOf(shape);
    const m = isTall ? sizeOf(shape.slice(0, -1)) : shape[shape.length - 2]!;
    const left = isTall ? elements(a, a.shape, computing) : stackElements(a, batch, computing);
    const right = stackElements(b, batch, computing);
    const stepOf = ({ length }: TypedArray, size: number): number => (length === size ? 0 : size);
    const steps = { count: sizeOf(batch), a: stepOf(left, m * k), b: stepOf(right, k * n) };
    const sides = { m, n, k, transposeA, transposeB, batch: batch.length > 0 ? steps : undefined };
    return castData(where, multiplyMatrices<TypedArray>(left, right, out, sides, bias?.data), computing, dtype);
  },
  lower([a, b, bias], { transposeA, transposeB }, [output]) {
    const { shape, dtype } = output;
    const [k, n] = sidesOf(b.shape, transposeB);
    const length = sizeOf(shape);
    if (dtype !== 'float32' || k === 0 || length === 0) return undefined;
    const isTall = b.shape.length === 2 && !transposeA;
    const batch = isTall ? [] : batchOf(shape);
    const m = isTall ? sizeOf(shape.slice(0, -1)) : shape[shape.length - 2]!;
    const count = sizeOf(batch);
    /** How many elements lie between successive matrices of an operand; undefined if matrices would have to be repeated. */
    const stepOf = ({ shape }: ConcreteSpec, size: number): number | undefined =>
      sizeOf(shape) === size ? 0 : sizeOf(shape) === size * count ? size : undefined;
    const [left, right] = [stepOf(a, m * k), stepOf(b, k * n)];
    if (left === undefined || right === undefined) return undefined;
    const steps = batch.length > 0 ? { count, a: left, b: right } : undefined;
    const sides = { m, n, k, transposeA, transposeB, batch: steps };
    if (isMultipliedInParts(sides)) return undefined;
    const hasBias = bias !== undefined;
    return oneRun(planMatmul({ ...sides, hasBias }), hasBias ? 3 : 2);
  },
  gradient({ inputs: [a, b, bias], attributes, wanted }, [dy]) {
    return [
      wanted[0] ? likeInput(a, leftGradient(b, dy, attributes)) : null,
      wanted[1] ? likeInput(b, rightGradient(a, b, dy, attributes)) : null,
      wanted[2] ? sumTo(dy, bias!.shape) : null,
    ];
  },
});

function checkLengths(a: TensorSpec, b: TensorSpec, areEqual: boolean): void {
  if (areEqual) return;
  throw new ShapeError({
    where,
    expected: 'as many columns on the left as rows on the right',
    received: { a, b },
  });
}

function checkBias(bias: TensorSpec | undefined, n: number | null, dtype: DType): void {
  if (bias === undefined || (bias.shape.length === 1 && (bias.shape[0] === n || n === null) && bias.dtype === dtype))
    return;
  throw new ShapeError({ where, expected: `a bias of shape [${n}] and dtype ${dtype}`, received: { bias } });
}

const elements = (x: Tensor, shape: Shape, dtype: DType): TypedArray =>
  castData(where, spreadElements(x, shape), x.dtype, dtype) as TypedArray;

/** The matrices of a stack, one for each place in `batch`, or a single one for all. */
function stackElements(x: Tensor, batch: Shape, dtype: DType): TypedArray {
  const isShared = sizeOf(batchOf(x.shape)) === 1;
  return elements(x, isShared ? x.shape : [...batch, ...x.shape.slice(-2)], dtype);
}

const likeInput = ({ shape, dtype }: Tensor, gradient: Tensor): Tensor => cast(sumTo(gradient, shape), dtype);

function leftGradient(b: Tensor, dy: Tensor, { transposeA, transposeB }: MatmulAttributes): Tensor {
  return transposeA
    ? multiplyStacks(b, dy, { transposeA: transposeB, transposeB: true })
    : multiplyStacks(dy, b, { transposeA: false, transposeB: !transposeB });
}

function rightGradient(a: Tensor, b: Tensor, dy: Tensor, { transposeA, transposeB }: MatmulAttributes): Tensor {
  const isTall = b.rank === 2 && a.rank > 2 && !transposeA;
  const flat = (x: Tensor): Tensor =>
    isTall ? reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape[x.shape.length - 1]!]) : x;
  const [left, upstream] = [flat(a), flat(dy)];
  return transposeB
    ? multiplyStacks(upstream, left, { transposeA: true, transposeB: transposeA })
    : multiplyStacks(left, upstream, { transposeA: !transposeA, transposeB: false });
}

const multiplyStacks = (a: Tensor, b: Tensor, attributes: MatmulAttributes): Tensor =>
  apply(matmulOperation, [a, b], attributes);

const plain: MatmulAttributes = { transposeA: false, transposeB: false };

/** `x · kernel + bias` of a layer; the kernel adds the bias in the same pass. */
export function affine<X extends Operand>(x: X, kernel: Operand, bias: Operand | null): ResultOf<X> {
  return apply(matmulOperation, bias === null ? [x, kernel] : [x, kernel, bias], plain);
}

/**
 * The matrix product. Axes before the last two are stacks of matrices, which broadcast; a vector on the left is a row, on the right a
 * column, and the result lacks its axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.matmul([[1, 2], [3, 4]], [[5], [6]])
 * // → array([[17.],
 * //          [39.]], dtype=float32)
 * ops.matmul([1, 2], [3, 4]) // → array(11., dtype=float32)
 */
export function matmul<A extends Operand, B extends Operand>(a: A, second: B | { readonly x2: B }): ResultOf<A, B> {
  if (arguments.length > 2) checkArgumentCount('ops.matmul', arguments, 2);
  const b = secondOperand('ops.matmul', second);
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA > 1 && rankB > 1) return apply(matmulOperation, [a, b], plain);
  if (rankA === 0 || rankB === 0) {
    throw new ShapeError({ where, expected: 'vectors, matrices or stacks of matrices', received: { a, b } });
  }
  const left: Operand = rankA === 1 ? expandDims<Operand>(a, 0) : a;
  const right: Operand = rankB === 1 ? expandDims<Operand>(b, 1) : b;
  const product = apply<Tensor, MatmulAttributes>(matmulOperation, [left, right], plain);
  const added = [...(rankA === 1 ? [-2] : []), ...(rankB === 1 ? [-1] : [])];
  return squeeze(product, { axis: added }) as ResultOf<A, B>;
}

const rankOf = (x: Operand, place = where): number => specOf(x, place).shape.length;

/**
 * The sum of products over the last axis of a and the last but one of b (or the only one, if b is a vector). A scalar is multiplied.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.dot([1, 2, 3], [4, 5, 6]) // → array(32., dtype=float32)
 * ops.dot(ops.ones([2, 3]), ops.ones([4, 3, 5])).shape // → [ 2, 4, 5 ]
 */
export function dot<A extends Operand, B extends Operand>(a: A, second: B | { readonly x2: B }): ResultOf<A, B> {
  if (arguments.length > 2) checkArgumentCount('ops.dot', arguments, 2);
  return within('ops.dot', () => {
    const b = secondOperand('ops.dot', second);
    const [rankA, rankB] = [rankOf(a, 'ops.dot'), rankOf(b, 'ops.dot')];
    if (rankA === 0 || rankB === 0) return multiply(a, b) as ResultOf<A, B>;
    if (rankB < 3) return matmul(a, b);
    const shape = specOf(b, where).shape as Shape;
    const order = [rankB - 2, ...shape.keys()].filter((axis, place) => place === 0 || axis !== rankB - 2);
    const columns = shape[shape.length - 1]!;
    // `reshape` can infer one length, -1. It cannot if another length is 0, so the number of columns is computed; only where that is
    // impossible, because a length is unknown, it is inferred.
    const columnCount = (shape as SymbolicShape).includes(null) ? -1 : sizeOf(batchOf(shape)) * columns;
    const sides = [shape[shape.length - 2]!, columnCount];
    const right = reshape(transpose<Operand>(b, { axes: order }), sides);
    const rows = specOf(a, where).shape.slice(0, -1) as Shape;
    return reshape(matmul<Operand, Operand>(a, right), [...rows, ...batchOf(shape), columns]) as ResultOf<A, B>;
  });
}
