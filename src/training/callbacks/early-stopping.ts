import { callable } from '../../objects/callable.js';
import {
  gatherKnown,
  defaulted,
  finiteNumber,
  flag,
  integerOfAtLeast,
  optional,
  oneOf,
  readOptions,
  text,
  type OptionsOf,
} from '../../objects/options/index.js';
import type { Tensor } from '../../tensor/index.js';
import type { Logs } from './callback.js';
import { MonitorCallback } from './monitor.js';
import { printLine } from './terminal.js';

const options = () => ({
  /** The quantity that is watched. */
  monitor: defaulted(text(), 'val_loss'),
  /** The least change that counts as better. */
  minDelta: defaulted(finiteNumber(), 0),
  /** After how many epochs without an improvement training ends. */
  patience: defaulted(integerOfAtLeast(0), 0),
  /** 1 prints when training ends and when weights are restored. */
  verbose: defaulted(integerOfAtLeast(0), 0),
  /** Whether the best value is the smallest or the largest; `'auto'` asks the metric. */
  mode: oneOf(['auto', 'min', 'max'], 'auto'),
  /** The value that has to be exceeded before `patience` counts anew. */
  baseline: optional(finiteNumber()),
  /** Whether the weights of the best epoch are restored at the end. */
  restoreBestWeights: flag(false),
  /** Epochs before this one do not count. */
  startFromEpoch: defaulted(integerOfAtLeast(0), 0),
});

export class EarlyStoppingCallback extends MonitorCallback {
  protected override readonly label = 'EarlyStopping';
  readonly #options;
  /** The number of epochs without an improvement so far. */
  wait = 0;
  /** The epoch after which training was ended; 0 if it was not. */
  stoppedEpoch = 0;
  bestEpoch = 0;
  #bestWeights: Tensor[] | undefined;

  constructor(...given: [options?: OptionsOf<ReturnType<typeof options>> | undefined]) {
    const table = options();
    const values = readOptions('EarlyStopping', table, gatherKnown('EarlyStopping', [], given, Object.keys(table)));
    super(values);
    this.#options = values;
  }

  override onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.best = null;
    this.bestEpoch = 0;
    this.#bestWeights = undefined;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    const { patience, baseline, startFromEpoch } = this.#options;
    this.settle();
    const current = this.valueIn(logs, 'training goes on');
    if (current === undefined || epoch < startFromEpoch) return;
    // If no epoch is ever better, the weights of this first one are restored.
    if (this.#options.restoreBestWeights && this.#bestWeights === undefined) this.#keepWeights(epoch);
    this.wait += 1;
    if (this.isImprovement(current, this.best)) {
      this.best = current;
      this.#keepWeights(epoch);
      if (baseline === null || this.isImprovement(current, baseline)) this.wait = 0;
    } else if (this.wait >= patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  #keepWeights(epoch: number): void {
    this.bestEpoch = epoch;
    if (this.#options.restoreBestWeights) this.#bestWeights = this.model.getWeights();
  }

  override onTrainEnd(): void {
    const isVerbose = this.#options.verbose > 0;
    if (this.stoppedEpoch > 0 && isVerbose) printLine(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (this.#bestWeights === undefined) return;
    if (isVerbose) printLine(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
    this.model.setWeights(this.#bestWeights);
  }
}

/**
 * Ends training when a quantity, `'val_loss'` by default, has not improved for `patience` epochs. With `restoreBestWeights` the model has
 * the weights of the best epoch at the end.
 *
 * @example
 * import { callbacks, layers, Sequential } from 'hillock';
 * const model = Sequential([layers.Dense(1, { kernelInitializer: 'zeros', inputShape: [1] })]);
 * model.compile({ optimizer: 'sgd', loss: 'mse' });
 * const stopping = callbacks.EarlyStopping({ monitor: 'loss', minDelta: 1, patience: 2 });
 * const { epoch } = await model.fit([[1]], [[2]], { epochs: 100, verbose: 0, callbacks: [stopping] });
 * epoch.length < 100 // → true
 */
export const EarlyStopping = /* @__PURE__ */ callable<typeof EarlyStoppingCallback, EarlyStopping>(
  EarlyStoppingCallback,
);
export interface EarlyStopping extends EarlyStoppingCallback {}
