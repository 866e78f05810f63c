import { defaulted, finiteNumber, flag, numberOfAtLeastZero } from '../../objects/options/index.js';
import { add, divide, maximum, minimum, multiply, sqrt, square, subtract } from '../../ops/arithmetic.js';
import { plainPower } from '../../ops/plain-functions.js';
import { mean } from '../../ops/reductions.js';
import { expandDims } from '../../ops/reshape.js';
import { callable } from '../../objects/callable.js';
import type { Tensor, Variable } from '../../tensor/index.js';
import { keptVariable } from '../kept-variable.js';
import { learningRateOption } from './learning-rate.js';
import { optimizerWith, type StepTerms } from './optimizer.js';
import type { Scalars, Update, UpdateTerms } from './update.js';

const options = () => ({
  /** How far each step goes: a number, a schedule or a function of nothing. */
  learningRate: learningRateOption(0.001),
  /** The exponent that decides how quickly the weight of new squares falls. */
  beta2Decay: { ...defaulted(finiteNumber(), -0.8), key: 'beta_2_decay' },
  /** A small number that is added to squares. */
  epsilon1: { ...defaulted(numberOfAtLeastZero(), 1e-30), key: 'epsilon_1' },
  /** The least size of a variable that changes are scaled by. */
  epsilon2: { ...defaulted(numberOfAtLeastZero(), 1e-3), key: 'epsilon_2' },
  /** The largest root mean square of a change. */
  clipThreshold: defaulted(finiteNumber(), 1),
  /** Whether the learning rate is limited by the inverse square root of the step. */
  relativeStep: flag(true),
});

const rootMeanSquare = (x: Tensor): Tensor => sqrt(mean(square(x)));

export class AdafactorOptimizer extends /* @__PURE__ */ optimizerWith(options) {
  static readonly path: string = 'keras.optimizers.Adafactor';

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      const { name, shape, dtype } = variable;
      // For vectors, which are not factored, Keras makes these variables, too, but outside of the optimizer's name scope.
      const isFactored = shape.length >= 2;
      const rows = isFactored
        ? this.addVariable({ shape: shape.slice(0, -1), dtype, name })
        : this.keep(keptVariable('', { name }));
      const columns = isFactored
        ? this.addVariable({ shape: [...shape.slice(0, -2), shape[shape.length - 1]!], dtype, name })
        : this.keep(keptVariable('', { name }));
      this.setSlot(variable, 'rows', rows);
      this.setSlot(variable, 'columns', columns);
      this.addSlots([variable], ['velocity']);
    }
  }

  protected override scalars({ learningRate, step }: StepTerms): Scalars {
    return {
      rate: minimum(learningRate, divide(1, sqrt(step))),
      keptShare: subtract(1, plainPower(step, this.beta2Decay)),
    };
  }

  protected override update({ variable, gradient, slots, scalars, target }: UpdateTerms): Update {
    const squares: Tensor = add(square(gradient), this.epsilon1);
    const next = this.#moments(target.shape.length >= 2, squares, slots, scalars['keptShare']!);
    const change = divide(gradient, sqrt(next['velocity']!));
    const shortened = divide(change, maximum(1, divide(rootMeanSquare(change), this.clipThreshold)));
    const size = multiply(maximum(this.epsilon2, rootMeanSquare(variable)), scalars['rate']!);
    return { variable: subtract(variable, multiply(size, shortened)), slots: next };
  }

  #moments(
    isFactored: boolean,
    squares: Tensor,
    { rows, columns, velocity }: UpdateTerms['slots'],
    keptShare: Tensor,
  ): Record<string, Tensor> {
    const runningMean = (old: Tensor, value: Tensor): Tensor =>
      add(multiply(keptShare, old), multiply(subtract(1, keptShare), value));
    if (!isFactored) return { velocity: runningMean(velocity!, squares) };
    const nextRows = runningMean(rows!, mean(squares, { axis: -1 }));
    const nextColumns = runningMean(columns!, mean(squares, { axis: -2 }));
    const shares: Tensor = divide(nextRows, mean(nextRows, { axis: -1, keepdims: true }));
    return {
      rows: nextRows,
      columns: nextColumns,
      velocity: multiply(expandDims(shares, -1), expandDims(nextColumns, -2)),
    };
  }
}

/**
 * Adafactor: Adam without momentum, in which the mean squares of a matrix are approximated by the product of those of its rows and of its
 * columns. Changes are scaled by the size of the variable, and clipped by their root mean square. Source: Shazeer and Stern, 2018.
 *
 * @example
 * import { optimizers, tensor, Variable } from 'hillock';
 * const w = new Variable([[1, 2], [3, 4]]);
 * const optimizer = optimizers.Adafactor();
 * optimizer.apply([tensor([[1, 1], [1, 1]])], [w]);
 * optimizer.variables.map(({ shape }) => shape) // → [ [], [], [ 2 ], [ 2 ], [ 2, 2 ] ]
 */
export const Adafactor = /* @__PURE__ */ callable<typeof AdafactorOptimizer, Adafactor>(AdafactorOptimizer);
export interface Adafactor extends AdafactorOptimizer {}
