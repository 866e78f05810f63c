import { randomSeed } from '../../tensor/seed-generator.js';

/** The seed that was given, or one drawn at the first use: an initializer gives the same numbers each time it is called. */
export class SeedOf {
  #seed: number | null;

  constructor(given: number | null) {
    this.#seed = given;
  }

  get value(): number {
    return (this.#seed ??= randomSeed());
  }
}
