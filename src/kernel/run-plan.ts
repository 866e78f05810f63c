/** Runs plans: on this thread, or on several if there are any; and starts them when they are wanted. */
import { warnOnce } from '../errors/index.js';
import type { Addresses, Plan } from './plan.js';
import { runAlone, type Threads, type ThreadSettings } from './threads/interface.js';

let threads: Threads | undefined;

/** The threads that run plans now; undefined while this thread computes alone. */
export const currentThreads = (): Threads | undefined => threads;

/** Runs a plan, on several threads if there are any and it pays; `isRepeatable` is that of `Threads.run`. */
export function runPlan(plan: Plan, at: Addresses, isRepeatable = false): void {
  if (threads !== undefined && plan.units > plan.grain) threads.run(plan, at, isRepeatable);
  else runAlone(plan, at);
}

/** How many threads the user asked for; undefined if that is left to us. */
let asked: number | undefined;

/**
 * Asks for so many threads, which help as soon as they have started, that is when the promise is fulfilled. With `undefined` for the
 * number, only notes that other settings of the engine have changed.
 */
export async function useThreads(count: number | undefined, settings?: Partial<ThreadSettings>): Promise<void> {
  threads?.forget();
  if (count === undefined || count === asked) return;
  asked = count;
  threads?.end();
  if (count > 1) await start(count, settings);
}

async function start(count: number | undefined, settings?: Partial<ThreadSettings>): Promise<void> {
  let reason = 'memory can not be shared here (a page must be isolated from other origins)';
  let pool: Threads | undefined;
  try {
    const { startPool, usualCount } = await import('./threads/pool.js');
    const wanted = count ?? (await usualCount());
    if (wanted === 1) return;
    pool = await startPool(wanted, onEnd, settings);
  } catch (error) {
    reason = (error as Error).message;
  }
  if (asked !== count) pool?.end();
  else if (pool !== undefined) threads = pool;
  else if (count !== undefined) warnOnce('threads', `Hillock computes on one thread: ${reason}.`);
}

function onEnd(): void {
  threads = undefined;
}

/** Threads are started after steps of at least `longStep` have taken `longWork`, in milliseconds: short programs do not pay for them. */
const longStep = 0.5;
const longWork = 500;
let work = 0;
let hasStarted = false;

/** Notes that a step took so many milliseconds. */
export function noteStep(milliseconds: number): void {
  if (hasStarted || asked !== undefined || milliseconds < longStep) return;
  work += milliseconds;
  if (work < longWork) return;
  hasStarted = true;
  void start(undefined);
}
