/** Plans on several threads: the same bits as on one, for each plan; and what happens when a thread is lost. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { layers, random, Sequential, setEngine, setRandomSeed } from 'hillock';
import { runOnArrays } from '../../src/kernel/eager.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { planMatmul } from '../../src/kernel/product/matmul-plan.js';
import { currentThreads, runPlan, useThreads } from '../../src/kernel/run-plan.js';
import type { ThreadSettings } from '../../src/kernel/threads/interface.js';
import { kernelMemory } from '../../src/kernel/wasm/memory.js';
import { fractions } from '../support/kernels.js';
import { planCases, resident } from '../support/plans.js';
import { divideEverything } from '../support/threads.js';

afterEach(async () => {
  await useThreads(1);
});

const begin = async (count: number, settings: Partial<ThreadSettings> = {}): Promise<void> => {
  await useThreads(count, { ...divideEverything, ...settings });
  expect(currentThreads()!.count).toBe(count);
};

describe.runIf(currentEngine() === 'wasm')('threads', () => {
  test.each([2, 3, 4])('%i of them give the bits of one, for each plan', async (count) => {
    const made = Object.entries(planCases).map(([name, make]) => {
      const { plan, inputLengths, outputLengths, numbers = [] } = make();
      const inputs = inputLengths.map((length, seed) => fractions(length, seed));
      if (inputs[0]!.length > 20) inputs[0]![17] = Infinity;
      const wanted = outputLengths.map((length) => new Float32Array(length));
      runOnArrays(plan, inputs, wanted, numbers);
      return { name, plan, inputs, numbers, outputLengths, wanted };
    });
    await begin(count);
    for (const { name, plan, inputs, numbers, outputLengths, wanted } of made) {
      const { at, release } = resident(plan, inputs, numbers);
      for (const way of ['timed', 'recorded', 'repeated']) {
        const { float32 } = kernelMemory();
        at.outputs.forEach((address, i) => float32.fill(7, address / 4, address / 4 + outputLengths[i]!));
        const before = currentThreads()!.jobCount;
        runPlan(plan, at);
        if (way !== 'timed' && plan.units > plan.grain)
          expect(currentThreads()!.jobCount, name).toBeGreaterThan(before);
        const found = at.outputs.map((address, i) =>
          kernelMemory().float32.slice(address / 4, address / 4 + outputLengths[i]!),
        );
        expect(found, `${name}, ${way}`).toEqual(wanted);
      }
      release();
    }
    await useThreads(1);
    expect(kernelMemory().inSharedForm).toBeUndefined();
  });

  test('help only with plans that take long enough, and with large ones without being told how to divide them', async () => {
    await begin(2, { leastTime: 1e6 });
    const plan = planMatmul({ m: 64, n: 64, k: 64, hasBias: false });
    const [a, b] = [fractions(4096, 1), fractions(4096, 2)];
    for (let i = 0; i < 5; i += 1) runOnArrays(plan, [a, b], [new Float32Array(4096)]);
    expect(currentThreads()!.jobCount).toBe(0);
  });

  test('do not compute what was recorded with other instructions after these were changed', async () => {
    const plan = planMatmul({ m: 64, n: 64, k: 300, hasBias: false });
    const [a, b] = [fractions(64 * 300, 1), fractions(64 * 300, 2)];
    const product = (): Float32Array => {
      const out = new Float32Array(4096);
      runOnArrays(plan, [a, b], [out]);
      return out;
    };
    setEngine({ relaxed: true });
    const relaxed = product();
    setEngine({ relaxed: false });
    const exact = product();
    await begin(2);
    for (let i = 0; i < 3; i += 1) expect(product()).toEqual(exact);
    setEngine({ relaxed: true });
    for (let i = 0; i < 3; i += 1) expect(product()).toEqual(relaxed);
    setEngine({ relaxed: false });
    for (let i = 0; i < 3; i += 1) expect(product()).toEqual(exact);
  });

  test('end when the shared memory can not grow, and the work goes on in ordinary memory', async () => {
    const plan = planMatmul({ m: 64, n: 64, k: 64, hasBias: false });
    const [a, b] = [fractions(4096, 1), fractions(4096, 2)];
    const product = (): Float32Array => {
      const out = new Float32Array(4096);
      runOnArrays(plan, [a, b], [out]);
      return out;
    };
    const wanted = product();
    await begin(2);
    expect(product()).toEqual(wanted);
    vi.spyOn(kernelMemory().memory, 'grow').mockImplementation(() => {
      throw new RangeError('no');
    });
    const address = kernelMemory().allocate(kernelMemory().bytes.length);
    expect(kernelMemory().inSharedForm).toBeUndefined();
    expect(product()).toEqual(wanted);
    expect(currentThreads()).toBeUndefined();
    kernelMemory().release(address);
  });
});

const lostThread = readFileSync(new URL('../support/lost-thread.js', import.meta.url), 'utf8');

// The query of an address does not reach every worker, so that the number stands in the program.
const lost = (job: number): Partial<ThreadSettings> => ({
  file: new URL(`data:text/javascript,${encodeURIComponent(lostThread.replace('last = 0', `last = ${job}`))}`),
  patience: 200,
});

describe.runIf(currentEngine() === 'wasm')('a thread that is lost', () => {
  const x = random.normal([48, 20], { seed: 1 });
  const y = random.normal([48, 8], { seed: 2 });

  /** The state after some steps. */
  function trained(): number[][] {
    setRandomSeed(3);
    const model = Sequential([
      layers.Dense(32, { activation: 'relu', inputShape: [20] }),
      layers.BatchNormalization(),
      layers.Dense(32, { activation: 'relu' }),
      layers.Dropout(0.3),
      layers.Dense(8),
    ]);
    model.compile({ optimizer: 'adam', loss: 'mse' });
    for (let step = 0; step < 6; step += 1) model.trainOnBatch(x, y);
    return model.getWeights().map((weight) => [...weight.data]);
  }

  test('in whatever job of a step, changes nothing: the others go on alone', async () => {
    const wanted = trained();
    await begin(2);
    expect(trained()).toEqual(wanted);
    const jobs = currentThreads()!.jobCount;
    await useThreads(1);
    // Jobs of a program that runs again and again, and of operations before.
    for (const share of [0.2, 0.75, 0.8, 0.85, 0.9, 0.95, 1]) {
      const job = Math.floor(share * jobs);
      await begin(2, lost(job));
      // Where the processor is busy the thread may come so late that all its jobs are done.
      for (let turn = 0; turn < 100 && currentThreads() !== undefined; turn += 1) {
        expect(trained(), `job ${job} of ${jobs}`).toEqual(wanted);
      }
      expect(currentThreads()).toBeUndefined();
      expect(kernelMemory().inSharedForm).toBeUndefined();
      await useThreads(1);
    }
  });

  test('while it has nothing to do, ends the threads', async () => {
    await useThreads(2, { ...divideEverything, ...lost(0) });
    await vi.waitFor(() => expect(currentThreads()).toBeUndefined(), { timeout: 20_000 });
    expect(kernelMemory().inSharedForm).toBeUndefined();
  });
});

describe('setEngine', () => {
  test.each([0, 1.5, 65, -1, NaN, '2', null])('refuses %s threads', (threads) => {
    expect(() => setEngine({ threads: threads as never })).toThrow(
      'setEngine: expected "wasm" or "evaluator", or { engine, relaxed, threads } of which relaxed is a boolean and threads an integer from 1 to 64.',
    );
  });

  test('says once that a page which is not isolated computes on one thread', async () => {
    vi.stubGlobal('crossOriginIsolated', false);
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    setEngine({ threads: 2 });
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce(), { timeout: 20_000 });
    expect(warn.mock.calls[0]![0]).toBe(
      'Hillock computes on one thread: memory can not be shared here (a page must be isolated from other origins).',
    );
    expect(currentThreads()).toBeUndefined();
  });
});
