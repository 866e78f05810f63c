/** Lengthens arrays by repeating their elements. */
import { checkArgumentCount } from '../tensor/argument-count.js';
import { ValueError } from '../errors/index.js';
import { allocate, sizeOf, Tensor, type DType, type TensorData } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { integersOf, readArguments, required, type Integers, type Scalar } from './arguments.js';
import { resolveAxis, viewAlong } from './axes.js';
import { take } from './gathering.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from './operation.js';
import { ravel, reshape } from './reshape.js';
import { broadcastTo } from './summation.js';
import { within } from './naming.js';

const knownShape = (where: string, x: Operand): readonly number[] => {
  const { shape } = specOf(x, where);
  if (!shape.includes(null)) return shape as readonly number[];
  throw new ValueError({ where, expected: 'a tensor of which every length is known', received: { x } });
};

function countsOf(where: string, repeats: Integers): readonly number[] {
  const expected = 'numbers of repetitions, integers ≥ 0';
  const counts = integersOf(where, 'repeats', repeats, expected);
  if (counts.every((count) => count >= 0)) return counts;
  throw new ValueError({ where, expected, received: { repeats: counts } });
}

/**
 * The tensor repeated `repeats[i]` times along axis i, copy after copy.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.tile([1, 2], 2) // → array([1., 2., 1., 2.], dtype=float32)
 * ops.tile([[1, 2]], [2, 1])
 * // → array([[1., 2.],
 * //          [1., 2.]], dtype=float32)
 */
export function tile<X extends Operand>(x: X, repeats: Integers): ResultOf<X>;
export function tile<X extends Operand>(x: X, options: { readonly repeats: Integers }): ResultOf<X>;
export function tile<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  if (arguments.length > 2) checkArgumentCount('ops.tile', arguments, 2);
  const where = 'ops.tile';
  return within(where, () => {
    const { repeats } = readArguments<{ readonly repeats: Integers }>(where, ['repeats'], given, { repeats: required });
    const lengths = knownShape(where, x);
    const counts = countsOf(where, repeats);
    const rank = Math.max(lengths.length, counts.length);
    const shape = [...Array<number>(rank - lengths.length).fill(1), ...lengths];
    const times = [...Array<number>(rank - counts.length).fill(1), ...counts];
    // Each axis becomes two axes, of which the first is repeated.
    const apart = shape.flatMap((length) => [1, length]);
    const repeated = shape.flatMap((length, axis) => [times[axis]!, length]);
    const joined = shape.map((length, axis) => times[axis]! * length);
    return reshape(broadcastTo(reshape(x, apart), repeated), joined) as never;
  });
}

interface RepeatAttributes {
  readonly repeats: number;
  /** The axis, counted from the first. */
  readonly axis: number;
}

const repeatOperation: Operation<RepeatAttributes, 'one'> = /* @__PURE__ */ defineOperation<RepeatAttributes>({
  name: 'repeat',
  takesStrings: true,
  inferShape: ([x], { repeats, axis }) => ({
    shape: x.shape.map((length, each) => (each === axis && length !== null ? length * repeats : length)),
    dtype: x.dtype,
  }),
  compute([x], { repeats, axis }, { shape, dtype }) {
    const target: TensorData = allocate<DType>(dtype, sizeOf(shape));
    repeatSlices(x.data, target, viewAlong(x.shape, axis).inner, repeats);
    return target;
  },
  gradient: ({ inputs: [x], attributes }, [dy]) => [
    apply(repetitionSumsOperation, [dy], { ...attributes, length: x.shape[attributes.axis]! }),
  ],
});

interface SumsAttributes extends RepeatAttributes {
  /** The number of slices before they were repeated. */
  readonly length: number;
}

/** Sums the gradients of all repetitions of each slice. */
const repetitionSumsOperation: Operation<SumsAttributes, 'one'> = /* @__PURE__ */ defineOperation<SumsAttributes>({
  name: 'repeat gradient',
  where: 'ops.repeat',
  inferShape: ([dy], { axis, length }) => ({
    shape: dy.shape.map((repeated, each) => (each === axis ? length : repeated)),
    dtype: dy.dtype,
  }),
  compute([dy], { repeats, axis }, { shape, dtype }) {
    const source = dy.data;
    const target = allocate(dtype as 'float32', sizeOf(shape));
    const { inner } = viewAlong(shape, axis);
    for (let start = 0; start < target.length; start += inner) {
      const first = start * repeats;
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let turn = 0; turn < repeats; turn++) sum += source[first + turn * inner + i]!;
        target[start + i] = sum;
      }
    }
    return target;
  },
  gradient: ({ attributes: { repeats, axis } }, [upstream]) => [apply(repeatOperation, [upstream], { repeats, axis })],
});

function repeatSlices(source: TensorData, target: TensorData, length: number, repeats: number): void {
  let write = 0;
  if (length === 1) {
    for (let i = 0; i < source.length; i++) {
      const value = source[i]!;
      for (let turn = 0; turn < repeats; turn++) target[write++] = value;
    }
    return;
  }
  for (let start = 0; start < source.length; start += length) {
    for (let turn = 0; turn < repeats; turn++) {
      for (let i = 0; i < length; i++) target[write++] = source[start + i]!;
    }
  }
}

/** For each slice of the result, the index of the slice that it repeats. */
function repeatedIndices(where: string, repeats: readonly number[], length: number | null): Tensor {
  if (repeats.length === length) {
    const total = repeats.reduce((sum, count) => sum + count, 0);
    const indices = allocate('int32', total, where);
    let end = 0;
    repeats.forEach((count, index) => indices.fill(index, end, (end += count)));
    return new Tensor(indices, [total], 'int32');
  }
  throw new ValueError({ where, expected: `one number of repetitions, or ${length}`, received: { repeats } });
}

interface RepeatArguments {
  readonly repeats: Integers;
  readonly axis: number | null;
}

/** The axis along which to repeat; `null`, the default, means the elements in row-major order. */
export interface RepeatOptions {
  /** The axis along which elements are repeated; without it the array is flattened. */
  readonly axis?: Scalar | null | undefined;
}

/**
 * The tensor with each slice along an axis repeated `repeats` times in a row; without an axis, each element. A list gives the number for
 * each slice.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.repeat([1, 2], 2) // → array([1., 1., 2., 2.], dtype=float32)
 * ops.repeat([[1, 2]], 2, { axis: 0 })
 * // → array([[1., 2.],
 * //          [1., 2.]], dtype=float32)
 * ops.repeat([5, 6], [1, 3]) // → array([5., 6., 6., 6.], dtype=float32)
 */
export function repeat<X extends Operand>(x: X, repeats: Integers, options?: RepeatOptions): ResultOf<X>;
export function repeat<X extends Operand>(x: X, options: RepeatOptions & { readonly repeats: Integers }): ResultOf<X>;
export function repeat<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.repeat';
  return within(where, () => {
    const { repeats, axis } = readArguments<RepeatArguments>(where, ['repeats'], given, {
      repeats: required,
      axis: null,
    });
    const counts = countsOf(where, repeats);
    const from: Operand = axis === null ? ravel<Operand>(x) : x;
    const { shape } = specOf(from, where);
    const along = resolveAxis(where, axis ?? 0, shape.length);
    const [first, ...others] = counts;
    if (first !== undefined && others.length === 0)
      return apply(repeatOperation, [from], { repeats: first, axis: along });
    return take<Operand, Operand>(from, repeatedIndices(where, counts, shape[along]!), { axis: along }) as ResultOf<X>;
  });
}
