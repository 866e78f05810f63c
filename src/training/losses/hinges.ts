/** Losses that are 0 if predictions are right by a margin. */
import { add, maximum, multiply, square, subtract } from '../../ops/arithmetic.js';
import { equal, logicalOr, where } from '../../ops/comparison.js';
import { max } from '../../ops/extremes.js';
import { fused } from '../../ops/fused.js';
import { all, mean } from '../../ops/reductions.js';
import { sum } from '../../ops/summation.js';
import type { Tensor } from '../../tensor/index.js';
import { defineLoss } from './definition.js';
import { hintForNumbers } from './labels.js';

const noOptions = (): Record<never, never> => ({});

/** Labels as -1 and 1; if all labels are 0 or 1, they are converted. */
function signs(labels: Tensor): Tensor {
  const areBinary = all(logicalOr(equal(labels, 0), equal(labels, 1)));
  return where(areBinary, subtract(multiply(2, labels), 1), labels);
}

const missing = (where: string, yTrue: Tensor, yPred: Tensor): Tensor =>
  fused(where, [signs(yTrue), yPred], (y, p) => maximum(subtract(1, multiply(y, p)), 0));

const plain = /* @__PURE__ */ defineLoss({
  name: 'hinge',
  className: 'Hinge',
  options: noOptions,
  values: (yTrue, yPred) => mean(missing('losses.hinge', yTrue, yPred), { axis: -1 }),
});

const squared = /* @__PURE__ */ defineLoss({
  name: 'squaredHinge',
  className: 'SquaredHinge',
  options: noOptions,
  values: (yTrue, yPred) => mean(square(missing('losses.squaredHinge', yTrue, yPred)), { axis: -1 }),
});

const categorical = /* @__PURE__ */ defineLoss({
  name: 'categoricalHinge',
  className: 'CategoricalHinge',
  options: noOptions,
  hintForNumbers,
  values(yTrue, yPred) {
    const ofLabel = sum(multiply(yTrue, yPred), { axis: -1 });
    const largestOther = max(multiply(subtract(1, yTrue), yPred), { axis: -1 });
    return maximum(add(subtract(largestOther, ofLabel), 1), 0);
  },
});

/**
 * The mean over the last axis of `max(1 - y·p, 0)`, for labels -1 and 1; labels 0 and 1 are converted.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.hinge([[1, -1]], [[0.5, 0.5]]) // → array([1.], dtype=float32)
 */
export const hinge = plain.compute;

/**
 * `max(1 - y·p, 0)`: 0 if the prediction has the sign of the label and is at least 1 in size.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.Hinge()([[1, -1]], [[0.5, 0.5]]).item() // → 1
 */
export const Hinge = plain.Loss;
export type Hinge = InstanceType<typeof Hinge>;

/**
 * The mean of `max(1 - y·p, 0)`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.Hinge();
 * metric.updateState([[1, -1]], [[0.5, 0.5]]);
 * metric.result() // → array(1., dtype=float32)
 */
export const HingeMetric = /* @__PURE__ */ plain.metric();
export type HingeMetric = InstanceType<typeof HingeMetric>;

/**
 * The mean over the last axis of `max(1 - y·p, 0)²`, for labels -1 and 1; labels 0 and 1 are converted.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.squaredHinge([[1, -1]], [[0.5, 0.5]]) // → array([1.25], dtype=float32)
 */
export const squaredHinge = squared.compute;

/**
 * The square of the hinge loss, `max(1 - y·p, 0)²`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.SquaredHinge()([[1, -1]], [[0.5, 0.5]]).item() // → 1.25
 */
export const SquaredHinge = squared.Loss;
export type SquaredHinge = InstanceType<typeof SquaredHinge>;

/**
 * The mean of `max(1 - y·p, 0)²`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SquaredHinge();
 * metric.updateState([[1, -1]], [[0.5, 0.5]]);
 * metric.result() // → array(1.25, dtype=float32)
 */
export const SquaredHingeMetric = /* @__PURE__ */ squared.metric();
export type SquaredHingeMetric = InstanceType<typeof SquaredHingeMetric>;

/**
 * `max(n - p + 1, 0)`, where p is the prediction of the label's class and n the largest of the others, for one-hot labels.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.categoricalHinge([[0, 1, 0]], [[0.25, 0.5, 1]]) // → array([1.5], dtype=float32)
 */
export const categoricalHinge = categorical.compute;

/**
 * The hinge loss of several classes: 0 if the prediction of the label's class exceeds all others by 1.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.CategoricalHinge()([[0, 1, 0]], [[0.25, 0.5, 1]]).item() // → 1.5
 */
export const CategoricalHinge = categorical.Loss;
export type CategoricalHinge = InstanceType<typeof CategoricalHinge>;

/**
 * The mean of the hinge loss of several classes.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.CategoricalHinge();
 * metric.updateState([[0, 1, 0]], [[0.25, 0.5, 1]]);
 * metric.result() // → array(1.5, dtype=float32)
 */
export const CategoricalHingeMetric = /* @__PURE__ */ categorical.metric();
export type CategoricalHingeMetric = InstanceType<typeof CategoricalHingeMetric>;
