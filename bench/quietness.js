/**
 * How quiet the machine was: between the bursts a fixed piece of arithmetic, the slice, is timed on as many threads as contestants use.
 * Where nobody else computes, it always takes the same time.
 */
import { Worker } from 'node:worker_threads';
import { timesOf } from './measure.js';

const source = `
const { parentPort } = require('node:worker_threads');
const slice = () => {
  let state = 1;
  for (let turn = 0; turn < 2_000_000; turn++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state;
};
for (let turn = 0; turn < 5; turn++) slice();
parentPort.on('message', () => {
  const start = performance.now();
  slice();
  parentPort.postMessage(performance.now() - start);
});`;

/** @param {number} threads */
export function startQuietness(threads) {
  const workers = Array.from({ length: threads }, () => new Worker(source, { eval: true }));
  for (const worker of workers) worker.unref();
  const samples = [];

  const timeOf = (worker) =>
    new Promise((resolve) => {
      worker.ref();
      worker.once('message', (milliseconds) => {
        worker.unref();
        resolve(milliseconds);
      });
      worker.postMessage('slice');
    });

  return {
    async sample() {
      samples.push(Math.max(...(await Promise.all(workers.map(timeOf)))));
    },
    /** @returns {import('./types.js').Quietness | null} */
    result() {
      if (samples.length === 0) return null;
      const { least, median } = timesOf(samples);
      const disturbed = samples.filter((time) => time > 1.1 * least).length / samples.length;
      return { slices: samples.length, least, median, disturbed };
    },
  };
}
