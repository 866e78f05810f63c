/** Sums along axes and repetition along axes: each is the gradient of the other. */
import { ShapeError } from '../errors/index.js';
import { shapesEqual, type Shape, type Tensor } from '../tensor/index.js';
import { checkArgumentCount } from '../tensor/argument-count.js';
import { apply } from './apply.js';
import { readArguments, required, shapeOf, type ShapeLike } from './arguments.js';
import { resolveAxes, type Axes } from './axes.js';
import { broadcastStrides, repeatedAxes } from './broadcasting.js';
import { oneCopy, sameElements } from './lowering.js';
import { defineOperation, type Operand, type ResultOf } from './operation.js';
import {
  accumulatedDType,
  loweredReduction,
  reduceAlong,
  reducedShape,
  reductionAttributes,
  type ReductionAttributes,
  type ReductionOptions,
} from './reduction.js';
import { reshapeTo } from './reshape.js';
import { contiguous, gatherStrided } from './strided-copy.js';

const sumOperation = /* @__PURE__ */ defineOperation<ReductionAttributes>({
  name: 'sum',
  inferShape: ([x], attributes) => ({
    shape: reducedShape('ops.sum', x, attributes),
    dtype: accumulatedDType(x.dtype),
  }),
  compute: ([x], { axis }, { dtype }) => reduceAlong('sum', x, resolveAxes('ops.sum', axis, x.rank), dtype),
  lower: (...call) => loweredReduction('sum', 'ops.sum', ...call),
  gradient: ({ inputs: [x], attributes }, [dy]) => [spreadOver(x, dy, attributes)],
});

/** The result of a reduction, or its gradient, broadcast back to the shape of x. */
export function spreadOver(x: Tensor, reduced: Tensor, attributes: ReductionAttributes): Tensor {
  return broadcast(reshapeTo(reduced, keptShape(x.shape, attributes.axis)), x.shape);
}

const keptShape = (shape: Shape, axis: Axes): Shape => {
  const reduced = resolveAxes('ops.sum', axis, shape.length);
  return shape.map((length, each) => (reduced.includes(each) ? 1 : length));
};

/**
 * The sum of the elements along the given axes, or of all. The sum of bytes or truth values is int32.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.sum([[1, 2], [3, 4]]) // → array(10., dtype=float32)
 * ops.sum([[1, 2], [3, 4]], { axis: 0 }) // → array([4., 6.], dtype=float32)
 */
export function sum<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return apply(sumOperation, [x], reductionAttributes('ops.sum', given));
}

/** Sums a gradient so that it has this shape again, from which its input was broadcast. */
export function sumTo(gradient: Tensor, shape: Shape): Tensor {
  if (shapesEqual(shape, gradient.shape)) return gradient;
  const axes = repeatedAxes(shape, gradient.shape);
  const summed = axes.length === 0 ? gradient : sum(gradient, { axis: axes });
  return reshapeTo(summed, shape);
}

const broadcastToOperation = /* @__PURE__ */ defineOperation<{ readonly shape: Shape }>({
  name: 'broadcast_to',
  where: 'ops.broadcastTo',
  takesStrings: true,
  inferShape([x], { shape }) {
    const missing = shape.length - x.shape.length;
    const fits =
      missing >= 0 &&
      x.shape.every((length, axis) => length === 1 || length === null || length === shape[axis + missing]);
    if (fits) return { shape, dtype: x.dtype };
    throw new ShapeError({
      where: 'ops.broadcastTo',
      expected: 'a shape whose last lengths are those of x, where these are not 1',
      received: { x, shape },
    });
  },
  compute: ([x], { shape }) =>
    gatherStrided(x.data, x.dtype, { strides: broadcastStrides(x.shape, shape), start: 0 }, shape),
  lower: ([x], { shape }) =>
    shapesEqual(x.shape, shape)
      ? sameElements
      : oneCopy({ strides: broadcastStrides(x.shape, shape), start: 0 }, contiguous(shape), shape),
  gradient: ({ inputs }, [dy]) => [sumTo(dy, inputs[0].shape)],
});

/**
 * The tensor repeated along its axes of length 1, and along new axes at the front, to the given shape.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.broadcastTo([1, 2], [2, 2])
 * // → array([[1., 2.],
 * //          [1., 2.]], dtype=float32)
 */
export function broadcastTo<X extends Operand>(x: X, shape: ShapeLike): ResultOf<X>;
export function broadcastTo<X extends Operand>(x: X, options: { readonly shape: ShapeLike }): ResultOf<X>;
export function broadcastTo<X extends Operand>(x: X, ...given: readonly unknown[]): ResultOf<X> {
  if (arguments.length > 2) checkArgumentCount('ops.broadcastTo', arguments, 2);
  const where = 'ops.broadcastTo';
  const { shape } = readArguments<{ readonly shape: ShapeLike }>(where, ['shape'], given, { shape: required });
  return broadcast(x, shapeOf(where, shape));
}

/** `broadcastTo` for shapes that need no check. */
const broadcast = <X extends Operand>(x: X, shape: Shape): ResultOf<X> => apply(broadcastToOperation, [x], { shape });
