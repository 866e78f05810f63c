/** What all reductions share: their options, the shape of the result, and the walk over the reduced axes. */
import { planReduction, type Reduction, type ReductionShape } from '../kernel/rows/reduction-plan.js';
import { reduce } from '../kernel/rows/reduction.js';
import {
  allocate,
  castData,
  isFloating,
  sizeOf,
  type DType,
  type Shape,
  type SymbolicShape,
  type Tensor,
  type TypedArray,
} from '../tensor/index.js';
import { resolveAxes, viewAlong, type Axes } from './axes.js';
import { sameElements, type Lowering } from './lowering.js';
import type { ConcreteSpec, TensorSpec } from './operation.js';
import { readArguments, type AxesLike } from './arguments.js';

/** Options of a reduction. */
export interface ReductionOptions {
  /** The axes that are reduced; all by default. */
  readonly axis?: AxesLike | undefined;
  /** Whether the reduced axes stay, with length 1. */
  readonly keepdims?: boolean | undefined;
}

/** The options of a reduction with their defaults filled in. */
export interface ReductionAttributes {
  readonly axis: Axes;
  readonly keepdims: boolean;
}

export const reductionAttributes = (where: string, given: readonly unknown[]): ReductionAttributes =>
  readArguments<ReductionAttributes>(where, [], given, { axis: null, keepdims: false });

export function reducedShape(where: string, x: TensorSpec, { axis, keepdims }: ReductionAttributes): SymbolicShape {
  const reduced = resolveAxes(where, axis, x.shape.length);
  const kept = x.shape.map((length, each) => (reduced.includes(each) ? 1 : length));
  return keepdims ? kept : kept.filter((_, each) => !reduced.includes(each));
}

/** The dtype of sums and products: integers become int32, because a byte could not hold the sum of several. */
export const accumulatedDType = (dtype: DType): DType => (isFloating(dtype) ? dtype : 'int32');

/** The reductions that reduce these axes, one after the other. Neighbouring axes are reduced together, and the last ones first. */
function passesOf(whole: Shape, axes: readonly number[]): ReductionShape[] {
  const passes: ReductionShape[] = [];
  const shape = [...whole];
  for (let last = axes.length - 1; last >= 0;) {
    let first = last;
    while (first > 0 && axes[first - 1] === axes[first]! - 1) first--;
    const { outer, length, inner } = viewAlong(shape, axes[first]!, axes[last]);
    passes.push({ outer, reduced: length, inner });
    shape.fill(1, axes[first], axes[last]! + 1);
    last = first - 1;
  }
  return passes;
}

/** Reduces an array along the axes. */
export function reduceAlong(kind: Reduction, x: Tensor, axes: readonly number[], dtype: DType): TypedArray {
  let elements = castData(`ops.${kind}`, x.data, x.dtype, dtype);
  for (const pass of passesOf(x.shape, axes)) {
    const out = allocate(dtype as 'float32', pass.outer * pass.inner);
    elements = reduce<TypedArray>(kind, elements, out, pass);
  }
  return elements;
}

/** The same reduction as kernels within the kernel memory. */
export function loweredReduction(
  reduction: Reduction,
  where: string,
  [x]: readonly [ConcreteSpec],
  { axis }: ReductionAttributes,
  [output]: readonly [ConcreteSpec],
): Lowering | undefined {
  if (output.dtype !== 'float32' || sizeOf(x.shape) === 0) return undefined;
  const passes = passesOf(x.shape, resolveAxes(where, axis, x.shape.length));
  if (passes.length === 0) return sameElements;
  const between = passes.slice(0, -1).map(({ outer, inner }) => outer * inner);
  const runs = passes.map((pass, i) => ({
    plan: planReduction({ ...pass, reduction }),
    inputs: [i === 0 ? 0 : i + 1],
    outputs: [i === passes.length - 1 ? 1 : i + 2],
  }));
  return { kind: 'runs', runs, temporaries: between };
}
