/** Threads in tests: the built file of a thread, and settings by which everything that can be divided is divided at once. */
import type { ThreadSettings } from '../../src/kernel/threads/interface.js';

export const divideEverything: Partial<ThreadSettings> = {
  samples: 1,
  leastTime: 0,
  chunkTime: 0,
  mayRest: false,
  patience: 20_000,
  file: new URL('../../dist/kernel/threads/thread.js', import.meta.url),
};
