/** `npm run fuzz`: damaged model files, each of which must be read or refused, soon and in bounded memory. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { readCommandLine } from '../command-line.js';
import { damagedFile } from './case.js';
import { readSeeds } from './seeds.js';

const help = `Reads damaged model files. Each must be read or refused with a FileError, within seconds and in bounded memory.

npm run fuzz -- [options]

  --count N      so many files (100000)
  --first N      the number of the first, which decides what it is (0)
  --threads N    worker threads (as many as there are processors)
  --keep FOLDER  where files that were not refused properly are kept (tmp/fuzz)
`;

const { values } = readCommandLine({
  options: {
    count: { type: 'string', default: '100000' },
    first: { type: 'string', default: '0' },
    threads: { type: 'string', default: String(availableParallelism()) },
    keep: { type: 'string', default: 'tmp/fuzz' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(help);
  process.exit();
}

const [count, firstNumber, threads] = [values.count, values.first, values.threads].map(Number);
const seeds = readSeeds();
const outcomes = new Map();
const patience = 30_000;
let slowest = { milliseconds: 0, number: -1 };
let most = 0;
let faults = 0;

/** Keeps the file whose reading went wrong. */
function keep(number, what) {
  faults++;
  const { name, bytes } = damagedFile(seeds, number);
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(`${values.keep}/${number}-${name.replaceAll('/', '-')}`, bytes);
  console.log(`file ${number} (${name}): ${what}`);
}

/** Reads every `threads`-th file from `first` on; a thread that hangs is ended, and another goes on behind the file. */
function runThread(first) {
  return new Promise((resolve) => {
    const end = firstNumber + count;
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { seeds, first, step: threads, end },
    });
    let current = first;
    let timer;
    let isOver = false;
    const goOn = (what) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (what !== undefined) {
        keep(current, what);
        if (current + threads < end) return resolve(runThread(current + threads));
      }
      resolve();
    };
    worker.on('message', ({ began, number, name, outcome, milliseconds, fault }) => {
      if (began !== undefined) {
        current = began;
        clearTimeout(timer);
        timer = setTimeout(() => worker.terminate().then(() => goOn(`not read within ${patience} ms`)), patience);
        return;
      }
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, number };
      most = Math.max(most, process.memoryUsage.rss());
      if (fault) keep(number, `${name}: ${fault}`);
    });
    worker.on('error', (error) => goOn(`the thread ended: ${error.stack}`));
    worker.on('exit', (code) => goOn(code === 0 || isOver ? undefined : `the thread ended with ${code}`));
  });
}

const start = performance.now();
await Promise.all(Array.from({ length: threads }, (_, i) => runThread(firstNumber + i)));
const seconds = (performance.now() - start) / 1000;
console.log(`${count} files from number ${firstNumber}, of ${seeds.length} sound ones, in ${seconds.toFixed(0)} s`);
for (const [outcome, times] of [...outcomes].sort()) console.log(`${String(times).padStart(8)}  ${outcome}`);
console.log(
  `slowest: file ${slowest.number}, ${slowest.milliseconds.toFixed(0)} ms; most memory: ${Math.round(most / 2 ** 20)} MiB`,
);
process.exitCode = faults === 0 ? 0 : 1;
