/** Crossentropies of labels that are a probability for each class. */
import { warnOnce } from '../../errors/index.js';
import { defaulted, finiteNumber } from '../../objects/options/index.js';
import { clip, divide, multiply, negative, subtract } from '../../ops/arithmetic.js';
import { equal, where } from '../../ops/comparison.js';
import * as crossentropy from '../../ops/crossentropy.js';
import { log } from '../../ops/exponentials.js';
import { plainPower } from '../../ops/plain-functions.js';
import { fused } from '../../ops/fused.js';
import { softmax } from '../../ops/softmax.js';
import { sum } from '../../ops/summation.js';
import { formatShape, type Tensor } from '../../tensor/index.js';
import { crossentropyOptions, smoothed } from './binary-crossentropy.js';
import { defineLoss } from './definition.js';
import { epsilon } from '../../objects/settings.js';

/** Label smoothing over the classes, for which Keras always takes the last axis. */
const spread = (labels: Tensor, labelSmoothing: number): Tensor =>
  smoothed(labels, labelSmoothing, 1 / (labels.shape[labels.shape.length - 1] ?? 1));

/** Warns if there is only one class, because then the loss is 0 whatever is predicted. */
function warnOfOneClass(place: string, { shape }: Tensor): void {
  if (shape[shape.length - 1] !== 1) return;
  warnOnce(
    `${place} of one class`,
    `${place}: expected predictions of several classes, received the shape ${formatShape(shape)}. ` +
      'The loss of a single class is always 0; for a yes or no take binary_crossentropy.',
  );
}

const hintForNumbers =
  'for labels that are numbers of classes take sparse_categorical_crossentropy, or spread them with utils.toCategorical(y)';

const categorical = /* @__PURE__ */ defineLoss({
  name: 'categoricalCrossentropy',
  className: 'CategoricalCrossentropy',
  options: crossentropyOptions,
  hintForNumbers,
  values(yTrue, yPred, { fromLogits, labelSmoothing, axis }, place) {
    warnOfOneClass(place, yPred);
    return crossentropy.categoricalCrossentropy(spread(yTrue, labelSmoothing), yPred, { fromLogits, axis });
  },
});

const focal = /* @__PURE__ */ defineLoss({
  name: 'categoricalFocalCrossentropy',
  className: 'CategoricalFocalCrossentropy',
  options: () =>
    Object.assign(crossentropyOptions(), {
      /** A factor for all values. */
      alpha: defaulted(finiteNumber(), 0.25),
      /** How much the weight of easy samples is reduced. */
      gamma: defaulted(finiteNumber(), 2),
    }),
  hintForNumbers,
  values(yTrue, yPred, { fromLogits, labelSmoothing, axis, alpha, gamma }, place) {
    warnOfOneClass(place, yPred);
    const p: Tensor = fromLogits ? softmax(yPred, { axis }) : yPred;
    const total = sum(p, { axis, keepdims: true });
    const values = fused(place, [spread(yTrue, labelSmoothing), p, total], (y, prediction, whole) => {
      // If all probabilities are 0, they are not divided by their sum.
      const share = clip(divide(prediction, where(equal(whole, 0), 1, whole)), epsilon(), 1 - epsilon());
      return multiply(multiply(plainPower(subtract(1, share), gamma), alpha), multiply(negative(y), log(share)));
    });
    return sum(values, { axis });
  },
});

/**
 * The sum over the classes of `-y·log(p)`, for labels that are a probability for each class, such as one-hot rows. Probabilities are
 * divided by their sum.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.categoricalCrossentropy([[0, 1, 0]], [[0.25, 0.5, 0.25]]) // → array([0.6931472], dtype=float32)
 */
export const categoricalCrossentropy = categorical.compute;

/**
 * The crossentropy of one-hot labels and the probabilities of several classes.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.CategoricalCrossentropy()([[0, 1], [1, 0]], [[0.5, 0.5], [1, 0]]).item() // → 0.3465736508369446
 */
export const CategoricalCrossentropy = categorical.Loss;
export type CategoricalCrossentropy = InstanceType<typeof CategoricalCrossentropy>;

/**
 * The mean of the crossentropy of one-hot labels.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.CategoricalCrossentropy();
 * metric.updateState([[0, 1]], [[0.5, 0.5]]);
 * metric.result() // → array(0.6931472, dtype=float32)
 */
export const CategoricalCrossentropyMetric = /* @__PURE__ */ categorical.metric();
export type CategoricalCrossentropyMetric = InstanceType<typeof CategoricalCrossentropyMetric>;

/**
 * The sum over the classes of `-alpha·(1 - p)^gamma·y·log(p)`. Probabilities are divided by their sum.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.categoricalFocalCrossentropy([[0, 1]], [[0.5, 0.5]], { alpha: 1 }) // → array([0.1732868], dtype=float32)
 */
export const categoricalFocalCrossentropy = focal.compute;

/**
 * The crossentropy of one-hot labels with less weight on easy samples: each value is multiplied by `alpha·(1 - p)^gamma`. Source: Lin et
 * al., 2017.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.CategoricalFocalCrossentropy({ alpha: 1, gamma: 1 })([[0, 1]], [[0.5, 0.5]]).item() // → 0.3465735912322998
 */
export const CategoricalFocalCrossentropy = focal.Loss;
export type CategoricalFocalCrossentropy = InstanceType<typeof CategoricalFocalCrossentropy>;
