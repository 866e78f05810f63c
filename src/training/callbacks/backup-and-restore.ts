import { StateError, ValueError } from '../../errors/index.js';
import { callable } from '../../objects/callable.js';
import { gatherKnown, flag, readOptions, type OptionsOf } from '../../objects/options/index.js';
import { Callback } from './callback.js';
import { fileAccess, type FileAccess } from '../file-access.js';
import { optimizerOf } from './model-access.js';
import { BatchCount, savingFrequency } from './saving-frequency.js';

const where = 'BackupAndRestore';
const instead = 'In a page keep the weights of model.getWeights';

const options = () => ({
  /** When copies are made: after each `'epoch'`, or after this number of batches. */
  saveFreq: savingFrequency(),
  /** Whether the copy before the last one is kept, too, in case the last one is damaged. */
  doubleCheckpoint: flag(false),
  /** Whether the copies are deleted when training ends. */
  deleteCheckpoint: flag(true),
});

/** The point of the run at which a copy was made. */
interface Place {
  readonly epoch: number;
  readonly batch: number;
}

export class BackupAndRestoreCallback extends Callback {
  readonly backupDir: string;
  readonly #options;
  readonly #weights: string;
  readonly #metadata: string;
  readonly #batches: BatchCount;
  #epoch = 0;

  constructor(
    ...given:
      | [backupDir: string, options?: OptionsOf<ReturnType<typeof options>> | undefined]
      | [options: OptionsOf<ReturnType<typeof options>> & { readonly backupDir: string }]
  ) {
    super();
    const table = options();
    const { backupDir, ...others } = gatherKnown(where, ['backupDir'], given, Object.keys(table));
    if (typeof backupDir !== 'string' || backupDir === '') {
      throw new ValueError({ where, expected: 'the path of a folder', received: { backupDir } });
    }
    this.#options = readOptions(where, table, others);
    this.#batches = new BatchCount(this.#options.saveFreq);
    this.backupDir = backupDir.replace(/(?<=[^/\\])[/\\]+$/, '');
    this.#weights = `${this.backupDir}/latest.weights.h5`;
    this.#metadata = `${this.backupDir}/training_metadata.json`;
  }

  override async onTrainBegin(): Promise<void> {
    const files = await fileAccess(where, instead);
    try {
      await this.#restore(files);
    } catch (error) {
      if (!(await exists(files, `${this.#weights}.bkp`))) throw error;
      await files.copyFile(`${this.#weights}.bkp`, this.#weights);
      await files.rm(this.#metadata, { force: true });
      if (await exists(files, `${this.#metadata}.bkp`)) await files.copyFile(`${this.#metadata}.bkp`, this.#metadata);
      await this.#restore(files);
    }
  }

  override onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
  }

  override async onTrainBatchEnd(batch: number): Promise<void> {
    if (this.#batches.isDueAfter(batch)) await this.#save({ epoch: this.#epoch, batch });
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    if (this.#options.saveFreq === 'epoch') await this.#save({ epoch: epoch + 1, batch: 0 });
  }

  /** Deletes the files written here, and the folder if it contains nothing else. */
  override async onTrainEnd(): Promise<void> {
    if (!this.#options.deleteCheckpoint) return;
    const files = await fileAccess(where, instead);
    const own = [this.#weights, this.#metadata].flatMap((path) => [path, `${path}.bkp`]);
    for (const path of own) await files.rm(path, { force: true });
    await files.rmdir(this.backupDir).catch(() => undefined);
  }

  async #restore(files: FileAccess): Promise<void> {
    if (await exists(files, this.#weights)) {
      optimizerOf(where, this.model).build(this.model.trainableVariables);
      await this.model.loadWeights(this.#weights);
    }
    if (!(await exists(files, this.#metadata))) return;
    const { epoch } = placeOf(await files.readFile(this.#metadata, 'utf8'), this.#metadata);
    this.model.initialEpoch = epoch;
  }

  async #save(place: Place): Promise<void> {
    const files = await fileAccess(where, instead);
    await files.mkdir(this.backupDir, { recursive: true });
    if (this.#options.doubleCheckpoint) {
      for (const path of [this.#weights, this.#metadata]) {
        if (await exists(files, path)) await files.copyFile(path, `${path}.bkp`);
      }
    }
    await this.model.saveWeights(this.#weights);
    await files.writeFile(`${this.#metadata}.new`, `{"epoch": ${place.epoch}, "batch": ${place.batch}}`);
    await files.rename(`${this.#metadata}.new`, this.#metadata);
  }
}

const exists = (files: FileAccess, path: string): Promise<boolean> =>
  files.access(path).then(
    () => true,
    () => false,
  );

function placeOf(text: string, path: string): Place {
  let place: Partial<Place> | null = null;
  try {
    place = JSON.parse(text) as Partial<Place> | null;
  } catch {
    // The error is reported below.
  }
  if (Number.isSafeInteger(place?.epoch)) return place as Place;
  const hint = `Delete ${path} to begin with the first epoch`;
  throw new StateError({ where, expected: 'the epoch of the run in its file', received: { text }, hint });
}

/**
 * Saves weights, the state of the optimizer and the number of the epoch into a folder after each epoch, or after a number of batches. After
 * an interruption, the same `fit` continues from there. When training ends, these files are deleted. It needs files, which pages do not
 * have.
 *
 * @example
 * import { callbacks } from 'hillock';
 * callbacks.BackupAndRestore('backup', { saveFreq: 100 }).backupDir // → backup
 */
export const BackupAndRestore = /* @__PURE__ */ callable<typeof BackupAndRestoreCallback, BackupAndRestore>(
  BackupAndRestoreCallback,
);
export interface BackupAndRestore extends BackupAndRestoreCallback {}
