import { millisecondsNow } from '../kernel/clock.js';

/** After so many milliseconds of work, other tasks of the thread get a turn: a page responds, a server answers. */
const longestTurn = 50;

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    // Where it exists, `setImmediate` has no delay, unlike a timer.
    const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
    if (setImmediate === undefined) setTimeout(resolve);
    else setImmediate(resolve);
  });

/** Gives all other tasks of the thread a turn whenever work has gone on for a while. */
export class Breathing {
  #since = millisecondsNow();
  #last = this.#since;

  /** To be called between two steps; if it returns a promise, that has to be awaited. */
  pause(): Promise<void> | undefined {
    const now = millisecondsNow();
    const step = now - this.#last;
    this.#last = now;
    // Another step would take too long.
    if (now + step - this.#since < longestTurn) return undefined;
    return nextTurn().then(() => {
      this.#since = this.#last = millisecondsNow();
    });
  }
}
