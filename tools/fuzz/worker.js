/** A thread that reads damaged files, and says before each which one. */
import { parentPort, workerData } from 'node:worker_threads';
import * as library from '../../dist/index.js';
import { damagedFile, readDamaged } from './case.js';

// That a model comes uncompiled, or its optimizer begins anew, is told by a warning.
console.warn = () => {};
const { seeds, first, step, end } = workerData;
for (let number = first; number < end; number += step) {
  parentPort.postMessage({ began: number });
  const { name, bytes } = damagedFile(seeds, number);
  const start = performance.now();
  const { outcome, fault } = await readDamaged(library, bytes);
  const milliseconds = performance.now() - start;
  parentPort.postMessage({ number, name, outcome, milliseconds, fault: fault && String(fault.stack ?? fault) });
}
