import { defaulted, numberOfAtLeastZero } from '../../objects/options/index.js';
import { add, divide, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { greater, logicalAnd, where } from '../../ops/comparison.js';
import { sum } from '../../ops/summation.js';
import { callable } from '../../objects/callable.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { betaOptions } from './betas.js';
import { biasCorrection } from './bias-correction.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith, type StepTerms } from './optimizer.js';
import type { Scalars, Update, UpdateTerms } from './update.js';

const options = () =>
  Object.assign(
    {
      /** How far each step goes: a number, a schedule or a function of nothing. */
      learningRate: learningRateOption(0.001),
    },
    betaOptions(0.9, 0.999),
    {
      /** A small number that keeps the divisor from being 0. */
      epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
    },
  );

const norm = (x: Tensor): Tensor => sqrt(sum(square(x)));

export class LambOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Lamb';

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, ['momentum', 'velocity']);
  }

  protected override scalars({ step }: StepTerms): Scalars {
    return { first: biasCorrection(this.beta1, step), second: biasCorrection(this.beta2, step) };
  }

  protected override update({ variable, gradient, slots, learningRate, scalars }: UpdateTerms): Update {
    const { momentum: m, velocity: v } = slots;
    const momentum = add(m!, multiply(subtract(gradient, m!), 1 - this.beta1));
    const velocity = add(v!, multiply(subtract(square(gradient), v!), 1 - this.beta2));
    const spread = add(sqrt(divide(velocity, scalars['second']!)), this.epsilon);
    const change: Tensor = divide(divide(momentum, scalars['first']!), spread);
    const [ofVariable, ofChange] = [norm(variable), norm(change)];
    const areBoth = logicalAnd(greater(ofVariable, 0), greater(ofChange, 0));
    const trust = where(areBoth, divide(ofVariable, ofChange), 1);
    return {
      variable: subtract(variable, multiply(multiply(trust, learningRate), change)),
      slots: { momentum, velocity },
    };
  }
}

/**
 * Lamb: Adam's change, with both biases corrected, scaled for each variable to the norm of the variable:
 * `u = m̂/(√v̂ + epsilon)`, `w ← w - learningRate·‖w‖/‖u‖·u`. Source: You et al., 2019.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([3, 4]);
 * optimizers.Lamb({ learningRate: 0.25, beta1: 0, beta2: 0, epsilon: 0 }).apply([tensor([3, -3])], [w]);
 * w.value.shape // → [ 2 ]
 */
export const Lamb = /* @__PURE__ */ callable<typeof LambOptimizer, Lamb>(LambOptimizer);
export interface Lamb extends LambOptimizer {}
