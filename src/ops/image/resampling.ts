/** Resizing along one axis, and the sums that go the other way: each is the gradient of the other. */
import { allocate, castData, isFloating, sizeOf, type Shape, type Tensor } from '../../tensor/index.js';
import { apply } from '../apply.js';
import { viewAlong } from '../axes.js';
import { cast } from '../casting.js';
import { defineOperation, type Operand, type Operation } from '../operation.js';
import { resamplingTaps, type Interpolation, type Resampling, type Taps } from './interpolation.js';

/** How one axis is resized. */
export interface ResizeAttributes {
  /** Counted from the first. */
  readonly axis: number;
  /** The new length, or how many times as long as the old one it is. */
  readonly length: number | { readonly times: number };
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
}

/** Along the axis, `target[o] = Σ weights · source[indices]`. */
function gather(source: ArrayLike<number>, target: { [index: number]: number }, taps: Taps, lines: Lines): void {
  const { starts, indices, weights } = taps;
  const { outer, from, to, inner } = lines;
  const sums = new Float64Array(inner);
  for (let block = 0; block < outer; block++) {
    for (let place = 0; place < to; place++) {
      sums.fill(0);
      for (let p = starts[place]!; p < starts[place + 1]!; p++) {
        const [weight, read] = [weights[p]!, (block * from + indices[p]!) * inner];
        for (let i = 0; i < inner; i++) sums[i]! += weight * source[read + i]!;
      }
      const write = (block * to + place) * inner;
      for (let i = 0; i < inner; i++) target[write + i] = sums[i]!;
    }
  }
}

/** Along the axis, `target[indices] += weights · source[o]`. */
function scatter(source: ArrayLike<number>, target: Float64Array, taps: Taps, lines: Lines): void {
  const { starts, indices, weights } = taps;
  const { outer, from, to, inner } = lines;
  for (let block = 0; block < outer; block++) {
    for (let place = 0; place < to; place++) {
      const read = (block * to + place) * inner;
      for (let p = starts[place]!; p < starts[place + 1]!; p++) {
        const [weight, write] = [weights[p]!, (block * from + indices[p]!) * inner];
        for (let i = 0; i < inner; i++) target[write + i]! += weight * source[read + i]!;
      }
    }
  }
}

/** An array as lines along the axis of both lengths. */
interface Lines {
  readonly outer: number;
  readonly from: number;
  readonly to: number;
  readonly inner: number;
}

const newLength = (from: number, length: ResizeAttributes['length']): number =>
  typeof length === 'number' ? length : from * length.times;

function linesOf(shape: Shape, { axis, length }: ResizeAttributes): Lines {
  const { outer, length: from, inner } = viewAlong(shape, axis);
  return { outer, from, to: newLength(from, length), inner };
}

const resamplingOf = (from: number, { length, interpolation, antialias }: ResizeAttributes): Resampling => ({
  from,
  to: newLength(from, length),
  interpolation,
  antialias,
});

const resampleOperation: Operation<ResizeAttributes, 'one'> = /* @__PURE__ */ defineOperation<ResizeAttributes>({
  name: 'resize along an axis',
  where: 'ops.image.resize',
  inferShape: ([x], { axis, length, interpolation }) => ({
    shape: x!.shape.map((old, each) => {
      if (each !== axis) return old;
      return old === null && typeof length !== 'number' ? null : newLength(old!, length);
    }),
    dtype: isFloating(x!.dtype) || interpolation === 'nearest' ? x!.dtype : 'float32',
  }),
  compute([x], attributes, { shape, dtype }) {
    const target = allocate(dtype as 'float32', sizeOf(shape));
    const lines = linesOf(x!.shape, attributes);
    const source = castData('ops.image.resize', x!.data, x!.dtype, dtype);
    gather(source, target, resamplingTaps(resamplingOf(lines.from, attributes)), lines);
    return target;
  },
  gradient: ({ inputs: [x], attributes }, [dy]) => [
    cast(
      apply<Tensor, GradientAttributes>(gradientOperation, [dy!], { ...attributes, from: x!.shape[attributes.axis]! }),
      x!.dtype,
    ),
  ],
});

interface GradientAttributes extends ResizeAttributes {
  /** The old length. */
  readonly from: number;
}

const gradientOperation: Operation<GradientAttributes, 'one'> = /* @__PURE__ */ defineOperation<GradientAttributes>({
  name: 'resize along an axis gradient',
  where: 'ops.image.resize',
  inferShape: ([dy], { axis, from }) => ({
    shape: dy!.shape.map((length, each) => (each === axis ? from : length)),
    dtype: dy!.dtype,
  }),
  compute([dy], attributes, { shape, dtype }) {
    const sums = new Float64Array(sizeOf(shape));
    const lines = linesOf(shape, attributes);
    scatter(dy!.data, sums, resamplingTaps(resamplingOf(attributes.from, attributes)), lines);
    return castData('ops.image.resize', sums, 'float64', dtype);
  },
  gradient: ({ attributes: { axis, length, interpolation, antialias } }, [upstream]) => [
    apply(resampleOperation, [upstream!], { axis, length, interpolation, antialias }),
  ],
});

/** x with another length along an axis, which is counted from the first. */
export const resample = (x: Operand, attributes: ResizeAttributes): Operand =>
  apply(resampleOperation, [x], attributes);
