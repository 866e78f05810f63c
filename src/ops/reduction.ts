/** What all reductions have in common: their options, the shape of the result, the walk over the reduced axes. */
import { reduce, type Reduction } from '../kernel/rows/reduction.js';
import {
  allocate,
  castData,
  isFloating,
  type DType,
  type SymbolicShape,
  type Tensor,
  type TypedArray,
} from '../tensor/index.js';
import { resolveAxes, viewAlong, type Axes } from './axes.js';
import type { TensorSpec } from './operation.js';
import { readOptions } from '../tensor/options.js';

/** What a reduction may be told. */
export interface ReductionOptions {
  /** The axes that are reduced; all by default. */
  readonly axis?: Axes | undefined;
  /** Whether the reduced axes stay, with length 1. */
  readonly keepdims?: boolean | undefined;
}

/** The same with nothing left out. */
export interface ReductionAttributes {
  readonly axis: Axes;
  readonly keepdims: boolean;
}

export const reductionAttributes = (where: string, options: ReductionOptions): ReductionAttributes =>
  readOptions<ReductionAttributes>(where, options, { axis: null, keepdims: false });

export function reducedShape(where: string, x: TensorSpec, { axis, keepdims }: ReductionAttributes): SymbolicShape {
  const reduced = resolveAxes(where, axis, x.shape.length);
  const kept = x.shape.map((length, each) => (reduced.includes(each) ? 1 : length));
  return keepdims ? kept : kept.filter((_, each) => !reduced.includes(each));
}

/** The dtype of sums and products: a byte could not hold what comes of several. */
export const accumulatedDType = (dtype: DType): DType => (isFloating(dtype) ? dtype : 'int32');

/** Reduces the axes, neighbours together, the last first. */
export function reduceAlong(kind: Reduction, x: Tensor, axes: readonly number[], dtype: DType): TypedArray {
  let elements = castData(`ops.${kind}`, x.data, x.dtype, dtype);
  const shape = [...x.shape];
  for (let last = axes.length - 1; last >= 0;) {
    let first = last;
    while (first > 0 && axes[first - 1] === axes[first]! - 1) first--;
    const { outer, length, inner } = viewAlong(shape, axes[first]!, axes[last]);
    const out = allocate(dtype as 'float32', outer * inner);
    elements = reduce<TypedArray>(kind, elements, out, { outer, reduced: length, inner });
    shape.fill(1, axes[first], axes[last]! + 1);
    last = first - 1;
  }
  return elements;
}
