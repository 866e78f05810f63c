/** A thread that judges one range of one subject at a time. */
import { parentPort } from 'node:worker_threads';
import { allSubjects, labelOf } from './subjects.js';
import { Trial } from './trial.js';

const subjects = new Map(allSubjects().map((subject) => [labelOf(subject), subject]));
let label = '';
let /** @type {Trial} */ trial;

/** @param {{ subject: string, range: import('./trial.js').InputRange }} work */
function judge(work) {
  if (work.subject !== label) {
    label = work.subject;
    trial = new Trial(subjects.get(label));
  }
  return { ...work, tally: trial.run(work.range) };
}

parentPort.on('message', (work) => parentPort.postMessage(judge(work)));
