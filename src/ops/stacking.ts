/** Arrays joined and taken apart along axes that are named after directions, and grids. */
import { ShapeError, ValueError } from '../errors/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { checkListLength, type Tensor } from '../tensor/index.js';
import { type Integers, readArguments, required, type Scalar } from './arguments.js';
import { resolveAxis } from './axes.js';
import { concatenate, split } from './joining.js';
import { knownLength, type NoOptions, numbersFrom } from './lengths.js';
import { withWeakNumbers } from './elementwise.js';
import { asOperand } from './operand.js';
import type { Operand, ResultOf } from './operation.js';
import { expandDims, ravel, reshapeTo, squeeze } from './reshape.js';
import { broadcastTo } from './summation.js';
import { within } from './naming.js';

const atLeast = (where: string, x: Operand, rank: 1 | 2 | 3): Tensor => {
  const operand = asOperand(where, x);
  const { shape } = operand;
  const open = (length: number | null | undefined): number => length ?? -1;
  if (shape.length >= rank) return operand;
  if (rank === 1) return reshapeTo(operand, [1]);
  if (rank === 2) return reshapeTo(operand, [1, shape.length === 0 ? 1 : open(shape[0])]);
  if (shape.length === 2) return expandDims(operand, -1);
  return reshapeTo(operand, [1, shape.length === 0 ? 1 : open(shape[0]), 1]);
};

function joined(where: string, xs: readonly Operand[], rank: 1 | 2 | 3, axisOf: (first: Tensor) => number): Tensor {
  if (!Array.isArray(xs) || xs.length === 0) {
    throw new ValueError({ where, expected: 'a list of one array or more', received: { xs } });
  }
  const parts = (xs as readonly Operand[]).map((each) => atLeast(where, each, rank));
  return concatenate(parts, { axis: axisOf(parts[0]!) });
}

/**
 * Arrays side by side: joined along their second axis, vectors along their only one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.hstack([[1, 2], [3]]) // → array([1., 2., 3.], dtype=float32)
 */
export function hstack<X extends Operand>(xs: readonly X[]): ResultOf<X> {
  checkArgumentCount('ops.hstack', arguments, 1);
  return joined('ops.hstack', xs, 1, ({ shape }) => (shape.length === 1 ? 0 : 1)) as unknown as ResultOf<X>;
}

/**
 * Arrays one below the other: joined along their first axis, of which vectors get one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.vstack([[1, 2], [3, 4]])
 * // → array([[1., 2.],
 * //          [3., 4.]], dtype=float32)
 */
export function vstack<X extends Operand>(xs: readonly X[]): ResultOf<X> {
  checkArgumentCount('ops.vstack', arguments, 1);
  return within('ops.vstack', () => joined('ops.vstack', xs, 2, () => 0) as unknown as ResultOf<X>);
}

/**
 * Arrays one behind the other: joined along their third axis, of which vectors and matrices get one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.dstack([[1, 2], [3, 4]])
 * // → array([[[1., 3.],
 * //           [2., 4.]]], dtype=float32)
 */
export function dstack<X extends Operand>(xs: readonly X[]): ResultOf<X> {
  checkArgumentCount('ops.dstack', arguments, 1);
  return within('ops.dstack', () => joined('ops.dstack', xs, 3, () => 2) as unknown as ResultOf<X>);
}

/**
 * Two arrays joined along an axis; without one, the elements of both in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.append([1, 2], [[3], [4]]) // → array([1., 2., 3., 4.], dtype=float32)
 */
export function append<A extends Operand, B extends Operand>(
  x1: A,
  ...given:
    | [x2: B, options?: { readonly axis?: Scalar | null | undefined } | undefined]
    | [options: { readonly x2: B; readonly axis?: Scalar | null | undefined }]
): ResultOf<A, B> {
  const where = 'ops.append';
  return within(where, () => {
    const { x2, axis } = readArguments<{ readonly x2: Operand; readonly axis: number | null }>(where, ['x2'], given, {
      x2: required,
      axis: null,
    });
    const [a, b] = withWeakNumbers(where, [x1, x2]).map((each) => asOperand(where, each)) as [Tensor, Tensor];
    const parts = axis === null ? [ravel(a), ravel(b)] : [a, b];
    return concatenate(parts, { axis: axis ?? 0 }) as unknown as ResultOf<A, B>;
  });
}

type Sections =
  [indicesOrSections: Integers, options?: NoOptions] | [options: { readonly indicesOrSections: Integers }];

const sectionsOf = (where: string, given: readonly unknown[]): Integers =>
  readArguments<{ readonly indicesOrSections: Integers }>(where, ['indicesOrSections'], given, {
    indicesOrSections: required,
  }).indicesOrSections;

/**
 * Parts of an array along an axis: so many, of which the first ones are one longer where they cannot be equal, or those between indices.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.arraySplit([1, 2, 3], 2) // → [ array([1., 2.], dtype=float32), array([3.], dtype=float32) ]
 */
export function arraySplit<X extends Operand>(
  x: X,
  ...given:
    | [indicesOrSections: Integers, options?: { readonly axis?: Scalar | undefined } | undefined]
    | [options: { readonly indicesOrSections: Integers; readonly axis?: Scalar | undefined }]
): ResultOf<X>[] {
  const where = 'ops.arraySplit';
  return within(where, () => {
    type Read = { readonly indicesOrSections: Integers; readonly axis: number };
    const { indicesOrSections, axis } = readArguments<Read>(where, ['indicesOrSections'], given, {
      indicesOrSections: required,
      axis: 0,
    });
    const operand = asOperand(where, x);
    const along = resolveAxis(where, axis, operand.shape.length);
    if (typeof indicesOrSections !== 'number') return split(x, indicesOrSections, { axis: along });
    const length = knownLength(where, operand, along);
    if (!Number.isInteger(indicesOrSections) || indicesOrSections < 1) {
      throw new ValueError({ where, expected: 'a number of parts, an integer ≥ 1', received: { indicesOrSections } });
    }
    checkListLength(where, indicesOrSections);
    const [least, longer] = [Math.floor(length / indicesOrSections), length % indicesOrSections];
    const ends = numbersFrom(indicesOrSections - 1, (i) => (i + 1) * least + Math.min(i + 1, longer));
    return split(x, ends, { axis: along });
  });
}

/**
 * Parts of an array along its second axis, of a vector along its only one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.hsplit([1, 2, 3, 4], 2) // → [ array([1., 2.], dtype=float32), array([3., 4.], dtype=float32) ]
 */
export function hsplit<X extends Operand>(x: X, ...given: Sections): ResultOf<X>[] {
  const where = 'ops.hsplit';
  return within(where, () => {
    const axis = asOperand(where, x).shape.length === 1 ? 0 : 1;
    return split(x, sectionsOf(where, given), { axis });
  });
}

/**
 * Parts of an array along its first axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.vsplit([[1], [2]], 2) // → [ array([[1.]], dtype=float32), array([[2.]], dtype=float32) ]
 */
export function vsplit<X extends Operand>(x: X, ...given: Sections): ResultOf<X>[] {
  return within('ops.vsplit', () => split(x, sectionsOf('ops.vsplit', given), { axis: 0 }));
}

/**
 * Parts of an array along its third axis.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.dsplit(ops.zeros([1, 2, 4]), 2).map(({ shape }) => shape) // → [ [ 1, 2, 2 ], [ 1, 2, 2 ] ]
 */
export function dsplit<X extends Operand>(x: X, ...given: Sections): ResultOf<X>[] {
  return within('ops.dsplit', () => split(x, sectionsOf('ops.dsplit', given), { axis: 2 }));
}

/**
 * The slices along an axis, each without it.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.unstack([[1, 2], [3, 4]]) // → [ array([1., 2.], dtype=float32), array([3., 4.], dtype=float32) ]
 */
export function unstack<X extends Operand>(
  x: X,
  ...given: [options?: { readonly num?: Scalar | null | undefined; readonly axis?: Scalar | undefined } | undefined]
): ResultOf<X>[] {
  const where = 'ops.unstack';
  return within(where, () => {
    const { num, axis } = readArguments<{ readonly num: number | null; readonly axis: number }>(where, [], given, {
      num: null,
      axis: 0,
    });
    const operand = asOperand(where, x);
    const along = resolveAxis(where, axis, operand.shape.length);
    const count = num ?? knownLength(where, operand, along);
    if (count === 0 && operand.shape[along] === 0) return [];
    return split(operand, count, { axis: along }).map((each) =>
      squeeze(each, { axis: along }),
    ) as unknown as ResultOf<X>[];
  });
}

/** What `meshgrid` may be told. */
export interface MeshgridOptions {
  readonly indexing?: 'xy' | 'ij' | undefined;
}

/**
 * The coordinates of the points of a grid: vectors spread over the axes of each other. With `indexing` `'xy'`, the default, the first two axes are exchanged.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.meshgrid([1, 2], [3, 4, 5]).map(({ shape }) => shape) // → [ [ 3, 2 ], [ 3, 2 ] ]
 */
export function meshgrid(...x: readonly Operand[]): Tensor[];
export function meshgrid(...given: readonly [...x: Operand[], options: MeshgridOptions]): Tensor[];
export function meshgrid(...given: readonly (Operand | MeshgridOptions)[]): Tensor[] {
  const where = 'ops.meshgrid';
  return within(where, () => {
    const last = given[given.length - 1];
    const isOptions = typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype;
    const { indexing } = readArguments<{ readonly indexing: 'xy' | 'ij' }>(where, [], isOptions ? [last] : [], {
      indexing: 'xy',
    });
    if ((indexing as string) !== 'xy' && (indexing as string) !== 'ij') {
      throw new ValueError({ where, expected: '`indexing` to be "xy" or "ij"', received: { indexing } });
    }
    const vectors = (isOptions ? given.slice(0, -1) : given).map((each) => {
      const x = asOperand(where, each as Operand);
      if (x.shape.length > 1) throw new ShapeError({ where, expected: 'vectors', received: { x } });
      return ravel(x);
    });
    const lengths = vectors.map((each) => knownLength(where, each, 0));
    const isTurned = indexing === 'xy' && vectors.length > 1;
    const placeOf = (axis: number): number => (isTurned && axis < 2 ? 1 - axis : axis);
    const shape = lengths.map((_, axis) => lengths[placeOf(axis)]!);
    return vectors.map((each, axis) =>
      broadcastTo(
        reshapeTo(
          each,
          shape.map((_, i) => (i === placeOf(axis) ? -1 : 1)),
        ),
        shape,
      ),
    );
  });
}
