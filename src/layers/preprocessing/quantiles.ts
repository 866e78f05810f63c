/** Quantiles of data that come in batches. As in Keras, a summary of weighted values is merged with each batch and then thinned out. */
const round = Math.fround;

/** Values in ascending order, and how many values of the data each stands for. */
export interface Summary {
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

export const nothing: Summary = { values: [], weights: [] };

/** A summary of data with at most `1 / epsilon` values. */
function summarize(data: ArrayLike<number>, epsilon: number): Summary {
  const values = Float32Array.from(data).sort();
  const step = Math.max(values.length * epsilon, 1);
  const stride = Math.floor(step);
  const kept: number[] = [];
  for (let i = Math.floor(step - 1); i < values.length; i += stride) kept.push(values[i]!);
  return { values: kept, weights: kept.map(() => round(step)) };
}

/** Linear interpolation: the value at x of the line through the points (xs, ys), where `xs` increases. */
function interpolate(x: number, xs: readonly number[], ys: readonly number[]): number {
  if (x <= xs[0]!) return ys[0]!;
  const last = xs.length - 1;
  if (x >= xs[last]!) return ys[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  return ((ys[high]! - ys[low]!) / (xs[high]! - xs[low]!)) * (x - xs[low]!) + ys[low]!;
}

/** The summary reduced to `1 / epsilon` values at equal distances of the accumulated weight. */
function thinOut(summary: Summary, epsilon: number): Summary {
  if (summary.values.length * epsilon < 1) return summary;
  const shares = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  let sum = 0;
  const sums = summary.weights.map((weight) => (sum = round(sum + weight)));
  const sumShares = sums.map((each) => round(each / sum));
  const values = shares.map((share) => round(interpolate(share, sumShares, summary.values)));
  const places = shares.map((share) => interpolate(share, sumShares, sums));
  return { values, weights: places.map((place, i) => round(place - (places[i - 1] ?? 0))) };
}

/** The summary after more data was added. */
export function withData({ values, weights }: Summary, data: ArrayLike<number>, epsilon: number): Summary {
  const more = summarize(data, epsilon);
  const all = [...more.values, ...values].map((value, i): [number, number] => [
    value,
    [...more.weights, ...weights][i]!,
  ]);
  all.sort(([a], [b]) => a - b);
  return thinOut({ values: all.map(([value]) => value), weights: all.map(([, weight]) => weight) }, epsilon);
}

/** The boundaries of `bins` bins with about as many values each. */
export const boundariesOf = (summary: Summary, bins: number): number[] =>
  thinOut(summary, 1 / bins).values.slice(0, -1);
