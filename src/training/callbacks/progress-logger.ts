import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { Callback, type Logs } from './callback.js';
import { ProgressBar } from './progress-bar.js';
import { standardTerminal, type Terminal } from './terminal.js';

class ProgbarLoggerCallback extends Callback {
  readonly #terminal: Terminal;
  #bar: ProgressBar | undefined;
  #isFitting = false;
  #stepsDone = 0;

  constructor(terminal: Terminal = standardTerminal()) {
    super();
    if (typeof terminal.write !== 'function') {
      const expected = 'a terminal with a function `write`, or nothing for that of the process';
      throw new ValueError({ where: 'ProgbarLogger', expected, received: { terminal } });
    }
    this.#terminal = terminal;
  }

  override onTrainBegin(): void {
    this.#isFitting = true;
  }

  override onEpochBegin(epoch: number): void {
    const { epochs, verbose } = this.params;
    if (verbose !== 0 && epochs > 1) this.#terminal.write(`Epoch ${epoch + 1}/${epochs}\n`);
    this.#begin();
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    this.#update(batch, logs);
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.#finish(logs);
  }

  override onTestBegin(): void {
    if (!this.#isFitting) this.#begin();
  }

  override onTestBatchEnd(batch: number, logs: Logs): void {
    if (!this.#isFitting) this.#update(batch, logs);
  }

  override onTestEnd(logs: Logs): void {
    if (!this.#isFitting) this.#finish(logs);
  }

  override onPredictBegin(): void {
    this.#begin();
  }

  override onPredictBatchEnd(batch: number): void {
    this.#update(batch, {});
  }

  override onPredictEnd(): void {
    this.#finish({});
  }

  #begin(): void {
    const { verbose, steps } = this.params;
    // If the number of steps is not known in advance, it is known after the first epoch.
    const target = steps ?? (this.#stepsDone === 0 ? undefined : this.#stepsDone);
    this.#bar = new ProgressBar({ verbose, target, terminal: this.#terminal });
    this.#stepsDone = 0;
  }

  #update(batch: number, logs: Logs): void {
    this.#stepsDone = batch + 1;
    // Keras does not count the first step of an epoch apart where it shows a line for the epoch.
    if (this.params.verbose === 1) this.#bar?.update(batch + 1, logs);
  }

  #finish(logs: Logs): void {
    const steps = this.params.steps ?? this.#stepsDone;
    this.#bar?.finish(steps, logs, steps);
  }
}

/**
 * Shows the progress of `fit`, `evaluate` and `predict`. Unless `verbose` is 0 they add one by themselves. So it is given explicitly only
 * to run before other callbacks, or to write somewhere else than to the terminal. Validation within `fit` is silent.
 *
 * @example
 * import { callbacks } from 'hillock';
 * callbacks.ProgbarLogger() instanceof callbacks.Callback // → true
 */
export const ProgbarLogger = /* @__PURE__ */ callable<typeof ProgbarLoggerCallback, ProgbarLogger>(
  ProgbarLoggerCallback,
);
export interface ProgbarLogger extends ProgbarLoggerCallback {}
