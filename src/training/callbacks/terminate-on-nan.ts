import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown } from '../../objects/options/index.js';
import { Callback, type Logs } from './callback.js';
import { printLine } from './terminal.js';

/** The options of `TerminateOnNaN`. */
export interface TerminateOnNaNOptions {
  /** Whether an error ends the run, so that `fit` rejects. */
  readonly raiseError?: boolean | undefined;
}

export class TerminateOnNaNCallback extends Callback {
  readonly #raisesError: boolean;

  constructor(...given: [options?: TerminateOnNaNOptions | undefined]) {
    super();
    const { raiseError } = gatherKnown('TerminateOnNaN', [], given, ['raiseError']);
    this.#raisesError = raiseError === true;
  }

  override onTrainBatchEnd(batch: number, { loss }: Logs): void {
    if (loss === undefined || Number.isFinite(loss)) return;
    if (this.#raisesError) {
      throw new ValueError({ where: `TerminateOnNaN, batch ${batch}`, expected: 'a finite loss', received: { loss } });
    }
    printLine(`Batch ${batch}: Invalid loss, terminating training`);
    this.model.stopTraining = true;
  }
}

/**
 * Ends training when the loss is not a finite number; with `raiseError`, by throwing an error.
 *
 * @example
 * import { callbacks } from 'hillock';
 * const callback = callbacks.TerminateOnNaN({ raiseError: true });
 * let message = '';
 * try { callback.onTrainBatchEnd(3, { loss: NaN }); } catch (error) { message = String(error); }
 * message // → ValueError: TerminateOnNaN, batch 3: expected a finite loss. Received: loss=NaN.
 */
export const TerminateOnNaN = /* @__PURE__ */ callable<typeof TerminateOnNaNCallback, TerminateOnNaN>(
  TerminateOnNaNCallback,
);
export interface TerminateOnNaN extends TerminateOnNaNCallback {}
