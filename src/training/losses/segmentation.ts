/** Losses that measure how little two regions overlap. */
import { axes, defaulted, type DefaultedOption, finiteNumber } from '../../objects/options/index.js';
import { add, divide, multiply, subtract } from '../../ops/arithmetic.js';
import { sum } from '../../ops/summation.js';
import { defineLoss } from './definition.js';
import { epsilon } from '../../objects/settings.js';

type Axis = number | readonly number[] | null;

const axisOption = (): DefaultedOption<Axis> => ({ ...axes(-1), default: null });

const diceLoss = /* @__PURE__ */ defineLoss({
  name: 'dice',
  className: 'Dice',
  options: () => ({
    /** The axes to sum over; by default all, including the batch. */
    axis: axisOption(),
  }),
  values(yTrue, yPred, { axis }) {
    const common = sum(multiply(yTrue, yPred), { axis });
    const both = add(add(sum(yTrue, { axis }), sum(yPred, { axis })), epsilon());
    return subtract(1, divide(multiply(2, common), both));
  },
});

const tverskyLoss = /* @__PURE__ */ defineLoss({
  name: 'tversky',
  className: 'Tversky',
  options: () => ({
    /** The weight of missed elements (false negatives). */
    alpha: defaulted(finiteNumber(), 0.5),
    /** The weight of superfluous elements (false positives). */
    beta: defaulted(finiteNumber(), 0.5),
    /** The axes to sum over; by default all, including the batch. */
    axis: axisOption(),
  }),
  values(yTrue, yPred, { alpha, beta, axis }) {
    const common = sum(multiply(yTrue, yPred), { axis });
    const missed = sum(multiply(subtract(1, yPred), yTrue), { axis });
    const wrong = sum(multiply(yPred, subtract(1, yTrue)), { axis });
    const whole = add(add(add(common, multiply(missed, alpha)), multiply(wrong, beta)), epsilon());
    return subtract(1, divide(common, whole));
  },
});

/**
 * `1 - 2·Σ y·p / (Σ y + Σ p)`: 0 where the regions are the same, 1 where they have nothing in common.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.dice([[1, 1, 0, 0]], [[0, 1, 1, 0]]).item() // → 0.5
 */
export const dice = diceLoss.compute;

/**
 * The Dice loss of regions, `1 - 2·Σ y·p / (Σ y + Σ p)`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.Dice()([[1, 1, 0, 0]], [[0, 1, 1, 0]]).item() // → 0.5
 */
export const Dice = diceLoss.Loss;
export type Dice = InstanceType<typeof Dice>;

/**
 * `1 - Σ y·p / (Σ y·p + alpha·Σ y·(1 - p) + beta·Σ (1 - y)·p)`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.tversky([[1, 1, 0, 0]], [[0, 1, 1, 0]]).item() // → 0.5
 */
export const tversky = tverskyLoss.compute;

/**
 * The Tversky loss of regions: a Dice loss with separate weights for missed and superfluous elements. Source: Salehi et al., 2017.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.Tversky({ alpha: 1, beta: 0 })([[1, 1, 0, 0]], [[0, 1, 1, 0]]).item() // → 0.5
 */
export const Tversky = tverskyLoss.Loss;
export type Tversky = InstanceType<typeof Tversky>;
