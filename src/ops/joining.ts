/** Joins several arrays along an axis, and splits one. */
import { ShapeError, ValueError } from '../errors/index.js';
import { rowMajorStrides } from '../kernel/lattice.js';
import {
  allocate,
  castData,
  checkListLength,
  promoteDTypes,
  sizeOf,
  type Tensor,
  type DType,
  type SymbolicShape,
  type TensorData,
} from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { integersOf, readArguments, required, type Integers, type Scalar } from './arguments.js';
import { resolveAxis } from './axes.js';
import type { CopyRun } from './lowering.js';
import { defineOperation, type Operand, type ResultOf, type TensorSpec } from './operation.js';
import { expandDims } from './reshape.js';
import { contiguous, copyStrided, gatherStrided } from './strided-copy.js';
import { within } from './naming.js';

interface AxisAttributes {
  readonly axis: number;
}

/** The axis to join or split along, the first by default. */
export interface AxisOption {
  /** The axis; 0 by default. */
  readonly axis?: Scalar | undefined;
}

const concatenateOperation = /* @__PURE__ */ defineOperation<AxisAttributes, 'one', 'any'>({
  name: 'concatenate',
  takesStrings: true,
  inferShape: (inputs, { axis }) => ({
    shape: joinedShape(inputs, resolveAxis('ops.concatenate', axis, inputs[0]!.shape.length)),
    dtype: joinedDType(inputs),
  }),
  compute(inputs, { axis }, { shape, dtype }) {
    const target = allocate<DType>(dtype, sizeOf(shape));
    const along = resolveAxis('ops.concatenate', axis, shape.length);
    const strides = rowMajorStrides(shape);
    let start = 0;
    for (const each of inputs) {
      const elements = castData('ops.concatenate', each.data, each.dtype, dtype);
      copyStrided(elements, contiguous(each.shape), target, { strides, start }, each.shape);
      start += each.shape[along]! * strides[along]!;
    }
    return target;
  },
  lower(inputs, { axis }, [output]) {
    const { shape } = output;
    const along = resolveAxis('ops.concatenate', axis, shape.length);
    const strides = rowMajorStrides(shape);
    let start = 0;
    const runs = inputs.map((each, from): CopyRun => {
      const target = { strides, start };
      start += each.shape[along]! * strides[along]!;
      return { from, to: inputs.length, source: contiguous(each.shape), target, shape: each.shape };
    });
    return { kind: 'runs', runs };
  },
  gradient({ inputs, attributes: { axis } }, [dy]) {
    const along = resolveAxis('ops.concatenate', axis, dy.rank);
    return splitInto(
      dy,
      inputs.map(({ shape }) => shape[along]!),
      along,
    );
  },
});

function joinedDType(inputs: readonly TensorSpec[]): DType {
  let [{ dtype }] = inputs as readonly [TensorSpec];
  for (const each of inputs) {
    if (each.dtype !== dtype) dtype = promoteDTypes('ops.concatenate', dtype, each.dtype);
  }
  return dtype;
}

function joinedShape(inputs: readonly TensorSpec[], along: number): SymbolicShape {
  const joined = [...inputs[0]!.shape];
  for (const { shape } of inputs.slice(1)) {
    if (shape.length !== joined.length) throw disagreement(inputs, along);
    for (let axis = 0; axis < shape.length; axis++) {
      const [before, length] = [joined[axis]!, shape[axis]!];
      if (axis === along) joined[axis] = before === null || length === null ? null : before + length;
      else if (before === null) joined[axis] = length;
      else if (length !== null && length !== before) throw disagreement(inputs, along);
    }
  }
  return joined;
}

const disagreement = (inputs: readonly TensorSpec[], along: number): ShapeError =>
  new ShapeError({
    where: 'ops.concatenate',
    expected: `shapes that agree but along axis ${along}`,
    received: { shapes: inputs.map(({ shape }) => shape) },
  });

function checkSomething(where: string, xs: readonly Operand[]): void {
  if (Array.isArray(xs) && xs.length > 0) return;
  throw new ValueError({ where, expected: 'a list of one tensor or more', received: { xs } });
}

/**
 * The tensors joined one after the other along an axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.concatenate([[[1, 2]], [[3, 4], [5, 6]]])
 * // → array([[1., 2.],
 * //          [3., 4.],
 * //          [5., 6.]], dtype=float32)
 */
export function concatenate<X extends Operand>(
  xs: readonly X[],
  ...given: [options?: AxisOption | undefined]
): ResultOf<X> {
  const { axis } = readArguments<AxisAttributes>('ops.concatenate', [], given, { axis: 0 });
  checkSomething('ops.concatenate', xs);
  return apply(concatenateOperation, xs, { axis });
}

/**
 * Tensors of the same shape as the slices along a new axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.stack([[1, 2], [3, 4]], { axis: 1 })
 * // → array([[1., 3.],
 * //          [2., 4.]], dtype=float32)
 */
export function stack<X extends Operand>(xs: readonly X[], ...given: [options?: AxisOption | undefined]): ResultOf<X> {
  return within('ops.stack', () => {
    const { axis } = readArguments<AxisAttributes>('ops.stack', [], given, { axis: 0 });
    checkSomething('ops.stack', xs);
    return concatenate<Operand>(
      xs.map((x) => expandDims<Operand>(x, axis)),
      { axis },
    ) as ResultOf<X>;
  });
}

interface SplitAttributes extends AxisAttributes {
  /** The lengths of the parts along the axis. */
  readonly lengths: readonly number[];
}

const splitOperation = /* @__PURE__ */ defineOperation<SplitAttributes, 'several'>({
  name: 'split',
  takesStrings: true,
  inferShape: ([x], { lengths, axis }) =>
    lengths.map((length) => ({
      shape: x.shape.map((whole, each) => (each === axis ? length : whole)),
      dtype: x.dtype,
    })),
  compute([x], { axis }, outputs) {
    const strides = rowMajorStrides(x.shape);
    let start = 0;
    return outputs.map(({ shape }): TensorData => {
      const part = gatherStrided(x.data, x.dtype, { strides, start }, shape);
      start += shape[axis]! * strides[axis]!;
      return part;
    });
  },
  lower([x], { axis }, outputs) {
    const strides = rowMajorStrides(x.shape);
    let start = 0;
    const runs = outputs.map(({ shape }, output): CopyRun => {
      const source = { strides, start };
      start += shape[axis]! * strides[axis]!;
      return { from: 0, to: 1 + output, source, target: contiguous(shape), shape };
    });
    return { kind: 'runs', runs };
  },
  gradient: ({ attributes: { axis } }, upstreams) => [concatenate(upstreams, { axis })],
});

const splitInto = (x: Tensor, lengths: readonly number[], axis: number): Tensor[] =>
  apply(splitOperation, [x], { lengths, axis });

/**
 * The tensor split along an axis, into the given number of equal parts or at the given indices.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.split([1, 2, 3, 4], 2) // → [ array([1., 2.], dtype=float32), array([3., 4.], dtype=float32) ]
 * ops.split([1, 2, 3, 4], [1, 3]).map((part) => part.size) // → [ 1, 2, 1 ]
 */
export function split<X extends Operand>(x: X, indicesOrSections: Integers, options?: AxisOption): ResultOf<X>[];
export function split<X extends Operand>(
  x: X,
  options: AxisOption & { readonly indicesOrSections: Integers },
): ResultOf<X>[];
export function split<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X>[] {
  const where = 'ops.split';
  return within(where, () => {
    const { axis, indicesOrSections } = readArguments<AxisAttributes & { readonly indicesOrSections: Integers }>(
      where,
      ['indicesOrSections'],
      given,
      { indicesOrSections: required, axis: 0 },
    );
    const { shape } = specOf(x, where);
    const along = resolveAxis(where, axis, shape.length);
    const length = shape[along];
    const isOne = typeof indicesOrSections === 'number' || (indicesOrSections as Partial<Tensor> | null)?.rank === 0;
    const numbers = integersOf(where, 'indicesOrSections', indicesOrSections);
    if (isOne && numbers[0]! <= (length ?? 0)) checkListLength(where, numbers[0]!);
    const bounds = isOne ? equalBounds(numbers[0]!, length!) : numbers;
    const ends = [...(bounds ?? [NaN]), length!];
    const lengths = ends.map((end, part) => end - (ends[part - 1] ?? 0));
    if (length === null || !lengths.every((part) => Number.isInteger(part) && part >= 0)) {
      throw new ValueError({
        where,
        expected: `a number of equal parts or ascending indices for an axis of length ${length}`,
        received: { indicesOrSections, shape },
      });
    }
    return apply(splitOperation, [x], { lengths, axis: along });
  });
}

/** The most parts into which an empty axis is split; any number would be possible. */
const mostEmptyParts = 1024;

/** The positions at which equal parts begin, except the first; undefined if there is no part. */
const equalBounds = (sections: number, length: number): number[] | undefined =>
  sections > 0 && length % sections === 0 && sections <= Math.max(length, mostEmptyParts)
    ? Array.from({ length: sections - 1 }, (_, part) => ((part + 1) * length) / sections)
    : undefined;
