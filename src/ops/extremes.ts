/** The largest and the smallest elements, and their positions. */
import { ValueError } from '../errors/index.js';
import { reduceToPosition } from '../kernel/rows/reduction.js';
import { allocate, type Shape } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { divide, multiply } from './arithmetic.js';
import { resolveAxes, resolveAxis, viewAlong } from './axes.js';
import { cast } from './casting.js';
import { equal, logicalOr, notEqual } from './comparison.js';
import { defineOperation, type Operand, type Operation, type ResultOf, type TensorSpec } from './operation.js';
import { readArguments, type Scalar } from './arguments.js';
import {
  loweredReduction,
  reduceAlong,
  reducedShape,
  reductionAttributes,
  type ReductionAttributes,
  type ReductionOptions,
} from './reduction.js';
import { ravel, reshape } from './reshape.js';
import { spreadOver, sum } from './summation.js';
import { within } from './naming.js';

/** The operation of a maximum or minimum. All elements that equal the extreme share its gradient evenly. */
function extremeOperation(name: 'max' | 'min'): Operation<ReductionAttributes, 'one'> {
  const where = `ops.${name}`;
  return defineOperation<ReductionAttributes>({
    name,
    inferShape: ([x], attributes) => ({ shape: nonEmptyShape(where, x, attributes), dtype: x.dtype }),
    compute: ([x], { axis }, { dtype }) => reduceAlong(name, x, resolveAxes(where, axis, x.rank), dtype),
    lower: (...call) => loweredReduction(name, where, ...call),
    gradient({ inputs: [x], outputs: [y], attributes }, [dy]) {
      // If there is a NaN, the extreme is NaN. NaN equals nothing, so the NaN elements have to be found by another test.
      const isExtreme = cast(logicalOr(equal(x, spreadOver(x, y, attributes)), notEqual(x, x)), x.dtype);
      const share = divide(dy, sum(isExtreme, attributes));
      return [multiply(isExtreme, spreadOver(x, share, attributes))];
    },
  });
}

function nonEmptyShape(where: string, x: TensorSpec, attributes: ReductionAttributes): TensorSpec['shape'] {
  const shape = reducedShape(where, x, attributes);
  const reduced = resolveAxes(where, attributes.axis, x.shape.length);
  if (!reduced.some((axis) => x.shape[axis] === 0)) return shape;
  throw new ValueError({ where, expected: 'one element or more to choose from', received: { x } });
}

const maxOperation = /* @__PURE__ */ extremeOperation('max');
const minOperation = /* @__PURE__ */ extremeOperation('min');

/**
 * The largest element along the given axes, or of all; NaN if there is one. Elements that are equally large share the gradient.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.max([[1, 4], [3, 2]], { axis: 0 }) // → array([3., 4.], dtype=float32)
 */
export function max<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return apply(maxOperation, [x], reductionAttributes('ops.max', given));
}

/**
 * The smallest element along the given axes, or of all; NaN if there is one. Elements that are equally small share the gradient.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.min([[1, 4], [3, 2]], { axis: 0 }) // → array([1., 2.], dtype=float32)
 */
export function min<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return apply(minOperation, [x], reductionAttributes('ops.min', given));
}

interface PositionAttributes {
  readonly axis: number;
  readonly keepdims: boolean;
}

/** The operation that finds the position of the first extreme along an axis. */
function positionOperation(name: 'argmax' | 'argmin'): Operation<PositionAttributes, 'one'> {
  const where = `ops.${name}`;
  return defineOperation<PositionAttributes>({
    name,
    inferShape: ([x], attributes) => ({ shape: nonEmptyShape(where, x, attributes), dtype: 'int32' }),
    compute([x], { axis }) {
      const { outer, length, inner } = viewAlong(x.shape, resolveAxis(where, axis, x.rank));
      return reduceToPosition(name, x.data, allocate('int32', outer * inner), {
        outer,
        reduced: length,
        inner,
      });
    },
  });
}

const argmaxOperation = /* @__PURE__ */ positionOperation('argmax');
const argminOperation = /* @__PURE__ */ positionOperation('argmin');

/** Options of `argmax` and `argmin`. */
export interface PositionOptions {
  /** The axis to search along; by default all elements are searched in row-major order. */
  readonly axis?: Scalar | null | undefined;
  /** Whether the axis stays, with length 1. */
  readonly keepdims?: boolean | undefined;
}

interface ReadPositionOptions {
  readonly axis: Scalar | null;
  readonly keepdims: boolean;
}

function positionAlong<X extends Operand>(
  operation: Operation<PositionAttributes, 'one'>,
  x: X,
  given: readonly unknown[],
): ResultOf<X> {
  const { axis, keepdims } = readArguments<ReadPositionOptions>(operation.where, [], given, {
    axis: null,
    keepdims: false,
  });
  if (axis !== null) return apply(operation, [x], { axis, keepdims });
  const position = apply<Operand, PositionAttributes>(operation, [ravel(x)], { axis: 0, keepdims: false });
  return (keepdims ? reshape(position, onesOf(x)) : position) as ResultOf<X>;
}

const onesOf = (x: Operand): Shape => Array<number>(specOf(x, 'ops.argmax').shape.length).fill(1);

/**
 * The position of the largest element along an axis: of the first, where several are the largest, and of a NaN, if there is one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.argmax([[1, 5, 2], [7, 0, 7]], { axis: 1 }) // → array([1, 0], dtype=int32)
 */
export function argmax<X extends Operand>(x: X, ...given: [options?: PositionOptions | undefined]): ResultOf<X> {
  return within('ops.argmax', () => positionAlong(argmaxOperation, x, given));
}

/**
 * The position of the smallest element along an axis: of the first, where several are the smallest, and of a NaN, if there is one.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.argmin([[1, 5, 2], [7, 0, 7]], { axis: 1 }) // → array([0, 1], dtype=int32)
 */
export function argmin<X extends Operand>(x: X, ...given: [options?: PositionOptions | undefined]): ResultOf<X> {
  return within('ops.argmin', () => positionAlong(argminOperation, x, given));
}
