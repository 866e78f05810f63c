/** Helpers for tests of the linear kernels. */
import loadWabt from 'wabt';
import type { ModuleBuilder } from '../../src/kernel/wasm/assembler.js';
import { moduleText } from '../../src/kernel/wasm/text.js';

/**
 * Integers from -limit to limit, determined by the seed (a linear congruential generator). Sums of products of small integers are exact in
 * float32, so results can be compared bit by bit in whatever order they were added.
 */
export function integers(length: number, seed: number, limit = 8): Float32Array<ArrayBuffer> {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 8) % (2 * limit + 1)) - limit;
  });
}

/** Fractions from -1 to 1. */
export const fractions = (length: number, seed: number): Float32Array<ArrayBuffer> =>
  integers(length, seed, 1 << 22).map((x) => x / (1 << 22));

/** The bytes that another assembler makes from the module's text. */
export async function assembleText(module: ModuleBuilder): Promise<Uint8Array> {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat('kernel.wat', moduleText(module), { simd: true, bulk_memory: true });
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}
