import { StateError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown } from '../../objects/options/index.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { Callback } from './callback.js';
import { optimizerOf } from './model-access.js';

const where = 'SwapEMAWeights';

/** The optimizers that keep moving averages, including inner optimizers. */
function averagingOptimizers(optimizer: Optimizer): Optimizer[] {
  const { innerOptimizer, optimizers } = optimizer as {
    innerOptimizer?: Optimizer;
    optimizers?: readonly Optimizer[];
  };
  if (innerOptimizer !== undefined) return averagingOptimizers(innerOptimizer);
  const found = (optimizers ?? [optimizer]).filter(({ useEma }) => useEma);
  if (found.length > 0) return found;
  throw new StateError({ where, expected: 'an optimizer with useEma' });
}

/** The options of `SwapEMAWeights`. */
export interface SwapEMAWeightsOptions {
  /** Whether the weights are exchanged at the end of every epoch, too, for the validation and for what is saved then. */
  readonly swapOnEpoch?: boolean | undefined;
}

export class SwapEMAWeightsCallback extends Callback {
  readonly #onEpoch: boolean;
  #areMeansInModel = false;

  constructor(...given: [options?: SwapEMAWeightsOptions | undefined]) {
    super();
    const { swapOnEpoch } = gatherKnown(where, [], given, ['swapOnEpoch']);
    this.#onEpoch = swapOnEpoch === true;
  }

  #swap(areMeansWanted: boolean): void {
    if (this.#areMeansInModel === areMeansWanted) return;
    for (const optimizer of averagingOptimizers(optimizerOf(where, this.model))) {
      for (const [variable, average] of optimizer.averages) {
        const value = variable.value;
        variable.assign(average.value);
        average.assign(value);
      }
    }
    this.#areMeansInModel = areMeansWanted;
  }

  override onEpochBegin(): void {
    if (this.#onEpoch) this.#swap(false);
  }

  override onEpochEnd(epoch: number): void {
    if (!this.#onEpoch) return;
    this.#swap(true);
    // When training ends, the optimizer replaces the weights by its averages. At this moment the weights are the averages, so these are
    // copied back first.
    if (epoch !== this.params.epochs - 1) return;
    for (const optimizer of averagingOptimizers(optimizerOf(where, this.model))) {
      for (const [variable, average] of optimizer.averages) average.assign(variable.value);
    }
  }

  override onTestBegin(): void {
    this.#swap(true);
  }

  override onTestEnd(): void {
    this.#swap(false);
  }

  override onPredictBegin(): void {
    this.#swap(true);
  }

  override onPredictEnd(): void {
    this.#swap(false);
  }
}

/**
 * Evaluates the model with the moving averages that an optimizer keeps with `useEma`, and continues training with the weights. With
 * `swapOnEpoch` the averages stay in the model from the end of an epoch to the beginning of the next, so that a checkpoint saves them.
 *
 * @example
 * import { callbacks, layers, optimizers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(1, { inputShape: [1] })]);
 * model.compile({ optimizer: optimizers.SGD({ useEma: true }), loss: 'mse' });
 * const callback = callbacks.SwapEMAWeights();
 * const { epoch } = await model.fit([[1]], [[2]], { validationData: [[[1]], [[2]]], verbose: 0, callbacks: [callback] });
 * epoch // → [ 0 ]
 */
export const SwapEMAWeights = /* @__PURE__ */ callable<typeof SwapEMAWeightsCallback, SwapEMAWeights>(
  SwapEMAWeightsCallback,
);
export interface SwapEMAWeights extends SwapEMAWeightsCallback {}
