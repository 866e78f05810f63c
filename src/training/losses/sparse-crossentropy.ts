/** Losses of labels that are class numbers. */
import { ValueError } from '../../errors/index.js';
import {
  defaulted,
  flag,
  forgotten,
  integer,
  optional,
  type DefaultedOption,
  type RequiredOption,
} from '../../objects/options/index.js';
import { divide, multiply, subtract } from '../../ops/arithmetic.js';
import { resolveAxis } from '../../ops/axes.js';
import { cast } from '../../ops/casting.js';
import { notEqual, where as choose } from '../../ops/comparison.js';
import * as crossentropy from '../../ops/crossentropy.js';
import { plainPower } from '../../ops/plain-functions.js';
import { oneHot } from '../../ops/gathering.js';
import { expandDims, reshape, squeeze } from '../../ops/reshape.js';
import { sum } from '../../ops/summation.js';
import { lengthAt, withMask, type Tensor } from '../../tensor/index.js';
import { defineLoss } from './definition.js';
import { checkClasses, classLabels } from './labels.js';

/** The options of the crossentropy with class numbers as labels. */
// A type alias, because an interface could not be used where any option table is accepted.
export type SparseCrossentropyTable = {
  /** Whether the predictions are logits, before the final softmax, instead of probabilities. */
  readonly fromLogits: DefaultedOption<boolean>;
  /** A label, such as -1, that marks samples to be ignored. */
  readonly ignoreClass: DefaultedOption<number | null>;
  /** The axis of the classes. */
  readonly axis: DefaultedOption<number>;
};

const sparseOptions = (): SparseCrossentropyTable => ({
  fromLogits: flag(false),
  ignoreClass: optional(integer()),
  axis: forgotten(defaulted(integer(), -1)),
});

const sparse = /* @__PURE__ */ defineLoss({
  name: 'sparseCategoricalCrossentropy',
  className: 'SparseCategoricalCrossentropy',
  options: sparseOptions,
  labels: 'classes',
  values(yTrue, yPred, { fromLogits, ignoreClass, axis }, where) {
    const hasClassAxis = yTrue.rank === yPred.rank && lengthAt(yTrue.shape, axis) === 1;
    const labels: Tensor = hasClassAxis ? squeeze(yTrue, { axis }) : yTrue;
    const options = { fromLogits, axis };
    if (ignoreClass === null) return crossentropy.sparseCategoricalCrossentropy(labels, yPred, options);
    const counts: Tensor = notEqual(labels, ignoreClass);
    const values = crossentropy.sparseCategoricalCrossentropy(
      choose(counts, labels, 0),
      // The predictions of ignored samples are replaced, so that they get no gradient even if they are infinite or NaN.
      choose(expandDims(counts, resolveAxis(where, axis, yPred.rank)), yPred, 0),
      options,
    );
    const mask: Tensor = reshape(counts, values.shape);
    const counted: Tensor = choose(mask, values, 0);
    return withMask(counted, mask);
  },
  checkLabels(where, yTrue, shape, { axis, ignoreClass }) {
    const classes = lengthAt(shape, axis) ?? null;
    if (classes !== null) checkClasses(where, yTrue, classes, ignoreClass);
  },
});

/** The exponent of the generalized crossentropy. */
function exponent(): RequiredOption<number> {
  return {
    check: (given, where, name) => {
      if (typeof given === 'number' && given > 0 && given < 1) return given;
      throw new ValueError({ where, expected: `${name} to be a number between 0 and 1`, received: { [name]: given } });
    },
  };
}

const generalized = /* @__PURE__ */ defineLoss({
  name: 'categoricalGeneralizedCrossEntropy',
  className: 'CategoricalGeneralizedCrossEntropy',
  options: () => ({
    /** Near 0 the loss is like the crossentropy, near 1 like the mean absolute error, which tolerates wrong labels better. */
    q: defaulted(exponent(), 0.5),
  }),
  labels: 'classes',
  values(yTrue, yPred, { q }, where) {
    const classes = yPred.shape[yPred.shape.length - 1]!;
    const labels = classLabels(where, yTrue, yPred);
    const ofLabel = sum(multiply(yPred, cast(oneHot(cast(labels, 'int32'), classes), yPred.dtype)), { axis: -1 });
    return divide(subtract(1, plainPower(ofLabel, q)), q);
  },
  checkLabels(where, yTrue, shape) {
    const classes = shape[shape.length - 1] ?? null;
    if (classes !== null) checkClasses(where, yTrue, classes, null);
  },
});

/**
 * `-log(p)` of the class that the label names, for labels that are integers from 0. Probabilities are divided by their sum.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.sparseCategoricalCrossentropy([1, 2], [[0.25, 0.5, 0.25], [0.125, 0.125, 0.75]])
 * // → array([0.6931472, 0.2876821], dtype=float32)
 * losses.sparseCategoricalCrossentropy([0, -1], [[4, 4], [0, 9]], { fromLogits: true, ignoreClass: -1 })
 * // → array([0.6931472, 0.       ], dtype=float32)
 */
export const sparseCategoricalCrossentropy = sparse.compute;

/**
 * The crossentropy of labels that are the integers of their classes and the probabilities of several classes.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.SparseCategoricalCrossentropy({ fromLogits: true })([1, 0], [[0, 0], [3, 3]]).item() // → 0.6931471824645996
 */
export const SparseCategoricalCrossentropy = sparse.Loss;
export type SparseCategoricalCrossentropy = InstanceType<typeof SparseCategoricalCrossentropy>;

/**
 * The mean of the crossentropy of labels that are integers.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.SparseCategoricalCrossentropy();
 * metric.updateState([1], [[0.5, 0.5]]);
 * metric.result() // → array(0.6931472, dtype=float32)
 */
export const SparseCategoricalCrossentropyMetric = /* @__PURE__ */ sparse.metric({
  // The metric's config contains the axis, the loss's does not.
  options: (): SparseCrossentropyTable => ({ ...sparseOptions(), axis: defaulted(integer(), -1) }),
});
export type SparseCategoricalCrossentropyMetric = InstanceType<typeof SparseCategoricalCrossentropyMetric>;

/**
 * `(1 - p^q) / q` of the probability of the class that the label names.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.categoricalGeneralizedCrossEntropy([1], [[0.75, 0.25]]) // → array([1.], dtype=float32)
 */
export const categoricalGeneralizedCrossEntropy = generalized.compute;

/**
 * A crossentropy that tolerates wrong labels, `(1 - p^q) / q`, for labels that are integers. Source: Zhang and Sabuncu, 2018.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.CategoricalGeneralizedCrossEntropy({ q: 0.5 })([1], [[0.75, 0.25]]).item() // → 1
 */
export const CategoricalGeneralizedCrossEntropy = generalized.Loss;
export type CategoricalGeneralizedCrossEntropy = InstanceType<typeof CategoricalGeneralizedCrossEntropy>;
