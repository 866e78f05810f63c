/** Threads that work through a list together. */
import { Worker } from 'node:worker_threads';

/**
 * Hands the items to `threads` workers, one at a time each, and calls `onResult` with every answer.
 *
 * @type {<Item, Result>(script: URL, items: readonly Item[], threads: number, onResult: (result: Result) => void) => Promise<void>}
 */
export async function runInThreads(script, items, threads, onResult) {
  let next = 0;
  const work = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script);
      const handOut = () => {
        if (next < items.length) worker.postMessage(items[next++]);
        else void worker.terminate().then(resolve, reject);
      };
      worker.on('error', reject);
      worker.on('message', (result) => {
        onResult(result);
        handOut();
      });
      handOut();
    });
  await Promise.all(Array.from({ length: Math.min(threads, items.length) }, work));
}
