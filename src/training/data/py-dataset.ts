import { checkArgumentCount } from '../../tensor/argument-count.js';

/**
 * Batches by number. A subclass provides the number of batches, `length`, and computes each batch, `getItem`. `fit` requests them in random
 * order unless `shuffle` is false, and calls methods of the dataset when an epoch begins and ends.
 *
 * @example
 * import { utils } from 'hillock';
 * class Squares extends utils.PyDataset {
 *   override get length() { return 3; }
 *   override getItem(index: number) { return [[[index]], [[index ** 2]]]; }
 * }
 * new Squares().getItem(2) // → [ [ [ 2 ] ], [ [ 4 ] ] ]
 */
export abstract class PyDataset<Batch = unknown> {
  constructor() {
    checkArgumentCount(new.target.name, arguments, 0);
  }

  /** The number of batches. */
  abstract get length(): number;

  /** A batch, `[x, y?, sampleWeight?]`, or a promise of it. */
  abstract getItem(index: number): Batch | Promise<Batch>;

  /** Called before each epoch. */
  onEpochBegin(): void | Promise<void> {}

  /** Called after each epoch. */
  onEpochEnd(): void | Promise<void> {}
}
