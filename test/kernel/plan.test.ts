/** Every plan on data that stays in the kernel memory: as a whole and part by part it gives the bits that arrays get. */
import { describe, expect, test } from 'vitest';
import { runOnArrays } from '../../src/kernel/eager.js';
import { currentEngine } from '../../src/kernel/engine.js';
import { type Plan, plannedOnce, type Range } from '../../src/kernel/plan.js';
import { planMatmul } from '../../src/kernel/product/matmul-plan.js';
import { kernelMemory } from '../../src/kernel/wasm/memory.js';
import { fractions } from '../support/kernels.js';
import { planCases, resident } from '../support/plans.js';

/** Parts of the work, the later ones first. */
function partsOf({ units, grain }: Plan): Range[] {
  const cuts = [0, 1 / 3, 1 / 2, 0.9].map((share) => Math.floor((units * share) / grain) * grain);
  const starts = [...new Set(cuts)];
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? units })).reverse();
}

describe.runIf(currentEngine() === 'wasm')('a plan', () => {
  test.each(Object.entries(planCases))('%s', (_, make) => {
    const { plan, inputLengths, outputLengths, numbers = [] } = make();
    const inputs = inputLengths.map((length, seed) => fractions(length, seed));
    if (inputs[0]!.length > 20) inputs[0]![17] = Infinity;
    const wanted = outputLengths.map((length) => new Float32Array(length));
    runOnArrays(plan, inputs, wanted, numbers);
    for (const parts of [[undefined], partsOf(plan)]) {
      const { at, release } = resident(plan, inputs, numbers);
      plan.prepare?.(at);
      for (const part of parts) plan.run(at, part);
      const { float32 } = kernelMemory();
      const results = at.outputs.map((address, i) => float32.slice(address / 4, address / 4 + outputLengths[i]!));
      release();
      expect(results).toEqual(wanted);
    }
  });

  test.each(Object.entries(planCases))('%s: leaves its inputs as they are', (_, make) => {
    const { plan, inputLengths, numbers = [] } = make();
    const inputs = inputLengths.map((length, seed) => fractions(length, seed));
    const { at, release } = resident(plan, inputs, numbers);
    plan.prepare?.(at);
    plan.run(at);
    const { float32 } = kernelMemory();
    const found = at.inputs.map((address, i) => float32.slice(address / 4, address / 4 + inputLengths[i]!));
    release();
    expect(found).toEqual(inputs);
  });
});

describe('plans', () => {
  const empty = (tables: readonly Int32Array[] = []): Plan => ({
    inputBytes: [],
    outputBytes: [],
    scratchBytes: 0,
    sharedBytes: 0,
    tables,
    units: 1,
    grain: 1,
    run: () => undefined,
  });

  test('are made once for a shape', () => {
    const planOf = plannedOnce(
      (shape: { n: number; name: string }) => empty([Int32Array.of(shape.n)]),
      ({ n, name }) => [n, name],
    );
    const first = planOf({ n: 1, name: 'a' });
    expect(planOf({ n: 1, name: 'a' })).toBe(first);
    // The same hash, another key.
    expect(planOf({ n: 1, name: 'b' })).not.toBe(first);
    expect(planOf({ n: 2, name: 'a' })).not.toBe(first);
    expect(planOf({ n: 1, name: 'a' })).toBe(first);
  });

  test('make way when there are many, or their tables are large', () => {
    const made: number[] = [];
    const planOf = plannedOnce(
      (n: number) => {
        made.push(n);
        return empty([new Int32Array(n < 1000 ? 1 : 1 << 24)]);
      },
      (n) => [n],
    );
    for (let n = 0; n < 256; n += 1) planOf(n);
    planOf(0);
    expect(made).toHaveLength(256);
    planOf(256);
    planOf(0);
    expect(made.slice(256)).toEqual([256, 0]);
    planOf(1000);
    planOf(0);
    expect(made.slice(258)).toEqual([1000, 0]);
  });
});

describe.runIf(currentEngine() === 'wasm')('arrays', () => {
  test('are computed right while tables of many plans come and go', () => {
    const [a, b] = [fractions(64, 1), fractions(64, 2)];
    const product = (): number[] => {
      const out = new Float32Array(64);
      runOnArrays(planMatmul({ m: 8, n: 8, k: 8, hasBias: false }), [a, b], [out]);
      return [...out];
    };
    const wanted = product();
    for (let more = 0; more < 6; more += 1) {
      const table = new Int32Array(1 << 21).fill(more);
      let seen: number | undefined;
      const plan: Plan = {
        inputBytes: [],
        outputBytes: [],
        scratchBytes: 0,
        sharedBytes: 0,
        tables: [table],
        units: 1,
        grain: 1,
        run: (at) => (seen = kernelMemory().int32[at.tables[0]! / 4 + 5]),
      };
      runOnArrays(plan, [], []);
      expect(seen).toBe(more);
      expect(product()).toEqual(wanted);
    }
  });

  test('and blocks of the memory are not given out twice, and are used again', () => {
    const memory = kernelMemory();
    const used = new Map<number, number>();
    const sizes = fractions(200, 5).map((value) => Math.floor(Math.abs(value) * 20_000) + 1);
    sizes.forEach((bytes, index) => {
      const address = memory.allocate(bytes);
      for (const [start, end] of used) expect(address + bytes <= start || address >= end).toBe(true);
      if (bytes >= 4096) expect(address % 4096).toBe(128);
      used.set(address, address + bytes);
      if (index % 3 !== 0) return;
      const [oldest] = used.keys();
      memory.release(oldest!);
      used.delete(oldest!);
    });
    used.forEach((_, address) => memory.release(address));
    const before = memory.memory.buffer.byteLength;
    for (let turn = 0; turn < 50; turn += 1) memory.release(memory.allocate(500_000));
    expect(memory.memory.buffer.byteLength).toBe(before);
  });
});
