import { Callback, type Logs } from './callback.js';

/**
 * What `fit` returns: the value of each quantity after each epoch.
 *
 * @example
 * import { layers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
 * model.compile({ optimizer: 'sgd', loss: 'mse' });
 * const history = await model.fit([[1]], [[2]], { verbose: 0 });
 * history.epoch // → [ 0 ]
 * history.history.loss // → [ 4 ]
 */
export class History extends Callback {
  /** The number of each epoch that has run, from 0. */
  readonly epoch: number[] = [];
  readonly history: Record<string, number[]> = {};

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) (this.history[name] ??= []).push(value);
  }
}
