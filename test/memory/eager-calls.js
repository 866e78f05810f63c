/** Eager calls in one synchronous loop, as a program that writes how much memory it held, now and then, as JSON. */
import { activations } from 'hillock';
import { MemoryLog } from './memory-log.js';

const few = new Float32Array(16).fill(-0.5);
const many = new Float32Array(1000).fill(0.5);
const log = new MemoryLog();
const kept = [];

for (let call = 0; call < 100_000; call++) {
  const results = [activations.relu(few), activations.mish(many)];
  if (process.argv.includes('--leak')) kept.push(results);
  if (call % 1000 === 999) log.note();
}
log.write();
