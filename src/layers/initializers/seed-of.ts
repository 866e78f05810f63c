/** The seeds of initializers: numbers, or generators, which give others at each call. */
import { generatorIn, seed, type DefaultedOption } from '../../objects/options/index.js';
import { randomSeed, SeedGenerator, type Seed } from '../../tensor/seed-generator.js';

/** The option `seed` of an initializer. */
export const initializerSeed = (): DefaultedOption<Seed | null> => ({
  default: null,
  check: (given, where, name) => (given instanceof SeedGenerator ? given : seed().check(given, where, name)),
  toConfig: (value) =>
    value instanceof SeedGenerator
      ? { module: 'keras.random', class_name: 'SeedGenerator', config: value.getConfig(), registered_name: null }
      : value,
  fromConfig(entry) {
    const generator = generatorIn(entry);
    return generator === undefined ? entry : new SeedGenerator(generator.seed, { name: generator.name });
  },
});

/** The given seed, or one that is drawn when it is first used: an initializer returns the same numbers each time it is called, but for generators. */
export class SeedOf {
  #seed: Seed | null;

  constructor(given: Seed | null) {
    this.#seed = given;
  }

  get value(): number {
    this.#seed ??= randomSeed();
    return this.#seed instanceof SeedGenerator ? randomSeed(this.#seed) : this.#seed;
  }
}
