/** Elements gathered by the segment that they belong to, and values put at indices. */
import { ShapeError, unknownNameError, ValueError } from '../errors/index.js';
import { allocate, isFloating, type Shape, sizeOf, type Tensor } from '../tensor/index.js';
import { apply } from './apply.js';
import { integersOf, readArguments, required, type ShapeLike, shapeOf, type Scalar } from './arguments.js';
import { add, divide, maximum, minimum, multiply, subtract } from './arithmetic.js';
import { castTo } from './casting.js';
import { withWeakNumbers } from './elementwise.js';
import { equal, greaterEqual, less, logicalAnd, where as choose } from './comparison.js';
import { onesLike } from './creation.js';
import { max } from './extremes.js';
import { sumAt, take } from './gathering.js';
import { asOperand } from './operand.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from './operation.js';
import { reshapeTo } from './reshape.js';
import { within } from './naming.js';

/** What segment operations may be told. */
export interface SegmentOptions {
  /** How many segments there are; by default as many as the ids say. */
  readonly numSegments?: Scalar | null | undefined;
  /** Whether the ids ascend, which makes no difference here. */
  readonly sorted?: boolean | undefined;
}

interface Segments {
  readonly data: Tensor;
  readonly ids: Tensor;
  readonly shape: Shape;
}

type SegmentArguments =
  | [segmentIds: Operand, numSegments?: Scalar | null | undefined, options?: Omit<SegmentOptions, 'numSegments'>]
  | [segmentIds: Operand, options: SegmentOptions]
  | [options: SegmentOptions & { readonly segmentIds: Operand }];

function segmentsOf(where: string, x: Operand, given: readonly unknown[]): Segments {
  type Read = { readonly segmentIds: Operand; readonly numSegments: number | null; readonly sorted: boolean };
  const read = readArguments<Read>(where, ['segmentIds', 'numSegments'], given, {
    segmentIds: required,
    numSegments: null,
    sorted: false,
  });
  const data = asOperand(where, x);
  const given32 = asOperand(where, read.segmentIds);
  const ids = isFloating(given32.dtype) && Array.isArray(read.segmentIds) ? castTo(given32, 'int32') : given32;
  if (isFloating(ids.dtype) || ids.shape.length !== 1) {
    throw new ShapeError({ where, expected: 'segment ids, a list of integers', received: { segmentIds: ids } });
  }
  if (data.shape.length === 0 || data.shape[0] !== ids.shape[0]) {
    throw new ShapeError({ where, expected: 'a segment id for each slice', received: { data, segmentIds: ids } });
  }
  const count = read.numSegments ?? 1 + (ids.size === 0 ? -1 : Number(max(ids).item()));
  if (!Number.isInteger(count) || count < 0) {
    throw new ValueError({ where, expected: 'a number of segments, an integer ≥ 0', received: { numSegments: count } });
  }
  return { data, ids, shape: [count, ...data.shape.slice(1)] };
}

/** Slices whose segment does not exist count for nothing. */
function withinRange({ data, ids, shape }: Segments, nothing: number): { data: Tensor; ids: Tensor } {
  const isInside = logicalAnd(greaterEqual(ids, 0), less(ids, shape[0]!));
  const wide = reshapeTo(isInside, [-1, ...data.shape.slice(1).map(() => 1)]);
  return { data: choose(wide, data, castTo(nothing, data.dtype)), ids: choose(isInside, ids, 0) };
}

/**
 * The sum of the slices of each segment. Slices whose segment does not exist count for nothing.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.segmentSum([1, 2, 3], [0, 0, 1]) // → array([3., 3.], dtype=float32)
 */
export function segmentSum<X extends Operand>(data: X, ...given: SegmentArguments): ResultOf<X> {
  return within('ops.segmentSum', () => {
    const segments = segmentsOf('ops.segmentSum', data, given);
    if (segments.shape[0] === 0) return sumAt(segments.data, segments.ids, { axis: 0, shape: segments.shape }) as unknown as ResultOf<X>; // prettier-ignore
    const kept = withinRange(segments, 0);
    return sumAt(kept.data, kept.ids, { axis: 0, shape: segments.shape }) as unknown as ResultOf<X>;
  });
}

interface SegmentAttributes {
  readonly shape: Shape;
}

/** A reduction of the slices at each index; what nothing is put at keeps `start`. */
function segmentOperation(
  name: 'segmentMax' | 'segmentMin' | 'segmentProd',
  start: (dtype: string) => number,
  combine: (a: number, b: number) => number,
): Operation<SegmentAttributes, 'one', 2> {
  const where = `ops.${name}`;
  return defineOperation<SegmentAttributes, 'one', 2>({
    name,
    inferShape: ([x], { shape }) => ({ shape, dtype: x.dtype }),
    compute([x, ids], _, { shape, dtype }) {
      const target = allocate(dtype as 'float32', sizeOf(shape), where).fill(start(dtype));
      const inner = sizeOf(shape.slice(1));
      // Products of integers keep their low bits.
      const merge = name === 'segmentProd' && !isFloating(dtype) ? Math.imul : combine;
      ids.data.forEach((segment: number, row: number) => {
        if (segment < 0 || segment >= shape[0]!) return;
        for (let i = 0; i < inner; i++) {
          const at = segment * inner + i;
          target[at] = merge(target[at]!, x.data[row * inner + i]!);
        }
      });
      return target;
    },
    gradient({ inputs: [x, ids], outputs: [y], attributes: { shape } }, [dy]) {
      const inside = { data: x, ids, shape };
      const kept = withinRange(inside, 0);
      const spread = (each: Tensor): Tensor => take(each, kept.ids, { axis: 0 });
      if (name === 'segmentProd') {
        const isZero = equal(kept.data, 0);
        const safe = choose(isZero, 1, kept.data);
        const zeros = sumAt(castTo(isZero, x.dtype), kept.ids, { axis: 0, shape });
        const others = apply<Tensor, SegmentAttributes>(operation(name), [safe, ids], { shape });
        const otherZeros = subtract(spread(zeros), castTo(isZero, x.dtype));
        const factor = choose(equal(otherZeros, 0), divide(spread(others), safe), 0);
        return [multiply(spread(dy), masked(inside, factor)), null];
      }
      const isExtreme = masked(inside, castTo(equal(kept.data, spread(y)), x.dtype));
      const count = sumAt(isExtreme, kept.ids, { axis: 0, shape });
      const share = divide(dy, maximum(count, onesLike(count)));
      return [multiply(isExtreme, spread(share)), null];
    },
  });
}

/** 0 where the segment of a slice does not exist. */
function masked({ data, ids, shape }: Segments, values: Tensor): Tensor {
  const isInside = logicalAnd(greaterEqual(ids, 0), less(ids, shape[0]!));
  return choose(reshapeTo(isInside, [-1, ...data.shape.slice(1).map(() => 1)]), values, castTo(0, values.dtype));
}

const least = (dtype: string): number =>
  dtype === 'int32' ? -(2 ** 31) : dtype === 'uint8' || dtype === 'bool' ? 0 : -Infinity;
const most = (dtype: string): number =>
  dtype === 'int32' ? 2 ** 31 - 1 : dtype === 'uint8' ? 255 : dtype === 'bool' ? 1 : Infinity;

const maxOperation = /* @__PURE__ */ segmentOperation('segmentMax', least, Math.max);
const minOperation = /* @__PURE__ */ segmentOperation('segmentMin', most, Math.min);
const prodOperation = /* @__PURE__ */ segmentOperation(
  'segmentProd',
  () => 1,
  (a, b) => a * b,
);

const operation = (name: 'segmentMax' | 'segmentMin' | 'segmentProd'): Operation<SegmentAttributes, 'one', 2> =>
  name === 'segmentMax' ? maxOperation : name === 'segmentMin' ? minOperation : prodOperation;

function reduced(name: 'segmentMax' | 'segmentMin' | 'segmentProd', x: Operand, given: readonly unknown[]): Tensor {
  const { data, ids, shape } = segmentsOf(`ops.${name}`, x, given);
  return apply<Tensor, SegmentAttributes>(operation(name), [data, ids], { shape });
}

/**
 * The largest slice of each segment, element by element; -∞ for a segment without any, of integers their least. Equal ones share the gradient.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.segmentMax([1, 2, 3], [0, 0, 1]) // → array([2., 3.], dtype=float32)
 */
export function segmentMax<X extends Operand>(data: X, ...given: SegmentArguments): ResultOf<X> {
  return within('ops.segmentMax', () => reduced('segmentMax', data, given) as unknown as ResultOf<X>);
}

/**
 * The smallest slice of each segment, element by element; ∞ for a segment without any.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.segmentMin([1, 2, 3], [0, 0, 1]) // → array([1., 3.], dtype=float32)
 */
export function segmentMin<X extends Operand>(data: X, ...given: SegmentArguments): ResultOf<X> {
  return within('ops.segmentMin', () => reduced('segmentMin', data, given) as unknown as ResultOf<X>);
}

/**
 * The product of the slices of each segment, element by element; 1 for a segment without any.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.segmentProd([2, 2, 3], [0, 0, 1]) // → array([4., 3.], dtype=float32)
 */
export function segmentProd<X extends Operand>(data: X, ...given: SegmentArguments): ResultOf<X> {
  return within('ops.segmentProd', () => reduced('segmentProd', data, given) as unknown as ResultOf<X>);
}

/** The places in row-major order of index vectors along the leading axes of a shape. */
function placesOf(where: string, indices: Operand, shape: Shape): { places: Tensor; depth: number } {
  const plain = asOperand(where, indices);
  const list = isFloating(plain.dtype) && Array.isArray(indices) ? castTo(plain, 'int32') : plain;
  const depth = list.shape[list.shape.length - 1];
  if (isFloating(list.dtype) || list.shape.length < 1 || depth === undefined || depth > shape.length) {
    throw new ShapeError({
      where,
      expected: `index vectors of at most ${shape.length} integers`,
      received: { indices: list },
    });
  }
  let stride = 1;
  let places: Tensor | undefined;
  for (let axis = depth - 1; axis >= 0; axis--) {
    const index = take(list, axis, { axis: -1 });
    const held = choose(less(index, 0), add(index, shape[axis]!), index);
    const part = multiply(held, stride);
    places = places === undefined ? part : add(places, part);
    stride *= shape[axis]!;
  }
  return { places: reshapeTo(places ?? castTo([0], 'int32'), [-1]), depth };
}

interface ScatterArguments {
  readonly values: Operand;
  readonly shape: ShapeLike;
}

/**
 * Zeros of a shape to which values are added at index vectors: `indices` `[…, k]` name places along the first k axes.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.scatter([[0], [2], [0]], [1, 2, 3], [4]) // → array([4., 0., 2., 0.], dtype=float32)
 */
export function scatter<V extends Operand>(
  indices: Operand,
  ...given:
    | [values: V, shape: ShapeLike, options?: Readonly<Record<never, never>> | undefined]
    | [values: V, options: { readonly shape: ShapeLike }]
    | [options: { readonly values: V; readonly shape: ShapeLike }]
): ResultOf<V> {
  const where = 'ops.scatter';
  return within(where, () =>
    within(where, () => {
      const read = readArguments<ScatterArguments>(where, ['values', 'shape'], given, {
        values: required,
        shape: required,
      });
      const shape = shapeOf(where, read.shape);
      const { places, depth } = placesOf(where, indices, shape);
      const inner = shape.slice(depth);
      const rows = reshapeTo(asOperand(where, read.values), [-1, ...inner]);
      const flat = sumAt(rows, places, { axis: 0, shape: [sizeOf(shape.slice(0, depth)), ...inner] });
      return reshapeTo(flat, shape) as unknown as ResultOf<V>;
    }),
  );
}

/** How updates meet what is there: in its place, or added, subtracted, multiplied, or the larger or smaller one. */
export type ScatterReduction = 'add' | 'mul' | 'max' | 'min' | 'sub';

interface UpdateAttributes {
  readonly shape: Shape;
}

/** Of several updates at one place the last. */
const lastOperation: Operation<UpdateAttributes, 'one', 2> = /* @__PURE__ */ defineOperation<
  UpdateAttributes,
  'one',
  2
>({
  name: 'scatter_update places',
  where: 'ops.scatterUpdate',
  inferShape: ([, places], { shape }) => ({ shape: [shape[0]!], dtype: places.dtype }),
  compute([, places], _, { shape }) {
    const last = new Int32Array(shape[0]!).fill(-1);
    places.data.forEach((place: number, row: number) => (last[place] = row));
    return last;
  },
});

/**
 * The array with other slices at index vectors, or with `reduction` `'add'`, `'sub'`, `'mul'`, `'max'` or `'min'` what comes of both.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.scatterUpdate([1, 2, 3], [[1]], [9]) // → array([1., 9., 3.], dtype=float32)
 */
export function scatterUpdate<X extends Operand>(
  inputs: X,
  ...given:
    | [
        indices: Operand,
        updates: Operand,
        options?: { readonly reduction?: ScatterReduction | null | undefined } | undefined,
      ]
    | [
        options: {
          readonly indices: Operand;
          readonly updates: Operand;
          readonly reduction?: ScatterReduction | null | undefined;
        },
      ]
): ResultOf<X> {
  const where = 'ops.scatterUpdate';
  return within(where, () => {
    type Read = { readonly indices: Operand; readonly updates: Operand; readonly reduction: ScatterReduction | null };
    const read = readArguments<Read>(where, ['indices', 'updates'], given, {
      indices: required,
      updates: required,
      reduction: null,
    });
    const x = asOperand(where, inputs);
    const shape = integersOf(where, 'inputs', x.shape, 'inputs of a known shape');
    const { places, depth } = placesOf(where, read.indices, shape);
    const inner = shape.slice(depth);
    const count = sizeOf(shape.slice(0, depth));
    const [, updates] = withWeakNumbers(where, [x, read.updates]).map((each) => asOperand(where, each)) as [
      Tensor,
      Tensor,
    ];
    // Integers that meet fractions are cut at the end, and until then none of them loses anything.
    const isCut = read.reduction !== null && !isFloating(x.dtype) && isFloating(updates.dtype);
    const dtype = isCut ? 'float64' : x.dtype;
    const rows = castTo(reshapeTo(updates, [-1, ...inner]), dtype);
    const flat = castTo(reshapeTo(x, [count, ...inner]), dtype);
    const whole = { shape: [count, ...inner] };
    const met = (): Tensor => {
      if (rows.shape[0] === 0) return flat;
      if (read.reduction === 'add') return add(flat, sumAt(rows, places, { axis: 0, ...whole }));
      if (read.reduction === 'sub') return subtract(flat, sumAt(rows, places, { axis: 0, ...whole }));
      if (read.reduction === 'mul')
        return multiply(flat, apply<Tensor, SegmentAttributes>(prodOperation, [rows, places], whole));
      if (read.reduction === 'max')
        return maximum(flat, apply<Tensor, SegmentAttributes>(maxOperation, [rows, places], whole));
      if (read.reduction === 'min')
        return minimum(flat, apply<Tensor, SegmentAttributes>(minOperation, [rows, places], whole));
      if (read.reduction !== null)
        throw unknownNameError(where, 'reduction', String(read.reduction), ['add', 'sub', 'mul', 'max', 'min']);
      const last = apply<Tensor, UpdateAttributes>(lastOperation, [rows, places], whole);
      const isGiven = reshapeTo(greaterEqual(last, 0), [-1, ...inner.map(() => 1)]);
      return choose(isGiven, take(rows, maximum(last, 0), { axis: 0 }), flat);
    };
    return castTo(reshapeTo(met(), shape), x.dtype) as unknown as ResultOf<X>;
  });
}
