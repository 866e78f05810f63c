import { Callback, type Logs } from './callback.js';

/**
 * What `fit` returns: the value of each quantity after each epoch. If one is among the callbacks, it is the one.
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

  /** Epochs are counted anew; what stands in the history from a run before stays, as in Keras. */
  override onTrainBegin(): void {
    this.epoch.length = 0;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) (this.history[name] ??= []).push(value);
  }
}

/** The callbacks of a run with its history: the one that is given, or a new one, told last so that it holds what others write into the logs. */
export function withHistory(
  callbacks: readonly Callback[],
): readonly [history: History, callbacks: readonly Callback[]] {
  const given = callbacks.find((each) => each instanceof History);
  if (given !== undefined) return [given, callbacks];
  const history = new History();
  return [history, [...callbacks, history]];
}
