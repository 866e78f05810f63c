import { millisecondsNow } from './clock.js';

/** Milliseconds of work after which others get a turn: a page answers, a server serves. */
const longestTurn = 50;

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    // Unlike a timer, it costs no waiting where it exists.
    const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
    if (setImmediate === undefined) setTimeout(resolve);
    else setImmediate(resolve);
  });

/** Lets everything else that waits for the thread run, whenever work has gone on for a while. */
export class Breathing {
  #since = millisecondsNow();

  /** Call it between two steps, and wait for what it returns if there is something. */
  pause(): Promise<void> | undefined {
    if (millisecondsNow() - this.#since < longestTurn) return undefined;
    return nextTurn().then(() => {
      this.#since = millisecondsNow();
    });
  }
}
