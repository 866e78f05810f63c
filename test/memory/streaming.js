/**
 * A dataset that is made while a model trains on it, shuffled and batched, as a program that writes how much memory it held as JSON; with
 * `--report`, in words. `--megabytes` says how much data there is: 1024 for a gigabyte.
 */
import { parseArgs } from 'node:util';
import { Dataset, layers, Sequential } from 'hillock';
import { MemoryLog } from './memory-log.js';

const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '1024' }, report: { type: 'boolean' } },
});

const features = 1023;
const batchSize = 128;
/** A kilobyte of float32 numbers for each quarter of a sample, and its label. */
const bytesPerBatch = batchSize * (features + 1) * 4;
const batches = Math.floor((Number(values.megabytes) * 2 ** 20) / bytesPerBatch);

function* samples() {
  for (let i = 0; i < batches * batchSize; i++) yield [new Float32Array(features).fill(i % 7), Float32Array.of(i % 2)];
}

const model = Sequential([layers.Dense(4, { activation: 'relu', inputShape: [features] }), layers.Dense(1)]);
model.compile({ optimizer: 'sgd', loss: 'mse' });
model.optimizer.learningRate = 1e-6;

const log = new MemoryLog();
const dataset = Dataset.from(samples).shuffle(1000, { seed: 1 }).batch(batchSize).prefetch(2);
const notes = 100;
let noted = 0;
const note = {
  onTrainBatchEnd(batch) {
    if ((batch + 1) * notes < (noted + 1) * batches) return;
    noted++;
    log.note();
  },
};
const before = process.memoryUsage().rss;
await model.fit(dataset, { verbose: 0, callbacks: [note] });
while (log.notes.length < notes) log.note();
if (values.report) {
  const most = Math.max(...log.notes.map(({ rss }) => rss));
  const megabytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  console.log(
    `streamed ${megabytes(batches * bytesPerBatch)}; grew by ${megabytes(most - before)} at most, from ${megabytes(before)}`,
  );
} else log.write();
