import { ValueError } from '../../errors/index.js';
import {
  configured,
  defaulted,
  type DefaultedOption,
  finiteNumber,
  flag,
  integerOfAtLeast,
  keptShare,
  numberOfAtLeastZero,
  optional,
  rate,
} from '../../objects/options/index.js';
import { add, divide, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { matmul } from '../../ops/matmul.js';
import { sum } from '../../ops/summation.js';
import { transpose } from '../../ops/transpose.js';
import { callable } from '../../objects/callable.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { adamStepSize } from './adam.js';
import { learningRateOption, type LearningRate } from './learning-rate.js';
import { Optimizer, type OptimizerOptions, type StepTerms } from './optimizer.js';
import type { Scalars, Update, UpdateTerms } from './update.js';

function patterns(): DefaultedOption<readonly string[]> {
  return {
    default: [],
    check: (given, where, name) => {
      if (Array.isArray(given) && given.every((each) => typeof each === 'string')) return given;
      throw new ValueError({ where, expected: `${name} to be a list of texts`, received: { [name]: given } });
    },
  };
}

const options = () => ({
  /** How far each step goes: a number, a schedule or a function of nothing. */
  learningRate: learningRateOption(0.001),
  /** The share of each weight that every step takes away, times the learning rate. */
  weightDecay: { ...optional(numberOfAtLeastZero()), default: 0.004 },
  /** The share of the first moment that is kept in each update by Adam. */
  adamBeta1: { ...defaulted(keptShare(), 0.9), key: 'adam_beta_1' },
  /** The share of the second moment that is kept in each update by Adam. */
  adamBeta2: { ...defaulted(keptShare(), 0.999), key: 'adam_beta_2' },
  /** Added to what is divided by, so that it is not 0. */
  epsilon: defaulted(numberOfAtLeastZero(), 1e-7),
  /** Patterns of the paths of variables that are trained by Adam. */
  excludeLayers: patterns(),
  /** The coefficients of the iteration that makes a matrix orthogonal. */
  muonA: defaulted(finiteNumber(), 3.4445),
  /** The second coefficient of the iteration that makes the update orthogonal. */
  muonB: defaulted(finiteNumber(), -4.775),
  /** The third coefficient of the iteration that makes the update orthogonal. */
  muonC: defaulted(finiteNumber(), 2.0315),
  /** The factor between the learning rate and that of Adam. */
  adamLrRatio: defaulted(finiteNumber(), 1),
  /** The share of the accumulated gradients that is kept in each update. */
  momentum: defaulted(rate(), 0.95),
  /** The number of iterations. */
  nsSteps: defaulted(integerOfAtLeast(0), 5),
  /** Whether the momentum looks one step ahead. */
  nesterov: flag(true),
  /** Whether embeddings are trained by Adam. */
  excludeEmbeddings: flag(true),
  /** The weight decay of variables that are trained by Adam. */
  adamWeightDecay: { ...optional(numberOfAtLeastZero()), default: 0.004 },
  /** The root mean square of a change, relative to the learning rate; `null` does not scale changes. */
  rmsRate: { ...optional(finiteNumber()), default: 0.2 },
});

export class MuonOptimizer
  extends /* @__PURE__ */ configured<
    Optimizer,
    OptimizerOptions,
    ReturnType<typeof options>,
    [learningRate?: LearningRate]
  >(Optimizer, options, ['learningRate'])
{
  static readonly path: string = 'keras.optimizers.Muon';

  /** Adam trains everything but matrices inside the network. */
  #isForAdam({ shape, path }: Variable): boolean {
    if (shape.length !== 2 || (this.excludeEmbeddings && path.toLowerCase().includes('embedding'))) return true;
    return this.excludeLayers.some((pattern) => new RegExp(pattern).test(path));
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.addSlots([variable], this.#isForAdam(variable) ? ['momentum', 'velocity'] : ['momentum']);
    }
  }

  protected override weightDecayOf(variable: Variable): number | null {
    if (!this.isDecaying(variable)) return null;
    return this.#isForAdam(variable) ? this.adamWeightDecay : this.weightDecay;
  }

  protected override scalars({ learningRate, step }: StepTerms): Scalars {
    return {
      stepSize: adamStepSize(multiply(learningRate, this.adamLrRatio), step, this.adamBeta1, this.adamBeta2),
    };
  }

  protected override update(terms: UpdateTerms): Update {
    return terms.slots['velocity'] === undefined ? this.#updateByMuon(terms) : this.#updateByAdam(terms);
  }

  #updateByMuon({ variable, gradient, slots, learningRate, target }: UpdateTerms): Update {
    const old = slots['momentum']!;
    const momentum: Tensor = add(old, add(gradient, multiply(old, this.momentum - 1)));
    const direction = this.nesterov ? add(gradient, multiply(this.momentum, momentum)) : momentum;
    const change = multiply(learningRate, this.#orthogonalized(direction, target));
    const factor = this.rmsRate === null ? 1 : Math.sqrt(Math.max(...target.shape)) * this.rmsRate;
    return { variable: subtract(variable, multiply(change, factor)), slots: { momentum } };
  }

  #updateByAdam({ variable, gradient, slots, scalars }: UpdateTerms): Update {
    const { momentum: m, velocity: v } = slots;
    const momentum = add(m!, multiply(subtract(gradient, m!), 1 - this.adamBeta1));
    const velocity = add(v!, multiply(subtract(square(gradient), v!), 1 - this.adamBeta2));
    const change = divide(multiply(momentum, scalars['stepSize']!), add(sqrt(velocity), this.epsilon));
    return { variable: subtract(variable, change), slots: { momentum, velocity } };
  }

  /** Approximates the nearest orthogonal matrix by Newton and Schulz's iteration. */
  #orthogonalized(matrix: Tensor, { shape: [rows, columns] }: Variable): Tensor {
    const isTall = rows! > columns!;
    let x: Tensor = isTall ? transpose(matrix) : matrix;
    x = divide(x, add(sqrt(sum(square(x))), 1e-7));
    for (let i = 0; i < this.nsSteps; i++) {
      const squared: Tensor = matmul(x, transpose(x));
      const polynomial: Tensor = add(multiply(this.muonB, squared), multiply(this.muonC, matmul(squared, squared)));
      x = add(multiply(this.muonA, x), matmul(polynomial, x));
    }
    return isTall ? transpose(x) : x;
  }
}

/**
 * Muon: matrices change by their momentum made orthogonal, `m ← momentum·m + g`,
 * `w ← w - learningRate·rmsRate·√max(rows, columns)·orthogonal(g + momentum·m)`; everything else, and embeddings, by AdamW.
 * Sources: Jordan et al., 2024; Liu et al., 2025, arXiv:2502.16982.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([[1, 2], [3, 4]], { name: 'kernel' });
 * const optimizer = optimizers.Muon({ learningRate: 0.1 });
 * optimizer.apply([tensor([[1, 0], [0, 1]])], [w]);
 * optimizer.variables.map(({ name }) => name) // → [ 'iteration', 'learning_rate', 'kernel_momentum' ]
 */
export const Muon = /* @__PURE__ */ callable<typeof MuonOptimizer, Muon>(MuonOptimizer);
export interface Muon extends MuonOptimizer {}
