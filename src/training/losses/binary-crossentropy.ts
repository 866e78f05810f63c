/** Crossentropies of labels that are 0 or 1, each for itself. */
import { defaulted, finiteNumber, flag, integer, rate, type DefaultedOption } from '../../objects/options/index.js';
import { sigmoid } from '../../ops/activations.js';
import { add, multiply, subtract } from '../../ops/arithmetic.js';
import * as crossentropy from '../../ops/crossentropy.js';
import { plainPower } from '../../ops/plain-functions.js';
import { mean } from '../../ops/reductions.js';
import type { Tensor } from '../../tensor/index.js';
import { defineLoss } from './definition.js';

/** The options of the crossentropies of classes. */
// A type, not an interface, so that it can stand where any table can.
export type CrossentropyTable = {
  /** Whether the predictions are logits, before the last softmax or sigmoid, rather than probabilities. */
  readonly fromLogits: DefaultedOption<boolean>;
  /** How much of each label is spread over all classes, from 0 to 1. */
  readonly labelSmoothing: DefaultedOption<number>;
  /** The axis along which the classes lie. */
  readonly axis: DefaultedOption<number>;
};

export const crossentropyOptions = (): CrossentropyTable => ({
  fromLogits: flag(false),
  labelSmoothing: defaulted(rate(), 0),
  axis: defaulted(integer(), -1),
});

/** Labels on their way to `share`, the value of a label that says nothing. */
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
  options: () => ({
    ...crossentropyOptions(),
    /** Whether labels 1 count alpha times, and labels 0 one minus alpha times. */
    applyClassBalancing: flag(false),
    alpha: defaulted(finiteNumber(), 0.25),
    /** How strongly what is easy is played down. */
    gamma: defaulted(finiteNumber(), 2),
  }),
  values(yTrue, yPred, { fromLogits, labelSmoothing, axis, applyClassBalancing, alpha, gamma }) {
    const labels = smoothed(yTrue, labelSmoothing, 1 / 2);
    const p: Tensor = fromLogits ? sigmoid(yPred) : yPred;
    const others: Tensor = subtract(1, labels);
    const ofLabel = add(multiply(labels, p), multiply(others, subtract(1, p)));
    // From logits where there are some: nothing is cut off at 1e-7 then.
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
 * The crossentropy of labels that are 0 or 1 and predictions that are each a probability for itself: the last layer has one unit, or one
 * for each independent question, and a sigmoid (or none, with `fromLogits`).
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
  // Each output is asked for itself, so that there is no axis of classes to choose.
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
 * The binary crossentropy with what is easy played down: each value is multiplied with `(1 - q)^gamma`, where q is the probability of
 * the label. Source: Lin et al., 2017.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.BinaryFocalCrossentropy({ gamma: 1 })([[1]], [[0.5]]).item() // → 0.3465735912322998
 */
export const BinaryFocalCrossentropy = focal.Loss;
export type BinaryFocalCrossentropy = InstanceType<typeof BinaryFocalCrossentropy>;
