import { ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import {
  gatherKnown,
  defaulted,
  fixed,
  flag,
  integerOfAtLeast,
  readOptions,
  unsupported,
  type DefaultedOption,
  type OptionsOf,
} from '../../objects/options/index.js';
import { millisecondsNow } from '../../kernel/clock.js';
import { fileAccess } from '../file-access.js';
import { Callback, type Logs } from './callback.js';
import { learningRatesOf } from './model-access.js';
import type { EventFile } from './tensorboard/event-file.js';

const where = 'TensorBoard';

const frequency = (): DefaultedOption<'epoch' | 'batch' | number, 'epoch' | number> => ({
  default: 'epoch',
  check: (given, place, name) => {
    if (given === 'batch') return 1;
    if (given === 'epoch' || (Number.isSafeInteger(given) && given > 0)) return given;
    const expected = `${name} to be "epoch", "batch" or a number of batches`;
    throw new ValueError({ where: place, expected, received: { [name]: given } });
  },
});

const options = () => ({
  /** The number of epochs between two times when the distributions of the weights are written; 0 for never. */
  histogramFreq: defaulted(integerOfAtLeast(0), 0),
  /** Whether the model is written, so that TensorBoard can draw its graph. */
  writeGraph: flag(true),
  /** `false`: weights are not drawn. */
  writeImages: fixed(false),
  /** Whether the steps per second are written. */
  writeStepsPerSecond: flag(false),
  /** Whether quantities are written for each `'epoch'` only, or also for batches: for each, or for every so many. */
  updateFreq: frequency(),
  /** 0: steps are not profiled. */
  profileBatch: fixed(0),
  /** 0: embeddings are not written. */
  embeddingsFreq: fixed(0),
  embeddingsMetadata: unsupported(),
});

export class WritingEvents extends Callback {
  readonly logDir: string;
  readonly #options;
  #train: EventFile | undefined;
  #validation: EventFile | undefined;
  #isFitting = false;
  #batch = 0;
  #stepsBefore = 0;
  #since = 0;

  constructor(
    ...given:
      | [logDir?: string | undefined, options?: OptionsOf<ReturnType<typeof options>> | undefined]
      | [options: OptionsOf<ReturnType<typeof options>> & { readonly logDir?: string | undefined }]
  ) {
    super();
    const table = options();
    const { logDir = 'logs', ...others } = gatherKnown(where, ['logDir'], given, Object.keys(table));
    if (typeof logDir !== 'string' || logDir === '')
      throw new ValueError({ where, expected: 'the path of a folder', received: { logDir } });
    this.#options = readOptions(where, table, others);
    this.logDir = logDir.replace(/(?<=[^/\\])[/\\]+$/, '');
  }

  /** The code is loaded when it is needed, so that bundles without the callback do not contain it. */
  async #open(folder: string): Promise<EventFile> {
    const { EventFile } = await import('./tensorboard/event-file.js');
    const files = await fileAccess(where, 'In a page keep the history that fit returns');
    return new EventFile(files, `${this.logDir}/${folder}`);
  }

  override async onTrainBegin(): Promise<void> {
    this.#isFitting = true;
    this.#batch = 0;
    this.#train = await this.#open('train');
    this.#validation = undefined;
    const { toJSON } = this.model as { toJSON?: () => unknown };
    if (this.#options.writeGraph && typeof toJSON === 'function') this.#train.model(modelText(this.model));
    await this.#train.flush();
  }

  override onEpochBegin(): void {
    this.#stepsBefore = this.model.optimizer?.iterations ?? 0;
    this.#since = millisecondsNow();
  }

  override async onTrainBatchEnd(_batch: number, logs: Logs): Promise<void> {
    this.#batch++;
    const { updateFreq } = this.#options;
    if (updateFreq === 'epoch' || this.#batch % updateFreq !== 0) return;
    for (const [name, value] of Object.entries(logs)) this.#train!.scalar(`batch_${name}`, value, this.#batch);
    await this.#train!.flush();
  }

  override async onTestEnd(logs: Logs): Promise<void> {
    this.#validation ??= await this.#open('validation');
    const step = this.model.optimizer?.iterations ?? 0;
    for (const [name, value] of Object.entries(logs))
      this.#validation.scalar(`evaluation_${name}_vs_iterations`, value, step);
    await this.#validation.flush();
    if (!this.#isFitting) this.#validation = undefined;
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const train = this.#train!;
    for (const [name, value] of Object.entries(logs)) {
      if (!name.startsWith('val_')) train.scalar(`epoch_${name}`, value, epoch);
      else this.#validation?.scalar(`epoch_${name.slice('val_'.length)}`, value, epoch);
    }
    for (const [name, optimizer] of learningRatesOf(where, this.model))
      if (!(name in logs)) train.scalar(`epoch_${name}`, optimizer.learningRate, epoch);
    if (this.#options.writeStepsPerSecond) {
      const steps = (this.model.optimizer?.iterations ?? 0) - this.#stepsBefore;
      train.scalar('epoch_steps_per_second', (1000 * steps) / Math.max(1e-3, millisecondsNow() - this.#since), epoch);
    }
    const { histogramFreq } = this.#options;
    if (histogramFreq > 0 && epoch % histogramFreq === 0) {
      const { weights = [] } = this.model as {
        weights?: readonly { readonly path: string; readonly value: { readonly data: ArrayLike<number> } }[];
      };
      for (const { path, value } of weights)
        train.histogram(`${path.replaceAll(':', '_')}/histogram`, value.data, epoch);
    }
    await train.flush();
    await this.#validation?.flush();
  }

  override onTrainEnd(): void {
    this.#isFitting = false;
  }
}

/** The JSON of a model; a model with a layer that has no config is not drawn. */
function modelText(model: unknown): string {
  try {
    return JSON.stringify(model);
  } catch {
    return '{}';
  }
}

/**
 * Writes quantities, and with `histogramFreq` the distributions of weights, as event files that TensorBoard shows: `tensorboard --logdir logs`. It needs
 * files, which pages do not have.
 *
 * @example
 * import { callbacks } from 'hillock';
 * callbacks.TensorBoard('logs', { histogramFreq: 1 }).logDir // → logs
 */
export const TensorBoard = /* @__PURE__ */ callable<typeof WritingEvents, TensorBoard>(WritingEvents);
export interface TensorBoard extends WritingEvents {}
