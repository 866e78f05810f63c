/** Crossentropies of independent labels that are 0 or 1. */
import { defaulted, finiteNumber, flag, integer, rate, type DefaultedOption } from '../../objects/options/index.js';
import { sigmoid } from '../../ops/activations.js';
import { add, multiply, subtract } from '../../ops/arithmetic.js';
import * as crossentropy from '../../ops/crossentropy.js';
import { plainPower } from '../../ops/plain-functions.js';
import { mean } from '../../ops/reductions.js';
import type { Tensor } from '../../tensor/index.js';
import { defineLoss } from './definition.js';

/** The options of the crossentropies of classes. */
// A type alias, because an interface could not be used where any option table is accepted.
export type CrossentropyTable = {
  /** Whether the predictions are logits, before the final softmax or sigmoid, instead of probabilities. */
  readonly fromLogits: DefaultedOption<boolean>;
  /** The share of each label that is distributed evenly over all classes, from 0 to 1. */
  readonly labelSmoothing: DefaultedOption<number>;
  /** The axis of the classes. */
  readonly axis: DefaultedOption<number>;
};

export const crossentropyOptions = (): CrossentropyTable => ({
  fromLogits: flag(false),
  labelSmoothing: defaulted(rate(), 0),
  axis: defaulted(integer(), -1),
});

/** Labels moved towards `share`, the value that expresses no preference. */
export function smoothed(labels: Tensor, labelSmoothing: number, share: number): Tensor {
  return labelSmoothing === 0 ? labels : add(multiply(labels, 1 - labelSmoothing), labelSmoothing * share);
}

const binary = /* @__PURE__ */ defineLoss({
  name: 'binaryCrossentropy',
  className: 'BinaryCrossentropy',
  options: crossentropyOptions,
  values: (yTrue, yPred, { fromLogits, labelSmoothing, axis }) =>
    mean(crossentropy.binaryCrossentropy(smoothed(yTrue, labelSmoothing, 1 / 2), yPred, { fromLogits }), { axis }),
});

const focal = /* @__PURE__ */ defineLoss({
  name: 'binaryFocalCrossentropy',
  className: 'BinaryFocalCrossentropy',
  options: () =>
    Object.assign(crossentropyOptions(), {
      /** Whether labels 1 are weighted by alpha, and labels 0 by 1 - alpha. */
      applyClassBalancing: flag(false),
      /** The weight of labels 1. */
      alpha: defaulted(finiteNumber(), 0.25),
      /** How much the weight of easy samples is reduced. */
      gamma: defaulted(finiteNumber(), 2),
    }),
  values(yTrue, yPred, { fromLogits, labelSmoothing, axis, applyClassBalancing, alpha, gamma }) {
    const labels = smoothed(yTrue, labelSmoothing, 1 / 2);
    const p: Tensor = fromLogits ? sigmoid(yPred) : yPred;
    const others: Tensor = subtract(1, labels);
    const ofLabel = add(multiply(labels, p), multiply(others, subtract(1, p)));
    // Computed from logits if there are any, because logits are not limited at 1e-7 as probabilities are.
    const surprisal = crossentropy.binaryCrossentropy(labels, yPred, { fromLogits });
    const values: Tensor = multiply(plainPower(subtract(1, ofLabel), gamma), surprisal);
    if (!applyClassBalancing) return mean(values, { axis });
    return mean(multiply(add(multiply(labels, alpha), multiply(others, 1 - alpha)), values), { axis });
  },
});

/**
 * The mean over the last axis of `-y·log(p) - (1 - y)·log(1 - p)`, for labels that are 0 or 1, each for itself.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.binaryCrossentropy([[0, 1]], [[0.5, 0.5]]) // → array([0.6931472], dtype=float32)
 * losses.binaryCrossentropy([[1]], [[0]], { fromLogits: true }) // → array([0.6931472], dtype=float32)
 */
export const binaryCrossentropy = binary.compute;

/**
 * The crossentropy of independent labels that are 0 or 1, with a probability as the prediction of each: the last layer has a unit for each
 * question and a sigmoid (or none, with `fromLogits`).
 *
 * @example
 * import { losses } from 'hillock';
 * losses.BinaryCrossentropy()([[0], [1]], [[0.5], [0.5]]).item() // → 0.6931471824645996
 */
export const BinaryCrossentropy = binary.Loss;
export type BinaryCrossentropy = InstanceType<typeof BinaryCrossentropy>;

/**
 * The mean of the crossentropy of labels that are 0 or 1.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.BinaryCrossentropy({ fromLogits: true });
 * metric.updateState([[1]], [[0]]);
 * metric.result() // → array(0.6931472, dtype=float32)
 */
export const BinaryCrossentropyMetric = /* @__PURE__ */ binary.metric({
  // Each output is a separate question, so the metric has no option for an axis of classes.
  options: () => {
    const { axis, ...options } = crossentropyOptions();
    return { ...options, axis: { ...axis, isAbsentFromConfig: true } };
  },
});
export type BinaryCrossentropyMetric = InstanceType<typeof BinaryCrossentropyMetric>;

/**
 * The mean over the last axis of `(1 - q)^gamma` times the binary crossentropy, where q is the probability of the label.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.binaryFocalCrossentropy([[1]], [[0.5]]) // → array([0.1732868], dtype=float32)
 */
export const binaryFocalCrossentropy = focal.compute;

/**
 * The binary crossentropy with less weight on easy samples: each value is multiplied by `(1 - q)^gamma`, where q is the probability of the
 * label. Source: Lin et al., 2017.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.BinaryFocalCrossentropy({ gamma: 1 })([[1]], [[0.5]]).item() // → 0.3465735912322998
 */
export const BinaryFocalCrossentropy = focal.Loss;
export type BinaryFocalCrossentropy = InstanceType<typeof BinaryFocalCrossentropy>;
