/** Losses that measure the difference between distributions. */
import { add, clip, divide, multiply, subtract } from '../../ops/arithmetic.js';
import { log } from '../../ops/exponentials.js';
import { fused } from '../../ops/fused.js';
import { mean } from '../../ops/reductions.js';
import { sum } from '../../ops/summation.js';
import { defineLoss } from './definition.js';
import { epsilon } from '../../objects/settings.js';

const noOptions = (): Record<never, never> => ({});

const divergence = /* @__PURE__ */ defineLoss({
  name: 'klDivergence',
  className: 'KLDivergence',
  options: noOptions,
  values: (yTrue, yPred) =>
    sum(
      fused('losses.klDivergence', [yTrue, yPred], (y, p) => {
        const [labels, predictions] = [clip(y, epsilon(), 1), clip(p, epsilon(), 1)];
        return multiply(labels, log(divide(labels, predictions)));
      }),
      { axis: -1 },
    ),
});

const counts = /* @__PURE__ */ defineLoss({
  name: 'poisson',
  className: 'Poisson',
  options: noOptions,
  values: (yTrue, yPred) =>
    mean(
      fused('losses.poisson', [yTrue, yPred], (y, p) => subtract(p, multiply(y, log(add(p, epsilon()))))),
      { axis: -1 },
    ),
});

/**
 * The sum over the last axis of `y·ln(y / p)`, with both limited to the interval from 1e-7 to 1.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.klDivergence([[0.5, 0.5]], [[0.5, 0.5]]) // → array([0.], dtype=float32)
 */
export const klDivergence = divergence.compute;

/**
 * The Kullback-Leibler divergence, `Σ y·ln(y / p)`: the information that is lost if the distribution p is used in place of y.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.KLDivergence()([[1, 0]], [[0.5, 0.5]]).item() // → 0.6931456327438354
 */
export const KLDivergence = divergence.Loss;
export type KLDivergence = InstanceType<typeof KLDivergence>;

/**
 * The mean of the Kullback-Leibler divergence.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.KLDivergence();
 * metric.updateState([[0.5, 0.5]], [[0.5, 0.5]]);
 * metric.result() // → array(0., dtype=float32)
 */
export const KLDivergenceMetric = /* @__PURE__ */ divergence.metric();
export type KLDivergenceMetric = InstanceType<typeof KLDivergenceMetric>;

/**
 * The mean over the last axis of `p - y·ln p`, for counts y and their expected values p.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.poisson([[2, 0]], [[1, 1]]).shape // → [ 1 ]
 */
export const poisson = counts.compute;

/**
 * The loss of counts that follow a Poisson distribution, `p - y·ln p`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.Poisson()([[0, 0]], [[1, 3]]).item() // → 2
 */
export const Poisson = counts.Loss;
export type Poisson = InstanceType<typeof Poisson>;

/**
 * The mean of `p - y·ln p`.
 *
 * @example
 * import { metrics } from 'hillock';
 * const metric = metrics.Poisson();
 * metric.updateState([[0, 0]], [[1, 3]]);
 * metric.result() // → array(2., dtype=float32)
 */
export const PoissonMetric = /* @__PURE__ */ counts.metric();
export type PoissonMetric = InstanceType<typeof PoissonMetric>;
