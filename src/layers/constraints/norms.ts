/** Constraints on the length of weight vectors, and on the sign of weights. */
import { callable } from '../../objects/callable.js';
import { axes, boundOfAtLeastZero, defaulted, rate, type Leading } from '../../objects/options/index.js';
import { add, clip, divide, maximum, multiply, sqrt, square } from '../../ops/arithmetic.js';
import { sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';
import { constraintWith } from './constraint.js';

type MaxLabels = [maxValue?: number];
type AxisLabels = [axis?: number | readonly number[] | null];
const maxLeading: Leading<MaxLabels> = ['maxValue'];
const axisLeading: Leading<AxisLabels> = ['axis'];

/** A small number that keeps the divisor from being 0. */
const epsilon = 1e-7;

type Axis = number | readonly number[] | null;

/** The lengths of the vectors along some axes. */
const lengthsOf = (w: Tensor, axis: Axis): Tensor => sqrt(sum(square(w), { axis, keepdims: true }));

/** The vectors, scaled from their lengths to the wanted lengths. */
const scaled = (w: Tensor, lengths: Tensor, wanted: Tensor): Tensor =>
  multiply(w, divide(wanted, add(epsilon, lengths)));

const maxNormOptions = () => ({
  /** The greatest length. */
  maxValue: defaulted(boundOfAtLeastZero(), 2),
  /** The axes along which a vector lies. */
  axis: axes(0),
});

export class MaxNormConstraint extends /* @__PURE__ */ constraintWith(maxNormOptions, maxLeading) {
  static readonly path: string = 'keras.constraints.MaxNorm';

  override call(w: Tensor): Tensor {
    const lengths = lengthsOf(w, this.axis);
    return scaled(w, lengths, clip(lengths, 0, this.maxValue));
  }
}

const minMaxNormOptions = () => ({
  /** The least length. */
  minValue: defaulted(boundOfAtLeastZero(), 0),
  /** The greatest length. */
  maxValue: defaulted(boundOfAtLeastZero(), 1),
  /** How far a vector is moved towards the permitted length; 1 means all the way. */
  rate: defaulted(rate(), 1),
  /** The axes along which a vector lies. */
  axis: axes(0),
});

export class MinMaxNormConstraint
  extends /* @__PURE__ */ constraintWith<ReturnType<typeof minMaxNormOptions>, []>(minMaxNormOptions, [])
{
  static readonly path: string = 'keras.constraints.MinMaxNorm';

  override call(w: Tensor): Tensor {
    const lengths = lengthsOf(w, this.axis);
    const allowed = clip(lengths, this.minValue, this.maxValue);
    return scaled(w, lengths, add(multiply(this.rate, allowed), multiply(1 - this.rate, lengths)));
  }
}

const unitNormOptions = () => ({
  /** The axes along which a vector lies. */
  axis: axes(0),
});

export class UnitNormConstraint extends /* @__PURE__ */ constraintWith(unitNormOptions, axisLeading) {
  static readonly path: string = 'keras.constraints.UnitNorm';

  override call(w: Tensor): Tensor {
    return divide(w, add(epsilon, lengthsOf(w, this.axis)));
  }
}

export class NonNegConstraint extends /* @__PURE__ */ constraintWith(() => ({}), []) {
  static readonly path: string = 'keras.constraints.NonNeg';

  override call(w: Tensor): Tensor {
    return maximum(w, 0);
  }
}

/**
 * Shortens vectors of weights that are longer than `maxValue`, 2 by default. The vectors lie along axis 0: in the kernel of a `Dense`, each
 * one contains the weights of one unit.
 *
 * @example
 * import { constraints } from 'hillock';
 * constraints.MaxNorm(5)([[6], [8]]) // → array([[3.],
 * //          [4.]], dtype=float32)
 */
export const MaxNorm = /* @__PURE__ */ callable<typeof MaxNormConstraint, MaxNorm>(MaxNormConstraint);
export interface MaxNorm extends MaxNormConstraint {}

/**
 * Keeps the lengths of weight vectors between `minValue` and `maxValue`.
 *
 * @example
 * import { constraints } from 'hillock';
 * constraints.MinMaxNorm({ minValue: 1, maxValue: 5 })([[6], [8]]).shape // → [ 2, 1 ]
 */
export const MinMaxNorm = /* @__PURE__ */ callable<typeof MinMaxNormConstraint, MinMaxNorm>(MinMaxNormConstraint);
export interface MinMaxNorm extends MinMaxNormConstraint {}

/**
 * Scales weight vectors to the length 1.
 *
 * @example
 * import { constraints } from 'hillock';
 * constraints.UnitNorm()([[3], [4]]) // → array([[0.6],
 * //          [0.8]], dtype=float32)
 */
export const UnitNorm = /* @__PURE__ */ callable<typeof UnitNormConstraint, UnitNorm>(UnitNormConstraint);
export interface UnitNorm extends UnitNormConstraint {}

/**
 * Sets negative weights to 0.
 *
 * @example
 * import { constraints } from 'hillock';
 * constraints.NonNeg()([-1, 2]) // → array([0., 2.], dtype=float32)
 */
export const NonNeg = /* @__PURE__ */ callable<typeof NonNegConstraint, NonNeg>(NonNegConstraint);
export interface NonNeg extends NonNegConstraint {}
