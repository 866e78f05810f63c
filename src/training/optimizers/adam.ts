import { parameter } from '../../formula/expression.js';
import { pow } from '../../formula/float64.js';
import { add, divide, maximum, multiply, sqrt, square, subtract } from '../../formula/primitives.js';
import {
  aliasOf,
  defaulted,
  finiteNumber,
  flag,
  keptShare,
  numberOfAtLeastZero,
  unlisted,
} from '../../objects/options/index.js';
import { callable } from '../../objects/callable.js';
import { optimizerWith, type Update, type UpdateTerms } from './optimizer.js';

const options = () => ({
  learningRate: defaulted(finiteNumber(), 0.001),
  /** The share of the first moment that an update keeps. */
  beta1: unlisted(defaulted(keptShare(), 0.9)),
  /** The share of the second moment that an update keeps. */
  beta2: unlisted(defaulted(keptShare(), 0.999)),
  epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
  /** Whether the largest second moment so far takes the place of the present one. */
  amsgrad: flag(false),
  /** As configs have them. */
  beta_1: aliasOf<number>('beta1'),
  beta_2: aliasOf<number>('beta2'),
});

const newShare1 = /* @__PURE__ */ parameter('newShare1');
const newShare2 = /* @__PURE__ */ parameter('newShare2');
const stepSize = /* @__PURE__ */ parameter('stepSize');
const epsilonTerm = /* @__PURE__ */ parameter('epsilon');

/** `1 - beta^step` as Keras computes it: in float32 throughout, which is 7e-6 off at the first step. */
const biasCorrection = (beta: number, step: number): number =>
  Math.fround(1 - Math.fround(pow(Math.fround(beta), step)));

class AdaptiveMoments extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Adam';

  protected override readonly slotGroups = [['momentum', 'velocity'], ...(this.amsgrad ? [['velocity_hat']] : [])];

  protected override update({ variable, gradient, slots }: UpdateTerms): Update {
    const { momentum: m, velocity: v, velocity_hat: largest } = slots;
    const momentum = add(m!, multiply(subtract(gradient, m!), newShare1));
    const velocity = add(v!, multiply(subtract(square(gradient), v!), newShare2));
    const velocityHat = largest === undefined ? velocity : maximum(largest, velocity);
    const change = divide(multiply(momentum, stepSize), add(sqrt(velocityHat), epsilonTerm));
    return { variable: subtract(variable, change), slots: { momentum, velocity, velocity_hat: velocityHat } };
  }

  protected override parameters(step: number): Record<string, number> {
    const { beta1, beta2, epsilon } = this;
    const scaled = Math.fround(this.learningRate * Math.fround(Math.sqrt(biasCorrection(beta2, step))));
    return { newShare1: 1 - beta1, newShare2: 1 - beta2, stepSize: scaled / biasCorrection(beta1, step), epsilon };
  }

  override getConfig(): Record<string, unknown> {
    const { epsilon, amsgrad, ...shared } = super.getConfig();
    return { ...shared, beta_1: this.beta1, beta_2: this.beta2, epsilon, amsgrad };
  }
}

class DecayingAdaptiveMoments extends AdaptiveMoments {
  static override readonly path: string = 'keras.optimizers.AdamW';
  static readonly usualWeightDecay: number | null = 0.004;
}

/**
 * Adam: `m ← m + (1 - beta1)·(g - m)`, `v ← v + (1 - beta2)·(g² - v)`,
 * `w ← w - learningRate·√(1 - beta2ᵗ)/(1 - beta1ᵗ) · m/(√v + epsilon)`. Epsilon is added before the bias of v is corrected, as in
 * Keras ("epsilon hat" of the paper). Source: Kingma and Ba, 2014.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([1, 2]);
 * optimizers.Adam({ learningRate: 0.5 }).apply([tensor([3, -4])], [w]);
 * w.value // → array([0.5000038, 2.4999962], dtype=float32)
 */
export const Adam = /* @__PURE__ */ callable(AdaptiveMoments);
export type Adam = AdaptiveMoments;

/**
 * Adam with weights that shrink by `weightDecay·learningRate` before each update. Source: Loshchilov and Hutter, 2017.
 *
 * @example
 * import { optimizers } from 'hillock';
 * optimizers.AdamW().getConfig().weight_decay // → 0.004
 */
export const AdamW = /* @__PURE__ */ callable(DecayingAdaptiveMoments);
export type AdamW = DecayingAdaptiveMoments;
