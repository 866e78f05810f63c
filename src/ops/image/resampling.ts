/** Resizes arrays along one axis, and adds up in the other direction: each is the gradient of the other. */
import {
  allocate,
  castData,
  checkListLength,
  isFloating,
  sizeOf,
  type Shape,
  type Tensor,
  type TypedArray,
} from '../../tensor/index.js';
import { apply } from '../apply.js';
import { viewAlong } from '../axes.js';
import { cast } from '../casting.js';
import { defineOperation, type Operand, type Operation } from '../operation.js';
import { resamplingTaps, transposedTaps, type Interpolation, type Resampling, type Taps } from './interpolation.js';

/** How one axis is resized. */
export interface ResizeAttributes {
  /** The axis, counted from the first. */
  readonly axis: number;
  /** The new length, or the factor by which the old length grows. */
  readonly length: number | { readonly times: number };
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
}

/** Along the axis, `target[o] = Σ weights · source[indices]`, summed in float64. */
function mix(source: TypedArray, target: TypedArray, taps: Taps, { outer, from, to, inner }: Lines): void {
  const { starts, indices, weights } = taps;
  const sums = new Float64Array(inner);
  for (let block = 0; block < outer; block++) {
    for (let place = 0; place < to; place++) {
      const [first, end] = [starts[place]!, starts[place + 1]!];
      const write = (block * to + place) * inner;
      const read = (block * from + indices[first]!) * inner;
      if (end - first === 2) {
        // If a new element depends on two old ones, as in linear interpolation, the sum needs no intermediate storage.
        const [weight, nextWeight] = [weights[first]!, weights[first + 1]!];
        const next = (block * from + indices[first + 1]!) * inner;
        for (let i = 0; i < inner; i++) target[write + i] = weight * source[read + i]! + nextWeight * source[next + i]!;
      } else if (end - first === 1) {
        const weight = weights[first]!;
        for (let i = 0; i < inner; i++) target[write + i] = weight * source[read + i]!;
      } else {
        sums.fill(0);
        for (let tap = first; tap < end; tap++) {
          const [weight, read] = [weights[tap]!, (block * from + indices[tap]!) * inner];
          for (let i = 0; i < inner; i++) sums[i]! += weight * source[read + i]!;
        }
        for (let i = 0; i < inner; i++) target[write + i] = sums[i]!;
      }
    }
  }
}

/** An array seen as lines along the axis, with the old and the new length. */
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
    shape: x.shape.map((old, each) => {
      if (each !== axis) return old;
      return old === null && typeof length !== 'number' ? null : newLength(old!, length);
    }),
    dtype: isFloating(x.dtype) || interpolation === 'nearest' ? x.dtype : 'float32',
  }),
  compute([x], attributes, { shape, dtype }) {
    const lines = linesOf(x.shape, attributes);
    checkListLength('ops.image.resize', lines.to);
    const target = allocate(dtype as 'float32', sizeOf(shape));
    const source = castData('ops.image.resize', x.data, x.dtype, dtype);
    mix(source, target, resamplingTaps(resamplingOf(lines.from, attributes)), lines);
    return target;
  },
  gradient: ({ inputs: [x], attributes }, [dy]) => [
    cast(
      apply<Tensor, GradientAttributes>(gradientOperation, [dy], { ...attributes, from: x.shape[attributes.axis]! }),
      x.dtype,
    ),
  ],
});

interface GradientAttributes extends ResizeAttributes {
  /** The length before resizing. */
  readonly from: number;
}

const gradientOperation: Operation<GradientAttributes, 'one'> = /* @__PURE__ */ defineOperation<GradientAttributes>({
  name: 'resize along an axis gradient',
  where: 'ops.image.resize',
  inferShape: ([dy], { axis, from }) => ({
    shape: dy.shape.map((length, each) => (each === axis ? from : length)),
    dtype: dy.dtype,
  }),
  compute([dy], attributes, { shape, dtype }) {
    const target = allocate(dtype as 'float32', sizeOf(shape));
    const { outer, from, to, inner } = linesOf(shape, attributes);
    const taps = transposedTaps(resamplingTaps(resamplingOf(from, attributes)), from);
    mix(dy.data, target, taps, { outer, from: to, to: from, inner });
    return target;
  },
  gradient: ({ attributes: { axis, length, interpolation, antialias } }, [upstream]) => [
    apply(resampleOperation, [upstream], { axis, length, interpolation, antialias }),
  ],
});

/** x resized along an axis, which is counted from the first. */
export const resample = (x: Operand, attributes: ResizeAttributes): Operand =>
  apply(resampleOperation, [x], attributes);
