/** Gives the same elements another shape. */
import { ShapeError, ValueError } from '../errors/index.js';
import { sizeOf, type Shape, type SymbolicShape } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply } from './apply.js';
import { integersOf, readArguments, required, type Integers, type Scalars, type AxesLike } from './arguments.js';
import { resolveAxes, type Axes } from './axes.js';
import { sameElements } from './lowering.js';
import { defineOperation, type Operand, type ResultOf, type TensorSpec } from './operation.js';
import { within } from './naming.js';

const reshapeOperation = /* @__PURE__ */ defineOperation<{ readonly shape: Shape }>({
  name: 'reshape',
  takesStrings: true,
  inferShape: ([x], { shape }) => ({ shape: inferReshape(x, shape), dtype: x.dtype }),
  compute: ([x]) => x.data,
  lower: () => sameElements,
  gradient: ({ inputs }, [dy]) => [reshapeTo(dy, inputs[0].shape)],
});

function inferReshape(x: TensorSpec, shape: Shape): SymbolicShape {
  const where = 'ops.reshape';
  const isLength = (length: number): boolean => Number.isSafeInteger(length) && length >= -1;
  const isShape: boolean = Array.isArray(shape) && shape.every(isLength);
  const areUnknown = x.shape.includes(null);
  // In JavaScript, null · 2 is 0: such a shape is that of no elements, though nobody meant it.
  const isOfUnknown = isShape && areUnknown && shape.includes(0) && !x.shape.includes(0);
  if (!isShape || shape.filter((length) => length === -1).length > 1 || isOfUnknown) {
    const isUnwritten = isOfUnknown || (Array.isArray(shape) && (shape as unknown[]).includes(null));
    throw new ShapeError({
      where,
      expected: 'a shape of integers ≥ 0, at most one of them -1',
      received: isOfUnknown ? { x, shape } : { shape },
      ...(isUnwritten && { hint: 'write -1 for a length that follows from one that is not known yet' }),
    });
  }
  if (areUnknown) return shape.map((length) => (length === -1 ? null : length));
  const size = sizeOf(x.shape as Shape);
  const known = sizeOf(shape.filter((length) => length !== -1));
  const inferred = shape.map((length) => (length === -1 ? size / known : length));
  if (inferred.every(Number.isInteger) && sizeOf(inferred) === size) return inferred;
  throw new ShapeError({ where, expected: `a shape for ${size} elements`, received: { x, shape } });
}

/**
 * The same elements, in row-major order, in another shape. One length may be -1: it is computed from the others.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.reshape([1, 2, 3, 4, 5, 6], [2, -1])
 * // → array([[1., 2., 3.],
 * //          [4., 5., 6.]], dtype=float32)
 */
export function reshape<X extends Operand>(x: X, newshape: Integers): ResultOf<X>;
export function reshape<X extends Operand>(x: X, options: { readonly newshape: Integers }): ResultOf<X>;
export function reshape<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.reshape';
  if (arguments.length > 2) checkArgumentCount(where, arguments, 2);
  const [shape] = given;
  if (Array.isArray(shape)) return reshapeTo(x, shape as Shape);
  const { newshape } = readArguments<{ readonly newshape: Integers }>(where, ['newshape'], given, {
    newshape: required,
  });
  return reshapeTo(x, integersOf(where, 'newshape', newshape));
}

/**
 * `reshape` for other operations, with a list of lengths. It does not read the other forms of arguments, whose code would be in every
 * bundle.
 */
export const reshapeTo = <X extends Operand>(x: X, shape: Shape): ResultOf<X> =>
  apply(reshapeOperation, [x], { shape });

/**
 * All elements along one axis, in row-major order.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.ravel([[1, 2], [3, 4]]) // → array([1., 2., 3., 4.], dtype=float32)
 */
export function ravel<X extends Operand>(x: X): ResultOf<X> {
  if (arguments.length > 1) checkArgumentCount('ops.ravel', arguments, 1);
  return within('ops.ravel', () => reshape(x, [-1]));
}

const expandDimsOperation = /* @__PURE__ */ defineOperation<{ readonly axis: number | readonly number[] }>({
  name: 'expand_dims',
  where: 'ops.expandDims',
  takesStrings: true,
  inferShape: ([x], { axis }) => ({ shape: withAxes(x.shape, axis), dtype: x.dtype }),
  compute: ([x]) => x.data,
  lower: () => sameElements,
  gradient: ({ inputs }, [dy]) => [reshapeTo(dy, inputs[0].shape)],
});

function withAxes(shape: SymbolicShape, axis: number | readonly number[]): SymbolicShape {
  const count = Array.isArray(axis) ? axis.length : 1;
  const result = [...shape];
  for (const place of resolveAxes('ops.expandDims', axis, shape.length + count)) result.splice(place, 0, 1);
  return result;
}

/**
 * The tensor with an additional axis of length 1, which becomes axis `axis` of the result; or with several.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.expandDims([1, 2, 3], -1).shape // → [ 3, 1 ]
 */
export function expandDims<X extends Operand>(x: X, axis: Scalars): ResultOf<X>;
export function expandDims<X extends Operand>(x: X, options: { readonly axis: Scalars }): ResultOf<X>;
export function expandDims<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  const where = 'ops.expandDims';
  if (arguments.length > 2) checkArgumentCount(where, arguments, 2);
  type Arguments = { readonly axis: number | readonly number[] };
  return apply(expandDimsOperation, [x], readArguments<Arguments>(where, ['axis'], given, { axis: required }));
}

const squeezeOperation = /* @__PURE__ */ defineOperation<{ readonly axis: Axes }>({
  name: 'squeeze',
  takesStrings: true,
  inferShape: ([x], { axis }) => ({ shape: withoutAxes(x, axis), dtype: x.dtype }),
  compute: ([x]) => x.data,
  lower: () => sameElements,
  gradient: ({ inputs }, [dy]) => [reshapeTo(dy, inputs[0].shape)],
});

/** The shape without the given axes. An axis of unknown length cannot be removed, because its length may not be 1. */
function withoutAxes(x: TensorSpec, axis: Axes): SymbolicShape {
  const where = 'ops.squeeze';
  if (axis === null) return x.shape.filter((length) => length !== 1);
  const removed = resolveAxes(where, axis, x.shape.length);
  if (removed.some((place) => x.shape[place] !== 1)) {
    throw new ValueError({ where, expected: 'an axis of length 1', received: { axis, x } });
  }
  return x.shape.filter((_, place) => !removed.includes(place));
}

/**
 * The tensor without its axes of length 1, or without the given ones.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.squeeze([[[1], [2]]]) // → array([1., 2.], dtype=float32)
 * ops.squeeze([[[1], [2]]], { axis: 0 }).shape // → [ 2, 1 ]
 */
export function squeeze<X extends Operand>(
  x: X,
  ...given: [options?: { readonly axis?: AxesLike | undefined } | undefined]
): ResultOf<X> {
  return apply(squeezeOperation, [x], readArguments<{ readonly axis: Axes }>('ops.squeeze', [], given, { axis: null }));
}
