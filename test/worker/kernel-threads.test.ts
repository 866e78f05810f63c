/** Kernels on several threads in Node, by the built package: they start by themselves, keep no process alive, and keep the memory flat. */
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const addressOf = (path: string): string => new URL(`../../dist/${path}`, import.meta.url).href;

const preamble = `
import { layers, random, Sequential, setEngine, setRandomSeed } from '${addressOf('index.js')}';
import { currentThreads } from '${addressOf('kernel/run-plan.js')}';
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
const x = random.normal([128, 300], { seed: 1 });
const y = random.randint([128], 0, 10, { seed: 2 });
setRandomSeed(1);
const model = Sequential([layers.Dense(256, { activation: 'relu', inputShape: [300] }), layers.Dense(10, { activation: 'softmax' })]);
model.compile({ optimizer: 'adam', loss: 'sparse_categorical_crossentropy' });
`;

/** What a program prints, when it has ended by itself. */
async function printedBy(program: string): Promise<unknown> {
  const args = ['--input-type=module', '--eval', `${preamble}${program}`];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 55_000 });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('threads of kernels', () => {
  test.runIf(availableParallelism() > 1)(
    'start by themselves when training goes on, and let the process end',
    async () => {
      const printed = await printedBy(`
      const before = currentThreads()?.count ?? 1;
      for (let step = 0; step < 20_000 && currentThreads() === undefined; step++) {
        model.trainOnBatch(x, y);
        if (step % 20 === 19) await turn();
      }
      console.log(JSON.stringify([before, currentThreads().count > 1]));
    `);
      expect(printed).toEqual([1, true]);
    },
  );

  test('that were asked for are not waited for', async () => {
    expect(await printedBy(`setEngine({ threads: 3 }); console.log(1);`)).toBe(1);
  });

  test('keep the memory flat over 2,000 steps', async () => {
    const [threads, jobs, growth] = (await printedBy(`
      setEngine({ threads: 2 });
      while (currentThreads() === undefined) await turn();
      const held = () => { const { rss, arrayBuffers } = process.memoryUsage(); return Math.max(rss, arrayBuffers) / 2 ** 20; };
      const most = [0, 0];
      for (let step = 0; step < 3000; step++) {
        model.trainOnBatch(x, y);
        if (step >= 1000 && step % 50 === 0) most[Math.floor((step - 1000) / 1000)] = Math.max(most[Math.floor((step - 1000) / 1000)], held());
      }
      console.log(JSON.stringify([currentThreads().count, currentThreads().jobCount, most[1] - most[0]]));
    `)) as [number, number, number];
    expect(threads).toBe(2);
    expect(jobs).toBeGreaterThan(0);
    expect(growth).toBeLessThan(16);
  });
});
