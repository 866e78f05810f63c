/** Computes the weights with which resizing an axis mixes old elements into new ones. */
import { sin } from '../../formula/float64-trigonometric.js';

/** The methods of resizing. */
export const interpolations = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'area'] as const;

/** The name of a method of resizing. */
export type Interpolation = (typeof interpolations)[number];

/** How one axis is resized. */
export interface Resampling {
  /** The old and the new length. */
  readonly from: number;
  readonly to: number;
  readonly interpolation: Interpolation;
  /** Whether the kernel is widened when the axis shrinks, so that every old element counts. */
  readonly antialias: boolean;
}

/**
 * The weights of all new elements: element o is the sum of `weights[p] · old[indices[p]]` for p from `starts[o]` to `starts[o + 1]`,
 * exclusive.
 */
export interface Taps {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/** A weight as a function of the distance, and the distance beyond which it is 0. */
interface Kernel {
  readonly radius: number;
  readonly at: (distance: number) => number;
}

const triangle: Kernel = { radius: 1, at: (x) => Math.max(0, 1 - x) };

/** Keys: "Cubic convolution interpolation for digital image processing", 1981, with a = -1/2. */
const cubic: Kernel = {
  radius: 2,
  at(x) {
    if (x >= 2) return 0;
    return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
  },
};

/** `sinc(x) · sinc(x / radius)`. */
const lanczos = (radius: number): Kernel => ({
  radius,
  at(x) {
    if (x > radius) return 0;
    // So close to 0, the quotient is 1 up to rounding, while its computation would lose digits.
    return x <= 1e-3 ? 1 : (radius * sin(Math.PI * x) * sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
  },
});

const kernels: Readonly<Record<Exclude<Interpolation, 'nearest' | 'area'>, Kernel>> = {
  bilinear: triangle,
  bicubic: cubic,
  lanczos3: /* @__PURE__ */ lanczos(3),
  lanczos5: /* @__PURE__ */ lanczos(5),
};

/** Sums of weights up to this count as 0: a thousand of float32's steps at 1. */
const leastSum = 1000 * 2 ** -23;

/**
 * The weights of each new element that are not 0. Nothing lies beyond the edges, so the weights of the elements inside are scaled to the
 * sum 1.
 */
export function resamplingTaps(resampling: Resampling): Taps {
  const starts = new Int32Array(resampling.to + 1);
  const indices: number[] = [];
  const weights: number[] = [];
  for (let place = 0; place < resampling.to; place++) {
    const found = tapsAt(place, resampling).filter(([, weight]) => weight !== 0);
    const sum = found.reduce((total, [, weight]) => total + weight, 0);
    for (const [index, weight] of Math.abs(sum) > leastSum ? found : []) {
      indices.push(index);
      weights.push(weight / sum);
    }
    starts[place + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices), weights: Float64Array.from(weights) };
}

function tapsAt(place: number, { from, to, interpolation, antialias }: Resampling): [index: number, weight: number][] {
  if (interpolation === 'nearest') return [[Math.floor(((2 * place + 1) * from) / (2 * to)), 1]];
  const scale = from / to;
  if (interpolation === 'area') {
    const [left, right] = [place * scale, (place + 1) * scale];
    return within(
      from,
      Math.floor(left),
      Math.ceil(right),
      (index) => Math.min(right, index + 1) - Math.max(left, index),
    );
  }
  const { radius, at } = kernels[interpolation];
  const width = antialias ? Math.max(scale, 1) : 1;
  // An element has length 1, and its position is its middle.
  const middle = (place + 0.5) * scale - 0.5;
  const reach = radius * width;
  return within(from, Math.floor(middle - reach), Math.ceil(middle + reach) + 1, (index) =>
    at(Math.abs(middle - index) / width),
  );
}

function within(
  length: number,
  start: number,
  end: number,
  weightOf: (index: number) => number,
): [index: number, weight: number][] {
  const [first, last] = [Math.max(0, start), Math.min(length, end)];
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => [first + i, weightOf(first + i)]);
}

/** The same weights ordered by the `length` old elements: for each, the new elements that it contributes to. */
export function transposedTaps({ starts, indices, weights }: Taps, length: number): Taps {
  const counts = new Int32Array(length + 1);
  for (const index of indices) counts[index + 1]! += 1;
  for (let index = 0; index < length; index++) counts[index + 1]! += counts[index]!;
  const places = new Int32Array(indices.length);
  const transposed = new Float64Array(indices.length);
  const next = counts.slice();
  for (let place = 0; place + 1 < starts.length; place++) {
    for (let tap = starts[place]!; tap < starts[place + 1]!; tap++) {
      const at = next[indices[tap]!]!++;
      places[at] = place;
      transposed[at] = weights[tap]!;
    }
  }
  return { starts: counts, indices: places, weights: transposed };
}
