import { callable } from '../objects/callable.js';
import { SeedGenerator as Generator } from '../tensor/index.js';

/**
 * Hands out draws of random numbers, all different. Its state is a seed and the number of draws so far. Without a seed it takes one from
 * the global generator, which `setRandomSeed` makes reproducible. As `keras.random.SeedGenerator`.
 *
 * @example
 * import { random } from 'hillock';
 * const seed = random.SeedGenerator(7);
 * const [first, second] = [random.uniform([2], { seed }), random.uniform([2], { seed })];
 * String(first) === String(second) // → false
 * seed.state // → [ 7, 2 ]
 */
export const SeedGenerator = /* @__PURE__ */ callable<typeof Generator, SeedGenerator>(Generator);
export interface SeedGenerator extends Generator {}
