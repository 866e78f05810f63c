/** The largest elements, places in sorted lists, counts and sets. */
import { ShapeError, ValueError } from '../errors/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { asTensor, allocate, castData, type DType, isFloating, sizeOf, Tensor } from '../tensor/index.js';
import { apply } from './apply.js';
import { integersOf, numberOf, readArguments, required, type Scalar, type Scalars } from './arguments.js';
import { negative } from './arithmetic.js';
import { resolveAxis } from './axes.js';
import { castTo } from './casting.js';
import { equal, greater, isnan, logicalNot, where as choose, where } from './comparison.js';
import { sumAt, take, takeAlongAxis } from './gathering.js';
import { asOperand, isKnown, known } from './operand.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from './operation.js';
import { argsort } from './ordering.js';
import { any } from './reductions.js';
import { expandDims, ravel, reshapeTo } from './reshape.js';
import { sum } from './summation.js';
import { within } from './naming.js';

/** What `topK` may be told. */
export interface TopKOptions {
  /** Whether the largest come first, as they do here in any case. */
  readonly sorted?: boolean | undefined;
}

interface Count {
  readonly k: Scalar;
}

function countOf(where: string, given: Scalar, most: number): number {
  const k = numberOf(where, 'k', given);
  if (Number.isInteger(k) && k >= 0 && k <= most) return k;
  throw new ValueError({ where, expected: `\`k\` to be an integer from 0 to ${most}`, received: { k } });
}

/**
 * The k largest elements along the last axis, the largest first, and their places; of equal ones those that come first.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.topK([1, 5, 3, 5], 2) // → [ array([5., 5.], dtype=float32), array([1, 3], dtype=int32) ]
 */
export function topK<X extends Operand>(
  x: X,
  ...given: [k: Scalar, options?: TopKOptions | undefined] | [options: TopKOptions & { readonly k: Scalar }]
): [values: ResultOf<X>, places: ResultOf<X>] {
  const where = 'ops.topK';
  return within(where, () => {
    const { k } = readArguments<Count & { readonly sorted: boolean }>(where, ['k'], given, {
      k: required,
      sorted: true,
    });
    const values = asOperand(where, x);
    const axis = resolveAxis(where, -1, values.shape.length);
    const length = values.shape[axis] as number | null;
    const count = countOf(where, k, length ?? Infinity);
    const first = Array.from({ length: count }, (_, i) => i);
    const places = take(descending(values, axis), first, { axis });
    return [takeAlongAxis(values, places, { axis }), places] as unknown as [ResultOf<X>, ResultOf<X>];
  });
}

/** The places of the elements along an axis in descending order, equal ones in theirs. */
function descending(values: Tensor, axis: number): Tensor {
  if (isFloating(values.dtype)) return argsort(negative(values), { axis });
  return argsort(negative(castTo(values, 'float64')), { axis });
}

/**
 * Whether each target class is among the k largest predictions of its row: whether fewer than k of them are larger. A prediction that is no finite number is
 * not.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.inTopK([1, 0], [[0.1, 0.6, 0.3], [0.1, 0.6, 0.3]], 1) // → array([ True, False])
 */
export function inTopK<T extends Operand, P extends Operand>(
  targets: T,
  ...given:
    | [predictions: P, k: Scalar, options?: Readonly<Record<never, never>> | undefined]
    | [predictions: P, options: { readonly k: Scalar }]
    | [options: { readonly predictions: P; readonly k: Scalar }]
): ResultOf<T, P> {
  const where = 'ops.inTopK';
  return within(where, () => {
    const read = readArguments<Count & { readonly predictions: Operand }>(where, ['predictions', 'k'], given, {
      predictions: required,
      k: required,
    });
    const predictions = asOperand(where, read.predictions);
    const k = countOf(where, read.k, Infinity);
    const labels = castTo(asOperand(where, targets), 'int32');
    const found = takeAlongAxis(predictions, expandDims(labels, -1), { axis: -1 });
    // NaN is a prediction of nothing.
    const own = choose(isnan(found), -Infinity, found);
    const larger = sum(castTo(greater(predictions, own), 'int32'), { axis: -1 });
    return greater(k, larger) as unknown as ResultOf<T, P>;
  });
}

/**
 * The places along an axis in an order in which the k-th smallest element is at place k, with none larger before it: here all of them in order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.argpartition([3, 1, 2], 1) // → array([1, 2, 0], dtype=int32)
 */
export function argpartition<X extends Operand>(
  x: X,
  ...given:
    | [kth: Scalar, options?: { readonly axis?: Scalar | null | undefined } | undefined]
    | [options: { readonly kth: Scalar; readonly axis?: Scalar | null | undefined }]
): ResultOf<X> {
  const where = 'ops.argpartition';
  return within(where, () => {
    type Read = { readonly kth: Scalar; readonly axis: number | null };
    const { kth, axis } = readArguments<Read>(where, ['kth'], given, { kth: required, axis: -1 });
    const place = numberOf(where, 'kth', kth);
    const { shape } = asOperand(where, x);
    const known = axis === null ? shape : [shape[resolveAxis(where, axis, shape.length)]!];
    const length = isKnown(known) ? sizeOf(known) : Infinity;
    if (!Number.isInteger(place) || place < -length || place >= length) {
      const expected = Number.isFinite(length) ? `\`kth\` to be an integer from ${-length} to ${length - 1}` : '`kth` to be an integer'; // prettier-ignore
      throw new ValueError({ where, expected, received: { kth } });
    }
    return argsort(x, { axis });
  });
}

interface SearchAttributes {
  readonly side: 'left' | 'right';
}

const searchOperation: Operation<SearchAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  SearchAttributes,
  'one',
  2
>({
  name: 'searchsorted',
  inferShape([list, values]) {
    if (list.shape.length === 1) return { shape: values.shape, dtype: 'int32' };
    throw new ShapeError({
      where: 'ops.searchsorted',
      expected: 'a sorted list of one axis',
      received: { sortedSequence: list },
    });
  },
  compute([list, values], { side }) {
    const places = allocate('int32', values.size);
    for (let i = 0; i < places.length; i++) {
      let [low, high] = [0, list.size];
      while (low < high) {
        const middle = (low + high) >> 1;
        const [there, value] = [list.data[middle]!, values.data[i]!];
        // A NaN is the last of all.
        const isBefore = side === 'left' ? there < value || (Number.isNaN(value) && !Number.isNaN(there)) : !(there > value) && !(Number.isNaN(there) && !Number.isNaN(value)); // prettier-ignore
        if (isBefore) low = middle + 1;
        else high = middle;
      }
      places[i] = low;
    }
    return places;
  },
});

/** On which side of equal elements a place is. */
export interface SearchOptions {
  readonly side?: 'left' | 'right' | undefined;
}

/**
 * Where values belong in a sorted list: how many of its elements are smaller (`side: 'left'`), or not larger (`'right'`).
 *
 * @example
 * import { ops } from 'hillock';
 * ops.searchsorted([1, 3, 5], [0, 3, 9]) // → array([0, 1, 3], dtype=int32)
 */
export function searchsorted<S extends Operand, V extends Operand>(
  sortedSequence: S,
  ...given: [values: V, options?: SearchOptions | undefined] | [options: SearchOptions & { readonly values: V }]
): ResultOf<S, V> {
  const where = 'ops.searchsorted';
  type Read = { readonly values: Operand; readonly side: 'left' | 'right' };
  const { values, side } = readArguments<Read>(where, ['values'], given, { values: required, side: 'left' });
  if ((side as string) !== 'left' && (side as string) !== 'right') {
    throw new ValueError({ where, expected: '`side` to be "left" or "right"', received: { side } });
  }
  return apply(searchOperation, [sortedSequence, values], { side });
}

/**
 * The interval between ascending `bins` in which each element lies: 0 below the first, i from `bins[i - 1]` on.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.digitize([0.5, 1, 9], [1, 2]) // → array([0, 1, 2], dtype=int32)
 */
export function digitize<X extends Operand, B extends Operand>(
  x: X,
  ...given: [bins: B, options?: Readonly<Record<never, never>> | undefined] | [options: { readonly bins: B }]
): ResultOf<X, B> {
  return within('ops.digitize', () => {
    const { bins } = readArguments<{ readonly bins: Operand }>('ops.digitize', ['bins'], given, { bins: required });
    return apply(searchOperation, [bins, x], { side: 'right' });
  });
}

/** What `bincount` may be told. */
export interface BincountOptions {
  /** What each element counts; 1 by default. */
  readonly weights?: Operand | null | undefined;
  /** The least number of counts. */
  readonly minlength?: Scalar | undefined;
  /** Whether Keras stores the result as a sparse tensor; here all elements are stored either way. */
  readonly sparse?: boolean | undefined;
}

/**
 * How often each number occurs among integers from 0 on; of a matrix in each row.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * ops.bincount(tensor([1, 1, 3], { dtype: 'int32' })) // → array([0, 2, 0, 1], dtype=int32)
 */
export function bincount<X extends Operand>(x: X, ...given: [options?: BincountOptions | undefined]): ResultOf<X> {
  return within('ops.bincount', () => {
    const where_ = 'ops.bincount';
    type Read = { readonly weights: Operand | null; readonly minlength: number; readonly sparse: boolean };
    const { weights, minlength } = readArguments<Read>(where_, [], given, {
      weights: null,
      minlength: 0,
      sparse: false,
    });
    if (!Number.isInteger(minlength) || minlength < 0)
      throw new ValueError({ where: where_, expected: '`minlength` to be an integer ≥ 0', received: { minlength } });
    // A list of plain numbers is of integers here.
    const values = known(where_, Array.isArray(x) ? asTensor(x, 'int32', where_) : x);
    if (isFloating(values.dtype) || (values.shape.length !== 1 && values.shape.length !== 2)) {
      throw new ValueError({ where: where_, expected: 'a list or a matrix of integers', received: { x: values } });
    }
    const numbers = integersOf(where_, 'x', values);
    if (numbers.some((each) => each < 0)) {
      throw new ValueError({ where: where_, expected: 'integers from 0 on', received: { x: values } });
    }
    const length = numbers.reduce((most, each) => Math.max(most, each + 1), minlength);
    const rows = values.shape.length === 2 ? values.shape[0]! : 1;
    const columns = values.size / Math.max(1, rows);
    const places = Int32Array.from(numbers, (each, i) => each + Math.floor(i / Math.max(1, columns)) * length);
    const counted =
      weights === null
        ? new Tensor(new Int32Array(values.size).fill(1), [values.size], 'int32')
        : ravel(asOperand(where_, weights));
    const counts = sumAt(counted, new Tensor(places, [values.size], 'int32'), { axis: 0, shape: [rows * length] });
    return reshapeTo(counts, values.shape.length === 2 ? [rows, length] : [length]) as unknown as ResultOf<X>;
  });
}

/** What `histogram` may be told. */
export interface HistogramOptions {
  /** How many intervals of equal length; 10 by default. */
  readonly bins?: Scalar | undefined;
  /** Where they begin and end; by default at the least and the largest element. */
  readonly range?: readonly [number, number] | null | undefined;
}

/**
 * How many elements lie in each of some intervals of equal length, and where those begin and end. The last one has its end, too.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.histogram([0, 1, 2, 4], { bins: 2 }) // → [ array([2., 2.], dtype=float32), array([0., 2., 4.], dtype=float32) ]
 */
export function histogram(
  x: Operand,
  ...given: [options?: HistogramOptions | undefined]
): [counts: Tensor, edges: Tensor] {
  return within('ops.histogram', () => {
    const where_ = 'ops.histogram';
    type Read = { readonly bins: number; readonly range: readonly [number, number] | null };
    const read = readArguments<Read>(where_, [], given, { bins: 10, range: null });
    const [bins, range] = [numberOf(where_, 'bins', read.bins), read.range];
    if (!Number.isInteger(bins) || bins < 1) {
      throw new ValueError({ where: where_, expected: '`bins` to be an integer from 1 on', received: { bins } });
    }
    const values = known(where_, x);
    const numbers = Array.from(values.data);
    let [low, high] = range ?? [Math.min(...extremes(numbers)), Math.max(...extremes(numbers))];
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
      throw new ValueError({
        where: where_,
        expected: 'finite ends of the range in ascending order',
        received: { range: [low, high] },
      });
    }
    if (low === high) [low, high] = [low - 0.5, high + 0.5];
    const dtype: DType = isFloating(values.dtype) ? values.dtype : 'float32';
    const wide = allocate('float64', bins + 1, where_);
    for (let i = 0; i <= bins; i++) wide[i] = i === bins ? high : low + ((high - low) * i) / bins;
    const edges = castData(where_, wide, 'float64', dtype);
    const counts = allocate('int32', bins, where_);
    const list = new Tensor(edges, [bins + 1], dtype);
    const places = apply<Tensor, SearchAttributes>(searchOperation, [list, ravel(castTo(values, dtype))], {
      side: 'right',
    });
    places.data.forEach((place: number, i: number) => {
      const value = numbers[i]!;
      if (value === edges[bins]) counts[bins - 1]! += 1;
      else if (place >= 1 && place <= bins) counts[place - 1]! += 1;
    });
    return [castTo(new Tensor(counts, [bins], 'int32'), dtype), list];
  });
}

function extremes(numbers: readonly number[]): readonly [number, number] {
  if (numbers.length === 0) return [0, 1];
  return numbers.reduce<[number, number]>(
    ([a, b], each) => [Math.min(a, each), Math.max(b, each)],
    [Infinity, -Infinity],
  );
}

/**
 * The places of what is not 0, a list of indices for each axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.nonzero([[0, 5], [7, 0]]) // → [ array([0, 1], dtype=int32), array([1, 0], dtype=int32) ]
 */
export function nonzero(x: Operand): Tensor[] {
  checkArgumentCount('ops.nonzero', arguments, 1);
  return within('ops.nonzero', () => where(known('ops.nonzero', x)));
}

/** What `isin` may be told. */
export interface IsinOptions {
  /** Whether it is known that nothing occurs twice, which makes no difference here. */
  readonly assumeUnique?: boolean | undefined;
  /** Whether it is asked what is not among them. */
  readonly invert?: boolean | undefined;
}

/**
 * Whether each element of the first array is among those of the second.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.isin([1, 2, 5], [2, 5]) // → array([False,  True,  True])
 */
export function isin<A extends Operand, B extends Operand>(
  x1: A,
  ...given: [x2: B, options?: IsinOptions | undefined] | [options: IsinOptions & { readonly x2: B }]
): ResultOf<A, B> {
  return within('ops.isin', () => {
    const where_ = 'ops.isin';
    type Read = { readonly x2: Operand; readonly assumeUnique: boolean; readonly invert: boolean };
    const { x2, invert } = readArguments<Read>(where_, ['x2'], given, {
      x2: required,
      assumeUnique: false,
      invert: false,
    });
    const found = any(equal(expandDims(asOperand(where_, x1), -1), ravel(asOperand(where_, x2))), { axis: -1 });
    return (invert ? logicalNot(found) : found) as unknown as ResultOf<A, B>;
  });
}

/**
 * The index along each axis of an array of this shape for places in row-major order; negative ones count from the end.
 *
 * @example
 * import { ops, tensor } from 'hillock';
 * ops.unravelIndex(tensor([5], { dtype: 'int32' }), [2, 3]) // → [ array([1], dtype=int32), array([2], dtype=int32) ]
 */
export function unravelIndex(
  indices: Operand,
  ...given:
    [shape: Scalars, options?: Readonly<Record<never, never>> | undefined] | [options: { readonly shape: Scalars }]
): Tensor[] {
  return within('ops.unravelIndex', () => {
    const where_ = 'ops.unravelIndex';
    const { shape } = readArguments<{ readonly shape: readonly number[] | Tensor }>(where_, ['shape'], given, {
      shape: required,
    });
    const lengths = integersOf(where_, 'shape', shape);
    const places = known(where_, typeof indices === 'object' && !Array.isArray(indices) ? indices : new Tensor(Int32Array.from([indices as number | number[]].flat()), Array.isArray(indices) ? [indices.length] : [], 'int32')); // prettier-ignore
    const size = sizeOf(lengths);
    const numbers = integersOf(where_, 'indices', places).map((each) => {
      if (each < -size || each >= size) throw new ValueError({ where: where_, expected: `places from ${-size} to ${size - 1}`, received: { index: each } }); // prettier-ignore
      return each < 0 ? each + size : each;
    });
    let inner = size;
    return lengths.map((length) => {
      inner /= Math.max(1, length);
      return new Tensor(
        Int32Array.from(numbers, (each) => Math.floor(each / inner) % length),
        places.shape,
        'int32',
      );
    });
  });
}
