/** Training steps, as a program that writes how much memory it held, now and then, as JSON. */
import { Sequential, layers, tensor } from 'hillock';
import { MemoryLog } from './memory-log.js';

const model = Sequential([layers.Dense(8, { activation: 'relu', inputShape: [4] }), layers.Dense(1)]);
model.compile({ optimizer: 'adam', loss: 'mean_squared_error' });
const x = tensor(new Float32Array(64).fill(0.5), { shape: [16, 4] });
const y = tensor(new Float32Array(16).fill(0.25), { shape: [16, 1] });
const log = new MemoryLog();

/** The engine enlarges its nursery once, some thousand steps after the start, by 16 MiB: not what is to be measured. */
const warmUp = 8_000;
for (let step = -warmUp; step < 10_000; step++) {
  await model.trainOnBatch(x, y);
  if (step >= 0 && step % 100 === 99) log.note();
}
log.write();
