/**
 * A thread of the kernels that does no work, claims a chunk of the job that `threads.test.ts` puts in the place of 0, and ends in the middle
 * of it; of job 0: ends at once.
 */
import { parentPort } from 'node:worker_threads';

const last = 0;

parentPort.on('message', ({ memory, control }) => {
  const state = new Int32Array(memory.buffer, control, 64);
  for (;;) {
    const claim = Atomics.load(state, 0);
    if (last > 0 && (claim >> 8 < last || (claim & 255) === 0)) continue;
    if (last === 0 || Atomics.compareExchange(state, 0, claim, claim - 1) === claim) process.exit();
  }
});
parentPort.postMessage('ready');
