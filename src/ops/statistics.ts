/** What is in the middle of numbers, and how far they spread. */
import { unknownNameError, ValueError } from '../errors/index.js';
import { isHalf, Tensor } from '../tensor/index.js';
import { specOf, valueInScope } from './apply.js';
import { readArguments, required, type AxesLike } from './arguments.js';
import { add, ceil, divide, floor, maximum, minimum, multiply, round, sqrt, subtract } from './arithmetic.js';
import { type Axes, resolveAxes } from './axes.js';
import { castTo, inFloat32 } from './casting.js';
import { equal, isinf, isnan, notEqual, where as choose } from './comparison.js';
import { max, min } from './extremes.js';
import { take, takeAlongAxis } from './gathering.js';
import { asFloating, asFloatings, asOperand, isKnown } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { sort } from './ordering.js';
import { moveaxis } from './rearranging.js';
import { reductionAttributes, type ReductionOptions } from './reduction.js';
import { any, mean, var as variance } from './reductions.js';
import { expandDims, reshapeTo, squeeze } from './reshape.js';
import { broadcastTo, sum } from './summation.js';
import { transpose } from './transpose.js';
import { within } from './naming.js';

/** How a quantile between two elements is chosen. */
export type QuantileMethod = 'linear' | 'lower' | 'higher' | 'nearest' | 'midpoint';

const methods: Readonly<Record<QuantileMethod, (place: Tensor) => Tensor>> = {
  linear: (place) => place,
  lower: (place) => floor(place),
  higher: (place) => ceil(place),
  nearest: (place) => round(place),
  midpoint: (place) => multiply(add(floor(place), ceil(place)), 0.5),
};

/** What `quantile` may be told. */
export interface QuantileOptions extends ReductionOptions {
  readonly method?: QuantileMethod | undefined;
}

export interface ReadQuantile {
  readonly q: Operand;
  readonly axis: Axes;
  readonly method: QuantileMethod;
  readonly keepdims: boolean;
}

/** The arguments of a quantile besides the array. */
export type QuantileArguments =
  [q: Operand, options?: QuantileOptions | undefined] | [options: QuantileOptions & { readonly q: Operand }];

/** Reads them. */
export function readQuantile(where: string, given: readonly unknown[]): ReadQuantile {
  const read = readArguments<ReadQuantile>(where, ['q'], given, {
    q: required,
    axis: null,
    method: 'linear',
    keepdims: false,
  });
  if (Object.hasOwn(methods, read.method)) return read;
  throw unknownNameError(where, 'method', String(read.method), Object.keys(methods));
}

/** The elements with the reduced axes as one at the end, and the shape that the result keeps. */
function rowsOf(
  where: string,
  x: Tensor,
  axis: Axes,
): { readonly rows: Tensor; readonly kept: number[]; readonly ones: number[] } {
  const axes = resolveAxes(where, axis, x.shape.length);
  const others = [...x.shape.keys()].filter((each) => !axes.includes(each));
  const open = (length: number | null | undefined): number => length ?? -1;
  const kept = others.map((each) => open(x.shape[each]));
  const ones = x.shape.map((length, each) => (axes.includes(each) ? 1 : open(length)));
  const moved = transpose(x, [...others, ...axes]);
  const lengths = axes.map((each) => x.shape[each] as number | null);
  if (!isKnown(lengths)) throw new ValueError({ where, expected: 'axes of known lengths', received: { x, axis } });
  const count = (lengths as number[]).reduce((product, length) => product * length, 1);
  if (count === 0) throw new ValueError({ where, expected: 'one element or more to choose from', received: { x } });
  return { rows: reshapeTo(moved, [...kept, count]), kept, ones };
}

/** What lies at places between elements, as `at` finds these; `places` may have an axis for several quantiles, the last one. */
function betweenPlaces(places: Tensor, method: QuantileMethod, at: (places: Tensor) => Tensor): Tensor {
  const chosen = methods[method](places);
  const lower = floor(chosen);
  const share = subtract(chosen, lower);
  const [below, above] = [lower, ceil(chosen)].map((each) => at(castTo(each, 'int32'))) as [Tensor, Tensor];
  const [distance, part] = [subtract(above, below), castTo(share, below.dtype)];
  // Next to an infinity, of which no distance is a part.
  const weighed = add(multiply(below, subtract(1, part)), multiply(above, part));
  const between = choose(isinf(distance), weighed, add(below, multiply(distance, part)));
  return choose(equal(below, above), below, between);
}

/** The quantiles of sorted rows, along a last axis if there are several. */
function ofAll(sorted: Tensor, quantiles: Tensor, method: QuantileMethod): Tensor {
  const axis = sorted.shape.length - 1;
  const found = betweenPlaces(multiply(quantiles, sorted.shape[axis]! - 1), method, (at) => take(sorted, at, { axis }));
  // A NaN is the last of all, and makes the result one.
  const isNone: Tensor = any(isnan(sorted), { axis: -1 });
  return choose(quantiles.shape.length === 0 ? isNone : expandDims(isNone, -1), NaN, found);
}

/** The same of the elements that are numbers, which stand before the others: of each row another number of them. */
function ofNumbers(sorted: Tensor, quantiles: Tensor, method: QuantileMethod): Tensor {
  const axis = sorted.shape.length - 1;
  const last: Tensor = subtract(sum(castTo(equal(sorted, sorted), quantiles.dtype), { axis, keepdims: true }), 1);
  const places: Tensor = multiply(maximum(last, 0), reshapeTo(quantiles, [-1]));
  const found = betweenPlaces(places, method, (at) => takeAlongAxis(sorted, at, { axis }));
  return quantiles.shape.length === 0 ? squeeze(found, { axis: -1 }) : found;
}

/** Refuses quantiles outside of the array, as far as they are known; NaN is none of them and gives NaN. */
function checkShares(where: string, q: Tensor, most: number): void {
  const value = valueInScope(q, where);
  if (!(value instanceof Tensor) || !value.data.some((each) => each < 0 || each > most)) return;
  throw new ValueError({ where, expected: `\`q\` to be from 0 to ${most}`, received: { q: value.toArray() } });
}

/** Quantiles, of which q is divided by `divisor`; with `skipsNaN`, of the elements that are numbers. */
export function quantileOf(
  where: string,
  x: Operand,
  { q, axis, method, keepdims }: ReadQuantile,
  { divisor = 1, skipsNaN = false } = {},
): Tensor {
  const own = asFloating(where, x);
  const values = isHalf(own.dtype) ? castTo(own, 'float32') : own;
  const given = asFloating(where, q);
  checkShares(where, given, divisor);
  const quantiles = divide(given, divisor);
  if (quantiles.shape.length > 1)
    throw new ValueError({ where, expected: 'a number or a list of them', received: { q } });
  const { rows, kept, ones } = rowsOf(where, values, axis);
  const between = (skipsNaN ? ofNumbers : ofAll)(sort(rows, { axis: -1 }), quantiles, method);
  const found: Tensor = choose(isnan(quantiles), NaN, between);
  const last = found.shape.length - 1;
  const inFront = quantiles.shape.length === 0 ? found : moveaxis(found, last, 0);
  return castTo(reshapeTo(inFront, [...quantiles.shape, ...(keepdims ? ones : kept)]), own.dtype);
}

/**
 * The value below which a share q of the elements lies, along the given axes or of all; of several q one result each, along a new first axis. Between two
 * elements it is what `method` says: `'linear'`, `'lower'`, `'higher'`, `'nearest'` or `'midpoint'`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.quantile([1, 2, 3, 4], 0.5) // → array(2.5, dtype=float32)
 */
export function quantile<X extends Operand>(x: X, ...given: QuantileArguments): ResultOf<X> {
  const where = 'ops.quantile';
  return within(where, () => quantileOf(where, x, readQuantile(where, given)) as unknown as ResultOf<X>);
}

/**
 * The value below which q percent of the elements lie: `quantile` of `q / 100`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.percentile([1, 2, 3, 4], 25) // → array(1.75, dtype=float32)
 */
export function percentile<X extends Operand>(x: X, ...given: QuantileArguments): ResultOf<X> {
  const where = 'ops.percentile';
  return within(
    where,
    () => quantileOf(where, x, readQuantile(where, given), { divisor: 100 }) as unknown as ResultOf<X>,
  );
}

/**
 * The element in the middle of all, or along the given axes; of an even number the mean of the two there.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.median([[3, 1], [2, 8]], { axis: 1 }) // → array([2., 5.], dtype=float32)
 */
export function median<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  const where = 'ops.median';
  return within(where, () => {
    const options = reductionAttributes(where, given);
    return quantileOf(where, x, { q: 0.5, method: 'midpoint', ...options }) as unknown as ResultOf<X>;
  });
}

/** What an average may be told. */
export interface AverageOptions {
  readonly axis?: AxesLike | undefined;
  /** How much each element counts: of the shape of x, or for one axis a number for each of its places. */
  readonly weights?: Operand | null | undefined;
}

/**
 * The mean in which elements have weights: `Σ w·x / Σ w`.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.average([1, 2, 3], { weights: [3, 1, 0] }) // → array(1.25, dtype=float32)
 */
export function average<X extends Operand>(x: X, ...given: [options?: AverageOptions | undefined]): ResultOf<X> {
  const where = 'ops.average';
  return within(where, () => {
    const { axis, weights } = readArguments<{ readonly axis: Axes; readonly weights: Operand | null }>(
      where,
      [],
      given,
      {
        axis: null,
        weights: null,
      },
    );
    if (weights === null) return mean(asFloating(where, x), { axis }) as unknown as ResultOf<X>;
    const [values, shares] = asFloatings(where, x, weights);
    const isList = shares.shape.length === 1 && values.shape.length > 1 && typeof axis === 'number';
    const [place] = isList ? resolveAxes(where, axis, values.shape.length) : [0];
    const spread = isList
      ? reshapeTo(
          shares,
          values.shape.map((_, each) => (each === place ? -1 : 1)),
        )
      : shares;
    const whole = isKnown(values.shape) ? broadcastTo(spread, values.shape) : spread;
    return inFloat32(values, (each) => {
      const wide = castTo(whole, specOf(each, where).dtype);
      return divide(sum(multiply<Operand, Operand>(each, wide), { axis }), sum(wide, { axis }));
    }) as unknown as ResultOf<X>;
  });
}

/**
 * The largest element minus the smallest one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.ptp([3, 8, 5]) // → array(5., dtype=float32)
 */
export function ptp<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return within('ops.ptp', () => {
    const options = reductionAttributes('ops.ptp', given);
    const values = asOperand('ops.ptp', x);
    return subtract(max(values, options), min(values, options)) as unknown as ResultOf<X>;
  });
}

/**
 * How many elements are not 0, along the given axes or of all.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.countNonzero([[1, 0], [2, 3]], { axis: 1 }) // → array([1, 2], dtype=int32)
 */
export function countNonzero<X extends Operand>(
  x: X,
  ...given: [options?: { readonly axis?: AxesLike | undefined } | undefined]
): ResultOf<X> {
  return within('ops.countNonzero', () => {
    const { axis } = readArguments<{ readonly axis: Axes }>('ops.countNonzero', [], given, { axis: null });
    return sum(castTo(notEqual(asOperand('ops.countNonzero', x), 0), 'int32'), { axis }) as unknown as ResultOf<X>;
  });
}

/** What `moments` may be told. */
export interface MomentsOptions {
  readonly keepdims?: boolean | undefined;
  /** As in Keras: on one machine every batch is whole. */
  readonly synchronized?: boolean | undefined;
}

/**
 * The mean and the variance along the given axes.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.moments([[1, 3], [5, 5]], 1) // → [ array([2., 5.], dtype=float32), array([1., 0.], dtype=float32) ]
 */
export function moments<X extends Operand>(
  x: X,
  ...given:
    [axes: AxesLike, options?: MomentsOptions | undefined] | [options: MomentsOptions & { readonly axes: AxesLike }]
): [mean: ResultOf<X>, variance: ResultOf<X>] {
  const where = 'ops.moments';
  return within(where, () => {
    type Arguments = { readonly axes: Axes; readonly keepdims: boolean; readonly synchronized: boolean };
    const { axes, keepdims } = readArguments<Arguments>(where, ['axes'], given, {
      axes: required,
      keepdims: false,
      synchronized: false,
    });
    const values = asFloating(where, x);
    const options = { axis: axes, keepdims };
    return [mean(values, options), variance(values, options)] as unknown as [ResultOf<X>, ResultOf<X>];
  });
}

/**
 * The correlations of the rows of a matrix, each a variable with its observations.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.corrcoef([[1, 2, 3], [6, 4, 2]])
 * // → array([[ 1., -1.],
 * //          [-1.,  1.]], dtype=float32)
 */
export function corrcoef<X extends Operand>(
  x: X,
  ...given: [options?: Readonly<Record<never, never>> | undefined]
): ResultOf<X> {
  const where = 'ops.corrcoef';
  return within(where, () => {
    readArguments(where, [], given, {});
    const values = asFloating(where, x);
    const rows = values.shape.length < 2 ? reshapeTo(values, [1, -1]) : values;
    const held = inFloat32(rows, (each) => {
      const distances = subtract(each as Tensor, mean(each as Tensor, { axis: -1, keepdims: true }));
      const products = sum(multiply(expandDims(distances, -2), expandDims(distances, -3)), { axis: -1 });
      const lengths = sum(multiply(distances, distances), { axis: -1 });
      const norm = multiply(expandDims(lengths, -1), expandDims(lengths, -2));
      return maximum(minimum(divide(products, sqrt(norm)), 1), -1);
    });
    return (values.shape.length < 2 ? reshapeTo(held, []) : held) as unknown as ResultOf<X>;
  });
}
