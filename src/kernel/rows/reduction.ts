/** Reductions of the middle axis of an array seen as `[outer, reduced, inner]`. Each function fills and returns `out`. */
import { type FloatArray, type NumericArray, wasmElements } from '../arrays.js';
import { eagerly } from '../eager.js';
import type { Accumulation } from './reduction-module.js';
import { planReduction, type Reduction, type ReductionShape } from './reduction-plan.js';

export type { Reduction, ReductionShape } from './reduction-plan.js';

const reduceInWasm = /* @__PURE__ */ eagerly(planReduction);

/** Reduces in one fixed order, accumulating in float64, for integers modulo 2³². If there is a NaN, it is the result of `max` and `min`. */
export function reduce<Values extends NumericArray>(
  reduction: Reduction,
  x: Values,
  out: Values,
  shape: ReductionShape,
): Values {
  const accumulation = reduction === 'mean' ? 'sum' : reduction;
  const divisor = reduction === 'mean' ? shape.reduced : 1;
  if (out.length === 0) return out;
  const elements = wasmElements(x, out);
  if (shape.reduced > 0 && elements !== undefined) {
    const { outer, reduced, inner } = shape;
    reduceInWasm({ outer, reduced, inner, reduction, elements }, [x as FloatArray], [out as FloatArray]);
  } else {
    const isInteger = out instanceof Int32Array || out instanceof Uint8Array;
    const { start, merge } = (isInteger ? integerAccumulators : accumulators)[accumulation];
    visitLines(shape, (index, line) => {
      let total = start;
      for (let at = line.first; at < line.end; at += shape.inner) total = merge(total, x[at]!);
      out[index] = total / divisor;
    });
  }
  return out;
}

/** The position of the first of the largest or smallest numbers; that of the first NaN, if there is one. */
export function reduceToPosition(
  reduction: 'argmax' | 'argmin',
  x: NumericArray,
  out: Int32Array,
  shape: ReductionShape,
): Int32Array {
  const sign = reduction === 'argmax' ? 1 : -1;
  visitLines(shape, (index, line) => {
    let winner = line.first;
    for (let at = line.first; at < line.end && !Number.isNaN(x[winner]); at += shape.inner) {
      if (!(sign * x[at]! <= sign * x[winner]!)) winner = at;
    }
    out[index] = (winner - line.first) / shape.inner;
  });
  return out;
}

interface Accumulator {
  readonly start: number;
  readonly merge: (total: number, value: number) => number;
}

const accumulators: Record<Accumulation, Accumulator> = {
  sum: { start: 0, merge: (total, value) => total + value },
  prod: { start: 1, merge: (total, value) => total * value },
  max: { start: -Infinity, merge: Math.max },
  min: { start: Infinity, merge: Math.min },
};

/** Accumulators for integers: sums and products are taken modulo 2³². */
const integerAccumulators: Record<Accumulation, Accumulator> = {
  ...accumulators,
  sum: { start: 0, merge: (total, value) => (total + value) | 0 },
  prod: { start: 1, merge: Math.imul },
};

/** The indices of the numbers that are reduced to one: from `first` in steps of `inner` up to `end`, exclusive. */
interface Line {
  readonly first: number;
  readonly end: number;
}

function visitLines({ outer, reduced, inner }: ReductionShape, visit: (index: number, line: Line) => void): void {
  for (let slice = 0; slice < outer; slice++) {
    for (let column = 0; column < inner; column++) {
      const first = slice * reduced * inner + column;
      visit(slice * inner + column, { first, end: first + reduced * inner });
    }
  }
}
