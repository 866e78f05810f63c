/** Reductions besides the sum: means, products, logical ones, and the logarithm of a sum of exponentials. */
import { isFloating } from '../tensor/index.js';
import { apply, specOf } from './apply.js';
import { add, divide, sqrt, square, subtract } from './arithmetic.js';
import { resolveAxes } from './axes.js';
import { cast, inFloat32 } from './casting.js';
import { equal, isfinite, logicalNot, where } from './comparison.js';
import { exp, log } from './exponentials.js';
import { onesLike } from './creation.js';
import { max } from './extremes.js';
import { stopGradient } from './identity.js';
import { asFloating } from './operand.js';
import { defineOperation, type Operand, type Operation, type ResultOf } from './operation.js';
import {
  accumulatedDType,
  loweredReduction,
  reduceAlong,
  reducedShape,
  reductionAttributes,
  type ReductionAttributes,
  type ReductionOptions,
} from './reduction.js';
import { softmaxOf } from './softmax.js';
import { spreadOver, sum } from './summation.js';
import { weighted } from './weighting.js';
import { within } from './naming.js';

const meanOperation = /* @__PURE__ */ defineOperation<ReductionAttributes>({
  name: 'mean',
  inferShape: ([x], attributes) => ({
    shape: reducedShape('ops.mean', x, attributes),
    dtype: isFloating(x.dtype) ? x.dtype : 'float32',
  }),
  compute: ([x], { axis }, { dtype }) => reduceAlong('mean', x, resolveAxes('ops.mean', axis, x.rank), dtype),
  lower: (...call) => loweredReduction('mean', 'ops.mean', ...call),
  gradient: ({ inputs: [x], outputs: [y], attributes }, [dy]) => [
    spreadOver(
      x,
      inFloat32(dy, (each) => divide<Operand, number>(each, x.size / y.size)),
      attributes,
    ),
  ],
});

/**
 * The mean of the elements along the given axes, or of all.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.mean([[1, 2], [3, 4]]) // → array(2.5, dtype=float32)
 * ops.mean([[1, 2], [3, 4]], { axis: 1, keepdims: true })
 * // → array([[1.5],
 * //          [3.5]], dtype=float32)
 */
export function mean<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return apply(meanOperation, [x], reductionAttributes('ops.mean', given));
}

/**
 * The variance: the mean of the squared distances from the mean. For float16 and bfloat16 it is computed in float32, because squares easily
 * leave the range of float16.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.var([1, 2, 3, 4]) // → array(1.25, dtype=float32)
 */
function variance<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  const { axis, keepdims } = reductionAttributes('ops.var', given);
  return inFloat32(x, (each) => {
    const distances = subtract<Operand, Operand>(each, mean<Operand>(each, { axis, keepdims: true }));
    return mean(square(distances), { axis, keepdims });
  });
}
export { variance as var };

/**
 * The standard deviation, the square root of the variance.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.std([1, 3, 1, 3]) // → array(1., dtype=float32)
 */
export function std<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return within('ops.std', () => sqrt(variance(x, reductionAttributes('ops.std', given))) as never);
}

const productOperation: Operation<ReductionAttributes, 'one'> = /* @__PURE__ */ defineOperation<ReductionAttributes>({
  name: 'prod',
  inferShape: ([x], attributes) => ({
    shape: reducedShape('ops.prod', x, attributes),
    dtype: accumulatedDType(x.dtype),
  }),
  compute: ([x], { axis }, { dtype }) => reduceAlong('prod', x, resolveAxes('ops.prod', axis, x.rank), dtype),
  lower: (...call) => loweredReduction('prod', 'ops.prod', ...call),
  gradient({ inputs: [x], attributes }, [dy]) {
    // The gradient of an element is the product of all others: the product of all that are not 0, divided by the element; but 0 if another
    // element is 0.
    const isZero = cast(equal(x, 0), x.dtype);
    const nonZero = add(x, isZero);
    const ofNonZero = divide(spreadOver(x, prod(nonZero, attributes), attributes), nonZero);
    const otherZeros = subtract(spreadOver(x, sum(isZero, attributes), attributes), isZero);
    return [weighted(spreadOver(x, dy, attributes), where(equal(otherZeros, 0), ofNonZero, 0))];
  },
});

/**
 * The product of the elements along the given axes, or of all. The product of bytes or truth values is int32.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.prod([[1, 2], [3, 4]], { axis: 0 }) // → array([3., 8.], dtype=float32)
 */
export function prod<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return apply(productOperation, [x], reductionAttributes('ops.prod', given));
}

const anyOperation = /* @__PURE__ */ defineOperation<ReductionAttributes>({
  name: 'any',
  inferShape: ([x], attributes) => ({ shape: reducedShape('ops.any', x, attributes), dtype: 'bool' }),
  compute: ([x], { axis }) => reduceAlong('max', x, resolveAxes('ops.any', axis, x.rank), 'bool'),
});

/**
 * Whether any of the elements along the given axes, or of all, is true. Every number but 0 counts as true.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.any([[true, false], [false, false]], { axis: 1 }) // → array([ True, False])
 */
export function any<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return apply(anyOperation, [x], reductionAttributes('ops.any', given));
}

/**
 * Whether all elements along the given axes, or all elements of x, are true. Every number but 0 counts as true.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.all([[true, false], [true, true]], { axis: 1 }) // → array([False,  True])
 */
export function all<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return within('ops.all', () => logicalNot(any(logicalNot(x), reductionAttributes('ops.all', given))) as never);
}

/**
 * Returns its second input, the logarithm that was computed from x, and defines its gradient with respect to x: softmax, and 0 where all
 * elements are -∞.
 */
const logsumexpOperation = /* @__PURE__ */ defineOperation<ReductionAttributes, 'one', 2>({
  name: 'logsumexp',
  inferShape: ([x, logarithm], attributes) => ({
    shape: reducedShape('ops.logsumexp', x, attributes),
    dtype: logarithm.dtype,
  }),
  compute: ([, logarithm]) => logarithm.data,
  lower: () => ({ kind: 'same', input: 1 }),
  gradient({ inputs: [x], outputs: [y], attributes }, [dy]) {
    const axes = resolveAxes('ops.logsumexp', attributes.axis, x.rank);
    const isNothing = equal(spreadOver(x, y, attributes), -Infinity);
    const weights = axes.length === 0 ? onesLike(x) : softmaxOf(x, { axes });
    return [weighted(spreadOver(x, dy, attributes), where(isNothing, 0, weights)), null];
  },
});

/** What is subtracted so that no exponential overflows. */
const shiftOf = (largest: Operand): Operand => where<Operand, Operand, Operand>(isfinite<Operand>(largest), largest, 0);

/**
 * `ln Σ eˣ` over the given axes, or over all, for numbers of any size. Its gradient is softmax, also at infinities, and 0 where all elements
 * are -∞.
 *
 * @example
 * import { ops } from 'hillock';
 * ops.logsumexp([1000, 1000]) // → array(1000.6932, dtype=float32)
 */
export function logsumexp<X extends Operand>(x: X, ...given: [options?: ReductionOptions | undefined]): ResultOf<X> {
  return within('ops.logsumexp', () => {
    const attributes = reductionAttributes('ops.logsumexp', given);
    const { axis } = attributes;
    const where = 'ops.logsumexp';
    // Differences of integers would wrap.
    const values = asFloating(where, stopGradient<Operand>(x));
    const { shape } = specOf(values, where);
    const ofNothing = resolveAxes(where, axis, shape.length).some((each) => shape[each] === 0);
    const shift = ofNothing ? 0 : shiftOf(max(values, { axis, keepdims: true }));
    const logarithm = add(log(sum(exp(subtract(values, shift)), { axis, keepdims: true })), shift);
    return apply(logsumexpOperation, [x, logarithm], attributes);
  });
}
