import { defaulted, integerOfAtLeast, numberOfAtLeastZero } from '../../objects/options/index.js';
import { add, divide, minimum, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { callable } from '../../objects/callable.js';
import type { Variable } from '../../tensor/index.js';
import { betaOptions, newShare } from './betas.js';
import { biasCorrection } from './bias-correction.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith, type StepTerms } from './optimizer.js';
import type { Scalars, Update, UpdateTerms } from './update.js';

const options = () =>
  Object.assign(
    {
      /** How far each step goes: a number, a schedule or a function of nothing. */
      learningRate: learningRateOption(0.0025),
    },
    betaOptions(0.9, 0.999),
    {
      /** A small number that keeps the divisor from being 0. */
      epsilon: defaulted(numberOfAtLeastZero(), 1e-8),
      /** The number of steps during which the learning rate rises. */
      warmupSteps: defaulted(integerOfAtLeast(0), 0),
    },
  );

export class ScheduleFreeAdamWOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.ScheduleFreeAdamW';

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) this.addSlots([variable], { momentum: variable.value, velocity: 0 });
  }

  protected override scalars({ learningRate, step }: StepTerms): Scalars {
    const { warmupSteps } = this;
    return {
      rate: warmupSteps === 0 ? learningRate : multiply(learningRate, minimum(divide(step, warmupSteps), 1)),
      correction: biasCorrection(this.beta2, step),
      latest: divide(1, step),
    };
  }

  protected override update({ variable, gradient, slots, scalars }: UpdateTerms): Update {
    const { beta1, beta2, epsilon } = this;
    const { momentum: old, velocity: v } = slots;
    const velocity = add(v!, multiply(subtract(square(gradient), v!), newShare(beta2)));
    const spread = add(sqrt(divide(velocity, scalars['correction']!)), epsilon);
    const momentum = subtract(old!, divide(multiply(scalars['rate']!, gradient), spread));
    // The variable is a mixture of the latest point and the mean of all points, so the mean can be computed from it.
    const oldMean = divide(subtract(variable, multiply(newShare(beta1), old!)), beta1);
    const latest = scalars['latest']!;
    const mean = add(multiply(subtract(1, latest), oldMean), multiply(latest, momentum));
    return {
      variable: add(multiply(newShare(beta1), momentum), multiply(beta1, mean)),
      slots: { momentum, velocity },
    };
  }
}

/**
 * AdamW without a schedule: gradients are taken between the point `z`, which Adam moves, and the mean of all such points,
 * `w = (1 - beta1)·z + beta1·mean(z)`. Source: Defazio et al., 2024.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.ScheduleFreeAdamW().warmupSteps // → 0
 */
export const ScheduleFreeAdamW = /* @__PURE__ */ callable<typeof ScheduleFreeAdamWOptimizer, ScheduleFreeAdamW>(
  ScheduleFreeAdamWOptimizer,
);
export interface ScheduleFreeAdamW extends ScheduleFreeAdamWOptimizer {}
