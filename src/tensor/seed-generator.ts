import { ValueError } from '../errors/index.js';
import { randomWords, type Draw } from './philox.js';
import { Tensor } from './tensor.js';
import { Variable } from './variable.js';
import { checkArgumentCount } from './argument-count.js';
import { gatherOptions, readOptions } from './options.js';

function checkSeed(where: string, seed: unknown): asserts seed is number {
  if (Number.isSafeInteger(seed) && (seed as number) >= 0) return;
  throw new ValueError({ where, expected: 'a seed, an integer from 0 to 2^53 - 1', received: { seed } });
}

/** The options of `SeedGenerator`. */
export interface SeedGeneratorOptions {
  /** The seed of the sequence; without it one from the global generator. */
  readonly seed?: number | null | undefined;
  readonly name?: string | null | undefined;
}

/**
 * The class behind `random.SeedGenerator`, which is called without `new`, too: hands out draws of random numbers, all different. Its state is
 * a seed and the number of draws so far. Without a seed it takes one from the global generator, which `setRandomSeed` makes reproducible.
 *
 * @example
 * import { random } from 'hillock';
 * const seed = random.SeedGenerator(7);
 * [seed.next(), seed.next()] // → [ [ 7, 0 ], [ 7, 1 ] ]
 */
export class SeedGenerator {
  /**
   * The state as a variable, which operations read and assign, so that draws can be part of a traced step. It is float64 because that holds
   * every seed.
   */
  readonly variable: Variable;

  readonly name: string;

  constructor(
    ...given:
      | [seed?: number | null | undefined, options?: { readonly name?: string | null | undefined } | undefined]
      | [options: SeedGeneratorOptions]
  ) {
    const where = 'SeedGenerator';
    const read = readOptions<{ seed: number | null; name: string | null }>(
      where,
      gatherOptions(where, ['seed'], given),
      { seed: null, name: null },
    );
    const seed = read.seed ?? randomSeed();
    checkSeed(where, seed);
    this.name = read.name ?? 'seed_generator';
    this.variable = new Variable(stateOf(seed, 0), { name: 'seed_generator_state', trainable: false });
    this.variable.autocast = false;
  }

  get seed(): number {
    return this.state[0];
  }

  /** The seed and the number of draws so far. */
  get state(): [seed: number, draws: number] {
    return [...this.variable.held.data] as [number, number];
  }

  /** The next draw as plain numbers, even while something is traced: for what happens only once, such as the first value of a weight. */
  next(): [seed: number, counter: number] {
    checkArgumentCount('SeedGenerator.next', arguments, 0);
    const [seed, draws] = this.state;
    this.variable.hold(stateOf(seed, draws + 1));
    return [seed, draws];
  }

  getConfig(): { seed: number; name: string } {
    return { seed: this.seed, name: this.name };
  }
}

const stateOf = (seed: number, draws: number): Tensor => new Tensor(Float64Array.of(seed, draws), [2], 'float64');

/** The source of random numbers: a number gives the same ones in each call, a generator gives others in each call. */
export type Seed = number | SeedGenerator;

let globalGenerator: SeedGenerator | undefined;

/** A seed for programs that never set one; nothing else here is irreproducible. */
function entropy(): number {
  const { crypto } = globalThis as { crypto?: { getRandomValues?(words: Uint32Array): Uint32Array } };
  const word = crypto?.getRandomValues?.(new Uint32Array(1))[0];
  // eslint-disable-next-line no-restricted-globals, no-restricted-properties -- what is not to be the same in two programs
  return word ?? (Math.floor(Math.random() * 2 ** 32) ^ Date.now()) >>> 0;
}

/** The generator for everything that is drawn without a seed of its own. */
export function globalSeedGenerator(): SeedGenerator {
  return (globalGenerator ??= new SeedGenerator(entropy()));
}

/** A seed from a generator, by default the global one. */
export function randomSeed(generator = globalSeedGenerator()): number {
  return randomWords(1, generator.next())[0]!;
}

/** The draw for a `seed` argument; without a seed it is the next draw of the global generator. */
export function nextDraw(where: string, seed: Seed | null | undefined): Draw {
  if (seed === undefined || seed === null) return globalSeedGenerator().next();
  if (seed instanceof SeedGenerator) return seed.next();
  checkSeed(where, seed);
  return [seed, 0];
}

/** The generator or number for a `seed` argument; without one, the global generator. */
export function seedOf(where: string, seed: Seed | null | undefined): Seed {
  if (seed === undefined || seed === null) return globalSeedGenerator();
  if (!(seed instanceof SeedGenerator)) checkSeed(where, seed);
  return seed;
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
  checkArgumentCount('setRandomSeed', arguments, 1);
  checkSeed('setRandomSeed', seed);
  // The generator is kept and its state changed, because traced steps hold this generator's variable.
  if (globalGenerator === undefined) globalGenerator = new SeedGenerator(seed);
  else globalGenerator.variable.hold(stateOf(seed, 0));
}
