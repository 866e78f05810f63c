/** Decides after which epochs or batches something is saved. */
import { ValueError } from '../../errors/index.js';
import type { DefaultedOption } from '../../objects/options/index.js';

/** When something is saved: after each epoch, or after this number of batches. */
export type SavingFrequency = 'epoch' | number;

export const savingFrequency = (): DefaultedOption<SavingFrequency> => ({
  default: 'epoch',
  check: (given, where, name) => {
    if (given === 'epoch' || (Number.isSafeInteger(given) && given > 0)) return given;
    const expected = `${name} to be "epoch" or a number of batches`;
    throw new ValueError({ where, expected, received: { [name]: given } });
  },
});

/** Counts batches across epochs; several batches may pass between two calls. */
export class BatchCount {
  readonly #frequency: SavingFrequency;
  #count = 0;
  #last = Infinity;

  constructor(frequency: SavingFrequency) {
    this.#frequency = frequency;
  }

  isDueAfter(batch: number): boolean {
    if (this.#frequency === 'epoch') return false;
    this.#count += batch <= this.#last ? batch + 1 : batch - this.#last;
    this.#last = batch;
    if (this.#count < this.#frequency) return false;
    this.#count = 0;
    return true;
  }
}
