import { defaulted, numberOfAtLeastZero } from '../../objects/options/index.js';
import { add, divide, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { plainPower } from '../../ops/plain-functions.js';
import { callable } from '../../objects/callable.js';
import { tensor, type Tensor, type Variable } from '../../tensor/index.js';
import { keptVariable, type KeptVariable } from '../kept-variable.js';
import { betaOptions, newShare } from './betas.js';
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
      /**
       * The factor of the step in the formula for the momentum's share: 1 in Keras 3, 0.004 by default in earlier versions. Files of Keras 3
       * cannot state it.
       */
      scheduleDecay: { ...defaulted(numberOfAtLeastZero(), 1), isAbsentFromConfig: true },
    },
  );

export class NadamOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Nadam';
  #shareProduct: KeptVariable | undefined;

  protected override createSlots(variables: readonly Variable[]): void {
    this.addSlots(variables, ['momentum', 'velocity']);
    // Keras makes this variable outside of the optimizer's scope, without a name and without the optimizer's name in its path.
    this.#shareProduct = this.keep(keptVariable('', { initializer: 1 }));
  }

  /** The share of the momentum at a step; it grows from step to step. */
  #shareAt(step: Tensor): Tensor {
    const counted = this.scheduleDecay === 1 ? step : multiply(step, this.scheduleDecay);
    return multiply(this.beta1, subtract(1, multiply(0.5, plainPower(0.96, counted))));
  }

  /** Keras up to 2.2 did not save the product of the shares, so it is computed again. */
  override completeState(restored: ReadonlySet<Variable>): void {
    const product = this.#shareProduct;
    if (product === undefined || restored.has(product)) return;
    let value: Tensor = tensor(1);
    for (let step = 1; step <= this.iterations && value.item() > 0; step++) {
      value = multiply(value, this.#shareAt(tensor(step)));
    }
    product.assign(value);
  }

  protected override scalars({ step }: StepTerms): Scalars {
    const [share, nextShare] = [this.#shareAt(step), this.#shareAt(add(step, 1))];
    const product: Tensor = multiply(this.#shareProduct!.ownValue, share);
    this.assign(this.#shareProduct!, product);
    return {
      ofMomentum: divide(nextShare, subtract(1, multiply(product, nextShare))),
      ofGradient: divide(subtract(1, share), subtract(1, product)),
      correction: biasCorrection(this.beta2, step),
    };
  }

  protected override update({ variable, gradient, slots, learningRate, scalars }: UpdateTerms): Update {
    const { momentum: m, velocity: v } = slots;
    const momentum = add(m!, multiply(subtract(gradient, m!), newShare(this.beta1)));
    const velocity = add(v!, multiply(subtract(square(gradient), v!), newShare(this.beta2)));
    const ahead = add(multiply(scalars['ofMomentum']!, momentum), multiply(scalars['ofGradient']!, gradient));
    const spread = add(sqrt(divide(velocity, scalars['correction']!)), this.epsilon);
    return {
      variable: subtract(variable, divide(multiply(ahead, learningRate), spread)),
      slots: { momentum, velocity },
    };
  }
}

/**
 * Adam with Nesterov's momentum. With the share `uₜ = beta1·(1 - 0.96^(t·scheduleDecay)/2)` and `U` the product of all shares so far: `w ←
 * w - learningRate · (uₜ₊₁·m/(1 - U·uₜ₊₁) + (1 - uₜ)·g/(1 - U)) / (√(v/(1 - beta2ᵗ)) + epsilon)`. Source: Dozat, 2015.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.Nadam({ learningRate: 0.5 }).apply([tensor([3, -4])], [w]);
 * w.value.shape // → [ 2 ]
 */
export const Nadam = /* @__PURE__ */ callable<typeof NadamOptimizer, Nadam>(NadamOptimizer);
export interface Nadam extends NadamOptimizer {}
