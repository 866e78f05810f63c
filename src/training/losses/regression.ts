import { input, type Expression } from '../../formula/expression.js';
import { abs, square, subtract } from '../../formula/primitives.js';
import { callable } from '../../objects/callable.js';
import { applyElementwise } from '../../ops/elementwise-operation.js';
import { mean } from '../../ops/reductions.js';
import { asTensor, type Tensor, type TensorLike } from '../../tensor/index.js';
import { alignShapes } from './alignment.js';
import { asPredictions, Loss } from './loss.js';

/** The mean over the last axis of a formula of `input(0)`, the label, and `input(1)`, the prediction. */
function meanOf(name: string, formula: () => Expression): (yTrue: TensorLike, yPred: TensorLike) => Tensor {
  const where = `losses.${name}`;
  return (yTrue, yPred) => {
    const predictions = asPredictions(where, yPred);
    const pair = alignShapes(where, asTensor(yTrue, predictions.dtype, where), predictions);
    return mean(applyElementwise<Tensor>({ name, where, expression: formula() }, pair), { axis: -1 });
  };
}

const difference = (): Expression => subtract(input(1), input(0));

/**
 * The mean of `(yTrue - yPred)²` over the last axis.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.meanSquaredError([[0, 1], [0, 0]], [[1, 1], [1, 0]]) // → array([0.5, 0.5], dtype=float32)
 */
export const meanSquaredError = /* @__PURE__ */ meanOf('meanSquaredError', () => square(difference()));

/**
 * The mean of `|yTrue - yPred|` over the last axis. The gradient at equality is 0.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.meanAbsoluteError([[0, 1], [0, 0]], [[1, 1], [1, 3]]) // → array([0.5, 2. ], dtype=float32)
 */
export const meanAbsoluteError = /* @__PURE__ */ meanOf('meanAbsoluteError', () => abs(difference()));

class SquaredErrorLoss extends Loss {
  static readonly path: string = 'keras.losses.MeanSquaredError';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}

class AbsoluteErrorLoss extends Loss {
  static readonly path: string = 'keras.losses.MeanAbsoluteError';

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}

/**
 * The mean of the squares of errors, `(yTrue - yPred)²`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.MeanSquaredError()([[0, 1], [0, 0]], [[1, 1], [1, 0]]).item() // → 0.5
 * losses.MeanSquaredError({ reduction: 'sum' })([[0, 1], [0, 0]], [[1, 1], [1, 0]]).item() // → 1
 */
export const MeanSquaredError = /* @__PURE__ */ callable(SquaredErrorLoss);
export type MeanSquaredError = SquaredErrorLoss;

/**
 * The mean of absolute errors, `|yTrue - yPred|`.
 *
 * @example
 * import { losses } from 'hillock';
 * losses.MeanAbsoluteError()([[0, 1], [0, 0]], [[1, 1], [1, 3]]).item() // → 1.25
 */
export const MeanAbsoluteError = /* @__PURE__ */ callable(AbsoluteErrorLoss);
export type MeanAbsoluteError = AbsoluteErrorLoss;
