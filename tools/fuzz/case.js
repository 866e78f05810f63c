/** One damaged file, and what the library makes of it. */
import { Dice, mutate } from './mutation.js';

/** What a small file may cost; a damaged one asks for everything. */
export const limits = { bytes: 2 ** 26, json: 2 ** 22, seconds: 10 };

/** @typedef {{ readonly name: string; readonly bytes: Uint8Array }} Seed */

/** The file of a number: the number decides everything. @param {readonly Seed[]} seeds @param {number} number */
export function damagedFile(seeds, number) {
  const dice = new Dice(number);
  const { name, bytes } = dice.pick(seeds);
  return { name, bytes: mutate(bytes, dice) };
}

/**
 * Reads a file in every way there is; gives how it ended, which is never anything but a result or a `FileError`.
 *
 * @param {Pick<typeof import('../../src/index.js'), 'inspect' | 'readWeights' | 'loadModel' | 'FileError'>} library
 * @param {Uint8Array} bytes
 * @returns {Promise<{ readonly outcome: string; readonly fault?: unknown }>}
 */
export async function readDamaged({ inspect, readWeights, loadModel, FileError }, bytes) {
  try {
    const { className } = await inspect(bytes, { limits });
    await readWeights(bytes, { limits });
    if (className === undefined) return { outcome: 'read' };
    await loadModel(bytes, { limits });
    return { outcome: 'loaded' };
  } catch (error) {
    return error instanceof FileError ? { outcome: error.kind } : { outcome: 'fault', fault: error };
  }
}
