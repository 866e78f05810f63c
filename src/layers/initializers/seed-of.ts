import { randomSeed } from '../../tensor/seed-generator.js';

/** The given seed, or one that is drawn when it is first used: an initializer returns the same numbers each time it is called. */
export class SeedOf {
  #seed: number | null;

  constructor(given: number | null) {
    this.#seed = given;
  }

  get value(): number {
    return (this.#seed ??= randomSeed());
  }
}
