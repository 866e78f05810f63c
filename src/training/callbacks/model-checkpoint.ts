import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  gatherKnown,
  defaulted,
  finiteNumber,
  flag,
  integerOfAtLeast,
  oneOf,
  optional,
  readOptions,
  text,
  type OptionsOf,
} from '../../objects/options/index.js';
import { makeFolderOf } from '../file-access.js';
import type { Logs } from './callback.js';
import { MonitorCallback } from './monitor.js';
import { fillTemplate, fixed } from './python-text.js';
import { BatchCount, savingFrequency } from './saving-frequency.js';
import { printLine } from './terminal.js';

const where = 'ModelCheckpoint';

const options = () => ({
  /** The quantity that decides which model is the best. */
  monitor: defaulted(text(), 'val_loss'),
  /** 1 prints what is saved. */
  verbose: defaulted(integerOfAtLeast(0), 0),
  /** Whether a model is saved only if it is better than all before it. */
  saveBestOnly: flag(false),
  /** Whether only the weights are saved, into a file `.weights.h5`. */
  saveWeightsOnly: flag(false),
  /** Whether the best value is the smallest or the largest; `'auto'` asks the metric. */
  mode: oneOf(['auto', 'min', 'max'], 'auto'),
  /** When the model is saved: after each `'epoch'`, or after this number of batches. */
  saveFreq: savingFrequency(),
  /** The value that the first model has to exceed. */
  initialValueThreshold: optional(finiteNumber()),
});

export class ModelCheckpointCallback extends MonitorCallback {
  protected override readonly label = where;
  readonly #filepath: string;
  readonly #options;
  readonly #batches: BatchCount;
  #epoch = 0;

  constructor(
    ...given:
      | [filepath: string, options?: OptionsOf<ReturnType<typeof options>> | undefined]
      | [options: OptionsOf<ReturnType<typeof options>> & { readonly filepath: string }]
  ) {
    const table = options();
    const { filepath, ...others } = gatherKnown(where, ['filepath'], given, Object.keys(table));
    const values = readOptions(where, table, others);
    super({ ...values, minDelta: 0 });
    const endings = values.saveWeightsOnly ? ['.weights.h5'] : ['.keras', '.h5'];
    if (typeof filepath !== 'string' || !endings.some((ending) => filepath.endsWith(ending))) {
      throw new ValueError({ where, expected: `a path that ends in ${endings.join(' or ')}`, received: { filepath } });
    }
    this.#filepath = filepath;
    this.#options = values;
    this.#batches = new BatchCount(values.saveFreq);
    this.best = values.initialValueThreshold;
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override async onTrainBatchEnd(batch: number, logs: Logs): Promise<void> {
    if (!this.#batches.isDueAfter(batch)) return;
    this.settle();
    await this.#save({ epoch: this.#epoch + 1, batch: batch + 1 }, logs);
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    if (this.#options.saveBestOnly) this.settle();
    if (this.#options.saveFreq === 'epoch') await this.#save({ epoch: epoch + 1 }, logs);
  }

  async #save(counts: Readonly<Record<string, number>>, logs: Logs): Promise<void> {
    const path = fillTemplate(where, this.#filepath, counts, logs);
    const prefix = `\nEpoch ${counts['epoch']!}: `;
    if (!this.#isToBeSaved(path, prefix, logs)) return;
    await makeFolderOf(where, path, 'In a page save the bytes that model.toBytes gives');
    await (this.#options.saveWeightsOnly ? this.model.saveWeights(path) : this.model.save(path));
    this.#say(`${prefix}finished saving model to ${path}`);
  }

  #isToBeSaved(path: string, prefix: string, logs: Logs): boolean {
    if (!this.#options.saveBestOnly) {
      this.#say(`${prefix}saving model to ${path}`);
      return true;
    }
    const current = this.valueIn(logs, 'every model is saved');
    if (current === undefined) return true;
    const best = this.best === null ? 'None' : fixed(this.best, 5);
    if (!this.isImprovement(current, this.best)) {
      this.#say(`${prefix}${this.monitor} did not improve from ${best}`);
      return false;
    }
    this.#say(`${prefix}${this.monitor} improved from ${best} to ${fixed(current, 5)}, saving model to ${path}`);
    this.best = current;
    return true;
  }

  #say(message: string): void {
    if (this.#options.verbose > 0) printLine(message);
  }
}

/**
 * Saves the model after each epoch, or after a number of batches; with `saveBestOnly` only if it is better than all models before it. The
 * path may have placeholders as Python writes them: `'model-{epoch:02d}-{val_loss:.2f}.keras'`.
 *
 * @example
 * import { callbacks } from 'hillock';
 * const checkpoint = callbacks.ModelCheckpoint('best.keras', { saveBestOnly: true });
 * checkpoint.monitor // → val_loss
 */
export const ModelCheckpoint = /* @__PURE__ */ callable<typeof ModelCheckpointCallback, ModelCheckpoint>(
  ModelCheckpointCallback,
);
export interface ModelCheckpoint extends ModelCheckpointCallback {}
