/** Penalties on the size of weights. */
import { callable } from '../../objects/callable.js';
import { defaulted, numberOfAtLeastZero, type DefaultedOption, type Leading } from '../../objects/options/index.js';
import { abs, add, multiply, square } from '../../ops/arithmetic.js';
import { sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';
import { regularizerWith } from './regularizer.js';

type Labels1 = [l1?: number];
type Labels2 = [l2?: number];
const [leading1, leading2]: [Leading<Labels1>, Leading<Labels2>] = [['l1'], ['l2']];

/** A factor that Keras rounds to float32, as its config shows. */
export const float32Factor = (): DefaultedOption<number> => ({
  ...defaulted(numberOfAtLeastZero(), 0.01),
  toConfig: Math.fround,
});

const l1Options = () => ({
  /** The factor of the sum of absolute values. */
  l1: float32Factor(),
});

const l2Options = () => ({
  /** The factor of the sum of squares. */
  l2: defaulted(numberOfAtLeastZero(), 0.01),
});

const bothOptions = () => ({
  /** The factor of the sum of absolute values. */
  l1: defaulted(numberOfAtLeastZero(), 0),
  /** The factor of the sum of squares. */
  l2: defaulted(numberOfAtLeastZero(), 0),
});

const l1Penalty = (x: Tensor, l1: number): Tensor => multiply(l1, sum(abs(x)));
const l2Penalty = (x: Tensor, l2: number): Tensor => multiply(l2, sum(square(x)));

export class L1Regularizer extends /* @__PURE__ */ regularizerWith(l1Options, leading1) {
  static readonly path: string = 'keras.regularizers.L1';

  override call(x: Tensor): Tensor {
    return l1Penalty(x, this.l1);
  }
}

export class L2Regularizer extends /* @__PURE__ */ regularizerWith(l2Options, leading2) {
  static readonly path: string = 'keras.regularizers.L2';

  override call(x: Tensor): Tensor {
    return l2Penalty(x, this.l2);
  }
}

export class L1L2Regularizer
  extends /* @__PURE__ */ regularizerWith<ReturnType<typeof bothOptions>, []>(bothOptions, [])
{
  static readonly path: string = 'keras.regularizers.L1L2';

  override call(x: Tensor): Tensor {
    return add(l1Penalty(x, this.l1), l2Penalty(x, this.l2));
  }
}

/**
 * `l1 · Σ |x|`, with l1 = 0.01 by default: weights that do not help become 0.
 *
 * @example
 * import { regularizers } from 'hillock';
 * regularizers.L1(0.5)([1, -3]).item() // → 2
 */
export const L1 = /* @__PURE__ */ callable<typeof L1Regularizer, L1>(L1Regularizer);
export interface L1 extends L1Regularizer {}

/**
 * `l2 · Σ x²`, with l2 = 0.01 by default: weights stay small.
 *
 * @example
 * import { regularizers } from 'hillock';
 * regularizers.L2(0.5)([1, -3]).item() // → 5
 */
export const L2 = /* @__PURE__ */ callable<typeof L2Regularizer, L2>(L2Regularizer);
export interface L2 extends L2Regularizer {}

/**
 * `l1 · Σ |x| + l2 · Σ x²`, both 0 by default.
 *
 * @example
 * import { regularizers } from 'hillock';
 * regularizers.L1L2({ l1: 0.5, l2: 0.25 })([1, -3]).item() // → 4.5
 */
export const L1L2 = /* @__PURE__ */ callable<typeof L1L2Regularizer, L1L2>(L1L2Regularizer);
export interface L1L2 extends L1L2Regularizer {}
