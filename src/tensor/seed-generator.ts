import { ValueError } from '../errors/index.js';
import { randomWords, type Draw } from './philox.js';

function checkSeed(where: string, seed: unknown): asserts seed is number {
  if (Number.isSafeInteger(seed) && (seed as number) >= 0) return;
  throw new ValueError({ where, expected: 'a seed, an integer from 0 to 2^53 - 1', received: { seed } });
}

/**
 * Deals out draws of random numbers, every one different: its state is a seed and how many draws there were. Without a
 * seed it takes one from the global generator, which `setRandomSeed` makes reproducible.
 *
 * @example
 * import { random } from 'hillock';
 * const seed = new random.SeedGenerator(7);
 * const [first, second] = [random.uniform([2], { seed }), random.uniform([2], { seed })];
 * String(first) === String(second) // → false
 * seed.state // → [ 7, 2 ]
 */
export class SeedGenerator {
  readonly seed: number;
  #draws = 0;

  constructor(seed: number = randomSeed()) {
    checkSeed('SeedGenerator', seed);
    this.seed = seed;
  }

  /** The seed and the number of draws so far. */
  get state(): [seed: number, draws: number] {
    return [this.seed, this.#draws];
  }

  /** The next draw. */
  next(): [seed: number, counter: number] {
    return [this.seed, this.#draws++];
  }

  getConfig(): { seed: number } {
    return { seed: this.seed };
  }
}

/** Where random numbers come from: a number gives the same ones in each call, a generator others each time. */
export type Seed = number | SeedGenerator;

let globalGenerator: SeedGenerator | undefined;

/** Nothing but this is not reproducible: the seed of a program that never sets one. */
function entropy(): number {
  return globalThis.crypto.getRandomValues(new Uint32Array(1))[0]!;
}

function nextGlobalDraw(): Draw {
  globalGenerator ??= new SeedGenerator(entropy());
  return globalGenerator.next();
}

/** A seed from the global generator. */
export function randomSeed(): number {
  return randomWords(1, nextGlobalDraw())[0]!;
}

/** The draw that a `seed` argument stands for; without one the next of the global generator. */
export function nextDraw(where: string, seed: Seed | null | undefined): Draw {
  if (seed instanceof SeedGenerator) return seed.next();
  if (seed === undefined || seed === null) return nextGlobalDraw();
  checkSeed(where, seed);
  return [seed, 0];
}

/**
 * Makes everything that is drawn without a seed of its own reproducible: initial weights, the order of samples,
 * dropout. As `keras.utils.set_random_seed`.
 *
 * @example
 * import { random, setRandomSeed } from 'hillock';
 * setRandomSeed(1);
 * const first = random.normal([3]);
 * setRandomSeed(1);
 * String(random.normal([3])) === String(first) // → true
 */
export function setRandomSeed(seed: number): void {
  checkSeed('setRandomSeed', seed);
  globalGenerator = new SeedGenerator(seed);
}
