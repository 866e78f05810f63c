/** What the rest of the kernels knows of threads; the threads themselves are loaded when they are wanted. */
import type { Addresses, Plan } from '../plan.js';

/** Threads that run plans together. */
export interface Threads {
  /** How many threads there are, with the one that calls. */
  readonly count: number;
  /** How many jobs they have done together. */
  readonly jobCount: number;
  /**
   * Runs a plan. `isRepeatable` says that the caller can compute the inputs again if a thread is lost; then a plan may be divided although
   * it overwrites them, and `StepInterrupted` may be thrown.
   */
  run(plan: Plan, at: Addresses, isRepeatable: boolean): void;
  /** Forgets how plans were divided, because the engine's settings have changed. */
  forget(): void;
  end(): void;
}

/** A thread was lost while a plan overwrote its inputs, so that whatever led to them has to be computed again. */
export class StepInterrupted extends Error {}

export function runAlone(plan: Plan, at: Addresses): void {
  plan.prepare?.(at);
  plan.run(at);
}

/** How threads work. What stands here was found by measuring. */
export interface ThreadSettings {
  /** How often a plan is timed on one thread before it is divided; the first times are longer, because kernels are still being compiled. */
  readonly samples: number;
  /** Work that takes one thread less than so many milliseconds is left to it. */
  readonly leastTime: number;
  /** A chunk takes at least so many milliseconds. */
  readonly chunkTime: number;
  /** How many chunks there are for each thread, so that a thread that is held up holds up little. */
  readonly chunksPerThread: number;
  /** If the others have not done their chunks so many milliseconds after this thread, they are given up. */
  readonly patience: number;
  /** Whether the threads rest for a while when they turn out slower than one alone, as on a busy machine. */
  readonly mayRest: boolean;
  /** The file that the threads run; undefined for the library's own. */
  readonly file: URL | undefined;
}
