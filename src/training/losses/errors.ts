/** Losses that grow with the distance between labels and predictions. */
import { defaulted, finiteNumber, forgotten } from '../../objects/options/index.js';
import { abs, add, divide, maximum, multiply, square, subtract } from '../../ops/arithmetic.js';
import { softplus } from '../../ops/activations.js';
import { lessEqual, where } from '../../ops/comparison.js';
import { log } from '../../ops/exponentials.js';
import { fused } from '../../ops/fused.js';
import { mean } from '../../ops/reductions.js';
import type { Tensor } from '../../tensor/index.js';
import { defineLoss } from './definition.js';
import { epsilon } from '../../objects/settings.js';

const noOptions = (): Record<never, never> => ({});

/** The mean over the last axis of a formula of labels and predictions. */
const meanOf = (name: string, yTrue: Tensor, yPred: Tensor, formula: (y: Tensor, p: Tensor) => Tensor): Tensor =>
  mean(fused(`losses.${name}`, [yTrue, yPred], formula), { axis: -1 });

const squaredError = /* @__PURE__ */ defineLoss({
  name: 'meanSquaredError',
  className: 'MeanSquaredError',
  options: noOptions,
  values: (yTrue, yPred) => meanOf('meanSquaredError', yTrue, yPred, (y, p) => square(subtract(p, y))),
});

const absoluteError = /* @__PURE__ */ defineLoss({
  name: 'meanAbsoluteError',
  className: 'MeanAbsoluteError',
  options: noOptions,
  values: (yTrue, yPred) => meanOf('meanAbsoluteError', yTrue, yPred, (y, p) => abs(subtract(p, y))),
});

const percentageError = /* @__PURE__ */ defineLoss({
  name: 'meanAbsolutePercentageError',
  className: 'MeanAbsolutePercentageError',
  options: noOptions,
  values: (yTrue, yPred) =>
    multiply(
      100,
      meanOf('meanAbsolutePercentageError', yTrue, yPred, (y, p) =>
        abs(divide(subtract(y, p), maximum(abs(y), epsilon()))),
      ),
    ),
});

/** `log(x + 1)`, with x limited to at least epsilon. */
const shiftedLog = (x: Tensor): Tensor => log(add(maximum(x, epsilon()), 1));

const logarithmicError = /* @__PURE__ */ defineLoss({
  name: 'meanSquaredLogarithmicError',
  className: 'MeanSquaredLogarithmicError',
  options: noOptions,
  values: (yTrue, yPred) =>
    meanOf('meanSquaredLogarithmicError', yTrue, yPred, (y, p) => square(subtract(shiftedLog(p), shiftedLog(y)))),
});

const huberError = /* @__PURE__ */ defineLoss({
  name: 'huber',
  className: 'Huber',
  usualName: 'huber_loss',
  options: () => ({
    /** The error beyond which the loss is linear instead of quadratic. */
    delta: forgotten(defaulted(finiteNumber(), 1)),
  }),
  values: (yTrue, yPred, { delta }) =>
    meanOf('huber', yTrue, yPred, (y, p) => {
      const error = subtract(p, y);
      const size = abs(error);
      return where(
        lessEqual(size, delta),
        multiply(0.5, square(error)),
        subtract(multiply(delta, size), 0.5 * delta * delta),
      );
    }),
});

const logCoshError = /* @__PURE__ */ defineLoss({
  name: 'logCosh',
  className: 'LogCosh',
  options: noOptions,
  values: (yTrue, yPred) =>
    meanOf('logCosh', yTrue, yPred, (y, p) => {
      const error: Tensor = subtract(p, y);
      const rest: Tensor = softplus<Tensor>(multiply(error, -2));
      return subtract(add(error, rest), Math.LN2);
    }),
});

/**
 * The mean of `(yTrue - yPred)²` over the last axis.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.meanSquaredError([[0, 1], [0, 0]], [[1, 1], [1, 0]]) // → array([0.5, 0.5], dtype=float32)
 */
export const meanSquaredError = squaredError.compute;

/**
 * The mean of the squares of errors, `(yTrue - yPred)²`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.MeanSquaredError()([[0, 1], [0, 0]], [[1, 1], [1, 0]]).item() // → 0.5
 * losses.MeanSquaredError({ reduction: 'sum' })([[0, 1], [0, 0]], [[1, 1], [1, 0]]).item() // → 1
 */
export const MeanSquaredError = squaredError.Loss;
export type MeanSquaredError = InstanceType<typeof MeanSquaredError>;

/**
 * The mean of `(yTrue - yPred)²`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.MeanSquaredError();
 * metric.updateState([[0, 1], [0, 0]], [[1, 1], [0, 0]]);
 * metric.result() // → array(0.25, dtype=float32)
 */
export const MeanSquaredErrorMetric = /* @__PURE__ */ squaredError.metric();
export type MeanSquaredErrorMetric = InstanceType<typeof MeanSquaredErrorMetric>;

/**
 * The mean of `|yTrue - yPred|` over the last axis. The gradient at equality is 0.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.meanAbsoluteError([[0, 1], [0, 0]], [[1, 1], [1, 3]]) // → array([0.5, 2. ], dtype=float32)
 */
export const meanAbsoluteError = absoluteError.compute;

/**
 * The mean of absolute errors, `|yTrue - yPred|`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.MeanAbsoluteError()([[0, 1], [0, 0]], [[1, 1], [1, 3]]).item() // → 1.25
 */
export const MeanAbsoluteError = absoluteError.Loss;
export type MeanAbsoluteError = InstanceType<typeof MeanAbsoluteError>;

/**
 * The mean of `|yTrue - yPred|`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.MeanAbsoluteError();
 * metric.updateState([[0, 1], [0, 0]], [[3, 1], [0, 0]]);
 * metric.result() // → array(0.75, dtype=float32)
 */
export const MeanAbsoluteErrorMetric = /* @__PURE__ */ absoluteError.metric();
export type MeanAbsoluteErrorMetric = InstanceType<typeof MeanAbsoluteErrorMetric>;

/**
 * The mean of `100·|yTrue - yPred| / |yTrue|` over the last axis; labels count as at least 1e-7.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.meanAbsolutePercentageError([[2, 4]], [[1, 5]]) // → array([37.5], dtype=float32)
 */
export const meanAbsolutePercentageError = percentageError.compute;

/**
 * The mean of errors in percent of the label, `100·|yTrue - yPred| / |yTrue|`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.MeanAbsolutePercentageError()([[2, 4]], [[1, 5]]).item() // → 37.5
 */
export const MeanAbsolutePercentageError = percentageError.Loss;
export type MeanAbsolutePercentageError = InstanceType<typeof MeanAbsolutePercentageError>;

/**
 * The mean of errors in percent of the label.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.MeanAbsolutePercentageError();
 * metric.updateState([[2, 4]], [[1, 5]]);
 * metric.result() // → array(37.5, dtype=float32)
 */
export const MeanAbsolutePercentageErrorMetric = /* @__PURE__ */ percentageError.metric();
export type MeanAbsolutePercentageErrorMetric = InstanceType<typeof MeanAbsolutePercentageErrorMetric>;

/**
 * The mean of `(ln(yPred + 1) - ln(yTrue + 1))²` over the last axis, for numbers that are not negative.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.meanSquaredLogarithmicError([[0]], [[Math.E - 1]]) // → array([0.9999998], dtype=float32)
 */
export const meanSquaredLogarithmicError = logarithmicError.compute;

/**
 * The mean of the squares of differences between logarithms, `(ln(yPred + 1) - ln(yTrue + 1))²`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.MeanSquaredLogarithmicError()([[1, 2]], [[1, 2]]).item() // → 0
 */
export const MeanSquaredLogarithmicError = logarithmicError.Loss;
export type MeanSquaredLogarithmicError = InstanceType<typeof MeanSquaredLogarithmicError>;

/**
 * The mean of the squares of differences between logarithms.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.MeanSquaredLogarithmicError();
 * metric.updateState([[1, 2]], [[1, 2]]);
 * metric.result() // → array(0., dtype=float32)
 */
export const MeanSquaredLogarithmicErrorMetric = /* @__PURE__ */ logarithmicError.metric();
export type MeanSquaredLogarithmicErrorMetric = InstanceType<typeof MeanSquaredLogarithmicErrorMetric>;

/**
 * The mean over the last axis of `e²/2` for errors up to delta, and of `delta·|e| - delta²/2` for larger ones.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.huber([[0, 0]], [[1, 3]]) // → array([1.5], dtype=float32)
 */
export const huber = huberError.compute;

/**
 * Quadratic for small errors and linear for large ones, so that outliers cannot dominate. Source: Huber, 1964.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.Huber({ delta: 2 })([[0, 0]], [[1, 3]]).item() // → 2.25
 */
export const Huber = huberError.Loss;
export type Huber = InstanceType<typeof Huber>;

/**
 * The mean of `ln(cosh(yPred - yTrue))` over the last axis.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.logCosh([[0, 0]], [[0, 0]]) // → array([0.], dtype=float32)
 */
export const logCosh = logCoshError.compute;

/**
 * The logarithm of the hyperbolic cosine of errors: about `e²/2` for small ones and `|e| - ln 2` for large ones.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.LogCosh()([[0]], [[100]]).item() // → 99.30685424804688
 */
export const LogCosh = logCoshError.Loss;
export type LogCosh = InstanceType<typeof LogCosh>;

/**
 * The mean of `ln(cosh(yPred - yTrue))`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.LogCoshError();
 * metric.updateState([[0]], [[100]]);
 * metric.result() // → array(99.306854, dtype=float32)
 */
export const LogCoshErrorMetric = /* @__PURE__ */ logCoshError.metric({
  className: 'LogCoshError',
  usualName: 'logcosh',
});
export type LogCoshErrorMetric = InstanceType<typeof LogCoshErrorMetric>;
